"""Text files: read piece by piece, and named where they cannot be read."""

import gzip
import io
import sys
import tracemalloc

import pytest

from word2vec.corpus import tokenize
from word2vec.running import files
from word2vec.running.files import SAMPLE, read_sentences


def test_a_file_reads_as_its_text_does(tmp_path, monkeypatch):
    text = SAMPLE.read_text("utf-8")[:20_000]
    plain, packed = tmp_path / "text.txt", tmp_path / "text.txt.gz"
    plain.write_text(text, "utf-8")
    packed.write_bytes(gzip.compress(text.encode()))
    expected = tokenize(text)
    monkeypatch.setattr(files, "BYTES_AT_A_TIME", 1000)  # many pieces
    assert list(read_sentences(plain)) == list(read_sentences(packed)) == expected
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert list(read_sentences("-")) == expected


def test_no_word_is_lost_where_a_long_line_is_cut(tmp_path, monkeypatch):
    words = [f"{chr(0x4E00 + i)}é" for i in range(500)]  # multi-byte letters across the cuts
    (tmp_path / "line.txt").write_text(" ".join(words), "utf-8")
    monkeypatch.setattr(files, "BYTES_AT_A_TIME", 64)
    pieces = list(read_sentences(tmp_path / "line.txt"))
    assert len(pieces) > 10
    assert sum(pieces, []) == words
    (tmp_path / "line.txt").write_text("猫" * 999, "utf-8")  # nowhere to cut
    assert "".join(sum(read_sentences(tmp_path / "line.txt"), [])) == "猫" * 999


def test_bytes_that_are_not_utf8_are_named_by_line(tmp_path, monkeypatch):
    path = tmp_path / "latin.txt"
    path.write_bytes(b"one line\n" * 41 + b"caf\xe9 au lait\n" + b"more\n" * 9)
    for size in (7, 1 << 18):
        monkeypatch.setattr(files, "BYTES_AT_A_TIME", size)
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
    assert peak < 30 * files.BYTES_AT_A_TIME  # their tokens take some 25 times as many
