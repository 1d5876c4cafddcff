"""Pooling: means and maxima by hand, SIF against a plain loop, and its well-known trap."""

import pydoc
import subprocess
import sys

import numpy as np
import pytest

import pooling
from pooling.pool import SIF, max_pool, mean_pool, weighted_mean_pool
from similarity.metrics import cosine_similarity
from tests.test_metrics import NOT_NUMBERS

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
    with pytest.raises(
        ValueError, match=r"word vectors of shape \(4, 6, 3\) need weights of \(4, 6\)"
    ):
        weighted_mean_pool(stacked, weights.T)


@pytest.mark.parametrize("pool", [mean_pool, max_pool, lambda v: weighted_mean_pool(v, [1])])
def test_a_single_word_vector_is_not_a_sentence(pool):
    for wrong, shape in ((WORDS[0], r"\(3,\)"), ([], r"\(0,\)"), (1, r"\(\)")):
        with pytest.raises(ValueError, match=rf"vectors of a sentence's words.* got {shape}$"):
            pool(wrong)


@pytest.mark.parametrize(("wrong", "message"), NOT_NUMBERS)
def test_other_things_than_numbers_are_refused_in_words(wrong, message):
    for attempt in (
        mean_pool,
        max_pool,
        SIF().fit,
        SIF().weights,
        lambda v: weighted_mean_pool(v, [1, 1]),
        lambda weights: weighted_mean_pool(WORDS[:2], weights),
    ):
        with pytest.raises(ValueError, match=message):
            attempt(wrong)


def test_weights_are_finite_and_never_overflow():
    small = np.array([[200, 0], [0, 200]], np.uint8)  # 2 · 200 is no 8-bit number
    assert weighted_mean_pool(small, np.array([2, 2], np.uint8)).tolist() == [100, 100]
    assert mean_pool(small).tolist() == [100, 100]
    with pytest.raises(ValueError, match="is nan, not finite"):
        weighted_mean_pool(WORDS, [1, np.nan, 1])


def test_the_package_hands_out_its_names_and_says_what_they_are():
    shown = pydoc.plain(pydoc.render_doc(pooling))  # what help(pooling) shows
    for name in ("SentenceEncoder", "mean_pool", "max_pool", "weighted_mean_pool", "SIF"):
        assert name in pooling.__all__ and hasattr(pooling, name)
        assert getattr(pooling, name).__doc__.split("\n")[0] in shown
    assert "In reading order: pool" in shown and ">>> " in shown


def test_pooling_needs_no_word2vec():
    code = "import sys, pooling; print('word2vec' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


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


def test_sif_wants_pooled_sentences_of_one_length():
    with pytest.raises(ValueError, match=r"an array of 2 axes, got shape \(5,\)"):
        SIF().fit(np.ones(5))
    with pytest.raises(ValueError, match="is inf, not finite"):
        SIF().fit(np.full((9, 2), np.inf))
    with pytest.raises(ValueError, match=r"different length: shapes \(2, 4\) and \(5,\)"):
        SIF().fit(sentences(50)).transform(np.ones((2, 4)))
