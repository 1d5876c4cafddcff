"""Train word vectors: walk through the text block by block, and step.

The text is cut into chunks. What happens in a chunk depends on the table of vectors, the seed and
the chunk's number alone; so any worker can take it, and a run that stopped between two chunks can
go on as if it had not.

    (10) learning rate  η = η₀ · max(10⁻⁴, 1 - epochs passed / epochs)

falls in a straight line, as in word2vec.c (Mikolov et al. 2013): long steps to find the place, and
short ones to settle there.

Letters: V words in the vocabulary, D dimensions; a block has C center words, M context words.
"""

import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from tqdm import tqdm

from word2vec import objective
from word2vec.model import Config, Model, Training
from word2vec.sampling import block_size, blocks, noise_draws, subsample
from word2vec.vectors import check_path
from word2vec.vocabulary import (
    END,
    Vocabulary,
    cumulative_noise,
    index,
    keep_probability,
    read_ids,
)
from word2vec.workers import in_parallel

LAST_RATE = 1e-4  # the learning rate falls to this share of itself
CHUNK = 20_000  # ids of text prepared at a time: small enough for the cache
FIRST_LOSSES = 64  # blocks at the start whose loss is kept; after them, that of one in each chunk
SAVE_EVERY = 180  # seconds between checkpoints


def train(
    corpus: Iterable[Sequence[str]],
    config: Config = Config(),
    checkpoint: str | Path | None = None,
    resume: str | Path | None = None,
    watch: Callable[[Training], None] | None = None,
) -> Model:
    """Word vectors of a corpus, an iterable of sentences that are lists of words, read once.

    Skip-Gram with negative sampling (Mikolov et al. 2013), with one `objective.step` for each
    block of text. The mean loss per pair starts at exactly (1 + K) ln 2.

    >>> sentences = [["cats", "purr"], ["dogs", "bark"]] * 50
    >>> model = train(sentences, Config(dim=4, epochs=20))
    >>> model.vectors.words
    ['bark', 'cats', 'dogs', 'purr']

    Saves to `checkpoint`, an .npz file, every few minutes and at Ctrl-C. `resume` goes on from
    such a file, with the settings in it and the corpus it was made from; with one worker it ends
    with the same bytes as a run that never stopped. A script that asks for more than one worker
    must keep its own work under `if __name__ == "__main__":`, since each worker imports it.

    `watch` is shown the training before it begins and after every chunk of text.

    Raises ValueError for a corpus with nothing to learn from, or other than the checkpoint's;
    ChildProcessError where a worker is killed. The message says why.
    """
    checkpoint = resume or checkpoint
    if checkpoint:
        check_path(checkpoint, endings=[".npz"])
    training = Training.load(resume) if resume else None
    if training:
        config = training.config
    with TemporaryDirectory(prefix="word2vec-") as folder:
        vocabulary, cuts = _read(corpus, config.min_count, folder)
        if training:
            training.check(vocabulary)
        else:
            training = Training.begin(vocabulary, config)
        chunks = range(training.done, config.epochs * (len(cuts) - 1))
        if config.workers > 1:
            run = in_parallel(train_chunks, chunks, config.workers, training.memory, folder, config)
        else:
            run = train_chunks(chunks, training.memory, folder, config)
        _follow(training, run, chunks.stop, checkpoint, watch or (lambda training: None))
    if not training.losses:
        raise ValueError(
            "no word ever had a neighbour in its sentence, so there was nothing to learn; "
            "give longer sentences, or lower min_count or subsample"
        )
    return training.model()


def _follow(
    training: Training,
    run: Generator[list[list[float]]],
    chunks: int,
    checkpoint: str | Path | None,
    watch: Callable[[Training], None],
) -> None:
    """Note what the run finds, show how far it is, and save every few minutes and at Ctrl-C."""
    words = training.config.epochs * int(training.vocabulary.counts.sum())
    saved_at = time.monotonic()
    with (
        closing(run),
        _interrupts_noted(bool(checkpoint)) as interrupts,
        tqdm(total=words, unit="words", unit_scale=True, disable=None) as bar,
    ):
        watch(training)
        for losses in run:
            training.losses += losses
            training.done += 1
            watch(training)
            bar.update(words * training.done // chunks - bar.n)
            rate = training.config.learning_rate * (1 - training.done / chunks)
            loss = training.losses[-1][1] if training.losses else 0
            bar.set_postfix(loss=f"{loss:.3f}", rate=f"{rate:.4f}", refresh=False)
            if checkpoint and (interrupts or time.monotonic() > saved_at + SAVE_EVERY):
                training.save(checkpoint)
                saved_at = time.monotonic()
            if interrupts:
                raise KeyboardInterrupt(f"stopped; --resume {checkpoint} goes on from here")


def train_chunks(
    chunks: Iterable[int], memory: Any, folder: str, config: Config
) -> Generator[list[list[float]]]:
    """Train on one chunk after the other, and after each give the losses seen on the way.

    Chunks are numbered through all epochs. `memory` holds the table, which is changed in place;
    `folder` holds the text, as a worker can read it: ids, where chunks start, and counts (V,).
    """
    cuts = np.load(Path(folder, "cuts.npy")).tolist()
    counts = np.load(Path(folder, "counts.npy"))  # (V,)
    table = np.frombuffer(memory, np.float32).reshape(-1, config.dim)  # (2V, D)
    keep = keep_probability(counts, config.subsample)  # (V,)
    keep = np.append(keep, 0)  # END, which is -1, is not kept
    cumulative = cumulative_noise(counts, config.noise_power)  # (V,)
    draws = noise_draws(config.negatives)
    for chunk in chunks:
        epoch, number = divmod(chunk, len(cuts) - 1)
        start, stop = cuts[number : number + 2]
        rng = np.random.default_rng([config.seed, 1 + chunk])
        words, sentence = subsample(read_ids(Path(folder, "ids"), start, stop), keep, rng)
        per_block = (stop - start) * block_size(config.window) / max(1, len(words))  # ids
        losses = []
        parts = blocks(words, sentence, config.window, draws, cumulative, rng)
        for b, block in enumerate(parts):
            passed = epoch + (start + b * per_block) / cuts[-1]
            left = max(LAST_RATE, 1 - passed / config.epochs)
            learning_rate = config.learning_rate * left  # (10)
            rows = table.take(block.rows, axis=0)  # (C+M, D)
            v, u = rows[: block.centers], rows[block.centers :]  # (C, D), (M, D)
            noise = objective.by_chance(block.pairs, block.drawn, config.negatives)  # (C, M)
            if b == 0 or chunk == 0 and b < FIRST_LOSSES:
                loss = objective.loss(v, u, block.seen, noise) / float(block.pairs.sum())
                losses.append([passed, loss])
            objective.step(v, u, block.seen, noise, learning_rate)
            table[block.rows] = rows  # right as it stands: the rows are distinct
        yield losses


def _read(
    corpus: Iterable[Sequence[str]], min_count: int, folder: str
) -> tuple[Vocabulary, list[int]]:
    """The vocabulary and where chunks start, and in `folder` what `train_chunks` needs of them."""
    vocabulary = index(corpus, Path(folder, "ids"), min_count)
    if len(vocabulary) < 2:
        raise ValueError(
            f"only one word, {vocabulary.words[0]!r}, occurs {min_count} times; "
            "there is nothing to tell it from: lower min_count or give more text"
        )
    cuts = _cuts(Path(folder, "ids"))
    np.save(Path(folder, "cuts.npy"), cuts)
    np.save(Path(folder, "counts.npy"), vocabulary.counts)
    return vocabulary, cuts


def _cuts(path: Path) -> list[int]:
    """Cuts into chunks of CHUNK ids or fewer, made where a sentence ends; a longer one is cut."""
    cuts = [0]
    while len(ids := read_ids(path, cuts[-1], cuts[-1] + CHUNK)):
        ends = np.flatnonzero(ids == END)
        cuts.append(cuts[-1] + (int(ends[-1]) + 1 if len(ends) else len(ids)))
    return cuts


@contextmanager
def _interrupts_noted(wait: bool) -> Iterator[list[int]]:
    """If `wait`, Ctrl-C only adds to this list, so that the chunk at hand can be finished.

    Pressed again, it does not wait. Only the main thread is ever interrupted.
    """
    noted: list[int] = []
    if not wait or threading.current_thread() is not threading.main_thread():
        yield noted
        return

    def note(number: int, frame: Any) -> None:
        noted.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)
