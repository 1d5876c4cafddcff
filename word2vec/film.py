"""Films: how words move in a plane while they are learned.

Letters: n words, D dimensions, F frames.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.animation import FuncAnimation, PillowWriter
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from numpy.typing import NDArray

from similarity.metrics import normalize
from word2vec.explore import Frame, write_page
from word2vec.model import Model
from word2vec.plotting import (
    FREQUENT,
    draw_words,
    first_loss,
    groups_of,
    parts,
    place_labels,
    principal_plane,
)
from word2vec.running.checkpoint import Run
from word2vec.running.files import check_writable, temporary_folder, write_beside

FRAMES = 60  # of a film, at least, if training has so many chunks
ENDINGS = (".gif", ".html")


class Film:
    """A training run as a film: `film = Film(path)`, `train(…, watch=film)`, `film.save(model)`.

    The path ends in .gif, or in .html for the page of `word2vec explore` with a slider through the
    epochs; anything else raises ValueError, and a folder that is not there FileNotFoundError.
    Frames hold the most frequent words, and are thinned out where there are more than twice FRAMES.
    """

    def __init__(self, path: str | Path):
        if Path(path).suffix.lower() not in ENDINGS:
            raise ValueError(f"{path}: the name of a film must end in {' or '.join(ENDINGS)}")
        check_writable(path)
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
        """Write the film, as .gif with the words of the groups, or some that are frequent.

        Raises KeyError for an unknown word, ValueError for one that is not frequent enough.
        """
        end = Frame(model.config.epochs, model.last_loss, model.vectors.matrix[:FREQUENT])
        if self.path.suffix.lower() == ".html":
            write_page(self.path, model.vectors, self.path.stem, [*self.frames, end])
            return
        frames = [*self.frames, *[end] * 8]  # and stay there for a second
        groups = groups or groups_of(model.vectors)
        shown = [model.vectors.id(word) for group in groups for word in group]
        if max(shown, default=0) >= FREQUENT:
            rare = model.vectors.words[max(shown)]
            raise ValueError(f"films show the {FREQUENT} most frequent words, and not {rare!r}")
        units = np.array([normalize(frame.matrix[shown]) for frame in frames])  # (F, n, D)
        film = animate(frames, units @ principal_plane(units[-1]), groups)
        with temporary_folder() as folder, write_beside(self.path) as file:
            part = folder / self.path.name
            film.save(str(part), writer=PillowWriter(fps=8), dpi=80)
            file.write(part.read_bytes())


def animate(
    frames: Sequence[Frame], paths: NDArray, groups: Sequence[Sequence[str]]
) -> FuncAnimation:
    """The words of the groups on their paths (F, n, 2), which lie in one plane."""
    figure = Figure(figsize=(8, 7), dpi=80)
    axes = figure.add_axes((0.02, 0.02, 0.96, 0.92), xticks=[], yticks=[], adjustable="datalim")
    axes.update_datalim(paths.reshape(-1, 2))  # all the paths fit in
    dots, labels = draw_words(axes, groups, paths[0])
    places = np.zeros(len(labels), int)

    def show(number: int) -> list[Artist]:
        for dot, points in zip(dots, parts(paths[number], groups), strict=True):
            dot.set_offsets(points)
        place_labels(axes, labels, paths[number], places)
        frame = frames[number]
        axes.set_title(f"epoch {frame.passed:.1f}, loss per pair {frame.loss:.2f}", loc="left")
        return [*dots, *labels]

    return FuncAnimation(figure, show, frames=len(frames))
