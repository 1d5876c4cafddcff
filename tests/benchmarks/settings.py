"""Does every setting stay finite and learn? python -m tests.benchmarks.settings CORPUS [--gensim]

Two sweeps on the first 200,000 words of a text. The grid: window 1-20, negatives 1-25, dim 2-500,
learning rate 0.005-0.1, five epochs; "learns" is a loss, on the first 1,000 sentences and with the
noise of all words, below (1 + K) ln 2, as it is before learning. With --gensim, a dozen of
settings, three seeds and ten epochs each, beside gensim: Spearman's correlation with people's
judgement (WordSim-353, SimLex-999), mean and standard error. Takes half an hour.
"""

import itertools
import math
import sys

import numpy as np

from tests.benchmarks.against_gensim import correlations, new_gensim
from tests.benchmarks.epochs import ids_of, loss_on
from tests.benchmarks.learned import by_people
from word2vec.model import Config
from word2vec.running.reading import read_sentences
from word2vec.running.run import train

WORDS = 200_000
GRID = itertools.product((2, 10, 100, 300, 500), (1, 5, 20), (1, 5, 25), (0.005, 0.03, 0.1))
DOZEN = [
    dict(),
    dict(window=1, negatives=1),
    dict(window=1, negatives=25),
    dict(window=20, negatives=1),
    dict(learning_rate=0.1),
    dict(learning_rate=0.005),
    dict(dim=10),
    dict(dim=300),
    dict(window=10, negatives=10, learning_rate=0.05),
    dict(window=20, negatives=25),
    dict(window=20, negatives=25, learning_rate=0.005),
    dict(window=20, negatives=25, learning_rate=0.1),
    dict(window=20, negatives=25, learning_rate=0.1, dim=300),
]
SEEDS = (1, 2, 3)


def beginning(corpus: str) -> list[list[str]]:
    sentences, words = [], 0
    for sentence in read_sentences(corpus):
        sentences.append(sentence)
        words += len(sentence)
        if words >= WORDS:
            break
    return sentences


def grid(sentences: list[list[str]]) -> None:
    print("dim window negatives  rate   loss per pair, before and after   largest number")
    results = []
    for dim, window, negatives, rate in GRID:
        given = dict(dim=dim, window=window, negatives=negatives, learning_rate=rate)
        config = Config(epochs=5, **given)
        model = train(sentences, config)
        v, u, vocabulary = model.vectors.matrix, model.context, model.vocabulary
        before = (1 + negatives) * math.log(2)
        after = loss_on(v, u, ids_of(sentences[:1000], vocabulary), vocabulary.counts, config)
        largest = max(np.abs(v).max(), np.abs(u).max())
        results.append(bool(np.isfinite(largest) and after < before))
        row = f"{dim:3} {window:6} {negatives:9} {rate:5}  {before:13.3f} {after:14.3f}"
        print(f"{row} {largest:19.1f}" + ("" if results[-1] else "  BAD"), flush=True)
    print(f"{sum(results)} of {len(results)} settings stay finite and learn")


def beside_gensim(sentences: list[list[str]]) -> None:
    print("WordSim-353, SimLex-999: here, gensim, difference ± standard error")
    for setting in DOZEN:
        here, there = [], []
        for seed in SEEDS:
            config = Config(epochs=10, seed=seed, **setting)
            model = train(sentences, config)
            here.append(by_people(model.vectors))
            peer = new_gensim(config)
            peer.build_vocab(sentences)
            peer.train(sentences, total_examples=peer.corpus_count, epochs=config.epochs)
            there.append(correlations(peer.wv)[::2])  # without the pairs covered
        spread = np.hypot(np.std(here, axis=0), np.std(there, axis=0)) / np.sqrt(len(SEEDS) - 1)
        columns = zip(np.mean(here, axis=0), np.mean(there, axis=0), spread, strict=True)
        row = "   ".join(f"{a:.3f} {b:.3f} {a - b:+.3f} ± {error:.3f}" for a, b, error in columns)
        print(f"{row}   {setting or 'default settings'}", flush=True)


if __name__ == "__main__":
    text = beginning(sys.argv[1])
    if "--gensim" in sys.argv:
        beside_gensim(text)
    else:
        grid(text)
