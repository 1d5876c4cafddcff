"""A text larger than memory: python -m tests.benchmarks.scale CORPUS [COPIES] [LIMIT]

Trains one epoch on COPIES (9) of a text, read one after the other, in a process that is allowed
LIMIT (400) MB of address space, less than the ids of the text take on disk. Prints how large it
all was, and how long a word took: this is what to scale up from.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from word2vec.model import Config
from word2vec.running.reading import read_sentences
from word2vec.running.run import train


def size_of_ids() -> float:
    """MB of the file of ids, in the folder that a training run makes for itself."""
    (path,) = Path(tempfile.gettempdir()).glob("word2vec-*/ids")
    return path.stat().st_size / 2**20


def main(corpus: str, copies: str = "9", limit: str = "400") -> None:
    import resource  # of Unix

    size = int(limit) << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))

    def sentences() -> Iterator[list[str]]:
        for _ in range(int(copies)):
            yield from read_sentences(corpus)
        print(f"read in {time.perf_counter() - start:.0f} s", flush=True)

    start = time.perf_counter()
    disk = []
    config = Config(epochs=1, min_count=5 * int(copies))  # the vocabulary of one copy
    model = train(sentences(), config, watch=lambda run: disk or disk.append(size_of_ids()))
    seconds = time.perf_counter() - start
    words = model.vocabulary.counts.sum()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{words:,} words, {len(model.vectors):,} different; {disk[0]:.0f} MB of ids, "
          f"{limit} MB allowed, at most {peak:.0f} MB in memory; "
          f"{seconds:.0f} s, {seconds / words * 1e6:.2f} µs a word")  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
