"""Pooling: means and maxima by hand, SIF against a plain loop, and its well-known trap."""

import numpy as np
import pytest

from pooling.pool import SIF, max_pool, mean_pool, weighted_mean_pool
from similarity.metrics import cosine_similarity

WORDS = np.array([[1.0, -2, 0], [3, 4, 0], [5, 1, 0]])


def test_by_hand():
    assert mean_pool(WORDS).tolist() == [3, 1, 0]
    assert max_pool(WORDS).tolist() == [5, 4, 0]
    assert weighted_mean_pool(WORDS, [2, 1, 1]).tolist() == [2.5, 0.25, 0]
    assert weighted_mean_pool(WORDS, [1, 1, 1]).tolist() == mean_pool(WORDS).tolist()


def test_a_sentence_of_one_word_is_that_word_and_order_is_lost():
    for pool in (mean_pool, max_pool):
        assert pool(WORDS[:1]).tolist() == WORDS[0].tolist()
        assert pool(WORDS[::-1]).tolist() == pool(WORDS).tolist()  # "dog bites man"


def test_no_words_are_a_zero_vector():
    for pooled in (mean_pool(WORDS[:0]), max_pool(WORDS[:0]), weighted_mean_pool(WORDS[:0], [])):
        assert pooled.tolist() == [0, 0, 0]
    assert weighted_mean_pool(WORDS, [0, 0, 0]).tolist() == [0, 0, 0]


def test_many_sentences_pool_as_each_does():
    stacked = np.random.default_rng(0).normal(size=(4, 6, 3))
    weights = np.random.default_rng(1).random((4, 6))
    assert mean_pool(stacked) == pytest.approx(np.array([mean_pool(s) for s in stacked]))
    assert max_pool(stacked) == pytest.approx(np.array([max_pool(s) for s in stacked]))
    assert weighted_mean_pool(stacked, weights) == pytest.approx(
        np.array([weighted_mean_pool(s, w) for s, w in zip(stacked, weights, strict=True)])
    )
    with pytest.raises(ValueError, match=r"words of shape \(4, 6, 3\) need weights of \(4, 6\)"):
        weighted_mean_pool(stacked, weights.T)


def sentences(n, D=5, seed=0):
    return np.random.default_rng(seed).normal(size=(n, D)) + 1  # with something in common


def test_the_common_direction_against_power_iteration():
    X = sentences(50)
    g = np.ones(5)
    for _ in range(500):  # slowly, by hand: multiply by XᵀX, and again
        g = sum(float(x @ g) * x for x in X)
        g /= sum(float(number) ** 2 for number in g) ** 0.5
    sif = SIF().fit(X)
    assert abs(sif.common @ g) == pytest.approx(1)
    expected = np.array([[x[d] - float(x @ g) * g[d] for d in range(5)] for x in X])
    assert sif.transform(X) == pytest.approx(expected)
    assert np.abs(sif.transform(X) @ sif.common).max() < 1e-12


def test_a_sentence_gets_the_same_vector_in_whatever_company():
    sif = SIF().fit(sentences(50))
    X = sentences(3, seed=1)
    assert sif.transform(X)[:1] == pytest.approx(sif.transform(X[:1]))


def test_why_two_sentences_must_not_be_fitted():
    two = sentences(2)
    g = np.linalg.svd(two, full_matrices=False)[2][0]
    rest = two - np.outer(two @ g, g)  # what fitting on the two of them would leave
    assert cosine_similarity(*rest) == pytest.approx(-1)
    with pytest.raises(ValueError, match="at least 5 sentences .* got 2: .* alike come out oppos"):
        SIF().fit(two)
    with pytest.raises(ValueError, match="got 4"):  # sentences without a known word do not count
        SIF().fit(np.vstack([sentences(4), np.zeros((3, 5))]))
    with pytest.raises(ValueError, match="SIF is not fitted"):
        SIF().transform(two)
