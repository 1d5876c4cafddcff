"""How many epochs does a text of n words need? python -m tests.benchmarks.epochs CORPUS [options]

Trains on the text, or on its beginning (--words 10000 100000), for so many --epochs, three seeds
each. A twentieth of the sentences is held out, the last or (--spread) every twentieth, and of a
large text fewer, some 50,000 words. "held out" is equation (2) of `objective.py` per pair of that
text, with the noise of all words; before learning it is (1 + K) ln 2 = 4.159. "all cosines" is the
mean cosine of any two words: near 1, little but how frequent words are was learned. Then what
people judge (WordSim-353, SimLex-999), or with --sample en (zh) the questions about that sample.
A million words, up to 20 epochs, took seven minutes on a busy machine.
"""

import argparse
from collections.abc import Iterable
from itertools import accumulate

import numpy as np

from similarity.metrics import Array
from tests.benchmarks.learned import PAIRS, by_people, on_sample
from word2vec import objective
from word2vec.model import Config
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.sampling import expected_noise, subsample, window_pairs
from word2vec.tour import SCRIPTS
from word2vec.vectors import WordVectors
from word2vec.vocabulary import END, Ids, Vocabulary, keep_probability, noise_distribution

EPOCHS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 60, 80, 120)
SHARE, MOST = 20, 50_000  # held out: one word in so many, and no more than that
ROWS = 100  # center words whose scores are in memory at a time

Sentences = list[list[str]]


def beginning(sentences: Iterable[list[str]], words: float) -> Sentences:
    """The first sentences, with so many words or a few more."""
    some, found = [], 0
    for sentence in sentences:
        if found >= words:
            break
        some.append(sentence)
        found += len(sentence)
    return some


def split(sentences: Sentences, spread: bool) -> tuple[Sentences, Sentences]:
    """What is trained on, and what is held out."""
    total = sum(map(len, sentences))
    share = max(SHARE, total // MOST)
    if spread:
        numbered = list(enumerate(sentences, start=1))
        return [s for n, s in numbered if n % share], [s for n, s in numbered if n % share == 0]
    passed = np.array(list(accumulate(map(len, sentences))))  # (n,) words up to each sentence's end
    cut = int(np.searchsorted(passed, total - total / share))
    return sentences[:cut], sentences[cut:]


def ids_of(sentences: Sentences, vocabulary: Vocabulary) -> Ids:
    return np.concatenate([[*vocabulary.encode(words), END] for words in sentences])


def loss_on(v: Array, u: Array, ids: Ids, counts: Array, config: Config) -> float:
    """(2) per pair of a text, ids (n,), for v and u (V, D); drawn alike for one vocabulary."""
    rng = np.random.default_rng(0)
    keep = np.append(keep_probability(counts, config.subsample), 0)  # (V+1,) for END
    ids, sentence = subsample(ids, keep, rng)  # (n,), (n,)
    center, context = window_pairs(sentence, config.window, rng)  # (P,), (P,)
    rows, row = np.unique(ids[center], return_inverse=True)  # (C,), (P,)
    drawn = noise_distribution(counts, config.noise_power)  # (V,)
    loss = 0.0
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]  # (C',)
        here = (row >= start) & (row < start + ROWS)  # (P,)
        seen = np.zeros((len(some), len(counts)))  # (C', V)
        np.add.at(seen, (row[here] - start, ids[context[here]]), 1)
        noise = expected_noise(seen.sum(axis=1), drawn, config.negatives)  # (C', V)
        loss += objective.loss(v[some], u, seen, noise)
    return loss / len(center)


def scores(vectors: WordVectors, sample: str | None) -> tuple[float, float]:
    try:
        return on_sample(vectors, sample) if sample else by_people(vectors)
    except ValueError:  # too few of the words are known
        return np.nan, np.nan


def table(sentences: Sentences, args: argparse.Namespace) -> None:
    print(f"\n{sum(map(len, sentences)):,} words", end="")
    text, test = split(sentences, args.spread)
    for epochs in args.epochs:
        figures = []
        for seed in range(1, args.seeds + 1):
            model = train(text, Config(epochs=epochs, seed=seed))
            mean = model.vectors.unit.mean(axis=0)  # (D,) its square is the mean of all cosines
            v, u, counts = model.vectors.matrix, model.context, model.vocabulary.counts
            loss = loss_on(v, u, ids_of(test, model.vocabulary), counts, model.config)
            figures.append((loss, mean @ mean, *scores(model.vectors, args.sample)))
        if epochs == args.epochs[0]:
            n = model.vocabulary.counts.sum()
            print(f", {sum(map(len, test)):,} held out; of the others {n:,} are in the vocabulary,"
                  f" {len(model.vocabulary):,} different ones")  # fmt: skip
            names = ["precision at 3", "odd one out"] if args.sample else PAIRS
            columns = ("held out", "all cosines", *names)
            print("epochs" + "".join(f"{name:>16}" for name in columns))
        spread = np.std(figures, axis=0, ddof=min(1, args.seeds - 1))  # (4,)
        pairs = zip(np.mean(figures, axis=0), spread, strict=True)
        print(f"{epochs:6}" + "".join(f"{m:8.3f} ± {s:.3f}" for m, s in pairs), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("?")[0])
    parser.add_argument("corpus")
    parser.add_argument("--words", type=float, nargs="+", default=[np.inf])
    parser.add_argument("--epochs", type=int, nargs="+", default=EPOCHS)
    parser.add_argument("--seeds", type=int, default=3, help="how many")
    parser.add_argument("--sample", choices=SCRIPTS)
    parser.add_argument("--spread", action="store_true", help="hold out every twentieth sentence")
    args = parser.parse_args()
    for words in args.words:
        table(beginning(read_sentences(args.corpus), words), args)


if __name__ == "__main__":
    main()
