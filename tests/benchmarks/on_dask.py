"""Training on several machines with Dask: python -m tests.benchmarks.on_dask CORPUS PAIRS …

    pip install distributed

PAIRS are files of word pairs that people have judged, such as WordSim-353 and SimLex-999. Prints
their scores by the number of rounds in an epoch, beside one worker without rounds: mean and
standard error over seeds. With --kill it trains three times instead, with one Dask worker, with
two, and with two of which one is killed in the middle of a round, and compares the bytes.

A round has P tasks. Each trains a copy of the same table on every P-th chunk of the round, and the
moves of all tasks are joined two by two (Adasum, Maleki et al. 2021):

    a, b  ->  (1 - a·b / 2‖a‖²) a + (1 - a·b / 2‖b‖²) b      two moves a, b of one row

Moves at right angles are added up, since they say different things. Equal moves are taken once,
since they say the same. Joined so, the table learns somewhat too slowly. FASTER makes up for it.

A task depends on the table, its chunks and the seed alone. So any machine can take it, or take it
again when another has died, and the bytes do not depend on how many machines there are.

Letters: P tasks in a round, V words in the vocabulary, D dimensions.
"""

import argparse
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # also of the workers that start here

import numpy as np

from similarity.metrics import Array
from word2vec.evaluation import word_similarity
from word2vec.model import Config
from word2vec.running import stream
from word2vec.running.checkpoint import Run
from word2vec.running.files import temporary_folder
from word2vec.running.questions import read_pairs
from word2vec.running.reading import read_sentences
from word2vec.running.stream import Text, index
from word2vec.training import Chunk, learn
from word2vec.vocabulary import Vocabulary

TASKS = 4  # P
FASTER = 1.5  # times the learning rate, where moves are joined


def train(
    client: Any,
    vocabulary: Vocabulary,
    text: Text,
    config: Config,
    rounds: int,
    watch: Callable[[int], None] = lambda done: None,
) -> Array:
    """The table (2V, D) that Dask's workers train, with so many rounds in each epoch.

    `watch` is given the number of each round while its tasks run.
    """
    table = Run.begin(vocabulary, config).table
    faster = replace(config, learning_rate=FASTER * config.learning_rate)
    cuts = np.linspace(0, config.epochs * len(text), config.epochs * rounds + 1).round().astype(int)
    for number, (start, stop) in enumerate(pairwise(cuts.tolist())):
        # a task, not data that is sent: Dask can do it again, where the worker that has it dies
        shared = client.submit(np.copy, table, pure=False)
        shares = (list(text.chunks(range(start, stop)[task::TASKS])) for task in range(TASKS))
        moves = [
            client.submit(move, shared, share, vocabulary.counts, faster, pure=False)
            for share in shares
        ]
        while len(moves) > 1:  # pairs, then pairs of pairs, so that no worker has to hold all
            pairs = zip(moves[::2], moves[1::2], strict=True)
            moves = [client.submit(join, *pair, pure=False) for pair in pairs]
        watch(number)
        table += moves[0].result()
    return table


def move(table: Array, chunks: Iterable[Chunk], counts: Array, config: Config) -> Array:
    """How far training on these chunks moves the table (2V, D)."""
    own = table.copy()  # what Dask hands out may not be changed
    for _ in learn(own, chunks, counts, config):
        pass
    return own - table


def join(a: Array, b: Array) -> Array:
    """Adasum of two moves (2V, D), row by row.

    >>> join(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([[0.0, 2.0], [1.0, 0.0]]))
    array([[1., 2.],
           [1., 0.]])
    """
    half = np.vecdot(a, b) / 2  # (2V,)
    of_a = 1 - half / (np.vecdot(a, a) + np.float32(1e-30))  # (2V,) not 0 / 0 in a row at rest
    of_b = 1 - half / (np.vecdot(b, b) + np.float32(1e-30))
    return of_a[:, None] * a + of_b[:, None] * b


def alone(vocabulary: Vocabulary, text: Text, config: Config) -> Array:
    """The table (2V, D) that one worker trains, without rounds."""
    table = Run.begin(vocabulary, config).table
    chunks = text.chunks(range(config.epochs * len(text)))
    for _ in learn(table, chunks, vocabulary.counts, config):
        pass
    return table


def compare(client: Any, vocabulary: Vocabulary, text: Text, args: argparse.Namespace) -> None:
    """Print the scores of one worker, and of Dask by the number of rounds."""
    files = [read_pairs(path) for path in args.pairs]
    print("rounds   " + "   ".join(f"{Path(path).stem:15}" for path in args.pairs) + "   seconds")
    for rounds in [0, *args.rounds]:
        scores, start = [], time.perf_counter()
        for seed in range(1, args.seeds + 1):
            config = Config(epochs=args.epochs, seed=seed)
            if rounds:
                table = train(client, vocabulary, text, config, rounds)
            else:
                table = alone(vocabulary, text, config)
            run = Run(config, vocabulary, table, [], 0)
            scores.append([word_similarity(run.model().vectors, pairs).value for pairs in files])
        seconds = (time.perf_counter() - start) / args.seeds
        error = np.std(scores, axis=0, ddof=1) / np.sqrt(args.seeds)
        cells = zip(np.mean(scores, axis=0), error, strict=True)
        row = "   ".join(f"{mean:.3f} ± {error:.3f}  " for mean, error in cells)
        print(f"{rounds or 'alone':>6}   {row}   {seconds:7.0f}", flush=True)


def same_bytes(vocabulary: Vocabulary, text: Text, config: Config, rounds: int) -> None:
    """Print the digest of what one worker, two, and two with one of them killed have trained."""
    for workers, kill in ((1, False), (2, False), (2, True)):
        with cluster(workers) as client:

            def watch(number: int, kill: bool = kill, client: Any = client) -> None:
                if kill and number == config.epochs * rounds // 2:
                    time.sleep(0.2)  # let the tasks begin
                    worker, process = next(iter(client.run(os.getpid).items()))
                    os.kill(process, signal.SIGKILL)
                    print(f"killed {worker} in round {number}")

            table = train(client, vocabulary, text, config, rounds, watch)
        print(f"{workers} workers, killed: {kill}, sha256 {sha256(table.tobytes()).hexdigest()}")


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """A client of Dask workers on this machine, each a process with one thread."""
    from dask.distributed import Client, LocalCluster  # here, so that others need not carry it

    options = dict(n_workers=workers, threads_per_worker=1, dashboard_address=None)
    with LocalCluster(**options) as machines, Client(machines) as client:
        yield client


def main() -> None:
    stream.CHUNK = 20_000  # ids: in shorter chunks, since a round may have few
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus")
    parser.add_argument("pairs", nargs="*")
    parser.add_argument("--rounds", type=int, nargs="+", default=[1, 5, 10, 25, 50, 100])
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill", action="store_true")
    args = parser.parse_args()
    if not (args.pairs or args.kill):
        parser.error("give files of word pairs, or --kill")
    with temporary_folder() as folder:
        vocabulary = index(read_sentences(args.corpus), folder / "ids", Config().min_count)
        text = Text(folder / "ids")
        if args.kill:
            same_bytes(vocabulary, text, Config(epochs=args.epochs), args.rounds[-1])
            return
        with cluster(args.workers) as client:
            compare(client, vocabulary, text, args)


if __name__ == "__main__":
    main()
