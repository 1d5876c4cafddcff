"""Exercises of notebook 8: the work of a block, counted pairs, and the weights of noise."""

import numpy as np

from word2vec.sampling import noise_weights

from . import Exercise


def count_block(centers, contexts):
    """seen (C, M) of pairs: distinct centers and distinct contexts, each by id."""
    rows, row = np.unique(centers, return_inverse=True)
    columns, column = np.unique(contexts, return_inverse=True)
    seen = np.zeros((len(rows), len(columns)))
    np.add.at(seen, (row, column), 1)
    return seen


def some_pairs(rng):
    return tuple(rng.integers(0, 9, (2, rng.integers(1, 12))))


def dropped_words(rng):
    V = rng.integers(2, 6)
    keep = rng.uniform(0.1, 1, V).round(2)
    keep[:2] = 0.1, 1  # some more than others
    return rng.integers(1, 1000, V), keep, float(rng.choice([0, 0.5, 0.75, 1]))


C, M, D, P, K = 4, 9, 10, 5, 2

EXERCISES = [
    Exercise(
        "operations of a block", 1, [3 * C * M * D, 3 * P * (K + 1) * D, C * D + M * D + C * M]
    ),
    Exercise(
        "count a block",
        2,
        count_block,
        [
            (np.array([0, 0, 1, 1, 2]), np.array([1, 2, 0, 2, 1])),
            (np.array([7, 3, 7, 12, 7]), np.array([3, 7, 3, 7, 12])),
            (np.array([5, 5, 5, 5]), np.array([8, 2, 8, 8])),
            (np.array([4]), np.array([4])),
            tuple(np.random.default_rng(8).integers(0, 6, (2, 30)) * np.array([[1], [3]])),
        ],
        some_pairs,
    ),
    Exercise(
        "weights of the noise",
        2,
        noise_weights,
        [
            (np.array([90, 9, 1]), np.array([0.5, 1.0, 1.0]), 1),
            (np.array([81, 16]), np.array([0.5, 1.0]), 0.5),
            (np.array([12992, 8293, 400, 5]), np.array([0.12, 0.15, 0.9, 1.0]), 0.75),
            (np.array([7, 7, 7]), np.array([0.1, 0.2, 0.7]), 0),
        ],
        dropped_words,
    ),
]
