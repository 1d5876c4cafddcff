"""What a model sees of a text: which words are kept, who is in whose window, what is noise.

Letters: n words of a text, V words in the vocabulary, W the window, P pairs, K noise words for each
pair; T words of a part of the text; C center words, M context words.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from similarity.metrics import Array
from word2vec.vocabulary import END, Ids, noise_distribution

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


def window_weights(sentence: Positions, window: int) -> NDArray[np.float32]:
    """What `window_pairs` draws on average: sentence (…, W+T+W) -> (…, 2W+1, T).

    Cell [d, i] is for the i-th of the T words and the word d - W places away: how likely (9) makes
    it a context, and 0 for the word itself, in another sentence, and beyond the text's ends (-1).

    >>> window_weights(np.array([-1, -1, 0, 0, 0, 1]), window=2)
    array([[0. , 0. ],
           [0. , 1. ],
           [0. , 0. ],
           [1. , 1. ],
           [0.5, 0. ]], dtype=float32)
    """
    T = sentence.shape[-1] - 2 * window
    distance = np.abs(np.arange(-window, window + 1))  # (2W+1,)
    weight = ((window - distance + 1) / window).astype(np.float32)  # (2W+1,)  (9)
    weight[window] = 0  # a word is no neighbour of itself
    own = sentence[..., None, window : window + T]  # (…, 1, T)
    same = sliding_window_view(sentence, T, axis=-1) == own  # (…, 2W+1, T)
    return (same & (own >= 0)) * weight[:, None]


def noise_weights(
    counts: NDArray[np.integer], keep_probability: NDArray[np.floating], power: float
) -> NDArray[np.floating]:
    """P_noise / P_text: how many noise words an occurrence of each word stands for, (V,).

    P_noise is (8), for counts (V,); P_text is the share that each word has of a text from which
    frequent words were dropped, kept as keep_probability (V,) says. So if words are taken from the
    text as they come and each counts so often, they are as good as words drawn by (8); only that
    many words with small weights say more than a few draws.

    >>> noise_weights(np.array([81, 16]), np.array([0.5, 1.0]), power=0.5).round(2)
    array([0.97, 1.09])
    """
    text = counts * keep_probability  # (V,)
    missing = counts == 0  # in a text that training goes on with
    return noise_distribution(counts, power) * text.sum() / np.where(missing, 1, text)


def expected_noise(pairs: Array, drawn: Array, negatives: int) -> Array:
    """noise[w, t] = K · pairs[w] · drawn[t]: each pair of w has K noise words, shared out.

    pairs (C,), how many pairs each center word has; drawn (M,), the share of the noise that fell
    on each context word -> (C, M).

    >>> expected_noise(np.array([2, 1]), np.array([0.75, 0.25]), negatives=4)
    array([[6., 2.],
           [3., 1.]])
    """
    return np.multiply.outer(negatives * pairs, drawn)
