"""Text to tokens: what is a word, what is a sentence, and what cannot be read."""

import math
import random
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from word2vec.corpus import Reading, Segmenter, longest_match, tokenize


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The cat sat. The DOG ran!", [["the", "cat", "sat"], ["the", "dog", "ran"]]),
        ("one\ntwo\r\nthree\rfour", [["one"], ["two"], ["three"], ["four"]]),
        ("Really?!... Yes…", [["really"], ["yes"]]),
        ("猫 是 宠物。狗 呢？真 好！", [["猫", "是", "宠物"], ["狗", "呢"], ["真", "好"]]),
        ("don't o'clock 'quoted' dogs' it’s", [["don't", "o'clock", "quoted", "dogs", "it's"]]),
        ("3 cats, 2nd (or a_b) well-known e-mail", [
            ["cats", "nd", "or", "a", "b", "well", "known", "e", "mail"]
        ]),
        ("ﬁsh ＣＡＴ cafe\u0301", [["fish", "cat", "café"]]),  # one spelling for each word
        ("# A heading\nText.\n## Another\n#tag stays", [["text"], ["tag", "stays"]]),
        (" .. \n\n 12 ", []),
    ],
)  # fmt: skip
def test_what_is_a_word_and_what_is_a_sentence(text, sentences):
    assert tokenize(text) == sentences


def sentences_by_hand(text, lowercase, words):
    """The rules one after another, each on the whole text, character by character."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("\r", "\n")
    text = text.lower() if lowercase else text
    if words == "spaces":
        return [line.split() for line in text.split("\n") if line.split()]
    lines = [line for line in text.split("\n") if line.lstrip("#")[:1] != " " or line[0] != "#"]
    found = [[""]]
    for char in "\n".join(lines):
        kind = unicodedata.category(char)
        if char in "\n.!?。":
            found.append([""])
        elif kind[0] in "LM" or kind == "Nl" or char in "'\u200c\u200d":
            found[-1][-1] += char
        elif kind != "Cf" or char == "\u200b":
            found[-1].append("")
    found = [[word.strip("'\u200c\u200d") for word in some] for some in found]
    found = [[w for w in some if w and unicodedata.category(w[0])[0] != "M"] for some in found]
    return [some for some in found if some]


ODD = "aZ'’.!?。… #\n\r\t\f\x1c\x85\u2028\u3000-2éÉΑΣσıİßﬁ＃Ａ猫〇❤️ﷺ"
ODD += "´\u0301\u0345\u200b\u200c\u00ad\u1112\u1161"  # marks, signs that are not seen, parts
PLAIN = st.text("ab C.\n'", max_size=30)
TEXTS = st.lists(PLAIN | st.text(ODD, max_size=20) | st.text(max_size=9)).map("".join)


@given(text=TEXTS, lowercase=st.booleans(), words=st.sampled_from(["letters", "spaces"]))
@example(text="ΑΣ.Β ΑΣ\nΒ", lowercase=True, words="letters")  # a Σ that ends a word is ς
def test_the_rules_line_by_line_and_on_the_whole_text(text, lowercase, words):
    found = tokenize(text, lowercase=lowercase, words=words)
    assert found == sentences_by_hand(text, lowercase, words)


def test_options():
    text = "The cats SAT on the mat"
    assert tokenize(text, lowercase=False) == [["The", "cats", "SAT", "on", "the", "mat"]]
    assert tokenize(text, stop_words={"the", "on"}) == [["cats", "sat", "mat"]]
    assert tokenize(text, stem=lambda word: word[:3])[0][:2] == ["the", "cat"]


COUNTS = {"研究": 40, "研究生": 10, "生命": 30, "命": 6, "起源": 8, "的": 100, "生": 6}


def test_the_likeliest_split_by_hand():
    # 研究 / 生命 / 起源 has 40 · 30 · 8 = 9600 of 200³, 研究生 / 命 / 起源 has 10 · 6 · 8 = 480:
    # "to study the origin of life", and not "the graduate student's life's origin"
    segment = Segmenter(COUNTS)
    assert segment("研究生命起源") == ["研究", "生命", "起源"]
    assert longest_match("研究生命起源", COUNTS) == ["研究生", "命", "起源"]  # greedy, and wrong
    assert segment("研究生的生命") == ["研究生", "的", "生命"]
    assert segment("甲研究乙") == ["甲", "研究", "乙"]  # unknown characters one by one
    assert segment("") == longest_match("", COUNTS) == []


def test_the_likeliest_split_against_all_splits():
    rng = random.Random(0)
    counts = {"".join(rng.choices("甲乙丙", k=rng.choice((1, 2, 2, 3)))): rng.randrange(1, 99)
              for _ in range(20)}  # fmt: skip
    total = sum(counts.values())

    def splits(run):
        return [[run[:i], *rest] for i in range(1, len(run) + 1) for rest in splits(run[i:])] or [
            []
        ]

    def likelihood(words):
        return math.prod(counts.get(w, 1 if len(w) == 1 else 0) / total for w in words)

    for _ in range(50):
        run = "".join(rng.choices("甲乙丙丁", k=8))
        best = max(map(likelihood, splits(run)))
        assert likelihood(Segmenter(counts)(run)) == pytest.approx(best, rel=1e-12)


def test_only_chinese_is_segmented():
    found = tokenize("我用Python研究生命。Don't 研究!", segment=Segmenter(COUNTS))
    assert found == [["我", "用", "python", "研究", "生命"], ["don't", "研究"]]


@pytest.mark.parametrize(
    ("script", "text", "words"),
    [
        ("Hindi", "हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("Thai", "ภาษาไทย สวัสดี", ["ภาษาไทย", "สวัสดี"]),
        ("Arabic with vowels", "كِتَابٌ جميل", ["كِتَابٌ", "جميل"]),
        ("Hebrew with points", "שָׁלוֹם עולם", ["שָׁלוֹם", "עולם"]),
        ("Persian joiner", "می\u200cخواهم", ["می\u200cخواهم"]),
        ("Bengali", "বাংলা ভাষা", ["বাংলা", "ভাষা"]),
        ("Tamil", "தமிழ் மொழி", ["தமிழ்", "மொழி"]),
        ("Korean", "한국어 단어", ["한국어", "단어"]),
        ("Korean in parts", "\u1112\u1161\u11ab\u1100\u116e\u11a8", ["한국"]),
        ("Japanese", "日本語 テキスト", ["日本語", "テキスト"]),
        ("Greek", "Ελληνική Γλώσσα", ["ελληνική", "γλώσσα"]),
        ("Russian", "Русский Язык", ["русский", "язык"]),
        ("Turkish", "İstanbul'da", ["i\u0307stanbul'da"]),
        ("Vietnamese in parts", "Tie\u0302\u0301ng Vie\u0323\u0302t", ["tiếng", "việt"]),
        ("French in parts", "cafe\u0301", ["café"]),
        ("soft hyphens", "co\u00adopera\u00adte", ["cooperate"]),
        ("word joiner and mark", "\ufefffoo\u2060bar", ["foobar"]),
        ("Chinese zero", "二〇〇八年", ["二〇〇八年"]),
        ("emoji", "I ❤️ 👨‍👩‍👧 1️⃣ you", ["i", "you"]),
        ("apostrophes", "Don’t 'quote' dogs' o'clock", ["don't", "quote", "dogs", "o'clock"]),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_words_keep_their_letters_in_every_script(script, text, words):
    assert tokenize(text) == [words]


def test_what_stands_between_spaces_may_be_a_word():
    text = "GPT-4 , covid-19 and C++ .\n2008年 # not a heading\r\nlast"
    assert tokenize(text, words="spaces") == [
        ["gpt-4", ",", "covid-19", "and", "c++", "."],
        ["2008年", "#", "not", "a", "heading"],
        ["last"],
    ]
    assert tokenize("GPT-4", words="spaces", lowercase=False) == [["GPT-4"]]
    with pytest.raises(ValueError, match="words must be one of letters, spaces; got 'lines'"):
        Reading(words="lines")


def test_a_segmenter_wants_counts():
    for counts in ({}, {"猫": 0}, ["猫"], None):
        with pytest.raises(ValueError, match="counts maps words to how often they occur"):
            Segmenter(counts)


def test_a_long_run_takes_no_longer_for_each_character():
    run = "研究生命起源的" * 3000  # 21,000 characters: the square of it would take minutes
    assert "".join(Segmenter(COUNTS)(run)) == "".join(longest_match(run, COUNTS)) == run
