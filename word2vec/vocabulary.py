"""Words, their ids and counts, and the two distributions that are made of counts.

Letters: V words in the vocabulary, n words of running text.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

Ids = NDArray[np.int32]

END = -1  # stands in a stream of ids where a sentence ends
RARE = -2  # a word below min_count, on its way out
CHUNK = 1 << 20  # ids handled at a time, so that memory stays small


class Vocabulary:
    """The words that occur at least `min_count` times; a word's id is its rank.

    Ranked by count, and words of equal count by alphabet: the same text always gets the same ids.

    >>> vocabulary = Vocabulary({"the": 7, "cat": 3, "bat": 3, "sat": 1}, min_count=2)
    >>> vocabulary.words
    ['the', 'bat', 'cat']
    >>> vocabulary.counts
    array([7, 3, 3])
    >>> vocabulary.encode(["the", "bat", "sat"])
    array([0, 1], dtype=int32)
    """

    def __init__(self, counts: Mapping[str, int], min_count: int = 1):
        kept = [word for word in counts if counts[word] >= min_count]
        if counts and not kept:
            word = max(counts, key=lambda word: counts[word])
            raise ValueError(
                f"no word occurs {min_count} times (the most frequent, {word!r}, occurs "
                f"{counts[word]} times); lower min_count or give more text"
            )
        self.words = sorted(kept, key=lambda word: (-counts[word], word))  # id -> word
        self.ids = {word: id for id, word in enumerate(self.words)}  # word -> id
        self.counts = np.array([counts[word] for word in self.words], np.int64)  # (V,)

    def __len__(self) -> int:
        return len(self.words)

    def encode(self, tokens: Iterable[str]) -> Ids:
        """Ids of the tokens, unknown words left out."""
        return np.array([self.ids[word] for word in tokens if word in self.ids], np.int32)


def index(sentences: Iterable[Sequence[str]], path: str | Path, min_count: int = 1) -> Vocabulary:
    """Read a corpus once: its vocabulary, and at `path` the text as one stream of ids, int32.

    Every sentence is followed by END. Words below `min_count` are left out, so that their
    neighbours move together. The stream takes 4 bytes a word on disk and none in memory.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "ids")
    ...     vocabulary = index([["to", "be", "or", "not", "to", "be"], ["be", "to"]], path, 2)
    ...     print(vocabulary.words, read_ids(path).tolist())
    ['be', 'to'] [1, 0, 1, 0, -1, 0, 1, -1]

    Raises ValueError for an empty corpus, a sentence that is a string, a word that is not one,
    and where no word occurs `min_count` times.
    """
    numbers: defaultdict[str, int] = defaultdict()  # word -> order of first appearance
    numbers.default_factory = numbers.__len__
    bar = tqdm(sentences, "reading", unit=" sentences", unit_scale=True, disable=None, leave=False)
    with open(path, "wb") as file:
        stream = array("i")
        for sentence in bar:
            if isinstance(sentence, str):
                raise ValueError(
                    f"a sentence is a list of words, got the string {sentence[:40]!r}; "
                    "tokenize(text) makes sentences of a text, read_sentences(path) of a file"
                )
            stream.extend(map(numbers.__getitem__, sentence))
            stream.append(END)
            if len(stream) > CHUNK:
                file.write(stream)
                del stream[:]
        file.write(stream)

    if not numbers:
        raise ValueError("the corpus holds no words")
    for word in numbers:
        if not isinstance(word, str):
            raise ValueError(f"a word is a string, got {word!r}")
    counts = np.zeros(len(numbers) + 1, np.int64)
    for chunk in _chunks(path):
        counts += np.bincount(chunk + 1, minlength=len(counts))
    vocabulary = Vocabulary(dict(zip(numbers, counts[1:].tolist(), strict=True)), min_count)
    rank = np.array([vocabulary.ids.get(word, RARE) for word in numbers] + [END], np.int32)
    with open(path, "r+b") as file:
        for chunk in _chunks(path):  # in place: what is written never runs ahead of what is read
            ranks = rank[chunk]  # END is -1, the last
            file.write(ranks[ranks != RARE])
        file.truncate()
    return vocabulary


def read_ids(path: str | Path, start: int = 0, stop: int | None = None) -> Ids:
    """The ids from start to stop of the stream that `index` wrote; as many as there are."""
    return np.fromfile(path, np.int32, -1 if stop is None else stop - start, offset=4 * start)


def _chunks(path: str | Path) -> Iterator[Ids]:
    start = 0
    while len(chunk := read_ids(path, start, start + CHUNK)):
        yield chunk
        start += len(chunk)


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
    ratio = t * counts.sum() / counts  # (V,) t/f
    return np.minimum(1, np.sqrt(ratio) + ratio)  # (7)


def noise_distribution(counts: NDArray[np.integer], power: float = 0.75) -> NDArray[np.floating]:
    """How likely each word is drawn as noise: counts (V,) -> (V,).

        (8) P_noise(w) = count(w)^power / Σ count^power

    1 draws words as often as the text has them, 0 all alike; 0.75 is what Mikolov et al. (2013)
    found to work best.

    >>> noise_distribution(np.array([81, 16, 1])).round(3)
    array([0.75 , 0.222, 0.028])
    """
    weights = counts.astype(np.float64) ** power  # (V,)
    return weights / weights.sum()  # (8)


def cumulative_noise(counts: NDArray[np.integer], power: float = 0.75) -> NDArray[np.floating]:
    """The noise distribution summed up, to draw from: counts (V,) -> (V,), 1 at the end.

    >>> cumulative_noise(np.array([81, 16, 1])).round(3)
    array([0.75 , 0.972, 1.   ])
    """
    sums = np.cumsum(noise_distribution(counts, power))  # (V,)
    return sums / sums[-1]  # exactly 1 at the end, whatever was rounded


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
