"""How similar are two vectors? Compare their angle (cosine), or the distance between them (Euclid).

    (17) dot product   a · b = Σ aᵢ bᵢ
    (18) norm          ‖a‖ = √(a · a)
    (19) cosine        cos(a, b) = a · b / (‖a‖ ‖b‖)
    (20) Euclid        d(a, b) = ‖a - b‖

To compare texts by the cosine of their vectors was the idea of Salton, Wong & Yang (1975). For
vectors of length 1, ‖a - b‖² = ‖a‖² + ‖b‖² - 2 a · b = 2 - 2 cos(a, b): the larger the cosine, the
smaller the distance, so both put neighbours in the same order. A vector of zeros has no direction;
its cosine with any vector is 0 by convention.

Every function takes arrays, lists of numbers, and whatever else is one number after the other. It
raises ValueError for what holds other things than numbers (complex ones included), for rows of
different length, for numbers that are not finite (NaN, infinity), for an array with the wrong
number of axes, and for two vectors of different length.

Letters: n and m rows, D dimensions.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]

NUMBERS_AT_A_TIME = 1 << 21  # differences in memory at a time, 16 MB


def dot(a: ArrayLike, b: ArrayLike) -> float:
    """a · b of two vectors (D,).

    >>> dot([1, 2], [3, -1])
    1.0
    """
    a, b = same_length(finite(a, 1), finite(b, 1))
    return float((a * b).sum())  # (17)


def norm(a: ArrayLike) -> float:
    """‖a‖, the length of a vector (D,).

    >>> norm([3, 4])
    5.0
    """
    a = finite(a, 1)
    largest = np.abs(a).max(initial=0) or 1  # so no square overflows or becomes 0
    return float(largest * np.sqrt(dot(a / largest, a / largest)))  # (18)


def normalize(vectors: ArrayLike) -> Array:
    """Vectors divided by their norms: rows (n, D) -> (n, D), or one (D,) -> (D,); zeros stay zeros.

    >>> normalize([[3, 4], [0, 0]])
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    vectors = finite(vectors, 1, 2)
    low, high = vectors.min(axis=-1, initial=0), vectors.max(axis=-1, initial=0)  # (n,)
    largest = np.maximum(high, -low)[..., None]  # (n, 1)
    unit = vectors / np.where(largest > 0, largest, 1)  # so no square overflows or becomes 0
    length = np.sqrt(np.einsum("...d,...d->...", unit, unit))[..., None]  # (n, 1)  (18)
    unit /= np.where(length > 0, length, 1)  # in place: with many rows, memory matters
    return unit


def cosine_similarity(a: ArrayLike, b: ArrayLike) -> float:
    """cos(a, b) of two vectors (D,), from -1 (opposite) through 0 (at right angles) to 1.

    With a vector of zeros it is 0, by convention.

    >>> round(cosine_similarity([1, 0], [1, 1]), 4)
    0.7071
    """
    a, b = same_length(finite(a, 1), finite(b, 1))
    return float(np.clip(dot(normalize(a), normalize(b)), -1, 1))  # (19)


def euclidean_distance(a: ArrayLike, b: ArrayLike) -> float:
    """‖a - b‖ of two vectors (D,), from 0 (equal) upwards.

    >>> euclidean_distance([1, 1], [4, 5])
    5.0
    """
    a, b = same_length(finite(a, 1), finite(b, 1))
    return norm(a - b)  # (20)


def cosine_similarity_matrix(A: ArrayLike, B: ArrayLike) -> Array:
    """Cosine of every row of A with every row of B: (n, D), (m, D) -> (n, m)."""
    A, B = same_length(finite(A, 2), finite(B, 2))
    return np.clip(normalize(A) @ normalize(B).T, -1, 1)  # (19)


def euclidean_distance_matrix(A: ArrayLike, B: ArrayLike) -> NDArray[np.float64]:
    """Distance of every row of A to every row of B: (n, D), (m, D) -> (n, m).

    Computed from the differences themselves. The shortcut ‖a‖² - 2 a · b + ‖b‖² is faster, a single
    matrix product; but where two rows are near to each other and far from 0, it subtracts two large
    numbers to get a small one, and most digits of the small one are lost.
    """
    A, B = same_length(finite(A, 2), finite(B, 2))
    A, B = A.astype(np.float64), B.astype(np.float64)
    distances = np.empty((len(A), len(B)))
    batch = max(1, NUMBERS_AT_A_TIME // max(1, B.size))  # rows of A at a time, to bound memory
    for start in range(0, len(A), batch):
        difference = A[start : start + batch, None] - B  # (batch, m, D)
        squared = np.einsum("nmd,nmd->nm", difference, difference)
        distances[start : start + batch] = np.sqrt(squared)  # (20)
    return distances


def as_numbers(a: ArrayLike, *ndims: int) -> NDArray:
    """As an array of real numbers, with as many axes as one of `ndims` says, if any.

    >>> as_numbers([[1, 2], [3, 4]], 2).shape
    (2, 2)

    Raises ValueError for anything else, so that no text is read as a number.
    """
    try:
        array = np.asarray(a)
    except ValueError:
        raise ValueError(f"the rows differ in length: {a!r:.60}") from None
    if array.dtype.kind not in "biuf":  # booleans, integers, unsigned ones, floats
        raise ValueError(f"expected an array of real numbers, got {a!r:.60}")
    if ndims and array.ndim not in ndims:
        wanted = " or ".join(f"{n} axes" if n > 1 else "1 axis" for n in ndims)
        raise ValueError(f"expected an array of {wanted}, got shape {array.shape}")
    return array


def finite(a: ArrayLike, *ndims: int) -> Array:
    """As an array of floats (float32 stays float32), if its shape and all its numbers are right."""
    array = as_numbers(a, *ndims)
    if array.dtype != np.float32:
        array = array.astype(np.float64)
    if not np.isfinite(array).all():
        where = tuple(np.argwhere(~np.isfinite(array))[0].tolist())
        raise ValueError(f"the number at {where} of {array.shape} is {array[where]}, not finite")
    return array


def same_length(a: Array, b: Array) -> tuple[Array, Array]:
    """Both arrays, if their vectors have as many numbers; ValueError if not."""
    if a.shape[-1] != b.shape[-1]:
        raise ValueError(f"vectors of different length: shapes {a.shape} and {b.shape}")
    return a, b
