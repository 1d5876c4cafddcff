"""Text to sentences to tokens.

Crude on purpose: a word is a run of letters, and a sentence ends at a line break or at one of
.!?。！？… So "U.S." ends two sentences and "3.5" holds no word. What is lost is little, and what is
done can be said in one line. For anything finer, tokenise as you like: `train` takes any iterable
of lists of words.

Chinese is written without spaces. Known words and their counts say how to cut it, taking each word
to be independent of the one before it, and of all ways to cut a run of characters the likeliest:

    (11) best split = argmax Σ log p(w),  p(w) = count / sum of counts
    (12) s_j = max over i < j of s_i + log p(characters i to j),  s_0 = 0

(12) finds it without trying them all (Viterbi 1967): the best split that ends at j is the
best split that ends at some i, and then one more word.
"""

import codecs
import gzip
import math
import re
import sys
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

_HERE = Path(__file__).parent
DATA = _HERE / "data" if (_HERE / "data").is_dir() else _HERE.parent / "data"  # installed, or not
SAMPLE = DATA / "sample.en.txt"  # a small encyclopedia, to try things on
BUFFER = 1 << 18  # bytes of a file in memory at a time

HEADING = re.compile(r"^#+ .*", re.MULTILINE)
SENTENCE_ENDS = "\n\r.!?。！？…"
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")  # letters, with apostrophes only inside
HAN = re.compile("([\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+)")


def tokenize(
    text: str,
    *,
    lowercase: bool = True,
    stop_words: Collection[str] = (),
    stem: Callable[[str], str] | None = None,
    segment: Callable[[str], list[str]] | None = None,
) -> list[list[str]]:
    """Sentences of a text, each a list of words.

    A line that starts with # and a space is a heading, and skipped. `stop_words` are dropped,
    after lower-casing; `stem` maps each word that stays.

    `segment` splits each run of Chinese characters, as `Segmenter(counts)` does; without it, as
    where words are spaced already, a run is one word.

    >>> tokenize("# Pets\\nDon't wake the 2 cats! The DOG’s asleep")
    [["don't", 'wake', 'the', 'cats'], ['the', "dog's", 'asleep']]
    >>> tokenize("The cats sat.", stop_words={"the"}, stem=lambda word: word.removesuffix("s"))
    [['cat', 'sat']]
    """
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    if lowercase:
        text = text.lower()
    if "#" in text:
        text = HEADING.sub("", text)
    for mark in SENTENCE_ENDS:
        text = text.replace(mark, "\n")
    sentences: Iterable[list[str]] = map(_words, text.split("\n"))
    if segment:
        sentences = (_split_han(words, segment) for words in sentences)
    if stop_words:
        sentences = ([word for word in words if word not in stop_words] for words in sentences)
    if stem:
        sentences = ([stem(word) for word in words] for words in sentences)
    return [words for words in sentences if words]


class Segmenter:
    """Splits a run of characters into words, the likeliest way, by (11) and (12).

    A character that is no word of `counts` is taken for a word seen once. Where counts are not
    known, the `longest_match` has to do.

    >>> Segmenter({"研究": 9, "研究生": 2, "生命": 5, "命": 1})("研究生命")
    ['研究', '生命']
    """

    def __init__(self, counts: Mapping[str, int]):
        total = sum(counts.values())
        self.log_p = {word: math.log(count / total) for word, count in counts.items()}  # (11)
        self.unknown = -math.log(total)
        self.longest = max(map(len, counts))

    def __call__(self, run: str) -> list[str]:
        best = [(0.0, 0)]  # for each j: s_j, and where its last word starts
        for j in range(1, len(run) + 1):
            ways = [(best[j - 1][0] + self.log_p.get(run[j - 1], self.unknown), j - 1)]
            for i in range(max(0, j - self.longest), j - 1):
                if run[i:j] in self.log_p:
                    ways.append((best[i][0] + self.log_p[run[i:j]], i))
            best.append(max(ways))  # (12)
        words, j = [], len(run)
        while j > 0:  # back from the end, word by word
            i = best[j][1]
            words.append(run[i:j])
            j = i
        return words[::-1]


def longest_match(run: str, words: Collection[str]) -> list[str]:
    """From left to right always the longest known word: what can be done without counts.

    >>> longest_match("研究生命", {"研究", "研究生", "生命", "命"})
    ['研究生', '命']
    """
    found = []
    while run:
        length = next(n for n in range(len(run), 0, -1) if n == 1 or run[:n] in words)
        found.append(run[:length])
        run = run[length:]
    return found


def _split_han(words: list[str], segment: Callable[[str], list[str]]) -> list[str]:
    parts = (part for word in words for part in HAN.split(word) if part)
    return [word for part in parts for word in (segment(part) if HAN.match(part) else [part])]


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
