"""Exercises of notebook 5: angle and distance."""

import numpy as np

from exercises import Exercise
from similarity import euclidean_distance_matrix, normalize

rng = np.random.default_rng(5)
# near each other and far from 0, where squares of the numbers themselves say little
FAR = (10000 + rng.normal(size=(6, 20))).astype(np.float32)
FARTHER = 1e6 + rng.normal(size=(4, 20))  # where not even float64 squares do

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
            (rng.normal(size=(4, 5)),),
            (np.array([[3e-6, 4e-6], [3e6, -4e6]]),),
            (np.zeros((2, 3)),),
        ],
    ),
    Exercise(
        "distance by the shortcut",
        points=2,
        expected=euclidean_distance_matrix,
        cases=[
            (np.array([[0.0, 0.0], [1.0, 1.0], [-3.0, 2.0]]), np.array([[3.0, 4.0], [4.0, 5.0]])),
            (rng.normal(size=(5, 3)), rng.normal(size=(2, 3))),
            (FAR, FAR),
            (FAR[:2], FAR + np.float32(0.5)),
            (FARTHER, FARTHER),
        ],
        tolerance=3e-5,  # the rounding of an honest float32
    ),
]
