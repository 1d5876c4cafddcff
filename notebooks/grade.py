"""Grades a class: python -m notebooks.grade CLASS_FOLDER -o grades.csv

The folder has a folder or a file for each student, with notebooks (.ipynb), or scripts whose cells
begin with `# %%`. The table has a row for each student:

- the total, and what there is to know: cells that stop, a notebook that cannot be read or does not
  end;
- a column for each exercise: its points by the cases that the student saw, as `check` said them;
- for each function a second one: its points by drawn cases, the same for all students. They come
  from the `draw` of the exercise, by a seed of the teacher;
- an empty column for each open question, to be marked by hand.

In the total an exercise counts as the lesser of its two. A function that only knows the cases that
were shown has all of its points in the first column, and none in the second. Only notebooks of
which somebody handed in an exercise have columns.

Every notebook runs whole and in order, as in Jupyter, but goes on after a cell that stops. It has a
process of its own, in a copy of the student's edition of its own. There it has the inputs of all
cases and no answers: `check` writes down what the student's function returns, and the comparison is
made here. So whatever a notebook does to its checker gives it no points. The last check of an
exercise counts. What a notebook does not bring along, such as a file of the student's, is missing.

A process is no sandbox: what a notebook does, it does as you. It can read and change files of yours
whose paths it knows, use the network, and end processes. Run this in a container for a class that
you do not know.
"""

import asyncio
import csv
import importlib.util
import io
import json
import re
import secrets
import sys
from pathlib import Path
from typing import Any

import numpy as np

from notebooks.edition import ROOT
from notebooks.exercises import Exercise, by_notebook, exercises, points_for, what_is_wrong
from notebooks.hand_ins import HandIn, hand_ins
from notebooks.processes import run_all
from word2vec.flags import Parser
from word2vec.running.files import check_writable, write_beside
from word2vec.running.run import stoppable

DRAWN = 10  # cases for each function
OPEN = re.compile(r"^### (\d+)\. (Open: .+)$", re.MULTILINE)
FORMULA = ("=", "+", "-", "@")  # begins with one of these, where a spreadsheet is asked


def tasks_with_draws(seed: int) -> dict[str, Any]:
    """The tasks of all exercises, with drawn cases after those that are shown."""
    tasks = {}
    for exercise in exercises().values():
        rng = np.random.default_rng([seed, *exercise.name.encode()])
        draws = [exercise.draw(rng) for _ in range(DRAWN)] if exercise.draw else []
        tasks[exercise.name] = exercise.task(draws)
    return tasks


def points(exercise: Exercise, task: dict[str, Any], outcomes: Any) -> list[float]:
    """Points by the cases that students see; and, for a function, by those that were drawn."""
    try:
        missing = len(task["cases"]) - len(outcomes)  # after what ended the notebook
        said = what_is_wrong(task, [*outcomes, *[{"stopped": "not tried"}] * missing])
    except Exception:  # nothing was handed in, or it is no record of `check`
        said = ["there is none"] * len(task["cases"])
    if exercise.draw is None:
        return [points_for(task, said)]
    return [points_for(task, said[:-DRAWN]), points_for(task, said[-DRAWN:])]


def open_questions(number: int) -> list[str]:
    """The headings of the open questions of a notebook, such as "7.4 Open: make it fail"."""
    headings = []
    for path in (ROOT / "notebooks").glob(f"{number:02}_*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                found = OPEN.findall("".join(cell["source"]))
                headings += [f"{number}.{place} {title}" for place, title in found]
    return headings


def table(found: list[HandIn], tasks: dict[str, Any]) -> list[dict[str, Any]]:
    """A row for each hand-in: column -> value."""
    checked = {name for hand_in in found for name in hand_in.outcomes}
    asked = {
        number: some
        for number, some in by_notebook().items()
        if not checked or any(exercise.name in checked for exercise in some)
    }
    most = sum(exercise.points for some in asked.values() for exercise in some)
    rows = []
    for hand_in in found:
        total, columns = 0.0, dict[str, str]()
        for number, some in asked.items():
            for exercise in some:
                name, outcomes = exercise.name, hand_in.outcomes.get(exercise.name)
                given = points(exercise, tasks[name], outcomes)
                titles = f"{name} ({exercise.points})", f"{name}, drawn ({exercise.points})"
                columns |= dict(zip(titles, map("{:g}".format, given), strict=False))
                total += min(given)
            columns |= dict.fromkeys(open_questions(number), "")
        nothing = "" if hand_in.outcomes else "no exercise is checked"
        status = "; ".join(hand_in.remarks) or nothing or "ok"
        first = {"student": hand_in.student, f"total ({most})": f"{total:g}", "status": status}
        rows.append(first | columns)
    return rows


def write_table(rows: list[dict[str, Any]], output: Path) -> None:
    """Write rows as CSV, in UTF-8 with a mark, without which Excel takes it for something else."""
    text = io.StringIO(newline="")
    lines = csv.DictWriter(text, rows[0])
    lines.writeheader()
    lines.writerows({column: _cell(value) for column, value in row.items()} for row in rows)
    with write_beside(output) as file:
        file.write(text.getvalue().encode("utf-8-sig"))


def _cell(text: str) -> str:
    """A text as a cell: printable, also a file name that is not UTF-8; and no formula."""
    shown = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def grade(folder: Path, output: Path, seed: int, seconds: float) -> int:
    """Grade a class, write the table, and return the number of its rows.

    Raises OSError for a folder that is none and an output that cannot be written, and ValueError
    where nothing was handed in.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is not a folder; give that of a class")
    check_writable(output)
    found = hand_ins(folder, besides=output)
    if not found:
        raise ValueError(f"{folder} is empty; put a folder or a notebook for each student there")
    tasks = tasks_with_draws(seed)
    asyncio.run(run_all(found, tasks, seconds))
    for hand_in in found:
        hand_in.remarks += [
            f"{name} was changed while the class was graded; what was there before has counted"
            for name in hand_in.changed()
        ]
    write_table(table(found, tasks), output)
    return len(found)


def main(argv: list[str] | None = None) -> int:
    """Grade a class; an error is one line on standard error, and exit status 2."""
    parser = Parser("en", prog="python -m notebooks.grade", description="Grade a class.")
    parser.add_argument("folder", type=Path, help="a folder or a notebook of each student in it")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the table, in CSV")
    parser.add_argument("--seed", type=int, help="of the drawn cases; a new one if none is given")
    parser.add_argument(
        "--seconds", type=float, default=300, help="that a notebook may take (default: %(default)s)"
    )
    args = parser.parse_args(argv)
    try:
        if importlib.util.find_spec("IPython") is None:
            raise ValueError("notebooks run in IPython, which is not here: pip install ipython")
        seed = secrets.randbelow(1_000_000) if args.seed is None else args.seed
        if seed < 0 or not args.seconds > 0:
            raise ValueError("--seed is 0 or more, and --seconds is more than 0")
        with stoppable():
            students = grade(args.folder, args.output, seed, args.seconds)
    except (OSError, ValueError, KeyboardInterrupt) as error:
        print(f"{parser.prog}: {str(error) or 'stopped'}", file=sys.stderr)
        return getattr(error, "status", 2)
    print(f"{args.output}: rows for {students}; for the same drawn cases: --seed {seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
