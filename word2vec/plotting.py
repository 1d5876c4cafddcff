"""Pictures: of word vectors, of how they are learned, and of what they are learned from.

Each function draws on the axes it is given, so that pictures can be put side by side; only
`map_of_words` makes a picture of its own. People who are colour-blind can tell the colours apart,
shades survive a black-and-white printer, and what a line or a dot means is written beside it.

Letters: n words, D dimensions.
"""

import contextlib
from collections.abc import Sequence

import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike, NDArray

from word2vec.corpus import HAN
from word2vec.vectors import WordVectors

# Okabe & Ito's palette, told apart by the colour-blind, with a mark of its own for grey prints
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
MARKS = "osD^vP*"
CHINESE_FONTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "Droid Sans Fallback",
)  # fmt: skip
FREQUENT = 1000  # words that maps and films choose from
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
    rows = vectors.unit[[vectors.id(word) for group in groups for word in group]]  # (n, D)
    figure = Figure(figsize=(9, 7), layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel("first principal component")
    axes.set_ylabel("second principal component")
    draw_words(axes, groups, rows @ principal_plane(rows))
    return figure


def principal_plane(rows: NDArray) -> NDArray:
    """The two first principal components of rows (n, D), as the columns of a matrix (D, 2).

    rows @ plane is how they lie in the plane; other rows can be seen in the same plane.
    """
    _, _, components = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    return components[:2].T


def draw_words(axes: Axes, groups: Sequence[Sequence[str]], points: NDArray) -> None:
    """Words at their points (n, 2), each group in its colour and with its mark."""
    axes.set_aspect("equal")
    axes.margins(0.08)
    start = 0
    for number, group in enumerate(groups):
        part = points[start : start + len(group)]
        colour, mark = COLOURS[number % len(COLOURS)], MARKS[number % len(MARKS)]
        axes.scatter(part[:, 0], part[:, 1], s=24, color=colour, marker=mark)
        start += len(group)
    _label(axes, [word for group in groups for word in group], points)


def groups_of(vectors: WordVectors, words: Sequence[str] = (), size: int = 6) -> list[list[str]]:
    """Each word with its nearest neighbours among the frequent ones: what a map may show.

    Without words, six that have near neighbours, but are not near to each other.
    """
    unit = vectors.unit[:FREQUENT]  # (n, D)
    seeds = [vectors.id(word) for word in words]
    if not seeds:
        cosines = unit @ unit.T  # (n, n)
        nearness = np.sort(cosines, axis=1)[:, -size:].mean(axis=1)  # (n,)
        while len(seeds) < 6 and nearness.max() > -np.inf:
            seeds.append(int(nearness.argmax()))
            nearness[np.argsort(-cosines[seeds[-1]])[: 6 * size]] = -np.inf
    groups, taken = [], set(seeds)
    for seed in seeds:
        order = np.argsort(-(unit @ vectors.unit[seed]), kind="stable").tolist()
        near = [id for id in order if id not in taken][: size - 1]
        groups.append([vectors.words[id] for id in (seed, *near)])
        taken.update(near)
    return groups


def heat_map(
    axes: Axes, values: ArrayLike, rows: Sequence[str], columns: Sequence[str] | None = None
) -> None:
    """A table of numbers as shades, dark for low; written into the cells if there are few."""
    values, columns = np.asarray(values), rows if columns is None else columns
    font = font_for([*rows, *columns])
    axes.imshow(values, cmap="cividis", aspect="auto")
    axes.set_yticks(range(len(rows)), rows, fontfamily=font)
    steep = max(map(len, columns)) > 3
    axes.set_xticks(range(len(columns)), columns, fontfamily=font, rotation=90 if steep else 0)
    if values.size <= 150:
        middle = (values.min() + values.max()) / 2
        for (row, column), value in np.ndenumerate(values):
            colour = "white" if value < middle else "black"
            axes.text(column, row, f"{value:.2f}", color=colour, ha="center", va="center", size=8)


def loss_curve(axes: Axes, losses: NDArray, negatives: int, label: str = "") -> None:
    """The loss per pair as epochs pass, losses (S, 2) of a Model, and where it begins."""
    (line,) = axes.plot(losses[:, 0], losses[:, 1], linewidth=1)
    axes.annotate(
        label, losses[-1], (4, 0), textcoords="offset points", color=line.get_color(), va="center"
    )
    start = first_loss(negatives)
    axes.axhline(start, color="grey", linestyle="--", linewidth=1)
    text = f"(1 + K) ln 2 = {start:.3f}"
    axes.annotate(text, (1, start), (0, -4), axes.get_yaxis_transform(),
                  textcoords="offset points", color="grey", ha="right", va="top")  # fmt: skip
    axes.set_xlabel("epochs")
    axes.set_ylabel("loss per pair")


def window_arcs(axes: Axes, words: Sequence[str], center: int, window: int) -> None:
    """A sentence, with arcs from the word at `center` to its contexts, as thick as they are likely.

    A word d away is a context with probability (W - d + 1) / W, equation (9).
    """
    font = font_for(list(words))
    for place, word in enumerate(words):
        d = abs(place - center)
        colour = COLOURS[1] if d == 0 else "black" if d <= window else "grey"
        axes.text(place, 0, word, ha="center", va="top", color=colour, fontfamily=font)
        if 0 < d <= window:
            likely = (window - d + 1) / window
            angle = np.linspace(0, np.pi, 50)
            x = (place + center) / 2 + d / 2 * np.cos(angle)
            axes.plot(x, 0.08 + d / 2 * np.sin(angle), color=COLOURS[0], linewidth=6 * likely)
            axes.text((place + center) / 2, 0.12 + d / 2, f"{likely:.2g}", ha="center", va="bottom")
    axes.set_xlim(-0.6, len(words) - 0.4)
    axes.set_ylim(-0.3, 0.6 + window / 2)
    axes.axis("off")


def neighbours(axes: Axes, vectors: WordVectors, word: str, k: int = 10) -> None:
    """The k words nearest to a word, by how near they are."""
    found = vectors.most_similar(word, k)[::-1]
    names, cosines = [name for name, _ in found], [cosine for _, cosine in found]
    axes.hlines(range(len(found)), 0, cosines, color="lightgrey")
    axes.plot(cosines, range(len(found)), "o", color=COLOURS[0])
    axes.set_yticks(range(len(found)), names, fontfamily=font_for([word, *names]))
    axes.set_xlim(0, 1)
    axes.set_xlabel(f"cosine similarity to {word}", fontfamily=font_for([word]))


def first_loss(negatives: int) -> float:
    """The loss per pair before learning, (1 + K) ln 2."""
    return float((1 + negatives) * np.log(2))


def _label(axes: Axes, words: list[str], points: NDArray) -> None:
    """Write each word beside its point, where it covers no point and no other word if it can."""
    font = font_for(words)
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


def font_for(words: list[str]) -> str:
    """A font that has all the words. Raises ValueError where Chinese finds none."""
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
