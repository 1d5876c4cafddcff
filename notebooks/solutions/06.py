"""Solutions of notebook 6, a cell each."""

# %%
from exercises import check

# yeti is left out and "the" counts twice: ((3, 0) + (1, 2) + (-1, 1) + (3, 0)) / 4
answer = [6 / 4, 3 / 4]

check("mean by hand", answer)

# %%
from exercises import check
import numpy as np


def weighted_mean(words, weights):
    """(L, D) word vectors and (L,) weights -> (D,)."""
    total = weights.sum()
    if total == 0:
        return np.zeros(words.shape[1])
    return weights @ words / total  # (15)


check("weighted mean", weighted_mean)

# %%
from exercises import check
import numpy as np


def mean_of_padded(words, lengths):
    """(n, L, D) sentences, of which the first lengths[i] words are real -> (n, D) means."""
    real = np.arange(words.shape[1]) < lengths[:, None]  # (n, L)
    total = (real[..., None] * words).sum(axis=1)  # (n, D)
    return total / np.maximum(lengths, 1)[:, None]


check("padded mean", mean_of_padded)

# %%
# Open. For instance "The king of the country won the war." and "… lost the war.": one word of eight
# differs, and words of opposite meaning have the same neighbours, so their vectors are near. Longer
# sentences come nearer still. SIF gives the word that differs more weight, so the cosine falls, but
# it cannot know that this word turns the meaning round.
