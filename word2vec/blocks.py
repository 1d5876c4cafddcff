"""A stretch of text as two tables of counts: the same pairs as one at a time, but much faster.

A word that occurs ten times in a block has one row in its tables, not ten; and all pairs of the
block share the same noise words. So a step is three products of small matrices (`objective.py`).

Letters: n words of a chunk of text, V words in the vocabulary, W the window, P pairs; B blocks of T
words with N noise draws each, L = T + (T + 2W) + N words in all; a block has C distinct center
words and M distinct context words, noise included.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from word2vec.sampling import Positions, draw_noise, expected_noise, window_pairs
from word2vec.vocabulary import Ids

BLOCK = 96  # T: words of text that take one step together, at most
PAIRS = 576  # that a block holds, about: with a wider window a block has fewer words
NOISE = 16, 32  # N: noise draws that the pairs of a block share, at least and at most


class Block(NamedTuple):
    """What a block of text says, as `objective.py` wants it.

    A word has two vectors, so it has two rows in the table of vectors: w as a center, V + w as a
    context.
    """

    start: int  # its first word is the chunk's word number `start`
    ids: Positions  # (C+M,) rows of its distinct words: C centers, then M contexts
    centers: int  # C
    seen: NDArray[np.float32]  # (C, M) how often t stood in the window of w
    noise: NDArray[np.float32]  # (C, M) K times as often as t would stand there by chance


def block_size(window: int) -> int:
    """T, so that a block has about PAIRS pairs: a center has at most W + 1 on average.

    With a reach from 1 to W, both ways, the mean is 2 · (1 + W) / 2; less where sentences end.
    """
    return max(1, min(BLOCK, PAIRS // (window + 1)))


def noise_draws(negatives: int) -> int:
    """N, for K negatives: three for each, since they stand for all the noise of a block."""
    least, most = NOISE
    return max(least, min(most, 3 * negatives))


def blocks(
    ids: Ids,
    sentence: Positions,
    window: int,
    negatives: int,
    cumulative: NDArray[np.floating],
    rng: np.random.Generator,
) -> Iterator[Block]:
    """Cut a chunk of text, ids (n,) with their sentence (n,), into blocks of T words.

    `cumulative` (V,) sums the probabilities of noise. Contexts may stand outside their block, so
    no pair is lost at a cut. A block in which no word has a neighbour is left out. Sorting and
    looking up is done for all blocks at once; all that remains for each is to count.
    """
    if not len(ids):
        return
    T, N, V = block_size(window), noise_draws(negatives), len(cumulative)
    B = -(-len(ids) // T)  # rounded up
    padded = np.pad(ids, (window, window + B * T - len(ids)), mode="edge")
    reached = sliding_window_view(padded, T + 2 * window)[::T]  # (B, T+2W)
    own = reached[:, window:-window]  # (B, T)
    drawn = draw_noise(cumulative, (B, N), rng)  # (B, N)
    words, size, place = distinct(np.hstack([own, V + reached, V + drawn]))
    as_center, as_context, as_noise = np.split(place, [T, T + T + 2 * window], axis=1)
    C = as_center.max(axis=1) + 1  # (B,) ids of centers are below V, so they come first
    M = size - C  # (B,)

    center, context = window_pairs(sentence, window, rng)  # (P,), (P,) positions in the chunk
    block = center // T  # (P,)
    row = as_center.ravel()[center]  # (P,)
    # a row of as_context is 2W longer than a block, and begins W before it
    column = as_context.ravel()[context + (2 * block + 1) * window] - C[block]  # (P,)
    cell = row * M[block] + column  # (P,) of the table `seen`, its rows in one line

    first = np.cumsum(size) - size  # (B,) where the block's words begin in `words`
    pairs = np.bincount(first[block] + row, minlength=len(words)).astype(np.float32)
    share = np.bincount((first[:, None] + as_noise).ravel(), minlength=len(words)) / N
    share = share.astype(np.float32)  # of the noise
    last_pair = np.searchsorted(block, np.arange(B), side="right")  # (B,)

    pair = 0
    lists = (array.tolist() for array in (first, C, M, last_pair))  # ints are faster one by one
    for b, (begin, c, m, last) in enumerate(zip(*lists, strict=True)):
        if last > pair:
            middle, end = begin + c, begin + c + m
            seen = np.zeros(c * m, np.float32)
            np.add.at(seen, cell[pair:last], np.float32(1))
            noise = expected_noise(pairs[begin:middle], share[middle:end], negatives)  # (C, M)
            yield Block(b * T, words[begin:end], c, seen.reshape(c, m), noise)
        pair = last


def distinct(words: Positions) -> tuple[Positions, Positions, Positions]:
    """The distinct words of every row of (B, L), in order.

    Returns those of all rows in one line, how many each row has (B,), and for each word its place
    among the distinct words of its row (B, L).

    >>> distinct(np.array([[7, 3, 7], [5, 9, 2]]))
    (array([3, 7, 2, 5, 9]), array([2, 3]), array([[1, 0, 1],
           [1, 2, 0]]))
    """
    B, L = words.shape
    # word and column in one number, so that sorting keeps them together: word 7 in column 2 of 3
    # is 7 · 3 + 2 = 23, and back: divmod(23, 3) is 7, 2
    key = np.sort(words * L + np.arange(L), axis=1)  # (B, L)
    ranked, column = np.divmod(key, L)  # (B, L), (B, L) the words in order, and where they stood
    first = np.ones((B, L), bool)  # (B, L) the first of its equals
    first[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    place = np.empty((B, L), np.intp)
    place[np.arange(B)[:, None], column] = np.cumsum(first, axis=1) - 1
    return ranked[first], first.sum(axis=1), place
