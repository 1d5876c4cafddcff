"""Solutions of notebook 1."""

# %%
from exercises import check

# the first "day": by 1, day ½; the second: by 1, we 1, day ½, learn ½
answer = [1, 2, 1, 0.5]

check("count by hand", answer)

# %%
from exercises import check
import numpy as np


def ppmi(seen):
    noise = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()  # (C, M) by chance
    ratio = np.divide(seen, noise, out=np.ones_like(noise), where=seen > 0)  # (C, M)
    return np.log(np.maximum(1, ratio))  # log 1 = 0: below chance, and never seen


check("ppmi", ppmi)

# %%
from exercises import check
import numpy as np


def count_neighbours(words, sentence, size, window):
    # d is never 0, so no place meets itself; another place with the same word is a neighbour
    seen = np.zeros((size, size))
    for d in range(1, window + 1):
        center, context = words[:-d], words[d:]
        pair = sentence[:-d] == sentence[d:]
        np.add.at(seen, (center[pair], context[pair]), (window - d + 1) / window)
    return seen + seen.T


check("a word beside itself", count_neighbours)

# 4, open. "violin", "trumpet", "on": by raw counts violin-trumpet is 0.902 and violin-on 0.931, by
# PPMI 0.249 and 0.032. Both "violin" and "on" stand beside "the" twice as often as beside "a",
# and those two numbers rule the cosine; of "trumpet" it is 1.3 times. PPMI goes wrong where few
# counts decide. By PPMI "paws" and "licks" are nearer to "cat" (0.24) than "dog" (0.23) is. They
# were seen 18 and 6 times, so that a few neighbours shared with the cat are much of their rows; and
# a single meeting of two rare words gives a large PMI. Besides, paws belong to a cat, but are not
# like one: neighbours tell what belongs together as well as what is alike.
