"""Evaluation, by hand and against gensim and SciPy."""

import re

import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.test.utils import datapath
from scipy.stats import rankdata, spearmanr

from word2vec import evaluation
from word2vec.evaluation import (
    analogy_accuracy,
    odd_one_out,
    odd_one_out_accuracy,
    precision_at,
    ranks,
    spearman,
    word_similarity,
)
from word2vec.running.questions import read_analogies, read_pairs
from word2vec.vectors import WordVectors

ANALOGIES = datapath("questions-words.txt")


@pytest.fixture(scope="module")
def knowing():
    """Vectors that know half of Google's questions, here and in gensim: c + (b - a), and noise."""
    rng = np.random.default_rng(0)
    table: dict[str, np.ndarray] = {}
    for questions in read_analogies(ANALOGIES).values():
        offset = rng.normal(size=20)
        for a, b, c, d in questions:
            for one, other in ((a, b), (c, d)):
                table.setdefault(one, rng.normal(size=20))
                table.setdefault(other, table[one] + offset + rng.normal(size=20) / 2)
    pairs = [pair for file in FILES for pair in read_pairs(datapath(file))]
    for word in sorted({word for a, b, _ in pairs for word in (a, b)}):  # the same ones each time
        table.setdefault(word, rng.normal(size=20))
    words = [word for word in table if len(word) % 7]  # some are unknown
    matrix = np.array([table[word] for word in words], np.float32)
    words = [word if len(word) % 5 else word.lower() for word in words]  # in lower case or not
    theirs = KeyedVectors(20)
    theirs.add_vectors(words, matrix)
    return WordVectors(words, matrix), theirs


FILES = ["wordsim353.tsv", "simlex999.txt"]


def test_spearman_by_hand():
    # ranks 1, 2.5, 2.5, 4 and 2, 1, 3.5, 3.5: centered -1.5, 0, 0, 1.5 and -.5, -1.5, 1, 1
    # ρ = (.75 + 1.5) / √(4.5 · 4.5)
    assert ranks([1, 5, 5, 9]).tolist() == [1, 2.5, 2.5, 4]
    assert spearman([1, 5, 5, 9], [3, 0, 7, 7]) == pytest.approx(2.25 / 4.5)
    assert spearman([1, 2, 3], [5, 50, 51]) == 1 == -spearman([1, 2, 3], [9, 8, -1])


@pytest.mark.parametrize("values", [2, 10, 10_000])  # how many differ: many ties, or none
def test_spearman_equals_scipys(values):
    rng = np.random.default_rng(values)
    for n in (5, 60, 999):
        a, b = rng.integers(0, values, (2, n)) / 7
        assert ranks(a).tolist() == rankdata(a).tolist()
        if n > 5:
            assert spearman(a, b) == pytest.approx(spearmanr(a, b).statistic, abs=1e-14)


@pytest.mark.parametrize("file", FILES)
def test_word_similarity_equals_gensims(knowing, file):
    ours, theirs = knowing
    rho, covered, total = word_similarity(ours, read_pairs(datapath(file)))
    _, spearman_there, unknown = theirs.evaluate_word_pairs(datapath(file))
    assert rho == pytest.approx(spearman_there.statistic, abs=1e-12)
    assert 100 - 100 * covered / total == pytest.approx(unknown) and 0 < covered < total


@pytest.mark.parametrize("candidates", [300_000, 400])
def test_analogies_equal_gensims(knowing, candidates, monkeypatch):
    monkeypatch.setattr(evaluation, "SCORES_AT_A_TIME", 100_000)  # many batches
    ours, theirs = knowing
    _, sections = theirs.evaluate_word_analogies(ANALOGIES, restrict_vocab=candidates)
    there = {section["section"]: section for section in sections}
    middling = 0
    for name, questions in read_analogies(ANALOGIES).items():
        share, covered, total = analogy_accuracy(ours, questions, candidates=candidates)
        right, wrong = len(there[name]["correct"]), len(there[name]["incorrect"])
        assert (covered, total) == (right + wrong, len(questions))
        assert not covered or share == pytest.approx(right / covered)
        middling += 0 < right < covered
    assert middling > 5  # so that agreement says something


@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`:DeprecationWarning")
def test_a_product_of_cosines_equals_gensims(knowing):
    ours, theirs = knowing
    sections = read_analogies(ANALOGIES)
    questions = [
        question
        for question in sections["family"] + sections["gram8-plural"][::9]
        if all(word in ours for word in question)
    ]
    right = [
        theirs.most_similar_cosmul(positive=[b, c], negative=[a], topn=1)[0][0] == d
        for a, b, c, d in questions
    ]
    score = analogy_accuracy(ours, questions, multiply=True)
    assert score == (pytest.approx(np.mean(right)), len(questions), len(questions))
    assert score.value != analogy_accuracy(ours, questions).value


def test_both_kinds_of_analogy_by_hand():
    # a = b = c up to length, so d must be near them; x has cosine 0.6 with all, y -1
    vectors = WordVectors(["a", "b", "c", "x", "y"], [[1, 0], [2, 0], [3, 0], [0.6, 0.8], [-1, 0]])
    for multiply in (False, True):
        assert analogy_accuracy(vectors, [["A", "B", "c", "x"]], multiply) == (1, 1, 1)
        assert analogy_accuracy(vectors, [["a", "b", "c", "y"]], multiply) == (0, 1, 1)
        assert analogy_accuracy(vectors, [["a", "b", "c", "z"]], multiply)[1:] == (0, 1)
    # of the first three words none is left to answer with, and x is not among them
    assert analogy_accuracy(vectors, [["a", "b", "c", "x"]], candidates=3)[1:] == (0, 1)
    with pytest.raises(ValueError, match="candidates must be at least 1, got 0"):
        analogy_accuracy(vectors, [["a", "b", "c", "x"]], candidates=0)


def test_odd_one_out_equals_gensims():
    rng = np.random.default_rng(0)
    words = [f"w{i}" for i in range(40)]
    ours = WordVectors(words, rng.normal(size=(40, 6)))
    theirs = KeyedVectors(6)
    theirs.add_vectors(words, ours.matrix)
    for _ in range(30):
        four = rng.choice(words, 4, replace=False).tolist()
        assert odd_one_out(ours, four) == theirs.doesnt_match(four)


def test_accuracy_counts_what_it_covers():
    vectors = WordVectors(["a", "b", "c", "x"], [[1, 0], [1, 0.1], [9, 1], [0, 1]])
    sets = [["a", "b", "c", "x"], ["a", "x", "c", "b"], ["a", "b", "c", "unknown"]]
    assert odd_one_out_accuracy(vectors, sets) == (0.5, 2, 3)
    assert odd_one_out_accuracy(vectors, sets[2:])[1:] == (0, 1)
    with pytest.raises(KeyError, match="'unknown' is not in the vocabulary of 4 words"):
        odd_one_out(vectors, sets[2])


def test_a_share_of_nothing_is_no_number():
    vectors = WordVectors(["a", "b"], np.eye(2))
    for nothing in ([], [["a", "b", "c", "unknown"]]):
        for accuracy in (analogy_accuracy, odd_one_out_accuracy):
            value, covered, total = accuracy(vectors, nothing)
            assert np.isnan(value) and (covered, total) == (0, len(nothing))


def test_items_of_the_wrong_length_are_named():
    vectors = WordVectors(["a", "b"], np.eye(2))
    for words in (["a", "b", "a"], ["a"] * 5, []):
        with pytest.raises(ValueError, match=f"expected 4 words, got {re.escape(repr(words))}"):
            analogy_accuracy(vectors, [["a", "b", "a", "b"], words])
    # two words are equally far from their mean; and without tabs a row is a single "word"
    for words in ([], ["a", "b"], ["a b c d"]):
        for ask in (odd_one_out, lambda vectors, words: odd_one_out_accuracy(vectors, [words])):
            with pytest.raises(ValueError, match=f"at least three.*{re.escape(repr(words))}"):
                ask(vectors, words)


@pytest.mark.parametrize("nan", [float("nan"), np.float32("nan")])
def test_nan_has_no_rank(nan):
    # it would be sorted last: [1, nan, 3] and [1, 2, 3] would agree by 0.5
    with pytest.raises(ValueError, match=r"a\[1\] is NaN, which has no rank"):
        spearman([1, nan, 3], [1, 2, 3])
    with pytest.raises(ValueError, match=r"b\[2\] is NaN"):
        spearman([1, 2, 3], [1, 2, nan])
    with pytest.raises(ValueError, match=r"values\[0\] is NaN"):
        ranks([nan, nan])
    assert spearman([1, np.inf, 3], [1, 3, 2]) == 1  # infinity has a rank
    vectors = WordVectors(["tea", "cup"], np.eye(2))
    with pytest.raises(ValueError, match="score of 'tea' and 'milk' is NaN: leave the pair out"):
        word_similarity(vectors, [("tea", "cup", 6.5), ("tea", "milk", nan)])


def test_precision_by_hand():
    labels = ["pets", "pets", "food", "pets"]
    rankings = [[1, 2], [2, 3], [0, 1], [0]]  # 1, 1, 0 and 1 of 2 are right
    assert precision_at(2, rankings, labels) == 3 / 8


def test_where_there_is_no_order_to_compare():
    vectors = WordVectors(["tea", "cup"], np.eye(2))
    pairs = [("tea", "cup", 6.5), ("tea", "milk", 7.0)]
    with pytest.raises(
        ValueError, match="of 2 pairs, 1 have both words among the 2 of the vectors"
    ):
        word_similarity(vectors, pairs)
    with pytest.raises(ValueError, match="of 0 pairs, 0 have both"):
        word_similarity(vectors, [])
    with pytest.raises(ValueError, match="no order"):
        spearman([1, 1, 1], [1, 2, 3])
    with pytest.raises(ValueError, match="equal length"):
        spearman([1, 2], [1, 2, 3])
