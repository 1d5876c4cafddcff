"""Words of languages: where Chinese is cut, and what stem a word has."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from word2vec.corpus import HAN, Segmenter, tokenize
from word2vec.running.files import DATA, read_lines, read_text

DICTIONARY_SHARE = 0.1  # of all counts, where a dictionary is joined with the sample
LONG_RUN = 5  # Han characters: hardly any word is so long
LONG_RUN_OF_HAN = re.compile(f"{HAN.pattern[1:-2]}{{{LONG_RUN}}}")


def written_without_spaces(text: str, share: float = 0.2) -> bool:
    """Whether the Chinese of a text still has to be split into words.

    The rule: more than a fifth of its Han characters are in runs of five or more. Where words
    stand between spaces, hardly any are. A single line may hold a long name, so there the `share`
    is a half.

    >>> written_without_spaces("猫是一种宠物。"), written_without_spaces("猫 是 一 种 宠物 。")
    (True, False)
    """
    lengths = [len(run) for run in HAN.findall(text)]
    return sum(length for length in lengths if length >= LONG_RUN) > share * sum(lengths)


@cache
def segmenter(name: str) -> Callable[[str], list[str]]:
    """What splits Chinese: "sample" (the counts of the sample), "jieba", or a dictionary file.

    The dictionary is joined with the sample, which splits words more finely than most: F1 .89, and
    .83 for the dictionary alone (tests/benchmarks/segmentation.py).

    Raises ValueError where jieba is not installed, and for a file that is no dictionary.
    """
    if name == "jieba":
        try:
            import jieba
        except ImportError as error:
            raise ValueError(
                "this needs the package jieba: pip install jieba, or give a file"
            ) from error
        jieba.setLogLevel("ERROR")
        return jieba.lcut
    if name == "sample":
        return Segmenter(sample_counts())
    return Segmenter(joined(sample_counts(), read_dictionary(name), DICTIONARY_SHARE))


def sample_counts() -> Counter[str]:
    """How often each word occurs in the Chinese sample."""
    text = "".join(read_text(DATA / "sample.zh.txt"))
    return Counter(word for words in tokenize(text) for word in words)


def joined(counts: Mapping[str, int], larger: Mapping[str, int], share: float) -> Counter[str]:
    """Counts of both, of which `share` is from `larger`: else one would drown the other.

    >>> joined({"猫": 2}, {"猫": 60, "鲸": 20}, 0.5)  # a word of the sample weighs 40
    Counter({'猫': 140, '鲸': 20})
    """
    weight = (1 - share) / share * sum(larger.values()) / sum(counts.values())
    times = max(1, round(1 / weight))  # where `larger` is the smaller one, so that none rounds to 0
    return Counter({word: times * n for word, n in larger.items()}) + Counter(
        {word: max(1, round(times * weight * n)) for word, n in counts.items()}
    )


def read_dictionary(path: str | Path) -> Counter[str]:
    """Words and counts of a file with lines "word count" or, as jieba's, "word count tag".

    Raises ValueError with the line that is neither.
    """
    counts: Counter[str] = Counter()
    for number, line in enumerate(read_lines(path), start=1):
        fields = line.split()
        if fields and not line.startswith("#"):
            if len(fields) < 2 or not fields[1].isdecimal():
                raise ValueError(
                    f"{path}, line {number}: a dictionary has lines of a word and its count, "
                    f"got {line.strip()[:40]!r}"
                )
            counts[fields[0]] += int(fields[1])
    if not counts:
        raise ValueError(f"{path} holds no words")
    return counts


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """Maps a word to its stem, as Porter's Snowball does (1980, 2001): "cats" to "cat".

    Raises ValueError where the package is not installed, or does not know the language.
    """
    try:
        import snowballstemmer
    except ImportError as error:
        raise ValueError("stemming needs a package: pip install snowballstemmer") from error
    if language not in snowballstemmer.algorithms():
        raise ValueError(
            f"no stemmer for {language!r}; there are {', '.join(snowballstemmer.algorithms())}"
        )
    return cache(snowballstemmer.stemmer(language).stemWord)
