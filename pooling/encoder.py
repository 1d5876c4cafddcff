"""Sentences to vectors: look up the words, and pool their vectors.

Letters: n sentences, L known words in a sentence, T in all sentences together, V of them different,
D dimensions.
"""

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pooling.pool import SIF, max_pool, mean_pool
from similarity.metrics import Array, as_numbers, finite, normalize
from similarity.search import different_words, in_order

Sentence = str | Iterable[str]  # raw, or as a list of words
Numbers = NDArray[np.intp]
NUMBERS_AT_A_TIME = 1 << 18  # 1 MB: what is pooled at a time stays in the processor's cache

SENTENCES = "expected a list of sentences", "put it into a list"
POOLINGS = ("mean", "unit_mean", "max", "sif")


class SentenceEncoder:
    """Sentence vectors from word vectors: a dict, WordVectors, or whatever is used like a dict.

    pooling    "mean" of the word vectors as they are, "unit_mean" of word vectors scaled to length
               1, "max", or "sif", which needs counts of words, and `fit` before `encode`
    normalize  scale sentence vectors to length 1
    tokenize   turns a sentence that is a string into a list of words; not needed for WordVectors,
               which know how their text was read
    counts     how often each word occurs, for "sif"; WordVectors can have them already

    >>> words = {"cats": [1.0, 0.0], "purr": [0.0, 1.0]}
    >>> SentenceEncoder(words, tokenize=str.split).encode(["cats purr", "cats bark"])
    array([[0.5, 0.5],
           [1. , 0. ]], dtype=float32)

    Raises ValueError for another pooling, for "sif" without counts, for no word vectors, and for
    anything in which a word cannot be looked up.
    """

    def __init__(
        self,
        word_vectors: Any,
        pooling: str = "mean",
        normalize: bool = False,
        tokenize: Callable[[str], list[str]] | None = None,
        counts: Mapping[str, int] | None = None,
    ):
        if pooling not in POOLINGS:
            raise ValueError(f"pooling must be one of {', '.join(POOLINGS)}; got {pooling!r}")
        self.vocabulary = _vocabulary(word_vectors)
        self.dim = len(as_numbers(word_vectors[self.vocabulary[0]], 1))
        self.word_vectors = word_vectors
        self.pooling = pooling
        self.normalize = normalize
        self.tokenize = tokenize or getattr(word_vectors, "words_of", None)
        self.sif: SIF | None = None
        if pooling == "sif":
            if counts is None and getattr(word_vectors, "counts", None) is not None:
                counts = dict(zip(word_vectors.words, word_vectors.counts.tolist(), strict=True))
            if not counts or not any(counts.values()):
                raise ValueError(
                    'pooling "sif" needs counts of words, and a `fit` on many sentences; an .npz '
                    "file of `word2vec train` has both, other word vectors need counts="
                )
            self.sif, self.counts, self.total = SIF(), counts, sum(map(float, counts.values()))
            self.sif.common = getattr(word_vectors, "common", None)  # or `fit` has to find it

    def known_words(self, sentence: Sentence) -> list[str]:
        """The words of a sentence that have a vector; the others are left out."""
        return [word for word in self.words(sentence) if word in self.word_vectors]

    def fit(self, sentences: Iterable[Sentence]) -> "SentenceEncoder":
        """Learn from many sentences what all sentences have in common; only for pooling "sif".

        Raises ValueError for another pooling, for fewer sentences than dimensions, and for what
        `encode` refuses.
        """
        if self.sif is None:
            raise ValueError(f'fit is for pooling "sif"; this encoder has "{self.pooling}"')
        self.sif.fit(self._pool(list(in_order(sentences, *SENTENCES)))[0])
        return self

    def encode(self, sentences: Sentence | Iterable[Sentence]) -> NDArray[np.float32]:
        """Vectors (n, D) of n sentences, or (D,) of one string; zeros where no word is known.

        A sentence is a string, or a list of words. Sentences come in a list, or in whatever else
        has an order: an array, a Series, a generator. Those without a known word are counted in a
        UserWarning. Raises ValueError for no sentences, a set or a dict of them, bytes, a word that
        is no string, and for "sif" before `fit`.
        """
        one = isinstance(sentences, str)
        given: list = [sentences] if one else list(in_order(sentences, *SENTENCES))
        vectors, lengths = self._pool(given)  # (n, D), (n,) known words
        if not lengths.all():
            first = str(given[int(lengths.argmin())])[:60]
            warnings.warn(
                f"{(lengths == 0).sum()} of {len(lengths)} sentences have no known word, and a "
                f"vector of zeros; the first is {first!r}",
                stacklevel=2,
            )
        if self.sif is not None:
            vectors = self.sif.transform(vectors)
        if self.normalize:
            vectors = normalize(vectors)
        vectors = vectors.astype(np.float32)
        return vectors[0] if one else vectors

    def words(self, sentence: Sentence) -> list[str]:
        """The words of a sentence, known or not; ValueError where nothing says what a word is."""
        if isinstance(sentence, list):
            return sentence
        if not isinstance(sentence, str):
            return list(in_order(sentence, "a sentence is a string, or a list of words"))
        if self.tokenize is None:
            raise ValueError(
                f"what are the words of {sentence[:40]!r}? These word vectors do not say; give "
                "tokenize=, such as str.split, or lists of words"
            )
        return list(in_order(self.tokenize(sentence), "tokenize gives a list of words"))

    def _pool(self, sentences: list[Sentence]) -> tuple[Array, Numbers]:
        """Pooled vectors (n, D), and how many known words each sentence has (n,).

        Gather the words, look up each word's row in a table, and pool.
        """
        if not sentences:
            raise ValueError("there are no sentences to encode: the list is empty")
        given = [self.words(sentence) for sentence in sentences]
        words = [word for word in different_words(given) if word in self.word_vectors]  # (V,)
        table = self._table(words)  # (V, D)
        ids, lengths = _look_up(given, words)  # (T,) rows of the table, (n,)
        pool = max_pool if self.pooling == "max" else mean_pool
        return _pool_by_length(table, ids, lengths, pool), lengths

    def _table(self, words: list[str]) -> NDArray[np.float32]:
        """What is pooled of each word (V, D): its vector, scaled or weighted if pooling asks."""
        vectors = [self.word_vectors[word] for word in words]
        if not vectors:
            return np.empty((0, self.dim), np.float32)
        shapes = {np.shape(vector) for vector in vectors}
        if len(shapes) > 1:
            raise ValueError(f"the word vectors differ in shape: {sorted(shapes)}")
        table = finite(vectors, 2).astype(np.float32, copy=False)  # (V, D)
        if self.pooling == "unit_mean":
            return normalize(table).astype(np.float32)
        if self.sif is not None:
            probability = np.array([self.counts.get(word, 0) for word in words]) / self.total
            table *= self.sif.weights(probability)[:, None].astype(np.float32)
        return table


def _vocabulary(word_vectors: Any) -> list[str]:
    """All words that have a vector, after a check that these are word vectors."""
    needed = ("__contains__", "__len__", "__getitem__")  # `word in`, `len` and `[word]`
    no_words = isinstance(word_vectors, np.ndarray | Sequence)  # these have all three, for numbers
    if no_words or not all(hasattr(type(word_vectors), name) for name in needed):
        raise ValueError(
            "expected word vectors that can be looked up by word, such as a dict or model.vectors "
            f"(of gensim: model.wv); got {type(word_vectors).__name__}"
        )
    if not len(word_vectors):
        raise ValueError("there are no word vectors to make sentence vectors of")
    return list(getattr(word_vectors, "index_to_key", word_vectors))  # in gensim they have a name


def _look_up(sentences: list[list[str]], words: list[str]) -> tuple[Numbers, Numbers]:
    """Where in `words` the words of the sentences are, (T,), and how many each sentence has, (n,).

    Words that are not in `words` are left out. All sentences are read as one long list: a loop over
    them would be plainer, but take nearly twice as long.

    >>> _look_up([["the", "cat"], ["cat", "yeti", "cat"]], ["the", "cat"])
    (array([0, 1, 1, 1]), array([2, 2]))
    """
    id_of = {word: id for id, word in enumerate(words)}  # word -> id
    ids = np.fromiter(map(id_of.get, chain.from_iterable(sentences), repeat(-1)), np.intp)
    sentence = np.repeat(np.arange(len(sentences)), list(map(len, sentences)))  # of each word
    known = ids != -1  # is it one of `words`?
    lengths = np.bincount(sentence[known], minlength=len(sentences))  # (n,)
    return ids[known], lengths


def _pool_by_length(
    table: Array, ids: Numbers, lengths: Numbers, pool: Callable[[Array], Array]
) -> NDArray[np.float32]:
    """Pool sentences of one length together: table (V, D), ids (T,), lengths (n,) -> (n, D)."""
    start = np.cumsum(lengths) - lengths  # (n,) where in `ids` a sentence starts
    pooled = np.zeros((len(lengths), table.shape[1]), np.float32)  # (n, D)
    for L in np.unique(lengths[lengths > 0]):
        equal = np.flatnonzero(lengths == L)  # the sentences of L words
        batches = 1 + len(equal) * L * table.shape[1] // NUMBERS_AT_A_TIME
        for some in np.array_split(equal, batches):  # (b,) sentences
            places = start[some][:, None] + np.arange(L)  # (b, L) where in `ids` their words are
            pooled[some] = pool(table[ids[places]])  # (b, L, D) -> (b, D)
    return pooled
