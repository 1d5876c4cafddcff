"""Films: how words move in a plane while they are learned.

Letters: n words, D dimensions, F frames.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.animation import FuncAnimation, HTMLWriter, PillowWriter
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from similarity.metrics import normalize
from word2vec.model import Model
from word2vec.plotting import COLOURS, FREQUENT, first_loss, font_for, groups_of, principal_plane
from word2vec.running.checkpoint import Run

FRAMES = 60  # of a film, at least, if training has so many chunks
WRITERS = {
    ".gif": lambda: PillowWriter(fps=8),
    ".html": lambda: HTMLWriter(fps=8, embed_frames=True, default_mode="once"),
}


class Frame(NamedTuple):
    """What a film shows of one moment of run."""

    passed: float  # epochs
    loss: float  # per pair
    matrix: NDArray[np.float32]  # (n, D) the vectors of the most frequent words


class Film:
    """A training run as a film: `film = Film(path)`, `train(…, watch=film)`, `film.save(model)`.

    The path ends in .gif, or in .html for a page with buttons to stop and step; anything else
    raises ValueError. Frames hold the most frequent words, and are thinned out where there are
    more than twice FRAMES.
    """

    def __init__(self, path: str | Path):
        if Path(path).suffix not in WRITERS:
            raise ValueError(f"{path}: the name of a film must end in {' or '.join(WRITERS)}")
        self.path, self.every = Path(path), 1
        self.frames: list[Frame] = []

    def __call__(self, run: Run) -> None:
        """Note a frame."""
        if run.done % self.every == 0:
            rows = min(FREQUENT, len(run.vocabulary))
            start = [0, first_loss(run.config.negatives)]
            passed, loss = run.losses[-1] if run.losses else start
            self.frames.append(Frame(passed, loss, run.table[:rows].copy()))
        if len(self.frames) > 2 * FRAMES:
            self.frames, self.every = self.frames[::2], 2 * self.every

    def save(self, model: Model, groups: Sequence[Sequence[str]] | None = None) -> None:
        """Write the film, with the words of the groups, or some that are frequent."""
        end = Frame(model.config.epochs, model.last_loss, model.vectors.matrix[:FREQUENT])
        frames, ids = [*self.frames, *[end] * 8], model.vectors.ids  # and stay there for a second
        groups = groups or groups_of(model.vectors)
        shown = [ids[word] for group in groups for word in group]
        units = np.array([normalize(frame.matrix[shown]) for frame in frames])  # (F, n, D)
        part = self.path.with_name(f"part-{self.path.name}")
        try:
            film = animate(frames, units @ principal_plane(units[-1]), groups)
            film.save(str(part), writer=WRITERS[self.path.suffix](), dpi=80)
            part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)


def animate(
    frames: Sequence[Frame], paths: NDArray, groups: Sequence[Sequence[str]]
) -> FuncAnimation:
    """The words of the groups on their paths (F, n, 2), which lie in one plane."""
    low, high = paths.min(axis=(0, 1)), paths.max(axis=(0, 1))
    margin = 0.1 * (high - low)
    figure = Figure(figsize=(8, 7), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(xticks=[], yticks=[], aspect="equal")
    axes.set_xlim(low[0] - margin[0], high[0] + margin[0])
    axes.set_ylim(low[1] - margin[1], high[1] + margin[1])
    words = [word for group in groups for word in group]
    colours = [COLOURS[g % len(COLOURS)] for g, group in enumerate(groups) for _ in group]
    dots = axes.scatter(paths[0, :, 0], paths[0, :, 1], s=24, color=colours)
    font = font_for(words)
    labels = [
        axes.annotate(word, point, (5, 0), textcoords="offset points", va="center", fontfamily=font)
        for word, point in zip(words, paths[0], strict=True)
    ]
    for label in labels:
        label.set_in_layout(False)  # or the axes would shrink where a word nears their edge

    def show(number: int) -> list[Artist]:
        dots.set_offsets(paths[number])
        for label, point in zip(labels, paths[number], strict=True):
            label.xy = tuple(point)
        frame = frames[number]
        axes.set_title(f"epoch {frame.passed:.1f}, loss per pair {frame.loss:.2f}", loc="left")
        return [dots, *labels]

    return FuncAnimation(figure, show, frames=len(frames))
