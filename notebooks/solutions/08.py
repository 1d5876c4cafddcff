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
import numpy as np


def draw_noise(cumulative, shape, rng):
    B, N = shape
    chance = rng.random((B, N))  # anew for each block, not drawn once and repeated
    part = (np.arange(N) + chance) / N  # (B, N)
    return np.searchsorted(cumulative, part, side="right")


def what_it_draws(B, N, seed, words=2**14):  # so many in each part, all as likely
    cumulative = np.arange(1, N * words + 1) / (N * words)
    part, place = np.divmod(draw_noise(cumulative, (B, N), np.random.default_rng(seed)), words)
    return [part, len(np.unique(place)) / place.size]


check("frozen noise", what_it_draws)

# 4, open. Near the top the hill is flat: between 64 and 128 words the speed changes by a tenth, not
# much more than from run to run. On one machine the top was at 192 words with D = 20, at 96 with
# D = 100 and at 48 with D = 300. The calls of a block cost the same for any D, and its cells cost
# about D operations each. With few dimensions the cells are cheap and calls weigh most, so larger
# blocks pay; with many it is the other way round, and the 200 rows of 300 numbers (0.2 MB) that a
# block of 96 gathers no longer fit in the nearest cache.
