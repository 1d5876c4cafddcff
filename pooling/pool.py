"""Many word vectors to one sentence vector: pooling.

    (13) mean      s = 1/L Σ v_w
    (14) max       s_d = max over w of v_w,d
    (15) weighted  s = Σ a_w v_w / Σ a_w
    (16) SIF       s = 1/L Σ a_w v_w,  a_w = a / (a + p(w)),  then s ← s - (s · g) g

The mean is the plainest (Mitchell & Lapata 2010), the maximum is from Collobert et al. (2011). In
(16), smooth inverse frequency (Arora, Liang & Ma 2017), p(w) is a word's share of all text, so that
the frequent words, which say least, weigh least; and g is the direction that the sentences of a
language have in common (their first principal direction, not centered), which says nothing about
any one of them.

Letters: … any number of sentences of the same length, L words in a sentence, D dimensions, n
sentences. A sentence of no words is a zero vector.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]


def mean_pool(words: ArrayLike) -> Array:
    """The mean of a sentence's word vectors: (…, L, D) -> (…, D).

    >>> mean_pool([[1, 0], [3, 4]])
    array([2., 2.])
    """
    words = np.asarray(words)
    return words.sum(axis=-2) / max(1, words.shape[-2])  # (13)


def max_pool(words: ArrayLike) -> Array:
    """The largest number in each dimension: (…, L, D) -> (…, D).

    >>> max_pool([[1, 0], [-3, 4]])
    array([1, 4])
    """
    words = np.asarray(words)
    if words.shape[-2] == 0:
        return words.sum(axis=-2)
    return words.max(axis=-2)  # (14)


def weighted_mean_pool(words: ArrayLike, weights: ArrayLike) -> Array:
    """The mean in which each word has its weight: (…, L, D), (…, L) -> (…, D).

    >>> weighted_mean_pool([[1, 0], [3, 4]], [3, 1])
    array([1.5, 1. ])
    """
    words, weights = np.asarray(words), np.asarray(weights)
    if words.shape[:-1] != weights.shape:
        raise ValueError(f"words of shape {words.shape} need weights of {words.shape[:-1]}, "
                         f"got {weights.shape}")  # fmt: skip
    total = weights.sum(axis=-1, keepdims=True)  # (…, 1)
    weighted = (weights[..., None] * words).sum(axis=-2)  # (…, D)
    return weighted / np.where(total == 0, 1, total)  # (15)


class SIF:
    """Smooth inverse frequency: learn g from many sentences with `fit`, then `transform` any.

    Fitted once, it gives a sentence the same vector in whatever company. Fitting anew on the very
    sentences to be compared does not: of two that have anything in common, what is left after their
    common direction is taken away is exactly opposite.
    """

    def __init__(self, a: float = 1e-3):
        self.a = a
        self.common: Array | None = None  # (D,) g

    def weights(self, probability: ArrayLike) -> Array:
        """a_w for words of probability p(w), any shape; the pooled sentence is mean_pool(a_w v_w).

        >>> SIF(a=0.001).weights([0, 0.001, 0.009])
        array([1. , 0.5, 0.1])
        """
        return self.a / (self.a + np.asarray(probability))  # (16)

    def fit(self, sentences: ArrayLike) -> "SIF":
        """Learn the common direction g of pooled sentences (n, D), at least D of them.

        Raises ValueError for fewer: g would be made of these sentences, not of the language.
        """
        sentences = np.asarray(sentences, np.float64)
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
        """Take the common direction away: pooled sentences (n, D) -> (n, D)."""
        if self.common is None:
            raise ValueError("SIF is not fitted: call fit with many sentences first")
        sentences = np.asarray(sentences)
        return sentences - np.outer(sentences @ self.common, self.common)  # (16)
