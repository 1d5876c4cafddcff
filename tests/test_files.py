"""Text files: read piece by piece, and named where they cannot be read."""

import gzip
import io
import sys
import tracemalloc

import pytest

from word2vec.corpus import tokenize
from word2vec.running import files
from word2vec.running.files import SAMPLE, read_text
from word2vec.running.reading import read_sentences


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
    # their tokens take some 25 times as many, and four pieces are kept to look for Chinese
    assert peak < 35 * files.BYTES_AT_A_TIME


VECTORS = "2 3\nthe 0.1 0.2 0.3\nof 0.4 0.5 0.6\n"
NOT_TEXT = {
    "a.pdf": (b"%PDF-1.7\n%\xe2\xe3", "looks like a PDF, not a text; save its text"),
    "a.docx": (b"PK\x03\x04\x14\0", "looks like a zip archive, .* save as plain text"),
    "a.txt": (gzip.compress(b"text"), r"looks like packed by gzip.*name that ends in \.gz"),
    "b.txt": (b"\x89PNG\r\n\x1a\n\0", "looks like a picture"),
    "c.txt": (b"\xd0\xcf\x11\xe0\xa1\xb1", "looks like an old Office document"),
    "d.txt": (b"words and \0 a byte of nothing", "looks like a binary file"),
    "a.html": (b"<!DOCTYPE html>\n<p>Hello", "looks like a web page"),
    "b.html": (b"\n <html lang='en'>", "looks like a web page"),
    "a.ipynb": (b'{\n "cells": [\n  {', "looks like a notebook"),
    "a.vec": (VECTORS.encode(), "looks like word vectors, not a text"),
    "c.html": (b"\xef\xbb\xbf<!DOCTYPE html>", "looks like a web page"),
    "d.html": ("<html><body>hi".encode("utf-16"), "looks like a web page"),
    "e.html": (b"Title\n<div>a</div><p>b</p><p>c</p><span>d</span>", "looks like a web page"),
    "b.ipynb": (b'\xef\xbb\xbf{"cells": [', "looks like a notebook"),
    "glove.txt": (VECTORS[4:].encode(), "looks like word vectors, not a text"),
}


@pytest.mark.parametrize("name", NOT_TEXT)
def test_a_file_that_is_no_text_is_named_for_what_it_looks_like(name, tmp_path):
    data, message = NOT_TEXT[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match=f"{name} {message}"):
        list(read_text(tmp_path / name))


@pytest.mark.parametrize(
    "text",
    [
        "3 4\nis a sum, and not a head of vectors\n",
        "1.5 2.5 3.5\n4 5 6\nnumbers, then words\n",
        "{ a brace }",
        "<3 hearts, and p < 0.05",
        "PKs are keys",
        "a table\n1 2 3\n4 5 6\n",
    ],
)
def test_an_odd_text_is_still_a_text(text, tmp_path):
    (tmp_path / "odd.txt").write_text(text, "utf-8")
    assert "".join(read_text(tmp_path / "odd.txt")) == text


@pytest.mark.parametrize("size", [5, 1 << 18])
@pytest.mark.parametrize(
    ("encoding", "asked"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-8"), ("utf-16-le", "utf-16-le"),
        ("gbk", "gbk"), ("big5", "big5"), ("gb18030", "GB18030"), ("utf-8-sig", "gbk"),
        ("utf-32", "utf-8"),
    ],
)  # fmt: skip
def test_encodings(encoding, asked, size, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "BYTES_AT_A_TIME", size)
    text = "貓 是 寵物\n狗 也 是\n"
    (tmp_path / "text.txt").write_bytes(text.encode(encoding))
    assert "".join(read_text(tmp_path / "text.txt", asked)) == text


def test_a_wrong_encoding_is_named(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes("一\n二猫".encode("gbk"))
    with pytest.raises(ValueError, match="line 2: byte 0xb6 is not UTF-8; save .* or name its enc"):
        list(read_text(path))
    path.write_bytes("一\n二猫".encode("gbk") + b"\xff")
    with pytest.raises(ValueError, match="line 2: byte 0xff is not GBK"):
        list(read_text(path, "gbk"))
    # codecs that do not say where
    for name in ("utf-16", "punycode"):
        path.write_bytes(b"A cat, and a dog\n")
        said = rf"text.txt is not {name.upper()} \(.+\); save the file as UTF-8, or name its enc"
        with pytest.raises(ValueError, match=said):
            list(read_text(path, name))
    for name in ("klingon", "rot13", "hex", "undefined"):
        with pytest.raises(ValueError, match=f"'{name}' is no encoding; such as utf-8, gbk"):
            list(read_text(path, name))


def test_a_last_line_without_its_end_is_whole(tmp_path):
    for text in ("The cat sat. A dog ran", "one two", "one\ntwo three", "one"):
        (tmp_path / "text.txt").write_text(text, "utf-8")
        assert list(read_sentences(tmp_path / "text.txt")) == tokenize(text)
        assert "".join(read_text(tmp_path / "text.txt")) == text
