"""Exercises of notebook 9, 09_one_word_two_meanings: they need no weights."""

import numpy as np

from pooling.transformer import attention

from . import Exercise

rng = np.random.default_rng(9)
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


def cut_words(rng):
    """A word of a, b and c, and a vocabulary in which it can be cut, or, now and then, cannot."""
    word = "".join(rng.choice(list("abc"), rng.integers(3, 9)))
    places = rng.integers(0, len(word), 8)
    pieces = [word[i : i + rng.integers(1, 4)] for i in places] + ["a", "b", "c"[: rng.integers(2)]]
    return word, {before + piece for piece in pieces if piece for before in ("", "##")}


def heads(rng, H, L, d):
    """A and v of H heads."""
    return rng.dirichlet(np.ones(L), (H, L)).round(2), rng.normal(size=(H, L, d)).round(1)


def some_heads(rng):
    return heads(rng, *rng.integers(2, 4, 3))  # one word, or one head, cannot be mixed


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
            ("s", VOCABULARY),  # ##s continues a word, and starts none
        ],
        draw=cut_words,
    ),
    Exercise(
        "mixed heads",
        points=2,
        expected=found_by_heads,
        cases=[heads(rng, *shape) for shape in [(2, 2, 1), (2, 3, 2), (3, 2, 2)]],
        draw=some_heads,
    ),
]
