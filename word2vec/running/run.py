"""train: from a corpus to a model, with progress, checkpoints, signals and several processes.

The theory is elsewhere: what one chunk of text teaches is `training.learn`.
"""

import shutil
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from pooling.pool import SIF, mean_pool
from similarity.metrics import Array
from word2vec.corpus import Reading
from word2vec.model import Config, Model
from word2vec.running.checkpoint import Run
from word2vec.running.files import temporary_folder
from word2vec.running.formats import check_path
from word2vec.running.stream import LABELS, Text, index, progress
from word2vec.training import learn
from word2vec.vectors import WordVectors
from word2vec.vocabulary import END, Vocabulary

SAVE_EVERY = 180  # seconds between checkpoints
BYTES = {".npz": 8, ".bin": 4, ".txt": 12, ".vec": 12}  # for a number of a vector, at least
# what asks for an end, beside Ctrl-C: a batch system or a shutdown, and a terminal that closes
ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
# so many ids of so many chunks, some 5,000 sentences, tell what sentences have in common
COMMON_IDS, COMMON_CHUNKS = 20_000, 4


class Stopped(KeyboardInterrupt):
    """A signal asked for an end, and all was tidied up as at Ctrl-C; with the exit status."""

    def __init__(self, number: int, message: str = "stopped"):
        super().__init__(message)
        self.status = 128 + number  # as a shell gives it


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

    Saves to `checkpoint`, an .npz file, every few minutes, and when Ctrl-C or a signal ends it.
    `resume` goes on from such a file, with the settings in it and the corpus it was made from. With
    one worker it ends with the same bytes as a run that never stopped, on the same kind of machine
    with the same NumPy and one BLAS thread, as `import word2vec` sets it; elsewhere sums are
    rounded otherwise. A script that asks for more than one worker must keep its own work under
    `if __name__ == "__main__":`, since each worker imports it.

    `watch` is shown the run before it begins and after every chunk of text.

    Raises ValueError for a corpus with nothing to learn from, or other than the checkpoint's, or a
    start that does not fit; OSError where the checkpoint cannot be saved, ChildProcessError where a
    worker is killed, MemoryError, and Stopped at SIGTERM or SIGHUP. The message says why.
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
    with stoppable(), temporary_folder() as folder:
        path = folder / "ids"
        vocabulary = index(corpus, path, config.min_count, known, config.workers)
        if run:
            run.check(vocabulary)
        else:
            run = _begin(vocabulary, config.for_text(vocabulary), start)
            run.reading = _same_reading(getattr(corpus, "reading", None), start)
        if checkpoint:
            check_room(run, checkpoint)
        text = Text(path)
        _finish(run, text, checkpoint, watch or (lambda run: None))
        run.common = common_direction(run, text)
    if not run.losses:
        raise ValueError(
            "no word ever had a neighbour in its sentence, so there was nothing to learn; give "
            "longer sentences, words with spaces between, or lower min_count or subsample"
        )
    return run.model()


def _begin(vocabulary: Vocabulary, config: Config, start: Model | WordVectors | None) -> Run:
    try:
        return Run.begin(vocabulary, config, start)
    except MemoryError as error:
        V, D = len(vocabulary), config.dim
        raise MemoryError(
            f"{V:,} words of {D:,} dimensions take {8 * V * D / 1e9:,.0f} GB of memory, more than "
            "there is; lower dim, or raise min_count"
        ) from error


def _same_reading(reading: Reading | None, start: Model | WordVectors | None) -> Reading | None:
    """How the text was read; a ValueError where the words of `start` were read in another way."""
    vectors = start.vectors if isinstance(start, Model) else start
    before = vectors.reading if vectors else None
    if reading and before:
        for name in ("lowercase", "words", "stem"):
            if getattr(reading, name) != getattr(before, name):
                raise ValueError(
                    f"start was read with {name}={getattr(before, name)!r}, this text with "
                    f"{getattr(reading, name)!r}: read both in one way"
                )
    return reading or before


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
    """Train to the last chunk; show how far it is, and save every few minutes and when stopped."""
    config, chunks = run.config, run.config.epochs * len(text)
    words = config.epochs * int(run.vocabulary.counts.sum())
    saved_at = time.monotonic()
    watch(run)
    with _signals_noted(bool(checkpoint)) as signals:
        with (
            closing(_learned(run, text, range(run.done, chunks))) as learned,
            progress(total=words, unit=LABELS["words"]) as bar,
        ):
            for losses in learned:
                run.losses += losses
                run.done += 1
                watch(run)
                bar.update(words * run.done // chunks - bar.n)
                loss = run.losses[-1][1] if run.losses else 0
                rate = config.rate_after(run.done / len(text))
                figures = {LABELS["loss"]: f"{loss:.3f}", LABELS["rate"]: f"{rate:.4f}"}
                bar.set_postfix(figures, refresh=False)
                if signals:
                    break
                if checkpoint and time.monotonic() > saved_at + SAVE_EVERY:
                    run.save(checkpoint)
                    saved_at = time.monotonic()
        if signals and checkpoint:
            run.save(checkpoint)
    if signals:
        _stop(signals[0], None, f"stopped; --resume {checkpoint} goes on from here")


def _learned(run: Run, text: Text, chunks: range) -> Generator[list[list[float]]]:
    """The losses of chunk after chunk, as one worker or several learn from them."""
    counts, config = run.vocabulary.counts, run.config
    if config.workers == 1:
        yield from learn(run.table, text.chunks(chunks), counts, config)
        return
    from word2vec.running.workers import in_parallel, shared_memory  # one worker needs none of it

    # the first chunk alone, so that the first loss is that of vectors which nobody has moved yet
    yield from learn(run.table, text.chunks(chunks[:1]), counts, config)
    memory = shared_memory(run.table.size)
    shared = np.frombuffer(memory, np.float32).reshape(run.table.shape)  # (2V, D)
    shared[:] = run.table
    run.table = shared
    yield from in_parallel(_learn_shared, chunks[1:], config.workers, memory, text, counts, config)


def _learn_shared(
    chunks: Iterable[int], memory: Any, text: Text, counts: np.ndarray, config: Config
) -> Iterator[list[list[float]]]:
    table = np.frombuffer(memory, np.float32).reshape(-1, config.dim)  # (2V, D)
    return learn(table, text.chunks(chunks), counts, config)


def common_direction(run: Run, text: Text) -> Array | None:
    """What the sentences of a text have in common, g (D,) of SIF (16), from some of its chunks.

    None where there are too few sentences to say.
    """
    sif, counts, pooled = SIF(), run.vocabulary.counts, []
    weights = sif.weights(counts / counts.sum())[:, None]  # (V, 1)
    for chunk in text.chunks(np.unique(np.linspace(0, len(text) - 1, COMMON_CHUNKS, dtype=int))):
        some = chunk.ids[:COMMON_IDS]
        for sentence in np.split(some, np.flatnonzero(some == END)):
            ids = sentence[sentence != END]
            pooled.append(mean_pool(weights[ids] * run.table[ids]))
    try:
        return sif.fit(np.array(pooled)).common
    except ValueError:
        return None


def check_room(run: Run, path: str | Path) -> None:
    """Raise OSError where the disk has less room than the vectors of `run` will take at `path`."""
    needed = run.table.size // 2 * BYTES.get(Path(path).suffix, 4)  # a table has two of each word
    free = shutil.disk_usage(Path(path).parent).free
    if free < needed:
        raise OSError(
            f"{path} will take {needed / 1e6:,.1f} MB, and its disk has {free / 1e6:,.1f} MB free: "
            "free some, name a place on another, lower dim, or raise min_count"
        )


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM and SIGHUP raise Stopped, so that all is tidied up as at Ctrl-C."""
    with _handled(ENDINGS, _stop, instead_of=[signal.SIG_DFL]):
        yield


def _stop(number: int, frame: Any, message: str = "stopped") -> None:
    if number == signal.SIGINT:
        raise KeyboardInterrupt(message)
    for ending in ENDINGS:  # a terminal that closes sends more than one
        if signal.getsignal(ending) is _stop:
            signal.signal(ending, signal.SIG_IGN)
    raise Stopped(number, message)


@contextmanager
def _signals_noted(wait: bool) -> Iterator[list[int]]:
    """If `wait`, signals are only added to this list, so that the current chunk can be finished.

    Ctrl-C, pressed again, does not wait.
    """
    noted: list[int] = []

    def note(number: int, frame: Any) -> None:
        noted.append(number)
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    numbers = [signal.SIGINT, *ENDINGS] if wait else []
    with _handled(numbers, note, instead_of=[signal.default_int_handler, _stop]):
        yield noted


@contextmanager
def _handled(numbers: list[signal.Signals], handler: Any, instead_of: list) -> Iterator[None]:
    """Let `handler` have these signals; those that are ignored, or a caller handles, stay so.

    Only the main thread ever gets one.
    """
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: old for number, old in before.items() if old in instead_of}
    try:
        for number in before:
            signal.signal(number, handler)
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
