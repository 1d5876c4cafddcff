"""What a model gets to see of a text: which words are kept, who is in whose window, what is noise.

Letters: n words of a chunk of text, V words in the vocabulary, W the window, P pairs, B blocks of
T words, N noise draws for each block; a block has C distinct center words, scored against M
distinct words.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from word2vec.vocabulary import END, Ids

Positions = NDArray[np.integer]

BLOCK = 96  # T: words of running text that take one step together, at most
PAIRS = 576  # that a block holds, at most: with wider windows it has fewer words
NOISE = 16, 32  # N: noise draws that the words of a block share, at least and at most


class Block(NamedTuple):
    """All that a block of text says, as `objective.py` wants it.

    A word plays two parts, so it has two ids: w as a center, V + w where centers are scored
    against it.
    """

    rows: Positions  # (C+M,) the block's distinct words: centers, then what they are scored against
    centers: int  # C
    seen: NDArray[np.float32]  # (C, M) how often t stood in the window of w
    pairs: NDArray[np.float32]  # (C,) how many pairs have w as their center
    drawn: NDArray[np.float32]  # (M,) what share of the noise fell on t


def block_size(window: int) -> int:
    """T, for a window of W words in which a center has W + 1 neighbours on average."""
    return max(1, min(BLOCK, PAIRS // (window + 1)))


def noise_draws(negatives: int) -> int:
    """N, for K negatives: three for each, since they stand for all the noise of a block."""
    least, most = NOISE
    return max(least, min(most, 3 * negatives))


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

    Each center draws its own reach, uniform on 1..W (Mikolov et al. 2013), so that nearer words
    weigh more:

        (9) P(a word d away is a context) = (W - d + 1) / W
    """
    width = 2 * window + 1
    distance = np.abs(np.arange(width) - window)  # (2W+1,)
    distance[window] = width  # a word is out of its own reach
    reach = rng.integers(1, window, len(sentence), endpoint=True)  # (n,)
    padded = np.pad(sentence, window, constant_values=-1)  # no sentence before the first
    same = sliding_window_view(padded, width) == sentence[:, None]  # (n, 2W+1)
    pair = np.flatnonzero(same & (distance <= reach[:, None]))  # (P,)  (9)
    center = pair // width  # (P,)
    return center, pair - center * (width - 1) - window


def draw_noise(
    cumulative: NDArray[np.floating], shape: tuple[int, int], rng: np.random.Generator
) -> Positions:
    """Random word ids for B blocks, (B, N), where `cumulative` (V,) sums their probabilities.

    One draw falls in each N-th part of the distribution (stratified sampling): a word comes up as
    often as it should, and frequent words more evenly than by N independent draws.
    """
    N = shape[1]
    part = (np.arange(N) + rng.random(shape)) / N  # (B, N)
    return np.searchsorted(cumulative, part, side="right")


def distinct(words: Positions) -> tuple[Positions, Positions, Positions]:
    """The distinct words of every row: words (B, L) -> those of all rows in one line, how many
    each row has (B,), and where in its row's share each word went (B, L).

    >>> distinct(np.array([[7, 3, 7], [5, 9, 2]]))
    (array([3, 7, 2, 5, 9]), array([2, 3]), array([[1, 0, 1],
           [1, 2, 0]]))
    """
    B, L = words.shape
    key = np.sort(words * L + np.arange(L), axis=1)  # (B, L) a word and its place in one number
    ranked = key // L  # (B, L) the words in order
    first = np.ones(words.shape, bool)  # (B, L) the first of its equals
    first[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    place = np.empty(B * L, np.intp)
    place[key - ranked * L + L * np.arange(B)[:, None]] = np.cumsum(first, axis=1) - 1
    return ranked[first], first.sum(axis=1), place.reshape(B, L)


def blocks(
    words: Ids,
    sentence: Positions,
    window: int,
    draws: int,
    cumulative: NDArray[np.floating],
    rng: np.random.Generator,
) -> Iterator[Block]:
    """Cut a chunk of text, words (n,) with their sentence (n,), into blocks of T words.

    Each gets as many draws of noise, by the probabilities that `cumulative` (V,) sums.

    Contexts reach past a block's ends, so no pair is lost where it is cut. A block in which no
    word has a neighbour is left out. Sorting and looking up is done for all blocks at once; what
    remains for each is to count.
    """
    if not len(words):
        return
    T, V = block_size(window), len(cumulative)
    count = -(-len(words) // T)  # B
    filled = np.pad(words, (window, window + count * T - len(words)), mode="edge")
    reached = sliding_window_view(filled, T + 2 * window)[::T]  # (B, T+2W)
    noise = draw_noise(cumulative, (count, draws), rng)  # (B, N)
    rows, size, place = distinct(np.hstack([reached[:, window:-window], V + reached, V + noise]))
    C = place[:, :T].max(axis=1) + 1  # (B,) centers come first, and all of M after them
    M = size - C  # (B,)
    end = np.cumsum(size)  # (B,)

    center, context = window_pairs(sentence, window, rng)  # (P,), (P,)
    block = center // T  # (P,)
    shift = block * (place.shape[1] - T)  # (P,) a line of `place` holds more than the T centers
    row, column = place.take(center + shift), place.take(context + shift + T + window)  # (P,), (P,)
    cell = row * M[block] + column - C[block]  # (P,) in the flat table `seen`
    share = place[:, -draws:] + (end - size)[:, None]  # (B, N) in the line of all rows
    pairs = np.bincount(row + (end - size)[block], minlength=len(rows)).astype(np.float32)
    drawn = (np.bincount(share.ravel(), minlength=len(rows)) / draws).astype(np.float32)

    pair_end = np.searchsorted(block, np.arange(count), side="right").tolist()
    start = first = 0
    for c, m, stop, last in zip(C.tolist(), M.tolist(), end.tolist(), pair_end, strict=True):
        if last > first:
            seen = np.zeros(c * m, np.float32)
            np.add.at(seen, cell[first:last], np.float32(1))
            middle = start + c
            yield Block(
                rows[start:stop], c, seen.reshape(c, m), pairs[start:middle], drawn[middle:stop]
            )
        start, first = stop, last
