"""Text files, read piece by piece; and files that are written whole or not at all."""

import codecs
import errno
import gzip
import os
import platform
import shutil
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory, gettempdir, mkdtemp
from typing import IO, BinaryIO

from word2vec.running.guess import encoding_mark, unlike_text

if sys.platform != "win32":
    import fcntl

_PACKAGE = Path(__file__).parent.parent
DATA = _PACKAGE / "data"  # where it is once installed
if not DATA.is_dir():
    DATA = _PACKAGE.parent / "data"  # in a checkout
SAMPLE = DATA / "sample.en.txt"  # a small encyclopedia, to try things on
WAY_OUT = "save the file as UTF-8, or name its encoding, such as gbk or latin-1"
BYTES_AT_A_TIME = 1 << 18  # of a text file in memory
_HERE = platform.node()  # locks may not reach from one machine to another
_OWNER = "process"  # a file that the owner of a temporary folder locks


def read_text(path: str | Path, encoding: str = "utf-8") -> Iterator[str]:
    """A text file piece by piece, cut where lines end; "-" reads standard input.

    A file ending in .gz is unpacked on the way; a byte-order mark is no part of the text, and says
    whether it is UTF-8 or UTF-16. A line longer than BYTES_AT_A_TIME is cut, at a space if it has
    one.

    Raises ValueError for a file that looks like anything but a text, with the line that is not in
    this encoding, and for a .gz that is not one.
    """
    try:
        "a".encode(encoding)  # some codecs, such as rot13, are no encodings
    except (LookupError, UnicodeError) as error:
        raise ValueError(
            f"{encoding!r} is no encoding; such as utf-8, gbk, big5, latin-1, utf-16"
        ) from error
    if str(path) == "-":
        if not sys.stdin:
            raise ValueError("standard input is closed")
        yield from _pieces(sys.stdin.buffer, "standard input", encoding)
        return
    with gzip.open(path) if Path(path).suffix == ".gz" else open(path, "rb") as file:
        try:
            yield from _pieces(file, path, encoding)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ValueError(f"{path} is not a whole gzip file: {error}") from error


def read_lines(path: str | Path, encoding: str = "utf-8") -> list[str]:
    """The lines of a text file, read as `read_text` does: they end at line breaks of any kind."""
    text = "".join(read_text(path, encoding)).replace("\r\n", "\n").replace("\r", "\n")
    return text.removesuffix("\n").split("\n")


def _pieces(file: BinaryIO | gzip.GzipFile, name: str | Path, encoding: str) -> Iterator[str]:
    data = file.read(BYTES_AT_A_TIME)
    if kind := unlike_text(data, encoding):
        raise ValueError(f"{name} {kind}")
    mark, marked = encoding_mark(data)
    encoding = marked or encoding
    decode = codecs.getincrementaldecoder(encoding)().decode
    data, lines, rest = data[len(mark) :], 0, ""
    while True:
        try:
            text = decode(data, final=not data)
        except UnicodeDecodeError as error:
            line = lines + error.object[: error.start].decode(encoding, "ignore").count("\n") + 1
            byte = error.object[error.start]
            raise ValueError(
                f"{name}, line {line}: byte 0x{byte:02x} is not {encoding.upper()}; {WAY_OUT}"
            ) from error
        except UnicodeError as error:  # of codecs that do not say where
            raise ValueError(f"{name} is not {encoding.upper()} ({error}); {WAY_OUT}") from error
        lines += text.count("\n")
        text = rest + text
        cut = text.rfind("\n") + 1
        if not cut and len(text) >= BYTES_AT_A_TIME:
            cut = text.rfind(" ") + 1 or len(text)
        if not data:
            cut = len(text)
        if cut:
            yield text[:cut]
        if not data:
            return
        rest, data = text[cut:], file.read(BYTES_AT_A_TIME)


@contextmanager
def write_beside(path: str | Path) -> Iterator[BinaryIO]:
    """A file to write to, renamed to `path` once it is whole; after an error nothing is left.

    Of two that write at the same time the last one stands. After a power cut, too, `path` is the
    old file or the new one, as far as the disk keeps what it says it has. What killed processes
    left beside it is removed.
    """
    target = Path(os.path.realpath(path))  # so that a link stays a link
    with _naming(path):
        _remove_left_behind(target.with_name(f"{target.name}.{_HERE}-"))
        part = _part(target)
        file = open(part, "xb")  # with the permissions that the umask gives
        try:
            with _locked(file):
                with file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(part, target)
        finally:
            part.unlink(missing_ok=True)


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.{_HERE}-{token_hex(4)}.part")


def check_writable(path: str | Path) -> None:
    """Raise OSError where no file can be written to `path`: better before the work than after."""
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent} is not a folder; make it first")
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; give the name of a file in it")
    if path.exists() and not path.is_file():
        raise FileExistsError(f"{path} is a device or a pipe; give the name of a file")
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(f"{path} may only be read; allow writing, or give another name")
    with _naming(path):
        part = _part(Path(os.path.realpath(path)))
        open(part, "xb").close()  # nothing else tells for sure
        part.unlink()


def check_not_read(path: str | Path, inputs: Iterable[str | None]) -> None:
    """Raise ValueError where the file to be written is one of those that are read."""
    for other in filter(None, inputs):
        if os.path.exists(path) and os.path.exists(other) and os.path.samefile(path, other):
            raise ValueError(f"{path} is read for the training; give the vectors another name")


def save_or_keep(save: Callable[[Path], None], path: str | Path) -> None:
    """`save(path)`; where that fails, save to a temporary folder, and say so in an OSError."""
    try:
        save(Path(path))
    except OSError as error:
        kept = Path(mkdtemp(prefix="vectors-"), Path(path).name)
        try:
            save(kept)
        except OSError:
            shutil.rmtree(kept.parent)
            raise error from None
        why = f"{error.strerror}: {path}" if error.strerror else str(error)
        raise OSError(f"{why}; what was to be saved there is in {kept}") from error


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that goes when it is no longer needed; first, those of killed processes go."""
    temporary = Path(gettempdir())
    _remove_left_behind(temporary / f"word2vec-{_HERE}-")
    with TemporaryDirectory(prefix=f"word2vec-{_HERE}-") as name:
        folder = Path(name)
        try:
            with open(folder / _OWNER, "w") as file, _locked(file):
                print(os.getpid(), file=file, flush=True)
                yield folder
        except OSError as error:
            if error.errno != errno.ENOSPC or error.filename:
                raise
            raise OSError(
                f"the disk of {temporary}, where the text is kept as numbers, 4 bytes a word, is "
                "full; free some of it, or set TMPDIR to a folder on another"
            ) from error


@contextmanager
def _naming(path: str | Path) -> Iterator[None]:
    """An OSError of the system, raised inside, names this path, and no file beside it."""
    try:
        yield
    except OSError as error:
        if not error.errno or error.filename and not str(error.filename).endswith(".part"):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


@contextmanager
def _locked(file: IO) -> Iterator[None]:
    """Nobody else can lock this file until the end, or until this process is gone."""
    if sys.platform == "win32":
        yield
    else:
        descriptor = os.dup(file.fileno())  # so that the lock stays when the file is closed
        try:
            with suppress(OSError):  # not every disk has locks
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _remove_left_behind(start: Path) -> None:
    """Remove files and folders whose paths start so, and whose writers are gone."""
    with suppress(OSError):  # that the folder cannot be listed is no reason to stop
        for path in start.parent.iterdir():
            if path.name.startswith(start.name):
                if path.is_dir() and _is_left_behind(path / _OWNER):
                    shutil.rmtree(path)
                elif _is_left_behind(path):
                    path.unlink()


def _is_left_behind(path: Path) -> bool:
    """Whether this file is ours, and its writer is gone; on Windows, where one cannot ask, never.

    Writers lock a file before its first byte, so one that is not empty and can be locked has none.
    Process numbers would not tell: they are used again, and each container has its own.
    """
    if sys.platform != "win32":
        with suppress(OSError):  # it is locked, or gone
            status = path.lstat()
            if status.st_uid == os.getuid() and status.st_size and path.is_file():
                with open(path, "r+b") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
    return False
