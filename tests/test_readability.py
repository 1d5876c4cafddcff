"""Pages, not totals: every page of theory can be read in one sitting, and all in an afternoon.

Lines of code count: those that hold more than a comment or a part of a docstring. Theory is what a
reader comes for; the rest runs it or shows it.
"""

import ast
import io
import tokenize

import pytest

from tests.test_equations import FILES
from tests.test_readme import ROOT

PAGE, FUNCTION = 130, 40
HEART = {"word2vec/objective.py": 60}
SHOWING = {
    f"word2vec/{name}.py"
    for name in ("__main__", "explore", "film", "flags", "plotting", "sentences", "tour")
}
# what a reader of theory should never meet
MACHINERY = {"signal", "threading", "multiprocessing", "tempfile", "tqdm", "os", "gzip", "zipfile"}
SILENT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER,
}  # fmt: skip
CODE = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in FILES}
WEIGHTS = {f"pooling/{name}.py" for name in ("pretrained", "folder", "weights", "safetensors")}
OUTSIDE = WEIGHTS | {"pooling/api.py", "pooling/server.py"}  # about files and the network
RUNNING = {name for name in CODE if name.startswith("word2vec/running/")} | OUTSIDE
THEORY = CODE.keys() - RUNNING - SHOWING


def lines_of_code(source):
    """The numbers of the lines that hold code."""
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in SILENT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return lines


def test_what_counts_as_a_line():
    source = (
        '"""What\nit is."""\n\nx = 1  # one\n# no\ndef f():\n    """Doc."""\n    y = """a\nb"""\n'
    )
    assert lines_of_code(source) == {4, 6, 8, 9}


def test_all_of_it_can_be_read_in_an_afternoon():
    def total(names):
        return sum(len(lines_of_code(CODE[name])) for name in names)

    assert 800 < total(THEORY) <= 1600
    # what real files, languages, signals and pictures take: none of it is met by a reader of theory
    # (2,200; 550 for the weights that others have trained: their files, and the commands; 400 for
    # the server, the page for a browser, and the commands of both and of contrast; 60 for reading
    # a text in half the time)
    assert 400 < total(RUNNING | SHOWING) <= 3210


@pytest.mark.parametrize("name", sorted(CODE))
def test_no_page_and_no_function_is_long(name):
    lines = lines_of_code(CODE[name])
    assert len(lines) <= HEART.get(name, PAGE if name in THEORY else 2 * PAGE)
    for node in ast.walk(ast.parse(CODE[name])):
        if isinstance(node, ast.FunctionDef):
            inside = lines.intersection(range(node.lineno, node.end_lineno + 1))
            assert len(inside) <= FUNCTION, node.name


@pytest.mark.parametrize("name", sorted(THEORY - {"word2vec/__init__.py"}))
def test_a_reader_of_theory_meets_no_machinery(name):
    for node in ast.walk(ast.parse(CODE[name])):
        if isinstance(node, ast.Import):
            assert MACHINERY.isdisjoint(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module.split(".")[0] not in MACHINERY


def test_imports_run_one_way():
    for package, foreign in (("similarity", {"pooling", "word2vec"}), ("pooling", {"word2vec"})):
        for name in (name for name in CODE if name.startswith(f"{package}/")):
            for node in ast.walk(ast.parse(CODE[name])):
                if isinstance(node, ast.ImportFrom):
                    assert node.module.split(".")[0] not in foreign, name
