"""How similar are two vectors, and which of many are the nearest?

In reading order: metrics (cosine and Euclidean distance), neighbors (the nearest rows of a
matrix), and search (for texts: by their words, or by their meaning).

>>> from similarity import cosine_similarity, nearest
>>> cosine_similarity([1, 0], [0, 2])
0.0
>>> nearest([[1, 0]], [[0, 2], [3, 0]], k=1)
(array([[1]]), array([[1.]]))
"""

from similarity.metrics import (
    cosine_similarity,
    cosine_similarity_matrix,
    dot,
    euclidean_distance,
    euclidean_distance_matrix,
    norm,
    normalize,
)
from similarity.neighbors import nearest
from similarity.search import KeywordIndex, keyword_search, semantic_search

__all__ = [
    "KeywordIndex",
    "cosine_similarity",
    "cosine_similarity_matrix",
    "dot",
    "euclidean_distance",
    "euclidean_distance_matrix",
    "keyword_search",
    "nearest",
    "norm",
    "normalize",
    "semantic_search",
]
