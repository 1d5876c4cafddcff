"""Trainings ended at random times, in every way: python -m tests.campaigns.killed_runs [SEED]

First, 60 trainings of one worker are killed by SIGKILL; each, resumed, has to end with the bytes of
a run that never stopped. Then 40 trainings of one or two workers are ended or held by SIGTERM,
SIGHUP, Ctrl-C, SIGSTOP, or the death of a worker; nothing may be left behind: no folders, files,
shared memory or processes. It takes some minutes, needs Linux, and exits with status 1 where
anything was not as it should be. Times are random, so no two campaigns are the same.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests import test_checkpoint
from tests.test_checkpoint import same
from word2vec.model import Model
from word2vec.running.files import SAMPLE
from word2vec.running.reading import read_sentences
from word2vec.running.run import train

KILLS, ENDS = 60, 40
SENTENCES = 6000
CONFIG = replace(test_checkpoint.CONFIG, epochs=8)
SETTINGS = ["--dim", CONFIG.dim, "--seed", CONFIG.seed]
WHOLE = [*SETTINGS, "--epochs", CONFIG.epochs]
SAVING_OFTEN = """
import sys
from word2vec.__main__ import main
from word2vec.running import run
run.SAVE_EVERY = 0.02
sys.exit(main())
"""


def start(folder: Path, *flags: object) -> subprocess.Popen:
    """A training at the command line, with a process group and a temporary folder of its own."""
    args = ["train", folder / "text.txt", "-o", folder / "out.npz", *flags]
    return subprocess.Popen(
        [sys.executable, "-c", SAVING_OFTEN, *map(str, args)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"TMPDIR": str(folder / "temporary")},
    )


def begun(folder: Path, *flags: object) -> subprocess.Popen:
    """The same, once it has a temporary folder."""
    process = start(folder, *flags)
    while not any((folder / "temporary").iterdir()) and process.poll() is None:
        time.sleep(0.01)
    return process


def killed(folder: Path, seconds: float, whole: Model) -> str:
    """Kill a training by SIGKILL so long after it has begun, and resume it; what came of it."""
    saved = folder / "saved.npz"
    flags = [*WHOLE, "--checkpoint", saved]
    process = begun(folder, *flags)
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    before = "ended before the kill" if process.returncode == 0 else "killed"
    if before == "killed" and saved.exists():
        before, flags = "killed and resumed", ["--resume", saved]
    elif before == "killed":
        before = "killed before its first checkpoint, and begun again"
    process = start(folder, *flags)
    error = process.communicate()[1]
    if process.returncode or not same(Model.load(folder / "out.npz"), whole):
        return f"{before}: WRONG: other bytes, or an error: {error}"
    return f"{before}: the same bytes{left_over(folder, process.pid, {'out.npz', 'saved.npz'})}"


def processes(group: int) -> list[int]:
    """Those of a group, but for zombies."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = path.read_text().rsplit(")", 1)[1].split()[:3]
        except OSError:  # it has just ended
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(path.parent.name))
    return found


def workers(group: int) -> list[int]:
    return [
        pid
        for pid in processes(group)
        if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def left_over(folder: Path, group: int, allowed: set[str]) -> str:
    """What an ended training has left, apart from these files; nothing, if all is well."""
    for _ in range(200):  # other programs share memory too, but not for long
        left = {path.name for path in folder.iterdir()} - allowed - {"text.txt", "temporary"}
        left |= {path.name for path in (folder / "temporary").iterdir()}
        left |= set(os.listdir(MEMORY)) - SHARED
        left |= set(map(str, processes(group)))  # the helper of multiprocessing ends after us
        if not left:
            break
        time.sleep(0.05)
    return f", LEFT BEHIND: {sorted(left)}" if left else ", nothing left"


def ended(folder: Path, how: str, seconds: float, number: int) -> str:
    """End a long training so, some time after it has begun; what came of it."""
    saved, count = folder / "saved.npz", 2 if how == "a worker's death" else 1 + number % 2
    checkpoint = ["--checkpoint", saved] if number % 4 < 2 else []
    process = begun(folder, *SETTINGS, "--epochs", 1000, "--workers", count, *checkpoint)
    while how == "a worker's death" and len(workers(process.pid)) < count:
        time.sleep(0.01)
    time.sleep(seconds)
    if how == "a worker's death":
        os.kill(random.choice(workers(process.pid)), signal.SIGKILL)
        status = 2
    else:
        # a terminal signals the whole group, others only the process
        (os.killpg if random.random() < 0.5 else os.kill)(process.pid, getattr(signal, how))
        status = {"SIGINT": 2, "SIGTERM": 143, "SIGHUP": 129}[how]
    error = process.communicate(timeout=60)[1]
    result = f"{how}: status {process.returncode}"
    if process.returncode != status or error.count("\n") != 1:
        result += f", WRONG: {error}"
    return result + left_over(folder, process.pid, {"saved.npz"})


def held(folder: Path, seconds: float, whole: Model) -> str:
    """Hold a training by SIGSTOP while another one begins and ends; then let it go on."""
    process = begun(folder, *WHOLE)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGSTOP)
    other = folder / "other.npz"
    start(folder, "--epochs", 1, "-o", other).communicate()
    os.killpg(process.pid, signal.SIGCONT)
    error = process.communicate(timeout=60)[1]
    if process.returncode or error or not same(Model.load(folder / "out.npz"), whole):
        return f"SIGSTOP and SIGCONT: WRONG: other bytes, or an error: {error}"
    end = left_over(folder, process.pid, {"out.npz", "other.npz"})
    return f"SIGSTOP and SIGCONT: the same bytes{end}"


def main(seed: int) -> int:
    """Both campaigns; prints how often what came out."""
    random.seed(seed)
    text = "".join(
        " ".join(words) + ".\n"
        for words, _ in zip(read_sentences(SAMPLE), range(SENTENCES), strict=False)
    )
    results: Counter[str] = Counter()
    ways = ["SIGTERM", "SIGHUP", "SIGINT", "a worker's death", "SIGSTOP"]
    whole, length = None, 0.0
    for number in range(KILLS + ENDS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "text.txt").write_text(text, "utf-8")
            (folder / "temporary").mkdir()
            if whole is None:
                process, clock = begun(folder, *WHOLE), time.monotonic()
                process.communicate()
                length = time.monotonic() - clock
                whole = Model.load(folder / "out.npz")
                assert same(train(read_sentences(folder / "text.txt"), CONFIG), whole)
                (folder / "out.npz").unlink()
            how = ways[number % len(ways)]
            if number < KILLS:
                result = killed(folder, random.uniform(0, length), whole)
            elif how == "SIGSTOP":
                result = held(folder, random.uniform(0, 0.5 * length), whole)
            else:
                result = ended(folder, how, random.uniform(0, length), number // len(ways))
            results[result] += 1
    for result, count in sorted(results.items()):
        print(f"{count:4} {result}")
    return int(any("WRONG" in result or "LEFT" in result for result in results))


MEMORY = Path("/dev/shm")
SHARED = set(os.listdir(MEMORY)) if MEMORY.is_dir() else set()  # by others

if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
