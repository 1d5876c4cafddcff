"""Grades a student's folder: pytest notebooks/exercises --student FOLDER"""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))  # as in a notebook, `from exercises import check` works

from exercises import exercises  # noqa: E402

POINTS = pytest.StashKey[dict]()


def pytest_addoption(parser):
    parser.addoption(
        "--student",
        metavar="FOLDER",
        default=str(HERE.parent / "solutions"),
        help="notebooks (.ipynb), or scripts with cells (# %%%%), of one student",
    )


def pytest_configure(config):
    config.stash[POINTS] = {}


@pytest.fixture
def student(request):
    return Path(request.config.getoption("--student"))


@pytest.fixture
def points(request):
    """Exercise -> points, for the summary."""
    return request.config.stash[POINTS]


def pytest_terminal_summary(terminalreporter, config):
    points = config.stash[POINTS]
    if points:
        terminalreporter.section(f"points of {Path(config.getoption('--student')).name}")
        for name, exercise in exercises().items():
            terminalreporter.line(f"{points.get(name, 0)} of {exercise.points}  {name}")
        total = sum(exercise.points for exercise in exercises().values())
        terminalreporter.line(f"{sum(points.values())} of {total}  in all")
