"""Does it work, and how would you know? Questions with known answers.

Letters: n texts, D dimensions, k neighbours of each.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from word2vec.vectors import WordVectors


def odd_one_out(vectors: WordVectors, words: Sequence[str]) -> str:
    """The word that does not belong: the one least like the mean of all, by cosine.

    Unit vectors are averaged, so that no word outweighs the others. Raises KeyError for a word
    without a vector.
    """
    rows = vectors.unit[[vectors.id(word) for word in words]]  # (n, D)
    return words[int((rows @ rows.mean(axis=0)).argmin())]


def read_rows(path: str | Path) -> list[list[str]]:
    """The rows of a tab-separated file, comments (#) left out."""
    lines = Path(path).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def odd_one_out_accuracy(vectors: WordVectors, sets: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Share of sets whose last word is found to be the odd one, of how many with known words.

    By chance a set of four comes out right one time in four.
    """
    known = [words for words in sets if all(word in vectors for word in words)]
    right = [odd_one_out(vectors, words) == words[-1] for words in known]
    return float(np.mean(right)) if known else 0.0, len(known)


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
