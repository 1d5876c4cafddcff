"""Does training arrive where the theory says? python -m tests.benchmarks.factorised [CORPUS]

On the English sample corpus: the score x = v · u of every pair of words after 20 and 80 epochs,
beside the score of least loss, log(seen / noise) of equation (5). Prints their correlation by how
often a pair was seen, and saves a chart, factorised.png. Then the counting road (equations 22 and
23) beside training, on the questions about the sample corpora, and with CORPUS on WordSim-353 and
SimLex-999. Takes two minutes, and with Brown two more.
"""

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from matplotlib.figure import Figure

from similarity.metrics import Array
from tests.benchmarks.learned import PAIRS, by_people, on_sample
from word2vec.counting import count, count_vectors
from word2vec.model import Config, Model
from word2vec.objective import optimum
from word2vec.plotting import COLOURS
from word2vec.running.files import DATA, SAMPLE
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.sampling import expected_noise
from word2vec.vectors import WordVectors
from word2vec.vocabulary import noise_distribution

AT_LEAST = (0, 1, 2, 5, 10, 20)  # times that a pair was seen in an epoch
EPOCHS = (20, 80)
THINNINGS = 8  # subsampled texts that `seen` is the mean of

Roads = Sequence[tuple[str, Callable[[int], WordVectors]]]


def scores(sentences: list[list[str]], model: Model) -> tuple[Array, Array, Array]:
    """seen, log(seen / noise) and v · u of all pairs of words, (V, V) each."""
    config, counts = model.config, model.vocabulary.counts
    tables = (count(sentences, config, np.random.default_rng(seed))[1] for seed in range(THINNINGS))
    seen = sum(tables) / np.float32(THINNINGS)
    noise = expected_noise(
        seen.sum(axis=1), noise_distribution(counts, config.noise_power), config.negatives
    )
    return seen, optimum(seen, noise), model.vectors.matrix @ model.context.T


def correlations(seen: Array, goal: Array, x: Array) -> list[tuple[int, float, float]]:
    """How many pairs were seen at least so often, their correlation, and the mean distance."""
    rows = []
    for least in AT_LEAST:
        pairs = seen > 0 if least == 0 else seen >= least
        distance = np.abs(x[pairs] - goal[pairs]).mean()
        rows.append((int(pairs.sum()), np.corrcoef(x[pairs], goal[pairs])[0, 1], distance))
    return rows


def draw(charts: list[tuple[int, Array, Array, Array]], path: str) -> None:
    figure = Figure(figsize=(10, 5), layout="constrained")
    for axes, (epochs, seen, goal, x) in zip(figure.subplots(1, 2), charts, strict=True):
        for least, most, colour in ((1, 5, "#bbbbbb"), (5, 20, COLOURS[5]), (20, 9e9, COLOURS[0])):
            pairs = (seen >= least) & (seen < most)
            axes.scatter(goal[pairs], x[pairs], s=2, color=colour, rasterized=True)
        axes.plot([-4, 6], [-4, 6], color=COLOURS[1], linewidth=1)
        axes.set_aspect("equal")
        axes.set(xlim=(-5, 6.5), ylim=(-6, 6.5), xlabel="log(seen / noise), by counting")
        axes.set_title(f"{epochs} epochs", loc="left", fontsize=10)
    figure.axes[0].set_ylabel("x = v · u, as learned")
    figure.axes[0].text(5, 5.3, "x = log(seen / noise)", color=COLOURS[1], ha="right")
    for height, least, colour in ((-5.7, "1 to 5", "#999999"), (-5.2, "5 to 20", COLOURS[5]),
                                  (-4.7, "20 or more", COLOURS[0])):  # fmt: skip
        figure.axes[0].text(6.3, height, f"seen {least} times", color=colour, ha="right")
    figure.savefig(path, dpi=120)


def beside(roads: Roads, score: Callable[[WordVectors], Sequence[float]], names: list[str]) -> None:
    print(f"{'':28}" + "".join(f"{name:>20}" for name in names))
    for title, learn in roads:
        start = time.perf_counter()
        found = np.array([score(learn(seed)) for seed in (1, 2, 3)])
        seconds = (time.perf_counter() - start) / 3
        figures = zip(found.mean(axis=0), found.std(axis=0, ddof=1), strict=True)
        row = "".join(f"{mean:13.3f} ± {spread:.3f}" for mean, spread in figures)
        print(f"{title:28}{row}   {seconds:.1f} s", flush=True)


def roads(sentences: list[list[str]], epochs: Sequence[int]) -> Roads:
    def counted(power: float) -> Callable[[int], WordVectors]:
        return lambda seed: count_vectors(sentences, Config(noise_power=power, seed=seed))

    def trained(epochs: int) -> Callable[[int], WordVectors]:
        return lambda seed: train(sentences, Config(epochs=epochs, seed=seed)).vectors

    return [
        ("counting, noise power 0.75", counted(0.75)),
        ("counting, noise power 1", counted(1.0)),
        *((f"training, {number} epochs", trained(number)) for number in epochs),
    ]


def main(corpus: str | None = None) -> None:
    sentences, charts = list(read_sentences(SAMPLE)), []
    for epochs in EPOCHS:
        seen, goal, x = scores(sentences, train(sentences, Config(epochs=epochs)))
        print(
            f"{epochs} epochs     times seen   pairs   correlation   mean |x - log(seen / noise)|"
        )
        for least, (pairs, r, distance) in zip(AT_LEAST, correlations(seen, goal, x), strict=True):
            print(f"{least or 'at all':>21} {pairs:9} {r:10.3f} {distance:15.2f}", flush=True)
        charts.append((epochs, seen, goal, x))
    draw(charts, "factorised.png")

    for language in ("en", "zh"):
        sentences = list(read_sentences(DATA / f"sample.{language}.txt"))
        print(f"\nsample.{language}.txt, mean and standard deviation over three seeds")
        score = partial(on_sample, language=language)
        beside(roads(sentences, (5, 20)), score, ["precision at 3", "odd one out"])

    if corpus:
        print(f"\n{corpus}")
        beside(roads(list(read_sentences(corpus)), (5, 15)), by_people, list(PAIRS))


if __name__ == "__main__":
    main(*sys.argv[1:])
