"""Text to tokens: what is a word, what is a sentence, and what cannot be read."""

import gzip
import io
import math
import random
import sys
import tracemalloc

import pytest

from word2vec import corpus
from word2vec.corpus import SAMPLE, Segmenter, longest_match, read_sentences, tokenize


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The cat sat. The DOG ran!", [["the", "cat", "sat"], ["the", "dog", "ran"]]),
        ("one\ntwo\r\nthree\rfour", [["one"], ["two"], ["three"], ["four"]]),
        ("Really?!... Yes…", [["really"], ["yes"]]),
        ("猫 是 宠物。狗 呢？真 好！", [["猫", "是", "宠物"], ["狗", "呢"], ["真", "好"]]),
        ("don't o'clock 'quoted' dogs' it’s", [["don't", "o'clock", "quoted", "dogs", "it's"]]),
        ("3 cats, 2nd (or a_b) well-known e-mail", [
            ["cats", "nd", "or", "a", "b", "well", "known", "e", "mail"]
        ]),
        ("ﬁsh ＣＡＴ cafe\u0301", [["fish", "cat", "café"]]),  # one spelling for each word
        ("# A heading\nText.\n## Another\n#tag stays", [["text"], ["tag", "stays"]]),
        (" .. \n\n 12 ", []),
    ],
)  # fmt: skip
def test_what_is_a_word_and_what_is_a_sentence(text, sentences):
    assert tokenize(text) == sentences


def test_options():
    text = "The cats SAT on the mat"
    assert tokenize(text, lowercase=False) == [["The", "cats", "SAT", "on", "the", "mat"]]
    assert tokenize(text, stop_words={"the", "on"}) == [["cats", "sat", "mat"]]
    assert tokenize(text, stem=lambda word: word[:3])[0][:2] == ["the", "cat"]


COUNTS = {"研究": 40, "研究生": 10, "生命": 30, "命": 6, "起源": 8, "的": 100, "生": 6}


def test_the_likeliest_split_by_hand():
    # 研究 / 生命 / 起源 has 40 · 30 · 8 = 9600 of 200³, 研究生 / 命 / 起源 has 10 · 6 · 8 = 480:
    # "to study the origin of life", and not "the graduate student's life's origin"
    segment = Segmenter(COUNTS)
    assert segment("研究生命起源") == ["研究", "生命", "起源"]
    assert longest_match("研究生命起源", COUNTS) == ["研究生", "命", "起源"]  # greedy, and wrong
    assert segment("研究生的生命") == ["研究生", "的", "生命"]
    assert segment("甲研究乙") == ["甲", "研究", "乙"]  # unknown characters one by one
    assert segment("") == longest_match("", COUNTS) == []


def test_the_likeliest_split_against_all_splits():
    rng = random.Random(0)
    counts = {"".join(rng.choices("甲乙丙", k=rng.choice((1, 2, 2, 3)))): rng.randrange(1, 99)
              for _ in range(20)}  # fmt: skip
    total = sum(counts.values())

    def splits(run):
        return [[run[:i], *rest] for i in range(1, len(run) + 1) for rest in splits(run[i:])] or [
            []
        ]

    def likelihood(words):
        return math.prod(counts.get(w, 1 if len(w) == 1 else 0) / total for w in words)

    for _ in range(50):
        run = "".join(rng.choices("甲乙丙丁", k=8))
        best = max(map(likelihood, splits(run)))
        assert likelihood(Segmenter(counts)(run)) == pytest.approx(best, rel=1e-12)


def test_only_chinese_is_segmented():
    found = tokenize("我用Python研究生命。Don't 研究!", segment=Segmenter(COUNTS))
    assert found == [["我", "用", "python", "研究", "生命"], ["don't", "研究"]]


def test_a_file_reads_as_its_text_does(tmp_path, monkeypatch):
    text = SAMPLE.read_text("utf-8")[:20_000]
    plain, packed = tmp_path / "text.txt", tmp_path / "text.txt.gz"
    plain.write_text(text, "utf-8")
    packed.write_bytes(gzip.compress(text.encode()))
    expected = tokenize(text)
    monkeypatch.setattr(corpus, "BUFFER", 1000)  # many pieces
    assert list(read_sentences(plain)) == list(read_sentences(packed)) == expected
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert list(read_sentences("-")) == expected


def test_no_word_is_lost_where_a_long_line_is_cut(tmp_path, monkeypatch):
    words = [f"{chr(0x4E00 + i)}é" for i in range(500)]  # multi-byte letters across the cuts
    (tmp_path / "line.txt").write_text(" ".join(words), "utf-8")
    monkeypatch.setattr(corpus, "BUFFER", 64)
    pieces = list(read_sentences(tmp_path / "line.txt"))
    assert len(pieces) > 10
    assert sum(pieces, []) == words
    (tmp_path / "line.txt").write_text("猫" * 999, "utf-8")  # nowhere to cut
    assert "".join(sum(read_sentences(tmp_path / "line.txt"), [])) == "猫" * 999


def test_bytes_that_are_not_utf8_are_named_by_line(tmp_path, monkeypatch):
    path = tmp_path / "latin.txt"
    path.write_bytes(b"one line\n" * 41 + b"caf\xe9 au lait\n" + b"more\n" * 9)
    for size in (7, 1 << 18):
        monkeypatch.setattr(corpus, "BUFFER", size)
        with pytest.raises(ValueError, match="line 42: byte 0xe9 is not UTF-8"):
            list(read_sentences(path))
    path.write_bytes(b"one\ntwo \xe4\xb8")  # the last letter is cut in half
    with pytest.raises(ValueError, match="line 2: byte 0xe4"):
        list(read_sentences(path))


def test_a_broken_gzip_file_is_named(tmp_path):
    path = tmp_path / "text.gz"
    path.write_bytes(b"not packed")
    with pytest.raises(ValueError, match="text.gz is not a whole gzip file"):
        list(read_sentences(path))
    path.write_bytes(gzip.compress(b"words and words " * 999)[:-20])
    with pytest.raises(ValueError, match="text.gz is not a whole gzip file"):
        list(read_sentences(path))


def test_reading_holds_a_buffer_not_the_text(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("the cat sat on the mat\n" * 500_000, "utf-8")  # 11.5 MB
    tracemalloc.start()
    assert sum(1 for _ in read_sentences(path)) == 500_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30 * corpus.BUFFER  # the tokens of one buffer take some 25 times its bytes
