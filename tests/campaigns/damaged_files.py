"""Files of vectors, damaged at random: python -m tests.campaigns.damaged_files [NUMBER] [SEED]

Makes small files in every format that can be loaded, changes each in one of many ways (bits, cuts,
insertions, repeated pieces, other numbers), and loads it. A damaged file may load, if nothing
contradicts the damage, or be refused in words that name it; anything else is a fault, printed with
the seed that makes the file again. So is more memory than ten million bytes above what the file
holds once it is unpacked. NUMBER files, 100,000 unless given, take about five minutes.
"""

import argparse
import gzip
import io
import random
import re
import sys
import tracemalloc
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tqdm import tqdm

from word2vec.corpus import Reading
from word2vec.model import Config, Model
from word2vec.running.checkpoint import Run
from word2vec.vectors import WordVectors
from word2vec.vocabulary import Vocabulary

ROOM = 10_000_000  # bytes of memory above those of the file
NUMBERS = (0, 1, -1, 2**15, 2**31, 2**31 - 1, 2**32, 2**63, 2**64, 10**12, 10**25)
Load = Callable[[Path], object]


def whole_files(folder: Path) -> dict[str, tuple[bytes, Load]]:
    """The bytes of a sound file of each kind, by the name it is to have, and what loads it."""
    counts = {"the": 90, "cat": 41, "naïve": 7, "猫": 7, "o'clock": 3, "dog": 2, "7": 1}
    run = Run.begin(Vocabulary(counts), Config(dim=5, epochs=2))
    rng = np.random.default_rng(0)
    run.table = rng.standard_normal(run.table.shape, dtype=np.float32)
    run.losses, run.done = [[0.0, 4.159], [0.5, 3.9]], 3
    run.reading, run.common = Reading(), np.full(5, 0.2)
    vectors = run.model().vectors
    files: dict[str, tuple[bytes, Load]] = {}
    for ending in (".txt", ".bin", ".npz", ".txt.gz", ".bin.gz"):
        vectors.save(folder / f"vectors{ending}")
        files[f"vectors{ending}"] = (folder / f"vectors{ending}").read_bytes(), WordVectors.load
    text, binary = files["vectors.txt"][0], files["vectors.bin"][0]
    files["glove.vec"] = text.split(b"\n", 1)[1], WordVectors.load
    files["gensim.bin"] = binary[:4] + binary[4:].replace(b"\n", b""), WordVectors.load
    files["from_a_pipe"] = binary, WordVectors.load
    run.model().save(folder / "model.npz")
    files["model.npz"] = (folder / "model.npz").read_bytes(), Model.load
    run.save(folder / "run.npz")
    files["run.npz"] = (folder / "run.npz").read_bytes(), Run.load
    packed = io.BytesIO()
    with np.load(folder / "run.npz") as arrays:
        np.savez_compressed(packed, **arrays)
    files["packed.npz"] = packed.getvalue(), Run.load
    return files


def damaged(data: bytes, rng: random.Random) -> bytes:
    """The same bytes, changed in one way or in a few."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        start = rng.randrange(len(changed) + 1)
        end = min(len(changed), start + rng.choice((1, 2, 4, 30, 300)))
        kind = rng.choice(("bit", "bit", "cut", "leave out", "insert", "repeat", "number", "field"))
        if kind == "bit" and start < len(changed):
            changed[start] ^= 1 << rng.randrange(8)
        elif kind == "cut":
            del changed[start:]
        elif kind == "leave out":
            del changed[start:end]
        elif kind == "insert":
            changed[start:start] = rng.choice(
                (b" ", b"\n", b"\0", b"\xff", b"\t", rng.randbytes(9))
            )
        elif kind == "repeat":
            changed[start:start] = changed[start:end] * rng.choice((1, 2, 50))
        elif kind == "number":  # one that is written in digits becomes another
            written = [match.span() for match in re.finditer(rb"\d+", changed)]
            if written:
                start, end = rng.choice(written[:3] + [rng.choice(written)])
                changed[start:end] = b"%d" % rng.choice(NUMBERS)
        elif kind == "field":  # four bytes of a zip archive's table, or of a vector
            changed[start : start + 4] = rng.choice((b"\xff" * 4, b"\0" * 4, rng.randbytes(4)))
    return bytes(changed)


def repacked(data: bytes, rng: random.Random) -> bytes:
    """An .npz file with one array damaged before it was packed, so that its checksums are right."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w") as other:
        names = archive.namelist()
        chosen, left_out = rng.choice(names), rng.choice([*names, *[""] * 50])
        for name in names:
            array = archive.read(name)
            if name == chosen:
                array = odd_array(rng) if rng.random() < 0.3 else damaged(array, rng)
            if name != left_out:
                other.writestr(name, array)
    return made.getvalue()


def odd_array(rng: random.Random) -> bytes:
    """An array of another type or shape than is expected, or settings of other names or values."""
    settings = (
        b"{}", b"[]", b"7", b'{"dim": "five"}', b'{"no_such": 1}', b'{"dim": 1e999}', b"{", b"\xff",
        b'{"lowercase": 7}', b'{"words": []}', b'{"stem": {}}', b"[" * 100_000, b'{"dim": -1}',
    )  # fmt: skip
    shape = rng.choice(((), (7,), (5,), (7, 5), (5, 7), (2, 2), (7, 5, 1), (0,), (0, 2), (7, 0)))
    array = rng.choice((
        np.zeros(shape), np.full(shape, np.nan), np.zeros(shape, int), np.full(shape, -1),
        np.zeros(shape, complex), np.zeros(shape, "U3"), np.zeros(shape, bool),
        np.zeros(shape, "f8,i4"), np.full(shape, None), np.zeros(shape, np.uint8),
        np.frombuffer(rng.choice(settings), np.uint8),
    ))  # fmt: skip
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def unpacked_size(data: bytes) -> int:
    """The bytes of a file, or of what it holds if it is packed, as far as it can be unpacked."""
    size = len(data)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            while block := file.read(1000):
                size += len(block)
    except Exception:  # where it is damaged it ends
        pass
    return size


def outcome(load: Load, path: Path) -> str:
    """ "loaded" or "refused", or else what happened."""
    try:
        load(path)
    except ValueError as error:
        message = str(error)
        told = message.startswith(str(path)) and "pickle" not in message and "\n" not in message
        return "refused" if told else f"ValueError without its file: {message}"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return "loaded"


def try_out(number: int, folder: Path, seed: int = 0) -> tuple[Counter[str], list[str]]:
    """How many files of each kind were loaded and refused, of so many; and the faults found."""
    files, counts, faults = whole_files(folder), Counter[str](), list[str]()
    tracemalloc.start()
    for id in tqdm(range(seed, seed + number), disable=None):
        rng = random.Random(id)
        name = rng.choice(sorted(files))
        data, load = files[name]
        if name.endswith(".npz") and rng.random() < 0.5:
            data = repacked(data, rng)
        elif name.endswith(".gz") and rng.random() < 0.5:
            data = gzip.compress(damaged(gzip.decompress(data), rng))
        else:
            data = damaged(data, rng)
        path = folder / name
        path.write_bytes(data)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", UserWarning)  # of words that appear twice
            found = outcome(load, path)
        memory = tracemalloc.get_traced_memory()[1] - before
        if memory > unpacked_size(data) + ROOM:
            found = f"{memory} bytes of memory, and {found}"
        if found not in ("loaded", "refused"):
            faults.append(f"seed {id}: {name}: {found}")
            found = "fault"
        counts[f"{name}: {found}"] += 1
    tracemalloc.stop()
    return counts, faults


def main() -> None:
    parser = argparse.ArgumentParser(description="Load files that were damaged at random.")
    parser.add_argument("number", nargs="?", type=int, default=100_000)
    parser.add_argument("seed", nargs="?", type=int, default=0, help="of the first file")
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        counts, faults = try_out(args.number, Path(folder), args.seed)
    print("\n".join(faults))
    for name, count in sorted(counts.items()):
        print(f"{name:24} {count:8,}")
    for kind in ("loaded", "refused", "fault"):
        total = sum(count for name, count in counts.items() if name.endswith(kind))
        print(f"{kind} in all: {total:,}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
