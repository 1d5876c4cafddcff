"""Exercises of notebook 3: negative sampling."""

import numpy as np

from word2vec.objective import gradients, loss

from . import Exercise

rng = np.random.default_rng(3)
PAIR = np.array([[2.0, 1.0]]), np.array([[0.5, 0.0], [-1.0, 2.0], [0.0, -1.0]])
ONCE = np.array([[1.0, 0, 0]]), np.array([[0, 1.0, 1.0]])  # seen, noise


def a_block(rng, C, M, D):
    """Vectors, b and counts as a text might give them; the last word is neither seen nor drawn."""
    v, u, b = (rng.normal(size=shape).round(1) for shape in [(C, D), (M, D), M])
    seen, noise = rng.poisson(0.8, (C, M)).astype(float), rng.uniform(0, 2, (C, M)).round(1)
    seen[:, -1] = noise[:, -1] = 0
    return v, u, b, seen, noise


def some_block(rng):
    return a_block(rng, *rng.integers(2, 5, 3))


def repeated_rows(rng):
    table = rng.normal(size=rng.integers(2, 5, 2)).round(1)
    rows = rng.integers(0, len(table), rng.integers(2, 6))
    rows[1] = rows[0]
    return table, rows, rng.uniform(0.1, 1, (len(rows), table.shape[1])).round(1)


def high_scores(rng):
    """Scores, the first of which rounds a sigmoid to 0 or 1; and counts."""
    x = rng.normal(size=rng.integers(2, 5, 2)).round(1)
    x[0, 0] = rng.choice([-1000, -800, 40, 50, 100, 800])
    return x, rng.poisson(1.0, x.shape), rng.uniform(0, 2, x.shape).round(1)


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
            (*PAIR, np.array([0.5, 0.0, -1.0]), *ONCE),
            a_block(rng, 2, 4, 3),
            a_block(rng, 3, 3, 3),  # where a sum along the wrong axis has the right shape
            (np.ones((3, 2)), np.zeros((2, 2)), np.zeros(2), np.eye(3, 2), 5 * np.ones((3, 2))),
        ],
        draw=some_block,
    ),
    Exercise(
        "lost updates",
        points=1,
        expected=subtracted,
        cases=[
            (np.zeros((3, 2)), np.array([1, 1, 2]), np.ones((3, 2))),
            (
                np.arange(10.0).reshape(5, 2),
                np.array([4, 0, 4, 4, 0]),
                np.arange(10.0).reshape(5, 2),
            ),
            repeated_rows(rng),
        ],
        draw=repeated_rows,
    ),
    Exercise(
        "log of a sigmoid",
        points=2,
        expected=loss_of_scores,
        cases=[
            (np.array([[40.0, 40.0, -40.0]]), *ONCE),
            (np.array([[-800.0, 800.0, 0.0]]), *ONCE),
            high_scores(rng),
        ],
        draw=high_scores,
    ),
]
