"""The nearest rows: those a full sort finds, ties by number, in bounded memory."""

import tracemalloc

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from similarity import neighbors
from similarity.neighbors import nearest


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
@pytest.mark.parametrize("k", [1, 5, 40])
def test_neighbours_equal_scikit_learns(metric, k, monkeypatch):
    monkeypatch.setattr(neighbors, "SCORES_AT_A_TIME", 200)  # several batches
    rng = np.random.default_rng(0)
    queries, matrix = rng.normal(size=(13, 6)), rng.normal(size=(40, 6))
    rows, values = nearest(queries, matrix, k, metric)
    theirs = NearestNeighbors(n_neighbors=k, metric=metric, algorithm="brute").fit(matrix)
    distances, expected = theirs.kneighbors(queries)
    assert np.array_equal(rows, expected)
    assert values == pytest.approx(1 - distances if metric == "cosine" else distances)


def test_ties_go_by_row_number():
    matrix = np.array([[0, 1], [1, 0], [0, 2], [1, 0], [0, 1], [1, 0]])
    assert nearest([[1, 0]], matrix, 2)[0].tolist() == [[1, 3]]
    assert nearest([[1, 0]], matrix, 4)[0].tolist() == [[1, 3, 5, 0]]
    assert nearest([[0, 1]], matrix, 3, "euclidean")[0].tolist() == [[0, 4, 2]]
    assert nearest([[0, 0]], matrix, 3)[0].tolist() == [[0, 1, 2]]


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(neighbors, "SCORES_AT_A_TIME", 100_000)
    queries, matrix = np.ones((2000, 4), np.float32), np.eye(5000, 4, dtype=np.float32)
    tracemalloc.start()
    nearest(queries, matrix, 2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * neighbors.SCORES_AT_A_TIME  # and not 2000 x 5000 numbers, ten times as much


@pytest.mark.parametrize(
    ("k", "metric", "message"),
    [
        (0, "cosine", "k must be at least 1, got 0"),
        (True, "cosine", "k must be a whole number, got True"),
        (2.0, "cosine", r"k must be a whole number, got 2\.0"),
        ("3", "cosine", "k must be a whole number, got '3'"),
        (None, "cosine", "k must be a whole number, got None"),
        (4, "cosine", "k must be from 1 to 3, the rows of the matrix; got 4"),
        (1, "manhattan", "metric must be one of cosine, euclidean; got 'manhattan'"),
    ],
)
def test_mistakes_are_named(k, metric, message):
    with pytest.raises(ValueError, match=message):
        nearest([[1, 2]], [[1, 2], [3, 4], [5, 6]], k, metric)
    with pytest.raises(ValueError, match=r"different length: shapes \(1, 2\) and \(2, 3\)"):
        nearest([[1, 2]], np.ones((2, 3)), 1)


def test_k_may_be_numpys_own_whole_number():
    for k in (np.int64(2), np.uint8(2)):
        assert nearest([[1, 0]], [[0, 1], [1, 0], [1, 1]], k)[0].tolist() == [[1, 2]]


@pytest.mark.parametrize("wrong", [[["1", "2"]], [[1, 2], [3]], [[1j, 2]], [[None, 1]], "12", None])
def test_other_things_than_numbers_are_refused_in_words(wrong):
    for queries, matrix in ((wrong, [[1, 2]]), ([[1, 2]], wrong)):
        with pytest.raises(ValueError, match="expected an array of real numbers|rows differ in le"):
            nearest(queries, matrix, 1)
    with pytest.raises(ValueError, match=r"expected an array of 2 axes, got shape \(2,\)"):
        nearest([1, 2], [[1, 2]], 1)
