"""Exercises that check themselves, where they stand: `check("name", yours)` says what is wrong.

It names the first thing that differs, never the answer. A cell with an exercise stands alone: it
imports what it needs, so that `pytest notebooks/exercises --student FOLDER` can run it by itself.
"""

import copy
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Exercise:
    """What is asked for, by name, and how to know whether it is right.

    expected    the value; or a function, for an exercise that is to write one
    cases       arguments to try a function with, each a tuple
    tolerance   by how much numbers may differ
    """

    name: str
    points: int
    expected: Any
    cases: Sequence[tuple] = ()
    tolerance: float = 1e-6


class Wrong(Exception):
    """Says in one line what is wrong."""


results: dict[str, int] = {}  # exercise -> points that the last check gave


def exercises() -> dict[str, Exercise]:
    """All exercises by name, notebook by notebook: those of ex01.py, ex02.py and so on."""
    files = sorted(Path(__file__).parent.glob("ex[0-9][0-9].py"))
    modules = [importlib.import_module(f"{__name__}.{path.stem}") for path in files]
    return {exercise.name: exercise for module in modules for exercise in module.EXERCISES}


def check(name: str, yours: Any) -> None:
    """Print whether the exercise is right, and if not, what is wrong first."""
    exercise = exercises()[name]
    results[name] = 0
    try:
        if yours is None or yours is ...:
            print(f"{name}: not written yet")
            return
        for case in exercise.cases or [()]:
            _check_case(exercise, yours, case)
    except Wrong as wrong:
        print(f"{name}: {wrong}")
    else:
        results[name] = exercise.points
        print(f"{name}: right, {exercise.points} point{'s' * (exercise.points > 1)}")


def _check_case(exercise: Exercise, yours: Any, case: tuple) -> None:
    if not exercise.cases:
        compare(yours, exercise.expected, exercise.tolerance)
        return
    arguments = copy.deepcopy(case)
    try:
        with np.errstate(all="ignore"):
            found = yours(*arguments)
    except NotImplementedError as error:
        raise Wrong("not written yet") from error
    except Exception as error:  # whatever goes wrong in it is for the student to read
        raise Wrong(f"it stops with {type(error).__name__}: {error}") from error
    if found is None or found is ...:
        raise Wrong("not written yet, or it returns nothing")
    compare(found, exercise.expected(*copy.deepcopy(case)), exercise.tolerance)
    for argument, before in zip(arguments, case, strict=True):
        if isinstance(before, np.ndarray) and not np.array_equal(argument, before, equal_nan=True):
            raise Wrong("the result is right, but an array that it was given has changed")


def compare(yours: Any, expected: Any, tolerance: float) -> None:
    """Raise Wrong with the first thing that differs."""
    if isinstance(expected, str | bool | set | dict):
        if type(yours) is not type(expected):
            raise Wrong(f"a {type(expected).__name__} is wanted, this is a {type(yours).__name__}")
        if yours != expected:
            raise Wrong(f"it is {yours!r:.60}, which is not right")
        return
    if isinstance(expected, list | tuple) and not _is_numbers(expected):
        if not isinstance(yours, list | tuple):
            raise Wrong(f"a list is wanted, this is a {type(yours).__name__}")
        if len(yours) != len(expected):
            raise Wrong(f"it has {len(yours)} items, and should have {len(expected)}")
        for place, (one, other) in enumerate(zip(yours, expected, strict=True)):
            try:
                compare(one, other, tolerance)
            except Wrong as wrong:
                raise Wrong(f"item {place}: {wrong}") from None
        return
    _compare_numbers(yours, np.asarray(expected), tolerance)


def _compare_numbers(yours: Any, expected: np.ndarray, tolerance: float) -> None:
    try:
        found = np.asarray(yours, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Wrong(f"numbers are wanted, this is {yours!r:.60}") from error
    if found.shape != expected.shape:
        wanted = f"shape {expected.shape} is wanted" if expected.shape else "one number is wanted"
        raise Wrong(f"{wanted}, this has shape {found.shape}")
    with np.errstate(invalid="ignore"):
        near = (np.abs(found - expected) <= tolerance) | (found == expected)
    if not near.all():
        place = tuple(np.argwhere(~near)[0].tolist())
        value = found[place]
        how = "too high" if value > expected[place] else "too low"
        if np.isnan(value):
            how = "not a number"
        where = f"at {', '.join(map(str, place))} it is {value:.6g}" if place else f"{value:.6g}"
        raise Wrong(f"{where}, which is {how}")


def _is_numbers(values: Sequence) -> bool:
    try:
        return np.asarray(values).dtype.kind in "iufb" and len(values) > 0
    except ValueError:
        return False
