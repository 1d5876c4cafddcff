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

# 5, open. A block has some 80 of 3108 words as noise, so most words get a share of 0, and most of
# the others far more than P_noise says. But a word stands in a random place with the probability
# P_text, and weighs P_noise / P_text there, so on average over many blocks each word gets its
# P_noise. The gradient is linear in `noise`, so it is right on average, too. Without the weights
# each word would get P_text: "the", of which most are dropped, half of what (8) says, and other
# words up to 1.7 times as much. What is left is variance, about P · weight / N for a rare word: 84
# words of the text spread less than 16 that are drawn, and cost nothing, as their columns are in
# the table anyway. For exact shares every block needs the scores with all V words: the price of the
# softmax, from which we started.
