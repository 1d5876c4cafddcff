"""Loading of word vectors, here and in gensim, in turns: python -m tests.benchmarks.loading

Makes files of 400,000 random vectors of 300 numbers in a temporary folder (2.5 GB), or as many as
are asked for: `python -m tests.benchmarks.loading WORDS DIMENSIONS ROUNDS`. Each is loaded in a
fresh process, here and in gensim in turns; prints the median seconds of loading, without imports,
and how they compare with gensim's for the same vectors, as .bin or as text.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from word2vec.vectors import WordVectors

TIMED = """
import sys, time
from word2vec.vectors import WordVectors
from gensim.models import KeyedVectors
start = time.perf_counter()
{load}
print(time.perf_counter() - start)
"""
OURS = "WordVectors.load(sys.argv[1])"
THEIRS = "KeyedVectors.load_word2vec_format(sys.argv[1], binary=sys.argv[1].endswith('.bin'))"
COMPARED_WITH = {".bin": ".bin", ".npz": ".bin", ".txt": ".txt", ".txt.gz": ".txt"}


def random_vectors(words: int, dim: int) -> WordVectors:
    """So many different words, the frequent ones short as in a language, with random vectors."""
    rng = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    lengths = 2 + np.log2(np.arange(1, words + 1)).astype(int) // 2
    ends = rng.integers(26, size=(words, 12))
    names = [
        "".join(letters[end[:length]]) + str(id)
        for id, (end, length) in enumerate(zip(ends, lengths, strict=True))
    ]
    return WordVectors(names, rng.standard_normal((words, dim), dtype=np.float32))


def seconds(load: str, path: Path) -> float:
    """How long that takes in a fresh process, in seconds."""
    command = [sys.executable, "-c", TIMED.format(load=load), str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description="Loading times, here and in gensim.")
    parser.add_argument("words", nargs="?", type=int, default=400_000)
    parser.add_argument("dim", nargs="?", type=int, default=300)
    parser.add_argument("rounds", nargs="?", type=int, default=5)
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        paths = {ending: Path(folder, f"vectors{ending}") for ending in COMPARED_WITH}
        vectors = random_vectors(args.words, args.dim)
        for path in paths.values():
            vectors.save(path)
        tries = [("here", OURS, ending) for ending in paths]
        tries += [("gensim", THEIRS, ending) for ending in (".bin", ".txt")]
        times: dict[tuple[str, str], list[float]] = {(who, end): [] for who, _, end in tries}
        for _ in range(args.rounds):
            for who, load, ending in tries:
                times[who, ending].append(seconds(load, paths[ending]))
        medians = {key: statistics.median(found) for key, found in times.items()}
        for (who, ending), median in medians.items():
            other = COMPARED_WITH[ending]
            ratio = median / medians["gensim", other]
            print(f"{who:6} {ending:7} {median:8.2f} s, {ratio:.2f} of gensim's {other}")


if __name__ == "__main__":
    main()
