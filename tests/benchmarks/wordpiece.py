"""Are all ids those of the `tokenizers` package? python -m tests.benchmarks.wordpiece FILE ...

Every line of the files (.gz is unpacked) is cut into pieces by the vocabulary of all-MiniLM-L6-v2,
uncased, by us and by the package, neither of them cutting it short. Prints how many lines differ,
the first of them, and how many lines a second each reads (the package with one thread).

Of real text no line should differ. A line of random code points may: the package knows Unicode as
it was before 2016, so it does not know the accents and the punctuation that were added since, while
Python's `unicodedata` does.
"""

import argparse
import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tqdm import tqdm

from pooling.folder import tokenizer
from pooling.pretrained import find

LINES_AT_A_TIME = 10_000


def read_lines(path: Path) -> Iterator[list[str]]:
    """The lines of a file, LINES_AT_A_TIME at a time."""
    with (
        gzip.open(path, "rt", encoding="utf-8", newline="\n")
        if path.suffix == ".gz"
        else open(path, encoding="utf-8", newline="\n") as file
    ):
        some: list[str] = []
        for line in file:
            some.append(line.rstrip("\n"))
            if len(some) == LINES_AT_A_TIME:
                yield some
                some = []
        yield some


def main() -> None:
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # one thread, as ours
    from tokenizers import Tokenizer

    parser = argparse.ArgumentParser(description="Compare our pieces of words with the package's.")
    parser.add_argument("files", nargs="+", type=Path)
    args = parser.parse_args()
    folder = find("all-MiniLM-L6-v2")
    ours, theirs = tokenizer(folder, 1 << 20), Tokenizer.from_file(str(folder / "tokenizer.json"))
    theirs.no_truncation()
    theirs.no_padding()
    for path in args.files:
        lines, pieces, differ, our_time, their_time = 0, 0, list[str](), 0.0, 0.0
        for some in tqdm(read_lines(path), desc=path.name, leave=False, disable=None):
            start = perf_counter()
            found = [ours.encode(line) for line in some]
            middle = perf_counter()
            expected = [encoded.ids for encoded in theirs.encode_batch(some)]
            our_time, their_time = our_time + middle - start, their_time + perf_counter() - middle
            lines, pieces = lines + len(some), pieces + sum(map(len, found))
            differ += [line for line, a, b in zip(some, found, expected, strict=True) if a != b]
        print(
            f"{path.name}: {len(differ):,} of {lines:,} lines differ ({pieces:,} pieces); lines/s: "
            f"{lines / our_time:,.0f} here, {lines / their_time:,.0f} by the package",
            flush=True,
        )
        if differ:
            print(f"    the first that differs: {differ[0]!r:.200}")


if __name__ == "__main__":
    main()
