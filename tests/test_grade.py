"""A class is graded: each row has what it should have, whatever the others do."""

import csv
import inspect
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from notebooks import grade
from notebooks.edition import edition, write
from notebooks.edition import main as edition_main
from notebooks.exercises import check, exercises, packed
from notebooks.hand_ins import code_cells, hand_ins
from notebooks.processes import _read
from tests.test_readme import ROOT

SECONDS = 8  # that a notebook may take
PAIRS, SOFTMAX, ONE_SHORT = (
    cell
    for cell in code_cells((ROOT / "notebooks/solutions/02.py").read_bytes(), script=True)
    if "check(" in cell
)
NAIVE = (
    "import numpy as np\nfrom exercises import check\ndef softmax(x):\n"
    "    return np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)\ncheck('softmax', softmax)\n"
)
WRONG = "from exercises import check\ncheck('softmax', lambda x: x)\n"
KNOWN = {
    json.dumps(packed(case)): exercises()["one short"].expected(*case)
    for case in exercises()["one short"].cases
}
BY_HEART = f"""\
import json
from exercises import check
from exercises.plain import packed
KNOWN = {KNOWN}
check("one short", lambda *case: KNOWN[json.dumps(packed(case))])
"""


def notebook(*cells):
    """A notebook with these cells, as bytes."""
    text = {"cell_type": "markdown", "source": ["# My ", "answers"]}
    code = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps({"cells": [text, *code], "nbformat": 4}).encode()


ALL = notebook(PAIRS, SOFTMAX, ONE_SHORT)
MAGICS = notebook(
    "%matplotlib widget\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "!echo hello\nget_ipython().magics_manager.magics['line']['pip']",
    "%lsmagic\nimport asyncio\nawait asyncio.sleep(0)",
    "%%time\n" + PAIRS, f"%%capture said\n{SOFTMAX}", "%config InlineBackend\n" + ONE_SHORT,
    "exit()",
)  # fmt: skip
VERSIONS = notebook(WRONG, SOFTMAX, PAIRS, PAIRS.replace('("milk", "warm")', '("milk", "milk")'))
LATE = notebook(
    "# each check stands late, and deep, in a cell\n"
    f"for once in [1]:\n    exec({PAIRS!r})\n\n\n"
    f"x = 1\nif x:\n    with open('mine.txt', 'w') as file:\n        exec({SOFTMAX!r})\n"
)
ONE_LOOP = """\
import time
import numpy as np
from exercises import check
calls = 0
def softmax(x):
    global calls
    calls += 1
    while calls == 6:  # the first that is drawn
        time.sleep(1)
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
check("softmax", softmax)
"""
DEEP = "import os\nfor _ in range(1100):\n    os.mkdir('a')\n    os.chdir('a')\n"
STOPS = notebook("import nothing_of_the_kind", PAIRS, "raise ValueError('é\\n\\ud800')", SOFTMAX)
ENDLESS = notebook(PAIRS, "import time\nwhile True:\n    time.sleep(1)", SOFTMAX)
EARLY = notebook(PAIRS, "import os\nos._exit(0)", SOFTMAX)

# what is handed in: its files, its points, and a part of its status
CLASS = {
    "anna.ipynb": (ALL, 5, "ok"),
    "ben": (
        {
            "week 2/02.ipynb": ALL,
            "week 2/.ipynb_checkpoints/02-checkpoint.ipynb": notebook(WRONG),
            ".trash/zz.ipynb": notebook(WRONG),
            "essay.txt": b"...",
        },
        5, "ok",
    ),
    "chen.ipynb": (MAGICS, 5, "ok"),
    "dora.ipynb": (VERSIONS, 2, "ok"),
    "emil.ipynb": (LATE, 3, "ok"),
    "fay.ipynb": (ALL[:-40], 0, "fay.ipynb cannot be read: it is no notebook of format 4"),
    "gus.ipynb": (ALL.replace(b"answers", b"r\xe9ponses"), 0, "byte 0xe9 is not UTF-8"),
    "hana.ipynb": (b"", 0, "it is empty"),
    "ivo": ({"notes.txt": b"later"}, 0, "no notebook"),
    "jan.ipynb": (STOPS, 3, "cell 1 stops with ModuleNotFoundError: No module named"),
    "kim.ipynb": (ENDLESS, 1, f"cell 2 is not done after {SECONDS} seconds"),
    "lea.ipynb": (notebook(NAIVE, BY_HEART), None, "ok"),
}  # fmt: skip
# what else happens in a class
MORE = {
    "mia": (
        {"a.ipynb": notebook(SOFTMAX), "b.ipynb": notebook(WRONG, PAIRS)},
        1,
        "b.ipynb: counts",
    ),
    "ned.py": (f"'''Mine.'''\n# %%\n{PAIRS}\n# %% two\n{SOFTMAX}".encode(), 3, "ok"),
    "olga.ipynb": (EARLY, 1, "cell 2 ends the run"),
    "=1+1.ipynb": (notebook("from exercises import check\ncheck('sofmax', 1)"), 0, "'sofmax'"),
    "pat.ipynb": (notebook("raise ValueError('é\\n\\ud800')", PAIRS), 1, r"ValueError: é\n\ud800"),
    "quin.ipynb": (notebook(ONE_LOOP, PAIRS), 2.8, "ok"),  # only that case is lost
    "rosa.ipynb": (notebook(PAIRS, DEEP), 1, "ok"),
    "sam.ipynb": (notebook("x = 1"), 0, "no exercise is checked"),
    "tom.py": (b"print(1)", 0, "no script with cells"),
    "victim.ipynb": (ALL, 5, "victim.ipynb was changed while the class was graded"),
}
EQUAL = """\
import numpy as np
from exercises import check
class Anything(np.ndarray):
    def __eq__(self, other): return np.True_
    __ne__ = __lt__ = __le__ = __sub__ = __rsub__ = __eq__
    def all(self, *_, **__): return True
class Same(str):
    def __eq__(self, other): return True
    __hash__ = str.__hash__
check("softmax", lambda x: np.zeros(x.shape).view(Anything))
check("pairs of a short sentence", [(Same(), Same())] * 10)
check("one short", lambda n, reach: [[object()]] * n)
"""
READ = (
    WRONG
    + """\
import os, sys
from pathlib import Path
for folder in [".", "..", "../..", "../../..", *sys.path, os.environ.get("PWD", "")]:
    for name in "solutions/02.py", "notebooks/solutions/02.py", "anna.ipynb", "class/anna.ipynb":
        if Path(folder, name).is_file():
            exec(Path(folder, name).read_text("utf-8"))
"""
)
TRICKS = {
    "write the results": """\
import exercises, json, os
exercises.results = {"softmax": 2}
for said in ({"check": "softmax", "points": 2}, {"check": "softmax", "outcome": 2}, {"total": 5},
             *[{"check": "pairs of a short sentence", "outcome": None}] * 3,
             *[{"check": "one short", "outcome": {"found": [], "changed": False}}] * 13):
    os.write(int(os.environ["EXERCISES_RECORD"]), json.dumps(said).encode() + b"\\n")
""",
    "patch the checker": """\
import exercises, numpy as np
exercises.compare = exercises.comparing.compare = lambda *_: None
exercises.what_is_wrong = lambda task, outcomes: [None] * len(outcomes)
exercises.points_for = lambda *_: 2
np.abs = lambda x: 0 * x
np.allclose = np.array_equal = np.all = lambda *_, **__: True
exercises.check("softmax", lambda x: x)
""",
    "import the answers": """\
import gzip, importlib, json, exercises
from exercises import check
for name in "exercises.ex02", "notebooks.exercises.ex02", "solutions.02", "notebooks.solutions.02":
    try:
        module = importlib.import_module(name)
        check("softmax", module.softmax)
        check("one short", module.context_places)
    except ImportError:
        pass
task = json.loads(gzip.decompress(exercises.TASKS.read_bytes()))["softmax"]
check("softmax", lambda x: exercises.unpacked(task["answers"][0]))
""",
    "read the solutions": READ,
    "equal to everything": EQUAL,
    "print a summary": 'print("softmax: right, 2 points\\n1 passed, total 5 of 5")\n' + WRONG,
    "leave early": WRONG + "import os\nos._exit(0)\n",
    "loop forever": WRONG + """\
import time
while True:
    try:
        time.sleep(1)
        raise ValueError
    except Exception:
        pass
""",
    "write other students' files": WRONG + """\
from pathlib import Path
Path(CLASS, "victim.ipynb").write_bytes(b"")
for folder in ".", "..", "../..", "exercises":
    for path in [*Path(folder).glob("*.ipynb"), *Path(folder).glob("*.py")]:
        path.write_text("")
""",
    "a limit taken off": WRONG + """\
import signal, time
signal.alarm(0)
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
time.sleep(10000)
""",
    "other copies damaged": WRONG + """\
import time
from pathlib import Path
for _ in range(6):
    for path in Path("../..").glob("hand-in-*/notebooks/exercises/*"):
        if path.is_file() and Path().resolve() not in path.resolve().parents:
            path.write_bytes(b"")
    time.sleep(0.1)
""",
    "leave a process behind": WRONG + """\
import subprocess
left = subprocess.Popen(["sleep", "999"], start_new_session=True)
open(f"{CLASS}/.left", "w").write(str(left.pid))
""",
    "check it oneself": """\
import exercises
def check(name, yours):
    print(f"{name}: right, 2 points")
exercises.check = exercises.attempt = check
exercises.check("softmax", 0)
""",
    "interrupt": WRONG + """\
import os, signal
os.kill(os.getpid(), signal.SIGINT)
raise KeyboardInterrupt
""",
    "change sys.modules": """\
import sys, types
fake = types.ModuleType("exercises")
fake.check = lambda name, yours: print(f"{name}: right, 2 points")
sys.modules["exercises"] = sys.modules["exercises.comparing"] = fake
from exercises import check
check("softmax", 0)
""",
}  # fmt: skip
if sys.platform == "linux":  # elsewhere nothing limits memory, and not every file name is possible
    TRICKS["fill memory"] = (
        WRONG + "import numpy\nkept = []\nwhile True:\n    kept.append(numpy.empty(1 << 26))\n"
    )
    MORE[os.fsdecode(b"Jos\xe9.ipynb")] = (ALL, 5, "ok")


def hand_in(folder, name, content):
    files = content if isinstance(content, dict) else {"": content}
    for path, data in files.items():
        path = folder / name / path if path else folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def graded(folder, output, *more):
    """The rows of a class by student, as the command writes them."""
    command = [sys.executable, "-m", "notebooks.grade", folder, "-o", output, *more]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PWD": str(ROOT)},
    )  # fmt: skip
    assert ended.returncode == 0 and not ended.stderr, ended.stderr
    with open(output, encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("class")


@pytest.fixture(scope="module")
def rows(folder):
    for name, (content, *_) in (CLASS | MORE).items():
        hand_in(folder, name, content)
    for name, code in TRICKS.items():
        hand_in(folder, name, {"a.ipynb": notebook(f"CLASS = {str(folder)!r}\n{code}")})
    if sys.platform != "win32":
        (folder / "link.ipynb").symlink_to(folder / "anna.ipynb")
        (folder / "round").symlink_to("round")
    return graded(folder, folder / "grades.csv", "--seed", "7", "--seconds", str(SECONDS))


def in_table(name):
    return "'" + name if name.startswith("=") else name.replace("\udce9", "\\udce9")


def test_it_has_a_row_for_each_student_and_a_column_for_each_exercise(rows):
    names = [in_table(name) for name in sorted([*CLASS, *MORE, *TRICKS])]
    assert [name for name in rows if name not in {"link.ipynb", "round"}] == names
    assert list(rows["anna.ipynb"]) == [
        "student", "total (5)", "status", "pairs of a short sentence (1)", "softmax (2)",
        "softmax, drawn (2)", "one short (2)", "one short, drawn (2)",
        "2.4 Open: one vector for each word",
    ]  # fmt: skip
    assert list(rows["anna.ipynb"].values()) == ["anna.ipynb", "5", "ok", *"12222", ""]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_the_work_of_another_is_no_work(rows):
    for name in "link.ipynb", "round":
        assert rows[name]["total (5)"] == "0" and rows[name]["status"].startswith("no notebook")


@pytest.mark.skipif(sys.platform != "linux", reason="who left the group is found by /proc")
def test_nothing_is_left_when_a_class_is_graded(rows, folder):
    left = Path("/proc", (folder / ".left").read_text(), "cmdline")
    assert not left.exists() or not left.read_bytes()  # gone, or nobody has asked how it ended


@pytest.mark.parametrize("name", [*CLASS, *MORE])
def test_each_has_what_it_should_have(rows, name):
    _, points, status = (CLASS | MORE)[name]
    row = rows[in_table(name)]
    assert status in row["status"] and (status != "ok" or row["status"] == "ok")
    if points is not None:
        assert float(row["total (5)"]) == points


@pytest.mark.parametrize("name", TRICKS)
def test_tricks_earn_nothing(rows, name):
    row = rows[name]
    given = {column: value for column, value in row.items() if column.endswith(")")}
    assert set(given.values()) == {"0"}, row


def test_what_a_student_saw_is_what_the_table_says(rows, capsys, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "one.ipynb")  # in English, whatever the system speaks
    names = {}
    exec(NAIVE.replace("from exercises import check", "check = lambda *_: None"), names)
    check("softmax", names["softmax"])
    assert capsys.readouterr().out.startswith("softmax: 3 of 5 cases right, 1.2 of 2 points; ")
    row = rows["lea.ipynb"]
    assert row["softmax (2)"] == "1.2" and 0 < float(row["softmax, drawn (2)"]) < 2


def test_who_knows_the_cases_by_heart_has_no_points_for_others(rows):
    row = rows["lea.ipynb"]
    assert (row["one short (2)"], row["one short, drawn (2)"]) == ("2", "0")
    both = float(row["softmax (2)"]), float(row["softmax, drawn (2)"])
    assert float(row["total (5)"]) == min(both)  # of each exercise the lesser counts


def test_the_solutions_have_all_points(tmp_path):
    hand_in(
        tmp_path / "class",
        "teacher",
        {path.name: path.read_bytes() for path in (ROOT / "notebooks/solutions").glob("*.py")},
    )
    (row,) = graded(tmp_path / "class", tmp_path / "grades.csv").values()
    total = sum(exercise.points for exercise in exercises().values())
    assert row["status"] == "ok" and row[f"total ({total})"] == str(total)


def test_the_same_seed_draws_the_same_cases():
    one, same, other = (grade.tasks_with_draws(seed) for seed in (3, 3, 4))
    assert one == same and one["softmax"] != other["softmax"]
    shown = packed(exercises()["softmax"].cases[0])
    assert one["softmax"]["cases"][0] == other["softmax"]["cases"][0] == shown
    assert len(one["softmax"]["cases"]) == len(exercises()["softmax"].cases) + grade.DRAWN


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe", b"[" * 100_000, b'{"check": 1, "outcome": 1}', b"{}", b"3", b'{"check": 1}',
        b'{"outcome": 2}', b'"' + b"x" * (3 << 20) + b'"', b'{"check": "softmax", "outcome": 2}',
        b'{"cell": "one"}', b'{"cell": 1, "stopped": [1]}',
    ],
)  # fmt: skip
def test_a_record_can_be_anything(line):
    check = b'{"check": "softmax"}\n{"check": "softmax", "outcome": 1}\n'
    record = io.BytesIO(line + b"\n" + check + b'{"finished": true}\n')
    outcomes, remarks = _read(record, "ends")
    assert outcomes == {"softmax": [1]} and remarks == []


@pytest.mark.parametrize(
    "outcomes",
    [
        None, [], [1], [None] * 14, [{}] * 14, [{"found": {"array": 1}, "changed": False}] * 14,
        [{"found": {"array": [1], "dtype": "object", "shape": [1]}, "changed": 0}] * 14,
        [{"stopped": ["a"]}] * 14, [{"found": 10**5000, "changed": False}] * 14,
        [{"found": "1" * 5000, "changed": False}] * 14, [{"found": True}] * 15,
    ],
)  # fmt: skip
def test_outcomes_can_be_anything(outcomes):
    task = grade.tasks_with_draws(1)["softmax"]
    assert grade.points(exercises()["softmax"], task, outcomes) == [0, 0]


def test_the_class_may_be_as_good_as_empty(tmp_path):
    hand_in(tmp_path / "class", "nobody", {"a.txt": b""})
    (row,) = graded(tmp_path / "class", tmp_path / "grades.csv").values()
    assert row["status"].startswith("no notebook")
    assert len([column for column in row if "Open: " in column]) >= 9  # of every notebook


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["nowhere", "-o", "a.csv"], "nowhere is not a folder; give that of a class"),
        (["class", "-o", "class"], "class is a folder; give the name of a file in it"),
        (["class", "-o", "no/a.csv"], "no is not a folder; make it first"),
        (["class", "-o", "a.csv"], "class is empty; put a folder or a notebook"),
        (["class", "-o", "a.csv", "--seed", "-1"], "--seed is 0 or more"),
        (["class", "-o", "a.csv", "--seconds", "nan"], "--seconds is more than 0"),
    ],
)
def test_errors_are_one_line(given, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class").mkdir()
    assert grade.main(given) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["class"]


@pytest.mark.skipif(sys.platform == "win32", reason="a process there cannot be asked to stop")
def test_nothing_runs_on_when_it_is_stopped(tmp_path):
    pid = tmp_path / "pid"
    code = f"import os, time\nopen({str(pid)!r}, 'w').write(f'{{os.getpid()}}\\n')\ntime.sleep(99)"
    hand_in(tmp_path / "class", "a.ipynb", notebook(code))
    command = [sys.executable, "-m", "notebooks.grade", tmp_path / "class", "-o", tmp_path / "a"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        while not pid.exists() or not pid.read_text().endswith("\n"):
            assert process.poll() is None
            time.sleep(0.05)
        process.terminate()
        assert process.communicate()[1].endswith("stopped\n")
    assert process.returncode == 128 + signal.SIGTERM and not (tmp_path / "a").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


@pytest.mark.parametrize("seed", ["x", "1.5"])
def test_a_seed_is_a_number(seed, capsys):
    with pytest.raises(SystemExit) as ended:
        grade.main(["class", "-o", "a.csv", "--seed", seed])
    assert ended.value.code == 2 and capsys.readouterr().err.count("\n") == 1


def test_it_says_what_it_needs(monkeypatch, capsys):
    monkeypatch.setattr(grade.importlib.util, "find_spec", lambda name: None)
    assert grade.main(["class", "-o", "a.csv"]) == 2
    assert "pip install ipython" in capsys.readouterr().err


def test_folders_can_be_deeper_than_python_can_go(tmp_path):
    deep = tmp_path / "anna" / "/".join("a" * 150)
    hand_in(deep, "a.ipynb", ALL)
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 120)
    try:
        (found,) = hand_ins(tmp_path, besides=tmp_path / "grades.csv")
    finally:
        sys.setrecursionlimit(before)
    assert list(found.cells) == [deep / "a.ipynb"]


def test_a_notebook_can_be_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("notebooks.hand_ins.LARGEST", 10)
    hand_in(tmp_path, "a.ipynb", ALL)
    (found,) = hand_ins(tmp_path, besides=tmp_path / "grades.csv")
    assert found.cells == {} and "a.ipynb cannot be read: it has more than" in found.remarks[0]


def test_the_edition_has_no_answers_in_sight_and_the_same_checks(tmp_path, capsys):
    folder = tmp_path / "course"
    assert edition_main([str(folder)]) == 0
    assert f"{folder}: " in capsys.readouterr().out
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert "notebooks/01_counting_neighbours.ipynb" in files and "data/sample.en.txt" in files
    assert not [name for name in files if "ex0" in name or "solutions" in name or "tests/" in name]
    for cell in NAIVE, WRONG, PAIRS, BY_HEART:
        said = [
            subprocess.run(
                [sys.executable, "-c", cell], cwd=course / "notebooks", capture_output=True,
                text=True, env={**os.environ, "PYTHONPATH": str(course)}, check=True,
            ).stdout
            for course in (folder, ROOT)
        ]  # fmt: skip
        assert said[0] == said[1] and said[0].count("\n") == 1
    assert edition_main([str(folder)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_what_a_notebook_is_given_has_no_answers(tmp_path):
    """Not in the copy, and not where the course is installed from its folder."""
    tasks = grade.tasks_with_draws(1)
    write(edition({"softmax": {"cases": tasks["softmax"]["cases"]}}), tmp_path)
    look = (
        "import exercises, gzip, json, os, sys\n"
        "task = json.loads(gzip.decompress(exercises.TASKS.read_bytes()))['softmax']\n"
        "os.write(int(os.environ['EXERCISES_RECORD']), json.dumps([*task, *sys.path]).encode())\n"
    )
    said = subprocess.run(
        [sys.executable, "-m", "exercises.run", str(2**32), str(2**24)],
        cwd=tmp_path / "notebooks", input=json.dumps([look]).encode(), capture_output=True,
        env={**os.environ, "PYTHONPATH": f"{tmp_path / 'notebooks'}{os.pathsep}{ROOT}"},
    ).stdout  # fmt: skip
    keys, *path = json.loads(said[said.index(b"[") : said.index(b"]") + 1])
    assert keys == "cases" and str(tmp_path / "notebooks") in path and str(ROOT) not in path
