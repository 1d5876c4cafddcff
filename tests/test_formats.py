"""Files of vectors: they come back as they were, or say what is wrong."""

import gzip
import io
import os
import re
import struct
import sys
import tracemalloc
import zipfile

import numpy as np
import pytest
from gensim.models import KeyedVectors

from tests.campaigns.damaged_files import try_out, whole_files
from word2vec.corpus import Reading
from word2vec.model import Model
from word2vec.running.checkpoint import Run
from word2vec.vectors import WordVectors

TWO = [[1.0, 2.0], [3.0, 4.5]]
CAT, DOG = struct.pack("<2f", *TWO[0]), struct.pack("<2f", *TWO[1])


@pytest.fixture
def vectors():
    rng = np.random.default_rng(0)
    words = ["the", "cat", "dog", "猫", "naïve", "o'clock", "new_york"]
    return WordVectors(words, rng.normal(size=(7, 5)).astype(np.float32), range(70, 0, -10))


def load(folder, name, data):
    (folder / name).write_bytes(data)
    return WordVectors.load(folder / name)


def refused(folder, name, data, load=WordVectors.load):
    """What is said of a file with these bytes, after its name."""
    (folder / name).write_bytes(data)
    with pytest.raises(ValueError) as error:
        load(folder / name)
    message = str(error.value)
    assert message.startswith(f"{folder / name}: ") and "pickle=" not in message
    return message.removeprefix(f"{folder / name}: ")


@pytest.mark.parametrize(
    "ending", [".txt", ".vec", ".bin", ".npz", ".txt.gz", ".vec.gz", ".bin.gz", ".VEC"]
)
def test_what_is_saved_comes_back_to_the_bit(vectors, tmp_path, ending):
    path = tmp_path / f"vectors{ending}"
    vectors.save(path)
    again = WordVectors.load(path)
    assert again.words == vectors.words
    assert again.matrix.tobytes() == vectors.matrix.tobytes()
    assert (again.counts is not None) == (ending == ".npz")
    assert ending != ".npz" or again.counts.tolist() == [70, 60, 50, 40, 30, 20, 10]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("ending", "binary"), [(".txt", False), (".bin", True), (".txt.gz", False), (".bin.gz", True)]
)
def test_gensim_reads_ours_and_we_read_gensims(vectors, tmp_path, ending, binary):
    vectors.save(tmp_path / f"ours{ending}")
    theirs = KeyedVectors.load_word2vec_format(tmp_path / f"ours{ending}", binary=binary)
    assert theirs.index_to_key == vectors.words
    assert theirs.vectors.tobytes() == vectors.matrix.tobytes()
    theirs.save_word2vec_format(tmp_path / f"theirs{ending}", binary=binary)
    again = WordVectors.load(tmp_path / f"theirs{ending}")
    assert again.words == vectors.words
    assert again.matrix.tobytes() == vectors.matrix.tobytes()


def test_gensims_vectors_in_python_both_ways(vectors):
    theirs = KeyedVectors(vectors.dim)
    theirs.add_vectors(vectors.words, vectors.matrix)  # as the help of `of` says
    assert theirs["猫"].tobytes() == vectors["猫"].tobytes()
    again = WordVectors.of(theirs)
    assert again.words == vectors.words and again.counts is None
    assert again.matrix.tobytes() == vectors.matrix.tobytes()
    for word, count in zip(vectors.words, vectors.counts, strict=True):
        theirs.set_vecattr(word, "count", int(count))
    assert WordVectors.of(theirs).counts.tolist() == vectors.counts.tolist()


def test_counts_that_gensim_made_up_are_not_known(vectors, tmp_path):
    vectors.save(tmp_path / "v.bin")  # which has no counts
    theirs = KeyedVectors.load_word2vec_format(tmp_path / "v.bin", binary=True)
    assert theirs.get_vecattr("the", "count") == 7
    assert WordVectors.of(theirs).counts is None


def test_vectors_of_a_dict_or_of_pairs():
    for source in ({"cat": [1, 2], "dog": [3, 4.5]}, [("cat", [1, 2]), ("dog", [3, 4.5])]):
        found = WordVectors.of(source)
        assert found.words == ["cat", "dog"] and found.matrix.tolist() == TWO
    for source in (7, "cat", {}, None):
        with pytest.raises(ValueError, match="expected gensim's KeyedVectors, a dict word -> vec"):
            WordVectors.of(source)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plain.txt", b"2 2\ncat 1 2\ndog 3 4.5\n"),
        ("glove.txt", b"cat 1 2\ndog 3 4.5\n"),
        ("fasttext.vec", b"2 2\ncat 1.0 2.0 \ndog 3.0 4.5 \n"),
        ("no last break.txt", b"2 2\ncat 1 2\ndog 3 4.5"),
        ("blank lines.vec", b"2 2\ncat 1 2\ndog 3 4.5\n\n \r\n"),
        ("windows.txt", b"\xef\xbb\xbf2 2\r\ncat 1 2\r\ndog 3 4.5\r\n"),
        ("marked.txt", b"\xef\xbb\xbfcat 1 2\r\ndog 3 4.5\r\n"),
        ("tabs.txt", b"2\t2\ncat\t1\t2\ndog \t 3  4.5 \t\n"),
        ("numbers.txt", b"2 2\ncat +1.0 .2e1\ndog 3E0 4.50000\n"),
        ("v.vec.gz", gzip.compress(b"2 2\ncat 1 2\ndog 3 4.5\n")),
        ("v.txt.gz", gzip.compress(b"cat 1 2\ndog 3 4.5\n")),
        ("packed twice.txt.gz", gzip.compress(b"cat 1 2\n") + gzip.compress(b"dog 3 4.5\n")),
        ("packed.txt", gzip.compress(b"cat 1 2\ndog 3 4.5\n")),
        ("unpacked.vec.gz", b"cat 1 2\ndog 3 4.5\n"),
        ("word2vec.bin", b"2 2\ncat " + CAT + b"\ndog " + DOG + b"\n"),
        ("gensim.bin", b"2 2\ncat " + CAT + b"dog " + DOG),
        ("last break.bin", b"2 2\ncat " + CAT + b"dog " + DOG + b"\n"),
        ("v.bin.gz", gzip.compress(b"2 2\ncat " + CAT + b"dog " + DOG)),
        ("text after all.bin", b"2 2\ncat 1 2\ndog 3 4.5\n"),  # word2vec.c without -binary 1
        ("no ending", b"2 2\ncat 1 2\ndog 3 4.5\n"),
        ("glove.50d", b"cat 1 2\ndog 3 4.5\n"),
        ("no ending, binary", b"2 2\ncat " + CAT + b"dog " + DOG),
    ],
)
def test_files_as_people_have_them(tmp_path, name, data):
    found = load(tmp_path, name, data)
    assert found.words == ["cat", "dog"] and found.matrix.tolist() == TWO
    found.matrix[0] = 7  # it can be changed, as any array


def test_words_with_spaces_and_words_that_are_numbers(tmp_path):
    # as in GloVe's 840B
    data = b". 1 2\n. . . 3 4\nat name@domain.com 5 6\n10 20 7 8\n\xc2\xa0 9 0\nnan 1 1\n"
    for head in (b"", b"6 2\n"):
        found = load(tmp_path, "glove.txt", head + data)
        assert found.words == [".", ". . .", "at name@domain.com", "10 20", "\xa0", "nan"]
        assert found.matrix.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8], [9, 0], [1, 1]]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("v.txt", b"4 2\ncat 1 2\ncat 8 8\ndog 3 4.5\ncat 9 9\n"),
        ("v.bin", b"4 2\ncat " + CAT + b"cat " + DOG + b"dog " + DOG + b"cat " + DOG),
    ],
)
def test_of_a_word_that_appears_twice_the_first_is_kept(tmp_path, name, data):
    with pytest.warns(UserWarning, match=f"{name}: rows of a word that came before: 2; its first"):
        found = load(tmp_path, name, data)
    assert found.words == ["cat", "dog"] and found.matrix.tolist() == TWO


def test_words_that_are_not_utf_8_are_read_as_far_as_they_are(tmp_path):
    with pytest.warns(UserWarning) as warnings:
        found = load(tmp_path, "v.txt", b"ca\xff 1 2\nca\xfe 5 6\n\xe7\x8c\xab 3 4.5\n")
    assert found.words == ["ca\ufffd", "猫"] and found.matrix.tolist() == TWO
    assert [str(warning.message).split(": ", 1)[1] for warning in warnings] == [
        "words that are not UTF-8: 2; what cannot be read is now \ufffd",
        "rows of a word that came before: 1; its first vector is kept",
    ]
    assert load(tmp_path, "v.txt", "ca\ufffd 1 2\n".encode()).words == ["ca\ufffd"]  # not a word


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes on Windows")
@pytest.mark.parametrize("ending", [".txt", ".bin", ".npz", ".vec.gz"])
def test_a_pipe_is_read_without_its_size_and_without_going_back(vectors, tmp_path, ending):
    vectors.save(tmp_path / f"v{ending}")
    reading, writing = os.pipe()
    os.write(writing, (tmp_path / f"v{ending}").read_bytes())  # less than a pipe holds
    os.close(writing)
    again = WordVectors.load(f"/dev/fd/{reading}")
    os.close(reading)
    assert again.words == vectors.words
    assert again.matrix.tobytes() == vectors.matrix.tobytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is empty"),
        ("\ufeff", "it is empty"),
        ("0 2\n", "the first line must be 'V D'"),
        ("2 x\ncat 1 2\n", "the first line must be 'V D'"),
        ("cat 1\ndog 2\n", "the first line must be 'V D'"),
        ("999999999999999 2\ncat 1 2\n", "promises 999999999999999 words, the file holds 1: it "),
        ("1 999999999999999\ncat 1 2\n", "line 2: expected a word and 999999999999999 numbers"),
        ("3 2\ncat 1.5 2.5\ndog 3 4\n", "promises 3 words, the file holds 2: it was cut short"),
        ("2 2\ncat 1.5 2.5\ndog 3", "line 3: expected a word and 2 numbers, got 'dog 3'"),
        ("2 2\ncat 1 x\ndog 3 4\n", "line 2: expected a word and 2 numbers, got 'cat 1 x"),
        ("cat 1 2\n\ndog 3\n", "line 3: expected a word and 2 numbers, got 'dog 3'"),
        ("1 2\n 1 2\n", "line 2: expected a word and 2 numbers, got ' 1 2'"),
        ("1 2\ncat 1 2\ndog 3 4\n", "promises 1 words, more lines follow"),
        ("2 2\ncat 1 2\ndog nan 4\n", "the vector of 'dog' holds NaN"),
        ("2 2\ncat 1 2\ndog 1e39 4\n", "the vector of 'dog' holds NaN or infinity"),
    ],
)  # fmt: skip
def test_a_text_file_that_is_wrong_is_named(tmp_path, text, message):
    assert message in refused(tmp_path, "wrong.txt", text.encode())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"1 2\ncat " + CAT + b"\ndog " + DOG + b"\n", "promises 1 words, more bytes follow"),
        (b"3 2\ncat " + CAT + b"\ndog " + DOG + b"\n", "promises 3 words, the file holds 2: it"),
        (b"2 2\ncat  " + CAT + b"\ndog " + DOG + b"\n", r"word 2 cannot be b'@\ndog'"),
        (b"2 2\ncat " + CAT + b"dog  " + DOG, "promises 2 words, more bytes follow"),
        (b"2 2\ncat " + CAT + b" " + DOG, "word 2 cannot be b''"),
        (b"1 2\ncat " + CAT + b"\n\n", "promises 1 words, more bytes follow"),
        (b"999999999999999 2\ncat " + CAT, "the file holds 1: it was cut short"),
        (b"1 999999999999999\ncat " + CAT, "the file holds 0: it was cut short"),
        (b"cat " + CAT, "not word vectors"),
    ],
)
def test_a_binary_file_that_is_wrong_is_named(tmp_path, data, message):
    assert message in refused(tmp_path, "wrong.bin", data)


def zipped(**arrays):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in arrays.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("cc.bin", struct.pack("<i", 0x2F4F16BA) + bytes(99), "a model of fastText.*the .vec file"),
        ("a.vec", b"<!DOCTYPE html>\n<p>Hello", "a web page"),
        ("book.txt", b"The cat sat.\nIt was glad.\n", "a text.*`word2vec train` makes"),
        ("a.vec", b"%PDF-1.7\n%", "a PDF"),
        ("a.vec", b"\x89PNG\r\n\x1a\n\0", "a picture"),
        ("a.vec", b"BZh91AY", "packed by bzip2.*unpack it first"),
        ("glove.6B.zip", zipped(glove=b"cat 1 2\n"), "a zip archive, but.*unpack it"),
        ("glove.txt", zipped(glove=b"cat 1 2\n"), "a zip archive.*unpack it first"),
        ("book.npz", zipped(document=b"<w>"), "a zip archive, but not an .npz file of word"),
        ("a.kv", b"\x80\x04\x95\0\0\0\0", "a pickle.*WordVectors.of"),
        ("a.npz", b"\x93NUMPY\x01\0v\0{'descr': ", "an array of NumPy"),
        ("a.txt", "2 2\n".encode("utf-16"), "a text in UTF-16; save it as UTF-8"),
        ("v.txt.gz", gzip.compress(b"1 2\ncat 1 2\n")[:-3], "packed by gzip, but it is damaged"),
        ("v.txt.gz", gzip.compress(b"1 2\ncat 1 2\n")[:5], "packed by gzip, but it is damaged"),
    ],
)
def test_a_file_that_is_something_else_is_named(tmp_path, name, data, message):
    assert re.search(message, refused(tmp_path, name, data))


@pytest.mark.parametrize("ending", [".txt", ".bin", ".npz", ".txt.gz", ".bin.gz"])
def test_a_file_cut_short_anywhere_is_an_error(vectors, tmp_path, ending):
    vectors.save(tmp_path / f"whole{ending}")
    data = (tmp_path / f"whole{ending}").read_bytes()
    # a text need not end with a line break, so the last digits of its last number may be missing
    end = data.rindex(b" ") + 1 if ending == ".txt" else len(data) - 1
    for size in range(end):
        refused(tmp_path, f"cut{ending}", data[:size])


def test_files_damaged_at_random_are_loaded_or_refused_in_words(tmp_path):
    counts, faults = try_out(400, tmp_path)
    assert not faults and counts.total() == 400


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("words", np.zeros(9)),
        ("words", np.array([print], object)),
        ("matrix", np.zeros((7, 5, 1))),
        ("matrix", np.zeros((7, 5), int)),
        ("matrix", np.full((7, 5), None)),
        ("matrix", np.zeros((6, 5))),
        ("counts", np.zeros(7)),
        ("counts", np.full(7, -1)),
        ("context", np.zeros((7, 4))),
        ("context", np.zeros((5, 7))),
        ("context", np.full((7, 5), np.nan)),
        ("losses", np.zeros(4)),
        ("losses", np.zeros((2, 3))),
        ("common", np.zeros(7)),
        ("done", np.array(-1)),
        ("done", np.array("three")),
        ("done", np.array([1, 2])),
        *(
            (name, np.frombuffer(settings, np.uint8))
            for name in ("config", "reading")
            for settings in (b"{", b"\xff", b"[]", b'{"no_such": 1}', b"[" * 100_000)
        ),
        ("config", np.frombuffer(b'{"dim": "five"}', np.uint8)),
        ("config", np.frombuffer(b'{"dim": 4}', np.uint8)),  # the vectors have 5
        ("reading", np.frombuffer(b'{"stem": 5}', np.uint8)),
    ],
)
def test_a_checkpoint_with_another_array_is_damaged(tmp_path, name, array):
    with np.load(io.BytesIO(whole_files(tmp_path)["run.npz"][0])) as arrays:
        whole = dict(arrays)
    np.savez(tmp_path / "run.npz", **whole)
    assert Run.load(tmp_path / "run.npz").reading == Reading()
    np.savez(tmp_path / "run.npz", **whole | {name: array})
    message = refused(tmp_path, "run.npz", (tmp_path / "run.npz").read_bytes(), Run.load)
    assert re.search("damaged|counts must be whole|holds NaN", message)


def test_every_flipped_byte_of_a_checkpoint_is_seen_or_does_no_harm(tmp_path):
    data, _ = whole_files(tmp_path)["run.npz"]
    whole = Run.load(tmp_path / "run.npz")
    for place in range(len(data)):
        (tmp_path / "run.npz").write_bytes(
            data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]
        )
        try:
            again = Run.load(tmp_path / "run.npz")
        except ValueError as error:
            assert str(error).startswith(str(tmp_path / "run.npz"))
        else:  # a date, or where an archive says by what it was made
            assert again.table.tobytes() == whole.table.tobytes()
            assert again.config == whole.config and again.done == whole.done


def test_words_that_are_not_ranked_by_their_counts_are_no_model(tmp_path):
    whole_files(tmp_path)
    with np.load(tmp_path / "model.npz") as arrays:
        other = dict(arrays) | {"counts": arrays["counts"][::-1]}
    np.savez(tmp_path / "model.npz", **other)
    with pytest.raises(ValueError, match="model.npz: it is damaged: its words, counts"):
        Model.load(tmp_path / "model.npz")


def test_an_array_that_claims_to_be_huge_gets_no_memory(tmp_path):
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 1000), }"
    huge = b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header + bytes(40)
    whole_files(tmp_path)
    with zipfile.ZipFile(tmp_path / "vectors.npz") as archive:
        arrays = {name: archive.read(name) for name in archive.namelist()}
    tracemalloc.start()
    message = refused(tmp_path, "huge.npz", zipped(**arrays | {"matrix.npy": huge}))
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    assert message.startswith("it is damaged")


def test_npz_holds_any_word(tmp_path):
    words = ["new york", "two\nlines", "", "\ud800", "\ufeffmark", "\0", "猫", "ÿ"]
    WordVectors(words, np.eye(8)).save(tmp_path / "v.npz")
    assert WordVectors.load(tmp_path / "v.npz").words == words


def test_npz_of_the_time_when_line_breaks_stood_between_words_is_read(tmp_path):
    text = np.frombuffer("cat\nü".encode(), np.uint8)
    np.savez(tmp_path / "old.npz", words=text, matrix=np.array(TWO))
    assert WordVectors.load(tmp_path / "old.npz").words == ["cat", "ü"]


@pytest.mark.parametrize("ending", [".txt", ".vec", ".bin", ".txt.gz"])
def test_other_formats_hold_a_word_or_refuse_it_before_anything_is_written(tmp_path, ending):
    path = tmp_path / f"v{ending}"
    for word in ("\xa0", "a\u2028b", "\ufeffmark", "\0", "3.5", "#", "猫"):
        WordVectors([word, "z"], np.eye(2)).save(path)
        assert WordVectors.load(path).words == [word, "z"]
    before = path.read_bytes()
    for word in ("new york", "a\tb", "a\nb", "a\r", " a", "", "\ud800"):
        with pytest.raises(ValueError, match="is empty, or holds white space or half .* as .npz"):
            WordVectors([word, "z"], np.eye(2)).save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_model_that_was_spoilt_since_it_was_made_is_not_saved(tmp_path):
    whole_files(tmp_path)
    model = Model.load(tmp_path / "model.npz")
    before = (tmp_path / "model.npz").read_bytes()
    model.context[0, 0] = np.inf
    with pytest.raises(ValueError, match="the vector of 'the' holds NaN or infinity"):
        model.save(tmp_path / "model.npz")
    assert (tmp_path / "model.npz").read_bytes() == before


def test_no_words_and_vectors_that_were_spoilt_are_not_saved(vectors, tmp_path):
    with pytest.raises(ValueError, match="there are no words to save"):
        WordVectors([], np.zeros((0, 2))).save(tmp_path / "v.txt")
    vectors.matrix[1, 1] = np.nan
    with pytest.raises(ValueError, match="the vector of 'cat' holds NaN"):
        vectors.save(tmp_path / "v.npz")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("cat", np.eye(3)), "words must be a list of strings, not one string"),
        ((["cat", 7], np.eye(2)), "a word must be a string, got 7"),
        ((["cat"], [["x"]]), "vectors must be rows of numbers"),
        ((["cat", "dog"], [[1], [1, 2]]), "all of one length"),
        ((["cat"], np.zeros((1, 0))), r"not empty; got shape \(1, 0\)"),
        ((["cat"], [[1e300]]), "the vector of 'cat' holds NaN or infinity"),
        ((["cat"], [[1]], [np.nan]), "counts must be whole numbers, 0 or more"),
        ((["cat"], [[1]], [-1]), "counts must be whole numbers, 0 or more"),
        ((["cat"], [[1]], [1.5]), "counts must be whole numbers, 0 or more"),
        ((["cat"], [[1]], [np.inf]), "counts must be whole numbers, 0 or more"),
        ((["cat"], [[1]], ["x"]), "counts numbers"),
        ((["cat"], [[1]], None, None, np.zeros(2)), r"common must be 1 numbers, got shape \(2,\)"),
    ],
)
def test_what_no_file_could_hold_is_refused_at_once(arguments, message):
    with pytest.raises(ValueError, match=message):
        WordVectors(*arguments)


def test_a_place_that_cannot_be_saved_to_is_named(vectors, tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere is not a folder; make it first"):
        vectors.save(tmp_path / "nowhere" / "vectors.txt")
    for name in ("vectors.csv", "vectors", "vectors.gz", "vectors.npz.gz"):
        with pytest.raises(ValueError, match="must end in one of .txt, .vec, .bin, .npz"):
            vectors.save(tmp_path / name)
