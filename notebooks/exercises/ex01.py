"""Exercises of notebook 1: a row of counts by hand, positive PMI, and a word beside itself."""

import numpy as np

from word2vec.counting import cooccurrence
from word2vec.objective import optimum
from word2vec.sampling import expected_noise

from . import Exercise

rng = np.random.default_rng(1)
DAY_BY_DAY = np.array([0, 1, 0, 2, 3]), np.zeros(5, int), 4, 2
TOY = np.array([[0.0, 2.0, 1.5], [2.0, 0.0, 4.0], [1.5, 4.0, 1.0]])
LONELY = np.array([[0.0, 3.0, 0.0, 1.0], [3.0, 2.0, 0.0, 0.5], [0.0] * 4, [1.0, 0.5, 0.0, 0.0]])


def a_table(rng):
    seen = rng.poisson(2.0, rng.integers(2, 6, 2)).astype(float)  # centers and contexts differ
    if rng.random() < 0.3:
        seen[-1] = 0  # a word that never had a neighbour
    seen[0, 0] += 1  # never all of them zero
    return (seen,)


def a_text(rng):
    n, size = rng.integers(4, 9), 3
    words, sentence = rng.integers(0, size, n), np.sort(rng.integers(0, 2, n))
    words[1], sentence[1] = words[0], sentence[0]  # a word beside itself
    return words, sentence, size, int(rng.integers(1, 5))


def ppmi(seen):
    share = seen.sum(axis=0) / seen.sum()
    return np.maximum(0, optimum(seen, expected_noise(seen.sum(axis=1), share, 1)))


EXERCISES = [
    Exercise("count by hand", points=1, expected=cooccurrence(*DAY_BY_DAY)[0]),
    Exercise(
        "ppmi",
        points=2,
        expected=ppmi,
        cases=[
            (TOY,),
            (rng.poisson(1.0, (4, 4)).astype(float),),
            (rng.poisson(2.0, (3, 6)).astype(float),),  # centers and contexts are not the same
            (LONELY,),  # a word that never had a neighbour
        ],
        draw=a_table,
    ),
    Exercise(
        "a word beside itself",
        points=2,
        expected=cooccurrence,
        cases=[
            DAY_BY_DAY,
            (np.array([0, 0, 1, 0, 2, 2, 2, 1]), np.array([0, 0, 0, 0, 0, 1, 1, 1]), 3, 3),
            (np.array([1, 1, 1]), np.array([0, 0, 1]), 2, 5),  # the window is longer than the text
        ],
        draw=a_text,
        tolerance=1e-4,  # float32 or float64
    ),
]
