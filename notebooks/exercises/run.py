"""Runs the cells of one notebook in IPython, whole and in order: what the grader starts.

It reads a list of cells, as JSON, from standard input, and writes to what was standard output, a
line of JSON each: the number of a cell before it runs, what stopped it, and a line at the end.
`check` writes there, too. The cells themselves have no input, and nobody sees what they print.
"""

import contextlib
import json
import os
import signal
import sys
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from . import RECORD, SECONDS


class Shell(InteractiveShell):
    """As in a notebook, with magics."""

    def enable_gui(self, gui: object = None) -> None:
        """There is no window, and `%gui` is content."""

    def enable_matplotlib(self, gui: object = None) -> tuple[str, str]:
        """Nor are there widgets, and `%matplotlib` is content with any name."""
        return super().enable_matplotlib("inline")

    def ask_exit(self) -> None:
        """For `exit` at the end of a notebook."""


def limit(memory: int, file: int) -> None:
    """Limit the memory of this process and the size of files, in bytes, where a system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no `resource`
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (file, file))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def no_result(*_: object) -> None:
    """What an alarm does: `check` sets one for each case."""
    raise TimeoutError(f"no result after {SECONDS} seconds")


def run(cells: list[str], record: int) -> None:
    """Run all cells, also after one that stopped, and write down how far that came."""

    def note(**what: object) -> None:
        os.write(record, json.dumps(what).encode() + b"\n")

    shell = Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    for number, cell in enumerate(cells, start=1):
        note(cell=number)
        try:
            result = shell.run_cell(cell, store_history=True)
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:  # one that IPython itself does not catch
            error = raised
        if error is not None:
            note(cell=number, stopped=f"{type(error).__name__}: {error}"[:200])
    note(finished=True)


if __name__ == "__main__":
    limit(*map(int, sys.argv[1:]))
    cells = json.load(sys.stdin.buffer)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, no_result)
    record = os.dup(1)
    os.environ[RECORD] = str(record)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    # a course installed from its folder would bring its solutions
    sys.path = [path for path in sys.path if not Path(path, "notebooks", "solutions").exists()]
    try:
        run(cells, record)
    finally:
        os._exit(0)  # whatever threads and atexit would still do
