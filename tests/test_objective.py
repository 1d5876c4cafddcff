"""The heart: loss, gradients and step, against arithmetic, slow loops and finite differences."""

import math

import numpy as np
import pytest

from word2vec.objective import SHARE, by_chance, gradients, loss, optimum, rate, step


def a_block(C, M, D=5, K=4, seed=0):
    """Vectors and counts as a text might give them, in float64."""
    rng = np.random.default_rng(seed)
    v, u = rng.normal(size=(C, D)), rng.normal(size=(M, D))
    seen = rng.poisson(0.7, (C, M)).astype(float)
    seen[:, 0] += 1  # words that repeat, and no center without a pair
    drawn = rng.multinomial(10, np.full(M, 1 / M)) / 10  # the same words come up as noise
    return v, u, seen, by_chance(seen.sum(axis=1), drawn, K)


def stepped(v, u, *block):
    """Where `step` takes copies of v and u."""
    v, u = v.copy(), u.copy()
    step(v, u, *block)
    return v, u


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def test_one_pair_by_hand():
    # the textbook: a center, its context word and two noise words
    # scores 0.5, -0.25, 1.0; -log σ(0.5) - log σ(0.25) - log σ(-1) = .474077 + .575939 + 1.313262
    v = np.array([[1.0, 0.5]])
    u = np.array([[0.25, 0.5], [-0.5, 0.5], [1.0, 0.0]])
    seen, noise = np.array([[1.0, 0, 0]]), by_chance(np.array([1]), np.array([0, 0.5, 0.5]), 2)
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


def test_the_rate_is_that_of_the_gradient_or_of_newton():
    # (1 - e^-ηh) / h: η where the loss is flat, 1/h where it is steep
    h = np.array([0, 1e-8, 2, 30, 1e5])
    expected = [0.1, 0.1, (1 - math.exp(-0.2)) / 2, (1 - math.exp(-3)) / 30, 1e-5]
    assert rate(h, 0.1) == pytest.approx(expected, rel=1e-7)
    assert rate(np.zeros(2, np.float32), 0.1) == pytest.approx([0.1, 0.1])


def test_a_small_step_is_the_gradient():
    v, u, seen, noise = a_block(4, 7)
    dv, du = gradients(v, u, seen, noise)
    new_v, new_u = stepped(v, u, seen, noise, 1e-7)
    assert (v - new_v) / 1e-7 == pytest.approx(dv, rel=1e-4)
    assert (u - new_u) / 1e-7 == pytest.approx(du, rel=1e-4)


def test_one_large_step_lands_where_small_ones_do():
    # 1200 pairs and as much noise pull x = v u to its optimum 0, where the slope of σ is ¼ indeed
    v, u = np.array([[0.1]]), np.array([[1.5]])
    seen = noise = np.array([[1200.0]])
    for learning_rate in (0.0001, 0.001, 0.004):  # ηh = η · ¼ · 2400 · 1.5² = 0.135, 1.35, 5.4
        small = v
        for _ in range(2400):
            small = small - learning_rate * gradients(small, u, seen / 2400, noise / 2400)[0]
        large = stepped(v, u, seen, noise, learning_rate)[0]
        assert large == pytest.approx(small, abs=0.002)  # 2 % of the way to 0
    assert abs(0.004 * gradients(v, u, seen, noise)[0]) > 5 * v  # the sum alone is far too long


def test_no_row_runs_away():
    # |E| <= seen + noise, so a row moves at most Σ a ‖u‖ / (c ¼ Σ a ‖u‖²), whatever η
    v, u, seen, noise = a_block(6, 8, D=20)
    length, steps = np.linalg.norm(u, axis=1), seen + noise
    bound = (steps @ length) / (SHARE / 4 * steps @ length**2)
    for learning_rate in (0.1, 10, 1e6):
        new_v, _ = stepped(v, u, seen, noise, learning_rate)
        assert (np.linalg.norm(new_v - v, axis=1) <= bound).all()


@pytest.mark.parametrize("D", [1, 2, 10, 100])
@pytest.mark.parametrize("times", [1, 1000])
def test_steps_of_any_size_stay_finite_and_learn(D, times):
    v, u, seen, noise = a_block(30, 40, D=D)
    seen, noise = times * seen, times * noise
    before = loss(v, u, seen, noise)
    for _ in range(200):
        step(v, u, seen, noise, 0.1)
    assert loss(v, u, seen, noise) < 0.5 * before


def test_float32_stays_float32():
    v, u, seen, noise = (array.astype(np.float32) for array in a_block(4, 7))
    arrays = (
        *gradients(v, u, seen, noise),
        by_chance(seen[:, 0], seen[0], 5),
        rate(v[0], np.float64(0.025)),
    )
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_why_rows_must_be_distinct():
    # the classic bug of fancy indexing: of the rows that repeat, only the last is kept
    table = np.zeros(3)
    table[[1, 1, 2]] += 1
    assert table.tolist() == [0, 1, 1]
