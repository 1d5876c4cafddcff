"""Lookup, neighbours and analogies; and files that come back as they were, or say what is wrong."""

import tracemalloc

import numpy as np
import pytest
from gensim.models import KeyedVectors

from similarity.metrics import cosine_similarity
from similarity.neighbors import nearest
from word2vec.corpus import Reading
from word2vec.running.spelling import spelled_like
from word2vec.vectors import WordVectors


@pytest.fixture
def vectors():
    rng = np.random.default_rng(0)
    words = ["the", "cat", "dog", "猫", "naïve", "o'clock", "new_york"]
    return WordVectors(words, rng.normal(size=(7, 5)).astype(np.float32), range(70, 0, -10))


def test_lookup(vectors):
    assert vectors["猫"].tolist() == vectors.matrix[3].tolist()
    assert len(vectors) == 7 and "cat" in vectors and "cow" not in vectors
    assert list(vectors) == vectors.words


def test_an_unknown_word_names_the_nearest_spellings(vectors):
    with pytest.raises(KeyError) as error:
        vectors["naive"]
    assert str(error.value) == (
        "'naive' is not in the vocabulary of 7 words; did you mean 'naïve'?"
    )
    with pytest.raises(KeyError, match="'zebra' is not in the vocabulary of 7 words\"?$"):
        vectors.most_similar("zebra")


def test_neighbours_and_analogy_equal_gensims(vectors):
    theirs = KeyedVectors(5)
    theirs.add_vectors(vectors.words, vectors.matrix)
    for ours, expected in [
        (vectors.most_similar("cat", 4), theirs.most_similar("cat", topn=4)),
        (vectors.most_similar(vectors["cat"] + 1, 7), theirs.similar_by_vector(vectors["cat"] + 1)),
        (
            vectors.analogy("the", "cat", "dog", 3),
            theirs.most_similar(positive=["the", "dog"], negative=["cat"], topn=3),
        ),
    ]:
        assert [word for word, _ in ours] == [word for word, _ in expected]
        assert [c for _, c in ours] == pytest.approx([c for _, c in expected], abs=1e-6)


def test_king_minus_man_plus_woman():
    # royal = (1, 0), man = (0, 1), woman = (0, -1); the long vector of "man" must not outweigh
    words = {"man": (0, 9), "woman": (0, -1), "king": (1, 1), "queen": (1, -1), "apple": (-1, 0)}
    vectors = WordVectors(list(words), list(words.values()))
    assert vectors.analogy("king", "man", "woman", k=1)[0][0] == "queen"
    assert len(vectors.analogy("king", "man", "woman")) == 2  # all but the three words


def test_neighbours_equal_those_of_nearest_and_a_plain_loop():
    rng = np.random.default_rng(1)
    words = [f"w{i}" for i in range(300)]
    vectors = WordVectors(words, rng.normal(size=(300, 7)) * rng.uniform(0.1, 9, (300, 1)))
    query = rng.normal(size=7)
    ours = vectors.most_similar(query, 9)
    rows, cosines = nearest(query[None], vectors.matrix, 9)
    assert [word for word, _ in ours] == [words[row] for row in rows[0]]
    assert [cosine for _, cosine in ours] == pytest.approx(cosines[0], abs=1e-6)
    slow = {w: cosine_similarity(query, row) for w, row in zip(words, vectors.matrix, strict=True)}
    assert dict(ours) == pytest.approx({word: slow[word] for word, _ in ours}, abs=1e-6)
    assert min(cosine for _, cosine in ours) >= sorted(slow.values())[-9] - 1e-6


@pytest.mark.parametrize("D", [1, 2, 3, 8])
def test_equal_vectors_come_in_the_order_of_their_rows(D):
    rng = np.random.default_rng(D)
    few = rng.normal(size=(5, D))
    kind = rng.integers(0, 5, 1001)
    scale = rng.choice([0.5, 1, 2], (1001, 1))  # which keeps their direction to the last bit
    vectors = WordVectors([f"w{i}" for i in range(1001)], few[kind] * scale)
    for query in (few[0], few[0].astype(np.float32)):
        found = [int(word[1:]) for word, _ in vectors.most_similar(query, 1001)]
        for equal in range(5):
            rows = [row for row in found if kind[row] == equal]
            assert rows == sorted(rows)


def test_the_matrix_is_scaled_once_and_no_more_is_held_than_that():
    matrix = np.random.default_rng(0).normal(size=(20_000, 50)).astype(np.float32)  # 4 MB
    vectors = WordVectors([f"w{i}" for i in range(20_000)], matrix)
    for most in (1.2, 0.2):  # of the matrix: at first, to make `unit`, and once it is there
        tracemalloc.start()
        vectors.most_similar("w7")
        vectors.analogy("w7", "w8", "w9")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < most * matrix.nbytes
    assert vectors.unit is vectors.unit


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ([1, 2, 3], "a vector here has 5 numbers, the one given 3"),
        (np.ones((1, 5)), r"an array of 1 axis, got shape \(1, 5\)"),
        ([1, 2, 3, 4, np.nan], r"the number at \(4,\) of \(5,\) is nan, not finite"),
        (["cat", "dog"], r"expected an array of real numbers, got \['cat', 'dog'\]"),
        (np.array(["1", "2", "3", "4", "5"]), "expected an array of real numbers"),
        (b"cat", "expected an array of real numbers, got b'cat'"),
        ([1j] * 5, "expected an array of real numbers"),
        ([[1], [2, 3]], "the rows differ in length"),
        ({"cat"}, "expected an array of real numbers, got {'cat'}"),
        (None, "expected an array of real numbers, got None"),
        (7, r"an array of 1 axis, got shape \(\)"),
    ],
)
def test_a_query_is_a_word_or_a_vector(vectors, query, message):
    with pytest.raises(ValueError, match=message):
        vectors.most_similar(query)


@pytest.mark.parametrize("wrong", [None, 7, b"cat", ["cat"], np.ones(5)], ids=repr)
def test_an_analogy_is_of_three_words(vectors, wrong):
    with pytest.raises(ValueError, match="a word is a string, got "):
        vectors.analogy("the", wrong, "dog")
    assert vectors.analogy("the", np.str_("cat"), "dog") == vectors.analogy("the", "cat", "dog")


@pytest.mark.parametrize(
    ("k", "message"),
    [
        (True, "k must be a whole number, got True"),
        (2.0, r"k must be a whole number, got 2\.0"),
        ("3", "k must be a whole number, got '3'"),
        (None, "k must be a whole number, got None"),
        (0, "k must be at least 1, got 0"),
        (np.int64(-2), "k must be at least 1, got -2"),
    ],
)
def test_how_many_is_a_whole_number_from_1(vectors, k, message):
    for attempt in (
        lambda: vectors.most_similar("cat", k),
        lambda: vectors.most_similar(np.ones(5), k),
        lambda: vectors.analogy("the", "cat", "dog", k),
    ):
        with pytest.raises(ValueError, match=message):
            attempt()


def test_how_many_may_be_numpys_own_and_more_than_there_are(vectors):
    for k in (np.int64(3), np.uint8(3)):
        assert vectors.most_similar("cat", k) == vectors.most_similar("cat", 3)
        assert vectors.analogy("the", "cat", "dog", k) == vectors.analogy("the", "cat", "dog", 3)
    assert len(vectors.most_similar("cat", 10**30)) == 6


def test_words_and_rows_must_fit():
    with pytest.raises(ValueError, match=r"2 words need a matrix of as many rows.*\(3, 2\)"):
        WordVectors(["a", "b"], np.zeros((3, 2)))
    with pytest.raises(ValueError, match=r"2 words, but counts of shape \(3,\)"):
        WordVectors(["a", "b"], np.zeros((2, 2)), [1, 2, 3])


def test_chinese_is_split_by_counts_in_every_format(tmp_path):
    words = ["研究", "生命", "研究生", "命"]
    vectors = WordVectors(words, np.eye(4), [40, 30, 10, 6])
    for ending in (".npz", ".txt"):  # a .txt has no counts, but its words are in their order
        vectors.save(tmp_path / f"vectors{ending}")
        again = WordVectors.load(tmp_path / f"vectors{ending}")
        assert again.words_of("研究生命。Life!") == ["研究", "生命", "life"]


def test_a_word_is_looked_up_as_written_and_then_as_the_text_would_write_it():
    lower = WordVectors(["cat", "abc", "don't", "café"], np.eye(4), reading=Reading())
    for word, known in (("Cat", 0), ("ＡＢＣ", 1), ("Don’t", 2), ("Cafe\u0301", 3)):
        assert word in lower and lower.id(word) == known
    assert [word for word, _ in lower.most_similar("CAT", k=9)] == ["abc", "don't", "café"]
    cased = WordVectors(["cat", "Paris"], np.eye(2), reading=Reading(lowercase=False))
    assert "Paris" in cased and "paris" not in cased and "Cat" not in cased
    with pytest.raises(KeyError, match="did you mean 'cat'"):
        cased.id("CAT")
    unknown = WordVectors(["Paris", "cat"], np.eye(2))  # nobody knows how it was read
    assert unknown.id("Paris") == 0 and unknown.id("Cat") == 1 and "paris" not in unknown
    assert 7 not in unknown and None not in unknown


def test_words_like_an_unknown_one_are_looked_for_only_when_the_message_is_read():
    calls = []
    vectors = WordVectors(["a", "b"], np.eye(2))
    for _ in range(1000):  # the hint is not looked for until the message is read
        try:
            vectors["c"]
        except KeyError as error:
            calls.append(error)
    assert str(calls[-1]) == "'c' is not in the vocabulary of 2 words"


def test_ten_thousand_unknown_words_are_only_looked_up(monkeypatch):
    def never(word, words):
        raise AssertionError("nobody has read the message")

    monkeypatch.setattr("word2vec.running.spelling.spelled_like", never)
    vectors = WordVectors(["a", "b"], np.eye(2))
    unknown = 0
    for i in range(10_000):
        try:
            vectors[f"word{i}"]
        except KeyError:
            unknown += 1
    assert unknown == 10_000


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("whael", ["whale"]),  # two letters that changed places
        ("wale", ["whale", "while"]),  # one that is missing
        ("whhale", ["whale", "while"]),  # one too many
        ("shale", ["whale"]),  # another one
        ("WHALE", ["Whale", "whale"]),  # case, and that comes first
        ("STRASSE", ["Straße"]),
        ("大学生", ["大学"]),
        ("elephants", []),
        ("xqzt", []),
        ("a" * 10_000, []),
        ("", []),
    ],
)
def test_what_is_spelled_like_an_unknown_word(word, found):
    words = [
        "Whale",
        "whale",
        "while",
        "whole",
        "ship",
        "Straße",
        "elephant's trunk",
        "大学",
        "生活",
    ]
    close = spelled_like(word, words)
    assert [w for w in close if w in found] == found and len(close) <= 3
    assert found or not close


@pytest.mark.parametrize("ending", [".npz", ".vec"])
def test_how_the_text_was_read_is_kept(tmp_path, ending):
    reading = Reading(lowercase=False, words="spaces", segment="sample")
    vectors = WordVectors(["C++", "大学"], np.eye(2), [2, 1], reading, np.array([0.6, 0.8]))
    vectors.save(tmp_path / f"vectors{ending}")
    again = WordVectors.load(tmp_path / f"vectors{ending}")
    assert again.reading == (reading if ending == ".npz" else None)
    assert again.common is None if ending == ".vec" else again.common.tolist() == [0.6, 0.8]


def test_chinese_is_split_as_the_text_was():
    words = ["大学", "生活", "大学生", "活"]
    by_sample = WordVectors(words, np.eye(4), [1, 1, 90, 90], Reading(segment="sample"))
    assert by_sample.words_of("大学生活") == ["大学", "生活"]  # by the sample's counts
    by_own = WordVectors(words, np.eye(4), [1, 1, 90, 90], Reading())
    assert by_own.words_of("大学生活") == ["大学生", "活"]
    lost = WordVectors(words, np.eye(4), [9, 9, 1, 1], Reading(segment="no/such/dictionary.txt"))
    assert lost.words_of("大学生活") == ["大学", "生活"]  # it is not here: by its own counts


def test_what_stands_between_spaces_is_tried_first_as_it_is():
    words = ["T恤", "卡拉ok", "大学", "生", "大学生"]
    spaced = WordVectors(words, np.eye(5), [5, 4, 1000, 1000, 1], Reading())
    assert spaced.words_of("T恤 卡拉OK 我 是 大学生") == ["T恤", "卡拉ok", "我", "是", "大学生"]
    glove = WordVectors(["gpt-4", "covid-19", "c++"], np.eye(3))
    assert glove.words_of("GPT-4, covid-19 and C++.") == ["gpt", "covid-19", "and", "c"]
    assert glove.words_of("GPT-4 C++") == ["gpt-4", "c++"]
    assert glove.words_of("# GPT-4") == ["gpt-4"]  # a question has no headings


def test_words_with_a_count_of_0_still_split_a_run():
    words = ["研究", "生命", "研究生", "命"]
    vectors = WordVectors(words, np.eye(4), [0, 0, 0, 0], Reading())
    assert set(vectors.words_of("研究生命")) <= set(words)


def test_the_mean_cosine_by_hand():
    # cosines of three words at 0, 90 and 45 degrees: 0, √½, √½
    vectors = WordVectors(["a", "b", "c"], [[2, 0], [0, 3], [1, 1]])
    assert vectors.mean_cosine() == pytest.approx(2 * np.sqrt(0.5) / 3)
