"""How far to step: against small steps, a bound, and Newton."""

import math

import numpy as np
import pytest

from tests.test_objective import a_block
from word2vec.damping import ALONG_STEP, rate, step
from word2vec.objective import gradients, loss


def stepped(v, u, *block):
    """Where `step` takes copies of v and u."""
    v, u = v.copy(), u.copy()
    step(v, u, *block)
    return v, u


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
    bound = (steps @ length) / (ALONG_STEP / 4 * steps @ length**2)
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
    new_v, new_u = stepped(v, u, seen, noise, np.float64(0.025))
    arrays = (*gradients(v, u, seen, noise), rate(v[0], np.float64(0.025)), new_v, new_u)
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
