"""Pictures: of word vectors, of how they are learned, and of what they are learned from.

Each function draws on the axes it is given, so that pictures can be put side by side; only
`map_of_words` makes a picture of its own. People who are colour-blind can tell the colours apart,
shades survive a black-and-white printer, and what a line or a dot means is written beside it.

Letters: n words, D dimensions.
"""

import contextlib
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from numpy.typing import ArrayLike, NDArray

from word2vec.running.files import check_writable
from word2vec.vectors import WordVectors

# Okabe & Ito's palette, told apart by the colour-blind, with a mark of its own for grey prints
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
MARKS = "osD^vP*"
PICTURES = ("", ".png", ".svg", ".pdf")  # what the name of a map may end in
CHINESE_FONTS = (  # most of them have kana and Hangul as well
    "Noto Sans CJK SC", "Noto Sans CJK JP",  # before 3.11, matplotlib knows Noto as JP only
    "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "PingFang SC",
    "Hiragino Sans GB", "Microsoft YaHei", "SimHei", "Hiragino Sans", "Yu Gothic", "IPAexGothic",
    "Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic", "Droid Sans Fallback",
    "Arial Unicode MS", "Unifont",
)  # fmt: skip
OTHER_FONTS = (  # besides Noto's for each script, for Thai, Devanagari and more
    "Loma", "Garuda", "Leelawadee UI", "Thonburi", "Tahoma", "Lohit Devanagari", "Nirmala UI",
    "Kohinoor Devanagari", "Devanagari MT", "FreeSans",
)  # fmt: skip
# how Unicode begins the names of letters that Noto has in one font, and how people call them
EAST_ASIAN = {
    "CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean",
}  # fmt: skip
FREQUENT = 1000  # words that maps and films choose from
NEAR = 5
PLACES = np.array([  # of a label: how many points from its dot, and which way; the nearest first
    (distance, x, y)
    for distance in (NEAR, 12, 20, 30, 45, 65)
    for x in (1, -1, 0)
    for y in (0, 1, -1)
    if x or y
])  # fmt: skip
# the line from a label to its dot, where they are apart
LEADER = {"arrowstyle": "-", "color": "grey", "linewidth": 0.5, "shrinkA": 0, "shrinkB": 3}


def map_of_words(
    vectors: WordVectors,
    groups: Sequence[Sequence[str]],
    names: Sequence[str] = ("first principal component", "second principal component"),
) -> Figure:
    """Words as points of a plane, each group in its colour; save it with .savefig(path).

    The plane is the one that keeps most of the spread of these words' unit vectors: their two
    first principal components, called by the two `names`. Near words mostly lie near, but two
    dimensions of a hundred cannot show all distances.

    Raises KeyError for an unknown word, ValueError for no words, more groups than can be told
    apart, or letters that no font here has.
    """
    rows = vectors.unit[[vectors.id(word) for group in groups for word in group]]  # (n, D)
    plane = principal_plane(rows)
    points = ((rows - rows.mean(axis=0)) @ plane).round(6)  # (n, 2); 1e-9 is no distance
    figure = Figure(figsize=(9, 7), layout="constrained")
    axes = figure.add_subplot(adjustable="datalim")
    axes.set_xlabel(names[0], **lettering(names))
    axes.set_ylabel(names[1], **lettering(names))
    draw_words(axes, groups, points)
    return figure


def check_picture(path: str | Path) -> None:
    """Raise ValueError for an ending that is not of PICTURES, FileNotFoundError for no folder."""
    ending = Path(path).suffix
    if ending.lower() not in PICTURES:
        raise ValueError(
            f"Format {ending[1:]!r} is not supported: end the name of a picture in "
            f"{', '.join(PICTURES[1:-1])} or {PICTURES[-1]}"
        )
    check_writable(path)


def principal_plane(rows: NDArray) -> NDArray:
    """The two first principal components of rows (n, D), as the columns of a matrix (D, 2).

    rows @ plane is how they lie in the plane; other rows can be seen in the same plane. Where one
    row or one dimension leaves no second component, it is 0. Raises ValueError for no rows.
    """
    if not len(rows):
        raise ValueError("there are no words to draw")
    _, _, components = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    plane = np.zeros((rows.shape[1], 2), rows.dtype)
    plane[:, : len(components)] = components[:2].T
    return plane


def draw_words(
    axes: Axes, groups: Sequence[Sequence[str]], points: NDArray
) -> tuple[list[PathCollection], list[Annotation]]:
    """Words at their points (n, 2), each group in its colour and with its mark.

    Returns the dots of each group and the label of each word. Raises ValueError for more groups
    than there are pairs of a colour and a mark.
    """
    if len(groups) > len(COLOURS) * len(MARKS):
        most = len(COLOURS) * len(MARKS)
        raise ValueError(f"{len(groups)} groups cannot be told apart; draw {most} at most")
    axes.set_aspect("equal")
    axes.margins(0.08)
    dots = []
    for number, part in enumerate(parts(points, groups)):
        shift, colour = divmod(number, len(COLOURS))  # a colour comes again with another mark
        mark = MARKS[(colour + shift) % len(MARKS)]
        x, y = part.T
        dots.append(axes.scatter(x, y, s=36, color=COLOURS[colour], marker=mark))
    words = [word for group in groups for word in group]
    style = lettering(words)
    labels = [
        axes.annotate(word, point, (0, 0), textcoords="offset points", ha="center", va="center",
                      arrowprops=LEADER, **style)
        for word, point in zip(words, points, strict=True)
    ]  # fmt: skip
    axes.figure.draw_without_rendering()  # type: ignore[union-attr]  # settles where points are
    place_labels(axes, labels, points, np.zeros(len(words), int))
    return dots, labels


def parts(points: NDArray, groups: Sequence[Sequence[str]]) -> list[NDArray]:
    """The points (n, 2) of all words, group by group."""
    return np.split(points, np.cumsum([len(group) for group in groups])[:-1])


def place_labels(axes: Axes, labels: list[Annotation], points: NDArray, places: NDArray) -> None:
    """Move each label beside its point, to where it covers no point and no label if it can.

    Its place (n,), one of PLACES, stays while none is better, so that from one picture of a film
    to the next labels rest; else it is changed in the array.
    """
    renderer = RendererAgg(1, 1, axes.figure.dpi)  # to measure words with
    pixels, point_size = axes.transData.transform(points), renderer.points_to_pixels(1)
    low, high = axes.bbox.min, axes.bbox.max
    # boxes that are in the way, the middle of each and half its size: the dots, then labels as well
    middles, halves = list(pixels), [np.full(2, 3 * point_size)] * len(pixels)
    for n, label in enumerate(labels):
        box = Text.get_window_extent(label, renderer)
        half = np.array([box.width, box.height]) / 2
        tries = pixels[n] + PLACES[:, 1:] * (half + PLACES[:, :1] * point_size)  # (P, 2)
        apart = np.abs(tries[:, None] - np.array(middles)) >= half + np.array(halves)  # (P, M, 2)
        outside = (tries - half < low) | (tries + half > high)  # (P, 2)
        bad = (~apart.any(axis=2)).sum(axis=1) + outside.any(axis=1)  # (P,)
        cost = 100 * bad + PLACES[:, 0]  # free first, then near
        if cost[places[n]] > cost.min():
            places[n] = cost.argmin()
        middles.append(tries[places[n]])
        halves.append(half)
        label.xy = tuple(points[n])
        label.arrow_patch.set_visible(PLACES[places[n], 0] > NEAR)  # type: ignore[union-attr]
        label.set_position((middles[-1] - pixels[n]) / point_size)


def groups_of(vectors: WordVectors, words: Sequence[str] = (), size: int = 6) -> list[list[str]]:
    """Each word with its `size - 1` nearest neighbours, as `most_similar` finds them: for a map.

    A word that is near to several is in the group where it is nearest, and only there; the others
    get none in its stead. Without words, six frequent ones are taken that have near neighbours
    among the frequent, but are not near to each other.

    Raises KeyError for an unknown word, ValueError for a size below 1 or no vectors.
    """
    if size < 1:
        raise ValueError(f"k must be at least 1, got {size}")
    if not len(vectors):
        raise ValueError("there are no words to draw")
    if not words:
        vectors = WordVectors(vectors.words[:FREQUENT], vectors.matrix[:FREQUENT])
        words = _apart(vectors, size)
    home = {word: (np.inf, word) for word in words}  # how near, and to which word
    near = {word: vectors.most_similar(word, size - 1) if size > 1 else [] for word in home}
    for word, found in near.items():
        for other, cosine in found:
            home[other] = max((cosine, word), home.get(other, (-np.inf, "")))
    return [
        [word, *(other for other, _ in found if home[other][1] == word)]
        for word, found in near.items()
    ]


def _apart(vectors: WordVectors, size: int) -> list[str]:
    """Up to six words that have near neighbours, but are not near to each other."""
    cosines = vectors.unit @ vectors.unit.T  # (n, n)
    nearness = np.sort(cosines, axis=1)[:, -1 - size :].mean(axis=1)  # (n,)
    seeds: list[int] = []
    while len(seeds) < 6 and nearness.max(initial=-np.inf) > -np.inf:
        seeds.append(int(nearness.argmax()))
        nearness[np.argsort(-cosines[seeds[-1]])[: 6 * size]] = -np.inf
    return [vectors.words[seed] for seed in seeds]


def heat_map(
    axes: Axes, values: ArrayLike, rows: Sequence[str], columns: Sequence[str] | None = None
) -> None:
    """A table of numbers as shades, dark for low; written into the cells if there are few."""
    values, columns = np.asarray(values), rows if columns is None else columns
    style = lettering([*rows, *columns])
    axes.imshow(values, cmap="cividis", aspect="auto")
    axes.set_yticks(range(len(rows)), rows, **style)
    steep = max(map(len, columns)) > 3
    axes.set_xticks(range(len(columns)), columns, rotation=90 if steep else 0, **style)
    if values.size <= 150:
        middle = (values.min() + values.max()) / 2
        for (row, column), value in np.ndenumerate(values):
            colour = "white" if value <= middle else "black"
            text = f"{round(value, 2) + 0:.2f}"  # + 0: without the minus of -0.00
            axes.text(column, row, text, color=colour, ha="center", va="center", size=8)


def loss_curve(axes: Axes, losses: NDArray, negatives: int, label: str = "") -> None:
    """The loss per pair as epochs pass, losses (S, 2) of a Model, and where it begins."""
    (line,) = axes.plot(losses[:, 0], losses[:, 1], linewidth=1)
    axes.annotate(label, losses[-1], (4, 0), textcoords="offset points", parse_math=False,
                  color=line.get_color(), va="center")  # fmt: skip
    start = first_loss(negatives)
    axes.axhline(start, color="grey", linestyle="--", linewidth=1)
    text = f"(1 + K) ln 2 = {start:.3f}"
    axes.annotate(text, (1, start), (-4, -4), axes.get_yaxis_transform(),
                  textcoords="offset points", color="grey", ha="right", va="top")  # fmt: skip
    axes.set_xlabel("epochs")
    axes.set_ylabel("loss per pair")


def window_arcs(axes: Axes, words: Sequence[str], center: int, window: int) -> None:
    """A sentence, with arcs from the word at `center` to its contexts, as thick as they are likely.

    A word d away is a context with probability (W - d + 1) / W, equation (9).
    """
    style = lettering(words)
    slope, side = (30, "right") if max(map(len, words)) > 7 else (0, "center")  # long: no room
    for place, word in enumerate(words):
        d = abs(place - center)
        colour = COLOURS[1] if d == 0 else "black" if d <= window else "grey"
        axes.annotate(word, (place, 0), (0, -12), textcoords="offset points", ha=side,
                      rotation=slope, rotation_mode="anchor", color=colour, **style)  # fmt: skip
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
    style = lettering([word, *names])
    axes.set_yticks(range(len(found)), names, **style)
    axes.set_xlim(min([0, *cosines]), 1)
    axes.set_xlabel(f"cosine similarity to {word}", **style)


def first_loss(negatives: int) -> float:
    """The loss per pair before learning, (1 + K) ln 2."""
    return float((1 + negatives) * np.log(2))


def lettering(words: Sequence[str]) -> dict[str, Any]:
    """How matplotlib is to write words: in fonts that have their letters, and $ as a letter."""
    return {"fontfamily": font_for(words), "parse_math": False}


def font_for(words: Sequence[str]) -> list[str]:
    """Fonts that have all letters of the words between them; matplotlib takes the first that can.

    Letters that change with their neighbours, as in Arabic and Hindi, need matplotlib 3.11.
    Raises ValueError that names a script without a font, and what to install.
    """
    letters = {"a", *"".join(words)}  # "a": what stands around the words has to be written too
    fonts, missing = _fonts_with(letters)
    if missing:  # matplotlib's list may be older than the font
        for path in font_manager.findSystemFonts():
            with contextlib.suppress(RuntimeError):  # a font that it cannot read
                font_manager.fontManager.addfont(path)
        fonts, missing = _fonts_with(letters)
    if missing:
        letter = min(missing)
        script = _script(letter)
        package = "fonts-noto-cjk" if script in EAST_ASIAN.values() else "fonts-noto-core"
        raise ValueError(
            f"no font for {script} found, as in {letter!r}; install one of Noto (Debian and "
            f"Ubuntu: apt install {package}; else from fonts.google.com/noto)"
        )
    return fonts


def _fonts_with(letters: set[str]) -> tuple[list[str], set[str]]:
    """Installed fonts that have the letters between them, and the letters that none has."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    noto = [f"Noto Sans {_script(letter)}" for letter in sorted(letters)]
    fonts, missing = [], letters
    for name in ("DejaVu Sans", *CHINESE_FONTS, *noto, *OTHER_FONTS):  # the first is matplotlib's
        if missing and name in installed:
            font = font_manager.get_font(font_manager.findfont(name))
            has = {letter for letter in missing if font.get_char_index(ord(letter))}
            fonts += [name] if has else []
            missing = missing - has
    return fonts, missing


def _script(letter: str) -> str:
    """What a letter belongs to: "Thai" for one that Unicode names THAI CHARACTER KO KAI."""
    if unicodedata.category(letter)[0] not in "LM":
        return "signs"
    first = unicodedata.name(letter, "unknown").split()[0]
    return EAST_ASIAN.get(first, first.title())
