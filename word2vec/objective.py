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
    (6) step      v ← v - r ∂L/∂v,   r = (1 - e^-ηh) / h,
                  h[w] = c ¼ Σ_t (seen + noise)[w, t] ‖u_t‖²,   and u alike, with ‖v_w‖²

What goes in decides what this is:

    one pair          one center, its context word and K noise words: the textbook
                      (Mikolov et al. 2013, eq. 4)
    a block of text   its distinct words and their counts: what `training.py` runs
    a whole corpus    all counts at once; by (5), SGNS factorises a table of shifted pointwise
                      mutual information (Levy & Goldberg 2014)

Why (6). The learning rate η is meant for one pair at a time, and a word that stands in n pairs of
a block is owed n small steps. One step of the summed gradient, with the rate η, may leap far past
the goal. Where would the small ones lead? On a loss of curvature h each of them shrinks the
distance to the goal by 1 - ηh/n, all of them by (1 - ηh/n)^n ≈ e^-ηh. One step with the rate r
lands there too, for the gradient is h times the distance, and 1 - rh = e^-ηh. Where the loss is
flat, r is η; where it is steep, r is 1/h, and (6) is Newton's step.

The curvature in row w is that of Σ_t (seen + noise) σ'(x) u_t u_tᵀ. There σ' is at most ¼, and the
trace of what is left is Σ_t (seen + noise) ‖u_t‖²; the direction of the step has a share c of it,
the weighted mean of the squared cosine between the step and the u_t, and of 4 σ'. Measured
(`tests/benchmarks/damping.py`), it falls during training as the u_t spread out, from ½ to 0.1, and
with large steps to 0.02; how many dimensions there are hardly matters. SHARE is one value for all
of that. With any, no vector runs away: as |E| <= seen + noise, v_w moves by no more than
4 Σ_t (seen + noise) ‖u_t‖ / (c Σ_t (seen + noise) ‖u_t‖²), the less the longer the u_t are. This
needs the bound ¼: with σ'(x) itself, a score that overshoots would flatten its own curvature and
lengthen the next step, and training diverges where window and K are large.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

SHARE = 0.05  # c in (6); no less than 1/D, its mean over all directions


def by_chance(pairs: Array, drawn: Array, negatives: int) -> Array:
    """noise[w, t] = K · pairs[w] · drawn[t]: K noise words for each pair of w, shared out.

    pairs (C,) of each center word, drawn (M,) the share of the noise that fell on each word ->
    (C, M).
    """
    return np.multiply.outer(negatives * pairs, drawn)


def loss(v: Array, u: Array, seen: Array, noise: Array) -> float:
    """L of (2) over all pairs of v (C, D) and u (M, D), for counts seen and noise (C, M).

    Per pair, L / seen.sum(), it starts at (1 + K) ln 2, where every u is 0.
    """
    x = (v @ u.T).astype(np.float64)  # (C, M)  (1)
    return float(((seen + noise) * np.logaddexp(0, x) - seen * x).sum())  # (2)


def gradients(v: Array, u: Array, seen: Array, noise: Array) -> tuple[Array, Array]:
    """∂L/∂v (C, D) and ∂L/∂u (M, D) of (4), for v (C, D), u (M, D), seen and noise (C, M).

    σ(x) is ½ + ½ tanh(x/2), which cannot overflow; so 2E = (seen + noise) tanh(x/2) + noise - seen.
    """
    x = v @ np.ascontiguousarray(u.T)  # (C, M)  (1); laid out row by row it multiplies faster
    x *= 0.5  # in place, as a new table costs more than the arithmetic
    error = np.tanh(x, out=x)
    error *= seen + noise
    error += noise
    error -= seen
    error *= 0.5  # (3)
    return error @ u, error.T @ v  # (4)


def optimum(seen: Array, noise: Array) -> Array:
    """The scores (C, M) of least loss, (5): -inf where t was never seen with w."""
    ratio = np.divide(seen, noise, out=np.zeros_like(noise), where=seen > 0)  # (C, M)
    with np.errstate(divide="ignore"):
        return np.log(ratio)  # (5)


def step(
    v: Array, u: Array, seen: Array, noise: Array, learning_rate: float, share: float = SHARE
) -> None:
    """Move v (C, D) and u (M, D), in place, to where the steps of all pairs would lead: (6).

    SHARE is for blocks of text; where a whole corpus is one step, a share of ½ leads to (5).
    """
    dv, du = gradients(v, u, seen, noise)  # (C, D), (M, D)
    steps = seen + noise  # (C, M)
    share = max(share, 1 / v.shape[1])  # c
    rate_v = rate(share / 4 * (steps @ np.vecdot(u, u)), learning_rate)  # (C,)
    rate_u = rate(share / 4 * (np.vecdot(v, v) @ steps), learning_rate)  # (M,)
    dv *= rate_v[:, None]
    du *= rate_u[:, None]
    v -= dv  # (6)
    u -= du


def rate(curvature: Array, learning_rate: float) -> Array:
    """r = (1 - e^-ηh) / h of (6), for h >= 0: η where h is small, 1/h where it is large."""
    curvature = curvature + 1e-30  # at 0 the limit is η, not 0/0
    return np.expm1(-float(learning_rate) * curvature) / -curvature  # (6)
