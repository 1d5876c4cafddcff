"""A page to look into word vectors: one HTML file, which a browser opens without any network.

The page is data/explore.html with the words and their numbers filled in. Numbers are written as
base64 of little-endian arrays: vectors as 16-bit integers with a scale for each word, so that the
page finds the neighbours that Python finds.

Two dimensions cannot hold the neighbours of a hundred. The principal plane keeps directions, and
loses nearly all neighbours; `neighbour_map` keeps many more, and loses directions: the page has
both.

Letters: V words in the file, N of them in the page, D dimensions, k neighbours, M noise words,
F frames of a film, n words in each.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from similarity.metrics import normalize
from similarity.neighbors import nearest
from word2vec.corpus import Reading
from word2vec.plotting import groups_of, principal_plane
from word2vec.running.files import DATA, check_writable, write_beside
from word2vec.running.stream import progress
from word2vec.vectors import WordVectors

WORDS = 20_000  # in a page at most
NUMBERS = WORDS * 100  # in their vectors at most: 5.3 MB, so that the page stays below 8 MB
INT16 = 32767  # the largest 16-bit integer
NEAR, NOISE, STEPS = 10, 10, 500  # of the map of neighbours


class Frame(NamedTuple):
    """What a film shows of one moment of training."""

    passed: float  # epochs
    loss: float  # per pair
    matrix: NDArray[np.float32]  # (n, D) the vectors of the most frequent words


def check_page(path: str | Path) -> None:
    """Raise ValueError for an ending other than .html, OSError for what cannot be written."""
    if Path(path).suffix.lower() != ".html":
        raise ValueError(f"{path}: the name of a page must end in .html")
    check_writable(path)


def write_page(
    path: str | Path, vectors: WordVectors, name: str, frames: Sequence[Frame] = ()
) -> int:
    """Write the page of the vectors, called by a name; returns how many words it has.

    With `frames`, of words in the order of the vectors, it has a film. Raises ValueError for no
    words.
    """
    data = page_data(vectors, name, frames)
    # with < escaped no word can end the script that it is in
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    template = (DATA / "explore.html").read_text("utf-8")
    with write_beside(path) as file:
        file.write(template.replace("{data}", text, 1).encode())
    return len(data["words"])


def page_data(vectors: WordVectors, name: str, frames: Sequence[Frame] = ()) -> dict[str, Any]:
    """What the page is filled with."""
    rows = most_frequent(vectors)  # (N,)
    chosen = WordVectors([vectors.words[row] for row in rows], vectors.matrix[rows])
    V, counts, common = len(vectors), vectors.counts, vectors.common
    chosen_by = "all words" if len(rows) == V else "most frequent"
    if counts is None or not counts.any():
        counts, common = V // np.arange(1, V + 1) + 1, None  # (V,) by Zipf's law; no SIF
        chosen_by = "all words" if len(rows) == V else "first words"
    plane = principal_plane(chosen.unit)  # (D, 2)
    positions = chosen.unit @ plane  # (N, 2)
    moments = [normalize(frame.matrix[: len(rows)]) for frame in frames]  # each (n, D)
    whole, scale = as_int16(chosen.matrix)  # (N, D), (N,)
    said = json.loads((DATA / "explore.json").read_text("utf-8"))
    return {
        "texts": said["texts"],
        "forms": _examples(chosen, said["forms"]),
        "name": name,
        "words": chosen.words,
        "total": V,
        "chosen": chosen_by,
        "counts": as_base64(counts[rows], "<f8"),
        "tokens": int(counts.sum()),
        "common": None if common is None else as_base64(common, "<f4"),
        "reading": asdict(replace(vectors.reading or Reading(), segment=None)),  # may be a path
        "examples": [group[0] for group in groups_of(chosen)],
        "dim": chosen.dim,
        "matrix": as_base64(whole, "<i2"),
        "scale": as_base64(scale, "<f4"),
        "plane": as_base64(plane.T, "<f4"),
        "spread": [spread_kept(unit, plane) for unit in [*moments[:-1], chosen.unit]],
        "map": as_base64(neighbour_map(chosen.unit, positions), "<f4"),
        "film": _film(frames, np.array([unit @ plane for unit in moments])) if frames else None,
    }


def most_frequent(vectors: WordVectors) -> NDArray[np.intp]:
    """The rows (N,) of the words in a page: the most frequent, or where no counts say, the first.

    >>> most_frequent(WordVectors(["a", "b", "c"], [[1], [2], [3]], counts=[4, 9, 5]))
    array([1, 2, 0])
    """
    N = min(len(vectors), WORDS, max(1, NUMBERS // vectors.dim))
    rows = np.arange(len(vectors))
    return (rows if vectors.counts is None else np.argsort(-vectors.counts, kind="stable"))[:N]


def as_int16(matrix: NDArray) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
    """A matrix (N, D) as whole numbers, and the scale (N,) of each row: row ≈ scale · numbers.

    >>> as_int16(np.array([[1, -0.5], [0, 0]]))
    (array([[ 32767, -16384],
           [     0,      0]], dtype=int16), array([3.051851e-05, 0.000000e+00], dtype=float32))
    """
    scale = np.abs(matrix.astype(np.float64)).max(axis=1, initial=0) / INT16  # (N,)
    numbers = matrix / np.where(scale == 0, 1, scale)[:, None]  # (N, D)
    return numbers.round().astype(np.int16), scale.astype(np.float32)


def spread_kept(unit: NDArray, plane: NDArray) -> float:
    """The share of the variance of unit vectors (N, D) that is seen in a plane (D, 2).

    >>> spread_kept(np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), np.eye(3, 2))
    0.6666666666666666
    """
    return float((unit @ plane).var(axis=0).sum() / (unit.var(axis=0).sum() or 1))


def as_base64(numbers: NDArray, kind: str) -> str:
    """Numbers of a kind, such as "<f4", as text.

    >>> as_base64(np.array([1, 2]), "<i2")
    'AQACAA=='
    """
    return b64encode(numbers.astype(kind).tobytes()).decode()


def neighbour_map(unit: NDArray, start: NDArray, seed: int = 1) -> NDArray[np.float32]:
    """Positions (N, 2) in which words with near unit vectors (N, D) are near; from a start (N, 2).

    It is learned as word vectors are. Each word has a point y, and the score of two words is
    -log ‖y_i - y_j‖². The pairs seen are a word and one of its k nearest by cosine, and M words
    drawn at random are noise; both enter the loss (2), whose gradient pulls the first together and
    pushes the others apart (Tang et al. 2016, LargeVis).
    """
    N, rng = len(unit), np.random.default_rng(seed)
    y = (start - start.mean(axis=0)) * 5 / (start.std() or 1)  # (N, 2)
    y = (y + 0.01 * rng.normal(size=y.shape)).astype(np.float32)  # equal words come apart
    k = min(NEAR + 1, N)  # itself, and then the others
    parts = progress(range(0, N, 500), leave=False)
    near = np.concatenate([nearest(unit[i : i + 500], unit, k)[0] for i in parts])  # (N, k)
    for step in progress(range(STEPS), leave=False):
        apart = y - y[near[np.arange(N), rng.integers(k, size=N)]]  # (N, 2)
        pull = apart / (1 + (apart**2).sum(axis=1, keepdims=True))
        apart = y[:, None] - y[rng.integers(N, size=(N, NOISE))]  # (N, M, 2)
        square = (apart**2).sum(axis=2, keepdims=True)  # (N, M, 1)
        push = (apart / (0.1 + square) / (1 + square)).clip(-2, 2).sum(axis=1)  # (N, 2)
        y += 2 * (1 - step / STEPS) * (push - pull)  # 2 is of the derivative; 0.1 tames its pole
    return y


def _examples(vectors: WordVectors, forms: dict[str, list[list[str]]]) -> dict[str, list[str]]:
    """What stands in each form to begin with: words or sentences that are known, or nothing."""

    def known(texts: list[str]) -> bool:
        return all(word in vectors for text in texts for word in vectors.words_of(text))

    return {name: next(filter(known, choices), []) for name, choices in forms.items()}


def _film(frames: Sequence[Frame], positions: NDArray) -> dict[str, Any]:
    """The positions (F, n, 2) of the words of each frame in the plane, and what the frame says."""
    return {
        "passed": [round(float(frame.passed), 3) for frame in frames],
        "losses": [round(float(frame.loss), 4) for frame in frames],
        "words": positions.shape[1],
        "positions": as_base64((positions * INT16).round(), "<i2"),  # of length 1 at most
    }
