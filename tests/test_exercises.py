"""Exercises that check themselves: what is wrong is named, and the answer is never shown."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest

from tests.test_readme import ROOT

sys.path.insert(0, str(ROOT / "notebooks"))

import exercises  # noqa: E402
from exercises import Exercise, check  # noqa: E402

SOLUTIONS = ROOT / "notebooks" / "solutions" / "01.py"
TABLE = np.array([[1.0, 2.0], [3.0, 4.0]])
ASKED = [
    Exercise("halves", 2, lambda table: table / 2, [(TABLE,), (TABLE[:1],)]),
    Exercise("first loss", 1, 4.158883, tolerance=1e-3),
    Exercise("pairs", 1, [("cat", "sat"), ("sat", "cat")]),
    Exercise("odd one", 1, "car"),
]


@pytest.fixture(autouse=True)
def asked(monkeypatch):
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
        ("halves", in_place, "the result is right, but an array that it was given has changed"),
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
    points = {one.name: one.points for one in ASKED}
    assert exercises.results[name] == (points[name] if ": right," in out else 0)
    assert TABLE.tolist() == [[1, 2], [3, 4]]  # each try has arrays of its own
    if ": right," not in out:
        assert not {"4.158", "'sat'", "'car'"} & set(out.split())


def grade(folder):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    asked = [*command, ROOT / "notebooks" / "exercises", "--student", folder]
    return subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, timeout=120).stdout


def test_a_folder_is_graded(tmp_path):
    solved, *others = re.split(r"(?m)^# %%.*\n", SOLUTIONS.read_text("utf-8"))[1:]
    first, second = (
        re.search(r'^check\("([^"]+)"', cell, re.MULTILINE)[1] for cell in (solved, others[0])
    )
    unsolved = f'from exercises import check\ncheck("{second}", ...)\n'
    cells = [solved, unsolved, "1 / 0"]  # what is no exercise is not run
    notebook = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    (tmp_path / "mine.ipynb").write_text(json.dumps(notebook), "utf-8")
    said = grade(tmp_path)
    points = {
        name: (int(got), int(of)) for got, of, name in re.findall(r"(\d+) of (\d+)  (.+)", said)
    }
    assert points[first][0] == points[first][1] > 0 == points[second][0]
    assert sum(got for got, _ in points.values()) == 2 * points["in all"][0] == 2 * points[first][0]
    assert f"{second}: not written yet" in said and "no cell in" in said
