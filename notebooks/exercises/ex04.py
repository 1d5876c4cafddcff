"""Exercises of notebook 4: training, step by step."""

import numpy as np

from exercises import Exercise
from word2vec import Config
from word2vec.objective import gradients
from word2vec.vocabulary import keep_probability

rng = np.random.default_rng(4)


def rate_at(passed, epochs, start=0.03):
    return Config(epochs=epochs, learning_rate=start).rate_after(passed)


def summed_step(v, u, seen, noise, rate):
    dv, du = gradients(v, u, seen, noise)
    return v - rate * dv, u - rate * du


def block(centers, contexts, dim, most):
    """Vectors, counts and a rate for a block of so many words, pairs seen up to `most` times."""
    v, u = rng.normal(size=(centers, dim)), rng.normal(size=(contexts, dim))
    seen = rng.integers(0, most, (centers, contexts), endpoint=True).astype(float)
    noise = 5 * seen.sum(axis=1, keepdims=True) * rng.dirichlet(np.ones(contexts))
    return v, u, seen, noise, 0.03


EXERCISES = [
    Exercise("first loss per pair", points=1, expected=16 * np.log(2), tolerance=6e-3),
    Exercise(
        "learning rate",
        points=1,
        expected=rate_at,
        cases=[(0, 5), (2.5, 5), (3, 20, 0.1), (19.999, 20), (20, 20), (0.25, 1, 1.0)],
        tolerance=1e-9,
    ),
    Exercise(
        "keep probability",
        points=2,
        expected=keep_probability,
        cases=[
            (np.array([900, 90, 10]), 0.1),
            (np.array([50000, 30000, 400, 5]), 1e-3),
            (np.array([7]), 1e-3),
            (np.array([8, 4, 4]), 0),
        ],
    ),
    Exercise(
        "the flat curve",
        points=2,
        expected=summed_step,
        cases=[
            (np.ones((1, 2)), np.eye(2), np.array([[1.0, 0.0]]), np.array([[2.0, 3.0]]), 0.1),
            block(3, 4, 2, 3),
            block(5, 6, 4, 9),
        ],
    ),
]
