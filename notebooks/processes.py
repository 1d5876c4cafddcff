"""Runs notebooks of a class, each in a process of its own and in a copy of the course of its own.

Limits are kept from outside, and what a process wrote down is not trusted.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from tqdm import tqdm

from notebooks.edition import edition, write
from notebooks.hand_ins import HandIn

MEMORY = 2 << 30  # bytes that a notebook may take
LARGEST_FILE = 64 << 20  # bytes of a file that it may write
LONGEST_LINE = 1 << 20  # bytes of one result


async def run_all(found: list[HandIn], tasks: dict[str, Any], seconds: float) -> None:
    """Run the notebooks of all, some at a time, and give each hand-in its outcomes and remarks.

    Of the tasks only the inputs are given to a notebook, never the answers.
    """
    files = edition({name: {"cases": task["cases"]} for name, task in tasks.items()})
    places = asyncio.Semaphore(os.cpu_count() or 1)
    bar = tqdm(total=sum(len(one.cells) for one in found), unit="notebook", disable=None)

    async def one_of(hand_in: HandIn, path: Path) -> tuple[HandIn, Path, Any, list[str]]:
        async with places:
            outcomes, remarks = await run(hand_in.cells[path], files, seconds)
        bar.update()
        return hand_in, path, outcomes, remarks

    with bar:
        runs = [one_of(hand_in, path) for hand_in in found for path in hand_in.cells]
        for hand_in, path, outcomes, remarks in await asyncio.gather(*runs):
            outcomes = {name: outcomes[name] for name in tasks if name in outcomes}
            if twice := [name for name in outcomes if name in hand_in.outcomes]:
                remarks.append(f"counts for {', '.join(twice)}, which another notebook has, too")
            where = f"{path.name}: " if len(hand_in.cells) > 1 else ""
            hand_in.outcomes |= outcomes
            hand_in.remarks += [where + remark for remark in remarks]


async def run(cells: list[str], files: dict[str, bytes], seconds: float) -> tuple[Any, list[str]]:
    """Run cells in a copy of the course: exercise -> outcomes, and remarks on what went wrong.

    What was written down before the end of the process counts, however it ended.
    """
    with (
        TemporaryDirectory(prefix="hand-in-", ignore_cleanup_errors=True) as folder,
        TemporaryFile() as given,
        TemporaryFile() as record,  # it has no name by which others could write to it
    ):
        write(files, Path(folder))
        here = Path(folder, "notebooks")
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
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(here), folder]),
                "IPYTHONDIR": str(Path(folder, ".ipython")),
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
            _end(process)
            await process.wait()
        record.seek(0)
        return _read(record, end)


def _end(process: asyncio.subprocess.Process) -> None:
    """End a process, with all that it started."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:  # Windows
            process.kill()
    except (ProcessLookupError, PermissionError):  # it is gone
        pass


def _read(record: IO[bytes], end: str) -> tuple[Any, list[str]]:
    """What a run wrote down. A notebook can write there what it likes."""
    outcomes, stopped, cell, finished = {}, [], 0, False
    while line := record.readline(LONGEST_LINE):
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            continue
        match said:
            case {"name": str(name), "outcomes": list(given)}:
                outcomes[name] = given
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
