"""The README does what it says."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CHINESE = (ROOT / "README.zh.md").read_text("utf-8")


def test_the_block_of_python_gives_what_it_shows(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "sample.en.txt", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert result.attempted > 9 and result.failed == 0


@pytest.mark.parametrize("text", [README, CHINESE], ids=["English", "Chinese"])
def test_the_tree_names_every_file_and_no_other(text):
    tree = re.search(r"```\n(word2vec/.*?)```", text, re.DOTALL).group(1)
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


def test_links_lead_somewhere():
    for text in (README, CHINESE):
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert target.startswith("http") or (ROOT / target).exists(), target


def in_both(pattern):
    return re.findall(pattern, README, re.MULTILINE), re.findall(pattern, CHINESE, re.MULTILINE)


def test_the_chinese_readme_keeps_step():
    english, chinese = in_both(r"^(#+) ")
    assert english == chinese
    english, chinese = in_both(
        r"```python\n(?:.|\n)*?```|^    .+$"
    )  # code and commands, to the letter
    assert english == chinese and len(english) > 8
    # tables: as many rows, and in each row the same figures and names of code
    english, chinese = in_both(r"^\|.*$")
    for ours, theirs in zip(english, chinese, strict=True):
        assert ours.count("|") == theirs.count("|")
        for pattern in (r"`[^`]+`", r"\d[\d.]*"):
            figures, same = (re.findall(pattern, row.split("|", 2)[2]) for row in (ours, theirs))
            assert figures == same, theirs
    # and in the text the same commands and files
    prose = (re.sub(r"```(?:.|\n)*?```", "", text) for text in (README, CHINESE))
    english, chinese = ({" ".join(c.split()) for c in re.findall(r"`([^`]+)`", t)} for t in prose)
    assert english == chinese
