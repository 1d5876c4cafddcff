"""Word vectors once they are trained: look up, compare, save and load.

Letters: V words, D dimensions.
"""

import difflib
import os
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import ArrayLike, NDArray

from similarity.metrics import normalize
from similarity.neighbors import nearest
from word2vec.corpus import Segmenter, longest_match, tokenize


class WordVectors:
    """A word for every row of a matrix: words (V,), matrix (V, D) float32, counts (V,) if known.

    >>> vectors = WordVectors(["cat", "dog", "car"], [[2, 1], [1, 1], [-1, 2]])
    >>> vectors["dog"]
    array([1., 1.], dtype=float32)
    >>> "cow" in vectors, len(vectors)
    (False, 3)
    >>> [(word, round(cosine, 3)) for word, cosine in vectors.most_similar("cat", k=2)]
    [('dog', 0.949), ('car', 0.0)]

    Raises ValueError where words and rows differ in number, a word stands twice, or a number is
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
            raise ValueError(f"the word {twice!r} stands twice; each word has one vector")
        finite = np.isfinite(self.matrix).all(axis=1)  # (V,)
        if not finite.all():
            raise ValueError(
                f"the vector of {self.words[finite.argmin()]!r} holds NaN or infinity; "
                "vectors are finite numbers"
            )

    def __len__(self) -> int:
        return len(self.words)

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
        return Segmenter(dict(zip(self.words, self.counts.tolist(), strict=True)))

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
        write = check_path(path)[0]
        with write_beside(path) as file:
            write(self, file)

    @classmethod
    def load(cls, path: str | Path) -> "WordVectors":
        """Read what `save`, gensim or word2vec.c wrote, by the ending of the file's name.

        Raises ValueError that says what is wrong with a file that is cut short or malformed.
        """
        read = _format_of(path)[1]
        with open(path, "rb") as file:
            try:
                return cls(*read(file))
            except ValueError as error:
                raise ValueError(f"{path}: {error}") from error


@contextmanager
def write_beside(path: str | Path) -> Iterator[BinaryIO]:
    """A file to write to, renamed to `path` once it is whole; after an error nothing is left."""
    part = Path(f"{path}.part")
    try:
        with open(part, "wb") as file:
            yield file
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


# The three formats. word2vec's own two start with a line "V D".


def _write_text(vectors: WordVectors, file: BinaryIO) -> None:
    file.write(_header(vectors))
    row_format = " ".join(["%.9g"] * vectors.matrix.shape[1])  # 9 digits give a float32 exactly
    for word, row in zip(vectors.words, vectors.matrix, strict=True):
        file.write(f"{word} {row_format % tuple(row.tolist())}\n".encode())


def _read_text(file: BinaryIO) -> tuple[list[str], NDArray[np.float32]]:
    words, matrix = _read_header(file)
    number = 0
    for number, line in enumerate(file, start=1):
        if number > len(matrix):
            raise ValueError(f"the header promises {len(matrix)} words, more lines follow")
        word, *row = line.decode().rstrip(" \r\n").rsplit(" ", matrix.shape[1])
        try:
            if len(row) < matrix.shape[1] or not line.endswith(b"\n"):
                raise ValueError
            matrix[number - 1] = np.array(row, np.float32)
        except ValueError as error:
            raise ValueError(
                f"line {number + 1}: expected a word, {matrix.shape[1]} numbers and a line break, "
                f"got {line[:60].decode(errors='replace')!r}"
            ) from error
        words.append(word)
    _check_whole(number, matrix)
    return words, matrix


def _write_binary(vectors: WordVectors, file: BinaryIO) -> None:
    file.write(_header(vectors))
    for word, row in zip(vectors.words, vectors.matrix.astype("<f4"), strict=True):
        file.write(word.encode() + b" " + row.tobytes() + b"\n")


def _read_binary(file: BinaryIO) -> tuple[list[str], NDArray[np.float32]]:
    words, matrix = _read_header(file)
    size = 4 * matrix.shape[1]
    for id in range(len(matrix)):
        word = b"".join(iter(lambda: file.read(1) or b" ", b" "))
        row = file.read(size)
        if len(row) < size:
            _check_whole(id, matrix)
        matrix[id] = np.frombuffer(row, "<f4")
        words.append(word.lstrip(b"\n").decode())  # word2vec.c ends each vector with a line break
    return words, matrix


def _header(vectors: WordVectors) -> bytes:
    for word in vectors.words:
        if not word or word.split() != [word]:
            raise ValueError(
                f"the word {word!r} is empty or holds a space, which the word2vec formats cannot "
                "keep; save as .npz, or join its parts with _"
            )
    rows, dim = vectors.matrix.shape
    return f"{rows} {dim}\n".encode()


def _read_header(file: BinaryIO) -> tuple[list[str], NDArray[np.float32]]:
    header = file.readline(80)
    numbers = header.split()
    if len(numbers) != 2 or not all(number.isdigit() and int(number) for number in numbers):
        raise ValueError(
            "the first line must be 'V D', how many words and how many dimensions (GloVe's files "
            f"lack it: add it), got {header.decode(errors='replace')!r}"
        )
    rows, dim = map(int, numbers)
    size = os.fstat(file.fileno()).st_size
    if 2 * rows * dim > size:  # a number takes two bytes at least; do not ask for memory in vain
        raise ValueError(
            f"the header promises {rows} words of {dim} numbers, more than {size} bytes can hold: "
            "the file was cut short, or the header is wrong"
        )
    return [], np.empty((rows, dim), np.float32)


def _check_whole(found: int, matrix: NDArray) -> None:
    if found < len(matrix):
        raise ValueError(
            f"the header promises {len(matrix)} words, the file holds {found}: it was cut short"
        )


def write_npz(vectors: WordVectors, file: BinaryIO, **arrays: Any) -> None:
    """Words, matrix and counts as arrays, and whatever else is to be kept with them."""
    arrays["words"] = np.frombuffer("\n".join(vectors.words).encode(), np.uint8)
    arrays["matrix"] = vectors.matrix
    if vectors.counts is not None:
        arrays["counts"] = vectors.counts
    np.savez(file, allow_pickle=False, **arrays)


def _read_npz(file: BinaryIO) -> tuple[list[str], NDArray[np.float32], NDArray | None]:
    try:
        arrays = np.load(file, allow_pickle=False)
        words, matrix = arrays["words"].tobytes().decode().split("\n"), arrays["matrix"]
        return words, matrix, arrays.get("counts")
    except (zipfile.BadZipFile, EOFError, KeyError, AttributeError) as error:
        raise ValueError(f"not an .npz of word vectors, or cut short ({error})") from error


FORMATS: dict[str, tuple[Callable, Callable]] = {
    ".txt": (_write_text, _read_text),
    ".vec": (_write_text, _read_text),
    ".bin": (_write_binary, _read_binary),
    ".npz": (write_npz, _read_npz),
}


def _format_of(path: str | Path, endings: Collection[str] = FORMATS) -> tuple[Callable, Callable]:
    suffix = Path(path).suffix
    if suffix not in endings:
        one_of = "one of " if len(endings) > 1 else ""
        raise ValueError(f"{path}: the name must end in {one_of}{', '.join(endings)}")
    return FORMATS[suffix]


def check_path(path: str | Path, endings: Collection[str] = FORMATS) -> tuple[Callable, Callable]:
    """The format in which `path` would be saved, or an error: better before training than after."""
    if not Path(path).parent.is_dir():
        raise FileNotFoundError(f"{Path(path).parent} is not a folder; make it first")
    return _format_of(path, endings)
