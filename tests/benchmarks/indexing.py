"""Seconds to read a text into ids: python -m tests.benchmarks.indexing CORPUS --workers 1 2

Each run is a fresh process; numbers of workers take turns. Prints the median seconds of `index`
on the clock and on all processors, thousand words a second, and the peak memory of the process
that asks and of the largest worker.
"""

import argparse
import statistics
import subprocess
import sys

TIMED = """
import sys, time
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from word2vec.running.files import temporary_folder
from word2vec.running.reading import read_sentences
from word2vec.running.stream import index
if __name__ == "__main__":
    start = time.perf_counter()
    with temporary_folder() as folder:
        sentences = read_sentences(sys.argv[1])
        total = index(sentences, folder / "ids", 5, workers=int(sys.argv[2])).total
    seconds = time.perf_counter() - start
    used = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
    print(seconds, sum(u.ru_utime + u.ru_stime for u in used), *(u.ru_maxrss for u in used), total)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Seconds to read a text into ids.")
    parser.add_argument("corpus")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    runs: dict[int, list[list[float]]] = {workers: [] for workers in args.workers}
    for _ in range(args.rounds):
        for workers, found in runs.items():
            command = [sys.executable, "-c", TIMED, args.corpus, str(workers)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found.append(list(map(float, done.stdout.split())))
    print("workers  seconds  processor  thousand words/s  peak MB, worker")
    for workers, found in runs.items():
        seconds, used, peak, worker, words = map(statistics.median, zip(*found, strict=True))
        speed = words / seconds / 1000
        print(f"{workers:7}{seconds:9.2f}{used:11.2f}{speed:18.0f}{peak / 1024:9.0f}", end="")
        print(f"{worker / 1024:8.0f}")


if __name__ == "__main__":
    main()
