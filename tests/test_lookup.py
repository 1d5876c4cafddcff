"""Many words at a time get the numbers that a dictionary gives to one after the other."""

from collections import defaultdict
from itertools import count

import numpy as np
import pytest

from word2vec.corpus import tokenize
from word2vec.running import files, lookup
from word2vec.running.lookup import Lookup
from word2vec.running.reading import read_sentences
from word2vec.running.stream import index
from word2vec.vocabulary import END


def one_by_one(lines, numbers):
    found = []
    for line in lines.decode().split("\n"):
        words = line.split(" ")
        found += [numbers[word] for word in words if word]
        found += [END] if any(words) else []
    return found


def new_numbers():
    return defaultdict(count().__next__)


@pytest.mark.parametrize("bits", [1, 4, 18])  # with few slots nearly all words meet in one
def test_a_slow_loop_says_the_same(bits, monkeypatch):
    monkeypatch.setattr(lookup, "BITS", bits)
    rng = np.random.default_rng(bits)
    letters = [*"ab'é猫", "\U00020000"]  # of 1, 2, 3 and 4 bytes
    words = ["".join(rng.choice(letters, rng.integers(1, 12))) for _ in range(300)]
    words += [word + "a" * n for word in words[:9] for n in (5, 13, 14, 15, 16, 17, 40)]
    ours, theirs = new_numbers(), new_numbers()
    number = Lookup(ours)
    for size in (0, 1, 2, 40, 3000):
        tokens = rng.choice([*words, "", "\n", "\n\n"], size)
        lines = (" ".join(tokens) + "\n").encode()
        found = number(lines)
        assert found.dtype == np.int32 and found.tolist() == one_by_one(lines, theirs)
    assert list(ours) == list(theirs) and len(ours) > 300


def test_words_that_begin_alike_are_told_apart():
    words = ["a" * n for n in range(1, 40)] + ["a" * 15 + "b", "a" * 16 + "b", "b" + "a" * 15]
    number = Lookup(new_numbers())
    for _ in range(3):
        assert number((" ".join(words) + "\n").encode()).tolist() == [*range(len(words)), END]


ODD = [chr(code) for code in range(128)] + [
    "\x85", "\xa0", "\xad", "\xb4", "\xe9", "e\u0301", "\u0301", "\u0345", "\u0130", "\u03a3",
    "\u03c2", "\u200b", "\u200c", "\u200d", "\u2019", "\u2026", "\u2028", "\u3000", "\u3002",
    "\uff01", "\uff03", "\uff21", "\ufe0f", "\U0001f600", "\u732b", "\u3007", "\u0e01", "\ufb01",
]  # fmt: skip
PIECES = ["the", "Cat", "dogs", "don't", "'tis", "# Title", "##", "U.S.", "3.5", "x" * 30, "貓和狗"]


@pytest.mark.parametrize("seed", range(20))
def test_a_file_is_read_as_its_sentences_are(seed, monkeypatch, tmp_path):
    monkeypatch.setattr(files, "BYTES_AT_A_TIME", 500)
    rng = np.random.default_rng(seed)
    between = [" ", " ", " ", "\n", "\n", "\r", "\r\n", "", "  ", ".", "\n\n"]
    some = [*PIECES * 9, *rng.choice(ODD, 40)] if seed % 2 else [*PIECES, *ODD]
    text = "".join(rng.choice(some) + rng.choice(between) for _ in range(2000))
    (tmp_path / "text.txt").write_bytes(text.encode())
    sentences = read_sentences(tmp_path / "text.txt", segment=[None, "auto", "sample"][seed % 3])
    assert sentences.plain
    found, expected = (
        index(way, tmp_path / name) for way, name in [(sentences, "a"), ([*sentences], "b")]
    )
    assert found.words == expected.words and found.counts.tolist() == expected.counts.tolist()
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("how", [{"lowercase": False}, {"words": "spaces"}, {"stop_words": ["a"]}])
def test_what_is_not_plain_is_read_word_by_word(how, tmp_path):
    text = "A cat, a C++ cat. GPT-4\n"
    (tmp_path / "text.txt").write_text(text, "utf-8")
    sentences = read_sentences(tmp_path / "text.txt", **how)
    assert not sentences.plain
    vocabulary = index(sentences, tmp_path / "ids")
    assert vocabulary.ids.keys() == set(sum(tokenize(text, **how), []))
