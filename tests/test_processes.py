"""Whatever ends a process: nothing is lost that was promised, and nothing is left behind."""

import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from word2vec.model import Config
from word2vec.running import files, run, stream
from word2vec.running.checkpoint import Run
from word2vec.running.files import SAMPLE, check_writable, temporary_folder, write_beside
from word2vec.running.run import Stopped, check_room, train
from word2vec.vectors import WordVectors

unix = pytest.mark.skipif(sys.platform == "win32", reason="Unix signals, locks and descriptors")
SENTENCES = [["cats", "purr"], ["dogs", "bark"]] * 50
SMALL = Config(dim=4, epochs=2)
MAIN = "import sys; from word2vec.__main__ import main; sys.exit(main())"
# says so when it has saved for the first time
SAVING = """
from word2vec.running import run
run.SAVE_EVERY, save = -1, run.Run.save
def report(state, path):
    save(state, path)
    if state.done == 1:
        print("saved", flush=True)
run.Run.save = report
"""


def started(*args, before="", **options):
    """The command line in a process of its own, after some code."""
    return subprocess.Popen(
        [sys.executable, "-c", before + MAIN, *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def ended(process):
    out, error = process.communicate(timeout=60)
    return process.returncode, out, error


def closed(descriptors, *args):
    """Run the command line with some of standard input, output and errors closed."""
    shell = ["sh", "-c", f'exec "$@" {descriptors}', "sh", sys.executable, "-c", MAIN]
    done = subprocess.run([*shell, *map(str, args)], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A temporary folder that nobody else uses, here and in processes that start here."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def vectors(tmp_path):
    path = tmp_path / "some.npz"
    train(SENTENCES, SMALL).save(path)
    return path


# signals


@unix
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_signal_is_treated_like_ctrl_c(name, workers, temporary, tmp_path):
    """Needs the status of `Stopped` in `__main__.main`."""
    saved, number = tmp_path / "saved.npz", getattr(signal, name)
    flags = ["--epochs", 1000, "--workers", workers, "--checkpoint", saved]
    process = started("train", SAMPLE, "-o", tmp_path / "out.vec", *flags, before=SAVING)
    assert process.stdout.readline() == "saved\n"
    process.send_signal(number)
    process.send_signal(number)  # a terminal that closes does it twice
    status, _, error = ended(process)
    assert error == f"word2vec: stopped; --resume {saved} goes on from here\n"
    assert status == 128 + number
    assert Run.load(saved).done >= 1
    assert sorted(os.listdir(tmp_path)) == ["saved.npz", "temporary"]
    assert os.listdir(temporary) == []


@unix
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_without_a_checkpoint_a_signal_does_not_wait(name, temporary):
    number = getattr(signal, name)
    before = signal.getsignal(number)
    with pytest.raises(Stopped, match="^stopped$") as stopped:
        train(SENTENCES, SMALL, watch=lambda run: signal.raise_signal(number))
    assert stopped.value.status == 128 + number
    assert signal.getsignal(number) is before and os.listdir(temporary) == []


@unix
def test_what_a_caller_does_about_signals_stays(tmp_path):
    """Under nohup, SIGHUP is ignored; a program may handle SIGTERM itself."""
    noted = []
    own = {signal.SIGHUP: signal.SIG_IGN, signal.SIGTERM: lambda number, _: noted.append(number)}
    before = {number: signal.signal(number, handler) for number, handler in own.items()}

    def watch(run):
        for number in own:
            signal.raise_signal(number)

    try:
        train(SENTENCES, SMALL, checkpoint=tmp_path / "saved.npz", watch=watch)
        assert {number: signal.getsignal(number) for number in own} == own
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert set(noted) == {signal.SIGTERM}


# folders and files of killed processes


def killed_in(code):
    """Kill a process that has come to the end of this code."""
    code += '\nprint("there", flush=True); import time; time.sleep(60)'
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "there\n"
    process.kill()
    process.communicate()


IN_A_FOLDER = """
from word2vec.running.files import temporary_folder
folder = temporary_folder()
(folder.__enter__() / "ids").write_bytes(b"1234")
"""


@unix
def test_the_next_run_removes_the_folders_of_killed_ones(temporary):
    killed_in(IN_A_FOLDER)
    assert len(os.listdir(temporary)) == 1
    train(SENTENCES, SMALL)
    assert os.listdir(temporary) == []


@unix
def test_folders_in_use_stay(temporary):
    with temporary_folder() as mine, temporary_folder():
        process = subprocess.Popen([sys.executable, "-c", IN_A_FOLDER], stdout=subprocess.PIPE)
        process.communicate()  # another process looks, and ends
        assert process.returncode == 0 and mine.is_dir()


@unix
@pytest.mark.parametrize("doubt", ["no sign", "an empty sign", "another machine", "another user"])
def test_in_doubt_a_folder_stays(doubt, temporary, monkeypatch):
    killed_in(IN_A_FOLDER)
    (folder,) = temporary.iterdir()
    if doubt == "no sign":
        (folder / "process").unlink()
    elif doubt == "an empty sign":  # someone is about to lock it
        (folder / "process").write_text("")
    elif doubt == "another machine":
        folder = folder.rename(temporary / "word2vec-elsewhere-123")
    else:
        monkeypatch.setattr(os, "getuid", lambda: 12345)
    train(SENTENCES, SMALL)
    assert list(temporary.iterdir()) == [folder]


@unix
def test_the_next_file_removes_what_killed_writers_left_beside_it(tmp_path):
    path = tmp_path / "out.vec"
    code = "from word2vec.running.files import write_beside\n"
    code += f"file = write_beside({str(path)!r})\nopened = file.__enter__()\n"
    killed_in(code + "opened.write(b'half'); opened.flush()")
    assert len(os.listdir(tmp_path)) == 1 and not path.exists()
    (tmp_path / "out.vec.part").write_bytes(b"somebody's own")
    with write_beside(path) as file:
        file.write(b"whole")
    assert sorted(os.listdir(tmp_path)) == ["out.vec", "out.vec.part"]


# files written beside


def test_two_can_write_to_one_file_and_the_last_one_stands(tmp_path):
    path = tmp_path / "out.vec"
    with write_beside(path) as one:
        one.write(b"one")
        one.flush()
        with write_beside(path) as two:
            two.write(b"two")
            two.flush()
        assert path.read_bytes() == b"two"
    assert path.read_bytes() == b"one" and os.listdir(tmp_path) == ["out.vec"]


@unix
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_file_has_the_permissions_that_the_umask_gives(umask, tmp_path):
    path, before = tmp_path / "out.vec", os.umask(umask)
    try:
        with write_beside(path) as file:
            file.write(b"whole")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask


@unix
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "disk").mkdir()
    link, path = tmp_path / "out.vec", tmp_path / "disk" / "far.vec"
    link.symlink_to(path)
    with write_beside(link) as file:
        file.write(b"whole")
    assert link.is_symlink() and path.read_bytes() == b"whole"


def full(*args):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_named_and_nothing_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="out.vec") as error, write_beside(tmp_path / "out.vec") as f:
        f.write(b"whole")
    assert error.value.filename == str(tmp_path / "out.vec") and os.listdir(tmp_path) == []


def test_where_the_output_cannot_be_saved_it_is_kept_elsewhere(temporary, tmp_path, monkeypatch):
    sync, path = os.fsync, tmp_path / "out.vec"
    monkeypatch.setattr(os, "fsync", lambda file: monkeypatch.setattr(os, "fsync", sync) or full())
    model = train(SENTENCES, SMALL)
    with pytest.raises(OSError) as error:
        files.save_or_keep(model.save, path)
    (folder,) = temporary.iterdir()
    kept = folder / path.name
    why = os.strerror(errno.ENOSPC)
    assert str(error.value) == f"{why}: {path}; what was to be saved there is in {kept}"
    assert np.array_equal(WordVectors.load(kept).matrix, model.vectors.matrix)
    monkeypatch.setattr(os, "fsync", full)  # and where there is no room at all
    with pytest.raises(OSError) as error:
        files.save_or_keep(model.save, path)
    assert error.value.filename == str(path) and list(temporary.iterdir()) == [folder]


def test_a_full_temporary_folder_is_named(temporary):
    def sentences():
        yield from SENTENCES
        full()

    with pytest.raises(OSError, match="set TMPDIR to a folder on another") as error:
        train(sentences(), SMALL)
    assert str(temporary) in str(error.value) and os.listdir(temporary) == []


# before the work, not after


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("no/out.npz", FileNotFoundError("/no is not a folder; make it first")),
        ("file/out.npz", FileNotFoundError("/file is not a folder; make it first")),
        ("folder.npz", IsADirectoryError("/folder.npz is a folder; give the name of a file in it")),
        ("n" * 250 + ".npz", OSError(os.strerror(errno.ENAMETOOLONG))),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said_before_training(path, error, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder.npz").mkdir()

    def nothing_is_read():
        pytest.fail("read")
        yield

    with pytest.raises(type(error)) as found:
        train(nothing_is_read(), SMALL, checkpoint=tmp_path / path)
    assert str(tmp_path) in str(found.value)
    if sys.platform != "win32":
        assert str(error) in str(found.value)


def test_a_file_that_may_only_be_read_is_left_alone(tmp_path, monkeypatch):
    path = tmp_path / "out.npz"
    path.write_bytes(b"precious")
    path.chmod(0o444)
    # the superuser may do all
    monkeypatch.setattr(os, "access", lambda path, mode: bool(path.stat().st_mode & stat.S_IWUSR))
    with pytest.raises(PermissionError, match="out.npz may only be read; allow writing, or give"):
        check_writable(path)


@unix
@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_only_be_read_is_seen_early(tmp_path):
    tmp_path.chmod(0o555)
    with pytest.raises(PermissionError) as error:
        check_writable(tmp_path / "out.npz")
    assert error.value.filename == str(tmp_path / "out.npz")


@unix
def test_a_device_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileExistsError, match="pipe is a device or a pipe; give the name"):
        check_writable(tmp_path / "pipe")


def test_trying_leaves_nothing(tmp_path):
    check_writable(tmp_path / "out.npz")
    (tmp_path / "there.npz").write_bytes(b"precious")
    check_writable(tmp_path / "there.npz")
    assert os.listdir(tmp_path) == ["there.npz"]
    assert (tmp_path / "there.npz").read_bytes() == b"precious"


@pytest.mark.parametrize(("ending", "bytes"), run.BYTES.items())
def test_room_for_the_vectors_is_asked_for(ending, bytes, tmp_path, monkeypatch):
    """What is asked for is less than the file takes, and not much less."""
    corpus = [[f"w{i}" for i in range(j, j + 20)] for j in range(500)]
    model = train(corpus, Config(dim=50, epochs=5, min_count=1))
    table = np.concatenate([model.vectors.matrix, model.context])
    begun = Run(model.config, model.vocabulary, table, [], 0)
    path = tmp_path / f"out{ending}"
    model.save(path)
    needed = bytes * model.vectors.matrix.size
    assert needed < path.stat().st_size < 1.2 * needed
    disk = SimpleNamespace(free=needed)
    monkeypatch.setattr(run.shutil, "disk_usage", lambda _: disk)
    check_room(begun, path)
    disk.free -= 1
    with pytest.raises(OSError, match=f"out{ending} will take .* MB, and its disk has .* MB free"):
        check_room(begun, path)


def test_a_checkpoint_that_has_no_room_is_seen_before_training(tmp_path, monkeypatch):
    monkeypatch.setattr(run.shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(OSError, match="its disk has 0.0 MB free"):
        train(SENTENCES, SMALL, checkpoint=tmp_path / "saved.npz", watch=lambda _: pytest.fail())


# memory, standard input and output


HUGE = 10**9  # dimensions: for 20,000 words more memory than a process can address
MANY = "\n".join(" ".join(f"word{i}{j}" for i in range(20)) for j in range(1000, 2000))


def test_vectors_too_large_for_memory_are_told_with_their_size():
    with pytest.raises(MemoryError) as error:
        train(map(str.split, MANY.split("\n")), Config(dim=HUGE, min_count=1))
    assert str(error.value) == (
        "20,000 words of 1,000,000,000 dimensions take 160,000 GB of memory, more than there is; "
        "lower dim, or raise min_count"
    )


def test_a_lack_of_memory_is_one_line(tmp_path):
    """Needs `except MemoryError` in `__main__.main`."""
    (tmp_path / "text.txt").write_text(MANY, "utf-8")
    flags = ["--dim", HUGE, "--epochs", 1, "--min-count", 1, "--words", "spaces"]
    process = started("train", tmp_path / "text.txt", "-o", tmp_path / "out.vec", *flags)
    status, out, error = ended(process)
    assert (status, out, error.count("\n")) == (2, "", 1)
    assert error.startswith("word2vec: ") and "lower dim, or raise min_count" in error


@unix
def test_a_closed_standard_input_is_said(vectors):
    """Needs a line in `files.read_text`."""
    error = "word2vec: standard input is closed\n"
    assert closed("<&-", "encode", vectors) == (2, "", error)
    assert closed("<&-", "train", "-", "-o", vectors, "--epochs", 1) == (2, "", error)


@unix
def test_a_closed_standard_output_is_a_quiet_end(vectors):
    """Needs `if sys.stdout` in `__main__.main`."""
    assert closed(">&-", "similar", vectors, "cats") == (0, "", "")


@unix
def test_closed_standard_errors_do_not_land_in_the_output(vectors):
    """Needs `if sys.stderr` where `__main__` warns."""
    assert closed("2>&-", "similar", vectors, "unicorns") == (2, "", "")


@unix
@pytest.mark.parametrize("workers", [1, 2])
def test_it_trains_with_all_three_closed(workers, tmp_path):
    """Needs `if sys.stdout` in `__main__.main`."""
    flags = ["--epochs", 1, "--dim", 4, "--workers", workers]
    done = closed("<&- >&- 2>&-", "train", SAMPLE, "-o", tmp_path / "out.vec", *flags)
    assert done == (0, "", "") and WordVectors.load(tmp_path / "out.vec").dim == 4


@unix
def test_a_reader_that_has_seen_enough_is_a_quiet_end(vectors):
    process = started("similar", vectors, "cats", before="input();", stdin=subprocess.PIPE)
    process.stdout.close()
    process.stdin.write("\n")  # not before nobody reads
    process.stdin.close()
    process.stdin = process.stdout = None
    assert process.stderr.read() == "" and process.wait() == 0
    process.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full: /dev/full")
def test_an_output_on_a_full_disk_is_one_line(vectors):
    """Needs a flush after errors in `__main__.main`."""
    status, out, error = closed(">/dev/full", "similar", vectors, "cats")
    assert (status, out) == (2, "") and error.count("\n") == 1
    assert os.strerror(errno.ENOSPC) in error


# progress


def test_no_bar_where_nobody_looks(capsys):
    train(SENTENCES, SMALL)
    assert capsys.readouterr() == ("", "")


def test_a_bar_in_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    train(SENTENCES, SMALL)
    out, error = capsys.readouterr()
    assert out == "" and "reading" in error and "words/s" in error


@pytest.mark.parametrize("kernel", [True, False])
def test_a_bar_in_a_notebook_and_none_in_a_plain_shell(kernel, capsys, monkeypatch):
    shell = SimpleNamespace(kernel=object()) if kernel else SimpleNamespace()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    list(stream.progress(range(3), desc="reading"))
    assert ("reading: 100%" in capsys.readouterr().err) == kernel


@pytest.mark.filterwarnings("default")  # Jupyter's own are not ours to mend
def test_a_bar_in_jupyter(monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    code = "from word2vec import train, Config\n"
    code += "model = train([['cats', 'purr']] * 50, Config(epochs=2))"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs = notebook.cells[0].outputs
    assert {(output.output_type, output.name) for output in outputs} == {("stream", "stderr")}
    shown = "".join(output.text for output in outputs)
    assert "words" in shown and "Warning" not in shown
