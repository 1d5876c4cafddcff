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

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from similarity.neighbors import SCORES_AT_A_TIME
from word2vec.vectors import WordVectors

EPSILON = 1e-6  # ε in (26), against division by 0; as in gensim (the paper: 1e-3)

Pair = tuple[str, str, float]  # two words, and how alike people find them
Question = Sequence[str]  # a, b, c, d: a is to b as c is to d


class Score(NamedTuple):
    """A figure, and how many of all items it is made of; NaN where none is covered."""

    value: float
    covered: int
    total: int


def spearman(a: ArrayLike, b: ArrayLike) -> float:
    """ρ of (24) for two series (n,), from -1 (opposite order) through 0 to 1 (same order).

    >>> round(spearman([1, 2, 3, 4], [10, 30, 20, 90]), 3)
    0.8

    Raises ValueError where there is no order to compare: fewer than two values, or all the same, or
    one that is NaN.
    """
    if np.shape(a) != np.shape(b):
        raise ValueError(f"two series of equal length, got shapes {np.shape(a)} and {np.shape(b)}")
    r, s = ranks(a, "a"), ranks(b, "b")
    r, s = r - r.mean(), s - s.mean()
    spread = np.sqrt((r @ r) * (s @ s))
    if spread == 0:
        raise ValueError(
            f"{len(r)} values, one of the series without any two that differ: no order"
        )
    return float(r @ s / spread)  # (24)


def ranks(values: ArrayLike, name: str = "values") -> NDArray[np.float64]:
    """1 for the smallest to n for the largest, (n,) -> (n,); equal values share their mean rank.

    >>> ranks([0.5, 0.1, 0.5, 0.9])
    array([2.5, 1. , 2.5, 4. ])

    Raises ValueError for NaN, which is neither smaller nor larger than a number.
    """
    values = np.asarray(values)
    missing = values != values  # true of NaN alone
    if missing.any():
        raise ValueError(f"{name}[{missing.argmax()}] is NaN, which has no rank: leave it out")
    _, which, count = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(count) - (count - 1) / 2)[which]


def word_similarity(vectors: WordVectors, pairs: Sequence[Pair]) -> Score:
    """How well cosines order pairs of words as people do: Spearman's ρ over the pairs covered.

    Raises ValueError where fewer than two are covered, or a score is NaN.
    """
    for pair in pairs:
        if np.isnan(pair[2]):
            raise ValueError(f"the score of {pair[0]!r} and {pair[1]!r} is NaN: leave the pair out")
    rows = _rows(vectors, [pair[:2] for pair in pairs], 2)  # (n, 2)
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

    Raises ValueError for a question that is not four words.
    """
    if candidates is not None and candidates < 1:
        raise ValueError(f"candidates must be at least 1, got {candidates}")
    unit = vectors.unit[:candidates]  # (V, D)
    rows = _rows(vectors, questions, 4)
    rows = rows[((rows >= 0) & (rows < len(unit))).all(axis=1)]  # (q, 4) that are covered
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
    return _share(right, len(rows), len(questions))


def odd_one_out(vectors: WordVectors, words: Sequence[str]) -> str:
    """The word that does not belong: the one least like the mean of all, by cosine.

    Unit vectors are averaged, so that no word outweighs the others. Raises KeyError for a word
    without a vector, ValueError for fewer than three words.
    """
    _check_set(words)
    rows = vectors.unit[[vectors.id(word) for word in words]]  # (n, D)
    return words[int((rows @ rows.mean(axis=0)).argmin())]  # (27)


def odd_one_out_accuracy(vectors: WordVectors, sets: Sequence[Sequence[str]]) -> Score:
    """Share of sets whose last word is found to be the odd one.

    By chance a set of four comes out right one time in four. Raises ValueError for a set of fewer
    than three.
    """
    for words in sets:
        _check_set(words)
    known = [words for words in sets if all(word in vectors for word in words)]
    right = sum(odd_one_out(vectors, words) == words[-1] for words in known)
    return _share(right, len(known), len(sets))


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


def _check_set(words: Sequence[str]) -> None:
    """Raise ValueError for a set of which no word can be the odd one."""
    if len(words) < 3:
        raise ValueError(f"an odd one out needs at least three words, got {list(words)}")


def _share(right: int, covered: int, total: int) -> Score:
    """The share of the items covered that came out right; of none it is no number."""
    return Score(right / covered if covered else float("nan"), covered, total)


def _rows(vectors: WordVectors, items: Sequence[Sequence[str]], width: int) -> NDArray[np.intp]:
    """The ids of the words of n items, (n, width); -1 for an unknown word.

    Case is ignored, since such questions say "Paris" where texts have it in lower case; of words
    that differ in case alone the first is meant, which is the most frequent. A word that is not
    there so is looked up as the text would have written it, such as by its stem.
    """
    wrong = next((item for item in items if len(item) != width), None)
    if wrong is not None:
        raise ValueError(f"expected {width} words, got {wrong!r}")
    ids = {word.upper(): id for id, word in reversed(list(enumerate(vectors.words)))}
    for word in {word for item in items for word in item}:
        if word.upper() not in ids:
            ids[word.upper()] = vectors.id(word) if word in vectors else -1
    found = [[ids[word.upper()] for word in item] for item in items]
    return np.array(found, np.intp).reshape(-1, width)
