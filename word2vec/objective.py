"""Skip-Gram with negative sampling: the loss, its gradients, and how far to step.

Two tables of counts say everything that a piece of text has to tell. For a center word w and a
word t that it is scored against,

    seen[w, t]    how often t stood in the window of w
    noise[w, t]   how often t would have stood there by chance, K times over

All else follows. C center words have vectors v, the M words they are scored against have vectors
u, of D numbers each. softplus(x) = log(1 + e^x), and its slope is the sigmoid σ(x) = 1/(1 + e^-x).

    (1) scores    x = v uᵀ
    (2) loss      L = Σ seen · softplus(-x) + noise · softplus(x)
                    = Σ (seen + noise) · softplus(x) - seen · x      softplus(-x) = softplus(x) - x
    (3) error     E = ∂L/∂x = (seen + noise) · σ(x) - seen           expected minus observed
    (4) gradient  ∂L/∂v = E u,   ∂L/∂u = Eᵀ v
    (5) optimum   E = 0  ⇔  x = log(seen / noise)
    (6) step      v ← v - η φ(z) ∂L/∂v,   φ(z) = (1 - e^-z) / z,
                  z[w] = c η ¼ Σ_t (seen + noise)[w, t] ‖u_t‖²,   and u alike, with ‖v_w‖²

What goes in decides what this is:

    one pair          one center, its context word and K noise words: the textbook
                      (Mikolov et al. 2013, eq. 4)
    a block of text   its distinct words and their counts: what `training.py` runs
    a whole corpus    all counts at once; by (5), SGNS factorises a table of shifted pointwise
                      mutual information (Levy & Goldberg 2014)

Why (6). The learning rate η is meant for one pair at a time, and a word that stands in n pairs of
a block is owed n small steps. On a loss of curvature h each of them shrinks the distance to the
goal by 1 - ηh, all of them by (1 - ηh)^n ≈ e^-z with z = ηhn. One step of the summed gradient
would shrink it by 1 - z: past the goal for z > 1, and ever further away for z > 2. Scaled by φ(z),
it lands where the small steps would, since 1 - φ(z) z = e^-z. The curvature in row w is that of
Σ_t (seen + noise) σ'(x) u_t u_tᵀ. There σ' is at most ¼, and of the trace, Σ_t … ‖u_t‖², the
direction of the step has a share c: `SHARE`, found by trying.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

SHARE = 0.1  # c in (6): the curvature spreads over ten directions, or over all D if they are fewer


def by_chance(seen: Array, drawn: Array, negatives: int) -> Array:
    """noise[w, t] = K · n_w · drawn[t]: K noise words for each of the n_w pairs of w.

    seen (C, M) counts, drawn (M,) the share of the noise that fell on each word -> (C, M).
    """
    return np.outer(negatives * seen.sum(axis=1), drawn)  # (C, M)


def loss(v: Array, u: Array, seen: Array, noise: Array) -> float:
    """L of (2) over all pairs of v (C, D) and u (M, D), for counts seen and noise (C, M).

    Per pair, L / seen.sum(), it starts at (1 + K) ln 2, where every u is 0.
    """
    x = (v @ u.T).astype(np.float64)  # (C, M)  (1)
    return float(((seen + noise) * np.logaddexp(0, x) - seen * x).sum())  # (2)


def gradients(v: Array, u: Array, seen: Array, noise: Array) -> tuple[Array, Array]:
    """∂L/∂v (C, D) and ∂L/∂u (M, D) of (4), for v (C, D), u (M, D), seen and noise (C, M)."""
    x = v @ u.T  # (C, M)  (1)
    # with σ(x) = ½ + ½ tanh(x/2), which cannot overflow
    error = 0.5 * ((seen + noise) * np.tanh(0.5 * x) + noise - seen)  # (C, M)  (3)
    return error @ u, error.T @ v  # (4)


def optimum(seen: Array, noise: Array) -> Array:
    """The scores (C, M) of least loss, (5): -inf where t was never seen with w."""
    with np.errstate(divide="ignore"):
        return np.log(seen / noise)  # (5)


def step(
    v: Array, u: Array, seen: Array, noise: Array, learning_rate: float
) -> tuple[Array, Array]:
    """Where v (C, D) and u (M, D) stand after the steps of all pairs, taken at once: (6)."""
    dv, du = gradients(v, u, seen, noise)  # (C, D), (M, D)
    steps = seen + noise  # (C, M)
    curvature = max(SHARE, 1 / v.shape[1]) / 4  # c/4
    z_v = learning_rate * curvature * (steps @ np.vecdot(u, u))  # (C,)
    z_u = learning_rate * curvature * (np.vecdot(v, v) @ steps)  # (M,)
    dv *= (learning_rate * phi(z_v))[:, None]
    du *= (learning_rate * phi(z_u))[:, None]
    return v - dv, u - du  # (6)


def phi(z: Array) -> Array:
    """(1 - e^-z) / z of (6), for z >= 0: near 1 for small steps, near 1/z for large ones."""
    z = z + 1e-30  # at 0 the limit is 1, not 0/0
    return np.expm1(-z) / -z
