"""From a file or a question to words, in one way: how a text was read is kept with its vectors."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain, groupby, repeat
from pathlib import Path
from string import ascii_letters

from word2vec.corpus import HAN, HEADING, SENTENCE_ENDS, Reading, sentences_of
from word2vec.running.files import read_text
from word2vec.running.languages import (
    LONG_RUN_OF_HAN,
    segmenter,
    stemmer,
    written_without_spaces,
)

Tokenizer = Callable[[str], Iterator[list[str]]]

AUTO = "auto"  # a look at the text decides whether its Chinese has to be split
ENOUGH = 1000  # Han characters to decide by
BLANK_LINES = re.compile(r"\n\s*\n")


class Sentences:
    """The sentences of a text file, each a list of words; each `for` reads the file anew.

    `asked` says how the text is to become words, and `reading`, once it was read, how it did.
    """

    def __init__(
        self,
        path: str | Path,
        reading: Reading = Reading(segment=AUTO),
        stop_words: Collection[str] = (),
        encoding: str = "utf-8",
    ):
        self.path, self.asked, self.reading = path, reading, reading
        self.stop_words, self.encoding = frozenset(stop_words), encoding

    def __iter__(self) -> Iterator[list[str]]:
        return chain.from_iterable(self.pieces())

    def pieces(self) -> Iterator[Iterable[list[str]]]:
        """The sentences of one piece of the text after another; a piece costs little until used."""
        return (sentences(text) for text, sentences in self._read(self._texts()))

    def articles(self) -> Iterator[Iterable[list[str]]]:
        """The same, with blank lines between pieces; one of more than 256 KB counts as several."""
        texts = chain.from_iterable(map(BLANK_LINES.split, self._texts()))
        return (sentences(text) for text, sentences in self._read(texts))

    @property
    def plain(self) -> bool:
        """Whether words are letters in lower case, and all of them stay as they are."""
        own = self.asked
        return own.lowercase and own.words == "letters" and not (own.stem or self.stop_words)

    def lines(self) -> Iterator[Iterable[bytes]]:
        """The pieces of a `plain` text in UTF-8, each sentence a line, with spaces between words.

        Lines may be empty, and spaces more than one.
        """
        return (_lines(text, sentences) for text, sentences in self._read(self._texts()))

    def _texts(self) -> Iterator[str]:
        return read_text(self.path, self.encoding)

    def _read(self, pieces: Iterator[str]) -> Iterator[tuple[str, Tokenizer]]:
        """Each piece, and the function that makes sentences of it or of its lines."""
        self.reading = self.asked
        if self.reading.segment == AUTO:
            head = _until_enough_han(pieces)
            split = written_without_spaces("".join(head))
            self.reading = replace(self.reading, segment="sample" if split else None)
            pieces = chain(head, pieces)
            if not split:  # but some lines may be, where one text follows another
                yield from zip(pieces, repeat(self._line_by_line))
                return
        yield from zip(pieces, repeat(tokenizer(self.reading, self.stop_words)))

    def _line_by_line(self, text: str) -> Iterator[list[str]]:
        """Sentences of a text of which only the lines without spaces have to be split."""
        plain, split = (
            tokenizer(replace(self.asked, segment=None), self.stop_words, segment)
            for segment in (None, lambda run: segmenter("sample")(run))
        )
        lines = text.split("\n")
        if not _has_chinese(lines):
            yield from plain(text)
            return
        lines = [line + "\n" for line in lines]
        for without_spaces, some in groupby(lines, _has_to_be_split):
            if without_spaces:
                self.reading = replace(self.reading, segment="sample")
            yield from (split if without_spaces else plain)("".join(some))

    def size(self) -> int:
        """Bytes of the file; 0 for standard input and the like, which can be read only once."""
        path = Path(self.path)
        return path.stat().st_size if str(path) != "-" and path.is_file() else 0


def read_sentences(
    path: str | Path,
    *,
    lowercase: bool = True,
    words: str = "letters",
    stop_words: Collection[str] = (),
    stem: str | None = None,
    segment: str | None = AUTO,
    encoding: str = "utf-8",
) -> Sentences:
    """The sentences of a text file, read piece by piece; "-" is standard input.

    lowercase, words, stop_words  as in `tokenize`
    stem      the language of a stemmer, such as "english" (with the package snowballstemmer)
    segment   what splits Chinese: "sample", "jieba", a dictionary file, None; "auto" looks at the
              text, and takes the counts of the sample where words do not stand between spaces
    encoding  of the file, such as "gbk"

    Raises ValueError for a file that is no text, or other than its encoding says.
    """
    reading = Reading(lowercase, words, stem, None if segment == "none" else segment)
    tokenizer(replace(reading, segment=None if segment == AUTO else segment))  # can it be had?
    return Sentences(path, reading, stop_words, encoding)


def tokenizer(
    reading: Reading,
    stop_words: Collection[str] = (),
    segment: Callable[[str], list[str]] | None = None,
) -> Tokenizer:
    """The function that makes sentences of a text, as this reading says.

    `segment` splits Chinese where the reading does not say what does.
    """
    return partial(
        sentences_of,
        lowercase=reading.lowercase,
        words=reading.words,
        stem=stemmer(reading.stem) if reading.stem else None,
        segment=segmenter(reading.segment) if reading.segment else segment,
        stop_words=stop_words,
    )


def _translated(letter: str) -> str:
    """A character of a plain line: a letter in lower case, a line break, or a space."""
    if letter in ascii_letters + "'":
        return letter.lower()
    return "\n" if letter in SENTENCE_ENDS + "\n" else " "


# the same byte by byte; those from 128 on, and ', stand in words of lines that are not plain
BYTES = "".join(map(_translated, map(chr, range(128)))).encode() + bytes(range(128, 256))


def _lines(text: str, sentences: Tokenizer) -> Iterator[bytes]:
    """`Sentences.lines` of a piece: plain lines of ASCII are only translated, byte by byte."""

    def joined(text: str) -> str:
        return "\n".join(map(" ".join, sentences(text)))

    lines = text.replace("\r", "\n").split("\n")
    if _has_chinese(lines):  # how one line is split may depend on the others
        found = [joined(text)]
    else:
        parts = ((plain, "\n".join(some)) for plain, some in groupby(lines, _is_plain))
        found = [part if plain else joined(part) for plain, part in parts]
    yield "\n".join([*found, ""]).encode().translate(BYTES)


def _has_chinese(lines: list[str]) -> bool:
    return any(LONG_RUN_OF_HAN.search(line) for line in lines if not line.isascii())


def _is_plain(line: str) -> bool:
    return line.isascii() and "'" not in line and line[:1] != "#"


def _until_enough_han(pieces: Iterator[str]) -> list[str]:
    """The first pieces of a text, as many as it takes to see how its Chinese is written."""
    head, seen = [], 0
    for text in pieces:
        head.append(text)
        seen += sum(map(len, HAN.findall(text)))
        if seen >= ENOUGH or len(head) == 4:
            break
    return head


def _has_to_be_split(line: str) -> bool:
    # headings are skipped anyway
    return not HEADING.match(line) and written_without_spaces(line, share=0.5)
