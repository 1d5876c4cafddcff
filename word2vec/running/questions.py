"""Files of questions with known answers, in the layouts that people have them in.

Pairs of words come from WordSim-353, SimLex-999, SimVerb-3500, MEN, RG-65, MTurk-771 and others;
analogies from Google; rows with tabs between are sets for the odd one out, or labelled sentences.
In all of them a line says nothing if it is blank or begins with #.
"""

import csv
import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from word2vec.evaluation import Pair, Question
from word2vec.running.files import read_lines

SCORE = re.compile("sim|score|mean|rating|human")  # what the heading of a score speaks of
TAGGED = re.compile(r".+-[nvajr]")  # a word with its part of speech, as in MEN: sun-n, ask-v


def read_rows(path: str | Path, encoding: str = "utf-8") -> list[list[str]]:
    """The rows of a file with tabs between its columns.

    >>> from word2vec.running.files import DATA
    >>> read_rows(DATA / "odd_one_out.en.tsv")[0]
    ['cat', 'dog', 'hamster', 'train']

    Raises ValueError for a file without any.
    """
    return [[field.strip() for field in line.split("\t")] for _, line in _lines(path, encoding)]


def read_pairs(path: str | Path, encoding: str = "utf-8") -> list[Pair]:
    """Two words and a number from each line of a file; case is as written.

    Between them are tabs, semicolons, commas or spaces. The first line is a header if it is no pair
    and two of its names are alike but for 1 and 2: word1 and word2, "Word 1" and "Word 2", w1 and
    w2. These are the columns of the words; without a header, the first two. The number is in the
    first column after them that holds numbers, or in one whose name speaks of a score. Where every
    word ends in its part of speech (-n, -v, -a, -j or -r), this is dropped.

    Raises ValueError with the line that is no pair, a first line that is no header included, and
    for a file without any.
    """
    lines = _lines(path, encoding)
    table = [_fields(line) for _, line in lines]
    names = _fields(re.sub(r"[ _](?=[12]\b)", "", lines[0][1].lower()))  # "Word 1" as word1
    words = _columns_of_words(names)
    columns = *(words or (0, 1)), _column_of_scores(table, names, words or (0, 1))
    header = words is not None and _pair(names, *columns) is None
    pairs: list[Pair] = []
    for (number, line), fields in list(zip(lines, table, strict=True))[header:]:
        if (pair := _pair(fields, *columns)) is None:
            top = number == lines[0][0]
            hint = "; a header names columns word1 and word2, or begins with #" if top else ""
            raise ValueError(
                f"{path}, line {number}: expected two words and a number, got {line[:60]!r}{hint}"
            )
        pairs.append(pair)
    if not pairs:
        raise ValueError(f"{path} names its columns, but holds no pairs of words")
    return _without_tags(pairs)


def read_analogies(path: str | Path, encoding: str = "utf-8") -> dict[str, list[Question]]:
    """Questions of four words a line, by section, which a line ": name" opens; so Google's.

    Raises ValueError with the line that is no question, or for a file without any.
    """
    sections: dict[str, list[Question]] = {}
    name = ""
    for number, line in _lines(path, encoding):
        words = line.split()
        if words[0].startswith(":"):
            name = line.strip()[1:].strip()
        elif len(words) == 4:
            sections.setdefault(name, []).append(words)
        else:
            raise ValueError(f"{path}, line {number}: expected four words, got {line[:60]!r}")
    if not sections:
        raise ValueError(f"{path} names sections, but holds no questions of four words")
    return sections


def _lines(path: str | Path, encoding: str) -> list[tuple[int, str]]:
    """The lines that say something, with their number; ValueError if none does."""
    lines = [
        (number, line)
        for number, line in enumerate(read_lines(path, encoding), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise ValueError(f"{path} holds no questions: it is empty, or all comments")
    return lines


def _fields(line: str) -> list[str]:
    """What is between the tabs of a line; if it has none, its semicolons, commas, or spaces.

    >>> _fields("love  sex 6.77"), _fields('"ice, crushed", cone, 6')
    (['love', 'sex', '6.77'], ['ice, crushed', 'cone', '6'])
    """
    mark = next((mark for mark in "\t;," if mark in line), None)
    if mark is None:
        return line.split()
    try:
        fields = next(csv.reader([line], delimiter=mark, skipinitialspace=True))
    except csv.Error:  # such as a line end in the middle
        return []
    return [field.strip() for field in fields]


def _without_tags(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs without parts of speech, where every word ends in one: sun-n, ask-v.

    >>> _without_tags([("sun-n", "sunny-j", 40.0)]), _without_tags([("x-y", "sun-n", 2.0)])
    ([('sun', 'sunny', 40.0)], [('x-y', 'sun-n', 2.0)])
    """
    if all(TAGGED.fullmatch(word) for pair in pairs for word in pair[:2]):
        return [(first[:-2], second[:-2], score) for first, second, score in pairs]
    return list(pairs)


def _columns_of_words(names: Sequence[str]) -> tuple[int, int] | None:
    """Where two names are alike up to their last letters, 1 and 2; None if they are not.

    >>> _columns_of_words(["id", "word1", "word2", "score"])
    (1, 2)
    """
    for name in names:
        other = name[:-1] + "2"
        if len(name) > 1 and name.endswith("1") and other in names:
            return names.index(name), names.index(other)
    return None


def _column_of_scores(
    table: Sequence[Sequence[str]], names: Sequence[str], words: tuple[int, int]
) -> int:
    """The column in which most lines have their first number, as `read_pairs` looks for it.

    Most, not all: then a line without a number is the one to blame, not the column.
    """

    def turn(column: int) -> tuple[bool, bool, int]:
        name = names[column] if column < len(names) else ""
        return not SCORE.search(name), column < words[1], column

    columns = set(range(max(map(len, table)))).difference(words)
    found: Counter[int] = Counter()
    for fields in reversed(table):  # where two columns have equally many, the last line decides
        for column in sorted(columns, key=turn):
            if column < len(fields) and _number(fields[column]) is not None:
                found[column] += 1
                break
    return found.most_common(1)[0][0] if found else max(words) + 1


def _pair(fields: Sequence[str], first: int, second: int, score: int) -> Pair | None:
    """The pair in a line, if it is one."""
    if len(fields) <= max(first, second, score):
        return None
    number = _number(fields[score])
    if not fields[first] or not fields[second] or number is None:
        return None
    return fields[first], fields[second], number


def _number(field: str) -> float | None:
    """The finite number that is written there, if it is one."""
    try:
        number = float(field)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
