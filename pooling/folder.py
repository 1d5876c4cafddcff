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
PLAIN_NORMALIZER = {"clean_text": True, "handle_chinese_chars": True}
SPARE = 128  # vectors without a piece, at most: some models round their number up
LENGTHS = {
    "sentence_bert_config.json": "max_seq_length",
    "tokenizer_config.json": "model_max_length",
}
MODULES = {"Normalize": None, "Pooling": "1_Pooling", "Transformer": ""}  # and where they are
MODES = {"cls_token": "cls", "mean_tokens": "mean", "max_tokens": "max"}
NO_LIMIT = 1e9  # pieces; a folder that sets none may say some huge number, or nothing


class Settings:
    """What a JSON file, or a dict in it, says; a file that is not there says nothing."""

    def __init__(self, path: Path, values: dict[str, Any] | None = None):
        self.path = path
        self.values: dict[str, Any] = read_json(path, dict) if values is None else values

    def get(self, key: str, kind: type, default: Any = None) -> Any:
        """A setting of a kind: int (1 or more), float, bool, str or dict; the default for null."""
        value = self.values.get(key)
        if value is None:
            return default
        sound = type(value) is kind or (kind is float and type(value) is int)
        if not sound or (kind is int and value < 1):
            raise ValueError(f"{self.path}: {key} cannot be {value!r:.60}")
        return value

    def count(self, key: str) -> int:
        """A number, 1 or more, that has to be there."""
        if (number := self.get(key, int)) is None:
            raise ValueError(f"{self.path} does not say {key}, so it is not that of a BERT")
        return number

    def check(self, plain: dict[str, Any]) -> None:
        """Refuse a model for which another program would have to be written."""
        for key, expected in plain.items():
            if (value := self.values.get(key, expected)) not in (expected, None):
                raise ValueError(
                    f"{self.path}: {key} is {value!r:.60}, not {expected!r}: this is not a plain "
                    "BERT, and only such models can be read"
                )


def read_json(path: Path, kind: type) -> Any:
    """What a JSON file holds, a dict or a list: an empty one where there is no file."""
    if not path.exists():
        return kind()
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not JSON, it is damaged: {error}") from None
    if not isinstance(found, kind):
        raise ValueError(f"{path}: expected a {kind.__name__}, got {found!r:.40}; it is damaged")
    return found


def tokenizer(folder: Path, V: int) -> WordPiece:
    """The vocabulary, for V vectors of pieces, and how to read a text."""
    path, other = folder / "vocab.txt", Settings(folder / "tokenizer.json")
    if not path.exists() and not other.path.exists():
        raise FileNotFoundError(f"{folder} has no vocab.txt and no tokenizer.json")
    path, pieces = (path, _lines(path)) if path.exists() else (other.path, _pieces(other))
    if other.values and pieces != _pieces(other):
        raise ValueError(f"{path} and {other.path} have different pieces of words: one is damaged")
    if not 0 <= V - len(pieces) < SPARE:
        raise ValueError(f"{path} has {len(pieces)} pieces of words, but there are {V} vectors")
    settings = Settings(folder / "tokenizer_config.json")
    normalizer = Settings(other.path, other.get("normalizer", dict, {}))
    settings.check(PLAIN_TOKENIZER)
    normalizer.check(PLAIN_NORMALIZER)
    lowercase, accents = (normalizer.get(key, bool) for key in ("lowercase", "strip_accents"))
    lowercase = settings.get("do_lower_case", bool, lowercase is not False)
    accents = settings.get("strip_accents", bool, accents)
    try:
        return WordPiece(pieces, lowercase, accents)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def length(folder: Path) -> int:
    """How many pieces of a text are read, as far as the files other than the weights say."""
    said = (Settings(folder / file).get(key, float, NO_LIMIT) for file, key in LENGTHS.items())
    if (shortest := min(NO_LIMIT, *said)) < 2:
        raise ValueError(f"{folder}: {shortest} pieces have no room for [CLS] and [SEP]")
    return int(shortest)


def unit_length(folder: Path) -> bool:
    """Are vectors scaled to length 1? Raises ValueError for steps that are not known here."""
    path, kinds = folder / "modules.json", set()
    for module in read_json(path, list):
        match module:
            case {"type": str(kind)}:
                kinds.add(kind := kind.split(".")[-1])
                place = MODULES.get(kind)
                if place is not None and module.get("path", place) != place:
                    raise ValueError(f"{path}: {kind} is in {module['path']!r:.60}, not {place!r}")
            case _:
                raise ValueError(f"{path}: a module cannot be {module!r:.60}")
    if other := kinds.difference(MODULES):
        raise ValueError(f"{path}: {min(other)!r:.60} is none of {', '.join(MODULES)}")
    return "Normalize" in kinds


def pooling(folder: Path, known: Collection[str]) -> str:
    """How the vectors of a text's pieces become one: what the folder says, or "mean"."""
    settings, start = Settings(folder / "1_Pooling" / "config.json"), "pooling_mode_"
    modes = [key for key in settings.values if key.startswith(start) and settings.get(key, bool)]
    modes = [MODES.get(key.removeprefix(start), key.removeprefix(start)) for key in modes]
    # recent versions say it in a word
    mode = settings.get("pooling_mode", str, "+".join(modes) or "mean")
    if mode not in known:
        raise ValueError(f"{settings.path}: pooling is {mode!r}, none of {', '.join(known)}")
    return mode


def _lines(path: Path) -> list[str]:
    """The vocabulary in vocab.txt; cut at line feeds only, as some pieces are other line breaks."""
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: byte {error.start} is not UTF-8; it is damaged") from None
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]


def _pieces(settings: Settings) -> list[str]:
    """The vocabulary in tokenizer.json, where it is a dict piece -> id."""
    model = settings.get("model", dict, {})
    ids = model.get("vocab")
    if model.get("type", "WordPiece") != "WordPiece" or not isinstance(ids, dict):
        raise ValueError(f"{settings.path} is not that of a WordPiece tokenizer")
    if sorted(map(repr, ids.values())) != sorted(map(repr, range(len(ids)))):
        raise ValueError(f"{settings.path}: the ids of the vocabulary are not 0 to {len(ids) - 1}")
    return sorted(ids, key=ids.__getitem__)
