"""The Chinese notebooks are the English ones, cell for cell, with text that says the same."""

import ast
import doctest
import re
from copy import deepcopy

import nbformat
import numpy as np
import pytest

from notebooks.exercises import check, languages
from notebooks.exercises.comparing import Wrong, compare
from notebooks.exercises.ex01 import ppmi
from notebooks.exercises.languages import in_chinese, language
from tests.chinese import (
    begun,
    chinese_file,
    english_texts,
    hash_of,
    in_chinese_of,
    marked_texts,
    text_file,
    to_look_at,
)
from tests.notebooks import NOTEBOOKS, ROOT, written_in_chinese

TRANSLATED = [path for path in NOTEBOOKS if text_file(path).exists()]
HAN = "\u4e00-\u9fff"
TEXT = re.compile(r"`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)", re.DOTALL)  # what is not prose
MARKS = {
    "**Predict.**": "**先猜一猜**：",
    "*What you should see.*": "*应当看到*：",
    "**Next.**": "**下一步**：",
    "## What to remember": "## 要点",
    "## Exercises": "## 练习",
    " Spot the bug: ": " 找错误：",
    " Open: ": " 开放题：",
}


def read(path):
    return nbformat.read(path, as_version=4)


def bold_figures(text):
    bold = " ".join(re.findall(r"\*\*([^*]+)\*\*", text))
    return sorted(re.findall(r"-?\d[\d,]*(?:\.\d+)?", bold))


def code_names(text):
    return set(re.findall(r"`([^`]+)`", text))


def formulas(text):
    text = re.sub(r"`[^`]*`", "", text)
    shown = re.findall(r"\$\$(.+?)\$\$", text, re.DOTALL)
    rest = re.sub(r"\$\$.+?\$\$", "", text, flags=re.DOTALL)
    return shown, set(re.findall(r"\$([^$]+)\$", rest))


def equations(text):
    return sorted(re.findall(r"\((\d{1,2})\)", text))


def links(text):
    """Where it leads; another language of the same page is none."""
    text = re.sub(r"\[(?:English|中文)\]\([^)]*\)", "", text)
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", text)
    return sorted(re.sub(r"\.zh(?=\.(?:ipynb|md)$)", "", target) for target in targets)


def outline(text):
    """Its headings by level, rows of tables and items of lists, in order."""
    return re.findall(r"^(#+|\||- )", text, re.MULTILINE)


def label(text):
    """The figures of the table at the top."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return sorted(re.findall(r"\d+", " ".join(rows))) if text.startswith("# ") else []


def points(text):
    return re.findall(r"(?:（|\()(\d) (?:分）|points?\))", text)


WHAT_AGREES = [bold_figures, code_names, formulas, equations, links, outline, label, points]


def pairs(path):
    chinese = [text for _, text in marked_texts(path)]
    return list(zip(english_texts(read(path)), chinese, strict=True))


def test_there_are_some():
    assert {"01", "09"} <= {path.name[:2] for path in TRANSLATED}
    assert sorted(map(chinese_file, TRANSLATED)) == sorted((ROOT / "notebooks").glob("*.zh.ipynb"))
    assert sorted(map(text_file, TRANSLATED)) == sorted((ROOT / "notebooks/zh").iterdir())


@pytest.mark.parametrize("path", TRANSLATED, ids=lambda path: path.stem)
class TestOne:
    def test_it_is_what_its_text_and_the_english_one_make(self, path):
        assert read(chinese_file(path)) == written_in_chinese(read(path), path), (
            f"run python -m tests.notebooks --chinese {path.name[:2]}"
        )

    def test_its_code_and_what_that_shows_are_the_english_ones(self, path):
        for one, other in zip(read(path).cells, read(chinese_file(path)).cells, strict=True):
            assert one.cell_type == other.cell_type
            if one.cell_type == "code":
                assert one.source == other.source
                if "check(" not in one.source:
                    assert one == other
                for output in other.outputs if "check(" in one.source else []:
                    name, _, said = output["text"].partition("：")
                    assert re.fullmatch(r"[a-z0-9 -]+", name) and re.search(f"[{HAN}]", said)
                    assert not re.search(r"\b(written|too|wanted|should)\b", said)

    def test_the_english_is_what_it_was_when_the_chinese_was_written(self, path):
        assert not to_look_at(read(path), path)

    def test_cell_by_cell_it_says_the_same(self, path):
        for english, chinese in pairs(path):
            for what in WHAT_AGREES:
                assert what(chinese) == what(english), (what.__name__, english[:60])
            for mark, its in MARKS.items():
                assert chinese.count(its) == english.count(mark), (mark, english[:60])

    def test_a_term_is_the_one_that_the_english_names(self, path):
        for english, chinese in pairs(path):
            for term in re.findall(rf"\(([{HAN}]+)[,)]", english):
                assert term in chinese, (term, chinese[:40])

    def test_its_title_is_the_one_of_the_first_page(self, path):
        title = marked_texts(path)[0][1].splitlines()[0]
        assert f"[{title.partition('. ')[2]}](" in (ROOT / "README.zh.md").read_text("utf-8")
        assert f"[English]({path.name})" in marked_texts(path)[0][1]

    def test_it_is_set_as_chinese_is(self, path):
        for _, text in marked_texts(path):
            prose = TEXT.sub(lambda match: "x" if match[0][0] in "`$" else "]", text)
            assert len(re.findall(f"[{HAN}]", prose)) >= 3
            half = re.search(rf"[{HAN}][,;:?!()]|[,;?!()][{HAN}]", prose)
            assert not half, prose[half.start() - 10 : half.end() + 10]
            tight = re.search(rf"[{HAN}][A-Za-z0-9`$]|[A-Za-z0-9`$][{HAN}]", text)
            assert not tight, text[tight.start() - 10 : tight.end() + 10]
            for broken in re.finditer(rf"[{HAN}，。：；、）]\n(?!\n)(?![#|-])", text):
                raise AssertionError(text[broken.start() - 20 : broken.end() + 20])

    def test_its_emphasis_is_seen(self, path):
        """Stars beside punctuation stay stars in CommonMark, where a letter stands outside."""
        for _, text in marked_texts(path):
            text = re.sub(r"`[^`]*`|\$[^$]*\$|^- ", "x", text, flags=re.MULTILINE)
            for match in re.finditer(r"(\*+)([^*\n]+)\1", text):
                before, after = text[: match.start()][-1:], text[match.end() :][:1]
                inside = match[2]
                assert not inside[0].isspace() and not inside[-1].isspace(), match[0]
                assert inside[0].isalnum() or not before.isalnum(), match[0]
                assert inside[-1].isalnum() or not after.isalnum(), match[0]


def test_a_changed_english_text_is_noticed_and_a_moved_line_of_code_is_not():
    path = TRANSLATED[0]
    english = read(path)
    at = [place for place, cell in enumerate(english.cells) if cell.cell_type == "markdown"]
    moved = deepcopy(english)
    moved.cells[at[2]].source = re.sub(r"#L\d+", "#L999", moved.cells[at[2]].source)
    assert moved != english and not to_look_at(moved, path)
    changed = deepcopy(english)
    changed.cells[at[2]].source += " One sentence more."
    (said,) = to_look_at(changed, path)
    assert "text 3" in said and said.endswith(f"is now {hash_of(changed.cells[at[2]].source)}")


def test_one_text_more_or_less_is_an_error_that_says_which():
    path = TRANSLATED[0]
    longer = read(path)
    longer.cells.append(nbformat.v4.new_markdown_cell("A new cell"))
    with pytest.raises(ValueError, match=r"22 texts, and 23 in English; new \['A new cell'\]"):
        in_chinese_of(longer, path)


def test_a_text_file_begins_with_the_english_under_its_marks(tmp_path):
    english = read(TRANSLATED[0])
    path = tmp_path / TRANSLATED[0].name
    text_file(path).parent.mkdir()
    text_file(path).write_text(begun(english), "utf-8")
    assert not to_look_at(english, path)
    back = in_chinese_of(english, path)
    assert [re.sub(r"#L\d+", "", text) for text in english_texts(english)] == english_texts(back)
    text_file(path).write_text("Nothing" + begun(english), "utf-8")
    with pytest.raises(ValueError, match="without a mark"):
        marked_texts(path)


def test_links_lead_to_what_there_is_in_chinese(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("One")])
    path = tmp_path / "01_one.ipynb"
    text_file(path).parent.mkdir()
    text = "[English](01_one.ipynb)，[二](02_two.ipynb)，[三](03_three.ipynb)"
    text_file(path).write_text(f"<!-- 000000 -->\n{text}\n", "utf-8")
    text_file(tmp_path / "03_three.ipynb").touch()
    assert english_texts(in_chinese_of(notebook, path)) == [
        "[English](01_one.ipynb)，[二](02_two.ipynb)，[三](03_three.zh.ipynb)"
    ]


@pytest.mark.parametrize(
    "environment, said",
    [
        ({"JPY_SESSION_NAME": "notebooks/01_counting_neighbours.zh.ipynb", "LANG": "en"}, "zh"),
        ({"JPY_SESSION_NAME": "01_counting_neighbours.zh-Copy1.ipynb"}, "zh"),
        ({"JPY_SESSION_NAME": "01_counting_neighbours.ipynb", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"JPY_SESSION_NAME": "console-1", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
    ],
)
def test_the_checks_speak_the_language_of_the_notebook(monkeypatch, environment, said):
    for name in "JPY_SESSION_NAME", "LC_ALL", "LC_MESSAGES", "LANG":
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == said
    if said == "en" and "JPY_SESSION_NAME" not in environment:
        monkeypatch.setattr("__main__.__vsc_ipynb_file__", "/home/a.zh.ipynb", raising=False)
        assert language() == "zh"


SPEAKING = {"attempt", "what_is_wrong", "_verdict", "compare", "_compare_numbers"}
SILENT = {
    "", "s", "cases", "points", "answers", "stopped", "found", "changed", "tolerance", "ignore",
    ".60", ".6g", "g", "__name__", "yours", "iufb", "U",
    "a list is wanted, this is a",  # "a {} is wanted, this is a {}"
}  # fmt: skip
KINDS = [  # value, expected, and what is said
    ("a", "b", "结果是 'a'，不对"),
    (1, "b", "应当是 str 类型，现在是 int"),
    (1, ["b"], "应当是 list 类型，现在是 int"),
    (["a"], ["b", "c"], "有 1 项，应当有 2 项"),
    (["b", "c"], ["b", "d"], "第 1 项（从 0 数起）：结果是 'c'，不对"),
    ("a", 1.0, "应当是数，现在是 'a'"),
    (np.ones(2), np.ones(3), "形状应当是 (3,)，现在是 (2,)"),
    (np.ones(2), 1.0, "应当是一个数，现在的形状是 (2,)"),
    (np.array([[1.0, 2.0]]), np.array([[1.0, 3.0]]), "位置 0, 1 的值是 2，偏小"),
    (4.0, 3.0, "4，偏大"),
    (np.nan, 3.0, "nan，不是一个数"),
]


def test_every_message_is_there_in_chinese():
    english = " ".join(languages.SAID)
    for file in "__init__.py", "comparing.py":
        tree = ast.parse((ROOT / "notebooks/exercises" / file).read_text("utf-8"))
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef) or function.name not in SPEAKING:
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    piece = node.value.strip(" ,;:()")
                    known = piece in SILENT or node.value == ast.get_docstring(function)
                    assert known or piece in english, piece


@pytest.mark.parametrize("yours, expected, said", KINDS)
def test_what_a_comparison_says_in_chinese(yours, expected, said):
    with pytest.raises(Wrong) as wrong:
        compare(yours, expected, 1e-6)
    assert in_chinese(f"an exercise: {wrong.value}") == f"an exercise：{said}"


def test_what_a_check_says_in_chinese(monkeypatch, capsys):
    monkeypatch.setenv("JPY_SESSION_NAME", "01_counting_neighbours.zh.ipynb")

    def stops(seen):
        raise KeyError("too high: b")

    def spoils(seen):
        result = ppmi(seen)
        seen[:] = 0
        return result

    for yours in ..., ppmi, stops, spoils, lambda seen: None, lambda seen: ppmi(seen) * (seen < 4):
        check("ppmi", yours)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["ppmi：还没有写", "ppmi：正确，得 2 分"]
    assert said[2].startswith("ppmi：运行时出错，KeyError: 'too high: b'，例子是 stops(np.array([[")
    assert said[3].startswith("ppmi：结果正确，但传入的参数被改动了，例子是 spoils(np.array([[")
    assert said[4] == "ppmi：还没有写，或者没有返回值"
    partly = r"ppmi：4 个例子对了 \d 个，2 分得 [\d.]+ 分；位置 .+，偏小，例子是 yours\("
    assert re.match(partly, said[5]), said[5]
    check("count by hand", [1] * 10_000)
    assert capsys.readouterr().out == "count by hand：结果太大\n"
    monkeypatch.setenv("JPY_SESSION_NAME", "01_counting_neighbours.ipynb")
    check("ppmi", ppmi)
    assert capsys.readouterr().out == "ppmi: right, 2 points\n"


def test_one_point_and_an_unknown_message():
    assert in_chinese("a: right, 1 point") == "a：正确，得 1 分"
    assert in_chinese("a: 1 of 3 cases right, 0.33 of 1 point; 4, which is too high") == (
        "a：3 个例子对了 1 个，1 分得 0.33 分；4，偏大"
    )
    assert in_chinese("a: something new") == "a：something new"
    failed, tried = doctest.testmod(languages)
    assert tried and not failed
