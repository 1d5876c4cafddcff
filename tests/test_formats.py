"""Files of vectors: they come back as they were, or say what is wrong."""

import numpy as np
import pytest
from gensim.models import KeyedVectors

from word2vec.vectors import WordVectors


@pytest.fixture
def vectors():
    rng = np.random.default_rng(0)
    words = ["the", "cat", "dog", "猫", "naïve", "o'clock", "new_york"]
    return WordVectors(words, rng.normal(size=(7, 5)).astype(np.float32), range(70, 0, -10))


@pytest.mark.parametrize("ending", [".txt", ".vec", ".bin", ".npz"])
def test_what_is_saved_comes_back_to_the_bit(vectors, tmp_path, ending):
    path = tmp_path / f"vectors{ending}"
    vectors.save(path)
    again = WordVectors.load(path)
    assert again.words == vectors.words
    assert again.matrix.tobytes() == vectors.matrix.tobytes()
    assert (again.counts is not None) == (ending == ".npz")
    assert ending != ".npz" or again.counts.tolist() == [70, 60, 50, 40, 30, 20, 10]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(("ending", "binary"), [(".txt", False), (".bin", True)])
def test_gensim_reads_ours_and_we_read_gensims(vectors, tmp_path, ending, binary):
    vectors.save(tmp_path / f"ours{ending}")
    theirs = KeyedVectors.load_word2vec_format(tmp_path / f"ours{ending}", binary=binary)
    assert theirs.index_to_key == vectors.words
    assert theirs.vectors.tobytes() == vectors.matrix.tobytes()
    theirs.save_word2vec_format(tmp_path / f"theirs{ending}", binary=binary)
    again = WordVectors.load(tmp_path / f"theirs{ending}")
    assert again.words == vectors.words
    assert again.matrix.tobytes() == vectors.matrix.tobytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the first line must be 'V D'"),
        ("cat 0.1 0.2\n", "the first line must be 'V D'.*GloVe"),
        ("0 2\n", "the first line must be 'V D'"),
        ("2 x\ncat 1 2\n", "the first line must be 'V D'"),
        ("9999999999 300\ncat 1 2\n", "promises 9999999999 words of 300 numbers, more than"),
        ("3 2\ncat 1.5 2.5\ndog 3 4\n", "promises 3 words, the file holds 2: it was cut short"),
        ("2 2\ncat 1.5 2.5\ndog 3", "line 3: expected a word, 2 numbers and .* got 'dog 3'"),
        ("2 2\ncat 1 x\ndog 3 4\n", "line 2: expected a word, 2 numbers and .* got 'cat 1 x"),
        ("2 2\ncat 1 2\ndog 3 4", "line 3: .* got 'dog 3 4'"),  # was it 4, or 4.5?
        ("1 2\ncat 1 2\ndog 3 4\n", "promises 1 words, more lines follow"),
        ("2 2\ncat 1 2\ncat 3 4\n", "the word 'cat' appears twice"),
        ("2 2\ncat 1 2\ndog nan 4\n", "the vector of 'dog' holds NaN"),
    ],
)  # fmt: skip
def test_a_text_file_that_is_wrong_is_named(tmp_path, text, message):
    path = tmp_path / "wrong.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=f"wrong.txt: .*{message}"):
        WordVectors.load(path)


@pytest.mark.parametrize("ending", [".txt", ".bin", ".npz"])
def test_a_file_cut_short_anywhere_is_an_error(vectors, tmp_path, ending):
    vectors.save(tmp_path / f"whole{ending}")
    data = (tmp_path / f"whole{ending}").read_bytes()
    path = tmp_path / f"cut{ending}"
    for size in range(len(data) - 1):
        path.write_bytes(data[:size])
        with pytest.raises(ValueError, match=f"cut{ending}: "):
            WordVectors.load(path)


def test_a_failed_save_leaves_the_old_file(vectors, tmp_path):
    path = tmp_path / "vectors.txt"
    vectors.save(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="the word 'new york' is empty or holds a space"):
        WordVectors(["new york"], [[1, 2]]).save(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["vectors.txt"]


def test_a_place_that_cannot_be_saved_to_is_named(vectors, tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere is not a folder; make it first"):
        vectors.save(tmp_path / "nowhere" / "vectors.txt")
    with pytest.raises(ValueError, match="must end in one of .txt, .vec, .bin, .npz"):
        vectors.save(tmp_path / "vectors.csv")


def test_npz_never_runs_code(tmp_path):
    path = tmp_path / "evil.npz"
    np.savez(path, words=np.array([print], dtype=object), matrix=np.zeros((1, 2)))
    with pytest.raises(ValueError, match="evil.npz"):
        WordVectors.load(path)
