"""Two ways to search for texts: by the words they share with the query, or by their meaning.

    (21) BM25(q, d) = Σ_{w in q} idf(w) · f (k + 1) / (f + k (1 - b + b |d| / mean |d|)),
                      idf(w) = ln(1 + (N - n_w + ½) / (n_w + ½))

BM25 ranks texts by their words. Here f is how often word w appears in text d, |d| is the number of
words in d, and n_w is how many of the N texts contain w (Robertson & Zaragoza 2009; the idf is that
of Lucene, which is never negative). Three ideas are in it: a word that few texts contain counts for
more; its second occurrence counts for less than its first; and in a long text, where any word is
more likely, an occurrence counts for less. A search by meaning ranks texts by the cosine (19)
between their vectors and the vector of the query.

Letters: N texts, D dimensions.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from math import log
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from similarity.metrics import as_numbers
from similarity.neighbors import how_many, nearest

K = 1.2  # k in (21): how much repeating a word adds; at 0 only the first occurrence counts
B = 0.75  # b in (21): how much the length of a text matters, from 0 (not at all) to 1

NO_LISTS: dict[Any, tuple[str, str]] = {  # what looks like a list -> its name, and the way out
    bytes | bytearray: ("bytes", "decode them first, as in text.decode('utf-8')"),
    set | frozenset: ("set", "it has no order: give a list"),
    Mapping: ("dict", "it would give only its keys: give a list, such as list(….values())"),
}


def in_order(items: Iterable, what: str, split: str = "split it into words") -> Iterable:
    """The items of a list, an array, a Series, a generator: of whatever has them in an order.

    >>> in_order("a cat", "a text is a list of words")
    Traceback (most recent call last):
    ValueError: a text is a list of words, got the string 'a cat'; split it into words

    Raises ValueError, which begins with `what` was wanted, for a string (its items are letters; how
    to `split` it comes last), bytes, a set, a dict, and for what has no items at all.
    """
    if isinstance(items, np.ndarray):
        items = items.tolist()  # of Python's own strings
    for kind, (name, way_out) in {str: ("string", split), **NO_LISTS}.items():
        if isinstance(items, kind):
            raise ValueError(f"{what}, got the {name} {items!r:.60}; {way_out}")
    try:
        iter(items)
    except TypeError:
        raise ValueError(f"{what}, got {items!r:.60}") from None
    return items


def different_words(texts: Sequence[Sequence[str]]) -> list[str]:
    """Each word of the texts once, in order of first appearance.

    >>> different_words([["a", "dog"], ["a", "cat"]])
    ['a', 'dog', 'cat']

    Raises ValueError for a word that is not a string.
    """
    words: Iterable = chain.from_iterable(texts)
    try:
        words = dict.fromkeys(words)
    except TypeError:  # one of them is a list, or the like, which cannot be looked up
        words = chain.from_iterable(texts)
    for word in words:
        if not isinstance(word, str):
            raise ValueError(f"a word is a string, got {word!r:.60}")
    return list(words)


class KeywordIndex:
    """An inverted index: for every word, the texts that contain it, and how often.

    `texts` is a list of lists of words, or whatever else has them in order. Raises ValueError for
    an empty one, and for texts or words of another kind.

    >>> KeywordIndex([["a", "cat"], ["a", "dog", "a"]]).texts_of["a"]
    {0: 1, 1: 2}
    """

    def __init__(self, texts: Iterable[Iterable[str]]):
        texts = in_order(texts, "texts are a list of lists of words")
        listed = [list(in_order(text, "a text is a list of words")) for text in texts]
        if not listed:
            raise ValueError("there are no texts to search: the list is empty")
        self.lengths = [len(text) for text in listed]
        # word -> text number -> how often
        self.texts_of: dict[str, dict[int, int]] = {word: {} for word in different_words(listed)}
        for number, text in enumerate(listed):
            for word, count in Counter(text).items():
                self.texts_of[word][number] = count


def keyword_search(
    query: Iterable[str], index: KeywordIndex, k: int = 10
) -> list[tuple[int, float]]:
    """The k best texts, as (text number, BM25 score), best first; equal ones by their number.

    Only texts that share a word with the query are found, so there may be fewer than k, or none.
    Raises ValueError for a query that is no list of words, and for a k that is no whole number
    from 1.
    """
    if not isinstance(index, KeywordIndex):
        raise ValueError(f"expected a KeywordIndex of the texts, got {index!r:.60}")
    words, k = list(in_order(query, "a query is a list of words")), how_many(k)
    different_words([words])  # are they words?
    N, mean_length = len(index.lengths), sum(index.lengths) / len(index.lengths)
    scores: defaultdict[int, float] = defaultdict(float)
    for word in words:
        texts = index.texts_of.get(word, {})
        idf = log(1 + (N - len(texts) + 0.5) / (len(texts) + 0.5))  # (21)
        for number, f in texts.items():
            length = 1 - B + B * index.lengths[number] / mean_length
            scores[number] += idf * f * (K + 1) / (f + K * length)  # (21)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]


def semantic_search(query: ArrayLike, texts: ArrayLike, k: int = 10) -> list[tuple[int, float]]:
    """The k texts nearest in meaning, as (text number, cosine): query (D,), texts (N, D).

    Raises ValueError for a query of zeros, which is what pooling gives if it knows no word; for no
    texts; and for what `nearest` refuses.
    """
    query, texts, k = as_numbers(query, 1), as_numbers(texts, 2), how_many(k)
    if not len(texts):
        raise ValueError("there are no texts to search: the array is empty")
    if not query.any():
        raise ValueError("the query is a vector of zeros, as if none of its words were known")
    rows, cosines = nearest(query[None], texts, min(k, len(texts)))
    return list(zip(rows[0].tolist(), cosines[0].tolist(), strict=True))
