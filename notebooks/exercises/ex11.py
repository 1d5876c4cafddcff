"""Exercises of notebook 11: Base64 by hand, an answer to read, and vectors cut short."""

import base64

import numpy as np

from similarity import normalize

from . import Exercise


def letters(vector):
    """As an API sends it."""
    return base64.b64encode(np.asarray(vector, "<f4").tobytes()).decode()


def answered(vectors, order):
    """The data of an answer, its rows in this order."""
    return [{"index": i, "embedding": letters(vectors[i])} for i in order]


def unit_vectors(data):
    rows = sorted(data, key=lambda row: row["index"])
    return normalize([np.frombuffer(base64.b64decode(row["embedding"]), "<f4") for row in rows])


def cut_short(vectors, k):
    return normalize(vectors[:, :k])


def without_zeros(rng, n, D):
    """Numbers of both signs (n, D), so that no part of a row has length 0."""
    return (rng.uniform(0.5, 3, (n, D)) * rng.choice([-1, 1], (n, D))).round(1)


def some_answer(rng):
    n, D = rng.integers(2, 5, 2)
    order = np.roll(np.arange(n), rng.integers(1, n))  # never as the texts were
    return (answered(without_zeros(rng, n, D), order.tolist()),)


def some_cut(rng):
    n, D = rng.integers(2, 5, 2)
    return without_zeros(rng, n, D), int(rng.integers(1, D))  # something is always cut


EXERCISES = [
    Exercise("base64 by hand", points=1, expected=letters([-1, 1])),
    Exercise(
        "read an answer",
        points=2,
        expected=unit_vectors,
        cases=[
            (answered([[1.0], [-1.0]], [0, 1]),),
            (answered([[0.6, 0.8], [0.0, -1.0]], [1, 0]),),  # in another order
            (answered([[3.0, 4.0], [0.0, 0.5]], [0, 1]),),  # not of length 1
            (answered([[3.0, 4.0], [1.0, 0.0], [0.0, -2.0]], [2, 0, 1]),),
        ],
        draw=some_answer,
    ),
    Exercise(
        "cut short",
        points=2,
        expected=cut_short,
        cases=[
            (np.array([[3.0, 4.0, 12.0]]), 2),
            (np.array([[0.6, 0.8], [0.8, -0.6]]), 1),
            (np.array([[1.0, 1.0, 1.0, 1.0], [1.0, -1.0, 5.0, 5.0]]), 2),
        ],
        draw=some_cut,
    ),
]
