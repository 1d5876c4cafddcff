"""Pooling: from the vectors of words to the vector of a sentence.

In reading order: pool (mean, max, weighted mean, and SIF), then encoder, which looks up the words
of sentences and pools their vectors, and contrast, which trains the vectors for that, by texts that
belong together (pairs). In BERT the vector of a word depends on its sentence: wordpiece (pieces of
words), transformer (its layers), and pretrained, which reads a text by weights that others have
trained; folder, weights and safetensors find them in files. Last, api and server give vectors of
either kind to programs that ask for them as they ask OpenAI's embeddings API.

>>> from pooling import SentenceEncoder, mean_pool
>>> mean_pool([[1, 0], [3, 4]])
array([2., 2.])
>>> SentenceEncoder({"cats": [1, 0], "purr": [3, 4]}, tokenize=str.split).encode("cats purr")
array([2., 2.], dtype=float32)
"""

from pooling.encoder import SentenceEncoder
from pooling.pool import SIF, max_pool, mean_pool, weighted_mean_pool
from pooling.pretrained import BertEncoder

__all__ = [
    "SIF",
    "BertEncoder",
    "SentenceEncoder",
    "max_pool",
    "mean_pool",
    "weighted_mean_pool",
]
