"""How far to step, where many pairs step at once.

    (6) step      v ← v - r ∂L/∂v,   r = (1 - e^-ηh) / h,
                  h[w] = c ¼ Σ_t (seen + noise)[w, t] ‖u_t‖²,   and u alike, with ‖v_w‖²

The learning rate η is meant for one pair at a time; a word that has n pairs in a block should take
n small steps. One step of the summed gradient, with the rate η, may go far past the goal. Where
would the small steps lead? On a loss of curvature h (how fast its slope changes) each of them
multiplies the distance to the goal by 1 - ηh/n, and all of them by (1 - ηh/n)^n ≈ e^-ηh. One step
with the rate r ends there too: the gradient is h times the distance, and 1 - rh = e^-ηh. Where the
loss is flat, r is η, the textbook's rate; where it is steep, r is 1/h, and (6) is Newton's step.

    A word with 100 pairs, each of curvature 1, has h = 100. With η = 0.03, the summed gradient
    steps 3 times the distance to the goal; 100 small steps, and (6), go 1 - e^-3 = 0.95 of it.

The curvature in row w is that of Σ_t (seen + noise) σ'(x) u_t u_tᵀ. There σ' is at most ¼, and the
curvature in all directions together (the trace) is at most ¼ Σ_t (seen + noise) ‖u_t‖². The
curvature along the step is a part c of that. Measured (`tests/benchmarks/damping.py`), c falls
during training, as the u_t spread out, from ½ to 0.05, and with large learning rates to 0.02; how
many dimensions there are hardly matters. ALONG_STEP is one value for all of that.

With any c, no vector runs away: as |E| <= seen + noise, v_w moves by no more than
4 Σ_t (seen + noise) ‖u_t‖ / (c Σ_t (seen + noise) ‖u_t‖²), which is less, the longer the u_t are.
This needs the bound ¼: with σ'(x) itself, a score that is too large would flatten its own curvature
and make the next step longer, and training diverges where window and K are large.

Letters: C center words, M context words, D dimensions.
"""

import numpy as np

from similarity.metrics import Array
from word2vec.objective import error

ALONG_STEP = 0.05  # c in (6); no less than 1/D, its mean over all directions


def step(
    v: Array, u: Array, seen: Array, noise: Array, learning_rate: float, along: float = ALONG_STEP
) -> None:
    """Move v (C, D) and u (M, D), in place, to where the steps of all pairs would lead: (6).

    seen and noise (C, M). `along` is c: ALONG_STEP is for blocks of text; where a whole corpus is
    one step, ½ leads to the optimum.
    """
    pairs = seen + noise  # (C, M)
    E = error(v, u, seen, pairs)  # (C, M)
    dv, du = E @ u, E.T @ v  # (C, D), (M, D)  (4)
    h = np.concatenate([pairs @ np.vecdot(u, u), np.vecdot(v, v) @ pairs])  # (C+M,)
    r = rate(max(along, 1 / v.shape[1]) / 4 * h, learning_rate)[:, None]  # (C+M, 1)
    dv *= r[: len(v)]
    du *= r[len(v) :]
    v -= dv  # (6)
    u -= du


def rate(curvature: Array, learning_rate: float) -> Array:
    """r = (1 - e^-ηh) / h of (6), for h >= 0: η where h is small, 1/h where it is large.

    >>> rate(np.array([0, 1, 1000]), learning_rate=0.025).round(4)
    array([0.025 , 0.0247, 0.001 ])
    """
    minus_h = -1e-30 - curvature  # at 0 the limit is η, not 0/0
    return np.expm1(float(learning_rate) * minus_h) / minus_h  # (6)
