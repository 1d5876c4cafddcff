"""The heart: loss and gradients, against arithmetic, slow loops and finite differences."""

import math

import numpy as np
import pytest

from word2vec.objective import gradients, loss, optimum
from word2vec.sampling import expected_noise


def a_block(C, M, D=5, K=4, seed=0):
    """Vectors and counts as a text might give them, in float64."""
    rng = np.random.default_rng(seed)
    v, u = rng.normal(size=(C, D)), rng.normal(size=(M, D))
    seen = rng.poisson(0.7, (C, M)).astype(float)
    seen[:, 0] += 1  # words that repeat, and no center without a pair
    drawn = rng.multinomial(10, np.full(M, 1 / M)) / 10  # the same words come up as noise
    return v, u, seen, expected_noise(seen.sum(axis=1), drawn, K)


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def test_one_pair_by_hand():
    # the textbook: a center, its context word and two noise words
    # scores 0.5, -0.25, 1.0; -log σ(0.5) - log σ(0.25) - log σ(-1) = .474077 + .575939 + 1.313262
    v = np.array([[1.0, 0.5]])
    u = np.array([[0.25, 0.5], [-0.5, 0.5], [1.0, 0.0]])
    seen, noise = np.array([[1.0, 0, 0]]), expected_noise(np.array([1]), np.array([0, 0.5, 0.5]), 2)
    assert noise.tolist() == [[0, 1, 1]]
    assert loss(v, u, seen, noise) == pytest.approx(2.363278, abs=1e-6)
    # errors σ(0.5) - 1, σ(-0.25), σ(1) = -.377541, .437823, .731059
    dv, du = gradients(v, u, seen, noise)
    assert dv[0] == pytest.approx([0.417762, 0.030141], abs=1e-6)
    assert du == pytest.approx(
        np.array([[-0.377541, -0.188770], [0.437823, 0.218912], [0.731059, 0.365529]]), abs=1e-6
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 6), (4, 7), (9, 3)])
def test_gradients_by_finite_differences(shape):
    v, u, seen, noise = a_block(*shape)
    for gradient, vectors in zip(gradients(v, u, seen, noise), (v, u), strict=True):
        numeric = np.empty_like(vectors)
        for place in np.ndindex(vectors.shape):
            kept = vectors[place]
            vectors[place] = kept + 1e-5
            above = loss(v, u, seen, noise)
            vectors[place] = kept - 1e-5
            numeric[place] = (above - loss(v, u, seen, noise)) / 2e-5
            vectors[place] = kept
        assert gradient == pytest.approx(numeric, abs=1e-7)


def test_a_block_is_the_sum_of_its_pairs():
    v, u, seen, noise = a_block(6, 8)
    total, dv, du = 0.0, np.zeros_like(v), np.zeros_like(u)
    for w in range(6):
        for t in range(8):
            x = sum(v[w, d] * u[t, d] for d in range(5))
            for true, times in ((1, seen[w, t]), (0, noise[w, t])):
                total -= times * math.log(sigmoid(x) if true else sigmoid(-x))
                error = times * (sigmoid(x) - true)
                dv[w] += error * u[t]
                du[t] += error * v[w]
    assert loss(v, u, seen, noise) == pytest.approx(total)
    for ours, slow in zip(gradients(v, u, seen, noise), (dv, du), strict=True):
        assert ours == pytest.approx(slow)


def test_noise_of_a_row_is_k_times_its_pairs():
    _, _, seen, noise = a_block(6, 8, K=4)
    assert noise.sum(axis=1) == pytest.approx(4 * seen.sum(axis=1))


@pytest.mark.parametrize("K", [1, 5, 20])
def test_the_first_loss_per_pair_is_known(K):
    v, u, seen, noise = a_block(6, 8, K=K)
    per_pair = loss(v, np.zeros_like(u), seen, noise) / seen.sum()
    assert per_pair == pytest.approx((1 + K) * math.log(2), abs=1e-12)


def test_at_the_optimum_nothing_pulls():
    _, _, seen, noise = a_block(6, 6)
    seen, noise = seen + 1, noise + 1
    x = optimum(seen, noise)
    dv, du = gradients(x, np.eye(6), seen, noise)  # x = v uᵀ with u the identity
    assert np.abs(dv).max() < 1e-12 and np.abs(du).max() < 1e-12
    assert loss(x, np.eye(6), seen, noise) < loss(x + 0.1, np.eye(6), seen, noise)
    assert optimum(np.zeros((1, 1)), np.ones((1, 1))) == -np.inf


def test_huge_scores_do_not_overflow():
    v, u, seen, noise = a_block(3, 4)
    for value in (loss(1e3 * v, u, seen, noise), *gradients(1e3 * v, u, seen, noise)):
        assert np.isfinite(value).all()
