"""Two ways to search: by the words that a text shares with the query, or by what they mean.

    (21) BM25(q, d) = Σ_{w in q} idf(w) · f (k + 1) / (f + k (1 - b + b |d| / mean |d|)),
                      idf(w) = ln(1 + (N - n_w + ½) / (n_w + ½))

ranks texts by words. There f is how often w stands in text d, |d| the number of its words, n_w how
many of the N texts have w (Robertson & Zaragoza 2009, with the idf of Lucene, which is never
negative). A word that few texts have counts for more; its second occurrence counts for less than
its first; and a long text has to say a word more often. By meaning, texts are ranked by the cosine
(19) of their vectors and the query's.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import ArrayLike

from similarity.neighbors import nearest

K = 1.2  # k in (21): how slowly further occurrences of a word lose weight
B = 0.75  # b in (21): how much longer texts are held to account


class KeywordIndex:
    """An inverted index: for every word, the texts that have it, and how often.

    texts is a list of lists of words.

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
    """The k best texts that share a word with the query, as (number, BM25 score), ties in order.

    Fewer than k where fewer share a word; none where the query has no word of theirs.
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
    """The k texts nearest in meaning, as (number, cosine): query (D,), texts (N, D).

    Raises ValueError for a query of zeros, which is what pooling gives where no word is known.
    """
    query, texts = np.asarray(query), np.asarray(texts)
    if not query.any():
        raise ValueError("the query is a vector of zeros, as if none of its words were known")
    rows, cosines = nearest(query[None], texts, min(k, len(texts)))
    return list(zip(rows[0].tolist(), cosines[0].tolist(), strict=True))
