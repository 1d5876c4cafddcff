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
from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import ArrayLike

from similarity.neighbors import nearest

K = 1.2  # k in (21): how much repeating a word adds; at 0 only the first occurrence counts
B = 0.75  # b in (21): how much the length of a text matters, from 0 (not at all) to 1


class KeywordIndex:
    """An inverted index: for every word, the texts that contain it, and how often.

    `texts` is a list of lists of words. Raises ValueError for an empty one.

    >>> KeywordIndex([["a", "cat"], ["a", "dog", "a"]]).texts_of["a"]
    {0: 1, 1: 2}
    """

    def __init__(self, texts: Sequence[Sequence[str]]):
        if not texts:
            raise ValueError("there are no texts to search: the list is empty")
        self.lengths = [len(text) for text in texts]
        self.texts_of: dict[str, dict[int, int]] = {}  # word -> text number -> how often
        for number, text in enumerate(texts):
            for word, count in Counter(text).items():
                self.texts_of.setdefault(word, {})[number] = count


def keyword_search(
    query: Sequence[str], index: KeywordIndex, k: int = 10
) -> list[tuple[int, float]]:
    """The k best texts, as (text number, BM25 score), best first; equal ones by their number.

    Only texts that share a word with the query are found, so there may be fewer than k, or none.
    """
    N, mean_length = len(index.lengths), sum(index.lengths) / len(index.lengths)
    scores: defaultdict[int, float] = defaultdict(float)
    for word in query:
        texts = index.texts_of.get(word, {})
        idf = log(1 + (N - len(texts) + 0.5) / (len(texts) + 0.5))  # (21)
        for number, f in texts.items():
            length = 1 - B + B * index.lengths[number] / mean_length
            scores[number] += idf * f * (K + 1) / (f + K * length)  # (21)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]


def semantic_search(query: ArrayLike, texts: ArrayLike, k: int = 10) -> list[tuple[int, float]]:
    """The k texts nearest in meaning, as (text number, cosine): query (D,), texts (N, D).

    Raises ValueError for a query of zeros, which is what pooling gives if it knows no word.
    """
    query, texts = np.asarray(query), np.asarray(texts)
    if not query.any():
        raise ValueError("the query is a vector of zeros, as if none of its words were known")
    rows, cosines = nearest(query[None], texts, min(k, len(texts)))
    return list(zip(rows[0].tolist(), cosines[0].tolist(), strict=True))
