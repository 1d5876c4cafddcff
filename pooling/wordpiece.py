"""WordPiece: a text as pieces of words, each of them from a fixed vocabulary.

    text        "Embeddings, naïvely!"
    characters  "embeddings  ,  naively  ! "   lower case, no accents, spaces around punctuation
    words       embeddings | , | naively | !
    pieces      em ##bed ##ding ##s | , | naive ##ly | !      ## continues the word before it
    ids         [CLS] 7861 8270 4667 2015 1010 15743 2135 999 [SEP]

A word that is in the vocabulary is one piece. Any other word is cut from the left, each time at the
end of the longest piece that the vocabulary has. So a word is unknown, [UNK], only where even its
single characters are missing. A few ten thousand pieces are enough for all words (Wu et al. 2016).

The rules for characters are exactly those of BERT (Devlin et al. 2019), so that the ids are those
with which its weights were trained; but for a few hundred rare signs that Unicode, in Python's
version of it, has added or moved since. A cased model keeps capital letters and accents.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"
SPECIAL = ("[PAD]", UNKNOWN, START, END, "[MASK]")  # written so in a text, they are pieces of it
LONGEST = 100  # characters in a word; a longer one is [UNK]
WORDS_KEPT = 1 << 16  # whose pieces are remembered: most words of a text are frequent ones
IDEOGRAPHS = (  # each is a word: they are written without spaces
    range(0x4E00, 0xA000), range(0x3400, 0x4DC0), range(0xF900, 0xFB00), range(0x20000, 0x2A6E0),
    range(0x2A700, 0x2B740), range(0x2B740, 0x2B820), range(0x2B920, 0x2CEB0),
    range(0x2F800, 0x2FA20),
)  # fmt: skip


class Characters(dict[int, str]):
    """What becomes of each character, by its code. It is filled in as characters turn up.

    >>> unicodedata.normalize("NFD", "Cafés, 猫!").translate(Characters()).split()
    ['cafes', ',', '猫', '!']
    >>> "Cafés, 猫!".translate(Characters(lowercase=False, strip_accents=False)).split()
    ['Cafés', ',', '猫', '!']
    """

    def __init__(self, lowercase: bool = True, strip_accents: bool = True):
        super().__init__()
        self.lowercase, self.strip_accents = lowercase, strip_accents

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character in "\t\n\r" or category[0] == "Z":
            become = " "
        elif category in ("Cc", "Cf", "Co") or character == "\ufffd":  # control characters
            become = ""
        elif category == "Mn" and self.strip_accents:
            become = ""
        elif category[0] == "P" or (character.isascii() and not character.isalnum()):
            become = f" {character} "
        elif any(code in block for block in IDEOGRAPHS):
            become = f" {character} "
        else:  # one by one: "ΣΑΣ" becomes "σασ", where "ΣΑΣ".lower() is "σας"
            become = character.lower() if self.lowercase else character
        return self.setdefault(code, become)


class WordPiece:
    """The pieces of a text and their ids, by a vocabulary: the piece with id i is vocabulary[i].

    lowercase      read "Cat" as "cat", as uncased models do
    strip_accents  read "é" as "e"; uncased models do, unless it is given

    >>> WordPiece([*SPECIAL, "em", "##bed", "##ding", "##s", "!"]).tokenize("Embeddings!")
    ['[CLS]', 'em', '##bed', '##ding', '##s', '!', '[SEP]']

    Raises ValueError for a vocabulary without [UNK], [CLS] or [SEP].
    """

    def __init__(
        self, vocabulary: Iterable[str], lowercase: bool = True, strip_accents: bool | None = None
    ):
        self.vocabulary = list(vocabulary)  # id -> piece
        self.ids = {piece: id for id, piece in enumerate(self.vocabulary)}  # piece -> id
        if missing := [piece for piece in (UNKNOWN, START, END) if piece not in self.ids]:
            raise ValueError(f"the vocabulary has no {', '.join(missing)}: it is not one of BERT")
        self.lowercase = lowercase
        self.strip_accents = lowercase if strip_accents is None else strip_accents
        self.characters = Characters(lowercase, self.strip_accents)
        self.special = re.compile(f"({'|'.join(re.escape(s) for s in SPECIAL if s in self.ids)})")
        self.pieces = lru_cache(WORDS_KEPT)(self._pieces)

    def __reduce__(self) -> tuple:
        # what is kept of words is not sent to other processes
        return WordPiece, (self.vocabulary, self.lowercase, self.strip_accents)

    def tokenize(self, text: str, length: int | None = None) -> list[str]:
        """The pieces of a text from [CLS] to [SEP], the first `length` of them at most."""
        return [self.vocabulary[id] for id in self.encode(text, length)]

    def encode(self, text: str, length: int | None = None) -> list[int]:
        """The ids of a text from [CLS] to [SEP]; what would make more than `length` is left out.

        Raises ValueError for what is not a string, and for a length below 2.
        """
        if not isinstance(text, str):
            way_out = "leave it out, or make it one by str()"
            if isinstance(text, bytes | list | tuple):
                way_out = (
                    "decode it first" if isinstance(text, bytes) else "join its words by spaces"
                )
            raise ValueError(f"a text is a string, got {text!r:.60}; {way_out}")
        if length is not None and length < 2:
            raise ValueError(
                f"a length of {length} has no room for [CLS] and [SEP]; give 2 or more"
            )
        ids: list[int] = []
        for i, part in enumerate(self.special.split(text)):
            if i % 2:  # what the pattern found
                ids.append(self.ids[part])
            else:
                for word in self.words(part):
                    ids += self.pieces(word)
        return [self.ids[START], *ids[: None if length is None else length - 2], self.ids[END]]

    def words(self, text: str) -> list[str]:
        """The words that are cut into pieces: what spaces and punctuation separate."""
        if self.strip_accents:
            text = unicodedata.normalize("NFD", text)  # accents become characters of their own
        return text.translate(self.characters).split()

    def _pieces(self, word: str) -> list[int]:
        """The ids of a word's pieces, from the left the longest each time; or that of [UNK]."""
        pieces: list[int] = []
        start = 0
        while start < len(word) <= LONGEST:
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if prefix + word[start:end] in self.ids), None)
            if end is None:
                return [self.ids[UNKNOWN]]
            pieces.append(self.ids[prefix + word[start:end]])
            start = end
        return pieces or [self.ids[UNKNOWN]]
