"""Words, counts and the two distributions, against numbers worked by hand."""

import random
import tracemalloc
from collections import Counter

import numpy as np
import pytest

from word2vec import vocabulary as module
from word2vec.vocabulary import (
    END,
    Vocabulary,
    index,
    keep_probability,
    noise_distribution,
    read_ids,
)


def test_rank_is_by_count_and_then_by_alphabet():
    vocabulary = Vocabulary({"b": 2, "c": 5, "a": 2, "d": 1}, min_count=2)
    assert vocabulary.words == ["c", "a", "b"]
    assert vocabulary.counts.tolist() == [5, 2, 2]
    assert vocabulary.ids == {"c": 0, "a": 1, "b": 2}
    assert vocabulary.encode(["b", "d", "x", "c"]).tolist() == [2, 0]


def test_the_order_of_the_text_does_not_change_the_ids(tmp_path):
    words = [f"w{i % 17}" for i in range(400)]
    shuffled = random.Random(0).sample(words, len(words))
    path = tmp_path / "ids"
    assert index([words], path).words == index([shuffled], path).words


def test_index_against_a_slow_count(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "CHUNK", 7)  # many chunks
    rng = random.Random(1)
    sentences = [rng.choices("abcdefgh", range(1, 9), k=rng.randrange(12)) for _ in range(40)]
    vocabulary = index(iter(sentences), tmp_path / "ids", min_count=20)
    counts = Counter(word for sentence in sentences for word in sentence)
    kept = sorted((w for w in counts if counts[w] >= 20), key=lambda w: (-counts[w], w))
    assert vocabulary.words == kept and 1 < len(kept) < 8
    assert vocabulary.counts.tolist() == [counts[word] for word in kept]
    expected = []
    for sentence in sentences:
        expected += [kept.index(word) for word in sentence if word in kept] + [END]
    assert read_ids(tmp_path / "ids").tolist() == expected
    assert read_ids(tmp_path / "ids", 10, 15).tolist() == expected[10:15]
    assert read_ids(tmp_path / "ids", len(expected) - 2, 10**6).tolist() == expected[-2:]


def test_four_bytes_a_word_on_disk_and_none_in_memory(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "CHUNK", 10_000)
    sentences = ([f"w{i % 50}" for i in range(100)] for _ in range(20_000))  # 2 M words
    tracemalloc.start()
    index(sentences, tmp_path / "ids")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "ids").stat().st_size == 4 * 101 * 20_000
    assert peak < 50 * module.CHUNK  # a few arrays of what is handled at a time


def test_keep_probability_by_hand():
    # shares .9, .09, .01 at t = .01: √(t/f) + t/f = .10541 + .01111, .33333 + .11111, 1 + 1
    kept = keep_probability(np.array([90, 9, 1]), 0.01)
    assert kept == pytest.approx([0.11652, 0.44444, 1], abs=1e-5)
    assert keep_probability(np.array([90, 9, 1]), 0).tolist() == [1, 1, 1]


def test_noise_distribution_by_hand():
    # 16^.75 = 8, 81^.75 = 27, 1: of 36
    assert noise_distribution(np.array([81, 16, 1])) == pytest.approx([27 / 36, 8 / 36, 1 / 36])
    assert noise_distribution(np.array([7, 2, 1]), power=0) == pytest.approx([1 / 3] * 3)
    assert noise_distribution(np.array([7, 2, 1]), power=1) == pytest.approx([0.7, 0.2, 0.1])


@pytest.mark.parametrize(
    ("sentences", "message"),
    [
        ([], "the corpus holds no words"),
        ([[], []], "the corpus holds no words"),
        (["the cat sat"], "a sentence is a list of words, got the string 'the cat sat'"),
        ([["cat", 7]], "a word is a string, got 7"),
        ([["a", "b", "a"]], r"no word occurs 3 times \(the most frequent, 'a', occurs 2 times\)"),
    ],
)
def test_errors_say_what_to_do(sentences, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        index(sentences, tmp_path / "ids", min_count=3)
