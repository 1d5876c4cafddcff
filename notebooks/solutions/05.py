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

# 4, open. "School": by angle "university" (cosine 0.57, norm 2.79), by distance "weekend" (cosine
# 0.50, norm 1.32). School is 2.67 long, so 2.67 · 0.50 = 1.34 is the best length at the angle of
# "weekend", which has it; "university" is 1.27 too long at its own. A reader wants "university".
# Distance does better here and there: for "ball" it gives "bounce" where the angle gives "net".
