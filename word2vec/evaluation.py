"""Does it work, and how would you know? Questions with known answers.

    (24) Spearman     ρ = Σ (r - r̄)(s - s̄) / √(Σ (r - r̄)² Σ (s - s̄)²),  r and s the ranks of a and b
    (26) 3CosMul      d = argmax cos⁺(d, b) cos⁺(d, c) / (cos⁺(d, a) + ε),  cos⁺ = (1 + cos) / 2
    (27) odd one out  argmin cos(w, m),  m the mean of the words' unit vectors

(24) asks whether the vectors order pairs of words as people do (Spearman 1904), on any scale; equal
values share the mean of their ranks. (26), like (25) in `vectors.py`, finds the word d that is to c
as b is to a; a product lets no single large term outweigh the others (Levy & Goldberg 2014). (27)
is gensim's `doesnt_match`.

Items with an unknown word are left out, so every score says how many items it covers. Two scores
that cover different items cannot be compared.

Letters: V words, n texts or pairs, q questions, D dimensions, k neighbours of each.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from similarity.neighbors import SCORES_AT_A_TIME
from word2vec.vectors import WordVectors

EPSILON = 1e-6  # ε in (26), against division by 0; as in gensim (the paper: 1e-3)

Pair = tuple[str, str, float]  # two words, and how alike people find them
Question = Sequence[str]  # a, b, c, d: a is to b as c is to d


class Score(NamedTuple):
    """A figure, and how many of all items it is made of."""

    value: float
    covered: int
    total: int


def spearman(a: ArrayLike, b: ArrayLike) -> float:
    """ρ of (24) for two series (n,), from -1 (opposite order) through 0 to 1 (same order).

    >>> round(spearman([1, 2, 3, 4], [10, 30, 20, 90]), 3)
    0.8

    Raises ValueError where there is no order to compare: fewer than two values, or all the same.
    """
    if np.shape(a) != np.shape(b):
        raise ValueError(f"two series of equal length, got shapes {np.shape(a)} and {np.shape(b)}")
    r, s = ranks(a), ranks(b)
    r, s = r - r.mean(), s - s.mean()
    spread = np.sqrt((r @ r) * (s @ s))
    if spread == 0:
        raise ValueError(
            f"{len(r)} values, one of the series without any two that differ: no order"
        )
    return float(r @ s / spread)  # (24)


def ranks(values: ArrayLike) -> NDArray[np.float64]:
    """1 for the smallest to n for the largest, (n,) -> (n,); equal values share their mean rank.

    >>> ranks([0.5, 0.1, 0.5, 0.9])
    array([2.5, 1. , 2.5, 4. ])
    """
    _, which, count = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[which]


def word_similarity(vectors: WordVectors, pairs: Sequence[Pair]) -> Score:
    """How well cosines order pairs of words as people do: Spearman's ρ over the pairs covered."""
    rows = _rows(vectors.words, [pair[:2] for pair in pairs], 2)  # (n, 2)
    known = (rows >= 0).all(axis=1)  # (n,)
    covered = int(known.sum())
    if covered < 2:
        raise ValueError(
            f"of {len(pairs)} pairs, {covered} have both words among the {len(vectors)} of the "
            "vectors, and two are needed for an order: give other pairs, or train on more text"
        )
    first, second = vectors.unit[rows[known]].transpose(1, 0, 2)  # (n, D) each
    judged = np.array([score for _, _, score in pairs])[known]
    return Score(spearman(np.vecdot(first, second), judged), covered, len(pairs))


def analogy_accuracy(
    vectors: WordVectors,
    questions: Sequence[Question],
    multiply: bool = False,
    candidates: int | None = None,
) -> Score:
    """Share of questions a : b = c : d in which d, of all words but the three, comes out first.

    By 3CosAdd (25), or 3CosMul (26) if `multiply`. The answer is looked for among the first
    `candidates` words, which are the most frequent (default: all); questions with another word are
    left out. Figures for different candidates do not compare: more are harder.
    """
    if candidates is not None and candidates < 1:
        raise ValueError(f"candidates must be at least 1, got {candidates}")
    unit = vectors.unit[:candidates]  # (V, D)
    rows = _rows(vectors.words[:candidates], questions, 4)
    rows = rows[(rows >= 0).all(axis=1)]  # (q, 4) that are covered
    right, batch = 0, max(1, SCORES_AT_A_TIME // len(unit))
    for start in range(0, len(rows), batch):
        part = rows[start : start + batch]  # (q, 4)
        a, b, c = (unit[part[:, place]] @ unit.T for place in range(3))  # (q, V) each, cosines
        if multiply:
            a, b, c = ((1 + cosine) / 2 for cosine in (a, b, c))
            score = b * c / (a + EPSILON)  # (26)
        else:
            score = b - a + c  # (25), a and b in each other's place; d · (b - a + c) term by term
        np.put_along_axis(score, part[:, :3], -np.inf, axis=1)
        right += int((score.argmax(axis=1) == part[:, 3]).sum())
    return Score(right / max(1, len(rows)), len(rows), len(questions))


def odd_one_out(vectors: WordVectors, words: Sequence[str]) -> str:
    """The word that does not belong: the one least like the mean of all, by cosine.

    Unit vectors are averaged, so that no word outweighs the others. Raises KeyError for a word
    without a vector.
    """
    rows = vectors.unit[[vectors.id(word) for word in words]]  # (n, D)
    return words[int((rows @ rows.mean(axis=0)).argmin())]  # (27)


def odd_one_out_accuracy(vectors: WordVectors, sets: Sequence[Sequence[str]]) -> Score:
    """Share of sets whose last word is found to be the odd one.

    By chance a set of four comes out right one time in four.
    """
    known = [words for words in sets if all(word in vectors for word in words)]
    right = sum(odd_one_out(vectors, words) == words[-1] for words in known)
    return Score(right / max(1, len(known)), len(known), len(sets))


def precision_at(k: int, rankings: Sequence[Sequence[int]], labels: Sequence[str]) -> float:
    """Mean share of the first k in each ranking that have the label of the text they are for.

    rankings[i] are numbers of other texts, best first; where fewer than k were found, the missing
    ones count as wrong.
    """
    hits = [
        sum(labels[other] == labels[number] for other in ranking[:k])
        for number, ranking in enumerate(rankings)
    ]
    return float(np.mean(hits)) / k


def read_rows(path: str | Path) -> list[list[str]]:
    """The rows of a tab-separated file, comments (#) left out."""
    return [line.split("\t") for _, line in _lines(path)]


def read_pairs(path: str | Path) -> list[Pair]:
    """Pairs of words and a number, with tabs, commas or spaces between; so WordSim-353, SimLex-999.

    The first line may name the columns. Raises ValueError with the line that is no pair.
    """
    pairs: list[Pair] = []
    lines = _lines(path)
    for number, line in lines:
        fields = re.split(r"\t" if "\t" in line else r",\s*|\s+", line.strip())
        try:
            pairs.append((fields[0], fields[1], float(fields[2])))
        except (IndexError, ValueError) as error:
            if number == lines[0][0]:
                continue
            raise ValueError(
                f"{path}, line {number}: expected two words and a number, got {line[:60]!r}"
            ) from error
    if not pairs:
        raise ValueError(f"{path} holds no pairs of words with a number")
    return pairs


def read_analogies(path: str | Path) -> dict[str, list[Question]]:
    """Questions of four words a line, by section, which a line ": name" opens; so Google's.

    Raises ValueError with the line that is no question.
    """
    sections: dict[str, list[Question]] = {}
    name = ""
    for number, line in _lines(path):
        if line.startswith(":"):
            name = line[1:].strip()
        elif len(words := line.split()) == 4:
            sections.setdefault(name, []).append(words)
        else:
            raise ValueError(f"{path}, line {number}: expected four words, got {line[:60]!r}")
    if not sections:
        raise ValueError(f"{path} holds no questions of four words")
    return sections


def _rows(words: Sequence[str], items: Sequence[Sequence[str]], width: int) -> NDArray[np.intp]:
    """The ids of the words of n items, (n, width); -1 for an unknown word.

    Case is ignored, since these files write "Paris" where texts have it in lower case; of words
    that differ in case alone the first is meant, which is the most frequent.
    """
    ids = {word.upper(): id for id, word in reversed(list(enumerate(words)))}
    found = [[ids.get(word.upper(), -1) for word in item] for item in items]
    return np.array(found, np.intp).reshape(-1, width)


def _lines(path: str | Path) -> list[tuple[int, str]]:
    """The lines that say something, with their number."""
    lines = enumerate(Path(path).read_text("utf-8").splitlines(), start=1)
    return [(number, line) for number, line in lines if line.strip() and line[0] != "#"]
