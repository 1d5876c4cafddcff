"""Exercises of notebook 9, 09_one_word_two_meanings: they need no weights."""

import numpy as np

from exercises import Exercise
from pooling.transformer import attention

QUERY = np.array([[2.0, 0.0, 0.0, 0.0]])
KEYS = np.array([[0.0, 1.0, 0.0, 5.0], [np.log(3), 7.0, 0.0, 0.0]])
VALUES = np.array([[8.0, 0.0, 4.0, 0.0], [0.0, 4.0, 4.0, 0.0]])
VOCABULARY = {"em", "##bed", "##ding", "##s", "embed", "un", "##ha", "##happy", "##pp", "##y", "a"}


def pieces_of(word, vocabulary):
    pieces, start = [], 0
    while start < len(word):
        before = "##" if start else ""
        ends = range(len(word), start, -1)
        found = [end for end in ends if before + word[start:end] in vocabulary]
        if not found:
            return ["[UNK]"]
        pieces.append(before + word[start : found[0]])
        start = found[0]
    return pieces


def found_by_heads(A, v):
    """(H, L, L) attention and (H, L, d) values -> (L, H d)."""
    return np.hstack(list(A @ v))


def heads(H, L, d):
    """A and v of H heads: numbers that all differ."""
    rng = np.random.default_rng(H * L * d)
    q, k, v = rng.standard_normal((3, H, L, d))
    return attention(q, k), v


EXERCISES = [
    Exercise("attention by hand", points=1, expected=(attention(QUERY, KEYS) @ VALUES)[0]),
    Exercise(
        "pieces of a word",
        points=2,
        expected=pieces_of,
        cases=[
            ("a", VOCABULARY),
            ("embeddings", VOCABULARY),  # embed ##ding ##s: the longest, not em ##bed
            ("unhappy", VOCABULARY),
            ("unhappyy", VOCABULARY),
            ("ununhappy", VOCABULARY),  # un starts a word, and continues none
            ("unx", VOCABULARY),
            ("s", VOCABULARY),  # ##s continues a word, and starts none
        ],
    ),
    Exercise(
        "mixed heads",
        points=2,
        expected=found_by_heads,
        cases=[heads(2, 1, 3), heads(2, 3, 2), heads(3, 3, 3), heads(1, 4, 2), heads(4, 2, 1)],
    ),
]
