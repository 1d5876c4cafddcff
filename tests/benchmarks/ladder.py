"""The speed ladder, one objective run in five ways: python -m tests.benchmarks.ladder CORPUS

From the textbook's loop to the trainer of this project; 100 dimensions, window 5, K = 5, learning
rate 0.025. "loss" is equation (2) of `objective.py` per pair, on 20,000 words held out: it says how
alike the rungs learn. The slow rungs learn from 20,000 words, four times over, the fast ones from
one epoch of the whole text; `minibatch` does both. The block draws few noise words, so it needs
that much text to have met them all.
"""

import math
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.benchmarks.against_gensim import size_of, timed_training
from word2vec import objective
from word2vec.corpus import read_sentences
from word2vec.model import Config, Training
from word2vec.sampling import Block, blocks, noise_draws, subsample, window_pairs
from word2vec.vocabulary import cumulative_noise, index, keep_probability, read_ids

K, DIM, WINDOW, RATE = 5, 100, 5, 0.025
WORDS = 20_000  # at a time
BATCH = 512  # pairs: more would overshoot, as they are simply summed


class Text:
    """Words of a text after subsampling, their pairs, and a source of noise words."""

    def __init__(self, ids: np.ndarray, counts: np.ndarray, seed: int):
        self.rng = np.random.default_rng(seed)
        keep = np.append(keep_probability(counts, 1e-3), 0)
        self.words, self.sentence = subsample(ids, keep, self.rng)
        center, context = window_pairs(self.sentence, WINDOW, self.rng)
        self.centers, self.contexts = self.words[center], self.words[context]  # (P,), (P,)
        self.cumulative = cumulative_noise(counts)

    def blocks(self, rng: np.random.Generator) -> Iterator[Block]:
        draws = noise_draws(K)
        return blocks(self.words, self.sentence, WINDOW, draws, self.cumulative, rng)

    def noise(self, *shape: int) -> np.ndarray:
        return np.searchsorted(self.cumulative, self.rng.random(shape), side="right")


# Each rung changes the table (2V, D): V centers, then V contexts.


def python_pair(table: np.ndarray, text: Text) -> None:
    """Pair by pair, number by number."""
    V, rows = len(table) // 2, table.tolist()
    for w, t in zip(text.centers.tolist(), text.contexts.tolist(), strict=True):
        v, dv = rows[w], [0.0] * DIM
        for other, true in [(t, 1), *((n, 0) for n in text.noise(K).tolist())]:
            u = rows[V + other]
            x = sum(a * b for a, b in zip(v, u, strict=True))
            error = 1 / (1 + math.exp(-x)) - true
            for d in range(DIM):
                dv[d] += error * u[d]
                u[d] -= RATE * error * v[d]
        for d in range(DIM):
            v[d] -= RATE * dv[d]
    table[:] = rows


def numpy_pair(table: np.ndarray, text: Text) -> None:
    """Pair by pair, all numbers of a vector at once."""
    V, true = len(table) // 2, np.eye(1, K + 1)[0]
    for w, t in zip(text.centers.tolist(), text.contexts.tolist(), strict=True):
        targets = V + np.append(t, text.noise(K))  # (K+1,)
        v, u = table[w], table[targets]  # (D,), (K+1, D)
        error = 1 / (1 + np.exp(-u @ v)) - true  # (K+1,)
        np.subtract.at(table, targets, RATE * np.outer(error, v))  # a word may be drawn twice
        table[w] = v - RATE * error @ u


def minibatch(table: np.ndarray, text: Text) -> None:
    """Many pairs at once, each with noise of its own; rows that repeat need `subtract.at`."""
    V = len(table) // 2
    for start in range(0, len(text.centers), BATCH):
        w, t = text.centers[start : start + BATCH], text.contexts[start : start + BATCH]  # (P,)
        targets = V + np.column_stack([t, text.noise(len(t), K)])  # (P, K+1)
        v, u = table[w], table[targets]  # (P, D), (P, K+1, D)
        error = 1 / (1 + np.exp(-np.einsum("pd,pkd->pk", v, u)))  # (P, K+1)
        error[:, 0] -= 1
        np.subtract.at(table, w, RATE * np.einsum("pk,pkd->pd", error, u))
        np.subtract.at(table, targets, RATE * np.einsum("pk,pd->pkd", error, v))


def block(table: np.ndarray, text: Text) -> None:
    """The distinct words of a stretch of text, in three matrix products; steps as in (6)."""
    for b in text.blocks(text.rng):
        rows = table.take(b.rows, axis=0)
        v, u = rows[: b.centers], rows[b.centers :]
        noise = objective.by_chance(b.pairs, b.drawn, K)
        objective.step(v, u, b.seen, noise, RATE)
        table[b.rows] = rows


def held_out(table: np.ndarray, text: Text) -> float:
    """The loss per pair."""
    loss = pairs = 0.0
    for b in text.blocks(np.random.default_rng(3)):
        v, u = table[b.rows[: b.centers]], table[b.rows[b.centers :]]
        noise = objective.by_chance(b.pairs, b.drawn, K)
        loss += objective.loss(v, u, b.seen, noise)
        pairs += b.pairs.sum()
    return loss / float(pairs)


def climb(title: str, corpus: str, sentences: int | None, rungs: dict[Callable, str]) -> None:
    """Run rungs on the first sentences of a text, or on all of it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "ids")
        vocabulary = index(islice(read_sentences(corpus), sentences), path, 5)
        counts = vocabulary.counts
        ids = read_ids(path)
    passes = 4 if sentences else 1
    ids, test = ids[WORDS:], Text(ids[:WORDS], counts, seed=2)
    if sentences:
        ids = ids[:WORDS]
    print(f"{title}, {len(counts):,} different ones")
    before = 0.0
    for rung, saved in rungs.items():
        table = Training.begin(vocabulary, Config(dim=DIM)).table
        seconds, pairs = 0.0, 0
        for start in passes * list(range(0, len(ids), WORDS)):
            text = Text(ids[start : start + WORDS], counts, seed=start)  # the same for every rung
            begin = time.perf_counter()
            rung(table, text)
            seconds += time.perf_counter() - begin
            pairs += len(text.centers)
        show(rung.__name__, pairs / seconds, before, held_out(table, test), saved)
        before = pairs / seconds


def show(name: str, speed: float, before: float, loss: float, saved: str) -> None:
    times = f"x {speed / before:.1f}" if before else ""
    print(f"  {name:14}{speed:12,.0f} pairs/s {times:7} loss {loss:.3f}  {saved}", flush=True)


def main(corpus: str) -> None:
    print(f"{Path(corpus).name}; before learning, loss is {(1 + K) * math.log(2):.3f}")
    slow = {
        python_pair: "",
        numpy_pair: "saves the loops over dimensions and noise words",
        minibatch: "saves most calls; copying and adding up rows takes the time",
    }
    fast = {
        minibatch: "",
        block: "saves the copies: each word once, noise shared; products take the time",
    }
    climb(f"{WORDS:,} words four times over", corpus, 5_000, slow)
    climb("all words once", corpus, None, fast)
    print("all words three times, in the trainer, with sampling; loss at the end")
    _, _, pairs = size_of(corpus, Config())
    before = 0.0
    for workers in (1, 2):
        seconds, model = timed_training(corpus, Config(epochs=3, workers=workers))
        speed = 3 * pairs / seconds
        show(f"{workers} worker(s)", speed, before, model.last_loss, "")
        before = speed


if __name__ == "__main__":
    main(sys.argv[1])
