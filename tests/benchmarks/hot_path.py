"""Where the time of training goes: python -m tests.benchmarks.hot_path CORPUS [--dim 100] …

Trains on some chunks, so that vectors are as they are in use, then goes through more text and
times each part of the work on every block, in microseconds a block. `step` is one function, so
its parts are run once by themselves and once within it. The speed of the three products is set
against the fastest product of large matrices on this machine.
"""

import argparse
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from word2vec import objective
from word2vec.corpus import read_sentences
from word2vec.model import Config, Training
from word2vec.objective import gradients, rate, step
from word2vec.sampling import blocks, noise_draws, subsample
from word2vec.training import CHUNK, _read, train_chunks
from word2vec.vocabulary import cumulative_noise, keep_probability, read_ids


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("corpus")
    for name in ("dim", "window", "negatives"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Config(), name))
    args = parser.parse_args()
    config = Config(dim=args.dim, window=args.window, negatives=args.negatives, epochs=1)
    with TemporaryDirectory() as folder:
        vocabulary, cuts = _read(read_sentences(args.corpus), config.min_count, folder)
        training = Training.begin(vocabulary, config)
        for _ in train_chunks(range(min(len(cuts) - 1, 100)), training.memory, folder, config):
            pass
        table = training.table
        ids = read_ids(Path(folder, "ids"), 0, 10 * CHUNK)
    keep = np.append(keep_probability(vocabulary.counts, config.subsample), 0)
    cumulative = cumulative_noise(vocabulary.counts)

    times, shapes, draws = [], [], noise_draws(config.negatives)
    for start in range(0, len(ids), CHUNK):
        clock = [time.perf_counter()]
        rng = np.random.default_rng(start)
        words, sentence = subsample(ids[start : start + CHUNK], keep, rng)
        for block in blocks(words, sentence, config.window, draws, cumulative, rng):
            clock.append(time.perf_counter())
            rows = table.take(block.rows, axis=0)
            v, u = rows[: block.centers], rows[block.centers :]
            clock.append(time.perf_counter())
            noise = objective.by_chance(block.pairs, block.drawn, config.negatives)
            clock.append(time.perf_counter())
            x = v @ np.ascontiguousarray(u.T)  # as `gradients` does
            x @ u
            x.T @ v
            clock.append(time.perf_counter())
            gradients(v, u, block.seen, noise)
            clock.append(time.perf_counter())
            steps = block.seen + noise
            rate(0.01 * (steps @ np.vecdot(u, u)), 0.025)
            rate(0.01 * (np.vecdot(v, v) @ steps), 0.025)
            clock.append(time.perf_counter())
            step(v, u, block.seen, noise, 0.025)
            clock.append(time.perf_counter())
            table[block.rows] = rows
            clock.append(time.perf_counter())
            shapes.append((len(v), len(u)))
            times.append(np.diff(clock))
            clock = clock[-1:]
    C, M = np.mean(shapes, axis=0)
    print(f"{Path(args.corpus).name}: {len(vocabulary)} words, dim {config.dim}, "
          f"window {config.window}, K {config.negatives}; "
          f"{len(times)} blocks of {C:.0f} by {M:.0f} words\n")  # fmt: skip
    # sampling is done for many blocks at once, so its time has a mean, but no median
    _, gather, chance, three, gradient, damping, whole, scatter = np.median(times, axis=0)
    parts = {
        "words, windows, noise, counts": np.mean(times, axis=0)[0],
        "gather rows": gather,
        "noise by chance": chance,
        "three products": three,
        "σ and error": gradient - three,
        "damping": damping,
        "scale and subtract": whole - gradient - damping,
        "scatter rows": scatter,
    }
    total = sum(parts.values())
    for name, seconds in parts.items():
        print(f"{name:30}{seconds * 1e6:7.1f} µs {seconds / total:6.0%}")
    print(f"{'all':30}{total * 1e6:7.1f} µs")
    speeds = [6 * c * m * config.dim / row[3] for (c, m), row in zip(shapes, times, strict=True)]
    print(f"\nthe three products run at {np.median(speeds) / 1e9:.0f} GFLOP/s; "
          f"a product of large matrices at {peak():.0f}")  # fmt: skip


def peak() -> float:
    """GFLOP/s of a product of two 1024 x 1024 matrices, the best of ten."""
    a = np.random.default_rng(0).random((1024, 1024), np.float32)
    best = np.inf
    for _ in range(10):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    return 2 * 1024**3 / best / 1e9


if __name__ == "__main__":
    main()
