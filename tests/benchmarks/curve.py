"""The best vectors for the fewest seconds? python -m tests.benchmarks.curve CORPUS -o PNG [options]

    … CORPUS -o PNG --epochs 1 2 3 5 8 15 --workers 1 2 --sets FILE … [--pword2vec PROGRAM]

A curve for each program and number of workers: quality against seconds, a point for each number of
epochs. Seconds are those of a whole process, which reads, trains and saves: the median of the runs,
in which the programs take turns. Quality is the mean of Spearman's correlations with the files of
word pairs, over all runs, each with a seed of its own. One curve is better than another where it
lies above it, or left of it. Draws a picture, and prints its figures.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from gensim.test.utils import datapath
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from tests.benchmarks.against_gensim import SETTINGS, finished, options, programs, start
from tests.benchmarks.learned import PAIRS
from tests.benchmarks.steadiness import loaded
from word2vec.evaluation import Pair, word_similarity
from word2vec.model import Config
from word2vec.plotting import COLOURS, MARKS, check_picture
from word2vec.running.questions import read_pairs

DASHES = ("-", "--", "-.", ":")  # of one worker, of two …

Sets = Sequence[Sequence[Pair]]


class Point(NamedTuple):
    """What one run, or the mean of several, gives."""

    seconds: float
    scores: list[float]  # of each set
    quality: float  # their mean


def measure(program: str, corpus: str, config: Config, sets: Sets) -> Point:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "vectors.bin")
        began = perf_counter()
        finished(start(program, corpus, str(output), config))
        seconds = perf_counter() - began
        vectors = loaded(output)
    scores = [word_similarity(vectors, pairs).value for pairs in sets]
    return Point(seconds, scores, float(np.mean(scores)))


def together(runs: Sequence[Point]) -> Point:
    """The median of the seconds, the mean of the rest."""
    seconds, scores, quality = zip(*runs, strict=True)
    return Point(
        float(np.median(seconds)), np.mean(scores, axis=0).tolist(), float(np.mean(quality))
    )


def draw(curves: dict[tuple[str, int], list[Point]], epochs: Sequence[int], sets: int) -> Figure:
    """A colour and a mark for each program, a dash for each number of workers."""
    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.add_subplot()
    programs, counts = (list(dict.fromkeys(of)) for of in zip(*curves, strict=True))
    for (program, workers), points in curves.items():
        which, dash = programs.index(program), counts.index(workers)
        colour, mark = COLOURS[which], MARKS[which]
        seconds, quality = zip(*((point.seconds, point.quality) for point in points), strict=True)
        axes.plot(seconds, quality, linestyle=DASHES[dash % len(DASHES)], color=colour,
                  marker=mark, markersize=5, markerfacecolor="white" if dash else colour,
                  label=f"{program}, {workers} worker{'s' if workers > 1 else ''}")  # fmt: skip
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("seconds to read, train and save; a point each for "
                    f"{', '.join(map(str, epochs))} epochs")  # fmt: skip
    axes.set_ylabel(f"Spearman's correlation, mean of {sets} sets")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower right", frameon=False, fontsize=8)
    return figure


def main() -> None:
    parser = options(__doc__.split("?")[0])
    parser.add_argument("--epochs", type=int, nargs="+", default=[1, 2, 3, 5, 8, 15])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sets", nargs="+", default=[datapath(file) for file in PAIRS.values()],
                        help="files of word pairs (default: as gensim ships them)")  # fmt: skip
    parser.add_argument("-o", "--output", required=True, help="the picture, a .png")
    args = parser.parse_args()
    try:
        check_picture(args.output)
        sets = [read_pairs(path) for path in args.sets]
    except (OSError, ValueError) as error:
        parser.error(str(error))
    settings = {name: getattr(args, name) for name in SETTINGS}
    curves: dict[tuple[str, int], list[Point]] = {}
    print(f"{Path(args.corpus).name}, {args.runs} runs\nprogram    workers  epochs  seconds  mean"
          + "".join(f"{Path(path).stem:>14}" for path in args.sets))  # fmt: skip
    for epochs in args.epochs:
        runs: dict[tuple[str, int], list[Point]] = {}
        for seed in range(1, args.runs + 1):
            for program in programs(args):
                for workers in args.workers:
                    changed = {"epochs": epochs, "seed": seed, "workers": workers}
                    point = measure(program, args.corpus, Config(**settings | changed), sets)
                    runs.setdefault((Path(program).name, workers), []).append(point)
        for (program, workers), found in runs.items():
            point = together(found)
            curves.setdefault((program, workers), []).append(point)
            print(f"{program:10} {workers:7} {epochs:7} {point.seconds:8.1f} {point.quality:5.3f}"
                  + "".join(f"{score:14.3f}" for score in point.scores), flush=True)  # fmt: skip
    draw(curves, args.epochs, len(sets)).savefig(args.output, dpi=120)


if __name__ == "__main__":
    main()
