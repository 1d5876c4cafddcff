"""Exercises of notebook 8: the work of a block, counted pairs, and noise drawn once."""

import numpy as np

from exercises import Exercise


def count_block(centers, contexts):
    """seen (C, M) of pairs: distinct centers and distinct contexts, each by id."""
    rows, row = np.unique(centers, return_inverse=True)
    columns, column = np.unique(contexts, return_inverse=True)
    seen = np.zeros((len(rows), len(columns)))
    np.add.at(seen, (row, column), 1)
    return seen


def what_it_draws(B, N, seed):
    """Of any right draw, in whatever order: part n for draw n (B, N), and no place twice."""
    return [np.tile(np.arange(N), (B, 1)), 1.0]


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
            tuple(np.random.default_rng(8).integers(0, 30, (2, 200)) * np.array([[1], [3]])),
        ],
    ),
    Exercise(
        "frozen noise",
        2,
        what_it_draws,
        [(40, 4, 1), (3, 32, 2), (1, 16, 3)],
        tolerance=0.1,  # some places do come up twice
    ),
]
