"""What does each choice do? One change at a time: python -m tests.benchmarks.ablations [CORPUS]

Trains on the sample corpora (20 epochs) and, if given, on the text CORPUS (10 epochs), the default
settings with one thing changed, three seeds each. Asks, on the sample corpora, how many of three
texts found for a text are of the same subject (precision at 3, mean pooling unless said) and how
often the odd word out is found; on CORPUS, how well cosines order word pairs as people do
(WordSim-353, SimLex-999). Prints a table, and saves in --output (default: notebooks) all figures,
ablations.csv, and in --charts a chart for each question. With Brown on two cores half an hour.
"""

import argparse
import csv
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from similarity.metrics import normalize
from tests.benchmarks.learned import PAIRS, by_people, on_sample
from word2vec import blocks, objective, sampling, training
from word2vec.corpus import Reading
from word2vec.counting import count_vectors
from word2vec.model import Config, Model
from word2vec.plotting import COLOURS
from word2vec.running.files import DATA
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.vectors import WordVectors

SEEDS = (1, 2, 3)
SAMPLES = ("en", "zh")


@contextmanager
def replaced(module: Any, **names: Any) -> Iterator[None]:
    before = {name: getattr(module, name) for name in names}
    for name, value in names.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(module, name, value)


def all_or_none(draw: Callable[[tuple[int, ...]], np.ndarray]) -> Any:
    """Neighbours count 1 or 0: those count whose weight by (9) is above what their center draws."""

    def weights(sentence: np.ndarray, window: int) -> np.ndarray:
        near = sampling.window_weights(sentence, window)  # (BP, 2W+1, T)
        return (near > draw((len(near), 1, near.shape[2]))).astype(np.float32)

    return replaced(blocks, window_weights=weights)


def plain_steps(mean: bool = False) -> Any:
    """The summed gradient times the learning rate, as it is, or divided by the pairs of a block."""

    def step(v: Any, u: Any, seen: Any, noise: Any, learning_rate: float) -> None:
        dv, du = objective.gradients(v, u, seen, noise)
        rate = np.float32(learning_rate / (seen.sum() if mean else 1))
        v -= rate * dv
        u -= rate * du

    return replaced(training, step=step)


@contextmanager
def blocks_of(words: int, damped: bool = True) -> Iterator[None]:
    with (
        replaced(blocks, BLOCK=words, PAIRS=10**9, NUMBERS=10**9),
        nullcontext() if damped else plain_steps(),
    ):
        yield


def blocks_in(parts: int) -> Any:
    return replaced(blocks, PART=blocks.BLOCK // parts)


def center(model: Model) -> np.ndarray:
    return model.vectors.matrix


def context(model: Model) -> np.ndarray:
    return model.context


def both_summed(model: Model) -> np.ndarray:
    return model.vectors.matrix + model.context


def both_in_line(model: Model) -> np.ndarray:
    return np.hstack([normalize(model.vectors.matrix), normalize(model.context)])


@dataclass(frozen=True)
class Row:
    """A setting: what differs from the default one."""

    label: str = field(compare=False)  # so that the same setting is trained once
    config: Config = Config()
    changed: Callable[[], Any] = nullcontext  # code, while training runs
    view: Callable[[Model], np.ndarray] = center  # the vectors to look at
    pooling: str = "mean"
    without_stop_words: bool = False
    stems: bool = False
    counted: bool = False


def each(name: str, *values: Any) -> list[Row]:
    return [Row(f"{value:g}", Config(**{name: value})) for value in values]


QUESTIONS: dict[str, list[Row]] = {
    "subsample": [Row("none", Config(subsample=0.0)), *each("subsample", 1e-2, 1e-3, 1e-4)],
    "noise power": each("noise_power", 0.0, 0.5, 0.75, 1.0),
    "reach of a window": [
        Row("weights of (9)"),
        Row("drawn, up to 5", changed=lambda: all_or_none(np.random.default_rng(0).random)),
        Row("always 5", changed=lambda: all_or_none(np.zeros)),
    ],
    "window": each("window", 1, 2, 5, 10, 20),
    "negatives K": each("negatives", 1, 2, 5, 15),
    "dimensions": each("dim", 3, 10, 30, 100, 300),
    "epochs": each("epochs", 1, 3, 10, 20, 40, 80),
    "learning rate": each("learning_rate", 0.0125, 0.025, 0.03, 0.05),
    "which vectors": [
        Row("center"),
        Row("context", view=context),
        Row("their sum", view=both_summed),
        Row("both in line", view=both_in_line),
    ],
    "gradient of a block": [
        Row("sum, by (6)"),
        Row("plain sum", changed=plain_steps),
        Row("mean", changed=lambda: plain_steps(mean=True)),
        Row("10,000 words, by (6)", changed=lambda: blocks_of(10_000)),
        Row("10,000 words, plain sum", changed=lambda: blocks_of(10_000, damped=False)),
    ],
    "words of a block": [
        Row(str(words), changed=partial(blocks_of, words)) for words in (24, 48, 96, 192, 384)
    ],
    "parts of a block": [Row(str(P), changed=partial(blocks_in, P)) for P in (2, 3, 4, 6)],
    "pooling": [Row(name, pooling=name) for name in ("mean", "unit_mean", "max", "sif")],
    "stop words": [Row("kept"), Row("dropped", without_stop_words=True)],
    "stems": [Row("words as they are"), Row("their stems", stems=True)],
    "train or count": [Row("train"), Row("count", counted=True)],
}


@cache
def sentences_of(text: str, without_stop_words: bool, stem: str | None) -> list[list[str]]:
    language, path = (text, DATA / f"sample.{text}.txt") if text in SAMPLES else ("en", Path(text))
    stop = (DATA / f"stop_words.{language}.txt").read_text("utf-8").split()
    stop_words = set(stop) if without_stop_words else ()
    return list(read_sentences(path, stop_words=stop_words, stem=stem))


class Job(NamedTuple):
    text: str  # "en" or "zh" for a sample, or a path
    question: str
    number: int  # of the row
    seed: int

    @property
    def row(self) -> Row:  # which has functions that cannot be sent to another process
        return QUESTIONS[self.question][self.number]

    @property
    def setting(self) -> tuple[str, Row, int]:
        return self.text, self.row, self.seed


def run(job: Job) -> tuple[float, float]:
    """Train as the row of the question says, and ask."""
    row, sample = job.row, job.text in SAMPLES
    reading = Reading(stem="english" if row.stems else None)
    sentences = sentences_of(job.text, row.without_stop_words, reading.stem)
    epochs = row.config.epochs or (20 if sample else 10)
    config = replace(row.config, epochs=epochs, seed=job.seed)
    if row.counted:
        vectors = count_vectors(sentences, config)
    else:
        with row.changed(), np.errstate(all="ignore"):
            model = train(sentences, config)
        words, counts = model.vectors.words, model.vectors.counts
        vectors = WordVectors(words, row.view(model), counts, reading)
    return on_sample(vectors, job.text, row.pooling, sentences) if sample else by_people(vectors)


def careful(job: Job) -> tuple[float, float]:
    try:
        return run(job)
    except ValueError:  # vectors that are not finite: that setting diverged
        return float("nan"), float("nan")


FIELDS = ("text", "question", "setting", "measure", "mean", "deviation")


def measure(texts: Sequence[str], questions: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A row of the table for each text, question, setting and measure."""
    jobs = [
        Job(text, question, number, seed)
        for question in questions
        for text in texts
        if text in SAMPLES or question != "pooling"  # word pairs have no sentences
        if text != "zh" or question != "stems"  # Chinese words have no endings
        for number in range(len(QUESTIONS[question]))
        for seed in SEEDS
    ]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        asked: dict[tuple[str, Row, int], Future[tuple[float, float]]] = {}
        for job in jobs:
            if job.setting not in asked:
                asked[job.setting] = pool.submit(careful, job)
        found = ((job, asked[job.setting].result()) for job in jobs)
        for (text, question, number, _), group in groupby(
            found, key=lambda pair: pair[0][:3] + (0,)
        ):
            scores = np.array([score for _, score in group])
            names = ("precision at 3", "odd one out") if text in SAMPLES else PAIRS
            for name, mean, spread in zip(
                names, scores.mean(0), scores.std(0, ddof=1), strict=True
            ):
                label = QUESTIONS[question][number].label
                where = f"sample.{text}.txt" if text in SAMPLES else Path(text).stem
                figures = (f"{mean:.4f}", f"{spread:.4f}")
                yield dict(zip(FIELDS, (where, question, label, name, *figures), strict=True))


def draw(question: str, rows: Sequence[dict[str, str]]) -> Figure:
    """A chart of one question: settings from left to right, a line for each text and measure."""
    wanted = [row for row in rows if row["question"] == question]
    lines: dict[str, list[dict[str, str]]] = {}
    for row in wanted:
        if row["measure"] != "odd one out":  # nearly all found, whatever one does
            name = f"{row['measure']}\n{row['text'].removesuffix('.txt')}"
            lines.setdefault(name, []).append(row)
    settings = list(dict.fromkeys(row["setting"] for row in wanted))
    figure = Figure(figsize=(6, 3.6), layout="constrained")
    axes = figure.add_subplot()
    joined = "-" if settings[-1].replace(".", "").isdigit() else ""  # where they are numbers
    ends = []
    for line, mark, colour in zip(lines.values(), "os^D", COLOURS, strict=False):
        means, spreads = (np.array([float(row[f]) for row in line]) for f in FIELDS[4:])
        axes.errorbar(settings, means, spreads, fmt=mark + joined, color=colour, capsize=3)
        ends.append(means[np.isfinite(means)][-1])
    low, high = axes.get_ylim()
    height = -np.inf  # names stand beside the last points, and apart
    for number in np.argsort(ends):
        height = max(height + 0.1 * (high - low), ends[number])
        axes.annotate(
            list(lines)[number], (1.02, height), xycoords=("axes fraction", "data"),
            va="center", fontsize=8, color=COLOURS[number], annotation_clip=False,
        )  # fmt: skip
    axes.set_xticks(
        range(len(settings)), [label.replace(", ", ",\n") for label in settings], size=8
    )
    axes.set_xlabel(question)
    axes.set_ylabel("score, mean ± deviation", fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def show(row: dict[str, Any]) -> None:
    print(f"{row['text']:15} {row['question']:20} {row['setting']:22} {row['measure']:15} "
          f"{row['mean']} ± {row['deviation']}", flush=True)  # fmt: skip


def save(path: Path, rows: Sequence[dict[str, str]]) -> None:
    """Write the rows; what the file has of other texts and questions stays."""
    table = {}
    if path.exists():
        with open(path, encoding="utf-8", newline="") as file:
            table = {tuple(row.values())[:4]: row for row in csv.DictReader(file)}
    table |= {tuple(row.values())[:4]: row for row in rows}
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(table.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("corpus", nargs="*", help="a text, for WordSim-353 and SimLex-999")
    parser.add_argument("--questions", nargs="+", choices=QUESTIONS, default=list(QUESTIONS))
    parser.add_argument("--output", default="notebooks", help="a folder for ablations.csv")
    parser.add_argument("--charts", help="a folder for the charts")
    args = parser.parse_args()
    rows = []
    for row in measure([*SAMPLES, *args.corpus], args.questions):
        rows.append(row)
        show(row)
    Path(args.output).mkdir(exist_ok=True)
    save(Path(args.output, "ablations.csv"), rows)
    if args.charts:
        for question in args.questions:
            figure = draw(question, rows)
            figure.savefig(Path(args.charts, f"{question.replace(' ', '_')}.png"), dpi=120)


if __name__ == "__main__":
    main()
