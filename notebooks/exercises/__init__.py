"""Exercises that check themselves, where they stand: `check("name", yours)` says what is wrong.

It tries a few cases, and names the first that fails and what differs there, never the answer. Each
case that is right gives its share of the points. A cell with an exercise stands alone: it imports
what it needs.

Exercises are written in ex01.py, ex02.py and so on, one file for each notebook:

    from . import Exercise

    def scores(rng):  # one more case, a tuple of arguments
        return (rng.normal(size=rng.integers(1, 5, 2)).round(2),)

    EXERCISES = [Exercise("softmax", points=2, expected=softmax, cases=[...], draw=scores)]

- Write the reference function, or take it from the package. The cases that a student sees are
  chosen by hand, and small: check shows the one that fails as a line to copy, so round numbers.
- Where a bug is to be found, the function as the notebook gives it must fail in every case, shown
  or drawn. Otherwise who leaves it as it is gets a share of the points.
- In `draw` no case may have two right answers, such as the order of equal rows.
- An exercise by hand has a value as `expected`, and no cases.

Students get the edition that `python -m notebooks.edition FOLDER` writes. It has one file of cases
with their answers in place of ex01.py and the others, and no `draw`. In the grader's copy of it the
answers are missing, too: there `check` writes down what the student's function returns.
"""

import gzip
import importlib
import json
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .comparing import Wrong, compare
from .languages import in_chinese, language
from .plain import literal, packed, unpacked

TASKS = Path(__file__).with_name("tasks.json.gz")  # in a student's edition
RECORD = "EXERCISES_RECORD"  # the grader's, an open file: where to write what came out
UNWRITTEN = "not written yet"
SECONDS = 5  # for a case, where the grader tries it
LARGEST = 20_000  # letters of a result as JSON


@dataclass(frozen=True)
class Exercise:
    """What is asked for, by name, and how to know whether it is right.

    expected    the value; or a function, for an exercise that is to write one
    cases       arguments to try a function with, each a tuple; students see them
    draw        makes one more case by a random generator; students never have it
    tolerance   by how much numbers may differ
    """

    name: str
    points: int
    expected: Any
    cases: Sequence[tuple] = ()
    draw: Callable[[np.random.Generator], tuple] | None = None
    tolerance: float = 1e-6

    def task(self, drawn: Sequence[tuple] = ()) -> dict[str, Any]:
        """The exercise as plain data: its cases, then those drawn, and the answers to all."""
        cases = [packed(case) for case in [*self.cases, *drawn]]
        with np.errstate(all="ignore"):
            answers = [packed(self.expected(*unpacked(case))) for case in cases]
        return {
            "points": self.points,
            "tolerance": self.tolerance,
            "cases": cases or [None],  # a value has one case, and no arguments
            "answers": answers or [packed(self.expected)],
        }


def by_notebook() -> dict[int, list[Exercise]]:
    """The exercises of ex01.py, ex02.py and so on, by the number of their notebook."""
    numbers = [int(path.stem[2:]) for path in sorted(Path(__file__).parent.glob("ex[0-9][0-9].py"))]
    name = f"{__name__}.ex{{:02}}".format
    return {number: importlib.import_module(name(number)).EXERCISES for number in numbers}


def exercises() -> dict[str, Exercise]:
    """All exercises by name, notebook by notebook."""
    return {exercise.name: exercise for some in by_notebook().values() for exercise in some}


def check(name: str, yours: Any) -> None:
    """Print whether the exercise is right, and if not, what is wrong first.

    Raises ValueError if there is no exercise of this name.
    """
    task = _task(name)
    if "answers" in task:
        outcomes = [attempt(yours, case) for case in task["cases"]]
        called = getattr(yours, "__name__", "")
        line = f"{name}: {_verdict(task, outcomes, called if called.isidentifier() else 'yours')}"
        print(in_chinese(line) if language() == "zh" else line)
    else:
        _write_down(name, yours, task["cases"])


def _write_down(name: str, yours: Any, cases: Sequence[Any]) -> None:
    """What the grader reads, case by case, for one may end all, or never end."""

    def note(**what: Any) -> None:
        os.write(int(os.environ[RECORD]), json.dumps(what).encode() + b"\n")

    alarm = getattr(signal, "alarm", lambda seconds: None)  # Windows has none
    note(check=name)
    for case in cases:
        alarm(SECONDS)
        outcome = attempt(yours, case)
        alarm(0)
        note(check=name, outcome=outcome)


def _task(name: str) -> dict[str, Any]:
    if TASKS.exists():
        task = json.loads(gzip.decompress(TASKS.read_bytes())).get(name)
    else:
        exercise = exercises().get(name)
        task = exercise and exercise.task()
    if task is None:
        raise ValueError(f"no exercise is called {name!r}; leave the name as the notebook gives it")
    return task


def attempt(yours: Any, case: Any) -> dict[str, Any]:
    """What comes out in a case, as plain data, or why nothing does; no answer is needed for it."""
    if yours is None or yours is ...:
        return {"stopped": UNWRITTEN}
    try:
        if case is None:
            found, changed = yours, False
        else:
            arguments = unpacked(case)
            with np.errstate(all="ignore"):
                found = yours(*arguments)
            changed = json.dumps(packed(arguments)) != json.dumps(case)
        if found is None or found is ...:
            return {"stopped": f"{UNWRITTEN}, or it returns nothing"}
        text = json.dumps(packed(found))
    except NotImplementedError:
        return {"stopped": UNWRITTEN}
    except Exception as error:  # whatever goes wrong in it is for the student to read
        return {"stopped": f"it stops with {type(error).__name__}: {error}"[:300]}
    if len(text) > LARGEST:
        return {"stopped": "the result is too large"}
    return {"found": json.loads(text), "changed": changed}  # as the grader will read it


def what_is_wrong(task: dict[str, Any], outcomes: Sequence[dict[str, Any]]) -> list[str | None]:
    """What is wrong with the outcome of each case; None where it is right."""
    said: list[str | None] = []
    for outcome, answer in zip(outcomes, task["answers"], strict=True):
        try:
            if "stopped" in outcome:
                raise Wrong(outcome["stopped"])
            compare(unpacked(outcome["found"]), unpacked(answer), task["tolerance"])
            if outcome["changed"]:
                raise Wrong("the result is right, but what it was given has changed")
        except Wrong as wrong:
            said.append(str(wrong))
        else:
            said.append(None)
    return said


def points_for(task: dict[str, Any], said: Sequence[str | None]) -> float:
    """The share of the points that these cases give."""
    return round(task["points"] * said.count(None) / len(said), 2)


def _verdict(task: dict[str, Any], outcomes: Sequence[dict[str, Any]], called: str) -> str:
    said = what_is_wrong(task, outcomes)
    number = f"{task['points']} point{'s' * (task['points'] > 1)}"
    first = next((place for place, wrong in enumerate(said) if wrong), None)
    if first is None:
        return f"right, {number}"
    verdict, case, right = str(said[first]), task["cases"][first], said.count(None)
    if case is not None and (right or not verdict.startswith(UNWRITTEN)):
        verdict += f", in {called}({', '.join(map(literal, unpacked(case)))})"
    if right:
        share = points_for(task, said)
        verdict = f"{right} of {len(said)} cases right, {share:g} of {number}; {verdict}"
    return verdict
