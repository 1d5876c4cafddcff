"""Exercises of notebook 2."""

import numpy as np

from word2vec.sampling import window_pairs

from . import Exercise


def softmax(x):
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


class Told:
    """A generator of random numbers that gives the reaches it is told."""

    def __init__(self, reach):
        self.reach = reach

    def integers(self, low, high, size, endpoint):
        return np.array(self.reach)


def context_places(n, reach):
    center, context = window_pairs(np.zeros(n, int), max(reach), Told(reach))
    return [context[center == i].tolist() for i in range(n)]


def scores(rng):
    far = rng.choice([0, 1000, -1000])  # where a power overflows, or all of a row vanish
    return (far + rng.normal(0, 3, rng.integers(1, 5, 2)).round(1),)


def reaches(rng):
    reach = rng.integers(1, 5, rng.integers(2, 8)).tolist()
    return len(reach), [1, *reach[1:]]  # the first word has a neighbour that can get lost


SENTENCE = "cats drink warm milk".split()

EXERCISES = [
    Exercise(
        "pairs of a short sentence",
        points=1,
        expected=[
            (SENTENCE[i], SENTENCE[j])
            for i, js in enumerate(context_places(4, [2] * 4))
            for j in js
        ],
    ),
    Exercise(
        "softmax",
        points=2,
        expected=softmax,
        cases=[
            (np.array([[0.0, 0.0, 0.0]]),),
            (np.array([[1.0, 2.0], [-3.0, 0.5], [0.0, -1.0]]),),
            (np.array([[1000.0, 999.0, -1000.0, -1000.0]]),),
            (np.array([[-1000.0, -999.0, -1000.0, -998.0], [1.0, 2.0, 3.0, 1000.0]]),),
            (np.array([[7.0]]),),
        ],
        draw=scores,
    ),
    Exercise(
        "one short",
        points=2,
        expected=context_places,
        cases=[(4, [2, 2, 2, 2]), (5, [1, 1, 1, 1, 1]), (6, [3, 1, 2, 5, 1, 2])],
        draw=reaches,
    ),
]
