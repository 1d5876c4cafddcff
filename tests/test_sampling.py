"""Windows, subsampling and noise, against enumeration by hand and slow loops."""

import numpy as np
import pytest

from word2vec.sampling import draw_noise, subsample, window_pairs
from word2vec.vocabulary import END


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


def test_noise_is_drawn_as_likely_as_it_should():
    probability = np.array([0.5, 0.25, 0.125, 0.0625, 0.0625])
    drawn = draw_noise(np.cumsum(probability), (6250, 16), np.random.default_rng(0))
    expected = probability * drawn.size
    chi_squared = ((np.bincount(drawn.ravel(), minlength=5) - expected) ** 2 / expected).sum()
    assert chi_squared < 18.47  # 4 degrees of freedom: exceeded by chance once in 1000


def test_every_block_gets_its_part_of_the_frequent_noise():
    # of 16 draws, one in each sixteenth: a word of half the noise is drawn 8 times, not 8 or so
    probability = np.array([0.5, 0.25, 0.15, 0.1])
    drawn = draw_noise(np.cumsum(probability), (500, 16), np.random.default_rng(0))
    assert ((drawn == 0).sum(axis=1) == 8).all() and ((drawn == 1).sum(axis=1) == 4).all()
    assert set((drawn == 2).sum(axis=1)) == {2, 3}  # 2.4 on average
    assert (drawn == 2).mean() == pytest.approx(0.15, abs=0.003)
