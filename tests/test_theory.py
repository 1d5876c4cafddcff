"""Levy & Goldberg (2014), verified: where the steps of training lead, and that they get there."""

import numpy as np
import pytest

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
