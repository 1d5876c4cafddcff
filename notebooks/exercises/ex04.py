"""Exercises of notebook 4: training, step by step."""

import numpy as np

from word2vec import Config
from word2vec.objective import gradients
from word2vec.vocabulary import keep_probability

from . import Exercise

rng = np.random.default_rng(4)


def rate_at(passed, epochs, start=0.03):
    return Config(epochs=epochs, learning_rate=start).rate_after(passed)


def summed_step(v, u, seen, noise, rate):
    dv, du = gradients(v, u, seen, noise)
    return v - rate * dv, u - rate * du


def some_time(rng):
    epochs = int(rng.integers(1, 21))
    return round(rng.uniform(0, epochs), 2), epochs, round(rng.uniform(0.01, 1), 2)


def word_counts(rng):
    return rng.integers(1, 10000, rng.integers(1, 6)), rng.choice([0.1, 1e-3, 1e-4])


def a_block(rng):
    """Vectors, counts and a rate for a block; pairs were seen up to five times."""
    C, M, D = rng.integers(2, 5, 3)
    v, u = rng.normal(size=(C, D)).round(1), rng.normal(size=(M, D)).round(1)
    seen = rng.integers(1, 6, (C, M)).astype(float)  # more than one pair, or nothing is flat
    noise = (5 * seen.sum(axis=1, keepdims=True) * rng.dirichlet(np.ones(M))).round(1)
    return v, u, seen, noise, 0.03


EXERCISES = [
    Exercise("first loss per pair", points=1, expected=16 * np.log(2), tolerance=6e-3),
    Exercise(
        "learning rate",
        points=1,
        expected=rate_at,
        cases=[(0, 5), (2.5, 5), (3, 20, 0.1), (19.999, 20), (20, 20), (0.25, 1, 1.0)],
        draw=some_time,
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
        draw=word_counts,
    ),
    Exercise(
        "the flat curve",
        points=2,
        expected=summed_step,
        cases=[
            (np.ones((1, 2)), np.eye(2), np.array([[4.0, 0.0]]), np.array([[2.0, 3.0]]), 0.1),
            a_block(rng),
            a_block(rng),
        ],
        draw=a_block,
    ),
]
