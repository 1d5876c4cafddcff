"""The words of a text as numbers, many at a time.

A dictionary looks up one word after the other, and most of the time goes into making the words.
Here a word of up to 16 bytes is two numbers of 8 bytes each. So NumPy can compare all words of a
piece of text at once with those that it remembers, each in a slot of its own; it takes no word out
of the text that is found there. The others, one in twenty, are looked up in the dictionary.

Letters: B bytes of a piece of text, n words in it.
"""

import numpy as np

from word2vec.vocabulary import END, Ids

BITS = 18  # of the number of a slot: so many slots still fit into the cache
MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, 2^64 over the golden ratio: it spreads words over slots
FIRST = np.array([(1 << 8 * k) - 1 for k in range(9)], np.uint64)  # & this: the first k bytes of 8


class Lookup:
    """Words of lines -> what a dictionary says; a new word gets its number from the dictionary."""

    def __init__(self, numbers: dict[str, int]):
        self.numbers = numbers
        self.begin, self.rest = np.zeros((2, 1 << BITS), np.uint64)  # of the word in each slot
        self.number = np.zeros(1 << BITS, np.int32)

    def __call__(self, lines: bytes) -> Ids:
        r"""Numbers of words, with END after each line, for lines that end in \n; empty ones vanish.

        >>> Lookup({"a": 7, "dog": 8})(b"a dog\n\n dog\n")
        array([ 7,  8, -1,  8, -1], dtype=int32)
        """
        text = np.frombuffer(lines, np.uint8)  # (B,)
        edges = np.flatnonzero(np.diff(text > ord(" "), prepend=False))
        start, stop = edges[::2], edges[1::2]  # (n,), (n,) of each word
        length = stop - start
        eight = np.ndarray(len(text) + 9, "<u8", lines + bytes(16), strides=1)  # from each byte on
        begin = eight[start] & FIRST[np.minimum(length, 8)]  # (n,) the first 8 bytes of each word
        rest = eight[start + 8] & FIRST[np.clip(length - 8, 0, 8)]  # (n,) the next 8

        slot = ((begin ^ rest * MIX) * MIX >> np.uint64(64 - BITS)).astype(np.intp)  # (n,)
        same = (self.begin[slot] == begin) & (self.rest[slot] == rest) & (length <= 16)
        numbers = self.number[slot]  # (n,)
        other = np.flatnonzero(~same)
        places = zip(start[other].tolist(), stop[other].tolist(), strict=True)
        numbers[other] = [self.numbers[lines[a:b].decode()] for a, b in places]
        short = other[length[other] <= 16]
        new = slot[short]
        self.begin[new], self.rest[new], self.number[new] = (
            begin[short],
            rest[short],
            numbers[short],
        )

        before = np.searchsorted(start, np.flatnonzero(text == ord("\n")))  # words before each \n
        return np.insert(numbers, before[np.diff(before, prepend=0) > 0], END)
