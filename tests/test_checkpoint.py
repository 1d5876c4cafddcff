"""Checkpoints: a run that was cut ends with the same bytes as one that never was.

That is promised, and tested, for the same machine and NumPy, and one worker.
"""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from word2vec import training
from word2vec.__main__ import main
from word2vec.model import Config
from word2vec.running import formats, run, stream
from word2vec.running.checkpoint import Run
from word2vec.running.files import SAMPLE
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.vectors import WordVectors

CONFIG = Config(dim=10, epochs=3, seed=4)
NOWHERE = Path("no/such")  # written with \ on Windows

unix = pytest.mark.skipif(sys.platform == "win32", reason="os.kill sends no Ctrl-C on Windows")


@pytest.fixture(scope="module", autouse=True)
def several_chunks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "CHUNK", 20_000)
        yield


@pytest.fixture(scope="module")
def corpus():
    return [words for words, _ in zip(read_sentences(SAMPLE), range(6000), strict=False)]


@pytest.fixture(scope="module")
def whole(corpus):
    """The run that never stopped."""
    return train(corpus, CONFIG)


def same(model, other):
    return (
        model.vectors.matrix.tobytes() == other.vectors.matrix.tobytes()
        and model.context.tobytes() == other.context.tobytes()
        and model.losses.tobytes() == other.losses.tobytes()
    )


# trains on the corpus above, saves after every chunk, and after some waits to be killed
SCRIPT = """
import sys, time
from tests.test_checkpoint import CONFIG, SAMPLE, read_sentences
from word2vec.running import run, stream
run.SAVE_EVERY, stream.CHUNK = -1, 20_000
save = run.Run.save
def report(state, path):
    save(state, path)
    if state.done == int(sys.argv[2]):
        print("saved", flush=True)
        time.sleep(60)
run.Run.save = report
corpus = [words for words, _ in zip(read_sentences(SAMPLE), range(6000))]
run.train(corpus, CONFIG, checkpoint=sys.argv[1])
"""


def cut_after(chunks, path):
    """Kill that script once it has saved so many chunks."""
    script = [sys.executable, "-c", SCRIPT, str(path), str(chunks)]
    temporary = os.environ | {"TMPDIR": str(path.parent)}  # for what a kill leaves there
    process = subprocess.Popen(script, stdout=subprocess.PIPE, text=True, env=temporary)
    assert process.stdout.readline() == "saved\n"
    process.kill()
    process.communicate()


@pytest.mark.parametrize("chunks", [1, 7])
def test_cut_by_a_kill_and_resumed_it_ends_with_the_same_bytes(chunks, corpus, whole, tmp_path):
    path = tmp_path / "saved.npz"
    cut_after(chunks, path)
    saved = Run.load(path)
    assert saved.done == chunks and not same(saved.model(), whole)
    assert same(train(corpus, resume=path), whole)


@unix
def test_interrupted_it_finishes_the_chunk_and_saves(corpus, whole, tmp_path, monkeypatch):
    path, learn = tmp_path / "saved.npz", run.learn

    def interrupted(*args):
        for number, found in enumerate(learn(*args)):
            if number == 4:
                signal.raise_signal(signal.SIGINT)
            yield found

    monkeypatch.setattr(run, "learn", interrupted)
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt, match="--resume .*saved.npz goes on from here"):
        train(corpus, CONFIG, checkpoint=path)
    assert signal.getsignal(signal.SIGINT) is handler
    monkeypatch.undo()
    assert Run.load(path).done == 5
    assert same(train(corpus, resume=path), whole)


@unix
def test_without_a_checkpoint_an_interrupt_does_not_wait(corpus, monkeypatch):
    monkeypatch.setattr(training, "step", lambda *args: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        train(corpus, CONFIG)


def test_a_thread_can_train_with_a_checkpoint(corpus, whole, tmp_path):
    models = []
    path = tmp_path / "saved.npz"
    thread = threading.Thread(target=lambda: models.append(train(corpus, CONFIG, checkpoint=path)))
    thread.start()
    thread.join()
    assert same(models[0], whole)


def test_killed_while_saving_the_last_good_file_stands(corpus, whole, tmp_path, monkeypatch):
    path = tmp_path / "saved.npz"
    cut_after(2, path)
    good = path.read_bytes()

    class Killed(BaseException):
        pass

    def dies(file, **arrays):
        file.write(b"half a file")
        raise Killed

    monkeypatch.setattr(run, "SAVE_EVERY", -1)
    monkeypatch.setattr(formats.np, "savez", dies)
    with pytest.raises(Killed):
        train(corpus, resume=path)
    assert path.read_bytes() == good
    monkeypatch.undo()
    assert same(train(corpus, resume=path), whole)
    assert [found.name for found in tmp_path.iterdir() if found.is_file()] == ["saved.npz"]


def test_a_checkpoint_is_a_file_of_vectors_too(corpus, tmp_path):
    path = tmp_path / "saved.npz"
    cut_after(3, path)
    found = WordVectors.load(path)
    assert found.matrix.shape[1] == 10 and found.counts.sum() > 10_000 and "cat" in found


def test_two_workers_can_go_on_from_a_checkpoint_of_theirs(corpus, tmp_path, monkeypatch):
    path = tmp_path / "saved.npz"
    monkeypatch.setattr(run, "SAVE_EVERY", -1)
    config = replace(CONFIG, workers=2)
    train(corpus, config, checkpoint=path)
    model = train(corpus, resume=path)
    assert model.config == config and np.isfinite(model.vectors.matrix).all()


def test_mistakes_get_one_line(corpus, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "SAVE_EVERY", -1)
    model = train(corpus, CONFIG, checkpoint="saved.npz")
    model.vectors.save("only.npz")
    (tmp_path / "folder.npz").mkdir()
    (tmp_path / "other.txt").write_text("the cat likes the dog\n" * 40, "utf-8")
    words, kinds = model.vocabulary.counts.sum(), len(model.vocabulary)
    for flags, message in [
        (["--resume", "missing.npz"], "No such file or directory: missing.npz"),
        (["--resume", "other.txt"], "other.txt: the name must end in .npz"),
        (["--resume", "only.npz"],
         "only.npz holds vectors, but not an unfinished training run"),
        (["--resume", "saved.npz", "--dim", "50"],
         "saved.npz holds the settings it was started with; leave out --dim"),
        (["--resume", "saved.npz"],
         f"the checkpoint is of {words} words, {kinds} of them different; this text has 200 "
         "and 4: give the same text, read in the same way"),
        (["--checkpoint", "saved.txt"], "saved.txt: the name must end in .npz"),
        (["--checkpoint", "no/such/saved.npz"], f"{NOWHERE} is not a folder; make it first"),
        (["--checkpoint", "folder.npz"],
         "folder.npz is a folder; give the name of a file in it"),
    ]:  # fmt: skip
        assert main(["train", "other.txt", "-o", "out.vec", *flags]) == 2
        assert capsys.readouterr().err == f"word2vec: {message}\n"
