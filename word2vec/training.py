"""The loop of training: chunk by chunk and block by block through the text, a step for each block.

What happens in a chunk depends on three things alone: the table of vectors, the seed, and the
number of the chunk. So any process can take any chunk, and a run that stopped between two chunks
can go on as if it had never stopped (`running` does both).

Letters: n ids in a chunk, V words in the vocabulary, D dimensions; a block has C center words,
M context words.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from word2vec.blocks import blocks
from word2vec.damping import step
from word2vec.model import LAST_PART, Config
from word2vec.objective import loss
from word2vec.sampling import noise_weights, subsample
from word2vec.vocabulary import Ids, keep_probability

FIRST_LOSSES = 64  # blocks at the start whose loss is kept; then that of one in so many,
EVERY, EVERY_LAST = 128, 8  # and more in the last part of the training


class Chunk(NamedTuple):
    """A piece of the text, and its place in the training."""

    number: int  # counted on from epoch to epoch
    ids: Ids  # (n,) of words, with END after each sentence
    begin: float  # epochs that have passed before it
    end: float  # and after it


def learn(
    table: NDArray[np.float32],
    chunks: Iterable[Chunk],
    counts: NDArray[np.integer],
    config: Config,
) -> Iterator[list[list[float]]]:
    """Train on one chunk after the other; after each, yield the losses that were seen in it.

    table (2V, D) is changed in place: row w is the word w as a center, row V + t the word t as a
    context. counts (V,) of the words in the whole text. A loss is [epochs passed, loss per pair].
    """
    keep = keep_probability(counts, config.subsample)  # (V,)
    weights = noise_weights(counts, keep, config.noise_power)  # (V,)
    keep = np.append(keep, 0)  # (V+1,) END, -1, is dropped
    for chunk in chunks:
        rng = np.random.default_rng([config.seed, 1 + chunk.number])
        ids, sentence = subsample(chunk.ids, keep, rng)  # (n,), (n,) fewer than before
        losses: list[list[float]] = []
        for b, block in enumerate(blocks(ids, sentence, config, weights, rng)):
            passed = chunk.begin + (chunk.end - chunk.begin) * block.before
            vectors = table.take(block.ids, axis=0)  # (C+M, D) a copy
            v, u = vectors[: block.centers], vectors[block.centers :]  # (C, D), (M, D)
            first = chunk.number == 0 and b < FIRST_LOSSES
            last = passed >= LAST_PART * config.epochs
            if first or b % (EVERY_LAST if last else EVERY) == 0:
                per_pair = loss(v, u, block.seen, block.noise) / float(block.seen.sum())
                losses.append([passed, per_pair])
            step(v, u, block.seen, block.noise, config.rate_after(passed))
            table[block.ids] = vectors  # each id occurs once, so no move is lost
        yield losses
