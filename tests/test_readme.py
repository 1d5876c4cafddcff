"""The READMEs do what they say, and their Chinese keeps step."""

import doctest
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from word2vec import textbook

ROOT = Path(__file__).parent.parent
FOLDERS = [".", "word2vec", "notebooks", "tests/benchmarks"]
ENGLISH = {folder: (ROOT / folder / "README.md").read_text("utf-8") for folder in FOLDERS}
CHINESE = {folder: (ROOT / folder / "README.zh.md").read_text("utf-8") for folder in FOLDERS}
README, README_ZH = ENGLISH["."], CHINESE["."]
PAGES = [(folder, pages[folder]) for folder in FOLDERS for pages in (ENGLISH, CHINESE)]
FENCED = r"^```(\w*)\n((?:.|\n)*?)^```$"  # a block of code: its language, its lines
SETUP = ("python -m venv", ". .venv", "pip ", "pytest")


def blocks(text, language):
    """The blocks of code in one language, without their fences."""
    return [code for name, code in re.findall(FENCED, text, re.M) if name == language]


def uncommented(code):
    """The lines of code without their comments, which are in the language of the reader."""
    return [re.sub(r" +# .*", "", line) for line in code.splitlines()]


def assert_git_ignores(folder, made):
    """What the lines of a README make does not get in the way of a reader who uses git."""
    shutil.copy(ROOT / ".gitignore", folder)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    for name in made:
        done = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=folder)
        assert done.returncode == 0, f"{name} is not in .gitignore"


@pytest.mark.parametrize("folder", [folder for folder in FOLDERS if ">>> " in ENGLISH[folder]])
def test_the_blocks_of_python_give_what_they_show(folder, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    result = doctest.testfile(str(ROOT / folder / "README.md"), module_relative=False)
    assert result.attempted > 5 and result.failed == 0
    assert_git_ignores(tmp_path, [path.name for path in tmp_path.iterdir() if path.is_file()])


@pytest.mark.skipif(os.name == "nt", reason="a Unix shell is wanted")
def test_the_shell_lines_run_in_order(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}
    lines = [line for block in blocks(README, "sh") for line in block.splitlines()]
    commands = [part for line in lines for part in line.split(" && ") if not part.startswith(SETUP)]
    printed = {}
    for command in commands:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        printed[" ".join(command.split()[:2])] = done.stdout
    assert len(printed) == 11
    # the cat is nearer to the dog than to the car
    cosines = re.search(r"^ +1 +1\.000 +(\S+) +(\S+)$", printed["word2vec compare"], re.M)
    assert float(cosines[1]) > float(cosines[2])
    assert_git_ignores(tmp_path, [path.name for path in tmp_path.iterdir() if path.is_file()])


def test_skip_gram_in_eight_lines_is_the_textbooks():
    (shown,) = (block for block in blocks(README, "python") if ">>> " not in block)
    page = Path(textbook.__file__).read_text("utf-8")
    lines = uncommented(shown)
    assert len(lines) == 8 and "\n".join(lines[1:]) in "\n".join(uncommented(page))
    np = textbook.np  # importing word2vec first keeps the matrix products on one thread
    exec(shown, found := {"np": np})
    rng = np.random.default_rng(1)
    ours = rng.normal(size=(2, 7, 4))  # vectors of 7 words as centers, and as contexts
    theirs = ours.copy()
    for one_step, (centers, contexts) in ((found["step"], ours), (textbook.step, theirs)):
        one_step(centers, contexts, 3, np.array([1, 5, 5, 3, 1]), 0.1)
    assert np.array_equal(ours, theirs)


def test_the_first_readme_is_short():
    assert len(README.split()) <= 1300  # as `wc -w` counts
    prose = re.sub(rf"{FENCED}|^    .+$|`[^`]+`|\]\([^)]+\)", "", README_ZH, flags=re.M)
    assert len("".join(prose.split())) <= 2600  # without code, paths and addresses


@pytest.mark.parametrize("text", [README, README_ZH], ids=["English", "Chinese"])
def test_the_tree_names_every_file_and_no_other(text):
    (tree,) = blocks(text, "")
    folders, named = {}, set()  # indent -> the folder that its lines are in
    for line in tree.splitlines():
        indent, name = len(line) - len(line.lstrip()), line.split()[0]
        inside = folders.get(indent, "") + name
        if name.endswith("/"):
            folders[indent + 2] = inside
        else:
            named.add(inside)
    files = {
        path.relative_to(ROOT).as_posix()
        for package in ("word2vec", "pooling", "similarity")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py"
    }
    assert named == files


def test_the_two_commands_are_the_ones_the_gate_runs():
    commands = blocks(README, "sh")
    assert "pip install -e . && python -m word2vec\n" in commands
    assert "pip install -e '.[dev]' && pytest\n" in commands
    gate = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "install --quiet -e '.[dev]'" in gate and gate.endswith("\npytest\n")


@pytest.mark.parametrize(("folder", "text"), PAGES)
def test_links_and_paths_lead_somewhere(folder, text):
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("http") or (ROOT / folder / target).exists(), target
    for path in re.findall(r"`((?:word2vec|pooling|similarity|tests|notebooks|data)/[^`]*)`", text):
        assert (ROOT / path).exists(), path
    for program in re.findall(r"tests\.benchmarks\.(\w+)", text):
        assert (ROOT / "tests" / "benchmarks" / f"{program}.py").exists(), program


def test_every_program_that_measures_is_named():
    programs = {path.stem for path in (ROOT / "tests" / "benchmarks").glob("*.py")} - {"__init__"}
    assert programs == set(re.findall(r"^- `(\w+)`:", ENGLISH["tests/benchmarks"], re.M))


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_chinese_keeps_step(folder):
    # the same code, but for the comments
    for language in ("python", "sh", "bat"):
        english, chinese = (blocks(pages[folder], language) for pages in (ENGLISH, CHINESE))
        assert list(map(uncommented, english)) == list(map(uncommented, chinese))
    texts = [re.sub(FENCED, "", pages[folder], flags=re.M) for pages in (ENGLISH, CHINESE)]
    # the same headings and indented lines; the same links, each in its own language
    for pattern in (r"^(#+) ", r"^    .+$"):
        english, chinese = (re.findall(pattern, text, re.M) for text in texts)
        assert english == chinese
    english, chinese = (re.findall(r"\]\(([^)]+)\)", text)[1:] for text in texts)
    pages = [target.replace("README.md", "README.zh.md") for target in english]
    pages = [target.replace(".ipynb", ".zh.ipynb") for target in pages]
    assert [target.replace("data/README.zh.md", "data/README.md") for target in pages] == chinese
    # tables: as many rows, and in each row the same figures and names of code
    english, chinese = (re.findall(r"^\|.*$", text, re.M) for text in texts)
    for ours, theirs in zip(english, chinese, strict=True):
        assert ours.count("|") == theirs.count("|")
        for pattern in (r"`[^`]+`", r"\d[\d.]*"):
            figures, same = (re.findall(pattern, row.split("|", 2)[2]) for row in (ours, theirs))
            assert figures == same, theirs
    # and in the text the same commands and files
    english, chinese = ({" ".join(c.split()) for c in re.findall(r"`([^`]+)`", t)} for t in texts)
    assert english == chinese
