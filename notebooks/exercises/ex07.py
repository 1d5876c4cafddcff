"""Exercises of notebook 7, 07_searching_by_meaning."""

import numpy as np

from exercises import Exercise
from similarity import nearest
from word2vec.evaluation import precision_at, ranks


def most_similar(unit, query, k):
    rows, _ = nearest(unit[query][None], unit, min(k + 1, len(unit)))
    return rows[0][rows[0] != query][:k]


UNIT = np.array([[1.0, 0.0], [0.6, 0.8], [1.0, 0.0], [0.0, 1.0], [-0.6, 0.8]])  # 0 and 2 are twins
OPPOSITE = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])

EXERCISES = [
    Exercise("ranks with ties", points=1, expected=ranks([5, 2, 8, 5, 5, 8]).tolist()),
    Exercise(
        "precision at k",
        points=2,
        expected=precision_at,
        cases=[
            (1, [[1], [0], [0]], ["a", "a", "b"]),
            (2, [[1, 3, 2], [0, 2, 4], [3, 0, 1], [4, 0, 1], [3, 2, 0]], ["a", "a", "a", "b", "b"]),
            (3, [[1], [], [0, 1]], ["a", "a", "a"]),  # fewer than k found
        ],
    ),
    Exercise(
        "the query finds itself",
        points=2,
        expected=most_similar,
        cases=[
            *[(UNIT, 0, 2), (UNIT, 2, 2), (UNIT, 2, 4), (UNIT, 4, 2), (UNIT[1:], 3, 1)],
            (OPPOSITE, 0, 2),  # a cosine of -1 is no sign of the query
        ],
    ),
]
