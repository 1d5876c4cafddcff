"""A corpus as ids on disk, against slow counts."""

import random
import tracemalloc
from collections import Counter

import numpy as np
import pytest

from tests.test_search import NOT_WORDS, Series
from word2vec.running import stream
from word2vec.running.reading import read_sentences
from word2vec.running.stream import Text, index, read_ids
from word2vec.vocabulary import END


def test_the_order_of_the_text_does_not_change_the_ids(tmp_path):
    words = [f"w{i % 17}" for i in range(400)]
    shuffled = random.Random(0).sample(words, len(words))
    path = tmp_path / "ids"
    assert index([words], path).words == index([shuffled], path).words


def test_index_against_a_slow_count(monkeypatch, tmp_path):
    monkeypatch.setattr(stream, "IDS_AT_A_TIME", 7)  # many chunks
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
    monkeypatch.setattr(stream, "IDS_AT_A_TIME", 10_000)
    sentences = ([f"w{i % 50}" for i in range(100)] for _ in range(20_000))  # 2 M words
    tracemalloc.start()
    index(sentences, tmp_path / "ids")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "ids").stat().st_size == 4 * 101 * 20_000
    assert peak < 50 * stream.IDS_AT_A_TIME  # a few arrays of what is handled at a time


@pytest.mark.parametrize(
    ("sentences", "message"),
    [
        ([], "the corpus holds no words"),
        ([[], []], "the corpus holds no words"),
        (["the cat sat"], "a sentence is a list of words, got the string 'the cat sat'"),
        ([["cat", 7]], "a word is a string, got 7"),
        (
            "book.txt",
            r"a corpus is a list of sentences, got the string 'book.txt'; .*read_sentences",
        ),
        (
            b"the cat",
            "a corpus is a list of sentences, got the bytes b'the cat'; decode them first",
        ),
        ({("the", "cat")}, r"a corpus is a list of sentences, got the set .*; it has no order"),
        ({"the": ["cat"]}, "a corpus is a list of sentences, got the dict .* only its keys"),
        (None, "a corpus is a list of sentences, got None"),
        (7, "a corpus is a list of sentences, got 7"),
        (np.array("the cat"), "a corpus is a list of sentences, got the string 'the cat'"),
        (np.array(["the cat", "sat"]), "a sentence is a list of words, got the string 'the cat'"),
        (["cat", "sat"], "a sentence is a list of words, got the string 'cat'; tokenize"),
        ([["the"], b"the cat"], "a sentence is a list of words, got the bytes b'the cat'; decode"),
        ([{"the", "cat"}], "a sentence is a list of words, got the set .*; it has no order"),
        ([{"the": 1}], "a sentence is a list of words, got the dict {'the': 1}"),
        ([None], "a sentence is a list of words, got None"),
        ([1, 2], "a sentence is a list of words, got 1"),
        (np.zeros((2, 3)), r"a word is a string, got 0\.0"),
        *(([words], message) for words, message in NOT_WORDS),
        ([["a", "b", "a"]], r"no word occurs 3 times \(the most frequent, 'a', occurs 2 times\)"),
    ],
)
def test_errors_say_what_to_do(sentences, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        index(sentences, tmp_path / "ids", min_count=3)


def test_sentences_may_come_in_whatever_has_an_order(tmp_path):
    sentences = [["the", "cat"], ["a", "dog", "sat"], [], ["the", "dog"]]
    expected = index(sentences, tmp_path / "ids").words
    ids = read_ids(tmp_path / "ids").tolist()
    (tmp_path / "text.txt").write_text("The cat. A dog sat.\nThe dog.\n", "utf-8")
    words = [np.array(sentences[0]), Series(sentences[1]), iter(()), tuple(sentences[3])]
    for given in (
        tuple(sentences), np.array(sentences, object), Series(sentences), iter(sentences), words,
    ):  # fmt: skip
        assert index(given, tmp_path / "ids").words == expected
        assert read_ids(tmp_path / "ids").tolist() == ids
    from_file = index(read_sentences(tmp_path / "text.txt"), tmp_path / "ids")
    assert from_file.words == expected  # the empty sentence has no words
    assert all(type(word) is str for word in index(np.array([["a", "b"]]), tmp_path / "ids").words)


def test_an_error_of_the_callers_own_is_not_hidden(tmp_path):
    def sentences():
        yield ["the", "cat"]
        raise TypeError("a mistake in the caller's code")

    with pytest.raises(TypeError, match="a mistake in the caller's code"):
        index(sentences(), tmp_path / "ids")


def test_chunks_end_with_sentences_and_hold_every_id(monkeypatch, tmp_path):
    monkeypatch.setattr(stream, "CHUNK", 10)
    ids = np.array([0, 1, 2, -1, 3, 4, -1] + 3 * [5, -1] + [7] * 25 + [-1, 8, -1, -1], np.int32)
    ids.tofile(tmp_path / "ids")
    text = Text(tmp_path / "ids")
    assert text.cuts[-1] == len(ids)
    pieces = [chunk.ids for chunk in text.chunks(range(len(text)))]
    assert np.array_equal(np.concatenate(pieces), ids)
    assert all(0 < len(piece) <= 10 for piece in pieces)
    cut = [len(piece) for piece in pieces if piece[-1] != -1]
    assert cut == [10, 10]  # only the sentence of 25 words is cut
    first, last = text.chunks([0, 2 * len(text) - 1])  # in the first epoch, and in the second
    assert (first.number, first.begin, first.end) == (0, 0, len(pieces[0]) / len(ids))
    assert np.array_equal(last.ids, pieces[-1])
    assert (last.begin, last.end) == (1 + text.cuts[-2] / len(ids), 2)


def test_known_words_stay_however_rare(tmp_path):
    sentences = [["a", "a", "b"], ["c", "a"]]
    vocabulary = index(sentences, tmp_path / "ids", min_count=2, known=["c", "d"])
    assert vocabulary.words == ["a", "c", "d"] and vocabulary.counts.tolist() == [3, 1, 0]
    assert read_ids(tmp_path / "ids").tolist() == [0, 0, END, 1, 0, END]
