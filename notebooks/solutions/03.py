"""Solutions of notebook 3."""

# %%
from exercises import check
import numpy as np

# the scores are 2 · ½ + 1 · 0 = 1, 2 · -1 + 1 · 2 = 0 and 2 · 0 + 1 · -1 = -1
answer = np.log(1 + np.exp(-1)) + np.log(1 + np.exp(0)) + np.log(1 + np.exp(-1))

check("loss of one pair", answer)

# %%
from exercises import check
import numpy as np


def gradient_by_u(v, u, seen, noise):
    x = v @ u.T  # (C, M)
    error = (seen + noise) / (1 + np.exp(-x)) - seen  # (C, M) expected minus observed
    return error.T @ v  # (M, C) times (C, D): column t of the table pulls at u_t


check("gradient by u", gradient_by_u)

# %%
from exercises import check
import numpy as np


def subtract_at_rows(table, rows, gradient):
    table = table.copy()
    np.subtract.at(table, rows, gradient)  # every update, also those of a row that repeats
    return table


check("lost updates", subtract_at_rows)

# %%
from exercises import check
import numpy as np


def loss(x, seen, noise):
    # -log p = softplus(-x) and -log(1 - p) = softplus(x): the sigmoid is never rounded
    return (seen * np.logaddexp(0, -x) + noise * np.logaddexp(0, x)).sum()


check("log of a sigmoid", loss)

# 5, open. The words are drawn at random, and 16 draws fall on 16 of 3108 words at most: most get a
# share of 0, the others 1/16 or more, where P_noise says 0.00007 to 0.027. On average over many
# batches each word gets its P_noise, since each draw has it, and the gradient is linear in `noise`:
# so it is right on average, too, and what is left is variance, some P(1 - P) / 16 for each word
# (less in the package, which draws one word from each sixteenth of the distribution). The cost is
# noisier steps: a rare word is not pushed for a long time and then, once drawn, by all pairs of the
# batch at once. Small steps average that out, but it takes text. To have `noise` exactly, every
# batch needs the scores with all V words: the price of the softmax, from which we started.
