"""Sentences to vectors, against word-by-word sums, for any mapping of words."""

import numpy as np
import pytest
from gensim.models import KeyedVectors, Word2Vec

from pooling.encoder import SentenceEncoder, plain_words
from pooling.pool import SIF
from word2vec import SAMPLE, Config, train
from word2vec.vectors import WordVectors

RNG = np.random.default_rng(0)
WORDS = {word: RNG.normal(size=4).astype(np.float32) for word in "the cat dog sat on mat".split()}
COUNTS = {"the": 50, "cat": 10, "dog": 10, "sat": 5, "on": 20, "mat": 5}
TEXTS = ["The cat sat on the mat.", "A dog sat", "the", "nothing known here", ""]


def encoder(**options):
    return SentenceEncoder(WORDS, **options)


def test_the_mean_leaves_unknown_words_out():
    vectors = encoder().encode(TEXTS)
    cat = sum(WORDS[word] for word in "the cat sat on the mat".split()) / 6
    assert vectors[0] == pytest.approx(cat, abs=1e-6)
    assert vectors[1] == pytest.approx((WORDS["dog"] + WORDS["sat"]) / 2, abs=1e-6)
    assert vectors[2].tolist() == WORDS["the"].tolist()
    assert vectors[3].tolist() == vectors[4].tolist() == [0, 0, 0, 0]
    assert vectors.dtype == np.float32 and vectors.shape == (5, 4)


def test_known_words_can_be_asked_for():
    assert encoder().known_words("A dog sat on a DOG") == ["dog", "sat", "on", "dog"]
    assert encoder().known_words("nothing known here") == []


def test_unit_mean_and_max():
    unit = {word: vector / np.linalg.norm(vector) for word, vector in WORDS.items()}
    expected = (unit["dog"] + unit["sat"]) / 2
    assert encoder(pooling="unit_mean").encode("dog sat") == pytest.approx(expected, abs=1e-6)
    expected = np.maximum(WORDS["dog"], WORDS["sat"])
    assert encoder(pooling="max").encode("dog sat").tolist() == expected.tolist()


def test_sif_against_a_plain_loop():
    rng = np.random.default_rng(1)
    texts = [rng.choice(list(WORDS), rng.integers(1, 8)).tolist() for _ in range(40)]
    sif = encoder(pooling="sif", counts=COUNTS).fit(texts)
    pooled = np.zeros((40, 4))
    for i, text in enumerate(texts):
        for word in text:
            pooled[i] += 1e-3 / (1e-3 + COUNTS[word] / 100) * WORDS[word] / len(text)
    expected = SIF().fit(pooled).transform(pooled)
    assert sif.encode(texts) == pytest.approx(expected, abs=1e-6)
    assert sif.encode(texts[:1]) == pytest.approx(expected[:1], abs=1e-6)


@pytest.mark.parametrize(("pooling", "pool"), [("mean", np.mean), ("max", np.max)])
def test_many_sentences_pool_as_each_does_alone(pooling, pool, monkeypatch):
    monkeypatch.setattr("pooling.encoder.NUMBERS_AT_A_TIME", 20)  # many batches
    rng = np.random.default_rng(2)
    texts = [rng.choice([*WORDS, "yeti", "unknown"], n).tolist() for n in rng.integers(0, 9, 300)]
    vectors = encoder(pooling=pooling).encode(texts)
    assert vectors.shape == (300, 4)
    for text, vector in zip(texts, vectors, strict=True):
        known = [WORDS[word] for word in text if word in WORDS]
        assert vector == pytest.approx(pool(known, axis=0) if known else np.zeros(4), abs=1e-6)
    assert encoder(pooling=pooling).encode(texts[7:8]).tolist() == [vectors[7].tolist()]


def test_only_sif_has_a_common_direction():
    assert encoder(pooling="sif", counts=COUNTS).sif.common is None  # until it is fitted
    for pooling in ("mean", "unit_mean", "max"):
        assert encoder(pooling=pooling).sif is None
        with pytest.raises(ValueError, match=f'"sif" only; this encoder has pooling "{pooling}"'):
            encoder(pooling=pooling).fit(TEXTS)


@pytest.fixture(scope="module")
def models():
    """Ours and gensim's, neither of which is looked up by word: their vectors are."""
    corpus = [["the", "cat"]] * 20
    ours = train(corpus, Config(dim=4, epochs=1, subsample=0))
    return [ours, Word2Vec(corpus, vector_size=4, epochs=1)]


def test_a_model_is_not_its_vectors(models):
    for model in models:
        message = rf"such as a dict or model\.vectors .* model\.wv\); got {type(model).__name__}"
        with pytest.raises(ValueError, match=message):
            SentenceEncoder(model)
    ours, theirs = models
    assert SentenceEncoder(ours.vectors).encode("cat").tolist() == ours.vectors["cat"].tolist()
    assert SentenceEncoder(theirs.wv).encode("cat").tolist() == theirs.wv["cat"].tolist()


@pytest.mark.parametrize(
    "wrong", [None, 5, "cat", np.eye(3), [[1, 2]], {"cat"}, dict, iter(WORDS)], ids=repr
)
def test_what_has_no_vectors_by_word_is_named(wrong):
    message = f"can be looked up by word, .*; got {type(wrong).__name__}$"
    with pytest.raises(ValueError, match=message):
        SentenceEncoder(wrong)


def test_one_string_gives_one_vector():
    assert encoder().encode("the cat").shape == (4,)
    assert encoder().encode(["the cat"]).shape == (1, 4)
    assert encoder().encode([["the", "cat"]]) == pytest.approx(encoder().encode(["The cat!"]))


def test_normalize_gives_length_one_and_leaves_zeros():
    lengths = np.linalg.norm(encoder(normalize=True).encode(TEXTS), axis=1)
    assert lengths == pytest.approx([1, 1, 1, 0, 0])


def test_any_mapping_will_do():
    ours = WordVectors(list(WORDS), list(WORDS.values()), list(COUNTS.values()))
    theirs = KeyedVectors(4)
    theirs.add_vectors(list(WORDS), list(WORDS.values()))
    expected = encoder().encode(TEXTS)
    assert SentenceEncoder(ours).encode(TEXTS).tolist() == expected.tolist()
    assert SentenceEncoder(theirs).encode(TEXTS).tolist() == expected.tolist()
    for vectors in (ours, theirs):
        assert SentenceEncoder(vectors).encode("nothing known").tolist() == [0, 0, 0, 0]
    assert SentenceEncoder(ours, pooling="sif").counts == COUNTS  # from its own counts


def test_words_are_those_of_the_corpus():
    text = SAMPLE.read_text("utf-8").replace("\n# ", "\n")[2:]  # headings are words as well
    assert plain_words(text) == WordVectors(["a"], [[1]]).words_of(text)


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (lambda: encoder().encode([]), "no sentences to encode: the list is empty"),
        (lambda: encoder(pooling="sum"), "pooling must be one of mean, unit_mean, max, sif"),
        (lambda: encoder(pooling="sif"), 'pooling "sif" needs counts of words'),
        (lambda: encoder(pooling="sif", counts=COUNTS).encode("the"), "SIF is not fitted"),
        (
            lambda: SentenceEncoder({"a": [1, 2], "b": [1, 2, 3]}).encode("a b"),
            r"the word vectors differ in shape: \[\(2,\), \(3,\)\]",
        ),
        (lambda: SentenceEncoder({}).encode("a"), "there are no word vectors"),
    ],
)
def test_mistakes_are_named(attempt, message):
    with pytest.raises(ValueError, match=message):
        attempt()
