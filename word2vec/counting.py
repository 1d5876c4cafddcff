"""Word vectors by counting: from a table of neighbours, without a network and without steps.

    (22) positive PMI   P = max(0, log(seen / noise)),  noise with K = 1
    (23) SVD            P ≈ A Σ Bᵀ,  the vector of w is row w of A √Σ

Divide how often two words stand together by how often they would by chance: the logarithm is their
pointwise mutual information (Church & Hanks 1990). Skip-Gram with negative sampling aims at the
same table, minus log K (equation 5), with two thin matrices instead of a factorisation (Levy &
Goldberg 2014). Words that were never seen together it pushes apart; (22) leaves them at 0. The
singular vectors (23) of the D largest singular values are the D directions that keep most of the
table (Eckart & Young 1936). The square root of Σ and K = 1 are what Levy, Goldberg & Dagan (2015)
found best. Time and memory grow with the square of the vocabulary: 4 bytes for each pair of words.

Letters: n words of running text, V words in the vocabulary, D dimensions, R rows of a sketch.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from word2vec.model import Config
from word2vec.objective import optimum
from word2vec.running.stream import read_all
from word2vec.sampling import Positions, expected_noise, subsample
from word2vec.vectors import WordVectors
from word2vec.vocabulary import Ids, Vocabulary, keep_probability, noise_distribution

Table = NDArray[np.float32]

EXTRA = 20  # rows of the sketch beyond D
ROUNDS = 4  # of sharpening the sketch


def count_vectors(corpus: Iterable[Sequence[str]], config: Config = Config()) -> WordVectors:
    """Word vectors by counting: dim, window, subsample, min_count, noise_power and seed are used.

    >>> sentences = [["cats", "drink"], ["dogs", "drink"], ["cars", "rust"]] * 50
    >>> vectors = count_vectors(sentences, Config(dim=2, subsample=0))
    >>> [(word, round(cosine, 3)) for word, cosine in vectors.most_similar("cats", k=1)]
    [('dogs', 1.0)]
    """
    rng = np.random.default_rng(config.seed)
    vocabulary, seen = count(corpus, config, rng)
    drawn = noise_distribution(vocabulary.counts, config.noise_power).astype(np.float32)  # (V,)
    table = np.maximum(0, optimum(seen, expected_noise(seen.sum(axis=1), drawn, 1)))  # (V, V)  (22)
    return WordVectors(vocabulary.words, truncated_svd(table, config.dim, rng), vocabulary.counts)


def count(
    corpus: Iterable[Sequence[str]], config: Config, rng: np.random.Generator
) -> tuple[Vocabulary, Table]:
    """The vocabulary of a corpus, and `seen` (V, V) of all its text after subsampling once."""
    vocabulary, ids = read_all(corpus, config.min_count)
    keep = np.append(keep_probability(vocabulary.counts, config.subsample), 0)  # (V+1,) for END
    ids, sentence = subsample(ids, keep, rng)  # (n,), (n,)
    return vocabulary, cooccurrence(ids, sentence, len(vocabulary), config.window)


def cooccurrence(ids: Ids, sentence: Positions, size: int, window: int) -> Table:
    """How often each word stands in the window of each: ids (n,), their sentence (n,) -> (V, V).

    This is what `window_pairs` draws on average: a neighbour d away counts (W - d + 1) / W.

    >>> cooccurrence(np.array([0, 1, 2]), np.array([0, 0, 0]), 3, window=2)
    array([[0. , 1. , 0.5],
           [1. , 0. , 1. ],
           [0.5, 1. , 0. ]], dtype=float32)
    """
    seen = np.zeros(size * size, np.float32)
    for d in range(1, window + 1):
        same = sentence[d:] == sentence[:-d]
        cell = ids[:-d][same].astype(np.int64) * size + ids[d:][same]
        np.add.at(seen, cell, np.float32((window - d + 1) / window))  # (9)
    table = seen.reshape(size, size)
    return table + table.T


def truncated_svd(table: Table, dim: int, rng: np.random.Generator) -> Table:
    """(23), by a random sketch of the table's columns (Halko, Martinsson & Tropp 2011).

    table (V, V) -> (V, D). A few random sums of the columns lean towards the directions in which
    the table stretches most; multiplied by the table over and over, they end up spanning them.
    """
    R = min(len(table), dim + EXTRA)
    sketch = rng.standard_normal((len(table), R), dtype=np.float32)
    for _ in range(ROUNDS):
        sketch = np.linalg.qr(table @ (table.T @ sketch)).Q  # (V, R)
    left, sizes, _ = np.linalg.svd(sketch.T @ table, full_matrices=False)  # (R, R), (R,)
    return (sketch @ left)[:, :dim] * np.sqrt(sizes[:dim])  # (23)
