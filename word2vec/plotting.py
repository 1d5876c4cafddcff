"""Pictures of word vectors. Letters: n words, D dimensions."""

import contextlib
from collections.abc import Sequence

import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from word2vec.corpus import HAN
from word2vec.vectors import WordVectors

# Okabe & Ito's palette, told apart by the colour-blind, with a mark of its own for grey prints
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
MARKS = "osD^vP*"
CHINESE_FONTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "Droid Sans Fallback",
)  # fmt: skip
PLACES = [  # of a label, in points from its dot, nearest first
    (distance * x, distance * y, side, height)
    for distance in (5, 12, 20)
    for x, side in ((1, "left"), (-1, "right"), (0, "center"))
    for y, height in ((0, "center"), (1, "bottom"), (-1, "top"))
    if x or y
]


def map_of_words(vectors: WordVectors, groups: Sequence[Sequence[str]]) -> Figure:
    """Words as points of a plane, each group in its colour; save it with .savefig(path).

    The plane is the one that keeps most of the spread of these words' unit vectors: their two
    first principal components. Near words mostly lie near, but two dimensions of a hundred cannot
    show all distances.

    Raises KeyError for an unknown word, ValueError where Chinese needs a font that is not there.
    """
    words = [word for group in groups for word in group]
    plane = principal_plane(vectors.unit[[vectors.id(word) for word in words]])  # (n, 2)
    figure = Figure(figsize=(9, 7), layout="constrained")
    axes = figure.add_subplot()
    axes.set_aspect("equal")
    axes.set_xlabel("first principal component")
    axes.set_ylabel("second principal component")
    axes.margins(0.08)
    start = 0
    for number, group in enumerate(groups):
        points = plane[start : start + len(group)]
        colour, mark = COLOURS[number % len(COLOURS)], MARKS[number % len(MARKS)]
        axes.scatter(points[:, 0], points[:, 1], s=24, color=colour, marker=mark)
        start += len(group)
    _label(axes, words, plane)
    return figure


def principal_plane(rows: NDArray) -> NDArray:
    """Rows (n, D) seen in the plane of their two first principal components, (n, 2)."""
    centered = rows - rows.mean(axis=0)  # (n, D)
    _, _, components = np.linalg.svd(centered, full_matrices=False)
    return centered @ components[:2].T


def _label(axes: Axes, words: list[str], points: NDArray) -> None:
    """Write each word beside its point, where it covers no point and no other word if it can."""
    font = _font_for(words)
    renderer = FigureCanvasAgg(axes.figure).get_renderer()  # type: ignore[arg-type]
    axes.figure.draw_without_rendering()  # type: ignore[union-attr]
    pixels = axes.transData.transform(points)
    taken = [Bbox.from_bounds(x - 4, y - 4, 8, 8) for x, y in pixels]
    for word, point in zip(words, points, strict=True):
        label = axes.annotate(
            word, point, (0, 0), textcoords="offset points", fontfamily=font, fontsize=10
        )
        for x, y, side, height in PLACES:  # crowded, the last: better on another than missing
            label.set(position=(x, y), ha=side, va=height)
            box = label.get_window_extent(renderer)
            inside = axes.bbox.containsx(box.x0) and axes.bbox.containsx(box.x1)
            if inside and not box.count_overlaps(taken):
                break
        taken.append(box)


def _font_for(words: list[str]) -> str:
    if not HAN.search("".join(words)):
        return "DejaVu Sans"  # comes with matplotlib
    installed = {font.name for font in font_manager.fontManager.ttflist}
    if installed.isdisjoint(CHINESE_FONTS):  # matplotlib's list may be older than the font
        for path in font_manager.findSystemFonts():
            with contextlib.suppress(RuntimeError):  # a font that it cannot read
                font_manager.fontManager.addfont(path)
        installed = {font.name for font in font_manager.fontManager.ttflist}
    for name in CHINESE_FONTS:
        if name in installed:
            return name
    raise ValueError(
        "no font for Chinese found; install one of " + ", ".join(CHINESE_FONTS) + " (Debian and "
        "Ubuntu: apt install fonts-noto-cjk)"
    )
