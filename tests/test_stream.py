"""A corpus as ids on disk, against slow counts."""

import gzip
import os
import random
import signal
import subprocess
import sys
import tracemalloc
from collections import Counter

import numpy as np
import pytest

from tests.test_search import NOT_WORDS, Series
from tests.test_workers import children, gone, linux
from word2vec.corpus import Reading
from word2vec.running import files, stream, workers
from word2vec.running.files import DATA, SAMPLE
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


ENGLISH, CHINESE = (
    (DATA / f"sample.{language}.txt").read_text("utf-8")[:20_000] for language in ("en", "zh")
)
TEXTS = {  # name -> text, encoding, and how it is read
    "English": (ENGLISH, "utf-8", {}),
    "in words": (ENGLISH, "latin-1", {"words": "spaces", "lowercase": False}),
    "no line feeds": (ENGLISH.replace("\n", "\r"), "utf-8", {}),
    "one line": (ENGLISH.replace("\n", " "), "utf-16", {"stop_words": ["the", "of"]}),
    "headings and nothing": (f"{ENGLISH}{'# Title' * 999}\n{'# x' * 999}\nend", "utf-8", {}),
    "Chinese": (CHINESE, "gbk", {}),
    "not spaced": (CHINESE.replace(" ", ""), "gbk", {}),
    "not spaced in the middle": (f"{CHINESE}\n猫是一种可爱的宠物\n{CHINESE}", "utf-8", {}),
    "not spaced, and words of its own": (
        f"{CHINESE}\n猫是一种可爱的宠物\n" + "the 人工智能 和 机器学习 cat\n" * 500,
        "utf-8",
        {},
    ),
    "not to be split": (CHINESE.replace(" ", ""), "utf-8", {"segment": None}),
}


def in_one_process(work, jobs, workers, *args):
    """As `in_parallel`, with results in an order that no two workers agree on."""
    rng, jobs = random.Random(0), iter(jobs)
    running = [work(jobs, *args) for _ in range(workers)]
    held = []  # back until later
    while running or held:
        if running and (len(held) < workers or rng.random() < 0.5):
            worker = rng.choice(running)
            result = next(worker, None)
            held.append(result) if result else running.remove(worker)
        elif held:
            yield held.pop(rng.randrange(len(held)))


@pytest.mark.parametrize("name", TEXTS)
def test_several_workers_end_with_the_bytes_of_one(name, monkeypatch, tmp_path):
    text, encoding, how = TEXTS[name]
    path, one, three = tmp_path / "text.txt", tmp_path / "one", tmp_path / "three"
    path.write_bytes(text.encode(encoding, "replace"))
    monkeypatch.setattr(files, "BYTES_AT_A_TIME", 1000)
    monkeypatch.setattr(stream, "IDS_AT_A_TIME", 100)
    monkeypatch.setattr(workers, "in_parallel", in_one_process)
    sentences = read_sentences(path, encoding=encoding, **how)
    expected, reading = index(sentences, one), sentences.reading
    with monkeypatch.context() as patch:  # a small file is not worth it
        patch.setattr(stream, "_read_by", None)
        index(sentences, three, workers=3)
    monkeypatch.setattr(stream, "LARGE", 0)
    for most in (1 << 20, 500):
        monkeypatch.setattr(stream, "MOST_WORDS", most)
        found = index(sentences, three, workers=3)
        assert found.words == expected.words and found.counts.tolist() == expected.counts.tolist()
        assert three.read_bytes() == one.read_bytes() and len(read_ids(one)) > 1000
    assert sentences.reading == reading
    if name.startswith("not spaced"):
        assert reading == Reading(segment="sample")
    if name.endswith("words of its own"):  # lines with spaces are not split, whatever came before
        assert expected.counts[expected.ids["人工智能"]] == 500


def test_two_processes_read_a_file_as_one_does(monkeypatch, tmp_path):
    text = "".join(f"{SAMPLE.read_text('utf-8')} number {chr(97 + i)}\n" for i in range(3))
    assert len(text) > 2 * stream.PIECES * files.BYTES_AT_A_TIME
    path, one, two = tmp_path / "text.gz", tmp_path / "one", tmp_path / "two"
    path.write_bytes(gzip.compress(text.encode()))
    expected = index(read_sentences(path), one)
    monkeypatch.setattr(stream, "LARGE", 0)
    assert index(read_sentences(path), two, workers=2).words == expected.words
    assert two.read_bytes() == one.read_bytes()
    path = tmp_path / "latin.txt"
    path.write_bytes(text.encode() + b"caf\xe9\n")
    where = f"line {text.count(chr(10)) + 1}: byte 0xe9 is not UTF-8"
    with pytest.raises(ValueError, match=where):  # raised by a worker
        index(read_sentences(path), two, workers=2)


def test_what_can_be_read_once_is_read_by_one(monkeypatch, tmp_path):
    monkeypatch.setattr(stream, "LARGE", 1)
    for path in ("-", os.devnull):
        assert read_sentences(path).size() == 0
    with pytest.raises(FileNotFoundError):
        index(read_sentences(tmp_path / "none.txt"), tmp_path / "ids", workers=2)


def test_the_bar_goes_on_with_several_workers(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(stream, "LARGE", 0)
    monkeypatch.setattr(workers, "in_parallel", in_one_process)
    index(read_sentences(SAMPLE), tmp_path / "ids", workers=2)
    assert "reading: " in capsys.readouterr().err


# a text without an end: workers run this file too
ENDLESS = """
import sys, time
from word2vec.__main__ import main
from word2vec.running import reading, stream

def endless(*args):
    while True:
        time.sleep(0.01)
        yield "the cat sat on the mat"

stream.LARGE, reading.read_text = 0, endless
if __name__ == "__main__":
    sys.exit(main(["train", sys.argv[1], "-o", sys.argv[2], "--workers", "2"]))
"""


@linux
@pytest.mark.parametrize("victim", ["worker", "parent", "SIGINT", "SIGTERM"])
def test_nothing_is_left_of_reading(victim, tmp_path):
    (tmp_path / "temporary").mkdir()
    (tmp_path / "endless.py").write_text(ENDLESS, "utf-8")
    args = [sys.executable, tmp_path / "endless.py", SAMPLE, tmp_path / "out.vec"]
    environment = os.environ | {"TMPDIR": str(tmp_path / "temporary")}
    pipe = subprocess.PIPE
    process = subprocess.Popen(args, stdout=pipe, stderr=pipe, text=True, env=environment)
    while not any(ids.stat().st_size for ids in tmp_path.glob("temporary/*/ids")):
        assert process.poll() is None
    pids = children(process.pid)
    assert len(pids) == 2
    if victim == "worker":
        os.kill(pids[0], signal.SIGKILL)
    elif victim == "parent":
        process.kill()
    else:
        for pid in (*pids, process.pid):  # as a terminal does: all of them get it
            os.kill(pid, getattr(signal, victim))
    out, error = process.communicate(timeout=60)
    assert gone(pids) and out == ""
    if victim == "worker":
        assert process.returncode == 2 and "of 2 was killed by signal 9" in error
    elif victim != "parent":
        status = {"SIGINT": 2, "SIGTERM": 143}[victim]
        assert (process.returncode, error) == (status, "word2vec: stopped\n")
    assert sorted(os.listdir(tmp_path)) == ["endless.py", "temporary"]
    assert victim == "parent" or os.listdir(tmp_path / "temporary") == []
