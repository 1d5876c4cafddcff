"""Exercises that check themselves: what is wrong is named, and the answer is never shown."""

import doctest
import json
import sys

import numpy as np
import pytest

from tests.test_readme import ROOT

NOTEBOOKS = ROOT / "notebooks"
sys.path.insert(0, str(NOTEBOOKS))

import exercises  # noqa: E402
from exercises import Exercise, attempt, check, what_is_wrong  # noqa: E402
from exercises.plain import Other, literal, packed, unpacked  # noqa: E402

from notebooks import hand_ins  # noqa: E402

REAL = exercises.exercises()
TABLE = np.array([[1.0, 2.0], [3.0, 4.0]])
ASKED = [
    Exercise("halves", 2, lambda table: table / 2, [(TABLE,), (TABLE[:1],)]),
    Exercise("first loss", 1, 4.158883, tolerance=1e-3),
    Exercise("pairs", 1, [("cat", "sat"), ("sat", "cat")]),
    Exercise("odd one", 1, "car"),
]


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "one.ipynb")  # in English, whatever the system speaks
    monkeypatch.setattr(exercises, "exercises", lambda: {one.name: one for one in ASKED})


def in_place(table):
    table /= 2
    return table


@pytest.mark.parametrize(
    ("name", "yours", "said"),
    [
        ("halves", lambda table: table / 2, "halves: right, 2 points"),
        ("halves", lambda table: (table / 2).tolist(), "halves: right, 2 points"),
        ("halves", ..., "halves: not written yet"),
        ("halves", lambda table: ..., "halves: not written yet, or it returns nothing"),
        ("halves", lambda table: table / 2 + [[0, 0]], "halves: right, 2 points"),
        ("halves", lambda table: table[0] / 2, "shape (2, 2) is wanted, this has shape (2,)"),
        ("halves", lambda table: table // 2, "halves: at 0, 0 it is 0, which is too low"),
        ("halves", lambda table: table * np.nan, "at 0, 0 it is nan, which is not a number"),
        ("halves", lambda table: TABLE / 2, "shape (1, 2) is wanted, this has shape (2, 2)"),
        ("halves", lambda table: table.half, "it stops with AttributeError"),
        ("halves", lambda: 1, "it stops with TypeError"),
        ("halves", in_place, "the result is right, but what it was given has changed"),
        ("halves", lambda table: table.astype(str).tolist(), "numbers are wanted, this is"),
        ("halves", lambda table: "half", "numbers are wanted, this is 'half'"),
        ("first loss", 4.1589, "first loss: right, 1 point"),
        ("first loss", None, "first loss: not written yet"),
        ("first loss", 0.69, "first loss: 0.69, which is too low"),
        ("first loss", [4.1589], "one number is wanted, this has shape (1,)"),
        ("pairs", [("cat", "sat"), ("sat", "cat")], "pairs: right, 1 point"),
        ("pairs", [["cat", "sat"], ["sat", "cat"]], "pairs: right, 1 point"),
        ("pairs", [("cat", "sat")], "pairs: it has 1 items, and should have 2"),
        ("pairs", [("cat", "sat"), ("cat", "sat")], "item 1: item 0: it is 'cat', which is not"),
        ("pairs", "cat sat", "a list is wanted, this is a str"),
        ("odd one", "car", "odd one: right, 1 point"),
        ("odd one", "cat", "it is 'cat', which is not right"),
        ("odd one", 3, "a str is wanted, this is a int"),
    ],
)
def test_what_is_said(name, yours, said, capsys):
    check(name, yours)
    out = capsys.readouterr().out
    assert said in out and out.startswith(f"{name}: ") and out.count("\n") == 1
    assert TABLE.tolist() == [[1, 2], [3, 4]]  # each try has arrays of its own
    if ": right," not in out:
        assert not {"4.158", "'sat'", "'car'"} & set(out.split())


def test_each_case_gives_its_share(capsys):
    check("halves", lambda table: table / 2 if len(table) == 2 else table)
    assert capsys.readouterr().out == (
        "halves: 1 of 2 cases right, 1 of 2 points; "
        "at 0, 0 it is 1, which is too high, in yours(np.array([[1.0, 2.0]]))\n"
    )


def test_a_name_that_nobody_gave():
    with pytest.raises(ValueError, match="no exercise is called 'halfs'; leave the name"):
        check("halfs", 1)


VALUES = [
    None, True, 3, 0.1, 1e300, "é", [1, [2]], (1, "a"), {"b", "a"}, {"a": (1,), 2: [3]},
    np.array([[1.0, np.nan], [np.inf, -0.0]]), np.zeros((0, 3), np.float32), np.array(2.5),
    np.array([1, 2**40]), np.array([True]), Other("thing", "<thing>"),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_values_are_the_same_after_a_file(value):
    again = unpacked(json.loads(json.dumps(packed(value))))
    assert type(again) is type(value) and literal(again) == literal(value)
    if isinstance(value, np.ndarray):
        assert again.dtype == value.dtype and again.shape == value.shape


class Anything:
    """Says that it equals everything."""

    __array_priority__ = 1000

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0

    __hash__ = None
    __rsub__ = __sub__


class AnyString(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class AnyArray(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)

    __hash__ = None


@pytest.mark.parametrize(
    "value", [Anything(), [Anything()], AnyString("x"), np.zeros(2).view(AnyArray)]
)
def test_what_says_that_it_equals_everything_is_data_or_nothing(value):
    for expected in ("car", 1.0, [1.0, 2.0], {"a"}):
        task = Exercise("any", 1, expected).task()
        assert what_is_wrong(task, [attempt(value, None)])[0]


@pytest.mark.parametrize(
    "data",
    [
        {"array": [1], "dtype": "object", "shape": [1]},
        {"array": [1], "dtype": "float64", "shape": [2]},
        {"array": [], "dtype": "float64", "shape": [10**12]},
        {"tuple": 1}, {"x": []}, {"other": [1]},
    ],
)  # fmt: skip
def test_what_packed_never_makes(data):
    with pytest.raises(ValueError):
        unpacked(data)


def test_a_result_may_not_be_huge():
    assert attempt(np.zeros(10**6), None) == {"stopped": "the result is too large"}


@pytest.mark.parametrize("name", [name for name in REAL if REAL[name].cases])
def test_cases_can_be_copied_as_they_are_shown(name):
    for case in REAL[name].cases:
        again = eval(f"({', '.join(map(literal, case))},)", {"np": np})
        assert json.dumps(packed(again)) == json.dumps(packed(case))


DRAWN = 30
ANSWERED = {
    "solved": sorted((NOTEBOOKS / "solutions").glob("*.py")),
    "as given": sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")),
}


@pytest.fixture(scope="module")
def tasks():
    """All exercises, with many drawn cases."""
    rng = np.random.default_rng(20)
    return {
        name: exercise.task([exercise.draw(rng) for _ in range(DRAWN)] if exercise.draw else [])
        for name, exercise in REAL.items()
    }


@pytest.mark.parametrize("path", sum(ANSWERED.values(), []), ids=lambda path: path.name)
def test_solutions_are_right_and_what_is_given_never_is(path, tasks, monkeypatch):
    said = {}

    def note(name, yours):
        said[name] = what_is_wrong(
            tasks[name], [attempt(yours, case) for case in tasks[name]["cases"]]
        )

    monkeypatch.setattr(exercises, "check", note)
    for cell in hand_ins.code_cells(path.read_bytes(), script=path.suffix == ".py"):
        if "from exercises import check" in cell:
            exec(compile(cell, path.name, "exec"), {})
    number = int(path.name[:2])
    assert list(said) == [exercise.name for exercise in exercises.by_notebook()[number]]
    for name, wrong in said.items():
        if path in ANSWERED["solved"]:
            assert wrong == [None] * len(wrong), name
        else:  # or who leaves it as it is would get a share of its points
            assert None not in wrong, name


@pytest.mark.parametrize("module", [exercises.plain, hand_ins])
def test_the_examples_of_these_pages(module):
    failed, tried = doctest.testmod(module)
    assert tried and not failed


def test_functions_have_cases_shown_and_drawn():
    for name, exercise in REAL.items():
        kinds = {callable(exercise.expected), bool(exercise.cases), exercise.draw is not None}
        assert len(kinds) == 1, name
        assert len(exercise.cases) != 1, name
