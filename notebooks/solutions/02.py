"""Solutions of notebook 2."""

# %%
from exercises import check

sentence = "cats drink warm milk".split()
answer = [
    ("cats", "drink"), ("cats", "warm"),
    ("drink", "cats"), ("drink", "warm"), ("drink", "milk"),
    ("warm", "cats"), ("warm", "drink"), ("warm", "milk"),
    ("milk", "drink"), ("milk", "warm"),
]  # fmt: skip

check("pairs of a short sentence", answer)

# %%
from exercises import check
import numpy as np


def softmax(x):
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


check("softmax", softmax)

# %%
from exercises import check


def context_places(n, reach):
    places = []
    for i in range(n):
        start, stop = max(0, i - reach[i]), min(i + reach[i] + 1, n)
        places.append([j for j in range(start, stop) if j != i])
    return places


check("one short", context_places)
