"""What `check` says, in Chinese: in the language of the notebook that calls it.

The cells are the same in both languages, so the language is known by the name of the notebook, as
Jupyter and VS Code tell it: with .zh in it, as in 01_….zh.ipynb or a copy of that, it is Chinese.
Where no name is told, the language of the system decides, as for `word2vec`.
"""

import os
import re
from pathlib import Path

import __main__
from word2vec.flags import language_of

PARTLY = "{1} 个例子对了 {0} 个，{3} 分得 {2} 分；{said}"
# English -> Chinese. {} stands for what is filled in; {said} is again one of these messages.
SAID = {
    "right, {} point": "正确，得 {} 分",
    "right, {} points": "正确，得 {} 分",
    "{} of {} cases right, {} of {} point; {said}": PARTLY,
    "{} of {} cases right, {} of {} points; {said}": PARTLY,
    "{said}, in {}({})": "{said}，例子是 {1}({2})",
    "not written yet": "还没有写",
    "not written yet, or it returns nothing": "还没有写，或者没有返回值",
    "it stops with {}: {}": "运行时出错，{0}: {1}",
    "the result is too large": "结果太大",
    "the result is right, but what it was given has changed": "结果正确，但传入的参数被改动了",
    "a {} is wanted, this is a {}": "应当是 {0} 类型，现在是 {1}",
    "it is {}, which is not right": "结果是 {0}，不对",
    "it has {} items, and should have {}": "有 {0} 项，应当有 {1} 项",
    "item {}: {said}": "第 {0} 项（从 0 数起）：{said}",
    "numbers are wanted, this is {}": "应当是数，现在是 {0}",
    "shape {} is wanted, this has shape {}": "形状应当是 {0}，现在是 {1}",
    "one number is wanted, this has shape {}": "应当是一个数，现在的形状是 {0}",
    "at {} it is {}, which is {said}": "位置 {0} 的值是 {1}，{said}",
    "{}, which is {said}": "{0}，{said}",
    "too high": "偏大",
    "too low": "偏小",
    "not a number": "不是一个数",
}


def language() -> str:
    """The language of the notebook, zh or en."""
    name = os.environ.get("JPY_SESSION_NAME") or getattr(__main__, "__vsc_ipynb_file__", "")
    if name.endswith(".ipynb"):
        return "zh" if ".zh" in Path(name).name else "en"
    return language_of([], os.environ)


def in_chinese(line: str) -> str:
    """A line of `check` in Chinese; the name of the exercise stays.

    >>> in_chinese("ppmi: 3 of 4 cases right, 1.5 of 2 points; at 0, 2 it is 0.5, which is too low")
    'ppmi：4 个例子对了 3 个，2 分得 1.5 分；位置 0, 2 的值是 0.5，偏小'
    """
    name, _, said = line.partition(": ")
    return f"{name}：{_translated(said)}"


def _translated(said: str) -> str:
    for english, chinese in SAID.items():
        holes = re.escape(english).replace(r"\{\}", "(.*?)").replace(r"\{said\}", "(?P<said>.*)")
        if match := re.fullmatch(holes, said, re.DOTALL):
            inner = _translated(match["said"]) if "{said}" in english else ""
            filled = [value for value in match.groups() if value is not None]
            return chinese.format(*filled, said=inner)
    return said
