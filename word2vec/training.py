"""Train word vectors: walk through the text block by block, and step.

Letters: V words in the vocabulary, D dimensions.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from word2vec import objective
from word2vec.objective import Array
from word2vec.sampling import BLOCK, Block, blocks, subsample
from word2vec.vectors import WordVectors
from word2vec.vocabulary import END, Ids, Vocabulary, index, keep_probability, noise_distribution

LAST_RATE = 1e-4  # the learning rate falls to this share of itself
CHUNK = 20_000  # ids of text prepared at a time: small enough for the cache
LOSS_EVERY = 64  # blocks, after as many first ones: enough to plot, at 2 % of the time


def _setting(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class Config:
    """Everything that decides what training does; the command line has a flag for each field."""

    dim: int = _setting(100, "numbers in a word vector")
    window: int = _setting(5, "how many words away a context word stands, at most")
    negatives: int = _setting(5, "noise words for each context word, K")
    subsample: float = _setting(1e-3, "share of the text above which a word is thinned; 0: none")
    min_count: int = _setting(5, "leave out words that occur less often")
    epochs: int = _setting(5, "times through the text")
    learning_rate: float = _setting(0.025, "at the start; falls linearly to 1e-4 of it")
    noise_power: float = _setting(0.75, "noise words are drawn by count to this power")
    seed: int = _setting(1, "same seed, same vectors, to the last bit")

    def __post_init__(self) -> None:
        for name in ("dim", "window", "negatives", "min_count", "epochs"):
            value = getattr(self, name)
            if not isinstance(value, Integral) or value < 1:
                raise ValueError(f"{name} must be a whole number, at least 1; got {value}")
        if not 0 < self.learning_rate < math.inf:
            raise ValueError(f"learning_rate must be above 0, got {self.learning_rate}")
        if not 0 <= self.subsample < math.inf:
            raise ValueError(f"subsample must be 0 (keep all) or more, got {self.subsample}")
        if not math.isfinite(self.noise_power):
            raise ValueError(f"noise_power must be a number, got {self.noise_power}")
        if self.seed < 0:
            raise ValueError(f"seed must be 0 or more, got {self.seed}")


@dataclass(frozen=True)
class Model:
    """What training leaves: the word vectors, and what it took to find them."""

    vectors: WordVectors  # of the words as centers: what one wants
    context: NDArray[np.float32]  # (V, D) of the same words as contexts
    vocabulary: Vocabulary
    losses: NDArray[np.float64]  # (S, 2) epochs passed, and mean loss per pair there
    config: Config


def train(corpus: Iterable[Sequence[str]], config: Config = Config()) -> Model:
    """Word vectors of a corpus, an iterable of sentences that are lists of words, read once.

    Skip-Gram with negative sampling (Mikolov et al. 2013), with one `objective.step` for each
    block of text. The mean loss per pair starts at exactly (1 + K) ln 2.

    >>> sentences = [["cats", "purr"], ["dogs", "bark"]] * 50
    >>> model = train(sentences, Config(dim=4, epochs=20))
    >>> model.vectors.words
    ['bark', 'cats', 'dogs', 'purr']

    Raises ValueError for a corpus with nothing to learn from; the message says why.
    """
    vocabulary, ids = index(corpus, config.min_count)
    if len(vocabulary) < 2:
        raise ValueError(
            f"only one word, {vocabulary.words[0]!r}, occurs {config.min_count} times; "
            "there is nothing to tell it from: lower min_count or give more text"
        )
    rng = np.random.default_rng(config.seed)
    size = (len(vocabulary), config.dim)
    center = (rng.uniform(-0.5, 0.5, size) / config.dim).astype(np.float32)  # (V, D)
    context = np.zeros(size, np.float32)  # (V, D)
    losses: list[tuple[float, float]] = []
    words = vocabulary.counts.sum()
    with tqdm(total=config.epochs * words, unit="words", unit_scale=True, disable=None) as bar:
        for number, (passed, block) in enumerate(_blocks(vocabulary, ids, config, rng)):
            learning_rate = config.learning_rate * max(LAST_RATE, 1 - passed / config.epochs)
            v: Array = center.take(block.centers, axis=0)  # (C, D)
            u: Array = context.take(block.contexts, axis=0)  # (M, D)
            noise = objective.by_chance(block.seen, block.drawn, config.negatives)  # (C, M)
            if number < LOSS_EVERY or number % LOSS_EVERY == 0:
                loss = objective.loss(v, u, block.seen, noise) / float(block.seen.sum())
                losses.append((passed, loss))
                bar.set_postfix(loss=f"{loss:.3f}", rate=f"{learning_rate:.4f}", refresh=False)
                bar.update(int(passed * words) - bar.n)
            v, u = objective.step(v, u, block.seen, noise, learning_rate)
            center[block.centers] = v  # right as it stands: the rows are distinct
            context[block.contexts] = u
        bar.update(bar.total - bar.n)
    if not losses:
        raise ValueError(
            "no word ever had a neighbour in its sentence, so there was nothing to learn; "
            "give longer sentences, or lower min_count or subsample"
        )
    vectors = WordVectors(vocabulary.words, center, vocabulary.counts)
    return Model(vectors, context, vocabulary, np.array(losses), config)


def _blocks(
    vocabulary: Vocabulary, ids: Ids, config: Config, rng: np.random.Generator
) -> Iterator[tuple[float, Block]]:
    """All blocks of all epochs, each with the epochs passed before it."""
    keep = keep_probability(vocabulary.counts, config.subsample)  # (V,)
    keep = np.append(keep, 0)  # END, which is -1, is not kept
    cumulative = np.cumsum(noise_distribution(vocabulary.counts, config.noise_power))  # (V,)
    cumulative /= cumulative[-1]  # exactly 1 at the end, whatever was rounded
    for epoch in range(config.epochs):
        for start, stop in _chunks(ids):
            words, sentence = subsample(ids[start:stop], keep, rng)
            for number, block in enumerate(blocks(words, sentence, config.window, cumulative, rng)):
                position = start + (stop - start) * number * BLOCK / len(words)
                yield epoch + position / len(ids), block


def _chunks(ids: Ids) -> Iterator[tuple[int, int]]:
    """Pieces of about CHUNK ids that end where a sentence ends; a longer sentence is cut."""
    start = 0
    while start < len(ids):
        ends = np.flatnonzero(ids[start : start + CHUNK] == END)
        stop = start + ends[-1] + 1 if len(ends) else min(start + CHUNK, len(ids))
        yield start, stop
        start = stop
