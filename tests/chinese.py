"""The Chinese notebooks: the English ones, cell for cell, with Chinese text.

01_….zh.ipynb is written from 01_….ipynb and from zh/01.md, and by nothing else, so the two cannot
drift apart. Code cells and what they show are the English ones; nothing is run twice. zh/01.md has
the Chinese of each text cell, in order, and before each a mark, `<!-- 3fa2c1 -->`: a hash of the
English that it was written from. Where the English has changed, the hash is another, and
`test_notebooks_zh.py` asks to look at the Chinese again.

To translate a new notebook, such as 12:

1. `python -m tests.notebooks --chinese 12` begins zh/12.md, with the English under its marks.
2. Read the English notebook, then write over each text in Chinese, by meaning. Leave the marks.
   Terms are those of README.zh.md, each with its English where it first occurs, as code and figures
   stay English; what a figure says in English is told beside it. One line for a paragraph, as a
   line break would show as a space. Links are those of the English, without the line of an
   equation; the first text has a link to the English notebook. What every notebook says in the same
   words is in MARKS of `test_notebooks_zh.py`.
3. `python -m tests.notebooks --chinese` writes all Chinese notebooks: links between them change,
   too. Read 12_….zh.ipynb in Jupyter, and run `pytest tests/test_notebooks_zh.py`.

When the English of a cell has changed, read both again, mend the Chinese, and write the new hash
into its mark; the test says which.
"""

import hashlib
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

from notebooks.exercises.languages import in_chinese

MARK = re.compile(r"^<!-- ([0-9a-f]{6}) -->\n", re.MULTILINE)
LINE = re.compile(r"(?<=\.py)#L\d+")  # moves with the code, and says nothing new
NOTEBOOK = re.compile(r"(?<=\]\()(\d\d_\w+)\.ipynb(?=\))")  # as the target of a link


def text_file(path: Path) -> Path:
    """Where the Chinese text of an English notebook is."""
    return path.parent / "zh" / f"{path.name[:2]}.md"


def chinese_file(path: Path) -> Path:
    """The Chinese notebook, beside the English one."""
    return path.with_suffix(".zh.ipynb")


def hash_of(english: str) -> str:
    """Another one when the English has changed."""
    return hashlib.sha256(LINE.sub("", english).encode()).hexdigest()[:6]


def english_texts(notebook: Any) -> list[str]:
    """The text cells of a notebook."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def begun(notebook: Any) -> str:
    """A text file to write over: each English text under its mark."""
    texts = (LINE.sub("", text) for text in english_texts(notebook))
    return "\n".join(f"<!-- {hash_of(text)} -->\n{text}\n" for text in texts)


def marked_texts(path: Path) -> list[tuple[str, str]]:
    """The marks of the text file of a notebook, each with the text after it."""
    parts = MARK.split(text_file(path).read_text("utf-8"))
    if parts[0].strip():
        raise ValueError(f"{text_file(path)} begins with {parts[0].strip()[:30]!r}, without a mark")
    return [(mark, text.strip()) for mark, text in zip(parts[1::2], parts[2::2], strict=True)]


def to_look_at(notebook: Any, path: Path) -> list[str]:
    """What has changed in the English since the Chinese was written, cell by cell."""
    english = english_texts(notebook)
    marks = [mark for mark, _ in marked_texts(path)]
    if len(marks) != len(english):
        new = [text[:40] for text in english if hash_of(text) not in marks]
        gone = sorted(set(marks) - set(map(hash_of, english)))
        return [f"{len(marks)} texts, and {len(english)} in English; new {new}, gone {gone}"]
    return [
        f"look again at text {number}, {text[:40]!r}: {mark} is now {hash_of(text)}"
        for number, (mark, text) in enumerate(zip(marks, english, strict=True), 1)
        if mark != hash_of(text)
    ]


def in_chinese_of(notebook: Any, path: Path) -> Any:
    """The Chinese notebook: the cells of the English one, with the texts of its text file.

    Links to a notebook that there is in Chinese lead there. Raises ValueError where there are more
    texts than text cells, or fewer.
    """

    def target(match: re.Match) -> str:
        other = path.with_name(f"{match[1]}.ipynb")
        there = other != path and text_file(other).exists()
        return chinese_file(other).name if there else other.name

    notebook = deepcopy(notebook)
    texts = [text for _, text in marked_texts(path)]
    if len(texts) != len(english_texts(notebook)):
        raise ValueError(f"{text_file(path)}: {to_look_at(notebook, path)[0]}")
    rest = iter(texts)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = NOTEBOOK.sub(target, next(rest))
        elif "check(" in cell.source:
            for output in cell.outputs:
                output["text"] = in_chinese(output["text"].removesuffix("\n")) + "\n"
    return notebook
