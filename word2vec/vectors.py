"""Word vectors once they are trained: look up, compare, find the nearest.

Letters: V words, D dimensions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from similarity.metrics import finite, normalize
from similarity.neighbors import best_of, how_many
from similarity.search import different_words
from word2vec.corpus import HEADING_MARKS, Reading, Segmenter, normal_form
from word2vec.running import formats
from word2vec.running.languages import stemmer
from word2vec.running.reading import Tokenizer, tokenizer
from word2vec.running.spelling import UnknownWord


class WordVectors:
    """A word for every row of a matrix: words (V,), matrix (V, D) float32, counts (V,) if known.

    `reading` is how the text of these words was read, and `common` (D,) the direction that its
    sentences have in common, for SIF (16); both if known. A word is looked up as it is written,
    and then as the text would have written it.

    >>> vectors = WordVectors(["cat", "dog", "car"], [[2, 1], [1, 1], [-1, 2]])
    >>> vectors["dog"]
    array([1., 1.], dtype=float32)
    >>> "cow" in vectors, len(vectors)
    (False, 3)
    >>> [(word, round(cosine, 3)) for word, cosine in vectors.most_similar("cat", k=2)]
    [('dog', 0.949), ('car', 0.0)]

    Raises ValueError where words and rows differ in number, a word appears twice, a number is not
    finite, or a count is not a whole number.
    """

    def __init__(
        self,
        words: Sequence[str],
        matrix: ArrayLike,
        counts: ArrayLike | None = None,
        reading: Reading | None = None,
        common: NDArray[np.floating] | None = None,
    ):
        self.words, self.matrix, self.counts = formats.checked(words, matrix, counts)
        self.reading, self.common = reading, common
        if common is not None and np.shape(common) != (self.dim,):
            raise ValueError(f"common must be {self.dim} numbers, got shape {np.shape(common)}")
        self.ids = {word: id for id, word in enumerate(self.words)}  # word -> id
        if len(self.ids) < len(self.words):
            twice = next(w for id, w in enumerate(self.words) if self.ids[w] != id)
            raise ValueError(f"the word {twice!r} appears twice; each word has one vector")

    @classmethod
    def of(cls, source: Any) -> "WordVectors":
        """Word vectors of gensim's KeyedVectors, of a dict word -> vector, or of pairs like these.

        Back to gensim: `theirs = KeyedVectors(ours.dim)`, `theirs.add_vectors(ours.words,
        ours.matrix)`. Raises ValueError for what holds no words and vectors.

        >>> WordVectors.of({"cat": [2, 1], "dog": [1, 1]})["cat"]
        array([2., 1.], dtype=float32)
        """
        return cls(*formats.apart(source))

    def __len__(self) -> int:
        return len(self.words)

    def __repr__(self) -> str:
        return f"WordVectors({len(self)} words, {self.dim} dimensions)"

    @property
    def dim(self) -> int:
        """How many numbers a vector has, D."""
        return self.matrix.shape[1]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._known(word) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    def __getitem__(self, word: str) -> NDArray[np.float32]:
        """The vector (D,) of a word; a KeyError names the nearest spellings."""
        return self.matrix[self.id(word)]

    def id(self, word: str) -> int:
        """The row of a word; a KeyError names the nearest spellings."""
        known = self._known(word) if isinstance(word, str) else None
        if known is None:
            different_words([[word]])  # is it a word at all?
            raise UnknownWord(word, self.words)
        return self.ids[known]

    def _known(self, word: str) -> str | None:
        """The word as it stands here: as it is written, or else as the text would have it."""
        if word in self.ids:
            return word
        normal = normal_form(word)
        if self.reading is None or self.reading.lowercase:
            normal = normal.lower()
        if normal in self.ids:
            return normal
        if self.reading and self.reading.stem:
            normal = stemmer(self.reading.stem)(normal)
        return normal if normal in self.ids else None

    @cached_property
    def unit(self) -> NDArray[np.float32]:
        """The matrix with every row scaled to length 1, (V, D); made once, and kept."""
        return normalize(self.matrix)

    def mean_cosine(self) -> float:
        """The mean cosine of any two words: near 1 after too little training, .2 after enough.

        >>> WordVectors(["a", "b"], [[1, 0], [0, 2]]).mean_cosine()
        0.0
        """
        V, total = len(self), self.unit.sum(axis=0, dtype=np.float64)  # (D,)
        return float((total @ total - V) / max(1, V * (V - 1)))  # without a word and itself

    def words_of(self, text: str) -> list[str]:
        """The words of a text, known or not, in one list, read as the text of the vectors was.

        Runs of Chinese characters are split as they were there, or else into words of this
        vocabulary, by its counts.
        """
        text = HEADING_MARKS.sub("", text)  # a text skips its headings; a question has none
        if self.reading and self.reading.segment:
            return list(chain.from_iterable(self._tokenize(text)))
        words: list[str] = []
        for token in text.split():  # what stands between spaces may be a word as it is: GPT-4
            if known := self._known(token):
                words.append(known)
                continue
            for word in chain.from_iterable(self._tokenize(token)):
                words.append(self._known(word) or (word if self.reading else word.lower()))
        return words

    @cached_property
    def _tokenize(self) -> Tokenizer:
        reading = self.reading or Reading(lowercase=False)
        if reading.segment:
            try:
                return tokenizer(reading)
            except (ValueError, OSError):  # what split the text is not here: split by its words
                reading = replace(reading, segment=None)
        return tokenizer(reading, segment=self._segment)

    @cached_property
    def _segment(self) -> Segmenter:
        counts = self.counts
        if counts is None or not counts.any():  # by Zipf's law (1949), as words are in their order
            counts = len(self) // np.arange(1, len(self) + 1) + 1  # (V,)
        known = zip(self.words, counts.tolist(), strict=True)
        return Segmenter({word: max(1, count) for word, count in known})

    def most_similar(self, query: str | ArrayLike, k: int = 10) -> list[tuple[str, float]]:
        """The k words nearest to a word (itself left out) or a vector (D,), with their cosine.

        The first time it takes longer, to make `unit`. Raises KeyError for an unknown word, and
        ValueError for a vector of other than D finite numbers, and a k that is no whole number
        from 1.
        """
        if isinstance(query, str):
            return self._nearest(self[query], k, leave_out=[query])
        return self._nearest(query, k, leave_out=[])

    def analogy(self, a: str, b: str, c: str, k: int = 10) -> list[tuple[str, float]]:
        """The k words nearest to a - b + c, as in king - man + woman: b is to a as c is to them.

            (25) 3CosAdd  d = argmax cos(d, a - b + c)

        Unit vectors are summed, so that no word outweighs the others, and the three words
        themselves are left out (Mikolov, Yih & Zweig 2013). Raises as `most_similar` does.
        """
        words = different_words([[a, b, c]])  # all three are words
        a_unit, b_unit, c_unit = (self.unit[self.id(word)] for word in (a, b, c))  # (D,) each
        return self._nearest(a_unit - b_unit + c_unit, k, leave_out=words)  # (25)

    def _nearest(self, vector: ArrayLike, k: int, leave_out: list[str]) -> list[tuple[str, float]]:
        k, query = how_many(k), normalize(finite(vector, 1)).astype(np.float32)  # (D,)
        if len(query) != self.dim:
            raise ValueError(f"a vector here has {self.dim} numbers, the one given {len(query)}")
        # leave out by id, not by rank: a word of the query need not come first
        outside = {self.id(word) for word in leave_out}
        # not `@`: it may round equal rows in different ways, and then they would change places
        cosines = np.einsum("vd,d->v", self.unit, query).clip(-1, 1)  # (V,)
        (ids,), (best,) = best_of(cosines[None], min(k + len(outside), len(self)))
        found = zip(ids.tolist(), best.tolist(), strict=True)
        return [(self.words[id], cosine) for id, cosine in found if id not in outside][:k]

    def save(self, path: str | Path, **more: NDArray) -> None:
        """Write to a file, in the format its ending says: .txt or .vec, .bin, .npz.

        .txt and .bin are word2vec's own formats, which gensim reads, also packed, as .txt.gz and
        .bin.gz; .npz keeps all there is, and any arrays in `more`. The file appears whole or not at
        all. Raises ValueError for a word that the format cannot hold, such as one with a space in
        all but .npz.
        """
        if self.reading:
            more["reading"] = formats.as_bytes(asdict(self.reading))
        if self.common is not None:
            more["common"] = self.common
        formats.save(path, self.words, self.matrix, self.counts, **more)

    @classmethod
    def load(cls, path: str | Path) -> "WordVectors":
        """Read what `save`, gensim, word2vec.c, GloVe or fastText (.vec) wrote, packed or not.

        The ending of the name says the format; that of a pipe is seen from its first bytes. Of a
        word that appears twice the first vector is kept, with a warning. Raises ValueError that
        says what is wrong with a file that is cut short or malformed.
        """
        words, matrix, counts, more = formats.load(path, ["reading", "common"])
        with formats.named(path):
            reading = formats.from_bytes(more["reading"], Reading) if "reading" in more else None
            return cls(words, matrix, counts, reading, more.get("common"))
