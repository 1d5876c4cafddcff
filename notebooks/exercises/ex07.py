"""Exercises of notebook 7, 07_searching_by_meaning."""

import numpy as np

from similarity import nearest
from word2vec.evaluation import precision_at, ranks

from . import Exercise


def most_similar(unit, query, k):
    rows, _ = nearest(unit[query][None], unit, min(k + 1, len(unit)))
    return rows[0][rows[0] != query][:k]


UNIT = np.array([[1.0, 0.0], [0.6, 0.8], [1.0, 0.0], [0.0, 1.0], [-0.6, 0.8]])  # 0 and 2 are twins
THREE = np.array([[0.0, 1.0], [0.0, -1.0], [0.0, 1.0], [-1.0, 0.0], [0.0, 1.0]])  # and its opposite
AROUND = np.array(
    [[0.96, 0.28], [0.8, 0.6], [0.6, 0.8], [0, 1], [-0.6, -0.8], [-0.8, 0.6], [-1, 0]]
)


def found_texts(rng):
    n, k = int(rng.integers(2, 6)), int(rng.integers(1, 4))
    others = [[j for j in range(n) if j != i] for i in range(n)]
    rankings = [rng.permutation(row)[: rng.integers(0, n)].tolist() for row in others]
    return k, rankings, rng.choice(["a", "b"], n).tolist()


def with_twins(rng):
    """Two rows (1, 0) among others, all of which differ in their cosine with it."""
    rows = rng.permutation(AROUND)[: rng.integers(2, 6)]
    first, second = sorted(rng.choice(len(rows) + 2, 2, replace=False))
    rows = np.insert(np.insert(rows, first, [1, 0], axis=0), second, [1, 0], axis=0)
    return rows, int(second), int(rng.integers(1, len(rows)))


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
        draw=found_texts,
    ),
    Exercise(
        "the query finds itself",
        points=2,
        expected=most_similar,
        cases=[
            *[(UNIT, 2, 2), (UNIT, 2, 4), (UNIT[:3], 2, 1)],
            (THREE[:3], 2, 2),  # a cosine of -1 is no sign of the query
            (THREE[2:], 2, 2),
        ],
        draw=with_twins,
    ),
]
