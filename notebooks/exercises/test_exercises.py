"""One test for each exercise: green if the student's cell gets all its points."""

import contextlib
import io
import json
import re
import signal

import pytest

import exercises

LIMIT = 20  # seconds that a cell may take


def cells(folder):
    """The code of each cell in the notebooks and scripts of a folder."""
    for path in sorted(folder.rglob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"])
    for path in sorted(folder.rglob("*.py")):
        yield from re.split(r"^# %%.*$", path.read_text("utf-8"), flags=re.MULTILINE)


@contextlib.contextmanager
def time_limit(seconds):
    def stop(number, frame):
        raise TimeoutError(f"it takes more than {seconds} seconds")

    if not hasattr(signal, "SIGALRM"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", exercises.exercises())
def test_exercise(name, student, points):
    asked = re.compile(rf"^check\(\s*[\"']{re.escape(name)}[\"']", re.MULTILINE)
    cell = next((code for code in cells(student) if asked.search(code)), None)
    if cell is None:
        pytest.fail(f"no cell in {student.name} has check({name!r}, …)", pytrace=False)
    said = io.StringIO()
    exercises.results.pop(name, None)
    try:
        with contextlib.redirect_stdout(said), time_limit(LIMIT):
            exec(compile(cell, name, "exec"), {"__name__": name})
    except Exception as error:
        pytest.fail(f"{name}: the cell stops with {type(error).__name__}: {error}", pytrace=False)
    points[name] = exercises.results.get(name, 0)
    if points[name] < exercises.exercises()[name].points:
        pytest.fail(said.getvalue().strip(), pytrace=False)
