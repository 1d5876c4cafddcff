"""The counting road, against slow loops, NumPy's SVD, and what it should learn."""

import numpy as np
import pytest

from word2vec.counting import cooccurrence, count_vectors, truncated_svd
from word2vec.evaluation import odd_one_out_accuracy
from word2vec.model import Config
from word2vec.running.files import DATA
from word2vec.running.questions import read_rows
from word2vec.running.reading import read_sentences
from word2vec.sampling import window_pairs


def test_neighbours_are_counted_as_window_pairs_draws_them_on_average():
    rng = np.random.default_rng(0)
    words, sentence = rng.integers(0, 6, 60), np.sort(rng.integers(0, 8, 60))
    exact = cooccurrence(words, sentence, 6, window=3)
    slow = np.zeros((6, 6))
    for i in range(60):
        for j in range(60):
            if i != j and sentence[i] == sentence[j] and abs(i - j) <= 3:
                slow[words[i], words[j]] += {1: 1, 2: 2 / 3, 3: 1 / 3}[abs(i - j)]
    assert exact == pytest.approx(slow, rel=1e-6)

    drawn = np.zeros((6, 6))
    for _ in range(4000):
        center, context = window_pairs(sentence, 3, rng)
        np.add.at(drawn, (words[center], words[context]), 1 / 4000)
    assert drawn == pytest.approx(exact, abs=0.12)


def test_positive_pmi_by_hand():
    # cats, dogs, cars stand 9 times each, drink 18 and rust 9 times, of 54 words. Beside cats there
    # is always drink, by chance 18 of 54 times: log 3. Beside cars, rust: log 6. Beside drink, cats
    # half of the time, by chance 9 of 54: log 3. The table P splits into two parts; P Pᵀ has
    # cats = dogs = (log 3)², drink = 2 (log 3)², cars = rust = (log 6)²
    text = [["cats", "drink"], ["dogs", "drink"], ["cars", "rust"]] * 9
    vectors = count_vectors(text, Config(dim=5, subsample=0, noise_power=1.0))
    rows = vectors.matrix.astype(float)
    P = np.zeros((5, 5))
    for a, b, chance in (("cats", "drink", 3), ("dogs", "drink", 3), ("cars", "rust", 6)):
        P[vectors.id(a), vectors.id(b)] = P[vectors.id(b), vectors.id(a)] = np.log(chance)
    sizes, left = np.linalg.eigh(P @ P)  # P is symmetric: P P = A Σ² Aᵀ, and rows rowsᵀ = A Σ Aᵀ
    assert rows @ rows.T == pytest.approx(left @ np.diag(np.sqrt(abs(sizes))) @ left.T, abs=1e-5)
    assert rows[vectors.id("cats")] @ rows[vectors.id("dogs")] == pytest.approx(
        np.log(3) / np.sqrt(2), abs=1e-5
    )


def test_the_sketch_finds_what_a_full_svd_finds():
    rng = np.random.default_rng(0)
    table = (rng.normal(size=(90, 12)) @ rng.normal(size=(12, 90))).astype(np.float32)
    table += rng.normal(size=(90, 90), scale=0.01).astype(np.float32)
    left, sizes, _ = np.linalg.svd(table)
    for dim in (1, 5, 12):
        expected = left[:, :dim] * np.sqrt(sizes[:dim])
        found = truncated_svd(table, dim, rng)
        # signs are free, so compare products of rows
        assert found @ found.T == pytest.approx(expected @ expected.T, abs=0.01)


def test_more_dimensions_than_words():
    text = [["cats", "drink"], ["dogs", "drink"], ["cars", "rust"]] * 9
    vectors = count_vectors(text, Config(dim=10, subsample=0))
    assert vectors.matrix.shape == (5, 5)
    assert vectors.most_similar("cats", k=1) == [("dogs", pytest.approx(1, abs=1e-5))]


def test_every_setting_that_counting_has_changes_the_result():
    text = list(read_sentences(DATA / "sample.en.txt"))[:2000]
    settings = dict(dim=20, window=2, subsample=0.01, min_count=9, noise_power=1.0, seed=2)
    plain = count_vectors(text, Config())
    assert np.array_equal(plain.matrix, count_vectors(text, Config()).matrix)
    for name, value in settings.items():
        changed = count_vectors(text, Config(**{name: value}))
        assert changed.matrix.shape != plain.matrix.shape or not np.allclose(
            changed.matrix, plain.matrix
        )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_counting_knows_the_odd_one_out(language):
    # calibrated: .983 to .990 over three seeds
    vectors = count_vectors(read_sentences(DATA / f"sample.{language}.txt"))
    share, covered, total = odd_one_out_accuracy(
        vectors, read_rows(DATA / f"odd_one_out.{language}.tsv")
    )
    assert share > 0.95 and covered == total
