"""Levy & Goldberg (2014), verified: where the steps of training lead, and that they get there.

Contrastive learning, with a softmax for the sigmoid, arrives at the same table of PMI.
"""

from itertools import product

import numpy as np
import pytest

from pooling.contrast import gradients
from pooling.contrast import optimum as optimum_of_contrast
from similarity.metrics import normalize
from tests.benchmarks.factorised import scores
from word2vec.counting import count
from word2vec.damping import step
from word2vec.model import Config
from word2vec.objective import loss, optimum
from word2vec.running.files import SAMPLE
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.sampling import expected_noise
from word2vec.vocabulary import noise_distribution

V, K = 20, 5


@pytest.fixture(scope="module")
def text():
    return list(read_sentences(SAMPLE))


@pytest.fixture(scope="module")
def seen(text):
    """How often the most frequent words of a real text stand together: each pair does."""
    _, table = count(text, Config(subsample=0), np.random.default_rng(0))
    table = table[:V, :V].astype(np.float64)
    assert table.min() > 1 and table.sum() > 80_000
    return table


def noise_of(seen, power):
    return expected_noise(seen.sum(axis=1), noise_distribution(seen.sum(axis=0), power), K)


def trained(seen, noise, D, steps=20_000):
    """Vectors after so many steps on the whole text at once, from where training starts."""
    v, u = (np.random.default_rng(1).random((V, D)) - 0.5) / D, np.zeros((V, D))
    for _ in range(steps):
        step(v, u, seen, noise, learning_rate=1.0, along=0.5)
    return v, u


@pytest.mark.parametrize("power", [0.75, 1.0])
def test_training_on_all_counts_arrives_at_the_optimum(seen, power):
    noise = noise_of(seen, power)
    v, u = trained(seen, noise, D=V)
    goal = optimum(seen, noise)
    assert np.abs(v @ u.T - goal).max() < 1e-4
    assert goal.max() - goal.min() > 4  # from there is some way to go

    # written out from probabilities: log P(w, t) / (P(w) P_noise(t)) - log K
    joint, chance = seen / seen.sum(), noise_distribution(seen.sum(axis=0), power)
    written_out = np.log(joint / np.outer(joint.sum(axis=1), chance)) - np.log(K)
    assert goal == pytest.approx(written_out, abs=1e-12)


def test_the_shift_is_log_k_only_without_the_power(seen):
    pmi = np.log(seen * seen.sum() / np.outer(seen.sum(axis=1), seen.sum(axis=0)))
    off = {power: optimum(seen, noise_of(seen, power)) - (pmi - np.log(K)) for power in (1, 0.75)}
    assert np.abs(off[1]).max() < 1e-12
    # with 0.75 each context word has a shift of its own: the most frequent +0.30, the rarest -0.49
    assert off[0.75].max() == pytest.approx(0.303, abs=0.001)
    assert off[0.75].min() == pytest.approx(-0.493, abs=0.001)
    assert np.ptp(off[0.75], axis=0).max() < 1e-12


def test_with_fewer_dimensions_it_is_a_compromise(seen):
    noise = noise_of(seen, 0.75)
    lowest = loss(optimum(seen, noise), np.eye(V), seen, noise)
    losses = [loss(*trained(seen, noise, D, 4000), seen, noise) for D in (1, 2, 5, 10)]
    assert losses == sorted(losses, reverse=True) and losses[-1] > lowest
    v, u = trained(seen, noise, 5, 4000)
    distance = np.abs(v @ u.T - optimum(seen, noise))
    # it is spent where little is at stake: pairs seen often come out nearer than rare ones
    often = seen > np.median(seen)
    assert distance[often].mean() < 0.5 * distance[~often].mean()


def test_vectors_of_a_real_text_come_near_it(text):
    # calibrated: r = .925, .927, .926 over three seeds for pairs seen 5 times or more
    seen, goal, x = scores(text, train(text, Config(epochs=20)))
    often = seen >= 5
    assert np.corrcoef(x[often], goal[often])[0, 1] > 0.9
    assert x[seen == 0].mean() < x[seen > 0].mean() - 1  # what is never seen is pushed apart


def centered(x):
    """Scores (n, m) without what a softmax leaves open, c_i of each row."""
    return x - x.mean(axis=1, keepdims=True)


def contrasted(seen, noise, tau, D, steps=2000, anchor=None):
    """The scores (n, m) of trained unit vectors; row r of the tables is about anchor[r].

    Plain steps of (39) arrive as well, but take ten times as many; so they gain momentum.
    """
    anchor = np.arange(len(seen)) if anchor is None else anchor
    rng, n = np.random.default_rng(1), anchor.max() + 1
    s, t = (normalize(rng.standard_normal((rows, D))) for rows in (n, seen.shape[1]))
    per_anchor = np.bincount(anchor, seen.sum(axis=1))[:, None]
    to, speed_s, speed_t = np.eye(n)[anchor].T, 0.0, 0.0
    for _ in range(steps):
        ds, dt = gradients(s[anchor], t, seen, noise, tau)
        speed_s = 0.95 * speed_s + 2 * tau**2 * (to @ ds) / per_anchor
        speed_t = 0.95 * speed_t + 2 * tau**2 * dt / seen.sum(axis=0)[:, None]
        s, t = normalize(s - speed_s), normalize(t - speed_t)
    return s @ t.T / tau


@pytest.fixture
def by_chance(seen):
    return np.broadcast_to(seen.sum(axis=0) / seen.sum(), seen.shape)  # (V, V)


def test_contrastive_learning_arrives_at_the_same_but_for_a_number_in_each_row(seen, by_chance):
    pmi = np.log(seen * seen.sum() / np.outer(seen.sum(axis=1), seen.sum(axis=0)))
    assert np.ptp(pmi, axis=1).max() > 4  # from there is some way to go
    x = contrasted(seen, by_chance, tau=0.1, D=2 * V)
    assert np.abs(centered(x) - centered(pmi)).max() < 1e-6  # calibrated: 1e-14
    assert optimum_of_contrast(seen, by_chance) == pytest.approx(pmi, abs=1e-9)
    for kind in (int, np.float32, np.float64):
        nothing = optimum_of_contrast(np.zeros((1, 3), kind), np.ones((1, 3), kind))
        assert nothing.tolist() == [[-np.inf] * 3]  # never seen, so all of it is far away
    # Skip-Gram arrives there too, shifted by log K: it fixes every score
    assert optimum(seen, noise_of(seen, 1)) == pytest.approx(pmi - np.log(K), abs=1e-9)


def test_without_dimensions_or_without_noise_they_do_not(seen, by_chance):
    goal = centered(optimum_of_contrast(seen, by_chance))
    # calibrated: 2.0 with 5 dimensions, and 2.0 if all candidates are taken to be as frequent
    assert np.abs(centered(contrasted(seen, by_chance, 0.1, D=5)) - goal).max() > 1
    assert np.abs(centered(contrasted(seen, np.ones((V, V)), 0.1, D=2 * V)) - goal).max() > 1


def test_the_temperature_says_how_far_from_chance_scores_can_be(seen, by_chance):
    goal = centered(optimum_of_contrast(seen, by_chance))
    errors = {
        tau: np.abs(centered(contrasted(seen, by_chance, tau, D=2 * V)) - goal).max()
        for tau in (0.2, 0.5, 1, 2)
    }
    # the scores of a row spread over 5.3, and 2/τ is what cosines allow
    assert 2 / 0.2 > np.ptp(goal, axis=1).max() > 2 / 0.5
    assert errors[0.2] < 1e-6  # calibrated: 1e-14, then 1.4, 1.9, 2.5
    assert 1 < errors[0.5] < errors[1] < errors[2]


@pytest.mark.parametrize("size", [2, 3, 5])
def test_a_batch_may_have_any_size(size):
    """All batches there are: an anchor and its own by P(i, j), the others each by P(j)."""
    joint = np.random.default_rng(2).random((2, 3))
    joint /= joint.sum()
    drawn = joint.sum(axis=0)  # (3,) P(j)
    anchor, *shown = np.array(list(product(range(2), *[range(3)] * size))).T  # its own comes first
    chance = joint[anchor, shown[0]] * np.prod([drawn[other] for other in shown[1:]], axis=0)
    noise = sum(np.eye(3)[candidate] for candidate in shown)  # (batches, 3) how often each is shown
    x = contrasted(chance[:, None] * np.eye(3)[shown[0]], noise, tau=0.5, D=6, anchor=anchor)
    assert np.abs(centered(x) - centered(np.log(joint / drawn))).max() < 1e-6


def test_the_factor_of_noise_that_sgns_sees_is_not_seen_here(seen, by_chance):
    s, t = np.random.default_rng(0).standard_normal((2, V, 4))
    rows = np.arange(1, V + 1)[:, None]  # another factor for each anchor
    for one, other in zip(
        gradients(s, t, seen, by_chance, 0.3), gradients(s, t, seen, rows * by_chance, 0.3),
        strict=True,
    ):  # fmt: skip
        assert one == pytest.approx(other)
    shift = optimum(seen, by_chance) - optimum(seen, rows * by_chance)
    assert shift == pytest.approx(np.log(rows) + np.zeros((V, V)))
