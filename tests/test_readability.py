"""A budget of lines, so that all of it can still be read in an afternoon.

Lines of code count: those that hold more than a comment or a part of a docstring. What the theory
needs has 1,200; what only runs it, shows it or shares it out has a budget of its own.
"""

import ast
import io
import tokenize

import pytest

from tests.test_equations import FILES
from tests.test_readme import ROOT

SHELL = {"__main__.py", "tour.py", "plotting.py", "workers.py"}
SILENT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER,
}  # fmt: skip
CODE = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in FILES}


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
    shell = theory = 0
    for name, source in CODE.items():
        if name.split("/")[-1] in SHELL:
            shell += len(lines_of_code(source))
        else:
            theory += len(lines_of_code(source))
    assert 900 < theory <= 1200
    assert 300 < shell <= 650


@pytest.mark.parametrize("name", CODE)
def test_no_file_and_no_function_is_long(name):
    lines = lines_of_code(CODE[name])
    assert len(lines) <= (59 if name == "word2vec/objective.py" else 250)
    for node in ast.walk(ast.parse(CODE[name])):
        if isinstance(node, ast.FunctionDef):
            inside = lines.intersection(range(node.lineno, node.end_lineno + 1))
            assert len(inside) <= 40, node.name
