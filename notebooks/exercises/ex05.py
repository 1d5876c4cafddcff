"""Exercises of notebook 5: angle and distance."""

import numpy as np

from similarity import euclidean_distance_matrix, normalize

from . import Exercise

rng = np.random.default_rng(5)
# near each other and far from 0, where squares of the numbers themselves say little
FAR = (10000 + rng.integers(-9, 10, (2, 3)) / 4).astype(np.float32)
FARTHER = 1e8 + rng.integers(-9, 10, (2, 3)) / 4  # where not even float64 squares do


def some_rows(rng):
    scale = 10.0 ** rng.integers(-3, 4)
    rows = (scale * rng.normal(size=rng.integers(2, 5, 2))).round(4)
    rows[-1] *= rng.integers(2)  # zeros, every other time
    return (rows,)


def far_points(rng):
    n, m, D = rng.integers(2, 5, 3)
    center, dtype = ((1e4, np.float32), (1e5, np.float32), (1e8, np.float64))[rng.integers(3)]
    A, B = (center + rng.integers(-9, 10, (rows, D)) / 4 for rows in (n, m))
    return A.astype(dtype), B.astype(dtype)


EXERCISES = [
    Exercise(
        "angle and distance by hand",
        points=1,
        expected=[24 / 30, 5, 2 - 2 * 24 / 30],
        tolerance=5e-3,
    ),
    Exercise(
        "normalize rows",
        points=2,
        expected=normalize,
        cases=[
            (np.array([[3.0, 4.0], [0.0, -2.0], [1.0, 0.0]]),),
            (np.array([[6.0, 8.0, 0.0], [0.0, 0.0, 0.0]]),),
            (rng.normal(size=(3, 4)).round(2),),
            (np.array([[3e-6, 4e-6], [3e6, -4e6]]),),
            (np.zeros((2, 3)),),
        ],
        draw=some_rows,
    ),
    Exercise(
        "distance by the shortcut",
        points=2,
        expected=euclidean_distance_matrix,
        cases=[
            (FAR, FAR),
            (FAR[:1], FAR + np.float32(0.5)),
            (FARTHER, FARTHER),
        ],
        draw=far_points,
        tolerance=3e-5,  # the rounding of an honest float32
    ),
]
