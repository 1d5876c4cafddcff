"""Files of word vectors: word2vec's own two formats, .txt (or .vec) and .bin, and NumPy's .npz.

word2vec's formats start with a line "V D"; then come a word and D numbers, V times. An .npz file
holds arrays: words, matrix (V, D), counts (V,) if known, and what else is to be kept with them.

Letters: V words, D dimensions.
"""

import os
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from word2vec.running.files import check_folder, write_beside

Matrix = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]


def save(
    path: str | Path, words: Sequence[str], matrix: Matrix, counts: NDArray | None, **more: NDArray
) -> None:
    """Write words and their vectors (V, D) in the format that the ending says.

    Only .npz keeps counts (V,), and any arrays in `more`.
    """
    write = check_path(path)[0]
    if counts is not None:
        more["counts"] = counts
    with write_beside(path) as file:
        write(file, words, matrix, **more)


def load(
    path: str | Path, names: Collection[str] = ()
) -> tuple[list[str], Matrix, NDArray | None, Arrays]:
    """Words, matrix (V, D), counts (V,) if known, and of the arrays `names` those that are there.

    Raises ValueError that names the file, and says what is wrong with it.
    """
    read = _format_of(path)[1]
    with open(path, "rb") as file, named(path):
        words, matrix, more = read(file, ["counts", *names])
    return words, matrix, more.pop("counts", None), more


@contextmanager
def named(path: str | Path) -> Iterator[None]:
    """What is wrong with a file (a ValueError raised inside) is said with its name."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def check_path(
    path: str | Path, endings: Collection[str] | None = None
) -> tuple[Callable, Callable]:
    """The format in which `path` would be saved, or an error: better before training than after."""
    check_folder(path)
    return _format_of(path, endings)


def _format_of(
    path: str | Path, endings: Collection[str] | None = None
) -> tuple[Callable, Callable]:
    suffix, endings = Path(path).suffix, endings or FORMATS
    if suffix not in endings:
        one_of = "one of " if len(endings) > 1 else ""
        raise ValueError(f"{path}: the name must end in {one_of}{', '.join(endings)}")
    return FORMATS[suffix]


def _write_text(file: BinaryIO, words: Sequence[str], matrix: Matrix, **_: NDArray) -> None:
    file.write(_header(words, matrix))
    row_format = " ".join(["%.9g"] * matrix.shape[1])  # 9 digits give a float32 exactly
    for word, row in zip(words, matrix, strict=True):
        file.write(f"{word} {row_format % tuple(row.tolist())}\n".encode())


def _read_text(file: BinaryIO, _: Collection[str]) -> tuple[list[str], Matrix, Arrays]:
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
    return words, matrix, {}


def _write_binary(file: BinaryIO, words: Sequence[str], matrix: Matrix, **_: NDArray) -> None:
    file.write(_header(words, matrix))
    for word, row in zip(words, matrix.astype("<f4"), strict=True):
        file.write(word.encode() + b" " + row.tobytes() + b"\n")


def _read_binary(file: BinaryIO, _: Collection[str]) -> tuple[list[str], Matrix, Arrays]:
    words, matrix = _read_header(file)
    size = 4 * matrix.shape[1]
    for id in range(len(matrix)):
        word = b"".join(iter(lambda: file.read(1) or b" ", b" "))
        row = file.read(size)
        if len(row) < size:
            _check_whole(id, matrix)
        matrix[id] = np.frombuffer(row, "<f4")
        words.append(word.lstrip(b"\n").decode())  # word2vec.c ends each vector with a line break
    return words, matrix, {}


def _header(words: Sequence[str], matrix: Matrix) -> bytes:
    for word in words:
        if not word or word.split() != [word]:
            raise ValueError(
                f"the word {word!r} is empty or holds a space, which the word2vec formats cannot "
                "keep; save as .npz, or join its parts with _"
            )
    rows, dim = matrix.shape
    return f"{rows} {dim}\n".encode()


def _read_header(file: BinaryIO) -> tuple[list[str], Matrix]:
    header = file.readline(80)
    numbers = header.split()
    if len(numbers) != 2 or not all(number.isdigit() and int(number) for number in numbers):
        raise ValueError(
            "the first line must be 'V D', how many words and how many dimensions (GloVe's files "
            f"lack it: add it), got {header.decode(errors='replace')!r}"
        )
    rows, dim = map(int, numbers)
    size = os.fstat(file.fileno()).st_size
    if 2 * rows * dim > size:  # a number takes two bytes at least; check before asking for memory
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


def _write_npz(file: BinaryIO, words: Sequence[str], matrix: Matrix, **more: NDArray) -> None:
    text = np.frombuffer("\n".join(words).encode(), np.uint8)
    np.savez(file, allow_pickle=False, words=text, matrix=matrix, **more)


def _read_npz(file: BinaryIO, names: Collection[str]) -> tuple[list[str], Matrix, Arrays]:
    try:
        saved = np.load(file, allow_pickle=False)
        words, matrix = saved["words"].tobytes().decode().split("\n"), saved["matrix"]
        return words, matrix, {name: saved[name] for name in names if name in saved}
    except (zipfile.BadZipFile, EOFError, KeyError, AttributeError) as error:
        raise ValueError(f"not an .npz of word vectors, or cut short ({error})") from error


FORMATS: dict[str, tuple[Callable, Callable]] = {
    ".txt": (_write_text, _read_text),
    ".vec": (_write_text, _read_text),
    ".bin": (_write_binary, _read_binary),
    ".npz": (_write_npz, _read_npz),
}
