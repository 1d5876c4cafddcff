"""The README does what it says."""

import doctest
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_block_of_python_gives_what_it_shows(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "sample.en.txt", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert result.attempted > 9 and result.failed == 0


def test_the_tree_names_every_file_and_no_other():
    tree = re.search(r"What to read.*?```\n(.*?)```", README, re.DOTALL).group(1)
    folder, named = "", set()
    for line in tree.splitlines():
        if not line.startswith(" "):
            folder = line.split()[0]
        else:
            named.add(folder + line.split()[0])
    files = {
        f"{package}/{path.name}"
        for package in ("word2vec", "pooling", "similarity")
        for path in (ROOT / package).glob("*.py")
        if path.name != "__init__.py"
    }
    assert named == files


def test_the_two_commands_are_the_ones_the_gate_runs():
    assert "    pip install -e '.[dev]' && python -m word2vec\n" in README
    gate = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "\n    pytest\n" in README and gate.endswith("\npytest\n")
    assert "install --quiet -e '.[dev]'" in gate
