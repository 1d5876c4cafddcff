"""The folder of a BERT as Hugging Face saves it: all that its files say but the weights.

    config.json                 how many layers and heads: weights.py
    model.safetensors           the weights: weights.py
    vocab.txt                   the pieces of words, one in a line; or they are in tokenizer.json
    tokenizer_config.json       whether capital letters are read as small ones
    sentence_bert_config.json   how many pieces of a text are read
    modules.json                whether vectors are scaled to length 1
    1_Pooling/config.json       how the vectors of a text's pieces become one; if not there, by mean

Only the first three must be there. What is not known here is refused, and so is what is damaged.

Letters: V pieces of words.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from pooling.wordpiece import WordPiece

# what settings have to be where they are given, as no other rules are written here
PLAIN_TOKENIZER = {"tokenize_chinese_chars": True, "do_basic_tokenize": True}
MODULES = {"Transformer", "Pooling", "Normalize"}
MODES = {"cls_token": "cls", "mean_tokens": "mean", "max_tokens": "max"}


class Settings:
    """What a JSON file says; one that is not there says nothing."""

    def __init__(self, path: Path):
        self.path = path
        self.values = _json(path, dict) if path.exists() else {}

    def get(self, key: str, kind: type, default: Any = None) -> Any:
        """A setting of a kind: int (1 or more), float, bool or str; the default for null."""
        value = self.values.get(key)
        if value is None:
            return default
        sound = type(value) is kind or (kind is float and type(value) is int)
        if not sound or (kind is int and value < 1):
            raise ValueError(f"{self.path}: {key} cannot be {value!r:.60}")
        return value

    def count(self, key: str) -> int:
        """A number, 1 or more, that has to be there."""
        if self.get(key, int) is None:
            raise ValueError(f"{self.path} does not say {key}, so it is not that of a BERT")
        return self.values[key]

    def check(self, plain: dict[str, Any]) -> None:
        """Refuse a model for which another program would have to be written."""
        for key, expected in plain.items():
            if (value := self.values.get(key, expected)) not in (expected, None):
                raise ValueError(
                    f"{self.path}: {key} is {value!r:.60}, not {expected!r}: this is not a plain "
                    "BERT, and only such models can be read"
                )


def tokenizer(folder: Path, V: int) -> WordPiece:
    """The vocabulary, for V vectors of pieces, and how to read a text."""
    path, other = folder / "vocab.txt", Settings(folder / "tokenizer.json")
    if path.exists():  # cut at "\n" only, as some pieces are other line breaks
        pieces = [line.removesuffix("\r") for line in _text(path).removesuffix("\n").split("\n")]
    elif other.path.exists():
        path, pieces = other.path, _pieces(other)
    else:
        raise FileNotFoundError(f"{folder} has no vocab.txt and no tokenizer.json")
    if len(pieces) > V:
        raise ValueError(f"{path} has {len(pieces)} pieces of words, but there are {V} vectors")
    settings = Settings(folder / "tokenizer_config.json")
    settings.check(PLAIN_TOKENIZER)
    normalizer = other.get("normalizer", dict, {})
    lowercase = settings.get("do_lower_case", bool, normalizer.get("lowercase") is not False)
    strip_accents = settings.get("strip_accents", bool)
    try:
        return WordPiece(pieces, lowercase, strip_accents)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def length(folder: Path) -> int:
    """How many pieces of a text are read, as far as the files other than the weights say."""
    said = [
        Settings(folder / "sentence_bert_config.json").get("max_seq_length", int),
        Settings(folder / "tokenizer_config.json").get("model_max_length", float),
    ]
    shortest = min((number for number in said if number is not None), default=float("inf"))
    if not shortest >= 2:
        raise ValueError(f"{folder}: {shortest} pieces have no room for [CLS] and [SEP]")
    return int(min(shortest, 1 << 31))  # what has no limit says some huge number


def unit_length(folder: Path) -> bool:
    """Are vectors scaled to length 1?"""
    return "Normalize" in _modules(folder)


def pooling(folder: Path, known: Collection[str]) -> str:
    """How the vectors of a text's pieces become one: what the folder says, or "mean"."""
    settings = Settings(folder / _modules(folder).get("Pooling", "1_Pooling") / "config.json")
    modes = [
        key.removeprefix("pooling_mode_")
        for key in settings.values
        if key.startswith("pooling_mode_") and settings.get(key, bool)
    ]
    mode = "+".join(MODES.get(mode, mode) for mode in modes) or "mean"
    mode = settings.get("pooling_mode", str, mode)  # as recent versions say it
    if mode not in known:
        raise ValueError(f"{settings.path}: pooling is {mode!r}, none of {', '.join(known)}")
    return mode


def _modules(folder: Path) -> dict[str, str]:
    """The kind of each module of sentence-transformers -> its folder."""
    path = folder / "modules.json"
    found: dict[str, str] = {}
    for module in _json(path, list) if path.exists() else []:
        try:
            kind, place = module["type"].split(".")[-1], module["path"]
            found[kind] = str(Path(place))
        except (AttributeError, KeyError, TypeError):
            raise ValueError(f"{path}: a module cannot be {module!r:.60}") from None
        if kind not in MODULES:
            raise ValueError(f"{path}: {kind!r:.60} is none of {', '.join(sorted(MODULES))}")
    return found


def _pieces(settings: Settings) -> list[str]:
    """The vocabulary in tokenizer.json, where it is a dict piece -> id."""
    model = settings.get("model", dict, {})
    ids = model.get("vocab")
    if model.get("type", "WordPiece") != "WordPiece" or not isinstance(ids, dict):
        raise ValueError(f"{settings.path} is not that of a WordPiece tokenizer")
    if sorted(map(repr, ids.values())) != sorted(map(repr, range(len(ids)))):
        raise ValueError(f"{settings.path}: the ids of the vocabulary are not 0 to {len(ids) - 1}")
    return sorted(ids, key=ids.__getitem__)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: byte {error.start} is not UTF-8; it is damaged") from None


def _json(path: Path, kind: type) -> Any:
    """What a JSON file holds, which is of a kind: dict or list."""
    try:
        found = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}: line {error.lineno} is not JSON; it is damaged") from None
    except RecursionError:
        raise ValueError(f"{path}: it is nested too deeply; it is damaged") from None
    if not isinstance(found, kind):
        raise ValueError(f"{path}: expected a {kind.__name__}, got {found!r:.40}; it is damaged")
    return found
