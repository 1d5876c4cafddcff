"""What a class handed in: a folder or a file for each student, and the cells of its notebooks."""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LARGEST = 64 << 20  # bytes of a notebook


@dataclass
class HandIn:
    """What one student handed in, and what came of it."""

    student: str
    cells: dict[Path, list[str]] = field(default_factory=dict)  # of each notebook that can be read
    hashes: dict[Path, str] = field(default_factory=dict)
    outcomes: dict[str, Any] = field(default_factory=dict)  # exercise -> one for each case
    remarks: list[str] = field(default_factory=list)

    def changed(self) -> list[str]:
        """The names of its notebooks that are no longer what they were."""
        return [path.name for path, before in self.hashes.items() if _hash_now(path) != before]


def hand_ins(folder: Path, besides: Path) -> list[HandIn]:
    """The hand-ins in a folder, by student, without the file `besides`.

    Hidden files and folders, such as .ipynb_checkpoints, and links are left out. What cannot be
    read is said in the remarks.
    """
    found = []
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or os.path.realpath(entry) == os.path.realpath(besides):
            continue
        hand_in = HandIn(entry.name)
        try:
            for path in sorted(_files(entry)):
                _add(hand_in, path)
        except OSError as error:
            hand_in.remarks.append(f"it cannot be read: {error.strerror}")
        if not hand_in.cells and not hand_in.remarks:
            hand_in.remarks.append("no notebook, and no script with cells (# %%)")
        found.append(hand_in)
    return found


def _files(entry: Path) -> Iterator[Path]:
    """Notebooks and scripts: this file, or those in this folder and the folders in it."""
    found = [entry]
    while found:  # by a loop, since folders can be deeper than Python can call itself
        path = found.pop()
        if path.is_symlink() or path.name.startswith("."):
            continue
        if path.is_dir():
            found += path.iterdir()
        elif path.is_file() and path.suffix in {".ipynb", ".py"}:
            yield path


def _add(hand_in: HandIn, path: Path) -> None:
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"it has more than {LARGEST >> 20} MB; clear its outputs")
        data = path.read_bytes()
        if path.suffix == ".ipynb" or re.search(rb"^# %%", data, re.MULTILINE):
            hand_in.hashes[path] = hashlib.sha256(data).hexdigest()
            hand_in.cells[path] = code_cells(data, script=path.suffix == ".py")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        hand_in.remarks.append(f"{path.name} cannot be read: {why}")


def code_cells(data: bytes, script: bool = False) -> list[str]:
    """The code of each cell of a notebook, or of a script whose cells begin with `# %%`.

    Raises ValueError for what is neither.

    >>> code_cells(b"# %% One\\nx = 1\\n# %%\\nx + 1\\n", script=True)
    ['\\nx = 1\\n', '\\nx + 1\\n']
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        raise ValueError(f"byte 0x{byte:02x} is not UTF-8; save it again as UTF-8") from error
    if not text.strip():
        raise ValueError("it is empty")
    if script:
        return [cell for cell in re.split(r"^# %%.*$", text, flags=re.MULTILINE) if cell.strip()]
    try:
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        return ["".join(cell["source"]) for cell in cells]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ValueError("it is no notebook of format 4; save it again in Jupyter") from error


def _hash_now(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
