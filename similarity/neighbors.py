"""The nearest rows of a matrix: compare with all of them, and pick the k best without sorting all.

Letters: q queries, V rows to search, D dimensions, k to find.
"""

from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike, NDArray

from similarity.metrics import (
    Array,
    as_numbers,
    cosine_similarity_matrix,
    euclidean_distance_matrix,
)

SCORES_AT_A_TIME = 1 << 24  # in memory, 64 MB as float32
METRICS = {  # name -> 1 where high is near, -1 where low is near; how to compare all pairs
    "cosine": (1, cosine_similarity_matrix),
    "euclidean": (-1, euclidean_distance_matrix),
}


def nearest(
    queries: ArrayLike, matrix: ArrayLike, k: int, metric: str = "cosine"
) -> tuple[NDArray[np.intp], Array]:
    """The k rows of `matrix` nearest to each query, best first; equal ones by their row number.

    queries (q, D), matrix (V, D) -> row numbers (q, k), and their cosines or distances (q, k).
    `metric` is "cosine" or "euclidean".

    >>> rows, cosines = nearest([[2, 1]], [[0, 1], [1, 0], [1, 1]], k=2)
    >>> rows, cosines.round(4)
    (array([[2, 1]]), array([[0.9487, 0.8944]]))

    Raises ValueError for a k outside 1..V, shapes that do not fit, numbers that are not finite.
    """
    queries, matrix, k = as_numbers(queries, 2), as_numbers(matrix, 2), how_many(k)
    if metric not in METRICS:
        raise ValueError(f"metric must be one of {', '.join(METRICS)}; got {metric!r}")
    if k > len(matrix):
        raise ValueError(f"k must be from 1 to {len(matrix)}, the rows of the matrix; got {k}")
    sign, compare = METRICS[metric]
    rows = np.empty((len(queries), k), np.intp)  # (q, k)
    best = np.empty((len(queries), k), np.float64)  # (q, k)
    batch = max(1, SCORES_AT_A_TIME // len(matrix))  # queries at a time, to bound memory
    for start in range(0, len(queries), batch):
        part = slice(start, start + batch)
        rows[part], best[part] = best_of(sign * compare(queries[part], matrix), k)
    return rows, sign * best


def how_many(k: int) -> int:
    """k as Python's own integer; ValueError for what is no whole number, or below 1.

    >>> how_many(np.uint8(3))
    3
    """
    if not isinstance(k, Integral) or isinstance(k, bool):
        raise ValueError(f"k must be a whole number, got {k!r:.60}")
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    return int(k)


def best_of(score: Array, k: int) -> tuple[NDArray[np.intp], Array]:
    """Columns and values of the k highest scores in each row: (n, V) -> (n, k), (n, k).

    The best first, and equal ones by their column.
    """
    kth_best = np.partition(score, -k, axis=1)[:, -k, None]  # (n, 1)
    row, column = np.nonzero(score >= kth_best)  # k in each row, or more if some equal the k-th
    value = score[row, column]
    order = np.lexsort((column, -value, row))  # by row, then the best first, then by column
    first = np.searchsorted(row, np.arange(len(score)))  # (n,) where each row starts
    top = order[first[:, None] + np.arange(k)]  # (n, k)
    return column[top], value[top]
