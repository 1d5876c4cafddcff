"""Workers: that they learn as one does, and that none is left behind, whatever happens."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from similarity.metrics import cosine_similarity
from word2vec.model import Config
from word2vec.running.files import SAMPLE
from word2vec.running.run import train
from word2vec.running.workers import in_parallel, shared_memory
from word2vec.vectors import WordVectors


def add_one(jobs, memory, last):
    """Mark the places of `memory` that the jobs are, and say by whom; none ends before `last`."""
    array = np.frombuffer(memory, np.float32)
    for job in jobs:
        array[job] += 1
        while not array[last]:
            time.sleep(0.001)
        yield job, os.getpid()


def fail_at(jobs, place):
    for job in jobs:
        if job == place:
            raise ValueError(f"job {job} cannot be done")
        yield job


def die_at(jobs, place):
    for job in jobs:
        if job == place:
            os.kill(os.getpid(), signal.SIGKILL)
        yield os.getpid()


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# on Windows os.kill ends a process, even to ask whether it is alive, and there is no SIGKILL
unix = pytest.mark.skipif(sys.platform == "win32", reason="asks for processes by a Unix signal")


@unix
def test_every_job_is_done_once_and_by_more_than_one():
    memory = shared_memory(60)
    # the first three jobs end once all three are begun, by as many workers
    found = list(in_parallel(add_one, range(10, 60), 3, memory, 12))
    assert sorted(job for job, _ in found) == list(range(10, 60))
    assert np.frombuffer(memory, np.float32).tolist() == [0] * 10 + [1] * 50
    pids = {pid for _, pid in found}
    assert len(pids) == 3 and os.getpid() not in pids
    assert not any(alive(pid) for pid in pids)


def test_what_goes_wrong_in_a_worker_is_raised_here():
    with pytest.raises(ValueError, match="job 5 cannot be done"):
        list(in_parallel(fail_at, range(20), 2, 5))


@unix
def test_a_worker_that_is_killed_takes_the_others_with_it():
    pids = set()
    with pytest.raises(ChildProcessError, match=r"worker [12] of 2 was killed by signal 9, so"):
        for pid in in_parallel(die_at, range(1_000_000), 2, 500):
            pids.add(pid)
    assert pids and not any(alive(pid) for pid in pids)


@unix
def test_no_worker_outlives_whoever_stops_listening():
    run = in_parallel(add_one, range(1_000_000), 2, shared_memory(1_000_000), 1)
    pids = {pid for _, (_, pid) in zip(range(20), run, strict=False)}
    run.close()
    assert pids and not any(alive(pid) for pid in pids)


def test_two_workers_learn_what_one_does():
    pets, wheels = "cat dog kitten puppy".split(), "car bus truck tram".split()
    rng = np.random.default_rng(0)
    corpus = [rng.choice((pets, wheels)[i % 2], 6).tolist() for i in range(10_000)]
    models = [train(corpus, Config(dim=20, epochs=3, workers=workers)) for workers in (1, 2)]
    for vectors in (model.vectors for model in models):
        within = cosine_similarity(vectors["cat"], vectors["dog"])
        assert within > cosine_similarity(vectors["cat"], vectors["car"]) + 0.5
    one, two = (model.losses for model in models)
    assert (np.diff(two[:, 0]) >= 0).all() and len(one) == len(two)
    assert two[0, 1] == one[0, 1] == pytest.approx(6 * np.log(2))
    assert two[-3:, 1].mean() == pytest.approx(one[-3:, 1].mean(), rel=0.1)


def start_training(output, *flags):
    args = [sys.executable, "-m", "word2vec", "train", str(SAMPLE), "-o", str(output)]
    args += ["--workers", "2", "--epochs", "1000", *flags]
    temporary = output.parent / "temporary"  # for what a kill leaves there
    temporary.mkdir()
    process = subprocess.Popen(
        args,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    deadline = time.monotonic() + 60
    while len(workers := children(process.pid)) < 2 or not all(map(busy, workers)):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.1)
    return process, workers


def children(pid):
    """The workers that a training process has started: not multiprocessing's own tracker."""
    found = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return [
        child for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def busy(pid):
    """Has it had more time on the processor than starting takes?"""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK") > 1


def gone(pids):
    return comes_true(lambda: not any(map(alive, pids)))


def comes_true(condition):
    """Whether it does, sooner or later."""
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.1)
    return False


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


@linux
@pytest.mark.parametrize("victim", ["worker", "parent", "SIGINT", "SIGTERM", "SIGHUP"])
def test_nothing_is_left_behind(victim, tmp_path):
    before = set(os.listdir("/dev/shm"))
    process, workers = start_training(tmp_path / "vectors.bin")
    if victim == "worker":
        os.kill(workers[0], signal.SIGKILL)
    elif victim == "parent":
        process.kill()
    else:
        for pid in (process.pid, *workers):  # as a terminal does: all of them get it
            os.kill(pid, getattr(signal, victim))
    out, error = process.communicate(timeout=30)
    assert gone(workers) and out == ""
    assert comes_true(lambda: set(os.listdir("/dev/shm")) <= before)  # others use it for a moment
    if victim == "worker":
        assert process.returncode == 2 and error.count("\n") == 1
        assert error.startswith("word2vec: worker ") and "of 2 was killed by signal 9" in error
    elif victim == "parent":
        assert process.returncode == -signal.SIGKILL
    else:  # 143 and 129 need the lines about status in `__main__.main`
        status = {"SIGINT": 2, "SIGTERM": 143, "SIGHUP": 129}[victim]
        assert (process.returncode, error) == (status, "word2vec: stopped\n")
    assert os.listdir(tmp_path) == ["temporary"]
    assert victim == "parent" or os.listdir(tmp_path / "temporary") == []


@linux
def test_two_workers_save_a_checkpoint_when_interrupted(tmp_path):
    saved = tmp_path / "saved.npz"
    process, _ = start_training(tmp_path / "vectors.bin", "--checkpoint", str(saved), "--dim", "7")
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=30)
    assert error == f"word2vec: stopped; --resume {saved} goes on from here\n"
    assert WordVectors.load(saved).matrix.shape[1] == 7
