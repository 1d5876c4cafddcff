"""How well is Chinese split into words? python -m tests.benchmarks.segmentation [DICTIONARY]

On 300 lines of every kind, split by hand (tests/data/boundaries.zh.txt), none from the sample
corpus: precision, recall and F1 of words, of

- `longest_match` with the words of data/sample.zh.txt, and `Segmenter` with their counts;
- `Segmenter` with a larger DICTIONARY, a file of lines "word count" or "word count tag" (such as
  dict.txt in the package jieba), alone and joined with the sample, as `--segment FILE` does;
- jieba itself, where it is installed.

The split by hand is in the manner of the sample (see data/README.md), where 一 个 and 走 进 are two
words. To jieba and its dictionary they are one: part of the distance is a matter of manner. Marks
part the lines, so that only the runs between them are split.

Then the time per character, of one long run without marks. Takes ten seconds.
"""

import importlib.util
import sys
from collections.abc import Callable, Iterable
from itertools import chain
from time import perf_counter

from tests.test_readme import ROOT
from word2vec.corpus import HAN, Segmenter, longest_match
from word2vec.running.files import DATA
from word2vec.running.languages import joined, read_dictionary, sample_counts

SAMPLE = DATA / "sample.zh.txt"
BY_HAND = ROOT / "tests" / "data" / "boundaries.zh.txt"
SHARES = (0.5, 0.1, 0.01)  # of the dictionary, where it is joined with the sample
LENGTHS = (1_000, 4_000, 16_000)
Split = Callable[[str], list[str]]


def read_runs(lines: Iterable[str]) -> list[list[str]]:
    """The words of each run between two marks.

    >>> read_runs(["下雨 了 ， 快 跑 ！", "好 。"])
    [['下雨', '了'], ['快', '跑'], ['好']]
    """
    runs: list[list[str]] = []
    for line in lines:
        runs.append([])
        for word in line.split():
            if HAN.fullmatch(word):
                runs[-1].append(word)
            else:
                runs.append([])
    return [run for run in runs if run]


def spans(words: list[str]) -> set[tuple[int, int]]:
    """Where each word begins and where it ends.

    >>> sorted(spans(["研究", "生命"]))
    [(0, 2), (2, 4)]
    """
    found, start = set(), 0
    for word in words:
        found.add((start, start + len(word)))
        start += len(word)
    return found


def scores(found: list[list[str]], by_hand: list[list[str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of words: a word is right where both its ends are.

    Precision is the part of the words found that is right, recall the part of the words by hand
    that is found, and F1 their harmonic mean. Of the two words found here one is right, of the
    three by hand one is found:

    >>> scores([["研究生", "的"]], [["研究", "生", "的"]])
    (0.5, 0.3333333333333333, 0.4)
    """
    pairs = zip(found, by_hand, strict=True)
    right = sum(len(spans(words) & spans(true)) for words, true in pairs)
    n_found, n_true = sum(map(len, found)), sum(map(len, by_hand))
    return right / n_found, right / n_true, 2 * right / (n_found + n_true)


def microseconds_per_character(split: Split, run: str) -> float:
    """The best of three times."""
    times = []
    for _ in range(3):
        start = perf_counter()
        split(run)
        times.append(perf_counter() - start)
    return min(times) / len(run) * 1e6


def splits(dictionary: str | None) -> dict[str, Split]:
    """All that can be compared here."""
    counts = sample_counts()
    found: dict[str, Split] = {
        "longest_match, sample": lambda run: longest_match(run, counts),
        "Segmenter, sample": Segmenter(counts),
    }
    if dictionary:
        larger = read_dictionary(dictionary)
        found["Segmenter, dictionary"] = Segmenter(larger)
        for share in SHARES:
            name = f"Segmenter, sample and {share:.0%} dictionary"
            found[name] = Segmenter(joined(counts, larger, share))
    if importlib.util.find_spec("jieba"):
        import jieba

        jieba.setLogLevel("ERROR")
        found["jieba"] = jieba.lcut
    return found


def main(dictionary: str | None = None) -> None:
    counts = sample_counts()
    by_hand = read_runs(BY_HAND.read_text("utf-8").splitlines())
    words = list(chain(*by_hand))
    new = sum(word not in counts for word in words) / len(words)
    print(f"{len(words):,} words by hand, {new:.0%} of them not in the sample\n")
    ways = splits(dictionary)
    print(f"{'':36} precision  recall      F1")
    for name, split in ways.items():
        found = [split("".join(run)) for run in by_hand]
        print(f"{name:36}" + "".join(f"{score:9.3f}" for score in scores(found, by_hand)))
    text = "".join(HAN.findall(SAMPLE.read_text("utf-8")))
    print("\nmicroseconds per character of a run of" + "".join(f"{n:9,}" for n in LENGTHS))
    for name, split in ways.items():
        times = [microseconds_per_character(split, text[:n]) for n in LENGTHS]
        print(f"{name:39}" + "".join(f"{time:9.2f}" for time in times), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
