"""Sentences to vectors: look up the words, and pool them.

Letters: n sentences, L words in a sentence, V distinct words of them, D dimensions.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling.pool import SIF, max_pool, mean_pool
from similarity.metrics import normalize as unit_rows

Sentence = str | Sequence[str]  # raw, or as a list of words
BUFFER = 1 << 18  # numbers in memory at a time, so that pooling stays in the cache

POOLINGS = ("mean", "unit_mean", "max", "sif")


def plain_words(text: str) -> list[str]:
    """The lower-cased words of a text.

    >>> plain_words("The cat's asleep.")
    ['the', "cat's", 'asleep']
    """
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", text.lower())


class SentenceEncoder:
    """Sentence vectors from word vectors, which are anything with `word in` and `[word]`.

    pooling    "mean" of the word vectors as they are, "unit_mean" of word vectors scaled to length
               1, "max", or "sif", which needs counts of words and a `fit` first
    normalize  scale sentence vectors to length 1
    tokenize   makes a list of words of a sentence that is a string
    counts     how often each word occurs, for "sif"; WordVectors may bring their own

    >>> words = {"cats": [1.0, 0.0], "purr": [0.0, 1.0]}
    >>> SentenceEncoder(words).encode(["Cats purr!", "Cats bark."])
    array([[0.5, 0.5],
           [1. , 0. ]], dtype=float32)
    """

    def __init__(
        self,
        word_vectors: Any,
        pooling: str = "mean",
        normalize: bool = False,
        tokenize: Callable[[str], list[str]] = plain_words,
        counts: Mapping[str, int] | None = None,
    ):
        if pooling not in POOLINGS:
            raise ValueError(f"pooling must be one of {', '.join(POOLINGS)}; got {pooling!r}")
        self.word_vectors = word_vectors
        self.pooling = pooling
        self.normalize = normalize
        self.tokenize = tokenize
        if not len(word_vectors):
            raise ValueError("there are no word vectors to make sentence vectors of")
        first = next(iter(word_vectors))  # a word; gensim gives its vector
        self.dim = len(word_vectors[first] if isinstance(first, str) else first)
        self.sif = SIF()
        if pooling == "sif":
            if counts is None and getattr(word_vectors, "counts", None) is not None:
                counts = dict(zip(word_vectors.words, word_vectors.counts.tolist(), strict=True))
            if not counts:
                raise ValueError(
                    'pooling "sif" needs counts of words; pass counts, or word vectors that have '
                    "them (saved as .npz)"
                )
            self.counts, self.total = counts, sum(counts.values())

    def known_words(self, sentence: Sentence) -> list[str]:
        """The words of a sentence that have a vector; the others are left out."""
        return [word for word in self._tokens(sentence) if word in self.word_vectors]

    def fit(self, sentences: Sequence[Sentence]) -> "SentenceEncoder":
        """Learn what all sentences have in common, for pooling "sif": from many sentences."""
        self.sif.fit(self._pool(sentences))
        return self

    def encode(self, sentences: Sentence | Sequence[Sentence]) -> NDArray[np.float32]:
        """Vectors (n, D) of n sentences, or (D,) of one string; zeros where no word is known.

        A sentence is a string, or a list of words if it is tokenised already.
        """
        if isinstance(sentences, str):
            return self.encode([sentences])[0]
        vectors = self._pool(sentences)  # (n, D)
        if self.pooling == "sif":
            vectors = self.sif.transform(vectors)
        if self.normalize:
            vectors = unit_rows(vectors)
        return vectors.astype(np.float32)

    def _tokens(self, sentence: Sentence) -> Sequence[str]:
        return self.tokenize(sentence) if isinstance(sentence, str) else sentence

    def _pool(self, sentences: Sequence[Sentence]) -> NDArray[np.float32]:
        """Pooled vectors (n, D): sentences of equal length are stacked and pooled together."""
        if not len(sentences):
            raise ValueError("there are no sentences to encode: the list is empty")
        tokens = [self._tokens(sentence) for sentence in sentences]
        words = [w for w in dict.fromkeys(chain.from_iterable(tokens)) if w in self.word_vectors]
        table = self._table(words)  # (len(words), D)
        number = {word: row for row, word in enumerate(words)}
        rows = np.fromiter(map(number.get, chain.from_iterable(tokens), repeat(-1)), np.intp)
        sentence = np.repeat(np.arange(len(tokens)), list(map(len, tokens)))
        length = np.bincount(sentence[rows >= 0], minlength=len(tokens))  # (n,) known words
        rows, start = rows[rows >= 0], np.cumsum(length) - length

        pool = max_pool if self.pooling == "max" else mean_pool
        pooled = np.zeros((len(tokens), table.shape[1]), np.float32)  # (n, D)
        for L in np.unique(length[length > 0]):
            equal = np.flatnonzero(length == L)
            for some in np.array_split(equal, -(-equal.size * L * table.shape[1] // BUFFER)):
                pooled[some] = pool(table[rows[start[some][:, None] + np.arange(L)]])
        return pooled

    def _table(self, words: list[str]) -> NDArray[np.float32]:
        """What is pooled of each word: its vector, to length 1 or weighted if asked, (V, D)."""
        vectors = [self.word_vectors[word] for word in words]
        if not vectors:
            return np.empty((0, self.dim), np.float32)
        shapes = {np.shape(vector) for vector in vectors}
        if len(shapes) > 1:
            raise ValueError(f"the word vectors differ in shape: {sorted(shapes)}")
        table = np.array(vectors, np.float32)  # (V, D)
        if self.pooling == "unit_mean":
            return unit_rows(table).astype(np.float32)
        if self.pooling == "sif":
            probability = np.array([self.counts.get(word, 0) for word in words]) / self.total
            table *= self.sif.weights(probability)[:, None].astype(np.float32)
        return table
