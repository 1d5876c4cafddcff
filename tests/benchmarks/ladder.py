"""The speed ladder, one objective run in four ways: python -m tests.benchmarks.ladder CORPUS

From the textbook's pairs to the trainer of this project, with the default settings. "loss" is
equation (2) of `objective.py` per pair, on 20,000 words held out: it says how alike the rungs
learn. The slow rungs learn from 20,000 words, four times over, the fast ones from one epoch of the
whole text, a chunk at a time; `minibatch` does both.
"""

import math
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.benchmarks.against_gensim import size_of, timed_training
from tests.benchmarks.epochs import loss_on
from word2vec import damping, textbook
from word2vec.blocks import blocks
from word2vec.model import Config
from word2vec.running.checkpoint import Run
from word2vec.running.reading import read_sentences
from word2vec.running.stream import CHUNK, index, read_ids
from word2vec.sampling import noise_weights, subsample, window_pairs
from word2vec.vocabulary import cumulative_noise, keep_probability

CONFIG = Config()
K, RATE = CONFIG.negatives, CONFIG.learning_rate
WORDS = 20_000  # for the slow rungs, and held out
BATCH = 512  # pairs: more would overshoot, as they are simply summed


class Text:
    """Words of a text after subsampling, their pairs, and a source of noise words."""

    def __init__(self, ids: np.ndarray, counts: np.ndarray, seed: int):
        self.rng = np.random.default_rng(seed)
        keep = keep_probability(counts, CONFIG.subsample)
        self.words, self.sentence = subsample(ids, np.append(keep, 0), self.rng)
        center, context = window_pairs(self.sentence, CONFIG.window, self.rng)
        self.centers, self.contexts = self.words[center], self.words[context]  # (P,), (P,)
        self.cumulative = cumulative_noise(counts, CONFIG.noise_power)
        self.weights = noise_weights(counts, keep, CONFIG.noise_power)

    def noise(self, *shape: int) -> np.ndarray:
        return np.searchsorted(self.cumulative, self.rng.random(shape), side="right")


# Each rung changes the table (2V, D): V centers, then V contexts.


def textbook_pair(table: np.ndarray, text: Text) -> None:
    """Pair by pair: the page `textbook.py`."""
    V = len(table) // 2
    for center, context in zip(text.centers, text.contexts, strict=True):
        textbook.step(table[:V], table[V:], center, np.append(context, text.noise(K)), RATE)


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
    for b in blocks(text.words, text.sentence, CONFIG, text.weights, text.rng):
        vectors = table.take(b.ids, axis=0)
        damping.step(vectors[: b.centers], vectors[b.centers :], b.seen, b.noise, RATE)
        table[b.ids] = vectors


def climb(title: str, corpus: str, sentences: int | None, rungs: dict[Callable, str]) -> None:
    """Run rungs on the first sentences of a text, or on all of it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "ids")
        vocabulary = index(islice(read_sentences(corpus), sentences), path, 5)
        counts = vocabulary.counts
        ids = read_ids(path)
    test, ids = ids[:WORDS], ids[WORDS:]
    passes, size = 1, CHUNK
    if sentences:
        passes, size, ids = 4, WORDS, ids[:WORDS]
    print(f"{title}, {len(counts):,} different ones")
    before = 0.0
    for rung, saved in rungs.items():
        table = Run.begin(vocabulary, CONFIG).table
        seconds, pairs = 0.0, 0
        for start in passes * list(range(0, len(ids), size)):
            text = Text(ids[start : start + size], counts, seed=start)  # the same for every rung
            begin = time.perf_counter()
            rung(table, text)
            seconds += time.perf_counter() - begin
            pairs += len(text.centers)
        v, u = np.split(table, 2)
        loss = loss_on(v, u, test, counts, CONFIG)
        show(rung.__name__, pairs / seconds, before, loss, saved)
        before = pairs / seconds


def show(name: str, speed: float, before: float, loss: float, saved: str) -> None:
    times = f"x {speed / before:.1f}" if before else ""
    print(f"  {name:14}{speed:12,.0f} pairs/s {times:7} loss {loss:.3f}  {saved}", flush=True)


def main(corpus: str) -> None:
    print(f"{Path(corpus).name}; before learning, loss is {(1 + K) * math.log(2):.3f}")
    slow = {
        textbook_pair: "",
        minibatch: "saves most calls; copying and adding up rows takes the time",
    }
    fast = {
        minibatch: "",
        block: "saves the copies: each word once, also as noise; products take the time",
    }
    climb(f"{WORDS:,} words four times over", corpus, 5_000, slow)
    climb("all words once", corpus, None, fast)
    print("all words three times, in the trainer, with sampling; loss at the end")
    _, _, pairs = size_of(corpus, CONFIG)
    before = 0.0
    for workers in (1, 2):
        seconds, model = timed_training(corpus, Config(epochs=3, workers=workers))
        speed = 3 * pairs / seconds
        show(f"{workers} worker(s)", speed, before, model.last_loss, "")
        before = speed


if __name__ == "__main__":
    main(sys.argv[1])
