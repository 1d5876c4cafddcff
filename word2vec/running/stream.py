"""A corpus as ids on disk: read once, and then as often as there are epochs, chunk by chunk.

All ids are in one file, 4 bytes each, END after every sentence. So a text may be larger than
memory, and several processes can read it side by side. Several can also write it: a word has a
number within its part of the text, and another in the whole, until all are counted and it gets its
id.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import chain, count, islice
from math import ceil
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np
from tqdm import tqdm

from similarity.search import different_words, in_order
from word2vec.corpus import Reading
from word2vec.running.files import temporary_folder
from word2vec.running.lookup import Lookup
from word2vec.running.reading import AUTO, Sentences
from word2vec.training import Chunk
from word2vec.vocabulary import END, Ids, Vocabulary

RARE = -2  # stands for a word that is left out, until it is taken out of the file
CHUNK = 100_000  # ids that are prepared for training at a time; far more, so that words from the
# same chunk can stand for words of the whole text
# what a progress bar says; the command line puts it into the language of its user
LABELS = {
    word: word for word in ("reading", "sentences", "words", "loss", "rate", "articles", "batches")
}
IDS_AT_A_TIME = 1 << 18  # while reading and counting, so that memory stays small
LARGE = 1 << 25  # bytes of a file: reading a smaller one takes no longer than starting workers
PIECES = 4  # of a file that a worker takes at a time
MOST_WORDS = 1 << 20  # different ones that a worker keeps in mind, so that its memory stays small
WAY_OUT = "tokenize(text) makes sentences of a text, read_sentences(path) of a file"
CORPUS = "a corpus is a list of sentences", WAY_OUT


def index(
    sentences: Iterable[Sequence[str]],
    path: str | Path,
    min_count: int = 1,
    known: Collection[str] = (),
    workers: int = 1,
) -> Vocabulary:
    """Read a corpus once: returns its vocabulary, and writes its ids to the file `path`, int32.

    Every sentence is followed by END. Words below `min_count` are left out before windows are
    made, so that their neighbours move together; but words in `known` always stay. A large file is
    read by several `workers`, which end with the same bytes as one.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "ids")
    ...     vocabulary = index([["to", "be", "or", "not", "to", "be"], ["be", "to"]], path, 2)
    ...     print(vocabulary.words, read_ids(path).tolist())
    ['be', 'to'] [1, 0, 1, 0, -1, 0, 1, -1]

    Raises ValueError for an empty corpus, a corpus or a sentence that is a string, bytes, a set or
    a dict, a word that is no string, and where no word occurs `min_count` times; OSError and
    ChildProcessError where a file cannot be read, or a worker is killed.
    """
    numbers = _write_numbers(sentences, path, workers)
    counts = np.zeros(len(numbers) + 1, np.int64)
    for ids in _pieces(path):
        counts += np.bincount(ids + 1, minlength=len(counts))  # + 1, since END is -1
    words = dict(zip(numbers, counts[1:].tolist(), strict=True))
    vocabulary = Vocabulary(words, min_count, known)
    ids_of = [vocabulary.ids.get(word, RARE) for word in numbers]  # number -> id
    new_id = np.array([*ids_of, END], np.int32)  # END, which is -1, finds END at the end
    with open(path, "r+b") as file:
        for ids in _pieces(path):  # in place: what is written never overtakes what is read
            ids = new_id[ids]
            file.write(ids[ids != RARE])
        file.truncate()
    return vocabulary


def read_all(sentences: Iterable[Sequence[str]], min_count: int = 1) -> tuple[Vocabulary, Ids]:
    """The vocabulary of a corpus, and all its ids in memory, END after every sentence."""
    with temporary_folder() as folder:
        path = folder / "ids"
        return index(sentences, path, min_count), read_ids(path)


def _write_numbers(
    sentences: Iterable[Sequence[str]], path: str | Path, workers: int
) -> dict[str, int]:
    """Write each word as a number, in order of first appearance, and END after each sentence."""
    numbers: dict[str, int] = defaultdict(count().__next__)  # a new word gets the next number
    if isinstance(sentences, Sentences) and workers > 1 and sentences.size() >= LARGE:
        parts = _read_by(workers, sentences, numbers)
    elif isinstance(sentences, Sentences):
        parts = _read(sentences, numbers)
    else:
        parts = _as_numbers(_bar(in_order(sentences, *CORPUS)), numbers)
    with closing(parts), open(path, "wb") as file:
        for ids in parts:
            ids.tofile(file)
    if not numbers:
        raise ValueError("the corpus holds no words (lines that begin with # are headings)")
    different_words([list(numbers)])  # are they words?
    return numbers


def _bar(sentences: Iterable | None = None) -> Any:
    unit = f" {LABELS['sentences']}"
    return progress(sentences, desc=LABELS["reading"], unit=unit, leave=False)


def _as_numbers(sentences: Iterable[Sequence[str]], numbers: dict[str, int]) -> Generator[Ids]:
    """The sentences, some at a time, each word as its number; a new word gets one from `numbers`.

    Each sentence is looked up at once, while its words are still in the processor's cache.
    """
    sentences = iter(sentences)
    while True:
        ids: list[int] = []
        for sentence in sentences:
            if type(sentence) is not list:
                sentence = list(in_order(sentence, "a sentence is a list of words", WAY_OUT))
            try:
                ids += map(numbers.__getitem__, sentence)
            except TypeError:  # one of the words is a list, or the like, which has no number
                different_words([sentence])
                raise
            ids.append(END)
            if len(ids) > IDS_AT_A_TIME:
                break
        if not ids:
            return
        yield np.array(ids, np.int32)


def _read(sentences: Sentences, numbers: dict[str, int]) -> Generator[Ids]:
    """The sentences of a file, piece by piece, each word as its number."""
    with _bar() as bar:
        for ids in chain.from_iterable(map(_numbering(sentences, numbers), _pieces_of(sentences))):
            bar.update(np.count_nonzero(ids == END))
            yield ids


def _pieces_of(sentences: Sentences) -> Iterator[Iterable]:
    return sentences.lines() if sentences.plain else sentences.pieces()


def _numbering(sentences: Sentences, numbers: dict[str, int]) -> Callable[[Iterable], Iterator]:
    """What makes numbers of such a piece: where words are plain, the faster way."""
    if sentences.plain:
        return partial(map, Lookup(numbers))
    return partial(_as_numbers, numbers=numbers)


def _read_by(workers: int, sentences: Sentences, numbers: dict[str, int]) -> Generator[Ids]:
    """The same, of a file that several workers read, in the order of the text.

    A part waits until those before it have come: a few, as the next one to read is always taken.
    """
    from word2vec.running.workers import in_parallel  # one worker needs none of it

    sentences.reading, waiting, done = sentences.asked, {}, 0
    # by worker: its own numbers -> those of all; END, which is -1, finds END at the end
    new_number: dict[str, Ids] = defaultdict(lambda: np.array([END], np.int32))
    pieces = in_parallel(_read_pieces, range(sys.maxsize), workers, sentences)
    with closing(pieces), _bar() as bar:
        for part, worker, new, parts, reading in pieces:
            waiting[part] = worker, new, parts
            bar.update(sum(np.count_nonzero(ids == END) for ids in parts))
            if sentences.reading.segment in (None, AUTO):  # else some Chinese was split, that stays
                sentences.reading = reading
            while done in waiting:
                worker, new, parts = waiting.pop(done)
                more = [*map(numbers.__getitem__, new)]
                new_number[worker] = np.insert(new_number[worker], -1, more)
                yield from (new_number[worker][ids] for ids in parts)
                done += 1


def _read_pieces(
    jobs: Iterable[int], sentences: Sentences
) -> Iterator[tuple[int, str, list[str], list[Ids], Reading]]:
    """What one of several workers does: it reads the whole file, and numbers its own pieces.

    Each comes with the words that are new to this worker, whose numbers go on from piece to piece;
    with too many words it starts anew, under another name.
    To read and to unpack takes so little time that to share it out would not pay.
    """
    numbers: dict[str, int] = {}
    pieces = _pieces_of(sentences)
    groups = enumerate(iter(lambda: list(islice(pieces, PIECES)), []))
    for job in jobs:
        group = next((group for number, group in groups if number == job), None)
        if not group:
            return
        if not numbers or len(numbers) > MOST_WORDS:
            name, numbers = token_hex(4), defaultdict(count().__next__)
            in_numbers = _numbering(sentences, numbers)
        known = len(numbers)
        parts = list(chain.from_iterable(map(in_numbers, group)))
        yield job, name, [*islice(numbers, known, None)], parts, sentences.reading


def progress(sequence: Any = None, **options: Any) -> Any:
    """A progress bar, shown where somebody looks: in a terminal or a notebook."""
    shell = "IPython" in sys.modules and sys.modules["IPython"].get_ipython()
    if not hasattr(shell, "kernel"):  # else it is a notebook, which is no terminal either
        options["disable"] = None if sys.stderr else True  # None: where it is no terminal
    return tqdm(sequence, unit_scale=True, **options)


def read_ids(path: str | Path, start: int = 0, stop: int | None = None) -> Ids:
    """The ids from start to stop in the file that `index` wrote; as many as there are."""
    return np.fromfile(path, np.int32, -1 if stop is None else stop - start, offset=4 * start)


def _pieces(path: str | Path) -> Iterator[Ids]:
    start = 0
    while len(ids := read_ids(path, start, start + IDS_AT_A_TIME)):
        yield ids
        start += len(ids)


class Text:
    """The file that `index` wrote, cut into chunks of CHUNK ids or fewer, of about equal length.

    A cut is made where a sentence ends; only a longer sentence is cut. `len` is the number of
    chunks.
    """

    def __init__(self, path: str | Path):
        self.path = path
        self.cuts = [0]  # where chunks start, and the end of the last one
        while left := Path(path).stat().st_size // 4 - self.cuts[-1]:  # ids
            ids = read_ids(path, self.cuts[-1], self.cuts[-1] + ceil(left / ceil(left / CHUNK)))
            ends = np.flatnonzero(ids == END)
            self.cuts.append(self.cuts[-1] + (int(ends[-1]) + 1 if len(ends) else len(ids)))

    def __len__(self) -> int:
        return len(self.cuts) - 1

    def chunks(self, numbers: Iterable[int]) -> Iterator[Chunk]:
        """Read the chunks of these numbers, which go on counting from one epoch to the next."""
        for number in numbers:
            epoch, place = divmod(number, len(self))
            start, stop = self.cuts[place : place + 2]
            begin, end = (epoch + cut / self.cuts[-1] for cut in (start, stop))
            yield Chunk(number, read_ids(self.path, start, stop), begin, end)
