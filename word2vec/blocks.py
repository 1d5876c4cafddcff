"""Stretches of text as two tables of counts: the same pairs as one at a time, but much faster.

A word that occurs ten times in a block has one row in its tables, not ten. So a step is three
products of small matrices (`objective.py`).

A block has two or three parts, from different places of the text. To the centers of one part, the
words of the others are words at random. So these are its noise; their columns are in the table
anyway, and a larger K costs nothing. Words come up as often as the text has them, not as often as
(8) says. So each has a weight, P_noise / P_text (`sampling.noise_weights`), and gets its share of
the K noise words of every pair. Over all places that parts may come from, that share is P_noise on
average. These places are in the same chunk of text: where subjects are longer than a chunk, words
of different subjects never meet, so such a text should be shuffled, document by document.

Letters: n words of a chunk of text, V words in the vocabulary, W the window; B blocks of P parts
with T words each, L = T + 2W words with those around a part; a block has C distinct center words
and M distinct context words.
"""

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from similarity.metrics import Array
from word2vec.model import Config
from word2vec.sampling import Positions, window_weights
from word2vec.vocabulary import Ids

Table = NDArray[np.float32]

BLOCK = 96  # words of text that take one step together, at most
PAIRS = 576  # that a block holds, about: with a wider window a block has fewer words
NUMBERS = 14_400  # in the vectors of its words, so that these stay in the processor's cache
PART = 32  # words: longer parts meet less noise, shorter ones have more words around them
AT_A_TIME = 64  # blocks that are counted together: few enough for the cache


class Block(NamedTuple):
    """What a block of text says, as `objective.py` wants it.

    A word has two vectors, so it has two rows in the table of vectors: w as a center, V + w as a
    context.
    """

    before: float  # the share of the chunk's blocks that come before it
    ids: Positions  # (C+M,) rows of its distinct words: C centers, then M contexts
    centers: int  # C
    seen: Table  # (C, M) how often t stood in the window of w
    noise: Table  # (C, M) K times as often as t would stand there by chance


def block_size(window: int, dim: int) -> tuple[int, int]:
    """How many parts a block has, and how many words at most.

    A center has W + 1 pairs, Σ 2 (W - d + 1) / W by (9), or fewer where its sentence ends.
    """
    words = min(BLOCK, PAIRS // (window + 1), NUMBERS // dim)
    parts = max(2, words // PART)
    return parts, max(parts, words)


def blocks(
    ids: Ids, sentence: Positions, config: Config, weights: Array, rng: np.random.Generator
) -> Iterator[Block]:
    """Cut a chunk of text, ids (n,) with their sentence (n,), into parts, and deal them to blocks.

    weights (V,): what an occurrence of each word weighs as noise. Contexts may stand outside their
    part, so no pair is lost at a cut. A block in which no word has a neighbour is left out.
    """
    n, W = len(ids), config.window
    if n < 2:
        return
    P, size = block_size(W, config.dim)
    B = ceil(n / size)
    T = ceil(n / (B * P))
    begin = np.arange(B * P + 1) * n // (B * P)  # of each part, and where the last one ends
    order = rng.permutation(B * P).reshape(B, P)
    weight = np.pad(weights[ids], W)  # 0 where a window reaches out of the text
    ids = np.pad(ids, W, mode="edge")
    sentence = np.pad(sentence, W, constant_values=-1)
    for start in range(0, B, AT_A_TIME):
        some = order[start : start + AT_A_TIME].ravel()
        places = begin[some, None] + np.arange(T + 2 * W)  # (BP, L)
        near = window_weights(sentence.take(places), W)  # (BP, 2W+1, T)
        near[begin[some + 1] - begin[some] < T, :, -1] = 0  # these parts have a word less
        before = np.arange(start, start + len(some) // P) / B
        reached, noise = ids.take(places), weight.take(places)  # (BP, L), (BP, L)
        yield from count(before, reached, near, config.negatives, noise, len(weights), P)


def count(
    before: Array, reached: Positions, near: Table, negatives: int, weight: Array, V: int, P: int
) -> Iterator[Block]:
    """B blocks of P parts, before each of which stands the share `before` (B,) of the chunk.

    reached (BP, L): the words of the parts, and those around them; weight (BP, L): as noise;
    near (BP, 2W+1, T): `window_weights`. Sorting and looking up is done for all blocks at once; all
    that remains for each is to count.
    """
    B, L, T, window = len(before), reached.shape[1], near.shape[2], near.shape[1] // 2
    own = reached[:, window : window + T].reshape(B, P * T)
    words, size, place = distinct(np.hstack([own, V + reached.reshape(B, P * L)]))
    first = np.cumsum(size) - size  # (B,) where the words of a block begin in `words`
    row, column = place[:, : P * T], place[:, P * T :].reshape(B * P, L)  # (B, PT), (BP, L)
    C = row.max(axis=1) + 1  # (B,) ids of centers are below V, so they come first
    M = size - C  # (B,)

    begin = (row * M[:, None] - C[:, None]).reshape(B * P, 1, T)  # of a row in the table `seen`
    cell = (begin + sliding_window_view(column, T, axis=1)).reshape(B, -1)  # all rows in one line

    total = weight.sum(axis=1).reshape(B, P)
    others = (total.sum(axis=1, keepdims=True) - total).reshape(B * P, 1)  # noise to a part
    each = negatives * near.sum(axis=1) / others  # (BP, T)
    pairs = by_part(row.reshape(B * P, T), each, first, len(words))  # (P, words of all blocks)
    worth = by_part(column, weight, first, len(words))
    worth = worth.sum(axis=0) - worth  # what words weigh in the other parts

    near = near.reshape(B, -1)  # (B, P (2W+1) T), as `cell`
    met = near.any(axis=1)  # (B,) has any word a neighbour?
    lists = (array.tolist() for array in (before, met, first, C, M))  # plain numbers are faster
    for b, (share, some, begin, c, m) in enumerate(zip(*lists, strict=True)):
        if not some:
            continue
        middle, end = begin + c, begin + c + m
        seen = np.zeros(c * m, np.float32)
        np.add.at(seen, cell[b], near[b])
        noise = pairs[:, begin:middle].T @ worth[:, middle:end]  # (C, M) of the parts together
        yield Block(share, words[begin:end], c, seen.reshape(c, m), noise)


def by_part(place: Positions, weight: Array, first: Positions, words: int) -> Table:
    """Weights added up, by part and word: place and weight (BP, ·) -> (P, words of all blocks).

    A place is that of a word among those of its block, which begin at `first` (B,).
    """
    P = len(place) // len(first)
    start = np.arange(P) * words + first[:, None]  # (B, P)
    line = np.bincount((start.reshape(-1, 1) + place).ravel(), weight.ravel(), P * words)
    return line.reshape(P, words).astype(np.float32)


def distinct(words: Positions) -> tuple[Positions, Positions, Positions]:
    """The distinct words of every row of (B, L), in order.

    Returns those of all rows in one line, how many each row has (B,), and for each word its place
    among the distinct words of its row (B, L).

    >>> distinct(np.array([[7, 3, 7], [5, 9, 2]]))
    (array([3, 7, 2, 5, 9]), array([2, 3]), array([[1, 0, 1],
           [1, 2, 0]]))
    """
    B, L = words.shape
    # word and column in one number, so that sorting keeps them together: word 7 in column 2 of 3,
    # which takes 2 bits, is 7 · 4 + 2 = 30; and back: 30 >> 2 is 7, 30 & 3 is 2
    bits = L.bit_length()
    key = np.sort((words.astype(np.int64) << bits) + np.arange(L), axis=1)  # (B, L)
    ranked, column = key >> bits, key & ((1 << bits) - 1)  # the words in order, where they stood
    first = np.ones((B, L), bool)  # (B, L) the first of its equals
    first[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    place = np.empty((B, L), np.intp)
    place[np.arange(B)[:, None], column] = np.cumsum(first, axis=1) - 1
    return ranked[first], first.sum(axis=1), place
