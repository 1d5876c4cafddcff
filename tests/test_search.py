"""Keyword search against a ranking worked by hand, and where meaning finds what words do not."""

from math import log

import numpy as np
import pytest

from similarity.search import KeywordIndex, keyword_search, semantic_search

TEXTS = [text.split() for text in ("a cat sat", "a dog sat on a dog", "a cat and a dog")]


class Series:
    """As a column of pandas: found by label, no truth of its own."""

    def __init__(self, values):
        self.values = list(values)

    def __len__(self):
        return len(self.values)

    def __iter__(self):
        return iter(self.values)

    def __getitem__(self, label):
        raise KeyError(label)  # the labels are not 0, 1, 2, as after sorting or dropping rows

    def __bool__(self):
        raise ValueError("The truth value of a Series is ambiguous.")


NOT_WORDS = [  # lists that hold something else than words, and what is said of them
    (["cat", 7], "a word is a string, got 7"),
    (["cat", None], "a word is a string, got None"),
    (["cat", b"dog"], "a word is a string, got b'dog'"),
    (["cat", ["dog"]], r"a word is a string, got \['dog'\]"),
    (["cat", np.nan], "a word is a string, got nan"),
]


def test_bm25_by_hand():
    # N = 3 texts of 3, 6 and 5 words, mean 14/3. "cat" is in two: idf = ln(1 + 1.5/2.5) = .4700
    # once in text 0: 1 · 2.2 / (1 + 1.2 (.25 + .75 · 3 / (14/3))) = 2.2 / 1.87857 = 1.17110
    # once in text 2: 2.2 / (1 + 1.2 (.25 + .75 · 5 / (14/3)))     = 2.2 / 2.26429 = .97161
    found = keyword_search(["cat"], KeywordIndex(TEXTS))
    assert found == [(0, pytest.approx(0.5504, abs=1e-4)), (2, pytest.approx(0.4567, abs=1e-4))]


def test_bm25_against_a_slow_sum():
    rng = np.random.default_rng(0)
    texts = [rng.choice(list("abcdefgh"), rng.integers(1, 12)).tolist() for _ in range(30)]
    query = ["a", "c", "c", "x"]
    scores = []
    for text in texts:
        score = 0.0
        for word in query:
            n, f = sum(word in other for other in texts), text.count(word)
            mean = sum(map(len, texts)) / 30
            idf = log(1 + (30 - n + 0.5) / (n + 0.5))
            score += idf * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * len(text) / mean))
        scores.append(score)
    ranked = sorted(range(30), key=lambda i: -scores[i])
    expected = [(i, pytest.approx(scores[i])) for i in ranked if scores[i] > 0]
    assert keyword_search(query, KeywordIndex(texts), k=30) == expected
    assert keyword_search(query, KeywordIndex(texts), k=2) == expected[:2]


def test_a_rare_word_counts_for_more_and_a_repeated_one_for_less():
    index = KeywordIndex(TEXTS)
    assert keyword_search(["sat", "on"], index)[0][0] == 1
    once, twice = (dict(keyword_search(["dog"] * n, index))[1] for n in (1, 2))
    assert twice == pytest.approx(2 * once)  # in the query each counts
    assert keyword_search(["mouse"], index) == []


def test_semantic_search_needs_no_word_in_common():
    texts = np.array([[1, 0.1], [0, 1], [0.9, 0.3]])
    found = semantic_search([1, 0], texts, k=2)
    assert [number for number, _ in found] == [0, 2]
    assert found[0][1] == pytest.approx(1 / 1.01**0.5)
    assert len(semantic_search([1, 0], texts, k=99)) == 3


def test_mistakes_are_named():
    with pytest.raises(ValueError, match="there are no texts to search"):
        KeywordIndex([])
    with pytest.raises(ValueError, match="the query is a vector of zeros"):
        semantic_search([0, 0], np.ones((3, 2)))
    with pytest.raises(ValueError, match="there are no texts to search: the array is empty"):
        semantic_search([1, 0], np.ones((0, 2)))
    with pytest.raises(ValueError, match=r"expected a KeywordIndex of the texts, got \[\['a', 'c"):
        keyword_search(["cat"], TEXTS)


def test_texts_may_come_in_whatever_has_an_order():
    expected = KeywordIndex(TEXTS).texts_of
    words = [[np.array(text), Series(text), iter(text)][i] for i, text in enumerate(TEXTS)]
    for given in (tuple(TEXTS), np.array(TEXTS, object), Series(TEXTS), iter(TEXTS), words):
        assert KeywordIndex(given).texts_of == expected
    same_length = np.array([["a", "cat"], ["a", "dog"]])  # an array of two axes
    assert KeywordIndex(same_length).texts_of["dog"] == {1: 1}
    found = keyword_search(["cat", "dog"], KeywordIndex(TEXTS))
    for query in (("cat", "dog"), np.array(["cat", "dog"]), Series(["cat", "dog"])):
        assert keyword_search(query, KeywordIndex(TEXTS)) == found
    assert keyword_search(iter(["cat", "dog"]), KeywordIndex(TEXTS)) == found


def test_letters_are_never_counted_for_words():
    # by its letters, "a tactical act" would be the best text for "cat"
    with pytest.raises(ValueError, match="a text is a list of words, got the string 'the cat sat"):
        KeywordIndex(["the cat sat", "a tactical act"])
    with pytest.raises(ValueError, match="a query is a list of words, got the string 'cat'; split"):
        keyword_search("cat", KeywordIndex(TEXTS))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("the cat", "got the string 'the cat'; split it into words"),
        (b"the cat", "got the bytes b'the cat'; decode them first"),
        ({"cat"}, "got the set {'cat'}; it has no order"),
        (frozenset({"cat"}), r"got the set frozenset\({'cat'}\); it has no order"),
        ({"cat": 1}, "got the dict {'cat': 1}; it would give only its keys"),
        (None, "got None"),
        (7, "got 7"),
        (np.array("cat"), "got the string 'cat'"),  # an array without axes
        *NOT_WORDS,
    ],
)
def test_what_is_no_list_of_words_is_refused_in_words(wrong, message):
    for attempt in (
        lambda: KeywordIndex([["a"], wrong]),
        lambda: keyword_search(wrong, KeywordIndex(TEXTS)),
    ):
        with pytest.raises(ValueError, match=message):
            attempt()
    if type(wrong) is not list:
        with pytest.raises(ValueError, match=f"^texts are a list of lists of words, {message}"):
            KeywordIndex(wrong)


@pytest.mark.parametrize("k", [True, 2.0, "3", None, np.True_, 0, -1])
def test_how_many_is_a_whole_number_from_1(k):
    message = f"k must be at least 1, got {k}" if type(k) is int else "k must be a whole number, "
    for attempt in (
        lambda: keyword_search(["cat"], KeywordIndex(TEXTS), k),
        lambda: semantic_search([1, 0], np.ones((3, 2)), k),
    ):
        with pytest.raises(ValueError, match=message):
            attempt()


def test_how_many_may_be_numpys_own():
    for k in (np.int64(2), np.uint8(2)):
        assert len(keyword_search(["a"], KeywordIndex(TEXTS), k)) == 2
        assert len(semantic_search([1, 0], np.ones((3, 2)), k)) == 2
