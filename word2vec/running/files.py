"""Text files, read piece by piece; and files that are written whole or not at all."""

import codecs
import gzip
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from word2vec.corpus import tokenize

_PACKAGE = Path(__file__).parent.parent
DATA = _PACKAGE / "data"  # where it is once installed
if not DATA.is_dir():
    DATA = _PACKAGE.parent / "data"  # in a checkout
SAMPLE = DATA / "sample.en.txt"  # a small encyclopedia, to try things on
BYTES_AT_A_TIME = 1 << 18  # of a text file in memory


def read_sentences(path: str | Path, **options: Any) -> Iterator[list[str]]:
    """Sentences of a text file, tokenised with the options of `tokenize`, as it is read."""
    for text in read_text(path):
        yield from tokenize(text, **options)


def read_text(path: str | Path) -> Iterator[str]:
    """A UTF-8 text file piece by piece, cut where lines end; "-" reads standard input.

    A file ending in .gz is unpacked on the way. A line longer than BYTES_AT_A_TIME is cut, at a
    space if it has one.

    Raises ValueError with the line that is not UTF-8, or for a .gz that is not one.
    """
    if str(path) == "-":
        yield from _pieces(sys.stdin.buffer, "standard input")
        return
    with gzip.open(path) if Path(path).suffix == ".gz" else open(path, "rb") as file:
        try:
            yield from _pieces(file, path)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ValueError(f"{path} is not a whole gzip file: {error}") from error


def _pieces(file: BinaryIO | gzip.GzipFile, name: str | Path) -> Iterator[str]:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    lines, rest, data = 0, "", b"start"
    while data:
        data = file.read(BYTES_AT_A_TIME)
        try:
            text = rest + decode(data, final=not data)
        except UnicodeDecodeError as error:
            line = lines + error.object.count(b"\n", 0, error.start) + 1
            byte = error.object[error.start]
            raise ValueError(
                f"{name}, line {line}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
            ) from error
        lines += data.count(b"\n")
        end = text.rfind("\n") + 1 or text.rfind(" ") + 1 or len(text)
        cut = end if data else len(text)
        yield text[:cut]
        rest = text[cut:]


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


def check_folder(path: str | Path) -> None:
    """Raise FileNotFoundError where the folder of `path` is not there: better early than late."""
    if not Path(path).parent.is_dir():
        raise FileNotFoundError(f"{Path(path).parent} is not a folder; make it first")
