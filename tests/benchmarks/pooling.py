"""Sentences encoded per second, already tokenised: python -m tests.benchmarks.pooling"""

import statistics
import time

import numpy as np

from pooling.encoder import POOLINGS, SentenceEncoder
from word2vec.vectors import WordVectors


def main() -> None:
    rng = np.random.default_rng(0)
    words = [f"word{i}" for i in range(20_000)]
    vectors = WordVectors(words, rng.standard_normal((20_000, 100)), np.full(20_000, 10))
    lengths = rng.integers(4, 13, 100_000)
    sentences = [[words[i] for i in rng.zipf(1.3, n) % 20_000] for n in lengths]
    print(f"100,000 sentences of {lengths.mean():.1f} words, 100 dimensions")
    for pooling in POOLINGS:
        encoder = SentenceEncoder(vectors, pooling)
        if pooling == "sif":
            encoder.fit(sentences)
        seconds = []
        for _ in range(5):
            start = time.perf_counter()
            encoder.encode(sentences)
            seconds.append(time.perf_counter() - start)
        print(
            f"{pooling:10}{100_000 / statistics.median(seconds):10,.0f} sentences/s (median of 5)"
        )


if __name__ == "__main__":
    main()
