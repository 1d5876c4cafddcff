"""Cosine and Euclid: the article's example, scikit-learn's figures, and laws that must hold."""

import math
import pydoc
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import pairwise

import similarity
from similarity import metrics
from similarity.metrics import (
    cosine_similarity,
    cosine_similarity_matrix,
    dot,
    euclidean_distance,
    euclidean_distance_matrix,
    norm,
    normalize,
)
from tests.test_search import Series
from word2vec.vocabulary import one_hot

A = [0.2, 0.8, -0.1]  # 猫是一种宠物, a cat is a kind of pet
B = [0.3, 0.7, 0.0]  # 狗喜欢啃骨头, dogs like to gnaw bones
C = [-0.5, 0.1, 0.9]  # 汽车需要加油, a car needs fuel


def test_the_articles_worked_example():
    ab = 0.2 * 0.3 + 0.8 * 0.7 + -0.1 * 0.0  # 0.62
    ac = 0.2 * -0.5 + 0.8 * 0.1 + -0.1 * 0.9  # -0.11
    aa = 0.2 * 0.2 + 0.8 * 0.8 + 0.1 * 0.1  # 0.69
    bb = 0.3 * 0.3 + 0.7 * 0.7  # 0.58
    cc = 0.5 * 0.5 + 0.1 * 0.1 + 0.9 * 0.9  # 1.07
    assert cosine_similarity(A, B) == pytest.approx(ab / math.sqrt(aa * bb), abs=1e-12)
    assert cosine_similarity(A, C) == pytest.approx(ac / math.sqrt(aa * cc), abs=1e-12)
    # 0.62 / √0.4002 = 0.980061…, and -0.11 / √0.7383 = -0.128019…
    assert round(cosine_similarity(A, B), 5) == 0.98006
    assert round(cosine_similarity(A, C), 5) == -0.12802
    # differences (-0.1, 0.1, -0.1) and (0.7, 0.7, -1.0): √0.03 and √1.98
    assert round(euclidean_distance(A, B), 5) == 0.17321 == round(math.sqrt(0.03), 5)
    assert round(euclidean_distance(A, C), 5) == 1.40712 == round(math.sqrt(1.98), 5)


def test_the_articles_reading_holds_though_its_figures_are_loose():
    printed_ab, printed_ac = 0.95, -0.2
    assert cosine_similarity(A, B) == pytest.approx(printed_ab, abs=0.1)
    assert cosine_similarity(A, C) == pytest.approx(printed_ac, abs=0.1)
    assert cosine_similarity(A, B) > 0 > cosine_similarity(A, C)
    assert euclidean_distance(A, B) < euclidean_distance(A, C)


def test_one_hot_words_are_all_equally_unlike():
    words = one_hot(np.arange(4), 4)  # "the vectors of cat and dog are orthogonal"
    cosine, distance = (
        cosine_similarity_matrix(words, words),
        euclidean_distance_matrix(words, words),
    )
    assert cosine.tolist() == np.eye(4).tolist()
    assert distance == pytest.approx(math.sqrt(2) * (1 - np.eye(4)))
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    # a row of a matrix is looked up by a product with a one-hot vector
    table = np.arange(12.0).reshape(4, 3)
    assert (one_hot([2], 4) @ table).tolist() == [table[2].tolist()]


def test_the_package_hands_out_its_names_and_says_what_they_are():
    shown = pydoc.plain(pydoc.render_doc(similarity))  # what help(similarity) shows
    for name in (
        "cosine_similarity", "cosine_similarity_matrix", "euclidean_distance",
        "euclidean_distance_matrix", "dot", "norm", "normalize", "nearest", "KeywordIndex",
        "keyword_search", "semantic_search",
    ):  # fmt: skip
        assert name in similarity.__all__ and hasattr(similarity, name)
        assert getattr(similarity, name).__doc__.split("\n")[0] in shown
    assert "In reading order: metrics" in shown and ">>> " in shown


def test_similarity_stands_alone():
    code = "import sys, similarity; print({'pooling', 'word2vec'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "set()\n"


def rows_of(kind, n, D=7):
    rows = np.random.default_rng(n).normal(size=(n, D))
    return rows * {"plain": 1, "huge": 1e150, "tiny": 1e-150}.get(kind, 1) * (kind != "zero")


@pytest.mark.parametrize("kind", ["plain", "huge", "tiny", "zero"])
def test_all_pairs_equal_scikit_learns(kind):
    a, b = rows_of(kind, 20), rows_of("plain", 9)
    a[3] = 0
    assert normalize(a) == pytest.approx(rows_of_sklearn := normalize_sklearn(a), abs=1e-12)
    assert rows_of_sklearn[3].tolist() == [0] * 7
    assert cosine_similarity_matrix(a, b) == pytest.approx(
        pairwise.cosine_similarity(rows_of_sklearn, b), abs=1e-12
    )
    assert euclidean_distance_matrix(a, b) == pytest.approx(
        pairwise.pairwise_distances(a, b, metric="euclidean"), rel=1e-6
    )


def normalize_sklearn(rows):
    from sklearn.preprocessing import normalize as theirs

    return theirs(rows / max(1e-300, np.abs(rows).max()))  # which loses what is tiny or huge


def test_matrices_hold_what_the_two_vector_functions_say():
    a, b = rows_of("plain", 5), rows_of("plain", 4)
    for i in range(5):
        for j in range(4):
            assert cosine_similarity_matrix(a, b)[i, j] == pytest.approx(
                cosine_similarity(a[i], b[j])
            )
            assert euclidean_distance_matrix(a, b)[i, j] == pytest.approx(
                euclidean_distance(a[i], b[j])
            )


def test_distances_are_exact_where_the_shortcut_fails():
    rows = (1000 + np.random.default_rng(0).normal(size=(30, 100))).astype(np.float32)
    squares = (rows * rows).sum(axis=1)
    shortcut = squares[:, None] - 2 * rows @ rows.T + squares  # the well-known one
    exact = euclidean_distance_matrix(rows, rows)
    slow = [[math.dist(a.tolist(), b.tolist()) for b in rows] for a in rows]
    assert exact == pytest.approx(np.array(slow), rel=1e-12)
    assert (np.diag(exact) == 0).all()
    assert np.abs(np.sqrt(np.abs(shortcut)) - exact).max() > 1  # of distances near 14


def test_memory_of_distances_is_bounded():
    a, b = np.zeros((4000, 100)), np.zeros((500, 100))
    tracemalloc.start()
    euclidean_distance_matrix(a, b)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # the result and some differences, and not the 1.6 GB of all of them
    assert peak < 8 * (4000 * 500 + a.size + b.size + 2 * metrics.NUMBERS_AT_A_TIME)


vectors = arrays(np.float64, 4, elements=st.floats(-1e6, 1e6).map(lambda x: round(x, 3)))


@given(vectors, vectors, vectors)
def test_laws(a, b, c):
    assert cosine_similarity(a, b) == cosine_similarity(b, a)
    assert -1 <= cosine_similarity(a, b) <= 1
    assert cosine_similarity(3 * a, b / 7) == pytest.approx(cosine_similarity(a, b), abs=1e-9)
    assert euclidean_distance(a, b) == euclidean_distance(b, a) >= 0
    assert euclidean_distance(a, a) == 0
    through_b = euclidean_distance(a, b) + euclidean_distance(b, c)
    assert euclidean_distance(a, c) <= through_b * (1 + 1e-12)
    unit_a, unit_b = normalize([a, b])
    if a.any() and b.any():
        # on vectors of length 1 the two measures are one
        assert euclidean_distance(unit_a, unit_b) ** 2 == pytest.approx(
            2 - 2 * cosine_similarity(a, b), abs=1e-9
        )
        assert norm(unit_a) == pytest.approx(1)


def test_three_cosines_one_must_know():
    assert cosine_similarity([1, 2], [2, 4]) == pytest.approx(1)
    assert cosine_similarity([1, 2], [-1, -2]) == pytest.approx(-1)
    assert cosine_similarity([1, 2], [2, -1]) == 0
    assert cosine_similarity([0, 0], [1, 2]) == 0  # no direction: 0 by convention


def test_callers_arrays_and_float32_are_left_alone():
    a = np.array([[3, 4]], np.float32)
    assert normalize(a).dtype == cosine_similarity_matrix(a, a).dtype == np.float32
    assert a.tolist() == [[3, 4]]


@pytest.mark.parametrize(
    ("function", "a", "b", "message"),
    [
        (dot, [1, 2], [1, 2, 3], r"different length: shapes \(2,\) and \(3,\)"),
        (cosine_similarity, [[1, 2]], [1, 2], r"expected an array of 1 axis, got shape \(1, 2\)"),
        (cosine_similarity_matrix, np.ones((2, 3)), np.ones((4, 5)), r"\(2, 3\) and \(4, 5\)"),
        (euclidean_distance_matrix, np.ones((2, 3)), np.ones(3), r"2 axes, got shape \(3,\)"),
        (euclidean_distance, [1, math.nan], [1, 2], r"the number at \(1,\) of \(2,\) is nan"),
        (cosine_similarity_matrix, [[1, 2], [3, math.inf]], [[1, 2]], r"\(1, 1\) .* is inf"),
    ],
)
def test_mistakes_are_named(function, a, b, message):
    with pytest.raises(ValueError, match=message):
        function(a, b)


NOT_NUMBERS = [  # what NumPy would make a number of, or die of, and what is said of it
    (["1", "2"], r"expected an array of real numbers, got \['1', '2'\]"),
    ([["1", "2"]], "expected an array of real numbers"),
    ("12", "expected an array of real numbers, got '12'"),
    (b"12", "expected an array of real numbers, got b'12'"),
    (None, "expected an array of real numbers, got None"),
    ([None, 1], r"expected an array of real numbers, got \[None, 1\]"),
    ([1j, 2], r"expected an array of real numbers, got \[1j, 2\]"),
    (np.array([1, "a"], object), "expected an array of real numbers"),
    (np.array([1, 2], object), r"got array\(\[1, 2\], dtype=object\)"),
    (np.array(["2026-01-01"], "M8[D]"), "expected an array of real numbers"),
    ({1, 2}, "expected an array of real numbers, got {1, 2}"),
    ({1: 2}, "expected an array of real numbers, got {1: 2}"),
    (iter([1, 2]), "expected an array of real numbers, got <list_iterator"),
    ([2**70, 1], "expected an array of real numbers"),
    ([[1, 2], [3]], r"the rows differ in length: \[\[1, 2\], \[3\]\]"),
]


@pytest.mark.parametrize(("wrong", "message"), NOT_NUMBERS)
def test_other_things_than_numbers_are_refused_in_words(wrong, message):
    for one in (norm, normalize):
        with pytest.raises(ValueError, match=message):
            one(wrong)
    for two, right in (
        (dot, [1, 2]),
        (cosine_similarity, [1, 2]),
        (euclidean_distance, [1, 2]),
        (cosine_similarity_matrix, [[1, 2]]),
        (euclidean_distance_matrix, [[1, 2]]),
    ):
        for a, b in ((wrong, right), (right, wrong)):
            with pytest.raises(ValueError, match=message):
                two(a, b)


def test_numbers_may_come_in_whatever_numpy_reads():
    for a in (
        [3, 4],
        (3, 4),
        np.array([3, 4], np.uint8),
        np.array([3, 4], np.float16),
        Series([3, 4]),
    ):
        assert norm(a) == 5 and dot(a, a) == 25
    large = np.array([200, 200], np.uint8)  # whose own products would overflow
    assert dot(large, large) == 80_000 and cosine_similarity(large, large) == pytest.approx(1)
    assert norm([True, False, True]) == pytest.approx(2**0.5)  # as a one-hot vector compares


def test_a_row_is_scaled_alike_in_any_company_and_without_copies():
    rows = rows_of("plain", 200, 50).astype(np.float32)
    unit = normalize(rows)
    assert all(np.array_equal(normalize(row), unit[i]) for i, row in enumerate(rows))
    many = np.tile(rows, (100, 1))  # 4 MB
    tracemalloc.start()
    normalize(many)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.2 * many.nbytes  # the result, and little else
