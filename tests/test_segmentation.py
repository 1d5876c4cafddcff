"""Splitting Chinese: what is right by hand, and how much of it the sample's counts get right."""

import pytest

from tests.benchmarks.segmentation import (
    BY_HAND,
    read_runs,
    scores,
    spans,
)
from word2vec.corpus import HAN, Segmenter, longest_match
from word2vec.running.languages import joined, read_dictionary, sample_counts

LINES = BY_HAND.read_text("utf-8").splitlines()
F1 = 0.755  # of Segmenter with the sample's counts, by python -m tests.benchmarks.segmentation


@pytest.mark.parametrize(
    ("found", "by_hand", "right"),
    [
        ("研究生 命", "研究 生命", 0),  # each word has one end right
        ("研究生 命 的 起源", "研究 生命 的 起源", 2),
        ("他 研究 生 命", "他 研究 生命", 2),
        ("下雨 了", "下雨 了", 2),
    ],
)
def test_a_word_is_right_where_both_its_ends_are(found, by_hand, right):
    found, by_hand = found.split(), by_hand.split()
    assert len(spans(found) & spans(by_hand)) == right
    expected = right / len(found), right / len(by_hand)
    precision, recall, f1 = scores([found], [by_hand])
    assert (precision, recall) == expected
    if right:
        assert f1 == pytest.approx(2 * precision * recall / (precision + recall))
    else:
        assert f1 == 0


def test_runs_are_added_before_they_are_divided():
    # 1 of 1, and 0 of 3 found and 0 of 2 by hand: 1 of 4 and 1 of 3
    found, by_hand = [["猫"], ["研", "究生", "命"]], [["猫"], ["研究", "生命"]]
    assert scores(found, by_hand) == (1 / 4, 1 / 3, 2 / 7)


def test_the_lines_by_hand_are_well_formed():
    assert len(LINES) == len(set(LINES)) == 300
    sample = sample_counts()
    for line in LINES:
        words, text = line.split(" "), line.replace(" ", "")
        assert all(words) and 10 <= len(text) <= 30, line
        assert all(HAN.fullmatch(word) or word in "，。、？！" for word in words), line
        assert words[-1] in "。？！" and HAN.fullmatch(words[0]), line
    with_new = sum(
        any(HAN.fullmatch(w) and w not in sample for w in line.split()) for line in LINES
    )
    assert with_new >= 100  # as a text of one's own has them


def test_the_lines_by_hand_are_in_the_manner_of_the_sample():
    sample = sample_counts()
    pairs = [one + two for run in read_runs(LINES) for one, two in zip(run, run[1:], strict=False)]
    assert {pair for pair in pairs if sample[pair] >= 10} == {"地下"}  # in 淅淅沥沥 地 下 着


def test_the_samples_counts_split_as_well_as_measured():
    by_hand, counts = read_runs(LINES), sample_counts()
    splits = Segmenter(counts), lambda run: longest_match(run, counts)
    likely, longest = [[split("".join(run)) for run in by_hand] for split in splits]
    assert scores(likely, by_hand)[2] > F1 - 0.01
    assert scores(likely, by_hand)[2] >= scores(longest, by_hand)[2]


def test_a_dictionary_has_words_and_counts(tmp_path):
    path = tmp_path / "dict.txt"
    path.write_text("猫 5 n\n鲸鱼 2\n\n", "utf-8")
    assert read_dictionary(path) == {"猫": 5, "鲸鱼": 2}
    path.write_text("猫 5\n鲸鱼\n", "utf-8")
    with pytest.raises(ValueError, match="line 2: .* lines of a word and its count, got '鲸鱼'"):
        read_dictionary(path)
    path.write_text("\n", "utf-8")
    with pytest.raises(ValueError, match="dict.txt holds no words"):
        read_dictionary(path)


def test_a_dictionary_is_weighed_against_the_sample():
    both = joined({"猫": 3, "狗": 1}, {"猫": 30, "鲸鱼": 10}, share=0.2)
    assert both == {"猫": 150, "狗": 40, "鲸鱼": 10}  # 160 of the sample, 40 of the dictionary
