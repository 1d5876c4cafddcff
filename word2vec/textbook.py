"""All of Word2Vec on one page: Skip-Gram with negative sampling, one pair of words at a time.

For every word of a text (the center) and every word near it (its context), draw K noise words;
then move the vectors so that the center and its context score higher, the center and noise lower.

    score   x = v · u                       v: the vector of the center, u: of the other word
    error   e = σ(x) - y                    y is 1 for the context, 0 for noise
    step    u ← u - η e v,  v ← v - η Σ e u   down the gradient of -log σ(x), or -log σ(-x)

That is all; σ(x) = 1/(1 + e^-x), η is the learning rate. `training.py` does the same for a block of
text at a time, much faster. `python -m word2vec.textbook` trains on a part of the sample.
Letters: V words in the vocabulary, D dimensions, K noise words for each pair.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.random import Generator

from similarity.metrics import Array
from word2vec.model import Config
from word2vec.vectors import WordVectors
from word2vec.vocabulary import Ids, Vocabulary, cumulative_noise, keep_probability


def train_by_pairs(sentences: Iterable[Sequence[str]], config: Config = Config()) -> WordVectors:
    """Word vectors of sentences, each a list of words.

    >>> train_by_pairs([["cats", "purr"], ["dogs", "bark"]] * 50, Config(dim=4, epochs=2)).words
    ['bark', 'cats', 'dogs', 'purr']
    """
    sentences = list(sentences)  # they are gone through in every epoch
    rng = np.random.default_rng(config.seed)
    counts = Counter(word for sentence in sentences for word in sentence)
    vocabulary = Vocabulary(counts, config.min_count)
    config = config.for_text(vocabulary)  # says how many epochs
    keep = keep_probability(vocabulary.counts, config.subsample)  # (V,)
    noise = cumulative_noise(vocabulary.counts, config.noise_power)  # (V,) summed up, 1 at the end
    V, D, K = len(vocabulary), config.dim, config.negatives
    centers = rng.uniform(-0.5 / D, 0.5 / D, (V, D))  # (V, D)
    contexts = np.zeros((V, D))  # (V, D)
    for epoch in range(config.epochs):
        for number, sentence in enumerate(sentences):
            rate = config.rate_after(epoch + number / len(sentences))  # η
            ids = vocabulary.encode(sentence)
            ids = ids[rng.random(len(ids)) < keep[ids]]  # frequent words are often dropped
            for center, context in window_pairs(ids, config.window, rng):
                drawn = np.searchsorted(noise, rng.random(K), side="right")  # (K,)
                step(centers, contexts, center, np.append(context, drawn), rate)
    return WordVectors(vocabulary.words, centers, vocabulary.counts)


def window_pairs(ids: Ids, window: int, rng: Generator) -> Iterator[tuple[int, int]]:
    """All pairs (center, context) of a sentence; each center draws how far it reaches."""
    for i, center in enumerate(ids):
        reach = int(rng.integers(1, window + 1))  # so near words are contexts more often (9)
        for j in range(max(0, i - reach), min(i + reach + 1, len(ids))):
            if j != i:
                yield center, ids[j]


def step(centers: Array, contexts: Array, center: int, others: Ids, rate: float) -> None:
    """Move the vectors of a center and of 1 + K others, of which the first is its context."""
    v, u = centers[center], contexts[others]  # (D,), (1+K, D)
    y = np.zeros(len(others))  # (1+K,) 0 for noise,
    y[0] = 1  # 1 for the context
    x = u @ v  # (1+K,) scores (1)
    error = 1 / (1 + np.exp(-x)) - y  # (1+K,) (3)
    np.subtract.at(contexts, others, rate * np.outer(error, v))  # .at: a word may come twice (4)
    centers[center] = v - rate * error @ u  # (4)


if __name__ == "__main__":
    from word2vec import SAMPLE, read_sentences

    config = Config(dim=50, epochs=5, learning_rate=0.25)  # long steps: the text is short
    vectors = train_by_pairs(list(read_sentences(SAMPLE))[:1500], config)
    for word in ("dog", "horse", "train"):
        print(f"{word}:", ", ".join(near for near, _ in vectors.most_similar(word, 5)))
