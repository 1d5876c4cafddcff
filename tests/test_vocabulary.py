"""Words, counts and the two distributions, against numbers worked by hand."""

import numpy as np
import pytest

from word2vec.vocabulary import Vocabulary, keep_probability, noise_distribution


def test_rank_is_by_count_and_then_by_alphabet():
    vocabulary = Vocabulary({"b": 2, "c": 5, "a": 2, "d": 1}, min_count=2)
    assert vocabulary.words == ["c", "a", "b"]
    assert vocabulary.counts.tolist() == [5, 2, 2]
    assert vocabulary.ids == {"c": 0, "a": 1, "b": 2}
    assert vocabulary.encode(["b", "d", "x", "c"]).tolist() == [2, 0]


def test_keep_probability_by_hand():
    # shares .9, .09, .01 at t = .01: √(t/f) + t/f = .10541 + .01111, .33333 + .11111, 1 + 1
    kept = keep_probability(np.array([90, 9, 1]), 0.01)
    assert kept == pytest.approx([0.11652, 0.44444, 1], abs=1e-5)
    assert keep_probability(np.array([90, 9, 1]), 0).tolist() == [1, 1, 1]


def test_noise_distribution_by_hand():
    # 16^.75 = 8, 81^.75 = 27, 1: of 36
    assert noise_distribution(np.array([81, 16, 1])) == pytest.approx([27 / 36, 8 / 36, 1 / 36])
    assert noise_distribution(np.array([7, 2, 1]), power=0) == pytest.approx([1 / 3] * 3)
    assert noise_distribution(np.array([7, 2, 1]), power=1) == pytest.approx([0.7, 0.2, 0.1])
