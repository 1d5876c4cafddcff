"""Exercises of notebook 3: negative sampling."""

import numpy as np

from exercises import Exercise
from word2vec.objective import gradients, loss

rng = np.random.default_rng(3)
PAIR = np.array([[2.0, 1.0]]), np.array([[0.5, 0.0], [-1.0, 2.0], [0.0, -1.0]])
ONCE = np.array([[1.0, 0, 0]]), np.array([[0, 1.0, 1.0]])  # seen, noise


def a_block(C, M, D):
    """Vectors and counts as a text might give them; the last word is neither seen nor drawn."""
    seen = rng.poisson(0.8, (C, M)).astype(float)
    noise = rng.uniform(0, 2, (C, M))
    seen[:, -1] = noise[:, -1] = 0
    return rng.normal(size=(C, D)), rng.normal(size=(M, D)), seen, noise


def with_b(v, u, seen, noise):
    return v, u, rng.normal(size=len(u)), seen, noise


def gradient_by_b(v, u, b, seen, noise):
    """That of one dimension more, in which every v is 1."""
    v, u = np.column_stack([v, np.ones(len(v))]), np.column_stack([u, b])
    return gradients(v, u, seen, noise)[1][:, -1]


def subtracted(table, rows, gradient):
    table = table.copy()
    for row, one in zip(rows, gradient, strict=True):
        table[row] -= one
    return table


def loss_of_scores(x, seen, noise):
    return loss(x, np.eye(x.shape[1]), seen, noise)


EXERCISES = [
    Exercise("loss of one pair", points=1, expected=loss(*PAIR, *ONCE), tolerance=1e-3),
    Exercise(
        "gradient by b",
        points=2,
        expected=gradient_by_b,
        cases=[
            with_b(*PAIR, *ONCE),
            with_b(*a_block(4, 6, 3)),
            with_b(*a_block(5, 5, 5)),  # where a sum along the wrong axis has the right shape
            (np.ones((3, 2)), np.zeros((2, 2)), np.zeros(2), np.eye(3, 2), 5 * np.ones((3, 2))),
        ],
    ),
    Exercise(
        "lost updates",
        points=1,
        expected=subtracted,
        cases=[
            (np.zeros((3, 2)), np.array([1, 1, 2]), np.ones((3, 2))),
            (rng.normal(size=(4, 3)), np.array([0, 3, 2]), rng.normal(size=(3, 3))),
            (rng.normal(size=(5, 2)), np.array([4, 0, 4, 4, 0]), rng.normal(size=(5, 2))),
            (np.ones((2, 2)), np.array([], int), np.ones((0, 2))),
        ],
    ),
    Exercise(
        "log of a sigmoid",
        points=2,
        expected=loss_of_scores,
        cases=[
            (np.array([[0.75, 0.0, -1.5]]), *ONCE),
            (rng.normal(size=(3, 4)), rng.poisson(1.0, (3, 4)), rng.uniform(0, 2, (3, 4))),
            (np.array([[40.0, 40.0, -40.0]]), *ONCE),
            (np.array([[-800.0, 800.0, 0.0]]), *ONCE),
        ],
    ),
]
