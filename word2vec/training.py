"""Train word vectors: walk through the text block by block, and step.

All vectors stand in one table (2V, D): row w is the word w as a center, row V + t the word t as a
context. The text is cut into chunks. What happens in a chunk depends on the table, the seed and
the chunk's number alone; so a run that stopped between two chunks can go on as if it had not.

Letters: V words in the vocabulary, D dimensions.
"""

import json
import math
import signal
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from numbers import Integral
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from word2vec import objective
from word2vec.sampling import block_size, blocks, subsample
from word2vec.vectors import WordVectors, check_path, write_beside, write_npz
from word2vec.vocabulary import (
    END,
    Vocabulary,
    index,
    keep_probability,
    noise_distribution,
    read_ids,
)
from word2vec.workers import in_parallel, shared_memory

LAST_RATE = 1e-4  # the learning rate falls to this share of itself
CHUNK = 20_000  # ids of text prepared at a time: small enough for the cache
FIRST_LOSSES = 64  # blocks at the start whose loss is kept; after them, that of one in each chunk
SAVE_EVERY = 180  # seconds between checkpoints


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


def train(
    corpus: Iterable[Sequence[str]],
    config: Config = Config(),
    checkpoint: str | Path | None = None,
    resume: str | Path | None = None,
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

    Raises ValueError for a corpus with nothing to learn from, or other than the checkpoint's;
    ChildProcessError where a worker is killed. The message says why.
    """
    saved, done = _load_checkpoint(resume) if resume else (None, 0)
    if saved:
        config, checkpoint = saved.config, resume
    if checkpoint:
        check_path(checkpoint, endings=[".npz"])
    with TemporaryDirectory(prefix="word2vec-") as folder:
        vocabulary, cuts = _read(corpus, config.min_count, folder)
        V, size = len(vocabulary), 2 * len(vocabulary) * config.dim
        memory = shared_memory(size) if config.workers > 1 else np.zeros(size, np.float32)
        table = np.frombuffer(memory, np.float32).reshape(2 * V, config.dim)
        if saved:
            _check_same(saved.vocabulary, vocabulary, resume)
            table[:V], table[V:] = saved.vectors.matrix, saved.context
        else:
            np.random.default_rng(config.seed).random(dtype=np.float32, out=table[:V])
            table[:V] -= 0.5
            table[:V] /= config.dim
        losses: list[list[float]] = saved.losses.tolist() if saved else []

        def model() -> Model:
            vectors = WordVectors(vocabulary.words, table[:V], vocabulary.counts)
            return Model(vectors, table[V:], vocabulary, np.array(sorted(losses)), config)

        jobs = range(done, config.epochs * (len(cuts) - 1))
        if config.workers > 1:
            run = in_parallel(train_chunks, jobs, config.workers, memory, folder, config)
        else:
            run = train_chunks(jobs, memory, folder, config)
        saved_at = time.monotonic()
        words = config.epochs * int(vocabulary.counts.sum())
        with closing(run), _interrupts_noted(bool(checkpoint)) as interrupts, _bar(words) as bar:
            for number, found in enumerate(run, start=done + 1):
                losses += found
                bar.update(words * number // jobs.stop - bar.n)
                rate = config.learning_rate * (1 - number / jobs.stop)
                loss = losses[-1][1] if losses else 0
                bar.set_postfix(loss=f"{loss:.3f}", rate=f"{rate:.4f}", refresh=False)
                if checkpoint and (interrupts or time.monotonic() > saved_at + SAVE_EVERY):
                    _save_checkpoint(checkpoint, model(), number)
                    saved_at = time.monotonic()
                if interrupts:
                    raise KeyboardInterrupt(f"stopped; --resume {checkpoint} goes on from here")
    if not losses:
        raise ValueError(
            "no word ever had a neighbour in its sentence, so there was nothing to learn; "
            "give longer sentences, or lower min_count or subsample"
        )
    return model()


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
    cumulative = np.cumsum(noise_distribution(counts, config.noise_power))  # (V,)
    cumulative /= cumulative[-1]  # exactly 1 at the end, whatever was rounded
    for chunk in chunks:
        epoch, number = divmod(chunk, len(cuts) - 1)
        start, stop = cuts[number : number + 2]
        rng = np.random.default_rng([config.seed, 1 + chunk])
        words, sentence = subsample(read_ids(Path(folder, "ids"), start, stop), keep, rng)
        length = (
            (stop - start) * block_size(config.window) / max(1, len(words))
        )  # in ids, of a block
        losses = []
        for b, block in enumerate(blocks(words, sentence, config.window, cumulative, rng)):
            passed = epoch + (start + b * length) / cuts[-1]
            learning_rate = config.learning_rate * max(LAST_RATE, 1 - passed / config.epochs)
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


def _bar(words: int) -> tqdm:
    return tqdm(total=words, unit="words", unit_scale=True, disable=None)


def _save_checkpoint(path: str | Path, model: Model, done: int) -> None:
    """A model on its way, and how many chunks it has seen. Its vectors load like any others."""
    with write_beside(path) as file:
        config = np.frombuffer(json.dumps(asdict(model.config)).encode(), np.uint8)
        state = {"context": model.context, "losses": model.losses, "config": config, "done": done}
        write_npz(model.vectors, file, **state)


def _load_checkpoint(path: str | Path) -> tuple[Model, int]:
    vectors = WordVectors.load(path)
    with np.load(path, allow_pickle=False) as state:
        if "done" not in state:
            raise ValueError(f"{path} holds vectors, but not the state of an unfinished training")
        config = Config(**json.loads(state["config"].tobytes()))
        counts = dict(zip(vectors.words, state["counts"].tolist(), strict=True))
        model = Model(vectors, state["context"], Vocabulary(counts), state["losses"], config)
        return model, int(state["done"])


def _check_same(saved: Vocabulary, found: Vocabulary, path: str | Path | None) -> None:
    if saved.ids != found.ids or not np.array_equal(saved.counts, found.counts):
        raise ValueError(
            f"{path} was trained on {saved.counts.sum()} words, {len(saved)} of them different; "
            f"this text has {found.counts.sum()} and {len(found)}: "
            "give the same text, read in the same way"
        )


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
