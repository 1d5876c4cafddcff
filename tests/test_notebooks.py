"""The notebooks run, show what they were committed with, and say what the run gives."""

import re

import nbformat
import pytest

from tests.notebooks import EQUATION, NOTEBOOKS, ROOT, executed, line_of
from tests.test_pretrained import real_weights

BOLD = re.compile(r"\*\*([^*]+)\*\*")
FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
NAMES = [path.name for path in NOTEBOOKS]
STEMS = (  # one question each, along the article's road
    "01_counting_neighbours", "02_predicting_neighbours", "03_negative_sampling",
    "04_watching_it_learn", "05_angle_or_distance", "06_a_sentence_is_a_mean",
    "07_searching_by_meaning", "08_how_fast", "09_one_word_two_meanings",
    "10_training_the_distance", "11_an_api_of_your_own",
)  # fmt: skip
pytestmark = pytest.mark.filterwarnings("default")  # Jupyter's own are not ours to mend


def committed(name):
    return nbformat.read(ROOT / "notebooks" / name, as_version=4)


def markdown(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def printed(notebook):
    """All text that the cells put out."""
    texts = []
    for cell in code(notebook):
        for output in cell.outputs:
            texts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
    return "\n".join(texts)


def pictures(cell):
    return sum("image/png" in output.get("data", {}) for output in cell.outputs)


def asked_in(notebook):
    """The names of its exercises, in order."""
    sources = "\n".join(cell.source for cell in code(notebook))
    return re.findall(r"^check\(\s*\"([^\"]+)\"", sources, re.MULTILINE)


def figures(text):
    return [float(number.replace(",", "")) for number in FIGURE.findall(text)]


def test_there_are_eleven():
    assert tuple(path.stem for path in NOTEBOOKS) == STEMS


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_gives_what_it_says(name):
    before = committed(name)
    if any("BertEncoder(" in cell.source for cell in code(before)):
        real_weights()  # or the notebook cannot run here
    after = executed(ROOT / "notebooks" / name)
    for old, new in zip(code(before), code(after), strict=True):
        assert pictures(old) == pictures(new)
    found = figures(printed(after))
    for text in markdown(after):
        for bold in BOLD.findall(text):
            for number in FIGURE.findall(bold):
                unit = 10.0 ** -len(number.partition(".")[2])
                stated = float(number.replace(",", ""))
                assert any(abs(stated - value) < 1.01 * unit for value in found), (
                    f"the text says {bold!r}, and no output has {number}"
                )


@pytest.mark.parametrize("name", NAMES)
def test_it_is_committed_as_a_reader_wants_it(name):
    path, notebook = ROOT / "notebooks" / name, committed(name)
    assert path.stat().st_size < 400_000
    assert not re.search(r"/(?:home|root|tmp|usr|Users)/", path.read_text("utf-8"))
    cells = code(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert not re.search(r"^\s*[%!]", cell.source, re.MULTILINE)
        assert {output.output_type for output in cell.outputs} <= {
            "stream", "display_data", "execute_result",
        }  # fmt: skip
        assert all(output.get("name") != "stderr" for output in cell.outputs)
        assert len(cell.source.splitlines()) <= 25
    assert sum(map(pictures, cells)) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_it_has_the_form_of_the_series(name):
    texts = markdown(committed(name))
    assert re.match(r"# \d+\. .+\?", texts[0])
    headings = [line for text in texts for line in text.splitlines() if line.startswith("## ")]
    assert headings[-2:] == ["## What to remember", "## Exercises"]
    remember = next(text for text in texts if text.startswith("## What to remember"))
    assert len(re.findall(r"^- ", remember, re.MULTILINE)) == 3
    assert sum("**Predict.**" in text for text in texts) >= 2
    words = sum(len(text.split()) for text in texts)
    assert 700 <= words <= 2200


@pytest.mark.parametrize("name", NAMES)
def test_its_exercises_are_asked_and_not_answered(name):
    assert len(asked_in(committed(name))) >= 2
    for cell in (cell for cell in code(committed(name)) if "check(" in cell.source):
        assert cell.source.startswith("from exercises import check\n")
        assert ": right," not in "".join(output.get("text", "") for output in cell.outputs)


@pytest.mark.parametrize("name", NAMES)
def test_its_links_lead_somewhere(name):
    text = "\n".join(markdown(committed(name)))
    equations = EQUATION.findall(text)
    assert equations
    for _, number, file, line in equations:
        assert int(line) == line_of(number, file)
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if not target.startswith("http"):
            assert (ROOT / "notebooks" / target).exists(), target


def test_every_exercise_stands_in_its_notebook():
    for number, path in enumerate(NOTEBOOKS, start=1):
        source = (ROOT / "notebooks" / "exercises" / f"ex{number:02}.py").read_text("utf-8")
        defined = re.findall(r"Exercise\(\s*\"([^\"]+)\"", source)
        assert asked_in(committed(path.name)) == defined
