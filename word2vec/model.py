"""Settings, what training leaves, and a training on its way, which can be saved and go on later.

All vectors stand in one table (2V, D): row w is the word w as a center, row V + t the word t as a
context. Letters: V words in the vocabulary, D dimensions.
"""

import json
import math
from dataclasses import asdict, dataclass, field
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from word2vec.vectors import WordVectors, write_beside, write_npz
from word2vec.vocabulary import Vocabulary
from word2vec.workers import shared_memory


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


@dataclass(frozen=True)
class Model:
    """What training leaves: the word vectors, and what it took to find them."""

    vectors: WordVectors  # of the words as centers: what one wants
    context: NDArray[np.float32]  # (V, D) of the same words as contexts
    vocabulary: Vocabulary
    losses: NDArray[np.float64]  # (S, 2) epochs passed, and mean loss per pair there
    config: Config

    @property
    def first_loss(self) -> float:
        """The loss per pair before learning: (1 + K) ln 2."""
        return float(self.losses[0, 1])

    @property
    def last_loss(self) -> float:
        """The loss per pair at the end, a mean of some blocks, since any one of them is chance."""
        return float(self.losses[-20:, 1].mean())


@dataclass
class Training:
    """A training on its way, between two chunks of text: all that decides how it goes on."""

    config: Config
    vocabulary: Vocabulary
    memory: Any  # the table, as one line of float32 that other processes may share
    losses: list[list[float]]  # as in Model
    done: int  # chunks of text

    @classmethod
    def begin(cls, vocabulary: Vocabulary, config: Config) -> "Training":
        """Centers uniform in ±0.5/D and contexts 0, so that the first loss is (1 + K) ln 2."""
        size = 2 * len(vocabulary) * config.dim
        memory = shared_memory(size) if config.workers > 1 else np.zeros(size, np.float32)
        training = cls(config, vocabulary, memory, [], 0)
        centers = training.table[: len(vocabulary)]
        np.random.default_rng(config.seed).random(dtype=np.float32, out=centers)
        centers -= 0.5
        centers /= config.dim
        return training

    @property
    def table(self) -> NDArray[np.float32]:
        return np.frombuffer(self.memory, np.float32).reshape(-1, self.config.dim)

    def model(self) -> Model:
        V = len(self.vocabulary)
        vectors = WordVectors(self.vocabulary.words, self.table[:V], self.vocabulary.counts)
        losses = np.array(sorted(self.losses))
        return Model(vectors, self.table[V:], self.vocabulary, losses, self.config)

    def save(self, path: str | Path) -> None:
        """Write to an .npz file, whole or not at all; its word vectors load like any others."""
        model = self.model()
        config = np.frombuffer(json.dumps(asdict(self.config)).encode(), np.uint8)
        more = {"context": model.context, "losses": model.losses, "config": config}
        with write_beside(path) as file:
            write_npz(model.vectors, file, done=self.done, **more)

    @classmethod
    def load(cls, path: str | Path) -> "Training":
        """Read what `save` wrote. Raises ValueError for a file that holds anything else."""
        vectors = WordVectors.load(path)
        with np.load(path, allow_pickle=False) as saved:
            if "done" not in saved:
                raise ValueError(f"{path} holds vectors, but not a training on its way")
            config = Config(**json.loads(saved["config"].tobytes()))
            counts = dict(zip(vectors.words, saved["counts"].tolist(), strict=True))
            training = cls.begin(Vocabulary(counts), config)
            training.table[: len(vectors)] = vectors.matrix
            training.table[len(vectors) :] = saved["context"]
            training.losses = saved["losses"].tolist()
            training.done = int(saved["done"])
        return training

    def check(self, vocabulary: Vocabulary) -> None:
        """Raise ValueError if that is not the vocabulary of the text this was trained on."""
        own = self.vocabulary
        if own.ids != vocabulary.ids or not np.array_equal(own.counts, vocabulary.counts):
            raise ValueError(
                f"the checkpoint is of {own.counts.sum()} words, {len(own)} of them different; "
                f"this text has {vocabulary.counts.sum()} and {len(vocabulary)}: "
                "give the same text, read in the same way"
            )
