"""Windows, subsampling and noise, against enumeration by hand and slow loops."""

import numpy as np
import pytest

from word2vec.sampling import noise_weights, subsample, window_pairs, window_weights
from word2vec.vocabulary import END, noise_distribution


class Reach:
    """Stands in for a random generator: reaches as told."""

    def __init__(self, *reach):
        self.reach = reach

    def integers(self, low, high, size, endpoint):
        assert (low, endpoint) == (1, True) and size == len(self.reach) and max(self.reach) <= high
        return np.array(self.reach)


def pairs(sentence, window, *reach):
    center, context = window_pairs(np.array(sentence), window, Reach(*reach))
    return list(zip(center.tolist(), context.tolist(), strict=True))


def test_windows_of_a_sentence_of_four_words_by_hand():
    everyone = [(0, 1), (0, 2), (1, 0), (1, 2), (1, 3), (2, 0), (2, 1), (2, 3), (3, 1), (3, 2)]
    assert pairs([0, 0, 0, 0], 2, 2, 2, 2, 2) == everyone
    assert pairs([0, 0, 0, 0], 2, 1, 1, 1, 1) == [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)]
    assert pairs([0, 0, 0, 0], 3, 1, 3, 1, 2) == [
        (0, 1), (1, 0), (1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2),
    ]  # fmt: skip


def test_no_window_leaves_its_sentence():
    assert pairs([0, 0, 1, 1], 3, 3, 3, 3, 3) == [(0, 1), (1, 0), (2, 3), (3, 2)]
    assert pairs([0, 1, 2], 3, 3, 3, 3) == []


def test_every_reach_from_one_to_the_window_is_as_likely():
    center, context = window_pairs(np.zeros(40_000, int), 4, np.random.default_rng(0))
    share = np.bincount(np.abs(context - center)) / 80_000
    assert share[1:] == pytest.approx([1, 3 / 4, 2 / 4, 1 / 4], abs=0.01)  # (W - d + 1) / W


def test_subsampling_keeps_as_many_as_it_should():
    ids = np.tile([0, 1, 2, 1, END], 20_000)
    words, sentence = subsample(ids, np.array([0.2, 0.7, 1, 0]), np.random.default_rng(0))
    kept = np.bincount(words) / [20_000, 40_000, 20_000]
    assert kept == pytest.approx([0.2, 0.7, 1], abs=0.01)
    assert kept[2] == 1 and len(words) == len(sentence)
    assert np.array_equal(sentence[words == 2], np.arange(20_000))


def test_weights_of_a_window_are_what_its_pairs_are_on_average():
    sentence, window = np.repeat([0, 1, 2], [3, 9, 30]), 4
    rng, times = np.random.default_rng(0), np.zeros((len(sentence), 2 * window + 1))
    for _ in range(2000):
        center, context = window_pairs(sentence, window, rng)
        np.add.at(times, (center, context - center + window), 1 / 2000)
    padded = np.pad(sentence, window, constant_values=-1)
    assert window_weights(padded, window).T == pytest.approx(times, abs=0.05)


def test_beyond_the_ends_of_the_text_nothing_is_near():
    assert not window_weights(np.full(9, -1), 2).any()


def test_noise_weights_make_of_a_thinned_text_what_8_says():
    counts, keep = np.array([900, 90, 10, 0]), np.array([0.1, 0.5, 1, 1])
    text = counts * keep / (counts * keep).sum()
    assert text * noise_weights(counts, keep, 0.75) == pytest.approx(noise_distribution(counts))
    assert noise_weights(counts, keep, 0)[:3] == pytest.approx([145 / 270, 145 / 135, 145 / 30])
