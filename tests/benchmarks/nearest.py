"""What a question costs, once it is warm: python -m tests.benchmarks.nearest

1. `most_similar` and `analogy` of WordVectors: seconds, and the memory that they take beside the
   matrix; then an unknown word, its message included, and a loop over 10,000 unknown words.
2. `nearest` against scikit-learn's brute-force search, in turns: the ten nearest by cosine.

The sizes are arguments; all figures are medians of several runs.
"""

import argparse
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from similarity.neighbors import nearest
from word2vec.vectors import WordVectors

LETTERS = "etaoinshrdlucmfwypvbgkjqxz"  # the most frequent first


def seconds(question: Callable[[], Any], times: int = 9) -> float:
    """How long an answer takes, the median of some times."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        question()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def peak(question: Callable[[], Any]) -> int:
    """How many bytes more than before are held at most."""
    tracemalloc.start()
    question()
    bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return bytes


def made_up(n: int) -> list[str]:
    """n different words of 3 to 12 letters, with the frequent letters more often."""
    rng = random.Random(0)
    words: dict[str, None] = {}
    while len(words) < n:
        length = rng.randint(3, 12)
        words["".join(rng.choices(LETTERS, range(len(LETTERS), 0, -1), k=length))] = None
    return list(words)


def message(vectors: WordVectors, word: str) -> str:
    """What is said of an unknown word."""
    try:
        vectors[word]
    except KeyError as error:
        return str(error)
    raise AssertionError(f"{word} is known")


def unknown(vectors: WordVectors, words: list[str]) -> int:
    """How many of the words are unknown, counted as many a script counts them."""
    found = 0
    for word in words:
        try:
            vectors[word]
        except KeyError:
            found += 1
    return found


def words(V: int, D: int) -> None:
    """What it costs to ask WordVectors of V words of D numbers."""
    matrix = np.random.default_rng(0).standard_normal((V, D), dtype=np.float32)
    vectors = WordVectors(made_up(V), matrix)
    first, second, third = vectors.words[:3]
    print(f"{V:,} words of {D} numbers, a matrix of {matrix.nbytes / 1e6:.0f} MB")
    held = peak(lambda: vectors.most_similar(first)) / matrix.nbytes
    print(f"  most_similar, the first: {held:.2f} times the matrix in memory more")
    for name, question in {
        "most_similar(word)": lambda: vectors.most_similar(first),
        "most_similar(vector)": lambda: vectors.most_similar(matrix[0].astype(float)),
        "analogy": lambda: vectors.analogy(first, second, third),
    }.items():
        more = peak(question) / matrix.nbytes
        print(f"  {name:22} {seconds(question):7.3f} s, {more:.2f} times the matrix more")
    mistyped = [word for w in vectors.words[:9] if (word := w[:1] + w) not in vectors]
    slowest = max(seconds(lambda word=word: message(vectors, word), 3) for word in mistyped)
    print(f"  an unknown word        {slowest:7.3f} s, the slowest of {len(mistyped)}")
    print(f"    {message(vectors, mistyped[0])}")
    many = [f"{word}…" for word in vectors.words[:10_000]]
    taken = seconds(lambda: unknown(vectors, many))
    print(f"  {unknown(vectors, many):,} unknown words   {taken:7.3f} s, no message read")


def rows(V: int, D: int, queries: int) -> None:
    """`nearest` and scikit-learn over V rows of D numbers."""
    from sklearn.neighbors import NearestNeighbors

    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((V, D), dtype=np.float32)
    asked = rng.standard_normal((queries, D), dtype=np.float32)
    theirs = NearestNeighbors(n_neighbors=10, metric="cosine", algorithm="brute").fit(matrix)
    print(f"{queries:,} queries over {V:,} rows of {D} numbers")
    ratios = []
    for _ in range(5):
        start = time.perf_counter()
        found, _ = nearest(asked, matrix, 10)
        middle = time.perf_counter()
        _, expected = theirs.kneighbors(asked)
        end = time.perf_counter()
        ratios.append((end - middle) / (middle - start))
        same = (found == expected).mean()
        print(f"  ours {middle - start:.2f} s, scikit-learn {end - middle:.2f} s, same {same:.2%}")
    print(f"  scikit-learn takes {statistics.median(ratios):.2f} times as long (median)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=400_000)
    parser.add_argument("--dim", type=int, default=300)
    parser.add_argument("--rows", type=int, default=100_000, help="0 leaves scikit-learn out")
    parser.add_argument("--queries", type=int, default=1000)
    args = parser.parse_args()
    words(args.words, args.dim)
    if args.rows:
        rows(args.rows, 100, args.queries)


if __name__ == "__main__":
    main()
