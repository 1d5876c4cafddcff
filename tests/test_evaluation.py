"""Evaluation, by hand and against gensim."""

import numpy as np
import pytest
from gensim.models import KeyedVectors

from word2vec.evaluation import odd_one_out, odd_one_out_accuracy, precision_at, read_rows
from word2vec.vectors import WordVectors


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
    assert odd_one_out_accuracy(vectors, sets) == (0.5, 2)
    assert odd_one_out_accuracy(vectors, sets[2:]) == (0.0, 0)
    with pytest.raises(KeyError, match="'unknown' is not in the vocabulary of 4 words"):
        odd_one_out(vectors, sets[2])


def test_precision_by_hand():
    labels = ["pets", "pets", "food", "pets"]
    rankings = [[1, 2], [2, 3], [0, 1], [0]]  # 1, 1, 0 and 1 of 2 are right
    assert precision_at(2, rankings, labels) == 3 / 8


def test_rows_leave_comments_out(tmp_path):
    path = tmp_path / "rows.tsv"
    path.write_text("# what\tis\tthis\na\tb\n\n猫\t狗\n", "utf-8")
    assert read_rows(path) == [["a", "b"], ["猫", "狗"]]
