"""What a file looks like, from its first bytes: to say what is wrong with it, and what to do."""

import math
import re
import zipfile
from collections.abc import Mapping
from itertools import takewhile

import numpy as np

SIGNATURES = {  # the bytes that a file begins with -> what it looks like, and the way out
    b"%PDF": ("a PDF", "save its text as plain text"),
    b"PK\x03\x04": ("a zip archive, as Word, EPUB and .npz files are", "save as plain text"),
    b"\x1f\x8b": ("packed by gzip", "give it a name that ends in .gz"),
    b"BZh": ("packed by bzip2", "unpack it first"),
    b"\xfd7zXZ": ("packed by xz", "unpack it first"),
    b"7z\xbc\xaf": ("a 7z archive", "unpack it first"),
    b"\xd0\xcf\x11\xe0": ("an old Office document", "save its text as plain text"),
    b"{\\rtf": ("a document in rich text (RTF)", "save it as plain text"),
    b"\x89PNG": ("a picture", "only text can be read"),
    b"\xff\xd8\xff": ("a picture", "only text can be read"),
    b"GIF8": ("a picture", "only text can be read"),
    b"\xba\x16\x4f\x2f": ("a model of fastText", "save its words as .vec"),
    b"\x93NUMPY": ("an array of NumPy (.npy)", "only text can be read"),
    b"\x80\x02": ("a pickle", "only text can be read"),
    b"\x80\x03": ("a pickle", "only text can be read"),
    b"\x80\x04": ("a pickle, such as gensim saves", "only text can be read"),
    b"\x80\x05": ("a pickle, such as gensim saves", "only text can be read"),
}
TO_VECTORS = {  # where word vectors are wanted: what else may hold them, and the way out
    b"PK\x03\x04": "unpack it first; the name of an .npz file must end so",
    b"BZh": "unpack it first",
    b"\xfd7zXZ": "unpack it first",
    b"7z\xbc\xaf": "unpack it first",
    b"\xba\x16\x4f\x2f": (
        "take the .vec file that comes with it, or WordVectors.of(…) of what gensim's "
        "load_facebook_vectors reads"
    ),
    b"\x93NUMPY": "WordVectors(words, matrix).save(…) keeps the words too",
    b"\x80": "load it where it was made, and save WordVectors.of(…) of it",
}
MARKS = {  # byte-order mark -> encoding
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
HTML = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body|\?xml)\b", re.I | re.S)
TAG = re.compile(rb"</(?:p|a|div|span|table|tr|td|li|ul|h\d|script|style|svg|body)>", re.I)
NOTEBOOK = re.compile(rb'\s*\{.*"(cells|nbformat)"\s*:', re.S)
NUMBER = re.compile(rb"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.I)


def encoding_mark(head: bytes) -> tuple[bytes, str]:
    """The byte-order mark that a file begins with, and the encoding it stands for; or b"", ""."""
    return next(((m, name) for m, name in MARKS.items() if head.startswith(m)), (b"", ""))


def unlike_text(head: bytes, encoding: str = "utf-8") -> str:
    """What a file that begins with these bytes is if not a text, and what to do; "" for a text."""
    for signature, (kind, way_out) in SIGNATURES.items():
        if head.startswith(signature):
            return f"looks like {kind}, not a text; {way_out}"
    mark, marked = encoding_mark(head)
    head, encoding = head[len(mark) :], (marked or encoding).lower().replace("_", "-")
    if encoding.startswith(("utf-16", "utf-32")):  # every letter of English has a byte 0 there
        head = head.decode(encoding, "ignore").encode(errors="ignore")
    elif b"\0" in head:
        return "looks like a binary file, not a text; only plain text can be read"
    if HTML.match(head) or len(TAG.findall(head)) >= 4:
        return "looks like a web page (HTML or XML); save it as plain text, without its tags"
    if NOTEBOOK.match(head):
        return "looks like a notebook; save its text as plain text"
    if is_vectors(head):
        return "looks like word vectors, not a text; `similar`, `plot` and the like read vectors"
    return ""


def unlike_vectors(head: bytes) -> str:
    """What a file that begins with these bytes is if not word vectors, and what to do."""
    if not head:
        return "it is empty"
    if encoding_mark(head)[1].startswith("utf-16"):
        return "looks like a text in UTF-16; save it as UTF-8"
    kind = unlike_text(head).partition(", not")[0].partition(";")[0]
    fields = head.split(b"\n")[0].split()
    half_right = any(map(NUMBER.fullmatch, fields[:1] + fields[-1:]))
    if half_right and not _signed(head):
        return ""
    way_out = "`word2vec train` makes vectors of a text"
    way_out = next((way for s, way in TO_VECTORS.items() if head.startswith(s)), way_out)
    return f"{kind or 'looks like a text'}, not word vectors; {way_out}"


def _signed(head: bytes) -> bool:
    return any(map(head.startswith, SIGNATURES))


def is_vectors(head: bytes) -> bool:
    """Whether these first bytes are of a text file of word vectors, with a line "V D" or without.

    >>> is_vectors(b"2 3\\nthe 0.1 0.2 0.3\\n"), is_vectors(b"The 3 little pigs\\nwent out\\n")
    (True, False)
    """
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:4]
    if len(lines) > 1 and header(lines[0]):
        lines = lines[1:]
    rows = [line.split()[1:] for line in lines[:-1]]  # the last may be cut
    return bool(rows) and all(
        len(row) >= 2 and all(map(NUMBER.fullmatch, row)) and len(row) == len(rows[0])
        for row in rows
    )


def vectors_ending(head: bytes) -> str:
    """How the name of a file of word vectors that begins with these bytes should end."""
    if head.startswith(b"PK"):
        return ".npz"
    first, _, rest = head.partition(b"\n")
    return ".txt" if not header(first) or numbers_at_end(rest.partition(b"\n")[0]) else ".bin"


def start_of(head: bytes, headless: bool = True) -> tuple[int | None, int, bytes]:
    """V (None without a line "V D"), D, and the first rows, of a file that begins with these bytes.

    Raises ValueError for a file that is not one of word vectors, or lacks that line, if it must
    not be `headless`.
    """
    head = head.removeprefix(b"\xef\xbb\xbf")  # a byte-order mark
    line, _, rest = head.partition(b"\n")
    if found := header(line):
        rows, dim = found
        if rows and dim:
            return rows, dim, rest
    elif headless and not _signed(head) and (dim := numbers_at_end(line)) > 1:
        return None, dim, head
    got = line[:60].decode(errors="replace")
    message = f"the first line must be 'V D', how many words and dimensions; got {got!r}"
    raise ValueError(unlike_vectors(head) or message)


def header(line: bytes) -> tuple[int, int] | None:
    """V and D, how many words and how many dimensions, if that is what the line holds.

    >>> header(b"400000 300"), header(b"the 0.1")
    ((400000, 300), None)
    """
    fields = line.split()
    if len(fields) != 2 or not all(field.isdigit() and len(field) < 16 for field in fields):
        return None
    return int(fields[0]), int(fields[1])


def numbers_at_end(line: bytes) -> int:
    """How many numbers stand at the end of a line, after one word at least.

    >>> numbers_at_end(b"New York 0.1 0.2")
    2
    """
    return len(list(takewhile(NUMBER.fullmatch, reversed(line.split()[1:]))))


# in an .npz file: name of an array -> its type, and its shape by letters, the same number in all:
# V words, D dimensions, S moments of a training; B, R, C bytes
ARRAYS = {
    "words": ("u1", "B"),
    "matrix": ("f", "VD"),
    "counts": ("i", "V"),
    "reading": ("u1", "R"),
    "common": ("f", "D"),
    "context": ("f", "VD"),
    "losses": ("f", "S2"),
    "config": ("u1", "C"),
    "done": ("i", ""),
}
Kind = tuple[np.dtype, tuple[int, ...]]  # type and shape of an array


def check_kinds(kinds: Mapping[str, Kind]) -> None:
    """Raise ValueError where an array is not as ARRAYS says, or does not fit the others."""
    numbers = {"2": 2}  # letter -> number
    for name, (start, letters) in ARRAYS.items():
        dtype, shape = kinds.get(name, (None, ()))
        if dtype is None:
            continue
        fits = dtype.str[1:].startswith(start) and len(shape) == len(letters)
        pairs = zip(letters, shape, strict=fits)
        if not fits or any(numbers.setdefault(letter, n) != n for letter, n in pairs):
            raise ValueError(
                f"it is damaged, or not of word vectors: the array {name!r} cannot be of shape "
                f"{shape} and type {dtype}"
            )


def kinds_in(archive: zipfile.ZipFile, size: int) -> dict[str, Kind]:
    """The kind of each of the ARRAYS that an archive of `size` bytes holds, from their first bytes.

    Raises an error of NumPy or zipfile, or ValueError where the archive cannot hold so much.
    """
    kinds = {}
    for name in ARRAYS.keys() & {info.filename.removesuffix(".npy") for info in archive.infolist()}:
        info = archive.getinfo(f"{name}.npy")
        packed = info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if packed or info.compress_size > size:
            raise ValueError
        with archive.open(info) as file:
            if np.lib.format.read_magic(file) != (1, 0):
                raise ValueError
            shape, _, dtype = np.lib.format.read_array_header_1_0(file)
            if info.file_size != file.tell() + math.prod(shape) * dtype.itemsize:
                raise ValueError
        kinds[name] = dtype, shape
    return kinds
