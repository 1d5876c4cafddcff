"""The sample corpora: that they are what data/README.md says, and what can be learned from them."""

from collections import Counter
from itertools import chain

import numpy as np
import pytest

from pooling.encoder import SentenceEncoder
from similarity.metrics import cosine_similarity, cosine_similarity_matrix
from tests.benchmarks.learned import by_meaning, by_words
from tests.test_readme import ROOT
from word2vec.evaluation import odd_one_out_accuracy
from word2vec.model import Config
from word2vec.running.files import DATA
from word2vec.running.questions import read_rows
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.tour import CONFIG, SCRIPTS
from word2vec.vocabulary import Vocabulary

LANGUAGES = ["en", "zh"]
SEEDS = [1, 2, 3, 4, 5]

TYPICAL = {
    "en": "cat dog cow sheep lion wolf car bus train paris france bread soup apple rain snow storm "
    "sea moon planet arm leg happy angry shirt coat uncle sister teacher pencil plumber money coin "
    "hammer computer king queen piano violin football goal monday july seven red",
    "zh": "猫 狗 牛 羊 狮子 老虎 猴子 汽车 火车 自行车 飞机 法国 巴黎 日本 面条 饺子 盐 苹果 "
    "葡萄 西瓜 天气 夏天 船 鲸鱼 渔民 月亮 行星 火箭 医生 心脏 高兴 生气 害怕 衬衫 裤子 帽子 "
    "妈妈 哥哥 学校 铅笔 数学 买 螺丝 电脑 手机 国王 王后 钢琴 小提琴 歌 篮球 裁判 红色",
}


def lines_of(language):
    lines = (DATA / f"sample.{language}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def sentences_of(language):
    return list(read_sentences(DATA / f"sample.{language}.txt"))


@pytest.fixture(scope="module")
def learned():
    """Vectors by language and seed, with the tour's settings."""
    texts = {language: sentences_of(language) for language in LANGUAGES}
    return {
        (language, seed): train(texts[language], Config(**{**vars(CONFIG), "seed": seed})).vectors
        for language in LANGUAGES
        for seed in SEEDS
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_corpus_is_prose_and_not_a_pattern(language):
    lines, sentences = lines_of(language), sentences_of(language)
    assert len(sentences) == len(lines)  # one sentence a line
    assert len(set(lines)) >= 0.995 * len(lines)
    assert sum(map(len, sentences)) >= 60_000
    fives = Counter(tuple(s[i : i + 5]) for s in sentences for i in range(len(s) - 4))
    often = sum(count for count in fives.values() if count > 2)
    assert often <= 0.02 * sum(fives.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_met_often_enough(language):
    vocabulary = Vocabulary(Counter(chain(*sentences_of(language))), 5)
    assert len(vocabulary) >= 1500
    sets = read_rows(DATA / f"odd_one_out.{language}.tsv")
    script = SCRIPTS[language]
    used = {word for words in sets for word in words} | set(subjects(language)[1])
    used |= set(script.neighbours) | {word for group in script.map for word in group.split()}
    counts = dict(zip(vocabulary.words, vocabulary.counts, strict=True))
    assert {word: counts.get(word) for word in used if counts.get(word, 0) < 8} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sets_are_fair(language):
    sets = read_rows(DATA / f"odd_one_out.{language}.tsv")
    assert len(sets) >= 150
    assert all(len(set(words)) == 4 for words in sets)
    assert len({frozenset(words) for words in sets}) == len(sets)
    rows = read_rows(DATA / f"sentences.{language}.tsv")
    assert len(rows) >= 80 and min(Counter(label for label, _ in rows).values()) >= 4
    corpus = {line.replace(" ", "") for line in lines_of(language)}
    assert not corpus & {text.replace(" ", "") for _, text in rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_counts_right(language):
    lines, sentences = lines_of(language), sentences_of(language)
    vocabulary = Vocabulary(Counter(chain(*sentences)))
    frequent = int((vocabulary.counts >= 5).sum())
    articles = (DATA / f"sample.{language}.txt").read_text("utf-8").count("# ")
    numbers = [articles, len(lines), sum(map(len, sentences)), len(vocabulary), frequent]
    row = " | ".join(f"{number:,}" for number in numbers)
    readme = (DATA / "README.md").read_text("utf-8")
    assert f"| sample.{language}.txt | {row} |" in readme
    assert f"`{' '.join(vocabulary.words[:20])}`" in readme


def subjects(language):
    """Words by subject, and the words whose neighbours are looked at."""
    lines = (ROOT / "tests" / f"subjects.{language}.txt").read_text("utf-8").splitlines()
    of = {}
    for line in lines:
        if not line.startswith("#"):
            subject, words = line.split(": ")
            for word in words.split():
                of.setdefault(word, set()).add(subject)
    return of, TYPICAL[language].split()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", SEEDS)
def test_neighbours_are_of_the_same_subject(learned, language, seed):
    of, typical = subjects(language)
    near = [
        sum(bool(of[word] & of.get(other, set())) for other, _ in found)
        for word in typical
        for found in [learned[language, seed].most_similar(word, 5)]
    ]
    assert len(typical) >= 40 and sum(number >= 3 for number in near) >= 30


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", SEEDS)
def test_cat_is_near_dog_and_far_from_car(learned, language, seed):
    (cat, dog), (_, car) = SCRIPTS[language].alike
    vectors = learned[language, seed]
    near, far = (cosine_similarity(vectors[cat], vectors[word]) for word in (dog, car))
    assert near - far >= 0.25


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("pooling", ["mean", "sif"])
def test_the_articles_sentences_come_out_as_it_says(learned, language, seed, pooling):
    vectors = learned[language, seed]
    encoder = SentenceEncoder(vectors, pooling, tokenize=vectors.words_of)
    if pooling == "sif":
        encoder.fit(sentences_of(language))
    three = encoder.encode(SCRIPTS[language].three)
    cosine = cosine_similarity_matrix(three, three)
    assert cosine[0, 1] > cosine[0, 2] and cosine[0, 1] > cosine[1, 2]


@pytest.mark.parametrize(("language", "bar"), [("en", 0.85), ("zh", 0.80)])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_odd_one_is_found(learned, language, bar, seed):
    sets = read_rows(DATA / f"odd_one_out.{language}.tsv")
    accuracy, known, _ = odd_one_out_accuracy(learned[language, seed], sets)
    assert known == len(sets) and accuracy >= bar


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", SEEDS)
def test_meaning_finds_more_of_the_subject_than_words_do(learned, language, seed):
    vectors = learned[language, seed]
    rows = read_rows(DATA / f"sentences.{language}.tsv")
    meaning = by_meaning(SentenceEncoder(vectors, tokenize=vectors.words_of), rows)
    assert meaning > by_words([vectors.words_of(text) for _, text in rows], rows) + 0.25
    assert meaning > 0.5  # by chance 1/16


def test_stop_words_are_words_of_the_corpus():
    for language in LANGUAGES:
        stop = (DATA / f"stop_words.{language}.txt").read_text("utf-8").split()
        assert stop == sorted(set(stop)) and len(stop) >= 100
        common = [word for words in sentences_of(language) for word in words]
        assert sum(word in set(stop) for word in common) > 0.2 * len(common)
        assert np.mean([word in set(common) for word in stop]) > 0.7
