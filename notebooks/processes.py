"""Runs notebooks of a class, each in a process of its own and in a copy of the course of its own.

Limits are kept from outside, and what a process wrote down is not trusted.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp
from typing import IO, Any

from tqdm import tqdm

from notebooks.edition import edition, write
from notebooks.hand_ins import HandIn

MEMORY = 2 << 30  # bytes that a notebook may take
LARGEST_FILE = 64 << 20  # bytes of a file that it may write
LONGEST_LINE = 1 << 20  # bytes of one result
KEPT = (  # of the environment: a notebook has no use for a teacher's keys, and none for PWD
    "PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL",
    "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE",
)  # fmt: skip


async def run_all(found: list[HandIn], tasks: dict[str, Any], seconds: float) -> None:
    """Run the notebooks of all, some at a time, and give each hand-in its outcomes and remarks.

    Of the tasks only the inputs are given to a notebook, never the answers.
    """
    files = edition({name: {"cases": task["cases"]} for name, task in tasks.items()})
    places = asyncio.Semaphore(os.cpu_count() or 1)
    bar = tqdm(total=sum(len(one.cells) for one in found), unit="notebook", disable=None)

    async def one_of(hand_in: HandIn, path: Path) -> tuple[Any, list[str], bool]:
        async with places:
            result = await run(hand_in.cells[path], files, seconds)
        bar.update()
        return result

    with bar:
        all_of_them = [(hand_in, path) for hand_in in found for path in hand_in.cells]
        results = await asyncio.gather(*(one_of(*which) for which in all_of_them))
        for (hand_in, path), (outcomes, remarks, changed) in zip(all_of_them, results, strict=True):
            if changed:  # by another, perhaps; so once more, when all others are done
                outcomes, remarks, changed = await run(hand_in.cells[path], files, seconds)
            if changed:
                remarks.append("it changes files of the course")
            outcomes = {name: outcomes[name] for name in tasks if name in outcomes}
            if twice := [name for name in outcomes if name in hand_in.outcomes]:
                remarks.append(f"counts for {', '.join(twice)}, which another notebook has, too")
            where = f"{path.name}: " if len(hand_in.cells) > 1 else ""
            hand_in.outcomes |= outcomes
            hand_in.remarks += [where + remark for remark in remarks]


async def run(
    cells: list[str], files: dict[str, bytes], seconds: float
) -> tuple[Any, list[str], bool]:
    """Run cells in a copy of the course.

    Returns exercise -> outcomes, remarks on what went wrong, and whether files of the course were
    changed. What was written down before the end of the process counts, however it ended.
    """
    with (
        _new_folder() as folder,
        TemporaryFile() as given,
        TemporaryFile() as record,  # it has no name by which others could write to it
    ):
        write(files, folder)
        here = folder / "notebooks"
        given.write(json.dumps(cells).encode())
        given.seek(0)
        process = await asyncio.create_subprocess_exec(
            *[sys.executable, "-m", "exercises.run", str(MEMORY), str(LARGEST_FILE)],
            stdin=given,
            stdout=record,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=here,
            start_new_session=True,  # a group of processes that can be ended as one
            env={
                **{name: os.environ[name] for name in KEPT if name in os.environ},
                "PYTHONPATH": os.pathsep.join([str(here), str(folder)]),
                "IPYTHONDIR": str(folder / ".ipython"),
                "MPLBACKEND": "agg",
                "OPENBLAS_NUM_THREADS": "1",
            },
        )
        end = "ends the run"
        try:
            await asyncio.wait_for(process.wait(), seconds)
        except asyncio.TimeoutError:
            end = f"is not done after {seconds:g} seconds"
        finally:
            _end(process, folder)
            await process.wait()
        record.seek(0)
        return *_read(record, end), any(_differs(folder / name, files[name]) for name in files)


@contextmanager
def _new_folder() -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="hand-in-"))
    try:
        yield folder
    finally:
        try:
            shutil.rmtree(folder, ignore_errors=True)
        except RecursionError:  # a notebook made it deeper than Python before 3.13 can go
            subprocess.run(["rm", "-rf", folder], check=False)


def _differs(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() != content
    except OSError:
        return True


def _end(process: asyncio.subprocess.Process, folder: Path) -> None:
    """End a process, with all that it started."""
    if not hasattr(os, "killpg"):  # Windows
        with suppress(ProcessLookupError):
            process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):  # they are gone
        os.killpg(process.pid, signal.SIGKILL)
    for environment in Path("/proc").glob("[0-9]*/environ"):  # Linux: who has left the group
        with suppress(OSError):
            if os.fsencode(folder) in environment.read_bytes():
                os.kill(int(environment.parent.name), signal.SIGKILL)


def _read(record: IO[bytes], end: str) -> tuple[Any, list[str]]:
    """What a run wrote down. A notebook can write there what it likes."""
    outcomes: dict[str, list] = {}
    stopped, cell, finished = [], 0, False
    while line := record.readline(LONGEST_LINE):
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            continue
        match said:
            case {"check": str(name), "outcome": outcome}:
                outcomes.setdefault(name, []).append(outcome)
            case {"check": str(name)}:
                outcomes[name] = []
            case {"cell": int(cell), "stopped": str(why)}:
                stopped.append(f"cell {cell} stops with {why[:200]}")
            case {"cell": int(cell)}:
                pass
            case {"finished": True}:
                finished = True
    remarks = stopped[:1]
    if len(stopped) > 1:
        remarks.append(f"in all {len(stopped)} cells stop")
    if not finished:
        remarks.append(f"cell {cell} {end}" if cell else "it could not be run")
    return outcomes, remarks
