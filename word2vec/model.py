"""Config: the settings of a training; Model: what a training leaves.

Letters: V words in the vocabulary, D dimensions.
"""

import json
import math
from dataclasses import asdict, dataclass, field
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from word2vec.running import formats
from word2vec.vectors import WordVectors
from word2vec.vocabulary import Vocabulary

LAST_RATE = 1e-4  # the learning rate falls to this part of itself


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
    seed: int = _setting(1, "same seed, same vectors, to the last bit (with one worker)")
    workers: int = _setting(1, "processes that train side by side, one for each core at most")

    def __post_init__(self) -> None:
        for name in ("dim", "window", "negatives", "min_count", "epochs", "workers"):
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

    def rate_after(self, epochs: float) -> float:
        """The learning rate after so many epochs: it falls in a straight line, as in word2vec.c.

            (10) η = η₀ · max(10⁻⁴, 1 - epochs passed / epochs)

        Long steps first, to find the place, then short ones, to settle there.

        >>> Config(learning_rate=0.1, epochs=4).rate_after(3)
        0.025
        """
        return self.learning_rate * max(LAST_RATE, 1 - epochs / self.epochs)  # (10)


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
        """The loss per pair before learning: (1 + K) ln 2."""
        return float(self.losses[0, 1])

    @property
    def last_loss(self) -> float:
        """The loss per pair at the end: a mean over some blocks, as a single one tells little."""
        return float(self.losses[-20:, 1].mean())

    def save(self, path: str | Path, **more: NDArray) -> None:
        """Write to a file, in the format its ending says.

        .npz keeps all of it, for `load`, and any arrays in `more`; .txt, .vec and .bin keep the
        word vectors alone.
        """
        config = np.frombuffer(json.dumps(asdict(self.config)).encode(), np.uint8)
        more |= {"context": self.context, "losses": self.losses, "config": config}
        words, matrix, counts = self.vectors.words, self.vectors.matrix, self.vectors.counts
        formats.save(path, words, matrix, counts, **more)

    @classmethod
    def load(cls, path: str | Path) -> "Model":
        """Read an .npz file that `save` wrote, or a checkpoint.

        Raises ValueError for a file that holds anything else, word vectors alone included.
        """
        words, matrix, counts, more = formats.load(path, ["context", "losses", "config"])
        if len(more) < 3 or counts is None:
            raise ValueError(f"{path} holds word vectors, but not a whole model")
        with formats.named(path):
            vectors = WordVectors(words, matrix, counts)
            config = Config(**json.loads(more["config"].tobytes()))
        vocabulary = Vocabulary(dict(zip(words, counts.tolist(), strict=True)), min_count=0)
        return cls(vectors, more["context"], vocabulary, more["losses"], config)
