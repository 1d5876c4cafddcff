"""Text to sentences to tokens.

Crude on purpose: a word is a run of letters, and a sentence ends at a line break or at one of
.!?。！？… So "U.S." ends two sentences and "3.5" holds no word. What is lost is little, and what is
done can be said in one line. For anything finer, tokenise as you like: `train` takes any iterable
of lists of words.
"""

import codecs
import gzip
import re
import sys
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

_HERE = Path(__file__).parent
DATA = _HERE / "data" if (_HERE / "data").is_dir() else _HERE.parent / "data"  # installed, or not
SAMPLE = DATA / "sample.en.txt"  # a small encyclopedia, to try things on
BUFFER = 1 << 18  # bytes of a file in memory at a time

HEADING = re.compile(r"^#+ .*", re.MULTILINE)
SENTENCE_END = re.compile(r"[\n\r.!?。！？…]+")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")  # letters, with apostrophes only inside


def tokenize(
    text: str,
    *,
    lowercase: bool = True,
    stop_words: Collection[str] = (),
    stem: Callable[[str], str] | None = None,
) -> list[list[str]]:
    """Sentences of a text, each a list of words.

    A line that starts with # and a space is a heading, and skipped. `stop_words` are dropped,
    after lower-casing; `stem` maps each word that stays.

    >>> tokenize("# Pets\\nDon't wake the 2 cats! The DOG’s asleep")
    [["don't", 'wake', 'the', 'cats'], ['the', "dog's", 'asleep']]
    >>> tokenize("The cats sat.", stop_words={"the"}, stem=lambda word: word.removesuffix("s"))
    [['cat', 'sat']]
    """
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    if lowercase:
        text = text.lower()
    sentences: Iterable[list[str]] = map(_words, SENTENCE_END.split(HEADING.sub("", text)))
    if stop_words:
        sentences = ([word for word in words if word not in stop_words] for words in sentences)
    if stem:
        sentences = ([stem(word) for word in words] for words in sentences)
    return [words for words in sentences if words]


def words_of(text: str) -> list[str]:
    """All words of a text in one list, as an encoder of sentences wants them."""
    return [word for sentence in tokenize(text) for word in sentence]


def _words(sentence: str) -> list[str]:
    words = sentence.split()
    # text that is tokenised already needs no regular expression: four times as fast
    return words if "".join(words).isalpha() else WORD.findall(sentence)


def read_sentences(path: str | Path, **options: Any) -> Iterator[list[str]]:
    """Sentences of a text file, tokenised with the options of `tokenize`, as it is read."""
    for text in read_text(path):
        yield from tokenize(text, **options)


def read_text(path: str | Path) -> Iterator[str]:
    """A UTF-8 text file piece by piece, cut where lines end; "-" reads standard input.

    A file ending in .gz is unpacked on the way. A line longer than BUFFER is cut, at a space if
    it has one.
    Raises ValueError with the line that is not UTF-8, or for a .gz that is not one.
    """
    if str(path) == "-":
        yield from _pieces(sys.stdin.buffer, "standard input")
        return
    with gzip.open(path) if Path(path).suffix == ".gz" else open(path, "rb") as file:
        try:
            yield from _pieces(file, path)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise ValueError(f"{path} is not a whole gzip file: {error}") from error


def _pieces(file: BinaryIO | gzip.GzipFile, name: str | Path) -> Iterator[str]:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    lines, rest, data = 0, "", b"start"
    while data:
        data = file.read(BUFFER)
        try:
            text = rest + decode(data, final=not data)
        except UnicodeDecodeError as error:
            line = lines + error.object.count(b"\n", 0, error.start) + 1
            byte = error.object[error.start]
            raise ValueError(
                f"{name}, line {line}: byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
            ) from error
        lines += data.count(b"\n")
        end = text.rfind("\n") + 1 or text.rfind(" ") + 1 or len(text)
        cut = end if data else len(text)
        yield text[:cut]
        rest = text[cut:]
