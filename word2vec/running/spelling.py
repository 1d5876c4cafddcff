"""Did you mean …? What to say of a word that has no vector."""

import difflib
from collections.abc import Sequence

from word2vec.corpus import normal_form

CLOSE = 100_000  # the most frequent words are looked through for those spelled like an unknown one


class UnknownWord(KeyError):
    """A word without a vector; its message names words that are spelled like it."""

    def __init__(self, word: str, words: Sequence[str]):
        super().__init__(word)
        self.word, self.words = word, words

    def __str__(self) -> str:
        close = spelled_like(self.word, self.words[:CLOSE])
        hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
        return f"{self.word!r} is not in the vocabulary of {len(self.words)} words{hint}"


def spelled_like(word: str, words: Sequence[str]) -> list[str]:
    """Up to three of the words that differ from a word in case, or in a letter or two.

    >>> spelled_like("Aple", ["Apple", "maple", "table", "APLE"])
    ['APLE', 'Apple', 'maple']
    """
    folded = normal_form(word).casefold()
    letters, first, last = set(folded), folded[:1], folded[-1:]
    same, near = [], []
    for other in words:
        if abs(len(other) - len(word)) > 2:
            continue
        other_folded = other.casefold()
        if other_folded == folded:
            same.append(other)
        elif first == other_folded[:1] or last == other_folded[-1:]:
            # difflib takes its time, so it only sees words of much the same letters
            if len(letters.symmetric_difference(other_folded)) < 4:
                near.append(other)
    return (same + difflib.get_close_matches(word, near))[:3]
