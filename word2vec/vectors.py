"""Word vectors once they are trained: look up, compare, find the nearest.

Letters: V words, D dimensions.
"""

import difflib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from similarity.metrics import normalize
from similarity.neighbors import nearest
from word2vec.corpus import Segmenter, longest_match, tokenize
from word2vec.running import formats


class WordVectors:
    """A word for every row of a matrix: words (V,), matrix (V, D) float32, counts (V,) if known.

    >>> vectors = WordVectors(["cat", "dog", "car"], [[2, 1], [1, 1], [-1, 2]])
    >>> vectors["dog"]
    array([1., 1.], dtype=float32)
    >>> "cow" in vectors, len(vectors)
    (False, 3)
    >>> [(word, round(cosine, 3)) for word, cosine in vectors.most_similar("cat", k=2)]
    [('dog', 0.949), ('car', 0.0)]

    Raises ValueError where words and rows differ in number, a word appears twice, or a number is
    not finite.
    """

    def __init__(self, words: Sequence[str], matrix: ArrayLike, counts: ArrayLike | None = None):
        self.words = list(words)  # id -> word
        self.matrix: NDArray[np.float32] = np.asarray(matrix, np.float32)  # (V, D)
        self.counts = None if counts is None else np.asarray(counts, np.int64)  # (V,)
        if self.matrix.ndim != 2 or len(self.matrix) != len(self.words):
            raise ValueError(
                f"{len(self.words)} words need a matrix of as many rows, "
                f"got shape {self.matrix.shape}"
            )
        if self.counts is not None and self.counts.shape != (len(self.words),):
            raise ValueError(f"{len(self.words)} words, but counts of shape {self.counts.shape}")
        self.ids = {word: id for id, word in enumerate(self.words)}  # word -> id
        if len(self.ids) < len(self.words):
            twice = next(w for id, w in enumerate(self.words) if self.ids[w] != id)
            raise ValueError(f"the word {twice!r} appears twice; each word has one vector")
        finite = np.isfinite(self.matrix).all(axis=1)  # (V,)
        if not finite.all():
            raise ValueError(
                f"the vector of {self.words[finite.argmin()]!r} holds NaN or infinity; "
                "vectors are finite numbers"
            )

    def __len__(self) -> int:
        return len(self.words)

    def __repr__(self) -> str:
        return f"WordVectors({len(self)} words, {self.dim} dimensions)"

    @property
    def dim(self) -> int:
        """How many numbers a vector has, D."""
        return self.matrix.shape[1]

    def __contains__(self, word: object) -> bool:
        return word in self.ids

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __getitem__(self, word: str) -> NDArray[np.float32]:
        """The vector (D,) of a word; a KeyError names the nearest spellings."""
        return self.matrix[self.id(word)]

    def id(self, word: str) -> int:
        """The row of a word; a KeyError names the nearest spellings."""
        if word in self.ids:
            return self.ids[word]
        close = difflib.get_close_matches(word, self.words)
        hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
        raise KeyError(f"{word!r} is not in the vocabulary of {len(self)} words{hint}")

    @cached_property
    def unit(self) -> NDArray[np.float32]:
        """The matrix with every row scaled to length 1, (V, D)."""
        return normalize(self.matrix)

    def words_of(self, text: str) -> list[str]:
        """The words of a text, known or not, in one list: what to give a SentenceEncoder.

        Runs of Chinese characters are split into words of this vocabulary, by its counts; without
        counts, as in the word2vec formats, the longest match decides.
        """
        return [word for words in tokenize(text, segment=self._segment) for word in words]

    @cached_property
    def _segment(self) -> Callable[[str], list[str]]:
        if self.counts is None:
            return partial(longest_match, words=self.ids)
        counts = zip(self.words, self.counts.tolist(), strict=True)
        return Segmenter({word: count for word, count in counts if count})

    def most_similar(self, query: str | ArrayLike, k: int = 10) -> list[tuple[str, float]]:
        """The k words nearest to a word (itself left out) or a vector (D,), with their cosine."""
        if isinstance(query, str):
            return self._nearest(self[query], k, leave_out=[query])
        return self._nearest(query, k, leave_out=[])

    def analogy(self, a: str, b: str, c: str, k: int = 10) -> list[tuple[str, float]]:
        """The k words nearest to a - b + c, as in king - man + woman: b is to a as c is to them.

            (25) 3CosAdd  d = argmax cos(d, a - b + c)

        Unit vectors are summed, so that no word outweighs the others, and the three words
        themselves are left out (Mikolov, Yih & Zweig 2013).
        """
        a_unit, b_unit, c_unit = (self.unit[self.id(word)] for word in (a, b, c))  # (D,) each
        return self._nearest(a_unit - b_unit + c_unit, k, leave_out=[a, b, c])  # (25)

    def _nearest(self, vector: ArrayLike, k: int, leave_out: list[str]) -> list[tuple[str, float]]:
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        # leave out by id, not by rank: a word of the query need not come first
        outside = {self.ids[word] for word in leave_out}
        more = min(k + len(outside), len(self))
        rows, cosines = nearest(np.asarray(vector)[None], self.matrix, more)
        found = zip(rows[0].tolist(), cosines[0].tolist(), strict=True)
        return [(self.words[id], cosine) for id, cosine in found if id not in outside][:k]

    def save(self, path: str | Path) -> None:
        """Write to a file, in the format its ending says: .txt or .vec, .bin, .npz.

        .txt and .bin are word2vec's own formats, which gensim reads; .npz keeps counts as well.
        The file appears whole or not at all.
        """
        formats.save(path, self.words, self.matrix, self.counts)

    @classmethod
    def load(cls, path: str | Path) -> "WordVectors":
        """Read what `save`, gensim or word2vec.c wrote, by the ending of the file's name.

        Raises ValueError that says what is wrong with a file that is cut short or malformed.
        """
        words, matrix, counts, _ = formats.load(path)
        with formats.named(path):
            return cls(words, matrix, counts)
