"""What is c in equation (6), and what does (6) do? python -m tests.benchmarks.damping CORPUS

At moments of a training, on a block of text: the curvature along the step, gᵀHg / gᵀg with
H = Σ (seen + noise) σ'(x) u uᵀ, over its bound ¼ Σ (seen + noise) ‖u‖². That is c for the rows v;
for the columns u alike. Prints a table and saves a chart, damping.png: c as training goes on, and
how far from the goal one step lands, as it is summed and as (6) scales it.
"""

import sys
from itertools import islice

import numpy as np
from matplotlib.figure import Figure

from similarity.metrics import Array
from word2vec import objective, training
from word2vec.damping import ALONG_STEP, rate
from word2vec.model import Config
from word2vec.running.reading import read_sentences
from word2vec.running.run import train

SENTENCES = 12_000
SETTINGS = {
    "dim 10": Config(dim=10, epochs=5),
    "dim 100": Config(epochs=5),
    "dim 300": Config(dim=300, epochs=5),
    "window 20, K 25": Config(window=20, negatives=25, epochs=5),
    "rate 0.1": Config(learning_rate=0.1, epochs=5),
}
PARTS = 5  # of a training


def along_step(v: Array, u: Array, seen: Array, noise: Array) -> float:
    """c of the rows v, the mean over rows weighted by their curvature."""
    dv, _ = objective.gradients(v, u, seen, noise)  # (C, D)
    slope = np.cosh(0.5 * (v @ u.T)) ** -2 / 4  # (C, M) σ'(x)
    steps = seen + noise
    along = (steps * slope * (dv @ u.T) ** 2).sum(axis=1) / ((dv**2).sum(axis=1) + 1e-30)
    return float(along.sum() / (steps @ (u**2).sum(axis=1) / 4).sum())


def watched(sentences: list[list[str]], config: Config) -> np.ndarray:
    """Mean c of rows and of columns in each part of a training: (PARTS, 2)."""
    found: list[list[tuple[float, float]]] = [[] for _ in range(PARTS)]
    step, number = training.step, 0

    def watch(v: Array, u: Array, seen: Array, noise: Array, eta: float) -> None:
        nonlocal number
        number += 1
        if number % 40 == 39:
            part = int(PARTS * (1 - eta / config.learning_rate))
            rows, columns = along_step(v, u, seen, noise), along_step(u, v, seen.T, noise.T)
            found[part].append((rows, columns))
        step(v, u, seen, noise, eta)

    training.step = watch
    try:
        train(sentences, config)
    finally:
        training.step = step
    return np.array([np.mean(part, axis=0) for part in found])


def draw(curves: dict[str, np.ndarray], path: str) -> None:
    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    middle = (np.arange(PARTS) + 0.5) / PARTS
    for (name, curve), style in zip(curves.items(), ("o-", "s-", "^-", "o:", "s:"), strict=True):
        left.semilogy(middle, curve[:, 0], style, color="#0072b2", markersize=4, label=name)
    left.axhline(ALONG_STEP, color="grey", linestyle="--")
    left.text(0.02, ALONG_STEP, "ALONG_STEP", color="grey", va="bottom")
    left.set_xlim(0, 1)
    left.set_yticks([0.02, 0.05, 0.1, 0.2, 0.5], ["0.02", "0.05", "0.1", "0.2", "0.5"])
    left.minorticks_off()
    left.legend(frameon=False, fontsize=8)
    left.set_xlabel("how much of the training is done")
    left.set_ylabel("c, measured, of the rows")
    z = np.linspace(0.01, 5, 200)
    right.plot(z, 1 - z, color="#d55e00")
    right.plot(z, 1 - z * rate(z, 1.0), color="#0072b2")
    right.axhline(0, color="grey", linewidth=0.5)
    right.text(2.5, -1.3, "1 - ηh, the summed step", color="#d55e00")
    right.text(1.3, 0.35, "e^-ηh, where small steps lead, and (6)", color="#0072b2")
    right.set_ylim(-2.2, 1.1)
    right.set_xlim(0, 5)
    right.set_xlabel("ηh, learning rate times curvature")
    right.set_ylabel("distance to the goal, 1 before the step")
    figure.savefig(path, dpi=120)


def main(corpus: str) -> None:
    sentences = list(islice(read_sentences(corpus), SENTENCES))
    print("c of rows (of columns), in each fifth of five epochs")
    curves = {}
    for name, config in SETTINGS.items():
        curves[name] = watched(sentences, config)
        print(f"{name:16}", *(f"{row:6.3f} ({column:.3f})" for row, column in curves[name]))
    draw(curves, "damping.png")


if __name__ == "__main__":
    main(sys.argv[1])
