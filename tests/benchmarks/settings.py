"""Does every setting stay finite and learn? python -m tests.benchmarks.settings CORPUS [WORDS]

A coarse sweep over window 1-20, negatives 1-25, dim 2-500 and learning rate 0.025 and 0.1, five
epochs on the first WORDS words (200,000) of a text. "Learns" is a last loss below the first.
"""

import itertools
import sys

import numpy as np

from word2vec.corpus import read_sentences
from word2vec.training import Config, train


def main(corpus: str, limit: str = "200000") -> None:
    sentences, words = [], 0
    for sentence in read_sentences(corpus):
        sentences.append(sentence)
        words += len(sentence)
        if words >= int(limit):
            break
    print("dim window negatives  rate   loss per pair, first and last   largest number")
    results = []
    sweep = itertools.product((2, 10, 100, 500), (1, 5, 20), (1, 5, 25), (0.025, 0.1))
    for dim, window, negatives, rate in sweep:
        config = Config(dim=dim, window=window, negatives=negatives, learning_rate=rate)
        model = train(sentences, config)
        first, last = model.losses[0, 1], model.losses[-10:, 1].mean()
        largest = max(np.abs(model.vectors.matrix).max(), np.abs(model.context).max())
        results.append(bool(np.isfinite(largest) and last < first))
        row = (
            f"{dim:3} {window:6} {negatives:9} {rate:5}  {first:13.3f} {last:13.3f} {largest:19.1f}"
        )
        print(row + ("" if results[-1] else "  BAD"), flush=True)
    print(f"{sum(results)} of {len(results)} settings stay finite and learn")


if __name__ == "__main__":
    main(*sys.argv[1:])
