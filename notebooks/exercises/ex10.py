"""Exercises of notebook 10: contrastive learning."""

import numpy as np

from similarity import normalize

from . import Exercise

rng = np.random.default_rng(10)
RIGHT = np.eye(3), np.ones((3, 3))  # seen, noise
BY_HAND = np.array([[1.6, 1.2, 0.0], [1.2, 1.6, 2.0], [-1.6, -1.2, 0.0]])


def error(x, seen, noise):
    x = np.where(noise > 0, x, -np.inf)
    power = noise * np.exp(x - x.max(axis=1, keepdims=True))  # (n, m)
    return power / power.sum(axis=1, keepdims=True) * seen.sum(axis=1, keepdims=True) - seen


def mean_loss(cosines, partner, tau):
    x = cosines / tau
    np.fill_diagonal(x, -np.inf)  # no text is a candidate for itself
    return np.mean(np.log(np.exp(x).sum(axis=1)) - x[np.arange(len(x)), partner])


def a_batch(rng):
    """Scores, one of them too high for e^x; what was seen was shown, and some others were."""
    n, m = rng.integers(2, 4), rng.integers(3, 5)
    seen = rng.poisson(0.5, (n, m))
    noise = seen + rng.poisson(1.0, (n, m))
    noise[:, 0] += 1
    x = rng.normal(size=(n, m)).round(1)
    x[0, rng.integers(m)] = rng.choice([750, 800, 1000])
    return x, seen, noise


def some_texts(rng):
    """Cosines of four to six texts, in pairs."""
    n = 2 * rng.integers(2, 4)
    unit, order = normalize(rng.normal(size=(n, 3))), rng.permutation(n)
    partner = np.empty(n, int)
    partner[order] = order.reshape(-1, 2)[:, ::-1].ravel()
    return (unit @ unit.T).round(2), partner, rng.choice([0.1, 0.2, 0.5])


EXERCISES = [
    Exercise("loss of a row", points=1, expected=[np.log(2), np.log(26 / 16)], tolerance=1e-3),
    Exercise(
        "error of scores",
        points=2,
        expected=error,
        cases=[
            (BY_HAND, *RIGHT),
            (BY_HAND, np.array([[1, 0, 1], [0, 1, 0], [0, 0, 0]]), np.ones((3, 3))),  # 2, 1, none
            (BY_HAND, np.eye(3), np.array([[1, 2, 1], [1, 1, 0], [0, 1, 3]])),
            (
                np.array([[1000.0, 999.0, 0.0], [-1000.0, 0.0, -999.0]]),
                np.eye(2, 3),
                np.ones((2, 3)),
            ),
            (np.array([[1.0, 0.0, 900.0]]), np.array([[1, 0, 0]]), np.array([[1, 1, 0]])),
            a_batch(rng),
        ],
        draw=a_batch,
    ),
    Exercise(
        "one text too many",
        points=2,
        expected=mean_loss,
        cases=[
            (
                np.array([[1, 0.8, 0, 0.6], [0.8, 1, 0.6, 0], [0, 0.6, 1, 0.8], [0.6, 0, 0.8, 1]]),
                np.array([1, 0, 3, 2]),
                0.5,
            ),
            some_texts(rng),
            some_texts(rng),
        ],
        draw=some_texts,
    ),
]
