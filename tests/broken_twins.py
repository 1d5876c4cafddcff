"""Famous mistakes, kept alive: functions that run, look right, and are not.

Each is the twin of a right function and takes the same arguments. To practise, cover the docstring
and look for the mistake; `test_broken_twins.py` has a check that the right one passes and its twin
fails, and measures the figures given here. "The sample" is data/sample.en.txt, rare words left out.

Letters: n words of a text, V words in the vocabulary, D dimensions, W the window,
P pairs, C center words, M words they are scored against, L words in a sentence.
"""

import numpy as np

from word2vec.objective import gradients


def windows_one_short(sentence, window, rng):
    """`integers` leaves its end out, and so does `range`: the full reach is never drawn, and to the
    right every reach is one shorter yet. With W = 5 a word has 4.0 neighbours instead of 6.0.
    """
    pairs = []
    for center in range(len(sentence)):
        reach = rng.integers(1, window)
        for context in range(max(0, center - reach), min(center + reach, len(sentence))):
            if context != center and sentence[context] == sentence[center]:
                pairs.append((center, context))
    return np.array(pairs).T  # (2, P)


def neighbors_unlike_the_center(words, sentence, size, window):
    """The center is kept out of its own window by comparing words, not positions, and with it goes
    a neighbour that is the same word: 1.0 % of all pairs in the sample, 5.8 % of those of "the".
    """
    seen = np.zeros((size, size), np.float32)  # (V, V)
    for d in range(1, window + 1):
        center, context = words[:-d], words[d:]  # (n-d,), (n-d,)
        pair = (sentence[:-d] == sentence[d:]) & (center != context)  # (n-d,)
        np.add.at(seen, (center[pair], context[pair]), (window - d + 1) / window)
    return seen + seen.T


def noise_as_it_comes(counts, keep_probability, power):
    """Words from elsewhere serve as noise just as they come, though (8) wants another power, and
    frequent words were dropped. In the sample "the" is noise 0.5 times as often as it should be,
    and other words up to 1.7 times as often.
    """
    return np.ones(len(counts))  # (V,)


def loss_by_log_of_sigmoid(v, u, seen, noise):
    """The logarithm is taken of a rounded sigmoid, which in float32 is exactly 1 from a score of 17
    on. There a noise word costs infinity, and a true pair 0 · log 0, which is NaN.
    """
    x = (v @ u.T).astype(np.float32)  # (C, M)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        p = 1 / (1 + np.exp(-x))  # (C, M)
        return float(-(seen * np.log(p) + noise * np.log(1 - p)).sum())


def step_of_the_mean(v, u, seen, noise, learning_rate):
    """The gradient of a block is averaged, though the learning rate is meant for one pair. A pass
    through the sample leaves the loss at 4.159, where it starts; with the right step it is 2.5.
    """
    dv, du = gradients(v, u, seen, noise)  # (C, D), (M, D)
    v -= learning_rate * dv / seen.sum()
    u -= learning_rate * du / seen.sum()


def subtract_at_rows(table, rows, gradient):
    """Of a row that repeats, fancy indexing keeps the last update alone. Of 512 pairs of the sample
    it loses the updates of 205 contexts; "the" is one 46 times and loses 45.
    """
    table[rows] -= gradient


def mean_with_padding(words, weights):
    """Sentences are padded to one length, and the padding, whose weight should be 0, counts as a
    word. Two sentences of 3 words, at right angles, have a cosine of 0.99 once padded to 20.
    """
    return words.mean(axis=-2)  # (…, L, D) -> (…, D)


def sif_of_the_moment(sentences):
    """The common direction is fitted to the sentences to be compared, not to a language. If two of
    them have anything in common, what is left is opposite: of 1000 in 1000 pairs the cosine is -1.
    """
    common = np.linalg.svd(sentences, full_matrices=False).Vh[0]  # (D,)
    return sentences - np.outer(sentences @ common, common)  # (n, D)


def cosine_of_nothing(a, b):
    """A vector of zeros is divided by its norm. `argmax` takes the NaN that comes of it for the
    largest number: a word without a vector wins 100 of 100 searches.
    """
    with np.errstate(invalid="ignore"):
        return np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b))


def most_similar_but_the_first(vectors, query, k=10):
    """The query is left out by rank, as if it always came first. Where two words each share a
    vector, 50 of 100 find themselves; and a query that is no word always loses its best answer.
    """
    vector = vectors[query] if isinstance(query, str) else np.asarray(query)  # (D,)
    cosines = vectors.unit @ vector / np.linalg.norm(vector)  # (V,)
    order = np.argsort(-cosines, kind="stable")[1 : k + 1]  # (k,)
    return [(vectors.words[id], float(cosines[id])) for id in order]


def analogy_of_long_vectors(vectors, a, b, c, k=10):
    """Vectors are summed and compared at the length they have, so that the long ones win. Of 380
    analogies, all found by unit vectors, 180 are left when lengths vary by a factor of e^±½.
    """
    scores = vectors.matrix @ (vectors[a] - vectors[b] + vectors[c])  # (V,)
    found = [(vectors.words[id], float(scores[id])) for id in np.argsort(-scores)]
    return [(word, score) for word, score in found if word not in (a, b, c)][:k]


def ranks_by_place(values):
    """Equal values get ranks by the order they stand in, which says nothing. Of 100 pairs, one
    series marks the last and the other the first: their rank correlation is 0.94 instead of -0.01.
    """
    return np.argsort(np.argsort(values, kind="stable"), kind="stable") + 1.0  # (n,)
