"""The textbook page: a step by hand, the step of the heart, and the vectors of the trainer."""

import subprocess
import sys
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from tests.test_readme import ROOT
from word2vec.evaluation import spearman
from word2vec.model import Config
from word2vec.objective import gradients
from word2vec.running.files import SAMPLE
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.textbook import step, train_by_pairs, window_pairs


def test_the_page_is_a_page():
    lines = (ROOT / "word2vec" / "textbook.py").read_text("utf-8").splitlines()
    assert 50 < len(lines) <= 80


def test_a_step_by_hand():
    # center (1, 0.5); its context (0.25, 0.5) and one noise word (-0.5, 0.5), at a rate of 0.1
    centers = np.array([[9.0, 9.0], [1.0, 0.5]])
    contexts = np.array([[0.25, 0.5], [-0.5, 0.5], [9.0, 9.0]])
    step(centers, contexts, 1, np.array([0, 1]), 0.1)
    # scores 0.25 + 0.25 = 0.5 and -0.5 + 0.25 = -0.25
    # errors σ(0.5) - 1 = -0.377541 and σ(-0.25) - 0 = 0.437823
    # u: (0.25, 0.5) + 0.1 · 0.377541 · (1, 0.5), (-0.5, 0.5) - 0.1 · 0.437823 · (1, 0.5)
    assert contexts == pytest.approx(
        np.array([[0.2877541, 0.5188770], [-0.5437823, 0.4781088], [9, 9]]), abs=1e-6
    )
    # v: (1, 0.5) - 0.1 · (-0.377541 · (0.25, 0.5) + 0.437823 · (-0.5, 0.5))
    #  = (1, 0.5) - 0.1 · (-0.094385 - 0.218912, -0.188770 + 0.218912)
    assert centers == pytest.approx(np.array([[9, 9], [1.0313297, 0.4969859]]), abs=1e-6)


@pytest.mark.parametrize("D", [1, 2, 7, 100])
@pytest.mark.parametrize(
    "others",
    [
        [0, 1, 2, 3],
        [0, 2, 2, 3],  # a noise word that was drawn twice
        [0, 0, 2, 3],  # one that is the context itself
        [1, 1, 1, 1],
        [4],  # no noise at all
    ],
)
def test_a_step_is_the_gradient_of_the_heart(others, D):
    rng = np.random.default_rng(D)
    centers, contexts = rng.normal(size=(3, D)), rng.normal(size=(5, D))
    seen, noise = np.zeros((1, 5)), np.zeros((1, 5))
    seen[0, others[0]] = 1
    for word in others[1:]:
        noise[0, word] += 1
    dv, du = gradients(centers[1:2], contexts, seen, noise)
    after_v, after_u = centers.copy(), contexts.copy()
    after_v[1] -= 0.3 * dv[0]
    after_u -= 0.3 * du
    step(centers, contexts, 1, np.array(others), 0.3)
    assert np.abs(centers - after_v).max() < 1e-12
    assert np.abs(contexts - after_u).max() < 1e-12


def test_windows_of_a_sentence_by_hand():
    class Farthest:
        def integers(self, low, end):
            assert low == 1
            return end - 1

    assert list(window_pairs([5, 6, 7, 6], 2, Farthest())) == [
        (5, 6), (5, 7), (6, 5), (6, 7), (6, 6), (7, 5), (7, 6), (7, 6), (6, 6), (6, 7),
    ]  # fmt: skip


def test_a_word_d_away_is_a_context_as_often_as_equation_9_says():
    rng, far = np.random.default_rng(0), np.zeros(4)
    for _ in range(4000):
        for center, context in window_pairs(range(9), 3, rng):
            far[abs(center - context)] += center == 4  # in the middle, with neighbours on each side
    assert far[1:] / 8000 == pytest.approx([1, 2 / 3, 1 / 3], abs=0.02)


def test_it_learns_what_the_trainer_learns():
    # Cosines of all pairs of the 300 most frequent words, compared by rank. Calibrated: the trainer
    # agrees with itself under another seed (1 to 4) by .72 to .84; this page with itself (1 to 3)
    # by .76 to .80; and the two with each other by .56 to .75, .66 on average.
    sentences = [words for words, _ in zip(read_sentences(SAMPLE), range(2000), strict=False)]
    config, pairs = Config(dim=20, epochs=3, learning_rate=0.1), np.triu_indices(300, 1)
    vectors = [train(sentences, replace(config, seed=seed)).vectors for seed in (1, 2, 3, 4)]
    vectors.append(train_by_pairs(sentences, config))
    assert all(trained.words == vectors[0].words for trained in vectors)
    *trainer, page = ((v.unit[:300] @ v.unit[:300].T)[pairs] for v in vectors)
    with_itself = np.mean([spearman(one, other) for one, other in combinations(trainer, 2)])
    with_page = np.mean([spearman(page, one) for one in trainer])
    assert with_itself > 0.7 and with_page > 0.55


def test_the_command_prints_three_lists():
    done = subprocess.run(
        [sys.executable, "-m", "word2vec.textbook"], capture_output=True, text=True, check=True
    )
    lines = [line.split(": ") for line in done.stdout.splitlines()]
    assert [word for word, _ in lines] == ["dog", "horse", "train"] and done.stderr == ""
    near = dict((word, names.split(", ")) for word, names in lines)
    assert "puppy" in near["dog"] and "donkey" in near["horse"] and "passengers" in near["train"]


def test_every_setting_is_heard(monkeypatch):
    text = [["a", "b", "c"], ["a", "d"]] * 30
    rates = []
    monkeypatch.setattr("word2vec.textbook.step", lambda *args: rates.append(args[-1]))
    train_by_pairs(text, Config(dim=2, epochs=2, subsample=0))
    assert rates[0] == 0.03 and min(rates) == Config(epochs=2).rate_after(2 - 1 / 60)
    assert len(set(rates)) == 120  # it falls from sentence to sentence
    monkeypatch.undo()
    usual = Config(dim=2, epochs=2, subsample=0)
    first = train_by_pairs(iter(text), usual).matrix
    for changed in (dict(subsample=1e-3), dict(noise_power=0.0), dict(seed=2), dict(window=1)):
        assert not np.array_equal(first, train_by_pairs(text, replace(usual, **changed)).matrix)
