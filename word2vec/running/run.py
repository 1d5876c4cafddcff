"""train: from a corpus to a model, with progress, checkpoints, Ctrl-C and several processes.

The theory is elsewhere: what one chunk of text teaches is `training.learn`.
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

from word2vec.model import Config, Model
from word2vec.running.checkpoint import Run
from word2vec.running.formats import check_path
from word2vec.running.stream import Text, index
from word2vec.training import learn
from word2vec.vectors import WordVectors

SAVE_EVERY = 180  # seconds between checkpoints


def train(
    corpus: Iterable[Sequence[str]],
    config: Config = Config(),
    start: Model | WordVectors | None = None,
    *,
    checkpoint: str | Path | None = None,
    resume: str | Path | None = None,
    watch: Callable[[Run], None] | None = None,
) -> Model:
    """Word vectors of a corpus, an iterable of sentences that are lists of words, read once.

    Skip-Gram with negative sampling (Mikolov et al. 2013), with one `damping.step` for each block
    of text. The mean loss per pair starts at exactly (1 + K) ln 2.

    >>> sentences = [["cats", "purr"], ["dogs", "bark"]] * 50
    >>> model = train(sentences, Config(dim=4, epochs=20))
    >>> model.vectors.words
    ['bark', 'cats', 'dogs', 'purr']

    `start`, a Model or WordVectors, says where words begin: training goes on from those vectors, as
    it does to fit general ones to a text of one's own. Words that only `start` has are kept; words
    that only the corpus has begin at random. WordVectors have no contexts; these begin at 0.

    Saves to `checkpoint`, an .npz file, every few minutes and at Ctrl-C. `resume` goes on from
    such a file, with the settings in it and the corpus it was made from; with one worker it ends
    with the same bytes as a run that never stopped. A script that asks for more than one worker
    must keep its own work under `if __name__ == "__main__":`, since each worker imports it.

    `watch` is shown the run before it begins and after every chunk of text.

    Raises ValueError for a corpus with nothing to learn from, or other than the checkpoint's, or a
    start that does not fit; ChildProcessError where a worker is killed. The message says why.
    """
    checkpoint = resume or checkpoint
    if checkpoint:
        check_path(checkpoint, endings=[".npz"])
    if resume and start is not None:
        raise ValueError(f"{resume} holds the vectors to go on from; leave out start")
    run, known = None, []  # known: words that are kept although the corpus has too few of them
    if resume:
        run = Run.load(resume)
        config, counts = run.config, run.vocabulary.counts
        known = [run.vocabulary.words[id] for id in np.flatnonzero(counts < config.min_count)]
    elif start is not None:
        known = _words_of(start, config)
    with TemporaryDirectory(prefix="word2vec-") as folder:
        path = Path(folder, "ids")
        vocabulary = index(corpus, path, config.min_count, known)
        if len(vocabulary) < 2:
            raise ValueError(
                f"only one word, {vocabulary.words[0]!r}, occurs {config.min_count} times; "
                "there is nothing to tell it from: lower min_count or give more text"
            )
        if run:
            run.check(vocabulary)
        else:
            run = Run.begin(vocabulary, config, start)
        _finish(run, Text(path), checkpoint, watch or (lambda run: None))
    if not run.losses:
        raise ValueError(
            "no word ever had a neighbour in its sentence, so there was nothing to learn; "
            "give longer sentences, or lower min_count or subsample"
        )
    return run.model()


def _words_of(start: Model | WordVectors, config: Config) -> list[str]:
    vectors = start.vectors if isinstance(start, Model) else start
    if not isinstance(vectors, WordVectors):
        raise ValueError(f"start is a Model or WordVectors, got {type(start).__name__}")
    if vectors.dim != config.dim:
        raise ValueError(
            f"start has vectors of {vectors.dim} dimensions, the settings ask for {config.dim}; "
            f"set dim to {vectors.dim}, or leave out start"
        )
    return vectors.words


def _finish(
    run: Run, text: Text, checkpoint: str | Path | None, watch: Callable[[Run], None]
) -> None:
    """Train to the last chunk; show how far it is, and save every few minutes and at Ctrl-C."""
    config, chunks = run.config, run.config.epochs * len(text)
    words = config.epochs * int(run.vocabulary.counts.sum())
    saved_at = time.monotonic()
    with (
        closing(_learned(run, text, range(run.done, chunks))) as learned,
        _interrupts_noted(bool(checkpoint)) as interrupts,
        tqdm(total=words, unit="words", unit_scale=True, disable=None) as bar,
    ):
        watch(run)
        for losses in learned:
            run.losses += losses
            run.done += 1
            watch(run)
            bar.update(words * run.done // chunks - bar.n)
            loss = run.losses[-1][1] if run.losses else 0
            rate = config.rate_after(run.done / len(text))
            bar.set_postfix(loss=f"{loss:.3f}", rate=f"{rate:.4f}", refresh=False)
            if checkpoint and (interrupts or time.monotonic() > saved_at + SAVE_EVERY):
                run.save(checkpoint)
                saved_at = time.monotonic()
            if interrupts:
                raise KeyboardInterrupt(f"stopped; --resume {checkpoint} goes on from here")


def _learned(run: Run, text: Text, chunks: range) -> Generator[list[list[float]]]:
    """The losses of chunk after chunk, as one worker or several learn from them."""
    counts, config = run.vocabulary.counts, run.config
    if config.workers == 1:
        yield from learn(run.table, text.chunks(chunks), counts, config)
        return
    from word2vec.running.workers import in_parallel, shared_memory  # one worker needs none of it

    memory = shared_memory(run.table.size)
    shared = np.frombuffer(memory, np.float32).reshape(run.table.shape)  # (2V, D)
    shared[:] = run.table
    run.table = shared
    yield from in_parallel(_learn_shared, chunks, config.workers, memory, text, counts, config)


def _learn_shared(
    chunks: Iterable[int], memory: Any, text: Text, counts: np.ndarray, config: Config
) -> Iterator[list[list[float]]]:
    table = np.frombuffer(memory, np.float32).reshape(-1, config.dim)  # (2V, D)
    return learn(table, text.chunks(chunks), counts, config)


@contextmanager
def _interrupts_noted(wait: bool) -> Iterator[list[int]]:
    """If `wait`, Ctrl-C only adds to this list, so that the current chunk can be finished.

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
