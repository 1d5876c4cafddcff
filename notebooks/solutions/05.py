"""Solutions of notebook 5."""

# %%
from exercises import check

# a · b = 32, the norms are 5 and 8; the difference is (3, -4); and 2 - 2 cos is left of the square
answer = [32 / (5 * 8), 5, 2 - 2 * 32 / 40]

check("angle and distance by hand", answer)

# %%
from exercises import check
import numpy as np


def normalize_rows(rows):
    lengths = np.sqrt((rows**2).sum(axis=1, keepdims=True))  # (n, 1)
    return rows / np.where(lengths > 0, lengths, 1)


check("normalize rows", normalize_rows)

# %%
from exercises import check
import numpy as np


def distances(A, B):
    difference = A[:, None] - B  # (n, m, D): small numbers, not yet squared
    return np.sqrt((difference**2).sum(axis=2))


check("distance by the shortcut", distances)

# 4, open. "School": by angle "university" (cosine 0.61, norm 3.76), by distance "online" (cosine
# 0.58, norm 1.93). School is 3.22 long, so 3.22 · 0.58 = 1.87 is the best length at the angle of
# "online", which nearly has it; "university" is 1.80 too long at its own. A reader wants
# "university". Distance does better here and there: for "rain" it gives "shower" where the angle
# gives "sunshine".
