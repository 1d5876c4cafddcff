"""Pooling: from the vectors of words to the vector of a sentence.

In reading order: pool (mean, max, weighted mean, and SIF), then encoder, which looks up the words
of sentences and pools their vectors.

>>> from pooling import SentenceEncoder, mean_pool
>>> mean_pool([[1, 0], [3, 4]])
array([2., 2.])
>>> SentenceEncoder({"cats": [1, 0], "purr": [3, 4]}, tokenize=str.split).encode("cats purr")
array([2., 2.], dtype=float32)
"""

from pooling.encoder import SentenceEncoder
from pooling.pool import SIF, max_pool, mean_pool, weighted_mean_pool

__all__ = [
    "SIF",
    "SentenceEncoder",
    "max_pool",
    "mean_pool",
    "weighted_mean_pool",
]
