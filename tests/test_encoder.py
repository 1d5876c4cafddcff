"""Sentences to vectors, against word-by-word sums, for any mapping of words."""

import numpy as np
import pytest
from gensim.models import KeyedVectors, Word2Vec

from pooling.encoder import SentenceEncoder
from pooling.pool import SIF
from tests.test_search import NOT_WORDS, Series
from word2vec import Config, read_sentences, tokenize, train
from word2vec.corpus import Reading
from word2vec.vectors import WordVectors

RNG = np.random.default_rng(0)
WORDS = {word: RNG.normal(size=4).astype(np.float32) for word in "the cat dog sat on mat".split()}
COUNTS = {"the": 50, "cat": 10, "dog": 10, "sat": 5, "on": 20, "mat": 5}
TEXTS = ["The cat sat on the mat.", "A dog sat", "the", "nothing known here", ""]


def words_of(text):
    return sum(tokenize(text), [])


def encoder(**options):
    return SentenceEncoder(WORDS, tokenize=words_of, **options)


def test_the_mean_leaves_unknown_words_out():
    with pytest.warns(UserWarning, match="2 of 5 sentences have no known word, and a vector of "
                      "zeros; the first is 'nothing known here'"):  # fmt: skip
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
    assert encoder().words("A dog sat, yeti") == ["a", "dog", "sat", "yeti"]
    assert encoder().vocabulary == list(WORDS)


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
    with pytest.warns(UserWarning, match="48 of 300 sentences have no known word"):
        vectors = encoder(pooling=pooling).encode(texts)
    assert vectors.shape == (300, 4)
    for text, vector in zip(texts, vectors, strict=True):
        known = [WORDS[word] for word in text if word in WORDS]
        assert vector == pytest.approx(pool(known, axis=0) if known else np.zeros(4), abs=1e-6)
    assert encoder(pooling=pooling).encode(texts[:1]).tolist() == [vectors[0].tolist()]


def test_only_sif_has_a_common_direction():
    assert encoder(pooling="sif", counts=COUNTS).sif.common is None  # until it is fitted
    for pooling in ("mean", "unit_mean", "max"):
        assert encoder(pooling=pooling).sif is None
        with pytest.raises(ValueError, match=f'for pooling "sif"; this encoder has "{pooling}"'):
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
    theirs_words = SentenceEncoder(theirs.wv, tokenize=str.split)
    assert theirs_words.encode("cat").tolist() == theirs.wv["cat"].tolist()


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
    with pytest.warns(UserWarning, match="2 of 5"):
        lengths = np.linalg.norm(encoder(normalize=True).encode(TEXTS), axis=1)
    assert lengths == pytest.approx([1, 1, 1, 0, 0])


def test_any_mapping_will_do():
    ours = WordVectors(list(WORDS), list(WORDS.values()), list(COUNTS.values()))
    theirs = KeyedVectors(4)
    theirs.add_vectors(list(WORDS), list(WORDS.values()))
    expected = encoder().encode(TEXTS[:3]).tolist()
    assert SentenceEncoder(ours).encode(TEXTS[:3]).tolist() == expected
    others = SentenceEncoder(theirs, tokenize=words_of)
    assert others.encode(TEXTS[:3]).tolist() == expected
    assert SentenceEncoder(ours).vocabulary == others.vocabulary == list(WORDS)
    for some in (SentenceEncoder(ours), others):
        with pytest.warns(UserWarning, match="1 of 1 sentences have no known word"):
            assert some.encode("nothing known").tolist() == [0, 0, 0, 0]
    assert SentenceEncoder(ours, pooling="sif").counts == COUNTS  # from its own counts
    small = {word: np.uint8(count % 200 + 50) for word, count in COUNTS.items()}
    assert encoder(pooling="sif", counts=small).total == sum(map(int, small.values()))  # > 255


def test_without_a_tokeniser_it_asks_for_one():
    some = SentenceEncoder(WORDS)
    assert some.encode([["the", "cat"]]).shape == (1, 4)  # words need none
    with pytest.raises(ValueError, match="what are the words of 'the cat'.*give tokenize="):
        some.encode("the cat")


def test_a_question_is_read_as_the_text_was():
    matrix = np.eye(3)
    cased = WordVectors(["Paris", "paris", "loves"], matrix, reading=Reading(lowercase=False))
    assert SentenceEncoder(cased).words("Paris loves") == ["Paris", "loves"]
    assert SentenceEncoder(cased).encode("Paris").tolist() == [1, 0, 0]
    spaced = WordVectors(["gpt-4", "c++", "gpt"], matrix, reading=Reading(words="spaces"))
    assert SentenceEncoder(spaced).encode("GPT-4").tolist() == [1, 0, 0]
    unknown = WordVectors(["Paris", "don't", "stop"], matrix)  # who knows how it was read
    assert SentenceEncoder(unknown).words("Don’t stop Paris") == ["don't", "stop", "Paris"]


def test_sif_needs_no_fit_where_the_vectors_know_what_is_common():
    common = np.array([0.6, 0.8, 0, 0])
    ours = WordVectors(list(WORDS), list(WORDS.values()), list(COUNTS.values()), common=common)
    vector = SentenceEncoder(ours, "sif").encode("cat")
    weighted = 1e-3 / (1e-3 + 0.1) * WORDS["cat"]
    assert vector == pytest.approx(weighted - (weighted @ common) * common, abs=1e-7)


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (lambda: encoder().encode([]), "no sentences to encode: the list is empty"),
        (lambda: encoder(pooling="sum"), "pooling must be one of mean, unit_mean, max, sif"),
        (lambda: encoder(pooling="sif"), 'pooling "sif" needs counts of words, and a `fit`'),
        (lambda: encoder(pooling="sif", counts={"the": 0}), 'pooling "sif" needs counts of words'),
        (lambda: encoder(pooling="sif", counts=COUNTS).encode("the"), "SIF is not fitted"),
        (
            lambda: SentenceEncoder({"a": [1, 2], "b": [1, 2, 3]}).encode([["a", "b"]]),
            r"the word vectors differ in shape: \[\(2,\), \(3,\)\]",
        ),
        (lambda: SentenceEncoder({}).encode("a"), "there are no word vectors"),
        (lambda: SentenceEncoder({"a": 1}), r"an array of 1 axis, got shape \(\)"),
        (lambda: SentenceEncoder({"a": ["1", "2"]}), r"real numbers, got \['1', '2'\]"),
        (lambda: SentenceEncoder({"a": [1, np.nan]}).encode([["a"]]), "is nan, not finite"),
        (
            lambda: SentenceEncoder(WORDS, tokenize=tokenize).encode("the cat"),
            r"a word is a string, got \['the', 'cat'\]",  # it gives sentences, not words
        ),
    ],
)
def test_mistakes_are_named(attempt, message):
    with pytest.raises(ValueError, match=message):
        attempt()


def ways_to_give(items):
    """The same items in every kind of thing that has them in an order."""
    items = list(items)
    return {
        "tuple": tuple(items), "array": np.array(items, object), "Series": Series(items),
        "generator": (item for item in items), "keys": dict.fromkeys(map(str, items)).keys(),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["tuple", "array", "Series", "generator", "keys"])
def test_sentences_may_come_in_whatever_has_an_order(kind):
    texts = ["the cat sat on the mat", "dog", "the", "on the mat", "cat dog"]
    expected = [encoder().encode(text).tolist() for text in texts]
    assert encoder().encode(ways_to_give(texts)[kind]).tolist() == expected
    sif = encoder(pooling="sif", counts=COUNTS)
    common = sif.fit(texts).sif.common.tolist()
    assert sif.fit(ways_to_give(texts)[kind]).sif.common.tolist() == common
    words = "the cat sat".split()
    assert encoder().encode([ways_to_give(words)[kind]]).tolist() == [
        encoder().encode("the cat sat").tolist()
    ]
    assert encoder(pooling="max").encode(np.array(texts)).shape == (5, 4)  # of NumPy's strings


def test_the_sentence_without_a_known_word_is_named_whatever_they_come_in():
    for kind in ("Series", "generator"):
        with pytest.warns(UserWarning, match="1 of 2 sentences .* the first is 'nobody knows'"):
            encoder().encode(ways_to_give(["the cat", "nobody knows"])[kind])


def test_fit_reads_a_file(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("The cat sat. A dog sat! On the mat? The mat. Cat on dog.\n", "utf-8")
    sif = encoder(pooling="sif", counts=COUNTS)
    from_list = sif.fit(list(read_sentences(path))).sif.common.tolist()
    assert sif.fit(read_sentences(path)).sif.common.tolist() == from_list
    assert encoder().encode(read_sentences(path)).shape == (5, 4)


def test_a_tokeniser_may_give_its_words_one_by_one():
    one_by_one = SentenceEncoder(WORDS, tokenize=lambda text: map(str.lower, text.split()))
    assert one_by_one.encode("The CAT").tolist() == encoder().encode("the cat").tolist()


@pytest.mark.parametrize(
    ("sentences", "message"),
    [
        ({"the cat": 1}, "a list of sentences, got the dict {'the cat': 1}; .* only its keys"),
        ({"the cat"}, "a list of sentences, got the set {'the cat'}; it has no order"),
        (b"the cat", "a list of sentences, got the bytes b'the cat'; decode them first"),
        (None, "a list of sentences, got None"),
        (7, "a list of sentences, got 7"),
        ([b"the cat"], "a string, or a list of words, got the bytes b'the cat'; decode them"),
        ([None], "a sentence is a string, or a list of words, got None"),
        ([1], "a sentence is a string, or a list of words, got 1"),
        ([np.nan], "a sentence is a string, or a list of words, got nan"),
        ([{"the"}], "a list of words, got the set {'the'}"),
        (np.zeros((2, 3)), r"a word is a string, got 0\.0"),
        *(([words], message) for words, message in NOT_WORDS),
    ],
)
def test_what_are_no_sentences_is_refused_in_words(sentences, message):
    for attempt in (encoder().encode, encoder(pooling="sif", counts=COUNTS).fit):
        with pytest.raises(ValueError, match=message):
            attempt(sentences)


def test_fit_wants_many_sentences_not_one():
    with pytest.raises(ValueError, match="got the string 'the cat'; put it into a list"):
        encoder(pooling="sif", counts=COUNTS).fit("the cat")
