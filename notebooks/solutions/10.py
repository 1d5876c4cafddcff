"""Solutions of notebook 10."""

# %% The powers of e are 4, 3 and 1, so the positive has the share 4/8. With half the temperature
# all scores are twice as high, and the powers are squared: 16, 9 and 1.
from exercises import check
import numpy as np

answer = [np.log(8 / 4), np.log(26 / 16)]

check("loss of a row", answer)

# %% What is not there gets -inf before the largest is looked for. To take one number from all
# scores of a row multiplies all powers by one factor, which the sum has, too.
from exercises import check
import numpy as np


def error(x, seen, noise):
    """(n, m) scores, seen and noise -> (n, m) E."""
    x = np.where(noise > 0, x, -np.inf)  # (n, m)
    q = noise * np.exp(x - x.max(axis=1, keepdims=True))  # (n, m)
    q = q / q.sum(axis=1, keepdims=True)
    return q * seen.sum(axis=1, keepdims=True) - seen


check("error of scores", error)

# %% τ divides (a "scale" of 20 in some libraries is 1/τ for τ = 0.05). And no text is its own
# candidate: with itself its cosine is always 1, the highest there is, and no step changes it.
from exercises import check
import numpy as np


def mean_loss(cosines, partner, tau):
    """(n, n) cosines of all texts with all, (n,) partners -> mean loss."""
    x = np.where(np.eye(len(cosines), dtype=bool), -np.inf, cosines / tau)
    log_q = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    return -log_q[np.arange(len(x)), partner].mean()


check("one text too many", mean_loss)

# %% 4, open. noise = 1 - np.eye(3) gives -0.14, 0.77 and -0.69: the cat and the rain are below 0,
# and 0 means nothing. The derivative of -x_ii + log Σ e^x_ik over the others is -1 for x_ii,
# whatever the scores are. So E is never 0, and (40) has no solution: the positive is pulled as hard
# where it is first by far as where it is last, and on a table of counts cosines go as far as they
# can instead of stopping at PMI. With the positive in the denominator E is q - 1, which fades as
# the game is won. Both can be used (Yeh et al. 2022 take the positive out on purpose, so that easy
# batches still give long steps), but "must" is wrong, and so is the theorem without it.
