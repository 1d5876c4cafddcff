"""From a file or a question to words in one way: Chinese split or not, stems, and what is kept."""

import sys

import pytest
import snowballstemmer

from word2vec import Config, WordVectors, train
from word2vec.corpus import Reading, tokenize
from word2vec.running import reading
from word2vec.running.files import DATA, SAMPLE
from word2vec.running.languages import segmenter, stemmer, written_without_spaces
from word2vec.running.reading import read_sentences

SPACED = (DATA / "sample.zh.txt").read_text("utf-8")[:30_000]
UNSPACED = SPACED.replace(" ", "")

SMALL = Config(dim=4, epochs=1, subsample=0)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "text.txt"


def test_when_chinese_counts_as_written_without_spaces():
    assert written_without_spaces(UNSPACED) and not written_without_spaces(SPACED)
    # a run of five among 25 Han characters is a fifth, among 23 more
    assert not written_without_spaces("一二三四五 " + "一二 " * 10)  # 5 of 25
    assert written_without_spaces("一二三四五 " + "一二 " * 9)  # 5 of 23
    assert not written_without_spaces("成千上万 的 人")  # no run is longer than four
    for text in ("", "the cat sat", "日", "ひらがな カタカナ", "我，你，他"):
        assert not written_without_spaces(text)
    assert written_without_spaces("The cat is called 中华人民共和国 here")


def test_chinese_without_spaces_is_split_and_with_spaces_is_not(path):
    path.write_text(UNSPACED, "utf-8")
    sentences = read_sentences(path)
    assert list(sentences) == tokenize(UNSPACED, segment=segmenter("sample"))
    assert sentences.reading == Reading(segment="sample")
    path.write_text(SPACED, "utf-8")
    sentences = read_sentences(path)
    assert list(sentences) == tokenize(SPACED) and sentences.reading == Reading()
    path.write_text(UNSPACED, "utf-8")
    assert list(read_sentences(path, segment=None)) == tokenize(UNSPACED)


def test_a_preface_in_english_does_not_decide(path, monkeypatch):
    monkeypatch.setattr("word2vec.running.files.BYTES_AT_A_TIME", 3000)
    path.write_text("an English preface\n" * 200 + UNSPACED, "utf-8")
    sentences = read_sentences(path)
    assert ["an", "english", "preface"] in sentences
    assert sentences.reading.segment == "sample"


def test_lines_without_spaces_are_split_where_another_text_comes_first(path):
    own = "猫是一种宠物。\n狗喜欢啃骨头。\n"
    path.write_text(SPACED * 3 + "\n" + own, "utf-8")
    sentences = read_sentences(path)
    assert list(sentences) == tokenize(SPACED * 3) + tokenize(own, segment=segmenter("sample"))
    assert sentences.reading.segment == "sample"
    sentences = read_sentences(DATA / "sample.zh.txt")  # its headings are no such lines
    assert sum(map(len, sentences)) == 123_375 and sentences.reading.segment is None


def test_sentences_can_be_read_again(path):
    path.write_text("one two\nthree\n", "utf-8")
    sentences = read_sentences(path)
    assert list(sentences) == list(sentences) == [["one", "two"], ["three"]]


def test_a_dictionary_of_ones_own(path, tmp_path):
    path.write_text("研究生命起源的人\n", "utf-8")
    own = tmp_path / "own.txt"
    own.write_text("\ufeff研究生 900 n\n命 500\n起源 10 n\n的 9 uj\n人 9\n# a comment\n\n", "utf-8")
    assert list(read_sentences(path, segment=str(own))) == [["研究生", "命", "起源", "的", "人"]]
    for line, message in (("研究生", "line 1: a dictionary has lines of a word and its count, got"),
                          ("研究生 n", "line 1"), ("研究 -3", "line 1")):  # fmt: skip
        bad = tmp_path / f"bad{len(line)}.txt"
        bad.write_text(line + "\n", "utf-8")
        with pytest.raises(ValueError, match=message):
            read_sentences(path, segment=str(bad))
    with pytest.raises(FileNotFoundError):
        read_sentences(path, segment="no/such/dictionary.txt")


def test_packages_that_are_not_installed_are_named(monkeypatch):
    for name, ask, of in (("jieba", segmenter, "jieba"), ("snowballstemmer", stemmer, "english")):
        monkeypatch.setitem(sys.modules, name, None)  # as if it were not installed
        ask.cache_clear()
        with pytest.raises(ValueError, match=f"pip install {name}"):
            ask(of)


def test_stems(path):
    path.write_text("Cats were running. A cat runs!\n", "utf-8")
    stem = snowballstemmer.stemmer("english").stemWord
    assert list(read_sentences(path, stem="english")) == [
        [stem(word) for word in ("cats", "were", "running")],
        [stem(word) for word in ("a", "cat", "runs")],
    ]
    with pytest.raises(ValueError, match="no stemmer for 'klingon'; there are arabic, "):
        read_sentences(path, stem="klingon")
    path.write_text("Cats running. Dogs running. Cats barked.\n" * 20, "utf-8")
    vectors = train(read_sentences(path, stem="english"), SMALL).vectors
    assert vectors.id("Cats") == vectors.id("cat") and vectors.words_of("Dogs!") == ["dog"]


def test_vectors_know_how_their_text_was_read(path, tmp_path):
    path.write_text(UNSPACED, "utf-8")
    vectors = train(read_sentences(path), SMALL).vectors
    assert vectors.reading == Reading(segment="sample")
    vectors.save(tmp_path / "vectors.npz")
    again = WordVectors.load(tmp_path / "vectors.npz")
    question = "猫是一种宠物"
    assert again.words_of(question) == segmenter("sample")(question)
    assert train([["a", "b"]] * 20, SMALL).vectors.reading is None


def test_the_text_is_looked_at_no_longer_than_needed(monkeypatch):
    pieces = iter(["a" * 10, "猫" * reading.ENOUGH, "more"])
    assert len(reading._until_enough_han(pieces)) == 2 and next(pieces) == "more"
    assert len(reading._until_enough_han(iter(["a"] * 9))) == 4


def test_the_sample_is_read_as_ever():
    assert sum(map(len, read_sentences(SAMPLE))) == 165_391


def test_a_second_reading_gives_the_same_words(path):
    path.write_text(SPACED * 3 + "\n猫是一种宠物。\n", "utf-8")
    sentences = read_sentences(path)
    assert list(sentences) == list(sentences)


def test_line_ends_of_every_kind(path):
    for end in ("\n", "\r\n", "\r"):
        path.write_bytes(end.join(["# Title", "the cat", "sat\fdown", ""]).encode())
        assert list(read_sentences(path)) == [["the", "cat"], ["sat", "down"]]


def test_what_is_no_text_is_refused():
    with pytest.raises(ValueError, match="a text is a string, got bytes"):
        tokenize(b"text")
    with pytest.raises(ValueError, match="words must be one of letters, spaces; got 'tokens'"):
        tokenize("text", words="tokens")
