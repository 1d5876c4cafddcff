"""Files of word vectors: word2vec's own two formats, .txt (or .vec) and .bin, and NumPy's .npz.

word2vec's formats start with a line "V D"; then come a word and D numbers, V times. GloVe's text
has no such line. Either may be packed by gzip. An .npz file is a zip archive of arrays: words,
matrix, and what else is to be kept with them (ARRAYS in guess.py).

Letters: V words, D dimensions.
"""

import gzip
import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import ArrayLike, NDArray

from word2vec.running import guess
from word2vec.running.files import BYTES_AT_A_TIME, check_writable, write_beside

Matrix = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]
Reader = io.BufferedIOBase  # a file, a pipe, or what gzip unpacks
Found = tuple[list[bytes], Matrix, Arrays]
Words = tuple[list[str], Matrix]
Format = tuple[Callable, Callable]  # writes, reads

LONGEST = 1 << 24  # bytes in a line or a word: enough for a million numbers
END = b"\xff"  # after each word in an .npz file: UTF-8 has no such byte
DAMAGED = "it is damaged or was cut short; take another copy of it, or make it anew"


def save(
    path: str | Path, words: Sequence[str], matrix: Matrix, counts: NDArray | None, **more: NDArray
) -> None:
    """Write words and their vectors (V, D) in the format that the ending says; .gz packs it.

    Only .npz keeps counts (V,), and any arrays in `more`. Raises ValueError, with nothing written,
    for what `load` could not read again.
    """
    write = check_path(path)[0]
    words, matrix, counts = checked(words, matrix, counts)
    if not words:
        raise ValueError(f"{path}: there are no words to save")
    more |= {"matrix": matrix} | ({} if counts is None else {"counts": counts})
    guess.check_kinds({name: (array.dtype, array.shape) for name, array in more.items()})
    encoded = _encoded(words, strict=write is not _write_npz)
    with write_beside(path) as raw:
        packed = _ending(path)[1]
        # no name and no date, so that the same vectors give the same bytes
        with gzip.GzipFile("", "wb", 6, raw, 0) if packed else nullcontext(raw) as file:
            write(file, encoded, **more)


def load(
    path: str | Path, names: Collection[str] = ()
) -> tuple[list[str], Matrix, NDArray | None, Arrays]:
    """Words, matrix (V, D), counts (V,) if known, and of the arrays `names` those that are there.

    The ending of the name says the format; where it says nothing, as that of a pipe, the first
    bytes do. Warns of words that are not UTF-8 or appear twice. Raises ValueError that names the
    file, and says what is wrong with it.
    """
    with named(path), np.errstate(over="ignore"), _opened(path) as (read, head, file):
        encoded, matrix, more = read(head, file, ["counts", *names])
        if read is _read_npz:
            with _damage_said():
                words = [data.decode(errors="surrogatepass") for data in encoded]
        else:
            words, matrix = _first_of_each(path, encoded, matrix)
    return words, matrix, more.pop("counts", None), more


def arrays(path: str | Path, names: Collection[str]) -> Arrays:
    """Of the arrays `names` those that are in an .npz file; none are in a file of another format.

    Raises ValueError that names the file, where it is damaged.
    """
    with named(path), _opened(path) as (read, head, file):
        return _read_arrays(head, file, names) if read is _read_npz else {}


def checked(
    words: Sequence[str], matrix: ArrayLike, counts: ArrayLike | None
) -> tuple[list[str], Matrix, NDArray[np.int64] | None]:
    """What word vectors are made of, as a list and arrays: (V,), (V, D) and (V,) if known.

    Raises ValueError for what is not that, and so could not be kept in a file.
    """
    if isinstance(words, str | bytes):
        raise ValueError("words must be a list of strings, not one string")
    words = list(words)
    if odd := [word for word in words if not isinstance(word, str)]:
        raise ValueError(f"a word must be a string, got {odd[0]!r}")
    try:
        with np.errstate(over="ignore"):  # what float32 cannot hold is infinite, and refused below
            matrix = np.asarray(matrix, np.float32)  # (V, D)
        number = None if counts is None else np.asarray(counts, np.float64)  # (V,)
    except (TypeError, ValueError) as error:
        message = "vectors must be rows of numbers, all of one length, and counts numbers"
        raise ValueError(message) from error
    V, shape = len(words), matrix.shape
    if len(shape) != 2 or shape[0] != V or not shape[1]:
        raise ValueError(f"{V} words need a matrix of as many rows, not empty; got shape {shape}")
    finite = np.isfinite(matrix).all(axis=1)  # (V,)
    if not finite.all():
        word = words[finite.argmin()]
        raise ValueError(f"the vector of {word!r} holds NaN or infinity; it must be of numbers")
    if number is None:
        return words, matrix, None
    if number.shape != (V,):
        raise ValueError(f"{V} words, but counts of shape {number.shape}")
    if not ((number >= 0) & (number < 2**53) & (number == np.floor(number))).all():
        raise ValueError("counts must be whole numbers, 0 or more")
    return words, matrix, number.astype(np.int64)


def apart(source: Any) -> tuple[Sequence[str], ArrayLike, NDArray | None]:
    """Words, vectors and counts (if known) of gensim's KeyedVectors, a dict, or pairs."""
    if hasattr(source, "index_to_key"):
        words, counts = source.index_to_key, source.expandos.get("count")
        # where a file has no counts, gensim makes them up: V, V - 1, ..., 1
        made_up = counts is not None and (counts == np.arange(len(words), 0, -1)).all()
        return words, source.vectors[: len(words)], None if made_up else counts
    try:
        pairs = source.items() if isinstance(source, Mapping) else source
        words, vectors = zip(*pairs, strict=True)
    except (TypeError, ValueError) as error:
        message = "expected gensim's KeyedVectors, a dict word -> vector, or pairs of these; got "
        raise ValueError(message + type(source).__name__) from error
    return words, vectors, None


@contextmanager
def named(path: str | Path) -> Iterator[None]:
    """What is wrong with a file (a ValueError raised inside) is said with its name."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def as_bytes(settings: dict[str, Any]) -> NDArray[np.uint8]:
    """Settings as an array that an .npz file can hold: JSON, so that reading it runs no code."""
    return np.frombuffer(json.dumps(settings).encode(), np.uint8)


def from_bytes(array: NDArray[np.uint8], kind: type) -> Any:
    """Settings (`kind`: Config or Reading) from the array that `as_bytes` made."""
    try:
        settings = kind(**json.loads(array.tobytes()))
        for name, hint in get_type_hints(kind).items():  # Config checks its numbers itself
            if hint not in (int, float) and not isinstance(getattr(settings, name), hint):
                raise ValueError(f"{name} cannot be {getattr(settings, name)!r}")
        return settings
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"it is damaged, its settings cannot be read: {error}") from error


def check_path(path: str | Path, endings: Collection[str] | None = None) -> Format:
    """The format in which `path` would be saved, or an error: better before training than after."""
    check_writable(path)
    (ending, packed), allowed = _ending(path), endings or FORMATS
    if ending not in allowed or (packed and ending == ".npz"):
        one_of = "one of " if len(allowed) > 1 else ""
        raise ValueError(f"{path}: the name must end in {one_of}{', '.join(allowed)}")
    return FORMATS[ending]


def _ending(path: str | Path) -> tuple[str, bool]:
    """The ending that says the format, and whether .gz follows it."""
    name = Path(path).name.lower()
    return Path(name.removesuffix(".gz")).suffix, name.endswith(".gz")


@contextmanager
def _opened(path: str | Path) -> Iterator[tuple[Callable, bytes, Reader]]:
    """The function that reads a file, the first bytes of it, and the rest; gzip is unpacked."""
    with open(path, "rb") as raw:
        packed = raw.peek(2).startswith(b"\x1f\x8b")  # by gzip, whatever its name says
        file: Reader = gzip.GzipFile(fileobj=raw) if packed else raw
        try:
            head, ending = file.read(BYTES_AT_A_TIME), _ending(path)[0]
            # word2vec.c writes text, and calls it .bin, unless told -binary 1
            if ending not in FORMATS or (ending == ".bin" and guess.is_vectors(head)):
                ending = guess.vectors_ending(head)
            yield FORMATS[ending][1], head, file
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ValueError(f"packed by gzip, but {DAMAGED}") from error


def _write_text(file: Reader, words: list[bytes], matrix: Matrix, **_: NDArray) -> None:
    file.write(b"%d %d\n" % matrix.shape)
    row_format = b" ".join([b"%.9g"] * matrix.shape[1])  # 9 digits give a float32 exactly
    for word, row in zip(words, matrix, strict=True):
        file.write(b"%b %b\n" % (word, row_format % tuple(row.tolist())))


def _read_text(head: bytes, file: Reader, _: Collection[str]) -> Found:
    rows, dim, rest = guess.start_of(head)
    words: list[bytes] = []
    numbers = bytearray()
    for number, line in enumerate(_lines(rest, file), 1 if rows is None else 2):
        if not line or line.isspace():
            continue
        word, *row = line.rsplit(None, dim)  # from the right: a word may hold spaces
        try:
            numbers += np.array(row, "<f4").tobytes()
        except ValueError:
            row = []
        if len(row) < dim:
            got = line[:60].decode(errors="replace")
            raise ValueError(f"line {number}: expected a word and {dim} numbers, got {got!r}")
        words.append(word.lstrip())
        if rows is not None and len(words) > rows:
            raise ValueError(f"the header promises {rows} words, more lines follow")
    return words, _matrix(words, numbers, rows, dim), {}


def _lines(data: bytes, file: Reader) -> Iterator[bytes]:
    """The lines of `data` and then of a file, without their line breaks."""
    rest = b""
    while data:
        *lines, rest = (rest + data).split(b"\n")
        yield from lines
        if len(rest) > LONGEST:
            raise ValueError(f"a line is longer than {LONGEST} bytes, so these are no word vectors")
        data = file.read(BYTES_AT_A_TIME)
    yield rest


def _write_binary(file: Reader, words: list[bytes], matrix: Matrix, **_: NDArray) -> None:
    file.write(b"%d %d\n" % matrix.shape)
    for word, row in zip(words, matrix.astype("<f4"), strict=True):
        file.write(b"%b %b\n" % (word, row.tobytes()))


def _read_binary(head: bytes, file: Reader, _: Collection[str]) -> Found:
    rows, dim, rest = guess.start_of(head, headless=False)
    words: list[bytes] = []
    data, start, numbers = bytearray(rest), 0, bytearray()
    while len(words) < (rows or 0):
        space = data.find(b" ", start)
        end = space + 1 + 4 * dim
        if space < 0 or end > len(data):  # the rest of this word is not in memory yet
            more = file.read(BYTES_AT_A_TIME)
            if not more or (space < 0 and len(data) - start > LONGEST):
                break
            del data[:start]
            data += more
            start = 0
            continue
        # word2vec.c ends a vector with a line break, gensim does not
        word = bytes(data[start:space]).removeprefix(b"\n")
        if not word or b"\n" in word:
            raise ValueError(f"word {len(words) + 1} cannot be {word[:60]!r}: it is damaged")
        words.append(word)
        numbers += data[space + 1 : end]
        start = end
    matrix = _matrix(words, numbers, rows, dim)
    if data[start:] + file.read(2) not in (b"", b"\n"):
        raise ValueError(f"the header promises {rows} words, more bytes follow")
    return words, matrix, {}


def _encoded(words: list[str], strict: bool) -> list[bytes]:
    """Words as UTF-8; a ValueError, if strict, for one that word2vec's formats cannot hold."""
    encoded = [word.encode(errors="surrogatepass") for word in words]
    for word, data in zip(words, encoded if strict else [], strict=strict):
        if data.split() != [data] or data.decode(errors="ignore") != word:
            why = "is empty, or holds white space or half a surrogate pair"
            raise ValueError(f"the word {word!r} {why}; save as .npz, or join its parts with _")
    return encoded


def _matrix(words: list[bytes], numbers: bytearray, rows: int | None, dim: int) -> Matrix:
    n = len(words)
    if rows is not None and n < rows:
        raise ValueError(f"the header promises {rows} words, the file holds {n}: it was cut short")
    return np.frombuffer(numbers, "<f4").reshape(-1, dim)  # (V, D)


def _first_of_each(path: str | Path, encoded: list[bytes], matrix: Matrix) -> Words:
    """Words as strings, each once, with the first of its vectors; warns where that loses some."""
    words = [data.decode(errors="replace") for data in encoded]
    pairs = zip(words, encoded, strict=True)
    if odd := sum("\ufffd" in word and word.encode() != data for word, data in pairs):
        message = f"{path}: words that are not UTF-8: {odd}; what cannot be read is now \ufffd"
        warnings.warn(message, stacklevel=4)
    rows: dict[str, int] = {}
    for row, word in enumerate(words):
        rows.setdefault(word, row)
    if twice := len(words) - len(rows):
        message = f"{path}: rows of a word that came before: {twice}; its first vector is kept"
        warnings.warn(message, stacklevel=4)
        matrix = matrix[list(rows.values())]
    return list(rows), matrix


def _write_npz(file: Reader, words: list[bytes], **more: NDArray) -> None:
    text = END.join([*words, b""])
    np.savez(file, allow_pickle=False, words=np.frombuffer(text, np.uint8), **more)


def _read_npz(head: bytes, file: Reader, names: Collection[str]) -> Found:
    more = _read_arrays(head, file, ["words", "matrix", *names])
    text, matrix = more.pop("words").tobytes(), more.pop("matrix")
    # before each word had an end of its own, line breaks stood between them
    return text.split(END)[:-1] if text.endswith(END) else text.split(b"\n"), matrix, more


def _read_arrays(head: bytes, file: Reader, names: Collection[str]) -> Arrays:
    """Of the arrays `names` those that are there, once all is checked that says how large they are.

    No NumPy function that might unpickle is called.
    """
    if not head.startswith(b"PK"):
        raise ValueError(guess.unlike_vectors(head) or DAMAGED)
    whole = file if file.seekable() else io.BytesIO(head + file.read())
    with _damage_said():
        archive, size = zipfile.ZipFile(whole), whole.seek(0, io.SEEK_END)
        kinds = guess.kinds_in(archive, size)
    if not {"words", "matrix"} <= kinds.keys():
        raise ValueError("it is a zip archive, but not an .npz file of word vectors; unpack it")
    guess.check_kinds(kinds)
    with _damage_said():
        return {name: _array(archive, name) for name in names if name in kinds}


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    data = bytearray()
    with archive.open(f"{name}.npy") as file:
        np.lib.format.read_magic(file)
        shape, by_column, dtype = np.lib.format.read_array_header_1_0(file)
        while more := file.read(BYTES_AT_A_TIME):  # at its end, zipfile compares the checksum
            data += more
    return np.frombuffer(data, dtype).reshape(shape, order="F" if by_column else "C")


@contextmanager
def _damage_said() -> Iterator[None]:
    """Whatever zipfile, zlib and NumPy say of a damaged archive is said in one way."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)  # Python's, of a damaged header
            yield
    except Exception as error:
        raise ValueError(DAMAGED) from error


FORMATS: dict[str, Format] = {
    ".txt": (_write_text, _read_text),
    ".vec": (_write_text, _read_text),
    ".bin": (_write_binary, _read_binary),
    ".npz": (_write_npz, _read_npz),
}
