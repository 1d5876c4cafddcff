"""Time and quality of `word2vec train` against gensim doing the same job, run by hand.

    python -m tests.benchmarks.against_gensim CORPUS [--epochs 5] [--seeds 1 2 3] …

Each run is a process of its own that reads the text, trains with one worker and one BLAS thread,
and saves; the two take turns, so that a machine whose speed drifts treats both alike. Quality is
Spearman's correlation with people's judgement of word pairs (WordSim-353 and SimLex-999, as gensim
ships them), computed by gensim for both.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import gensim
import numpy as np
from gensim.models import KeyedVectors, Word2Vec
from gensim.test.utils import datapath

SETTINGS = {"dim": 100, "window": 5, "negatives": 5, "subsample": 1e-3, "min_count": 5}
TYPES = {name: type(value) for name, value in SETTINGS.items()}


def train_gensim(corpus: str, output: str, options: dict) -> None:
    model = Word2Vec(
        corpus_file=corpus,  # its fastest way in, for plain text
        sg=1,
        vector_size=options["dim"],
        window=options["window"],
        negative=options["negatives"],
        sample=options["subsample"],
        min_count=options["min_count"],
        epochs=options["epochs"],
        alpha=0.025,
        min_alpha=0.025e-4,
        seed=options["seed"],
        workers=1,
    )
    model.wv.save_word2vec_format(output, binary=True)


def command(program: str, corpus: str, output: str, options: dict) -> list[str]:
    if program == "gensim":
        return [sys.executable, "-m", __spec__.name, "--gensim", repr((corpus, output, options))]
    flags = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    flags = [flag.replace("_", "-") for flag in flags]
    return [sys.executable, "-m", "word2vec", "train", corpus, "-o", output, *flags]


def quality(path: str) -> list[float]:
    vectors = KeyedVectors.load_word2vec_format(path, binary=True)
    scores = []
    for pairs in ("wordsim353.tsv", "simlex999.txt"):
        _, spearman, unknown = vectors.evaluate_word_pairs(datapath(pairs))
        scores += [spearman.statistic, 100 - unknown]
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    for name, value in SETTINGS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=TYPES[name], default=value)
    args = parser.parse_args()
    settings = {name: getattr(args, name) for name in (*SETTINGS, "epochs")}
    print(f"{args.corpus}: {settings}, one worker, one BLAS thread")
    print(f"gensim {gensim.__version__}, NumPy {np.__version__}, {platform.machine()}\n")
    print("program   seed  seconds  memory MB  WordSim-353 (pairs %)  SimLex-999 (pairs %)")
    rows: dict[str, list[list[float]]] = {"word2vec": [], "gensim": []}
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    for seed in args.seeds:
        for program in rows:
            with tempfile.TemporaryDirectory() as folder:
                output = str(Path(folder) / "vectors.bin")
                run = command(program, args.corpus, output, settings | {"seed": seed})
                start = time.perf_counter()
                process = subprocess.Popen(run, env=environment, stdout=subprocess.DEVNULL)
                _, status, usage = os.wait4(process.pid, 0)
                seconds = time.perf_counter() - start
                if status:
                    sys.exit(f"{program} failed: {' '.join(run)}")
                memory = usage.ru_maxrss / 1024
                rows[program].append([seconds, memory, *quality(output)])
                print("{:9} {:4}  {:7.1f}  {:9.0f}  {:11.3f} ({:.0f})  {:14.3f} ({:.0f})".format(
                    program, seed, *rows[program][-1]), flush=True)  # fmt: skip
    print()
    for program in rows:
        print("{:9} mean  {:7.1f}  {:9.0f}  {:11.3f} ({:.0f})  {:14.3f} ({:.0f})".format(
            program, *np.mean(rows[program], axis=0)))  # fmt: skip
    ratios = [g[0] / w[0] for w, g in zip(rows["word2vec"], rows["gensim"], strict=True)]
    print(f"gensim takes {statistics.median(ratios):.2f} times as long (median of the pairs)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--gensim"]:
        import ast

        train_gensim(*ast.literal_eval(sys.argv[2]))
    else:
        main()
