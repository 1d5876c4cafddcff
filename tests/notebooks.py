"""Run the notebooks from top to bottom and keep what they show: python -m tests.notebooks [01 …]

Links to a numbered equation are set to the line that computes it now. `test_notebooks.py` runs
them too, and compares. The Chinese notebooks are written from the English ones (see `chinese.py`);
with --chinese nothing is run, and only they are written.
"""

import argparse
import os
import re
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.chinese import begun, chinese_file, in_chinese_of, text_file, to_look_at

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted(  # in English
    path for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb") if ".zh" not in path.suffixes
)
LIMIT = 300  # seconds for a cell, after which something hangs
EQUATION = re.compile(r"\[([^\]]*\((\d+)\))\]\(\.\./([a-z0-9_/]+\.py)(?:#L(\d+))?\)")


def executed(path: Path) -> Any:
    """The notebook as a fresh run leaves it. Raises CellExecutionError where a cell fails."""
    os.environ["TQDM_DISABLE"] = "1"  # bars would differ from run to run
    os.environ["JPY_SESSION_NAME"] = path.name  # as Jupyter sets it: the checks speak its language
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
        if "outputs" in cell:
            cell.outputs = joined(cell.outputs)
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = {}
    return notebook


def joined(outputs: list[Any]) -> list[Any]:
    """What was printed in one piece: where it was cut depends on the time it took."""
    together: list[Any] = []
    for output in outputs:
        before = together[-1] if together else {}
        if output.output_type == "stream" and output.name == before.get("name"):
            before["text"] += output.text
        else:
            together.append(output)
    return together


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


def written_in_chinese(notebook: Any, path: Path) -> Any:
    """The Chinese notebook of an English one, with links to the lines of equations."""
    return linked(in_chinese_of(notebook, path))


def write_chinese(path: Path) -> None:
    """Write the Chinese notebook of an English one as it is committed, and say what to look at."""
    notebook = nbformat.read(path, as_version=4)
    write(written_in_chinese(notebook, path), chinese_file(path))
    for line in to_look_at(notebook, path):
        print(f"{text_file(path).relative_to(ROOT)}: {line}")


def write(notebook: Any, path: Path) -> None:
    """Write a notebook, and say how large it is."""
    nbformat.write(notebook, path)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.notebooks")
    parser.add_argument("wanted", nargs="*", metavar="01", help="notebooks (default: all)")
    parser.add_argument(
        "--chinese", action="store_true", help="only write the Chinese ones, or begin their texts"
    )
    args = parser.parse_args()
    for path in NOTEBOOKS:
        if args.wanted and path.name[:2] not in args.wanted:
            continue
        if not args.chinese:
            write(linked(executed(path)), path)
        if text_file(path).exists():
            write_chinese(path)
        elif args.chinese and args.wanted:
            text_file(path).parent.mkdir(exist_ok=True)
            text_file(path).write_text(begun(nbformat.read(path, as_version=4)), "utf-8")
            print(f"{text_file(path).relative_to(ROOT)}: begun, to be written over in Chinese")


if __name__ == "__main__":
    main()
