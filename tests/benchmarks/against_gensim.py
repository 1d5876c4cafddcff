"""Speed, memory and quality beside gensim, pWord2Vec and, where it is installed, fastText.

    python -m tests.benchmarks.against_gensim CORPUS [--epochs 5] [--runs 5] [--workers 1 2]
        [--pword2vec PROGRAM] …

CORPUS is plain text, a sentence a line. Every run is a process of its own that reads the text,
trains, and saves. The programs take turns, so that a machine whose speed drifts treats all alike,
and each run has its own seed. "training" begins where the vocabulary is known and, here, the file
of ids is written; it includes starting the workers. gensim reads the text once more while it
trains, through `corpus_file`, its fastest way in; the others are not timed in parts. Memory is the
peak of the proportional set size of all processes of a run. pWord2Vec, Intel's C++ trainer, takes
part where --pword2vec names the program, which is started without Python. As it is published it has
no seed: with one worker all its runs are the same, unless its source was given an option -seed.

Words a second are raw ones, and those that subsampling keeps; pairs are what the windows hold,
counted by `window_pairs` on the first million words. fastText, without character n-grams, uses
the noise power 0.5, its own subsampling, and no seed. Quality is Spearman's correlation with
people's judgement of word pairs (WordSim-353 and SimLex-999, as gensim ships them), computed by
gensim for all.
"""

import argparse
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from tests.benchmarks.learned import PAIRS
from word2vec.model import Config, Model
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.running.stream import index, read_ids
from word2vec.sampling import subsample, window_pairs
from word2vec.vocabulary import keep_probability

SETTINGS = ("dim", "window", "negatives", "subsample", "min_count", "learning_rate", "epochs")


def run_here(corpus: str, output: str, config: Config) -> float:
    seconds, model = timed_training(corpus, config)
    model.vectors.save(output)
    return seconds


def timed_training(corpus: str, config: Config) -> tuple[float, Model]:
    """Seconds spent on training alone, and what came of it."""
    clock: list[float] = []
    model = train(read_sentences(corpus), config, watch=lambda run: clock.append(perf_counter()))
    return clock[-1] - clock[0], model


def run_gensim(corpus: str, output: str, config: Config) -> float:
    model = new_gensim(config)
    model.build_vocab(corpus_file=corpus)
    start = perf_counter()
    model.train(
        corpus_file=corpus,
        total_examples=model.corpus_count,
        total_words=model.corpus_total_words,
        epochs=config.epochs,
    )
    seconds = perf_counter() - start
    model.wv.save_word2vec_format(output, binary=True)
    return seconds


def new_gensim(config: Config) -> Any:
    """gensim's Word2Vec with the same settings, before it has seen a text."""
    from gensim.models import Word2Vec  # here, so that others need not carry it

    return Word2Vec(
        sg=1,
        vector_size=config.dim,
        window=config.window,
        negative=config.negatives,
        sample=config.subsample,
        min_count=config.min_count,
        epochs=config.epochs,
        alpha=config.learning_rate,
        min_alpha=config.learning_rate * 1e-4,
        seed=config.seed,
        workers=config.workers,
    )


def run_fasttext(corpus: str, output: str, config: Config) -> float:
    import fasttext
    from gensim.models import KeyedVectors

    model = fasttext.train_unsupervised(
        corpus,
        model="skipgram",
        dim=config.dim,
        ws=config.window,
        neg=config.negatives,
        t=config.subsample,
        minCount=config.min_count,
        epoch=config.epochs,
        lr=config.learning_rate,
        bucket=0,
        thread=config.workers,
        maxn=0,
        verbose=0,
    )
    vectors = KeyedVectors(config.dim)
    vectors.add_vectors(model.words, model.get_input_matrix()[: len(model.words)])
    vectors.save_word2vec_format(output, binary=True)
    return float("nan")


PROGRAMS = {"ours": run_here, "gensim": run_gensim}
if importlib.util.find_spec("fasttext"):
    PROGRAMS["fastText"] = run_fasttext


def start(program: str, corpus: str, output: str, config: Config) -> subprocess.Popen[str]:
    """A process that reads, trains and saves: one of PROGRAMS, or the path of a pWord2Vec."""
    if program in PROGRAMS:
        job = json.dumps([program, corpus, output, vars(config)])
        command = [sys.executable, "-m", "tests.benchmarks.against_gensim", "--job", job]
    else:
        command = pword2vec(program, corpus, output, config)
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def pword2vec(program: str, corpus: str, output: str, config: Config) -> list[str]:
    """The command line of pWord2Vec, which ignores options that it does not know."""
    for path in (corpus, output):
        if len(os.fsencode(path)) > 99:
            sys.exit(f"pWord2Vec has no room for a path of over 99 bytes: {path}; give a shorter")
    values = {
        "train": corpus,
        "output": output,
        "binary": 1,
        "size": config.dim,
        "window": config.window,
        "batch-size": 2 * config.window + 1,  # a whole window, as its default is for window 5
        "negative": config.negatives,
        "sample": config.subsample,
        "min-count": config.min_count,
        "iter": config.epochs,
        "alpha": config.learning_rate,
        "threads": config.workers,
        "seed": config.seed,
        "debug": 0,
    }
    flags = ((f"-{name}", str(value)) for name, value in values.items())
    return [program, *chain.from_iterable(flags)]


def finished(process: subprocess.Popen[str]) -> str:
    """What a process printed in the end; leaves with a line where it failed."""
    printed, _ = process.communicate()
    if process.returncode:
        sys.exit(f"failed: {process.args!r}")
    return printed


def memory_of(pid: int) -> float:
    """The proportional set size of a process and its children, in MB."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has just ended
        return 0
    pss = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(pss.split()[1]) / 1024 + sum(memory_of(int(child)) for child in children)


def measure(program: str, corpus: str, config: Config) -> list[float]:
    """Whole and training seconds, peak MB, and correlation and pairs covered for each file."""
    with tempfile.TemporaryDirectory() as folder:
        output = str(Path(folder, "vectors.bin"))
        began = perf_counter()
        process = start(program, corpus, output, config)
        peak = [0.0]

        def watch() -> None:
            while process.poll() is None:
                peak.append(memory_of(process.pid))
                time.sleep(0.25)

        threading.Thread(target=watch, daemon=True).start()
        printed = finished(process)
        whole = perf_counter() - began
        seconds = float(printed) if program in PROGRAMS else float("nan")
        return [whole, seconds, max(peak), *quality(output)]


def quality(path: str) -> list[float]:
    from gensim.models import KeyedVectors

    return correlations(KeyedVectors.load_word2vec_format(path, binary=True))


def correlations(vectors: Any) -> list[float]:
    """Spearman's correlation, and the share of pairs covered in percent, for each file."""
    from gensim.test.utils import datapath

    found = []
    for file in PAIRS.values():
        _, spearman, unknown = vectors.evaluate_word_pairs(datapath(file))
        found += [float(spearman.statistic), 100 - unknown]
    return found


def size_of(corpus: str, config: Config) -> tuple[float, float, float]:
    """Words in one epoch, those that subsampling keeps, and the pairs that they make."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ids")
        vocabulary = index(read_sentences(corpus), path, config.min_count)
        head = read_ids(path, 0, 1_000_000)
    keep = keep_probability(vocabulary.counts, config.subsample)
    kept = float(vocabulary.counts @ keep)
    rng = np.random.default_rng(0)
    words, sentence = subsample(head, np.append(keep, 0), rng)
    center, _ = window_pairs(sentence, config.window, rng)
    return float(vocabulary.counts.sum()), kept, kept * len(center) / len(words)


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))


def options(title: str) -> argparse.ArgumentParser:
    """A command line with a text, the programs to compare, and the settings of all.

    An option that is added later takes the place of one of the same name.
    """
    parser = argparse.ArgumentParser(description=title, conflict_handler="resolve")
    parser.add_argument("corpus", help="plain text, a sentence a line")
    parser.add_argument("--only", nargs="*", choices=PROGRAMS, default=list(PROGRAMS),
                        help="which of the programs (default: all)")  # fmt: skip
    parser.add_argument("--pword2vec", metavar="PROGRAM", help="pWord2Vec as well: its path")
    for name in SETTINGS:
        value = getattr(Config(epochs=5), name)
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    return parser


def programs(args: argparse.Namespace) -> list[str]:
    """The programs that take part, as `start` knows them."""
    if args.pword2vec and not shutil.which(args.pword2vec):
        sys.exit(f"--pword2vec: there is no program {args.pword2vec}")
    return [*args.only, *([args.pword2vec] if args.pword2vec else [])]


def main() -> None:
    parser = options(__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--workers", type=int, nargs="+", default=[1])
    args = parser.parse_args()
    config = Config(**{name: getattr(args, name) for name in SETTINGS})
    sizes = size_of(args.corpus, config)
    words, kept, pairs = sizes
    print(f"{Path(args.corpus).name}: {words:,.0f} words, {kept:,.0f} kept, {pairs:,.0f} pairs")
    print(", ".join(f"{name} {getattr(config, name)}" for name in SETTINGS))
    print(f"gensim {version('gensim')}, NumPy {np.__version__}, Python "
          f"{platform.python_version()}; {processor()}, {os.cpu_count()} cores, one BLAS thread "
          "a process\n")  # fmt: skip
    title = ("program   workers  seconds  training   kilowords/s  kept k/s  pairs k/s  peak MB   "
             + "   ".join(f"{name} (pairs %)" for name in PAIRS))  # fmt: skip
    print(title)
    for workers in args.workers:
        rows: dict[str, list[list[float]]] = {program: [] for program in programs(args)}
        for seed in range(1, args.runs + 1):
            for program in rows:
                settings = vars(config) | {"seed": seed, "workers": workers}
                rows[program].append(measure(program, args.corpus, Config(**settings)))
                show(program, workers, rows[program][-1], config.epochs * np.array(sizes))
        print("median of times, mean of correlations:")
        for program, found in rows.items():
            row = np.mean(found, axis=0)
            row[:3] = np.median(found, axis=0)[:3]
            show(program, workers, row, config.epochs * np.array(sizes))
        here = np.array(rows.pop("ours", []))
        for program, found in rows.items() if len(here) else []:
            whole, train = np.median(np.array(found)[:, :2] / here[:, :2], axis=0)
            training = "" if np.isnan(train) else f", {train:.2f} times to train"
            print(f"{Path(program).name} takes {whole:.2f} times as long as ours{training} "
                  "(median of the pairs)")  # fmt: skip
        print()


def show(program: str, workers: int, row: Sequence[float], sizes: np.ndarray) -> None:
    """Print a row as `measure` gives it, with the speed at which `sizes` were done."""
    whole, train, memory, *scores = row
    raw, after, seen = sizes / (train if train > 0 else whole) / 1e3
    print(f"{Path(program).name:9} {workers:7} {whole:8.1f} {train:9.1f} {raw:13.0f} {after:9.0f} "
          f"{seen:10.0f} {memory:8.0f}   {scores[0]:11.3f} ({scores[1]:.0f})   "
          f"{scores[2]:14.3f} ({scores[3]:.0f})", flush=True)  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--job"]:
        program, corpus, output, settings = json.loads(sys.argv[2])
        print(PROGRAMS[program](corpus, output, Config(**settings)))
    else:
        main()
