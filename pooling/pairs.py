"""Where pairs of texts come from that belong together, and how pairs held out choose τ and epochs.

    next        a text and the next one
    halves      the first and the second half of a text
    dropout     a text with some words left out, and with some others left out

A text is an array of word ids. Nobody has to label them: the author wrote one sentence after the
other.

Letters: n pairs, P in all, T words, V words in the vocabulary, D dimensions.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

from pooling.contrast import Ids, bags, contrast, tables
from similarity.metrics import Array, cosine_similarity_matrix

Pair = tuple[Ids, Ids]

TAUS = (0.05, 0.1, 0.2)

LEFT_OUT = 0.2  # share of the words of a text that `dropped` leaves out
FEWEST = 100  # pairs, so that ten can be held out
STRETCHES = 100  # of the pairs in the order of the text; every tenth is held out
SHORTEST = 25  # pairs of a stretch, if there are enough: an article or so
HELD_OUT = 1000  # pairs at most that are looked at
FOR_TAU = 5000  # pairs at most on which τ is chosen


def pairs_of(
    articles: Iterable[Sequence[Ids]], how: str, rng: np.random.Generator
) -> Iterator[Pair]:
    """Pairs of the texts of articles: how is "next", "next:16", "halves" or "dropout".

    "next:16" cuts each article into texts of 16 words first. Raises ValueError for anything else.
    """
    if not re.fullmatch(r"next(:[1-9]\d{0,5})?|halves|dropout", how):
        raise ValueError(
            f"pairs must be next, next:16 (or another number of words), halves or dropout; "
            f"got {how!r}"
        )
    if how.startswith("next:"):
        articles = (cut(article, int(how[5:])) for article in articles)
    if how.startswith("next"):
        return following(articles)
    texts = chain.from_iterable(articles)
    return halves(texts) if how == "halves" else dropped(texts, rng)


def following(articles: Iterable[Sequence[Ids]]) -> Iterator[Pair]:
    """Each text with the one after it in the same article."""
    for article in articles:
        yield from pairwise(article)


def cut(article: Sequence[Ids], length: int) -> list[Ids]:
    """The words of an article in texts of so many words each; the rest at the end is left out.

    >>> cut([np.array([1, 2, 3]), np.array([4, 5])], length=2)
    [array([1, 2]), array([3, 4])]
    """
    words = np.concatenate([np.empty(0, np.intp), *article])  # (T,)
    whole = len(words) // length
    return list(words[: whole * length].reshape(whole, length))


def halves(texts: Iterable[Ids]) -> Iterator[Pair]:
    """The first and the second half of each text."""
    for text in texts:
        yield text[: len(text) // 2], text[len(text) // 2 :]


def dropped(texts: Iterable[Ids], rng: np.random.Generator) -> Iterator[Pair]:
    """Each text twice, both times with other words left out (SimCSE, without a network)."""
    for text in texts:
        keep = rng.random((2, len(text))) >= LEFT_OUT
        yield text[keep[0]], text[keep[1]]


def numbered(pairs: Iterable[Pair]) -> tuple[list[Ids], Ids]:
    """The different texts of pairs, and the pairs as numbers of texts (P, 2).

    A pair with an empty text, or of a text with itself, teaches nothing, and is left out.

    >>> numbered([(np.array([1, 2]), np.array([3])), (np.array([3]), np.array([1, 2]))])
    ([array([1, 2]), array([3])], array([[0, 1],
           [1, 0]]))
    """
    texts: list[Ids] = []
    number: dict[bytes, int] = {}
    found: list[tuple[int, int]] = []
    for pair in pairs:
        keys = [text.tobytes() for text in pair]
        if all(keys) and keys[0] != keys[1]:
            for key, text in zip(keys, pair, strict=True):
                if key not in number:
                    number[key] = len(texts)
                    texts.append(text)
            found.append((number[keys[0]], number[keys[1]]))
    return texts, np.array(found, np.intp).reshape(-1, 2)


def learn(
    matrix: Array,
    texts: Sequence[Ids],
    pairs: Ids,
    seed: int = 1,
    show: Callable[[Iterable], Iterable] = iter,
) -> tuple[Array, "Choice"]:
    """Word vectors (V, D) trained by `contrast` on all pairs, with what `choose` found."""
    found = choose(matrix, texts, pairs, seed, show)
    after = contrast(matrix, texts, pairs, found.tau, np.random.default_rng(seed), show)
    return next(islice(after, found.epochs - 1, None)), found


class Choice(NamedTuple):
    """A temperature and a number of epochs, and how well pairs held out are then told apart."""

    tau: float
    epochs: int
    held: int  # pairs that were held out and looked at
    before: float  # at the start
    after: float

    @property
    def gained(self) -> bool:
        """More than luck gives: two standard errors of `told_apart`, where all order is by chance.

        Then the place of the right one among the wrong ones is uniform, of variance 1/12.
        """
        return self.after - self.before > 2 / sqrt(12 * self.held)


def choose(
    matrix: Array,
    texts: Sequence[Ids],
    pairs: Ids,
    seed: int = 1,
    show: Callable[[Iterable], Iterable] = iter,
) -> Choice:
    """τ and the number of epochs by which pairs that were held out are told apart best.

    Arguments are those of `contrast`, with pairs in the order of the text. Two epochs on some of
    the pairs say which of TAUS is best. With it all of the rest are trained on, for as long as
    held-out pairs gain. Whole stretches of the text are held out, since what is learned of an
    article says little of others. A short text has fewer stretches, not shorter ones.

    Raises ValueError for fewer than 100 pairs.
    """
    if len(pairs) < FEWEST:
        raise ValueError(
            f"{len(pairs)} pairs of texts are too few to hold some out: give {FEWEST} or more, by "
            "a longer text or by other pairs, such as next:16"
        )
    stretch = min(max(SHORTEST, len(pairs) // STRETCHES), len(pairs) // 10)
    out = np.arange(len(pairs)) // stretch % 10 == 9  # (P,)
    held, rest = _some(pairs[out], HELD_OUT), pairs[~out]

    def epochs(tau: float, pairs: Ids) -> Iterator[float]:
        """How well the held-out pairs are told apart after each epoch on these pairs."""
        after = contrast(matrix, texts, pairs, tau, np.random.default_rng(seed), show)
        return (told_apart(vectors, texts, held) for vectors in after)

    few = _some(rest, FOR_TAU)
    tau = max(TAUS, key=lambda tau: max(islice(epochs(tau, few), 2)))
    run = epochs(tau, rest)
    scores = [next(run), next(run)]
    while scores[-1] > scores[-2]:
        scores.append(next(run))
    return Choice(tau, len(scores) - 1, len(held), told_apart(matrix, texts, held), scores[-2])


def _some(pairs: Ids, most: int) -> Ids:
    """No more pairs than `most`, from all over the text."""
    return pairs[:: ceil(len(pairs) / most)]


def told_apart(matrix: Array, texts: Sequence[Ids], pairs: Ids) -> float:
    """How often the right candidate is nearer than a wrong one, for pairs (n, 2): ½ by chance.

    Both are compared with the same anchor, by cosine; all wrong ones of these pairs count. This is
    the area under the ROC curve. Raises ValueError where there are no wrong ones.
    """
    n, words = bags([texts[i] for i in pairs.T.ravel().tolist()])  # (2n, U), (U,)
    cosines = cosine_similarity_matrix(*np.split(n @ matrix[words], 2))  # (n, n)
    seen, noise = tables(pairs)
    wrong = (seen == 0) & (noise > 0)
    if not wrong.any():
        raise ValueError("all pairs are of the same texts, so there is nothing to tell them from")
    nearer = np.sign(np.diag(cosines)[:, None] - cosines)  # 1, or -1 where the wrong one is nearer
    return float((1 + nearer[wrong].mean()) / 2)
