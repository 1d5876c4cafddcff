"""Words, their ids and counts, and the two distributions that are made of counts.

Letters: V words in the vocabulary, n words of running text.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]

END = -1  # put among ids where a sentence ends


class Vocabulary:
    """The words that occur at least `min_count` times; a word's id is its rank.

    Ranked by count, and words of equal count by alphabet: the same text always gets the same ids.
    Words in `known` are kept however rare they are, even with a count of 0.

    >>> vocabulary = Vocabulary({"the": 7, "cat": 3, "bat": 3, "sat": 1}, min_count=2)
    >>> vocabulary.words
    ['the', 'bat', 'cat']
    >>> vocabulary.counts
    array([7, 3, 3])
    >>> vocabulary.encode(["the", "bat", "sat"])
    array([0, 1], dtype=int32)
    """

    def __init__(self, counts: Mapping[str, int], min_count: int = 1, known: Collection[str] = ()):
        frequent = [word for word in counts if counts[word] >= min_count]
        if counts and not frequent:
            word = max(counts, key=lambda word: counts[word])
            raise ValueError(
                f"no word occurs {min_count} times (the most frequent, {word!r}, occurs "
                f"{counts[word]} times); lower min_count or give more text"
            )
        self.total = sum(counts.values())  # words of text, rare ones included
        counts = dict.fromkeys(known, 0) | dict(counts)
        kept = {*frequent, *known}
        self.words = sorted(kept, key=lambda word: (-counts[word], word))  # id -> word
        self.ids = {word: id for id, word in enumerate(self.words)}  # word -> id
        self.counts = np.array([counts[word] for word in self.words], np.int64)  # (V,)

    def __len__(self) -> int:
        return len(self.words)

    def __repr__(self) -> str:
        return f"Vocabulary({len(self)} words)"

    def encode(self, tokens: Iterable[str]) -> Ids:
        """Ids of the tokens, unknown words left out."""
        return np.array([self.ids[word] for word in tokens if word in self.ids], np.int32)


def keep_probability(counts: NDArray[np.integer], t: float) -> NDArray[np.floating]:
    """Chance that subsampling keeps a word, by its share f of the text: counts (V,) -> (V,).

        (7) P(keep w) = min(1, √(t/f) + t/f)

    t = 0 keeps every word. As word2vec.c computes it; the paper (Mikolov et al. 2013, eq. 5) has
    √(t/f).

    >>> keep_probability(np.array([900, 90, 10]), t=0.1).round(3)
    array([0.444, 1.   , 1.   ])
    """
    if t == 0:
        return np.ones(len(counts))
    ratio = t * counts.sum() / np.maximum(counts, 1)  # (V,) t/f
    return np.minimum(1, np.sqrt(ratio) + ratio)  # (7)


def noise_distribution(counts: NDArray[np.integer], power: float = 0.75) -> NDArray[np.floating]:
    """How likely each word is drawn as noise: counts (V,) -> (V,).

        (8) P_noise(w) = count(w)^power / Σ count^power

    1 draws words as often as the text has them, 0 all alike; 0.75 is what Mikolov et al. (2013)
    found to work best.

    >>> noise_distribution(np.array([81, 16, 1])).round(3)
    array([0.75 , 0.222, 0.028])
    """
    weights = np.maximum(counts, 1).astype(np.float64) ** power  # (V,)
    weights[counts == 0] = 0  # a word that the text lacks is never noise, whatever the power
    return weights / weights.sum()  # (8)


def cumulative_noise(counts: NDArray[np.integer], power: float = 0.75) -> NDArray[np.floating]:
    """The noise distribution summed up, to draw from: counts (V,) -> (V,), 1 at the end.

    >>> cumulative_noise(np.array([81, 16, 1])).round(3)
    array([0.75 , 0.972, 1.   ])
    """
    sums = np.cumsum(noise_distribution(counts, power))  # (V,)
    return sums / sums[-1]  # rounding may leave the end a little off 1


def one_hot(ids: Sequence[int] | Ids, size: int) -> NDArray[np.float64]:
    """Words as they are before any learning: ids (n,) -> (n, size), a single 1 in each row.

    Any two words are at right angles and √2 apart, cat and dog as much as cat and car. The product
    of a one-hot row with a matrix is the row of that id: looking up a vector is a linear layer.

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    rows = np.zeros((len(ids), size))  # (n, size)
    rows[np.arange(len(ids)), ids] = 1
    return rows
