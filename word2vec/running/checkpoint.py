"""An unfinished training run, which can be saved and resumed.

All vectors are in one table (2V, D): row w is the word w as a center, row V + t the word t as a
context. Letters: V words in the vocabulary, D dimensions.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from word2vec.corpus import Reading
from word2vec.model import Config, Model
from word2vec.running import formats
from word2vec.vectors import WordVectors
from word2vec.vocabulary import Vocabulary


@dataclass
class Run:
    """A training run between two chunks of text: all that decides how it goes on."""

    config: Config
    vocabulary: Vocabulary
    table: NDArray[np.float32]  # (2V, D)
    losses: list[list[float]]  # as in Model
    done: int  # chunks of text
    reading: Reading | None = None  # how the text was read, if known
    common: NDArray[np.floating] | None = None  # (D,) as in WordVectors, at the end

    @classmethod
    def begin(
        cls, vocabulary: Vocabulary, config: Config, start: Model | WordVectors | None = None
    ) -> "Run":
        """Centers uniform in ±0.5/D and contexts 0, so that the first loss is (1 + K) ln 2.

        Words of `start` begin with the vectors they have there; from WordVectors, which have no
        contexts, with their centers alone. Raises ValueError for a vocabulary of one word.
        """
        V = len(vocabulary)
        if V < 2:
            raise ValueError(
                f"only one word, {vocabulary.words[0]!r}, occurs {config.min_count} times; "
                "there is nothing to tell it from: lower min_count or give more text"
            )
        table = np.zeros((2 * V, config.dim), np.float32)
        centers, contexts = table[:V], table[V:]  # (V, D) each
        np.random.default_rng(config.seed).random(dtype=np.float32, out=centers)
        centers -= 0.5
        centers /= config.dim
        if start is not None:
            vectors = start.vectors if isinstance(start, Model) else start
            rows = [vocabulary.ids[word] for word in vectors.words]
            if not vocabulary.counts[rows].any():
                raise ValueError(
                    f"none of the {len(rows)} words of start occurs in this text: is it in another "
                    "language, or was it read in another way?"
                )
            centers[rows] = vectors.matrix
            if isinstance(start, Model):
                contexts[rows] = start.context
        return cls(config, vocabulary, table, [], 0)

    def model(self) -> Model:
        """What the run has learned so far."""
        V = len(self.vocabulary)
        words, counts = self.vocabulary.words, self.vocabulary.counts
        vectors = WordVectors(words, self.table[:V], counts, self.reading, self.common)
        losses = np.array(sorted(self.losses)).reshape(-1, 2)
        return Model(vectors, self.table[V:], self.vocabulary, losses, self.config)

    def save(self, path: str | Path) -> None:
        """Write to an .npz file, whole or not at all; it loads as a Model or WordVectors too."""
        self.model().save(path, done=np.array(self.done))

    @classmethod
    def load(cls, path: str | Path) -> "Run":
        """Read what `save` wrote. Raises ValueError for a file that holds anything else."""
        done = formats.arrays(path, ["done"]).get("done")
        if done is None:
            raise ValueError(f"{path} holds vectors, but not an unfinished training run")
        if done < 0:
            raise ValueError(f"{path}: it is damaged: {done} chunks of text cannot be done")
        model = Model.load(path)
        table = np.concatenate([model.vectors.matrix, model.context])  # (2V, D)
        losses, reading = model.losses.tolist(), model.vectors.reading
        return cls(model.config, model.vocabulary, table, losses, int(done), reading)

    def check(self, vocabulary: Vocabulary) -> None:
        """Raise ValueError if that is not the vocabulary of the text this was trained on."""
        own = self.vocabulary
        if own.ids != vocabulary.ids or not np.array_equal(own.counts, vocabulary.counts):
            raise ValueError(
                f"the checkpoint is of {own.counts.sum()} words, {len(own)} of them different; "
                f"this text has {vocabulary.counts.sum()} and {len(vocabulary)}: "
                "give the same text, read in the same way"
            )
