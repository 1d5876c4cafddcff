"""What a model gets to see of a text: which words are kept, who is in whose window, what is noise.

Letters: n words of a chunk of text, W the window, P pairs, B blocks of T words, N noise draws for
each block; a block has C distinct center words, scored against M distinct words.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from word2vec.vocabulary import END, Ids

Positions = NDArray[np.integer]

BLOCK = 96  # T: words of running text that take one step together
NOISE = 32  # N: noise draws that they share


class Block(NamedTuple):
    """All that a block of text says, as `objective.py` wants it."""

    centers: Ids  # (C,) its distinct words
    contexts: Ids  # (M,) the distinct words in reach of it, and those drawn as noise
    seen: NDArray[np.float32]  # (C, M) how often contexts[t] stood in the window of centers[w]
    drawn: NDArray[np.float32]  # (M,) what share of the noise fell on contexts[t]


def subsample(
    ids: Ids, keep_probability: NDArray[np.floating], rng: np.random.Generator
) -> tuple[Ids, Positions]:
    """Drop words at random, frequent ones most: ids with END -> words (n,), their sentence (n,).

    keep_probability (V+1,) has a 0 at its end, where END, which is -1, finds it. Sentences are
    numbered, so that no window reaches from one into the next. Dropping comes before windows are
    laid, so that they reach further, as in word2vec.c.
    """
    sentence = np.cumsum(ids == END, dtype=np.int32)
    kept = rng.random(len(ids)) < keep_probability[ids]
    return ids[kept], sentence[kept]


def window_pairs(
    sentence: Positions, window: int, rng: np.random.Generator
) -> tuple[Positions, Positions]:
    """Positions of (center, context) pairs: sentence (n,) -> center (P,), context (P,), in order.

    Each center draws its own reach, uniform on 1..W, so that a word d away is a context with
    probability (W - d + 1) / W: nearer words weigh more.
    """
    offset = np.arange(-window, window + 1)  # (2W+1,)
    reach = rng.integers(1, window, len(sentence), endpoint=True)  # (n,)
    near = (np.abs(offset) <= reach[:, None]) & (offset != 0)  # (n, 2W+1)
    padded = np.pad(sentence, window, constant_values=-1)  # no sentence before the first
    same = sliding_window_view(padded, len(offset)) == sentence[:, None]  # (n, 2W+1)
    center, column = np.divmod(np.flatnonzero(near & same), len(offset))  # (P,), (P,)
    return center, center + column - window


def draw_noise(
    cumulative: NDArray[np.floating], shape: tuple[int, ...], rng: np.random.Generator
) -> Ids:
    """Random word ids of the given shape, where `cumulative` (V,) sums their probabilities."""
    return np.searchsorted(cumulative, rng.random(shape), side="right").astype(np.int32)


def distinct(words: Ids) -> tuple[Ids, Positions, Positions]:
    """The distinct words of every row: words (B, L) -> those of all rows in one line, how many
    each row has (B,), and where in its row's share each word went (B, L).

    >>> distinct(np.array([[7, 3, 7], [5, 9, 2]]))
    (array([3, 7, 2, 5, 9]), array([2, 3]), array([[1, 0, 1],
           [1, 2, 0]]))
    """
    order = np.argsort(words, axis=1)  # (B, L)
    ranked = np.take_along_axis(words, order, axis=1)  # (B, L)
    first = np.ones(words.shape, bool)  # (B, L) the first of its equals
    first[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    place = np.empty(words.shape, np.intp)  # (B, L)
    np.put_along_axis(place, order, np.cumsum(first, axis=1) - 1, axis=1)
    return ranked[first], first.sum(axis=1), place


def blocks(
    words: Ids,
    sentence: Positions,
    window: int,
    cumulative: NDArray[np.floating],
    rng: np.random.Generator,
) -> Iterator[Block]:
    """Cut a chunk of text, words (n,) with their sentence (n,), into blocks of BLOCK words.

    Contexts reach past a block's ends, so no pair is lost where it is cut. A block in which no
    word has a neighbour is left out. Sorting and looking up is done for all blocks at once; what
    remains for each is to count.
    """
    if not len(words):
        return
    count = -(-len(words) // BLOCK)  # B
    filled = np.pad(words, (window, window + count * BLOCK - len(words)), mode="edge")
    reached = sliding_window_view(filled, BLOCK + 2 * window)[::BLOCK]  # (B, T+2W)
    noise = draw_noise(cumulative, (count, NOISE), rng)  # (B, N)
    centers, row_count, row = distinct(reached[:, window:-window])  # (ΣC,), (B,), (B, T)
    contexts, column_count, column = distinct(np.hstack([reached, noise]))  # (ΣM,), (B,), …

    center, context = window_pairs(sentence, window, rng)  # (P,), (P,)
    block = center // BLOCK  # (P,)
    cell = row.reshape(-1)[center] * column_count[block]  # (P,) in the flat table `seen`
    cell += column[block, context - block * BLOCK + window]

    row_end, column_end = np.cumsum(row_count).tolist(), np.cumsum(column_count).tolist()
    pair_end = np.searchsorted(block, np.arange(count), side="right").tolist()
    row_start = column_start = pair_start = 0
    for b in range(count):
        C, M = row_end[b] - row_start, column_end[b] - column_start
        seen = np.bincount(cell[pair_start : pair_end[b]], minlength=C * M).reshape(C, M)
        drawn = np.bincount(column[b, -NOISE:], minlength=M) / NOISE
        if pair_end[b] > pair_start:
            yield Block(
                centers[row_start : row_end[b]],
                contexts[column_start : column_end[b]],
                seen.astype(np.float32),
                drawn.astype(np.float32),
            )
        row_start, column_start, pair_start = row_end[b], column_end[b], pair_end[b]
