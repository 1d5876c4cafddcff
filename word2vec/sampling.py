"""What a model sees of a text: which words are kept, who is in whose window, what is noise.

Letters: n words of a text, V words in the vocabulary, W the window, P pairs, K noise words for each
pair; B blocks with N noise draws each; C center words, M context words.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from similarity.metrics import Array
from word2vec.vocabulary import END, Ids

Positions = NDArray[np.integer]


def subsample(
    ids: Ids, keep_probability: NDArray[np.floating], rng: np.random.Generator
) -> tuple[Ids, Positions]:
    """Drop words at random, frequent ones most: ids with END -> ids (n,), their sentence (n,).

    keep_probability is (V+1,), and its last number is 0: END is -1, and Python reads index -1 as
    the last one, so END is always dropped. Sentences are numbered, so that no window reaches from
    one into the next. Words are dropped before windows are made, so that windows reach further, as
    in word2vec.c.
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
    distance = np.abs(np.arange(width) - window)  # (2W+1,) W … 1 0 1 … W
    distance[window] = width  # a word is no neighbour of itself: out of reach
    reach = rng.integers(1, window, len(sentence), endpoint=True)  # (n,)
    padded = np.pad(sentence, window, constant_values=-1)  # no sentence has the number -1
    same = sliding_window_view(padded, width) == sentence[:, None]  # (n, 2W+1)
    cell = np.flatnonzero(same & (distance <= reach[:, None]))  # (P,) of that table  (9)
    center, place = np.divmod(cell, width)  # (P,), (P,) its row and its column
    return center, center + place - window


def draw_noise(
    cumulative: NDArray[np.floating], shape: tuple[int, int], rng: np.random.Generator
) -> Positions:
    """Random word ids for B blocks, (B, N); `cumulative` (V,) sums their probabilities.

    One draw falls in each N-th part of the distribution (stratified sampling): a word comes up as
    often as it should, and frequent words more evenly than by N independent draws.
    """
    N = shape[1]
    part = (np.arange(N) + rng.random(shape)) / N  # (B, N)
    return np.searchsorted(cumulative, part, side="right")


def expected_noise(pairs: Array, drawn: Array, negatives: int) -> Array:
    """noise[w, t] = K · pairs[w] · drawn[t]: each pair of w has K noise words, shared out.

    pairs (C,), how many pairs each center word has; drawn (M,), the share of the noise that fell
    on each context word -> (C, M).

    >>> expected_noise(np.array([2, 1]), np.array([0.75, 0.25]), negatives=4)
    array([[6., 2.],
           [3., 1.]])
    """
    return np.multiply.outer(negatives * pairs, drawn)
