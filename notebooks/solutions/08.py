"""Solutions of notebook 8."""

# %%
from exercises import check

# three products of C·M·D; three times P·(K + 1) scores of D; and v, u and x: C·D + M·D + C·M
answer = [3 * 4 * 9 * 10, 3 * 5 * 3 * 10, 40 + 90 + 36]

check("operations of a block", answer)

# %%
from exercises import check
import numpy as np


def count_block(centers, contexts):
    rows, row = np.unique(centers, return_inverse=True)  # (C,), (P,)
    columns, column = np.unique(contexts, return_inverse=True)  # (M,), (P,)
    seen = np.zeros((len(rows), len(columns)))
    np.add.at(seen, (row, column), 1)  # += would count a repeated pair once
    return seen


check("count a block", count_block)

# %%
from exercises import check


def noise_weights(counts, keep, power):
    noise = counts**power / (counts**power).sum()  # (V,) P_noise
    text = counts * keep / (counts * keep).sum()  # (V,) P_text, of the words that were kept
    return noise / text


check("weights of the noise", noise_weights)

# 4, open. Near the top the hill is flat: between 64 and 128 words the speed changes by a fifth, not
# much more than from run to run. On one machine the top was at 192 words with D = 20, at 96 with
# D = 100 and at 48 with D = 300. The calls of a block cost the same for any D, and its cells cost
# about D operations each. With few dimensions the cells are cheap and calls weigh most, so larger
# blocks pay; with many it is the other way round, and the 200 rows of 300 numbers (0.2 MB) that a
# block of 96 gathers no longer fit in the nearest cache.
