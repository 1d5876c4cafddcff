"""Keyword search against a ranking worked by hand, and where meaning finds what words do not."""

from math import log

import numpy as np
import pytest

from similarity.search import KeywordIndex, keyword_search, semantic_search

TEXTS = [text.split() for text in ("a cat sat", "a dog sat on a dog", "a cat and a dog")]


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
