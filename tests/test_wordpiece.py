"""Pieces of words: by hand, against a slow loop, and id for id against the `tokenizers` package."""

import random
import sys
import unicodedata

import pytest
from tokenizers import BertWordPieceTokenizer

from pooling.wordpiece import LONGEST, SPECIAL, WordPiece
from tests.test_readme import ROOT

TEXTS = sorted((ROOT / "data").glob("*.txt"))
ODD = [
    "", "   ", "\t\n\r\x0b\x0c a\x1cb", "a" * LONGEST, "a" * (LONGEST + 1), "e\u0301" * LONGEST,
    "[CLS] hi [SEP] [MASK][UNK]x[PAD] [cls] [CLS", "don't l’été naïve Ångström café cafe\u0301",
    "\x00a\x07b\u200bc\u00a0d\u2028e\u0085f\ufffdg\x1fh", "한국어 훈민정음", "日本語 ガギグ ｶﾞ",
    "😀👍🏽 👨\u200d👩\u200d👧", "ΑΣΑΣ ς İstanbul ǅ ẞ", "ﬁ ① ½ x² ª", "$+<=>^`|~ §©«»",
    "हिन्दी भाषा", "ไทย ภาษา", "\u0378 \ue000 \U0010ffff", "٣٤ مرحبا שלום", "𠀀𪜀𫝀𫠠丽",
    "co-operate, it's 3.14!",
]  # fmt: skip


def vocabulary(cased=False):
    """Pieces for the texts here: their letters, and the beginnings of some of their words."""
    rng = random.Random(0)
    text = " ".join([*ODD, *(path.read_text("utf-8")[:50_000] for path in TEXTS)])
    text = text if cased else unicodedata.normalize("NFD", text.lower())
    words = sorted(set(text.split()))
    starts = {word[: rng.randrange(1, 8)] for word in words}
    rests = {"##" + word[rng.randrange(len(word)) :][: rng.randrange(1, 5)] for word in words}
    letters = set("".join(words)) - {"ß"}  # and one is missing, for [UNK]
    return [*SPECIAL, *sorted(starts | rests | letters | {"##" + letter for letter in letters})]


def theirs(pieces, **options):
    return BertWordPieceTokenizer({piece: id for id, piece in enumerate(pieces)}, **options)


CASES = {"uncased": {}, "cased": {"lowercase": False}, "accents": {"strip_accents": False}}


@pytest.fixture(scope="module", params=CASES)
def both(request):
    """Ours, and what the `tokenizers` package makes of the same vocabulary."""
    pieces = vocabulary(cased=request.param == "cased")
    return WordPiece(pieces, **CASES[request.param]), theirs(pieces, **CASES[request.param])


def test_every_line_of_the_data_has_the_ids_of_the_tokenizers_package(both):
    ours, peer = both
    assert len(TEXTS) >= 4
    for path in TEXTS:
        lines = path.read_text("utf-8").split("\n")
        for line, encoded in zip(lines, peer.encode_batch(lines), strict=True):
            assert ours.encode(line) == encoded.ids, (path.name, line)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_have_the_ids_of_the_tokenizers_package(both, text):
    ours, peer = both
    assert ours.encode(text) == peer.encode(text).ids


def test_all_characters_that_are_as_they_were(both):
    """The package knows the characters of an older Unicode than Python does.

    So those are compared that Unicode 3.2, the oldest that Python has, and today's agree on.
    """
    ours, peer = both
    old = unicodedata.ucd_3_2_0
    codes = [
        code for code in range(sys.maxunicode + 1)
        if old.category(chr(code)) == unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
    ]  # fmt: skip
    assert len(codes) > 90_000
    lines = [
        " ".join(f"a{chr(code)}b {chr(code)}" for code in codes[start : start + 50])
        for start in range(0, len(codes), 50)
    ]
    for line, encoded in zip(lines, peer.encode_batch(lines), strict=True):
        assert ours.encode(line) == encoded.ids, line


def test_the_longest_piece_by_hand():
    tokenizer = WordPiece([*SPECIAL, "un", "una", "##able", "##a", "##ble", "##ff", "unaff"])
    assert tokenizer.tokenize("unaffable") == ["[CLS]", "unaff", "##able", "[SEP]"]
    assert tokenizer.tokenize("Unable") == ["[CLS]", "una", "##ble", "[SEP]"]
    # the longest first may lead into a dead end: un ##ab would fit, una ##b does not
    dead_end = WordPiece([*SPECIAL, "un", "una", "##ab"])
    assert dead_end.tokenize("unab") == ["[CLS]", "[UNK]", "[SEP]"]
    assert dead_end.tokenize("unab un") == ["[CLS]", "[UNK]", "un", "[SEP]"]


def test_a_text_is_cut_at_its_end():
    tokenizer = WordPiece([*SPECIAL, "a", "b", "c"])
    assert tokenizer.tokenize("a b c", 4) == ["[CLS]", "a", "b", "[SEP]"]
    assert tokenizer.tokenize("a b c", 2) == ["[CLS]", "[SEP]"]
    assert tokenizer.tokenize("a b c", 5) == tokenizer.tokenize("a b c")
    assert [tokenizer.vocabulary[id] for id in tokenizer.encode("c [MASK]")][1:3] == ["c", "[MASK]"]
    for length in (1, 0, -3):
        with pytest.raises(ValueError, match=f"a length of {length} has no room for .CLS. and"):
            tokenizer.encode("a", length)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "a text is a string, got None"),
        (b"a", "got b'a'; decode it first"),
        (["the", "cat"], r"got \['the', 'cat'\]; join its words by spaces"),
    ],
)
def test_what_is_no_text_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        WordPiece(SPECIAL).encode(text)


def test_a_vocabulary_needs_three_special_pieces():
    with pytest.raises(ValueError, match=r"the vocabulary has no \[UNK\], \[SEP\]: it is not one"):
        WordPiece(["[CLS]", "a"])
    assert WordPiece(["a", "[UNK]", "[CLS]", "[SEP]"]).encode("a [UNK]") == [2, 0, 1, 3]
