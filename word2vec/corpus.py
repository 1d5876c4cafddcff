"""Text to sentences to tokens.

Simple on purpose: a word is a run of letters, and a sentence ends at a line break or at one of
.!?。！？… So "U.S." ends two sentences, and "3.5" holds no word. Little is lost by that. For
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
from collections.abc import Callable, Collection, Iterable, Mapping

HEADING = re.compile(r"^#+ .*", re.MULTILINE)
SENTENCE_ENDS = "\n\r.!?。"  # after NFKC, which makes ... of … and ! of ！
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
