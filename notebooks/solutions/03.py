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


def gradient_by_b(v, u, b, seen, noise):
    x = v @ u.T + b  # (C, M)
    error = (seen + noise) / (1 + np.exp(-x)) - seen  # (C, M) expected minus observed
    return error.sum(axis=0)  # (M,) b_t is in all scores of column t, each time with the slope 1


check("gradient by b", gradient_by_b)

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

# 5, open. 16 draws fall on 16 of 3108 words at most, so most words get a share of 0, and the
# others 1/16 or more, where P_noise says 0.00007 to 0.027. On average over many blocks each word
# gets its P_noise, and the gradient is linear in `noise`, so it is right on average, too. What is
# left is variance: P(1 - P) / 16 for a rare word, less for a frequent one, since one word is drawn
# from each sixteenth of the distribution. The cost is noisier steps: a rare word is not pushed
# away for a long time, and then, once drawn, by all pairs of a block at once. Small steps average
# that out, but it takes text. For exact shares every block needs the scores with all V words: the
# price of the softmax, from which we started.
