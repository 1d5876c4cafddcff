"""Where the time of training goes: python -m tests.benchmarks.hot_path CORPUS [--dim 100] …

Trains on some chunks, so that vectors are as they are in use, then goes through more text and
times each part of the work on every block, in microseconds a block. `step` is one function, so
its parts are run once by themselves and once within it. Last comes the roofline: how long the
three products alone would take at the speed of large matrices, and how many times as long it takes.
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from word2vec.blocks import blocks
from word2vec.damping import rate, step
from word2vec.model import Config
from word2vec.objective import error
from word2vec.running.checkpoint import Run
from word2vec.running.reading import read_sentences
from word2vec.running.stream import Text, index
from word2vec.sampling import noise_weights, subsample
from word2vec.training import learn
from word2vec.vocabulary import keep_probability


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("corpus")
    for name in ("dim", "window", "negatives"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Config(), name))
    args = parser.parse_args()
    config = Config(dim=args.dim, window=args.window, negatives=args.negatives, epochs=1)
    with TemporaryDirectory() as folder:
        path = Path(folder, "ids")
        vocabulary = index(read_sentences(args.corpus), path, config.min_count)
        text, table = Text(path), Run.begin(vocabulary, config).table
        for _ in learn(table, text.chunks(range(min(len(text), 100))), vocabulary.counts, config):
            pass
        chunks = [chunk.ids for chunk in text.chunks(range(min(len(text), 10)))]
    keep = keep_probability(vocabulary.counts, config.subsample)
    weights = noise_weights(vocabulary.counts, keep, config.noise_power)
    keep, eta = np.append(keep, 0), config.learning_rate

    times, shapes = [], []
    for number, ids in enumerate(chunks):
        clock = [time.perf_counter()]
        rng = np.random.default_rng(number)
        ids, sentence = subsample(ids, keep, rng)
        for block in blocks(ids, sentence, config, weights, rng):
            clock.append(time.perf_counter())
            vectors = table.take(block.ids, axis=0)
            v, u = vectors[: block.centers], vectors[block.centers :]
            clock.append(time.perf_counter())
            x = v @ np.ascontiguousarray(u.T)  # as `error` does
            x @ u
            x.T @ v
            clock.append(time.perf_counter())
            pairs = block.seen + block.noise
            E = error(v, u, block.seen, pairs)
            E @ u, E.T @ v
            clock.append(time.perf_counter())
            rate(0.01 * (pairs @ np.vecdot(u, u)), eta)
            rate(0.01 * (np.vecdot(v, v) @ pairs), eta)
            clock.append(time.perf_counter())
            step(v, u, block.seen, block.noise, eta)
            clock.append(time.perf_counter())
            table[block.ids] = vectors
            clock.append(time.perf_counter())
            shapes.append((len(v), len(u)))
            times.append(np.diff(clock))
            clock = clock[-1:]
    C, M = np.mean(shapes, axis=0)
    print(f"{Path(args.corpus).name}: {len(vocabulary)} words, dim {config.dim}, "
          f"window {config.window}, K {config.negatives}; "
          f"{len(times)} blocks of {C:.0f} by {M:.0f} words\n")  # fmt: skip
    # counting is done for many blocks at once, so its time has a mean, but no median
    _, gather, three, gradient, damping, whole, scatter = np.median(times, axis=0)
    parts = {
        "words, windows, noise, counts": np.mean(times, axis=0)[0],
        "gather rows": gather,
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
    work = 6 * config.dim * float(np.median(np.prod(shapes, axis=1)))  # multiplications, additions
    fastest = peak()
    least = work / fastest
    print(f"{'roofline, three products':30}{least * 1e6:7.1f} µs, "
          f"{work / three / 1e9:.0f} of {fastest / 1e9:.0f} GFLOP/s reached; "
          f"all takes {total / least:.2f} times as long")  # fmt: skip


def peak() -> float:
    """Operations a second in a product of two 1024 x 1024 matrices, the best of fifty."""
    a = np.random.default_rng(0).random((1024, 1024), np.float32)
    best = np.inf
    for _ in range(50):
        start = time.perf_counter()
        a @ a
        best = min(best, time.perf_counter() - start)
    return 2 * 1024**3 / best


if __name__ == "__main__":
    main()
