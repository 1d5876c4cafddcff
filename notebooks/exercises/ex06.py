"""Exercises of notebook 6: a mean by hand, a weighted mean, and padding that counts as words."""

import numpy as np

from pooling import SentenceEncoder, mean_pool, weighted_mean_pool

from . import Exercise

TOY = {"the": [3.0, 0.0], "cat": [1.0, 2.0], "saw": [-1.0, 1.0]}
WORDS = np.array([[1.0, -2.0, 0.5], [3.0, 4.0, 0.0], [5.0, 1.0, -1.0], [0.0, 2.0, 2.0]])
SQUARE = np.array([[1.0, 2.0], [3.0, -4.0]])
PADDED = np.array(
    [
        [[1.0, 0.0], [3.0, 2.0], [-1.0, 4.0]],
        [[2.0, 1.0], [9.0, 9.0], [9.0, 9.0]],
        [[0.0, 5.0], [1.0, 1.0], [9.0, 9.0]],
    ]
)


def mean_of_padded(words, lengths):
    """The mean of the first lengths[i] words of each sentence."""
    return np.array([mean_pool(row[:length]) for row, length in zip(words, lengths, strict=True)])


def weighted_words(rng):
    L, D = rng.integers(1, 5, 2)
    weights = rng.uniform(0.1, 2, L).round(1) * (rng.random() < 0.9)  # all are 0 now and then
    return rng.normal(size=(L, D)).round(1), weights


def some_padded(rng):
    n, L, D = rng.integers(2, 5, 3)
    lengths = rng.integers(0, L + 1, n)
    lengths[0] = L - 1  # one sentence at least is padded
    return rng.normal(size=(n, L, D)).round(1), lengths


EXERCISES = [
    Exercise(
        "mean by hand", 1, SentenceEncoder(TOY, tokenize=str.split).encode("the cat saw the yeti")
    ),
    Exercise(
        "weighted mean",
        2,
        weighted_mean_pool,
        [
            (WORDS, np.array([0.5, 1.0, 0.25, 2.0])),
            (SQUARE, np.array([3.0, 1.0])),  # where a weight for each column would fit as well
            (WORDS, np.array([0.1, 0.2, 0.3, 0.1])),
            (WORDS, np.array([1, 0, 0, 1])),
            (SQUARE, np.zeros(2)),
            (np.empty((0, 3)), np.empty(0)),
        ],
        draw=weighted_words,
    ),
    Exercise(
        "padded mean",
        2,
        mean_of_padded,
        [
            (PADDED, np.array([3, 1, 2])),
            (PADDED[:, :2], np.array([2, 1, 2])),  # as many words as dimensions
            (PADDED, np.array([0, 1, 3])),
        ],
        draw=some_padded,
    ),
]
