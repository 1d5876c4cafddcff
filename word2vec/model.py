"""Config: the settings of a training; Model: what a training leaves.

Letters: V words in the vocabulary, D dimensions.
"""

from dataclasses import asdict, dataclass, field, fields, replace
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from word2vec.running import formats
from word2vec.vectors import WordVectors
from word2vec.vocabulary import Vocabulary

LAST_PART = 0.95  # of the training is over when its last part begins
LAST_RATE = 1e-4  # the learning rate falls to this part of itself
MANY = 1_000_000_000  # fits into 4 bytes, as ids do


def _setting(default: Any, low: float, high: float, help: str) -> Any:
    return field(default=default, metadata={"range": (low, high), "help": help})


@dataclass(frozen=True)
class Config:
    """Everything that decides what training does; the command line has a flag for each field.

    NumPy's numbers are accepted, and kept as Python's own. Raises ValueError for what is no number,
    or outside the range of its field; only `epochs` may be None.

    >>> Config(dim=0)
    Traceback (most recent call last):
    ValueError: dim must be a whole number from 1 to 1,000,000,000; got 0
    """

    dim: int = _setting(100, 1, MANY, "numbers in a word vector")
    # a window of 1,000 already takes 2 GB of memory
    window: int = _setting(5, 1, 1000, "how many words away a context word stands, at most")
    negatives: int = _setting(5, 1, MANY, "noise words for each context word, K")
    subsample: float = _setting(
        1e-3, 0, 1, "share of the text above which a word is thinned; 0: none"
    )
    min_count: int = _setting(5, 1, MANY, "leave out words that occur less often")
    epochs: int = _setting(
        None, 1, MANY, "times through the text; by default more for a short text"
    )
    # a smaller one than 1e-9, and float32 would round a whole training away
    learning_rate: float = _setting(0.03, 1e-9, 1000, "at the start; falls linearly to 1e-4 of it")
    # so that no count, be it a million million, becomes infinite or 0
    noise_power: float = _setting(0.75, -10, 10, "noise words are drawn by count to this power")
    seed: int = _setting(
        1, 0, 2**63 - 1, "same seed, same vectors, to the last bit (with one worker)"
    )
    workers: int = _setting(
        1, 1, 1000, "processes that train side by side, one for each core at most"
    )

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            if value is None and setting.default is None:
                continue  # it goes by the size of the text, see `for_text`
            number = _number(setting.name, value, setting.type, *setting.metadata["range"])
            object.__setattr__(self, setting.name, number)  # the one change of what is frozen

    def for_text(self, vocabulary: Vocabulary) -> "Config":
        """These settings, with epochs by the size of the text where none are given.

        8,000 divided by the square root of the number of words, and at most 40. From a hundred
        thousand to a million words this lies between the least loss on held-out text, which wants
        fewer, and the best scores, which want more (`tests/benchmarks/README.md`).

        >>> [Config().for_text(Vocabulary({"a": words})).epochs for words in (10**4, 10**5, 10**6)]
        [40, 25, 8]
        """
        by_size = round(8000 / max(1, vocabulary.total) ** 0.5)
        epochs = self.epochs or min(40, max(1, by_size))
        return replace(self, epochs=epochs)

    def rate_after(self, epochs: float) -> float:
        """The learning rate after so many epochs: it falls in a straight line, as in word2vec.c.

            (10) η = η₀ · max(10⁻⁴, 1 - epochs passed / epochs)

        Long steps first, to find the place, then short ones, to settle there.

        >>> Config(learning_rate=0.1, epochs=4).rate_after(3)
        0.025
        """
        if self.epochs is None:
            raise ValueError("epochs are not known before the text: use config.for_text(…)")
        return self.learning_rate * max(LAST_RATE, 1 - epochs / self.epochs)  # (10)


def _number(name: str, value: Any, kind: Any, low: float, high: float) -> int | float:
    """A setting as Python's own int or float, which can be saved as JSON and never overflows."""
    number = value.item() if isinstance(value, np.generic) else value
    right = isinstance(number, Integral if kind is int else Real) and not isinstance(number, bool)
    if not (right and low <= number <= high):  # NaN is not between any two numbers
        what = "whole number" if kind is int else "number"
        raise ValueError(f"{name} must be a {what} from {low:,} to {high:,}; got {value!r:.60}")
    return kind(number)


@dataclass(frozen=True)
class Model:
    """What a training leaves: the word vectors, and all that is needed to go on from them."""

    vectors: WordVectors  # of the words as centers: these are the ones to use
    context: NDArray[np.float32]  # (V, D) of the same words as contexts
    vocabulary: Vocabulary
    losses: NDArray[np.float64]  # (S, 2) epochs passed, and the loss per pair at that time
    config: Config

    def __repr__(self) -> str:
        return (
            f"Model({len(self.vectors)} words, {self.config.dim} dimensions, "
            f"{self.config.epochs} epochs, loss per pair "
            f"{self.first_loss:.3f} -> {self.last_loss:.3f})"
        )

    @property
    def first_loss(self) -> float:
        """The loss per pair before learning: (1 + K) ln 2, unless it started from given vectors."""
        return float(self.losses[0, 1])

    @property
    def last_loss(self) -> float:
        """The loss per pair in the last twentieth of the training, a mean over blocks."""
        passed, loss = self.losses.T  # (S,), (S,)
        return float(loss[passed >= min(passed[-1], LAST_PART * self.config.epochs)].mean())

    def save(self, path: str | Path, **more: NDArray) -> None:
        """Write to a file, in the format its ending says.

        .npz keeps all of it, for `load`, and any arrays in `more`; .txt, .vec and .bin keep the
        word vectors alone.
        """
        _, context, _ = formats.checked(self.vectors.words, self.context, None)
        more |= {"context": context, "losses": self.losses}
        self.vectors.save(path, config=formats.as_bytes(asdict(self.config)), **more)

    @classmethod
    def load(cls, path: str | Path) -> "Model":
        """Read an .npz file that `save` wrote, or a checkpoint.

        Raises ValueError for a file that holds anything else, word vectors alone included.
        """
        vectors = WordVectors.load(path)
        more = formats.arrays(path, ["context", "losses", "config"])
        if len(more) < 3 or vectors.counts is None:
            raise ValueError(f"{path} holds word vectors, but not a whole model")
        with formats.named(path):
            config = formats.from_bytes(more["config"], Config)
            counts = dict(zip(vectors.words, vectors.counts.tolist(), strict=True))
            vocabulary = Vocabulary(counts, min_count=0)
            if vocabulary.words != vectors.words or config.dim != vectors.dim:
                raise ValueError("it is damaged: its words, counts and settings do not fit")
            _, context, _ = formats.checked(vectors.words, more["context"], None)
        return cls(vectors, context, vocabulary, more["losses"], config)
