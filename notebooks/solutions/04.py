"""Solutions of notebook 4."""

# %%
from exercises import check

answer = (1 + 15) * 0.6931  # the pair and its 15 noise words cost ln 2 each

check("first loss per pair", answer)

# %%
from exercises import check


def learning_rate(passed, epochs, start=0.03):
    return start * max(1e-4, 1 - passed / epochs)


check("learning rate", learning_rate)

# %%
from exercises import check
import numpy as np


def keep_chance(counts, t):
    if t == 0:
        return np.ones(len(counts))
    share = counts / counts.sum()  # (V,) f
    return np.minimum(1, np.sqrt(t / share) + t / share)


check("keep probability", keep_chance)

# %%
from exercises import check
from word2vec.objective import gradients


def step(v, u, seen, noise, rate):
    dv, du = gradients(v, u, seen, noise)  # sums over all pairs: each is owed its own step
    return v - rate * dv, u - rate * du


check("the flat curve", step)

# 5, open. With a window of 2, words that could stand in the same place: "walk" is near "run",
# "pass", "swim", "sing", "write", and "big" near "simple", "large", "special". With 10, words of
# the same subject, of any part of speech: "walk" is near "crossing", "guide", "fence", and "big"
# near "motorcycle", "cargo", "batteries". What stands right beside a word is a matter of grammar,
# and by (9) a window of 2 sees that alone, the next word twice as often as the one after it. Far
# away only the subject is still the same. Levy & Goldberg (2014, "Dependency-based word
# embeddings") found the same in Wikipedia. To search by subject, take the wide one.
