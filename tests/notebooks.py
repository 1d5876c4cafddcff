"""Run the notebooks from top to bottom and keep what they show: python -m tests.notebooks [01 …]

Links to a numbered equation are set to the line that computes it now. `test_notebooks.py` runs
them too, and compares.
"""

import os
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
LIMIT = 300  # seconds for a cell, after which something hangs
EQUATION = re.compile(r"\[([^\]]*\((\d+)\))\]\(\.\./([a-z0-9_/]+\.py)#L(\d+)\)")


def executed(path: Path) -> Any:
    """The notebook as a fresh run leaves it. Raises CellExecutionError where a cell fails."""
    os.environ["TQDM_DISABLE"] = "1"  # bars would differ from run to run
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=LIMIT, resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    return cleaned(notebook)


def cleaned(notebook: Any) -> Any:
    """Without what differs from run to run: times, ids, and the version of everything."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02}"
        cell.metadata = {}
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = {}
    return notebook


def line_of(number: str, file: str) -> int:
    """Where an equation is computed: the first line with its number in a comment.

    A comment such as "c in (6)" names a letter of the equation, and is passed over.
    """
    lines = (ROOT / file).read_text("utf-8").splitlines()
    computes = re.compile(rf"#.*(?<! in )\({number}\)")
    return next(i for i, line in enumerate(lines, 1) if computes.search(line))


def linked(notebook: Any) -> Any:
    """With every link to an equation at the line that computes it."""

    def place(match: re.Match) -> str:
        text, number, file, _ = match.groups()
        return f"[{text}](../{file}#L{line_of(number, file)})"

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = EQUATION.sub(place, cell.source)
    return notebook


def main(wanted: list[str]) -> None:
    for path in NOTEBOOKS:
        if not wanted or path.name[:2] in wanted:
            notebook = linked(executed(path))
            nbformat.write(notebook, path)
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
