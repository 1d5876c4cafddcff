"""Every equation is in one docstring, beside its lines of code, and in word2vec/README.md."""

import ast
import inspect
import re
import tokenize
from collections import defaultdict

import pytest

from tests.test_readme import ENGLISH, ROOT

FILES = [
    path
    for package in ("word2vec", "pooling", "similarity")
    for path in sorted((ROOT / package).rglob("*.py"))
]
ROW = re.compile(r"^\| \((\d+)\) \|[^|]+\|[^|]+\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NUMBER = re.compile(r"\((\d{1,2})\)")  # years have four digits


def docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield inspect.cleandoc(ast.get_docstring(node) or "")


def functions(tree, prefix=""):
    """The name of each function, as `f` or `Class.f`, and its first and last line."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node.lineno, node.end_lineno
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{node.name}.")


@pytest.fixture(scope="module")
def code():
    """How often each number is defined, where it is computed, and which numbers are spoken of."""
    defined, computed, spoken = defaultdict(int), defaultdict(set), set()
    for path in FILES:
        tree = ast.parse(path.read_text("utf-8"))
        for text in docstrings(tree):
            for number in re.findall(r"^ {4,}\((\d+)\) \S", text, re.MULTILINE):
                defined[int(number)] += 1
            spoken |= set(map(int, NUMBER.findall(text)))
        with tokenize.open(path) as file:
            comments = [
                t for t in tokenize.generate_tokens(file.readline) if t.type == tokenize.COMMENT
            ]
        for comment in comments:
            line = comment.start[0]
            inside = [name for name, first, last in functions(tree) if first <= line <= last]
            for number in map(int, NUMBER.findall(comment.string)):
                spoken.add(number)
                if inside:  # a constant may name the equation that it is in
                    place = f"{path.relative_to(ROOT).as_posix()}: {inside[0]}"
                    computed[number].add(place)
    return defined, computed, spoken


@pytest.fixture(scope="module")
def table():
    """Equation number -> places in the code, tests."""
    rows = ROW.findall(ENGLISH["word2vec"])
    assert len(rows) == len({number for number, _, _ in rows}), "a number appears twice"
    return {int(number): (cells(places), cells(tests)) for number, places, tests in rows}


def cells(text):
    """`file.py`: `a`, `b`; `other.py`: `c` -> {"file.py: a", "file.py: b", "other.py: c"}"""
    found = set()
    for part in text.split("; "):
        file, _, names = part.partition(": ")
        found |= {f"{file.strip('`')}: {name.strip('`')}" for name in names.split(", ")}
    return found


def test_each_number_is_defined_once(code, table):
    defined, _, spoken = code
    numbers = set(range(1, max(defined) + 1))
    assert numbers == set(defined) == set(table)
    assert set(defined.values()) == {1}
    assert spoken == numbers


def test_the_table_says_where_each_is_computed(code, table):
    _, computed, _ = code
    assert computed == {number: places for number, (places, _) in table.items()}


def test_the_tests_of_the_table_exist(table):
    for number, (_, tests) in table.items():
        for test in tests:
            file, name = test.split(": ")
            tree = ast.parse((ROOT / "tests" / file).read_text("utf-8"))
            assert name in {found for found, _, _ in functions(tree)}, (number, test)
