"""How many epochs? Accuracy against training: python -m tests.benchmarks.epochs [en|zh] [seeds]

Trains on a sample corpus for 1 to 160 epochs and asks the odd-one-out sets, which only general
knowledge of the words can answer; beside it the loss, which memorising alone will lower. Prints a
table and saves a chart, epochs.LANGUAGE.png. A seed takes about two minutes; set
OPENBLAS_NUM_THREADS=1 if anything else is running.
"""

import sys

import numpy as np
from matplotlib.figure import Figure

from word2vec.corpus import DATA, read_sentences
from word2vec.evaluation import odd_one_out_accuracy, read_rows
from word2vec.model import Config
from word2vec.training import train

EPOCHS = (1, 2, 3, 5, 10, 20, 40, 80, 160)


def main(language: str = "en", seeds: str = "3") -> None:
    sentences = list(read_sentences(DATA / f"sample.{language}.txt"))
    sets = read_rows(DATA / f"odd_one_out.{language}.tsv")
    print(f"sample.{language}.txt, {len(sets)} sets, {seeds} seeds: mean and least - most")
    print("epochs  odd one out            last loss")
    curve = []
    for epochs in EPOCHS:
        models = [
            train(sentences, Config(epochs=epochs, seed=seed)) for seed in range(1, int(seeds) + 1)
        ]
        right = [odd_one_out_accuracy(model.vectors, sets).value for model in models]
        loss = np.mean([model.last_loss for model in models])
        curve.append((np.mean(right), loss))
        print(f"{epochs:6}  {np.mean(right):.3f} ({min(right):.3f} - {max(right):.3f})  {loss:.3f}")
    draw(np.array(curve), f"epochs.{language}.png")


def draw(curve: np.ndarray, path: str) -> None:
    figure = Figure(figsize=(7, 5), layout="constrained")
    above, below = figure.subplots(2, sharex=True)
    above.semilogx(EPOCHS, curve[:, 0], "o-", color="#0072b2")
    above.axhline(0.25, color="grey", linestyle="--")
    above.text(EPOCHS[-1], 0.27, "chance", ha="right", color="grey")
    above.set_ylabel("share of odd ones found")
    above.set_ylim(0, 1.02)
    below.semilogx(EPOCHS, curve[:, 1], "s-", color="#d55e00")
    below.axhline(6 * np.log(2), color="grey", linestyle="--")
    below.text(EPOCHS[-1], 6 * np.log(2) - 0.2, "(1 + K) ln 2, nothing learned", ha="right",
               color="grey")  # fmt: skip
    below.set_ylabel("loss per pair, at the end")
    below.set_xlabel("epochs")
    below.set_xticks(EPOCHS, [str(epochs) for epochs in EPOCHS])
    below.minorticks_off()
    figure.savefig(path, dpi=120)


if __name__ == "__main__":
    main(*sys.argv[1:])
