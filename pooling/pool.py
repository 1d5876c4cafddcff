"""Many word vectors to one sentence vector: pooling.

    (13) mean      s = 1/L Σ v_w
    (14) max       s_d = max over w of v_w,d
    (15) weighted  s = Σ a_w v_w / Σ a_w
    (16) SIF       s = 1/L Σ a_w v_w,  a_w = a / (a + p(w)),  then s ← s - (s · g) g

The mean is the simplest (Mitchell & Lapata 2010); the maximum is from Collobert et al. (2011). (16)
is smooth inverse frequency (Arora, Liang & Ma 2017). There p(w) is the share of word w in all text,
so the most frequent words, which say the least, get the smallest weights. And g is the direction
that the sentences of a language have in common, so it says nothing about any one of them: the first
principal direction of their vectors, from which the mean is not subtracted.

Letters: … any number of sentences of the same length, L words in a sentence, D dimensions, n
sentences. The vector of a sentence without words is all zeros.
"""

import numpy as np
from numpy.typing import ArrayLike

from similarity.metrics import Array, as_numbers, finite, same_length


def mean_pool(word_vectors: ArrayLike) -> Array:
    """The mean of a sentence's word vectors: (…, L, D) -> (…, D).

    >>> mean_pool([[1, 0], [3, 4]])
    array([2., 2.])

    Raises ValueError for fewer than two axes, and for what holds other things than numbers.
    """
    word_vectors = _of_sentences(word_vectors)
    return word_vectors.sum(axis=-2) / max(1, word_vectors.shape[-2])  # (13)


def max_pool(word_vectors: ArrayLike) -> Array:
    """The largest number in each dimension: (…, L, D) -> (…, D).

    >>> max_pool([[1, 0], [-3, 4]])
    array([1, 4])

    Raises ValueError for fewer than two axes, and for what holds other things than numbers.
    """
    word_vectors = _of_sentences(word_vectors)
    if word_vectors.shape[-2] == 0:
        return word_vectors.sum(axis=-2)  # zeros
    return word_vectors.max(axis=-2)  # (14)


def weighted_mean_pool(word_vectors: ArrayLike, weights: ArrayLike) -> Array:
    """The mean, where each word counts by its weight: (…, L, D), (…, L) -> (…, D).

    >>> weighted_mean_pool([[1, 0], [3, 4]], [3, 1])
    array([1.5, 1. ])

    Raises ValueError for fewer than two axes, for what holds other things than numbers, for weights
    that are not finite, and for other than one weight for each word.
    """
    word_vectors, weights = _of_sentences(word_vectors), finite(weights)
    if word_vectors.shape[:-1] != weights.shape:
        raise ValueError(
            f"word vectors of shape {word_vectors.shape} need weights of "
            f"{word_vectors.shape[:-1]}, got {weights.shape}"
        )
    total = weights.sum(axis=-1, keepdims=True)  # (…, 1)
    weighted = (weights[..., None] * word_vectors).sum(axis=-2)  # (…, D)
    return weighted / np.where(total == 0, 1, total)  # (15)


def _of_sentences(word_vectors: ArrayLike) -> Array:
    array = as_numbers(word_vectors)
    if array.ndim < 2:
        raise ValueError(f"expected the vectors of a sentence's words, (L, D); got {array.shape}")
    return array


class SIF:
    """Smooth inverse frequency: learn g from many sentences with `fit`, then `transform` any.

    Once fitted, it gives a sentence the same vector, whatever other sentences come with it. Do not
    fit it again on only the sentences that you compare: take away what two of them have in common,
    and what is left of one points in exactly the opposite direction of the other.
    """

    def __init__(self, a: float = 1e-3):
        self.a = a
        self.common: Array | None = None  # (D,) g

    def weights(self, probability: ArrayLike) -> Array:
        """a_w for words of probability p(w), any shape; the pooled sentence is mean_pool(a_w v_w).

        >>> SIF(a=0.001).weights([0, 0.001, 0.009])
        array([1. , 0.5, 0.1])
        """
        return self.a / (self.a + finite(probability))  # (16)

    def fit(self, sentences: ArrayLike) -> "SIF":
        """Learn the common direction g of pooled sentences (n, D), at least D of them.

        Raises ValueError for fewer: g would be made of these sentences, not of the language. And
        for numbers that are not finite.
        """
        sentences = finite(sentences, 2).astype(np.float64)
        known = int((sentences != 0).any(axis=1).sum())
        if known < sentences.shape[1]:
            raise ValueError(
                f"SIF needs at least {sentences.shape[1]} sentences with known words to fit (one "
                f"for each dimension), got {known}: their common direction would be made of these "
                "very sentences, and two that are alike come out opposite; fit on a large text, "
                "such as the one the words were learned from"
            )
        self.common = np.linalg.eigh(sentences.T @ sentences).eigenvectors[:, -1]  # (D,)
        return self

    def transform(self, sentences: ArrayLike) -> Array:
        """Take the common direction away: pooled sentences (n, D) -> (n, D).

        Raises ValueError before `fit`, and for sentences of other than D numbers.
        """
        if self.common is None:
            raise ValueError("SIF is not fitted: call fit with many sentences first")
        sentences, _ = same_length(as_numbers(sentences, 2), self.common)
        return sentences - np.outer(sentences @ self.common, self.common)  # (16)
