"""Skip-Gram with negative sampling: scores, loss, error, gradient, optimum.

Two tables of counts say all that a piece of text has to tell. For a center word w and a context
word t,

    seen[w, t]    how often t stood in the window of w
    noise[w, t]   K times as often as t would stand there by chance

All else follows. C center words have vectors v, M context words have vectors u, of D numbers each.
softplus(x) = log(1 + e^x), and its slope is the sigmoid σ(x) = 1/(1 + e^-x).

    (1) scores    x = v uᵀ
    (2) loss      L = Σ seen · softplus(-x) + noise · softplus(x)
    (3) error     E = ∂L/∂x = (seen + noise) · σ(x) - seen           expected minus observed
    (4) gradient  ∂L/∂v = E u,   ∂L/∂u = Eᵀ v
    (5) optimum   E = 0  ⇔  σ(x) = seen / (seen + noise)  ⇔  x = log(seen / noise)

What goes in decides what this is:

    one pair          one center, its context word and K noise words: `textbook.py`
                      (Mikolov et al. 2013, eq. 4)
    a block of text   its distinct words and their counts: `training.py`
    a whole corpus    all counts at once; by (5), this factorises a table of pointwise mutual
                      information, less log K (Levy & Goldberg 2014): `counting.py`

How far to step along the gradient of a block is a question of its own: `damping.py`.
"""

import numpy as np

from similarity.metrics import Array


def loss(v: Array, u: Array, seen: Array, noise: Array) -> float:
    """L of (2) over all pairs of v (C, D) and u (M, D), for counts seen and noise (C, M).

    Per pair, L / seen.sum(), it starts at (1 + K) ln 2, where every u is 0.
    """
    x = (v @ u.T).astype(np.float64)  # (C, M)  (1)
    softplus = np.logaddexp(0, x)  # (C, M); softplus(-x) is softplus(x) - x
    return float((seen * (softplus - x) + noise * softplus).sum())  # (2)


def gradients(v: Array, u: Array, seen: Array, noise: Array) -> tuple[Array, Array]:
    """∂L/∂v (C, D) and ∂L/∂u (M, D) of (4), for v (C, D), u (M, D), seen and noise (C, M)."""
    E = error(v, u, seen, seen + noise)  # (C, M)
    return E @ u, E.T @ v  # (4)


def error(v: Array, u: Array, seen: Array, pairs: Array) -> Array:
    """E (C, M) of (3), for v (C, D), u (M, D), seen (C, M), and pairs = seen + noise (C, M).

    σ(x) is ½ (1 + tanh(x/2)), which cannot overflow.
    """
    x = v @ np.ascontiguousarray(u.T)  # (C, M)  (1); laid out row by row it multiplies faster
    x *= 0.5  # in place, and so on, as a new table costs more than the arithmetic
    expected = np.tanh(x, out=x)
    expected *= 0.5
    expected += 0.5  # σ(x), the share of pairs that should be true
    expected *= pairs
    expected -= seen  # minus observed
    return expected  # (3)


def optimum(seen: Array, noise: Array) -> Array:
    """The scores (C, M) of least loss, (5): -inf where t was never seen with w."""
    ratio = np.divide(seen, noise, out=np.zeros_like(noise), where=seen > 0)  # (C, M)
    with np.errstate(divide="ignore"):
        return np.log(ratio)  # (5)
