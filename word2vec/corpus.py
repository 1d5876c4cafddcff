"""Text to sentences to tokens.

Simple on purpose: a word is a run of letters with their marks, and a sentence ends at a line break
or at one of .!?。！？… So "U.S." ends two sentences, and "3.5" holds no word. Little is lost. For
anything finer, tokenise the text yourself: `train` takes any iterable of lists of words.

Chinese is written without spaces. If we know words and their counts, and take each word to be
independent of the word before it, we can split a run of characters in the most likely way:

    (11) best split = argmax Σ log p(w),  p(w) = count / sum of counts
    (12) s_j = max over i < j of s_i + log p(characters i to j),  s_0 = 0

(12) finds it without trying them all (Viterbi 1967): the best split that ends at j is the
best split that ends at some i, and then one more word.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

HEADING = re.compile(r"^#+ .*", re.MULTILINE)
LONGEST = 20  # characters in a Chinese word that is looked for, so that a run takes linear time
HEADING_MARKS = re.compile(r"^#+ ", re.MULTILINE)
SENTENCE_ENDS = ".!?。"  # after NFKC, which makes ... of … and ! of ！
HAN = re.compile("([\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+)")
JOINERS = "'\u200c\u200d"  # may stand inside a word: don't, and joiners of Persian and Hindi
WORDS = ("letters", "spaces")  # what makes a word


@dataclass(frozen=True)
class Reading:
    """How a text was read. Vectors keep it, so that questions are read as their text was."""

    lowercase: bool = True
    words: str = "letters"  # or "spaces": what stands between spaces, as it is
    stem: str | None = None  # the language of the stemmer
    segment: str | None = None  # what Chinese was split by: "sample", "jieba" or a file

    def __post_init__(self) -> None:
        if self.words not in WORDS:
            raise ValueError(f"words must be one of {', '.join(WORDS)}; got {self.words!r}")


def tokenize(
    text: str,
    *,
    lowercase: bool = True,
    words: str = "letters",
    stop_words: Collection[str] = (),
    stem: Callable[[str], str] | None = None,
    segment: Callable[[str], list[str]] | None = None,
) -> list[list[str]]:
    """Sentences of a text, each a list of words.

    A line that starts with # and a space is a heading, and skipped. `stop_words` are dropped,
    after lower-casing; `stem` maps each word that stays.

    With words="spaces" a word is what stands between spaces, and a sentence is a line: for texts
    that are tokenised already, and for words such as GPT-4 or C++.

    `segment` splits each run of Chinese characters, as `Segmenter(counts)` does; without it, as
    where words are spaced already, a run is one word.

    >>> tokenize("# Pets\\nDon't wake the 2 cats! The DOG’s asleep")
    [["don't", 'wake', 'the', 'cats'], ['the', "dog's", 'asleep']]
    >>> tokenize("The cats sat.", stop_words={"the"}, stem=lambda word: word.removesuffix("s"))
    [['cat', 'sat']]
    >>> tokenize("GPT-4 writes C++ .", words="spaces")
    [['gpt-4', 'writes', 'c++', '.']]
    """
    if words not in WORDS:
        raise ValueError(f"words must be one of {', '.join(WORDS)}; got {words!r}")
    if not isinstance(text, str):
        raise ValueError(f"a text is a string, got {type(text).__name__}")
    return list(sentences_of(text, lowercase, words, stop_words, stem, segment))


def sentences_of(
    text: str,
    lowercase: bool,
    words: str,
    stop_words: Collection[str],
    stem: Callable[[str], str] | None,
    segment: Callable[[str], list[str]] | None,
) -> Iterator[list[str]]:
    """What `tokenize` gives, sentence by sentence: words that are used at once are in the cache."""
    sentences = _sentences(text, lowercase, words)
    if segment:
        sentences = (_split_han(sentence, segment) for sentence in sentences)
    if stop_words:
        sentences = ([word for word in some if word not in stop_words] for some in sentences)
    if stem:
        sentences = ([stem(word) for word in some] for some in sentences)
    return (sentence for sentence in sentences if sentence)


def _sentences(text: str, lowercase: bool, words: str) -> Iterator[list[str]]:
    for line in text.replace("\r", "\n").split("\n"):
        line = normal_form(line)
        if lowercase:
            line = line.lower()
        if words == "spaces":
            yield line.split()
        elif not HEADING.match(line):
            for mark in SENTENCE_ENDS:
                line = line.replace(mark, "\n")
            yield from map(_words, line.split("\n"))


def normal_form(text: str) -> str:
    """One way to write what looks alike: wide letters as narrow ones, é as one letter, ’ as '.

    >>> normal_form("ＡＢＣ cafe\u0301 don’t")
    "ABC café don't"
    """
    return unicodedata.normalize("NFKC", text).replace("’", "'")  # (Unicode, annex 15)


class _Letters(dict):
    """What becomes of a character: letters and their marks stay, the rest is a space.

    Invisible signs, such as soft hyphens, vanish. Filled as characters are met.
    """

    def __missing__(self, code: int) -> int | str | None:
        kind = unicodedata.category(chr(code))  # L: letter, M: mark, Nl: 〇 and the like
        if kind[0] in "LM" or kind == "Nl" or chr(code) in JOINERS:
            self[code] = code
        else:
            self[code] = None if kind == "Cf" and code != 0x200B else " "  # 200B parts Thai words
        return self[code]


_LETTERS = _Letters()


def _words(sentence: str) -> list[str]:
    if sentence.isascii():  # translating is fast, and there are no marks
        words = sentence.translate(_LETTERS).split()
        if "'" not in sentence:
            return words
    else:
        words = sentence.split()
        if "".join(words).isalpha():  # text that is tokenised already: four times as fast
            return words
        words = sentence.translate(_LETTERS).split()
    words = [word.strip(JOINERS) for word in words]
    # a mark alone, as emoji have them, is no word
    return [word for word in words if word and not unicodedata.category(word[0])[0] == "M"]


class Segmenter:
    """Splits a run of characters into words, the likeliest way, by (11) and (12).

    counts maps words to how often they occur. A character that is no word of it is taken for a word
    seen once. Takes time in proportion to the length of a run. Raises ValueError where there are
    no counts.

    >>> Segmenter({"研究": 9, "研究生": 2, "生命": 5, "命": 1})("研究生命")
    ['研究', '生命']
    """

    def __init__(self, counts: Mapping[str, int]):
        if not isinstance(counts, Mapping) or not sum(counts.values()):
            raise ValueError(
                f"counts maps words to how often they occur, got {type(counts).__name__} without "
                "any; of vectors with counts: dict(zip(vectors.words, vectors.counts.tolist()))"
            )
        counts = {word: count for word, count in counts.items() if count > 0}
        total = sum(counts.values())
        self.log_p = {word: math.log(count / total) for word, count in counts.items()}  # (11)
        self.unknown = -math.log(total)
        self.lengths = sorted({len(word) for word in counts if 1 < len(word) <= LONGEST})

    def __call__(self, run: str) -> list[str]:
        best = [(0.0, 0)]  # for each j: s_j, and where its last word starts
        for j in range(1, len(run) + 1):
            ways = [(best[j - 1][0] + self.log_p.get(run[j - 1], self.unknown), j - 1)]
            for i in (j - length for length in self.lengths if length <= j):
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

    Takes time in proportion to the length of the run.

    >>> longest_match("研究生命", {"研究", "研究生", "生命", "命"})
    ['研究生', '命']
    """
    longest, found, start = min(LONGEST, max(map(len, words), default=1)), [], 0
    while start < len(run):
        ends = range(min(start + longest, len(run)), start, -1)  # the farthest first
        end = next(end for end in ends if end == start + 1 or run[start:end] in words)
        found.append(run[start:end])
        start = end
    return found


def _split_han(words: list[str], segment: Callable[[str], list[str]]) -> list[str]:
    parts = (part for word in words for part in HAN.split(word) if part)
    return [word for part in parts for word in (segment(part) if HAN.match(part) else [part])]
