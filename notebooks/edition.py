"""The student's edition of the course: python -m notebooks.edition FOLDER

It has the notebooks, their checks, the packages and the data. It has no solutions and no tests, and
the reference functions of the exercises are replaced by one packed file of cases with answers.
Whoever unpacks it finds the answers to the cases that `check` shows, and none to those that a
grader draws.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from notebooks.exercises import TASKS, exercises
from word2vec.flags import Parser

ROOT = Path(__file__).resolve().parent.parent
GIVEN = (
    "LICENSE", "*.md", "pyproject.toml", "data/**/*", "word2vec/**/*", "pooling/**/*",
    "similarity/**/*", "notebooks/*.ipynb", "notebooks/*.md", "notebooks/*.csv", "notebooks/*.png",
    "notebooks/exercises/*.py",
)  # fmt: skip
KEPT = "notebooks/exercises/ex[0-9][0-9].py"  # by the teacher


def edition(tasks: dict[str, Any]) -> dict[str, bytes]:
    """The files of an edition in which these are the tasks: path -> content."""
    kept = set(ROOT.glob(KEPT))
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for pattern in GIVEN
        for path in sorted(ROOT.glob(pattern))
        if path.is_file() and path not in kept and "__pycache__" not in path.parts
    }
    packed = gzip.compress(json.dumps(tasks).encode(), mtime=0)  # the same at each run
    return {**files, f"notebooks/exercises/{TASKS.name}": packed}


def write(files: dict[str, bytes], folder: Path) -> None:
    """Write these files under a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def main(argv: list[str] | None = None) -> int:
    """Write the edition; an error is one line on standard error, and exit status 2."""
    parser = Parser(
        "en",
        prog="python -m notebooks.edition",
        description="Write the student's edition of the course, without solutions and answers.",
    )
    parser.add_argument("folder", type=Path, help="a new folder, or an empty one")
    folder = parser.parse_args(argv).folder
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise FileExistsError(f"{folder} is not empty; give a new folder")
        files = edition({name: exercise.task() for name, exercise in exercises().items()})
        write(files, folder)
    except OSError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    print(f"{folder}: {len(files)} files, {sum(map(len, files.values())) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
