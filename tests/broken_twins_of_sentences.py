"""More famous mistakes kept alive: in a BERT, and in contrastive learning.

As in `broken_twins.py`, each is the twin of a right function and takes the same arguments, and the
test beside it measures the figures. "Right answers" are always these: of the three sentences that
are nearest to each of the 133 in data/sentences.en.tsv, the share that is of its subject. By the
installed BERT, all-MiniLM-L6-v2, it is 70 %. By word vectors that three epochs of contrast have
made from random ones, with the pairs of next sentences in data/sample.en.txt, it is 80 % for
τ = 0.05 and 93 % for τ = 0.2. By chance it is 4 %.

Letters: n texts of L tokens or n anchors, m candidates, T tokens in all, D dimensions, H heads, F
numbers that come out.
"""

import math

import numpy as np

from pooling.contrast import gradients, tables
from pooling.transformer import encode
from similarity.metrics import cosine_similarity_matrix, normalize

PAD = 0  # the id of [PAD]


def attention_over_queries(q, k):
    """The softmax runs over the wrong axis, so that columns add up to 1, and not rows. The right
    answers fall to 35 %.
    """
    A = q @ k.swapaxes(-1, -2) * q.shape[-1] ** -0.5  # (…, H, L, L)
    A = np.exp(A - A.max(axis=-2, keepdims=True))
    return A / A.sum(axis=-2, keepdims=True)


def attention_by_the_whole_width(q, k):
    """The scores are divided by √D, but a head has D/H numbers. Scores come out too small by √H, so
    each token looks at all others too evenly. The right answers fall to 61 %.
    """
    H, _, size = q.shape[-3:]
    A = q @ k.swapaxes(-1, -2) * (H * size) ** -0.5  # (…, H, L, L)
    A = np.exp(A - A.max(axis=-1, keepdims=True))
    return A / A.sum(axis=-1, keepdims=True)


def gelu_by_tanh(z):
    """A formula with tanh stands for the exact one. It is right for GPT-2, which was trained with
    it, but not where a config.json says "gelu". Cosines of sentences change by up to 0.0005: no
    search notices it, only a comparison with exact figures does.
    """
    return z / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z * z * z)))


def norm_by_default(x, weights, eps):
    """ε is 1e-5, the default of PyTorch, and not the 1e-12 that the weights were trained with.
    Cosines of sentences change by up to 0.0002, and no search notices it. But a token whose numbers
    have the variance 1e-6 comes out 3.3 times too short.
    """
    x = x - x.mean(axis=-1, keepdims=True)  # (T, D)
    return x / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5) * weights.gain + weights.bias


def linear_if_it_fits(x, W, b):
    """The file holds W as (F, D), and it is transposed only where shapes do not fit without. So the
    square W_o stays as it is, and nothing complains. The right answers fall to 61 %, and no
    sentence has a cosine of more than 0.47 with its right vector.
    """
    in_file = W.T  # (F, D)
    return x @ (in_file if len(in_file) == x.shape[1] else W) + b  # (T, F)


def encode_with_padding(ids, bert):
    """Texts are padded to one length, and their tokens look at the padding too; it is cut away only
    afterwards. So a vector depends on the company: beside a text of 64 tokens, 20 short ones have a
    mean cosine of 0.76 with what they are alone, and 11 keep their nearest neighbour.
    """
    longest = max(map(len, ids))
    padded = [[*text, *[PAD] * (longest - len(text))] for text in ids]  # (n, L)
    return [x[: len(text)] for x, text in zip(encode(padded, bert), ids, strict=True)]


def first_of_the_padded(ids, bert):
    """Texts are padded on the left, as for models that go on writing, so the first vector is that
    of [PAD] and not of [CLS]. Beside a text of 64 tokens, 20 short ones become alike: they have a
    mean cosine of 0.87 instead of 0.53, and 8 keep their nearest neighbour.
    """
    longest = max(map(len, ids))
    padded = [[*[PAD] * (longest - len(text)), *text] for text in ids]  # (n, L)
    return np.array([x[0] for x in encode(padded, bert)])  # (n, D)


def gradients_with_tau_outside(s, t, seen, noise, tau):
    """The logarithm of the softmax is divided by τ, not the cosines in it. That is a factor for all
    gradients, and in (41) a factor falls out: τ does nothing at all. The right answers are 91 % for
    τ = 0.05 and for τ = 0.2.
    """
    ds, dt = gradients(s, t, seen, noise, 1)
    return ds / tau, dt / tau  # (n, D), (m, D)


def gradients_of_unit_vectors(s, t, seen, noise, tau):
    """They are those of ŝ and t̂, and the way on to s and t is forgotten: the part along s, which
    makes it longer and turns it nowhere, stays in. For τ = 0.05 the right answers fall to 42 %;
    for τ = 0.2 to no less than 92 %, so who looks at one setting alone does not find it.
    """
    s_hat, t_hat = normalize(s), normalize(t)
    q = noise * np.exp(s_hat @ t_hat.T / tau)  # (n, m)
    E = q / q.sum(axis=1, keepdims=True) * seen.sum(axis=1, keepdims=True) - seen  # (n, m)
    return E @ t_hat / tau, E.T @ s_hat / tau  # (n, D), (m, D)


def loss_of_the_wrong_ones(s, t, seen, noise, tau):
    """What belongs to the anchor is left out of the denominator, so that q is no probability:
    it may be more than 1, and then the loss is below 0. After a training on 256 pairs alone it is
    -0.6 where the right one is 0.5. Some leave it out on purpose (Yeh et al. 2022), but then (40)
    does not hold.
    """
    x = cosine_similarity_matrix(s, t) / tau  # (n, m)
    wrong = (noise * (seen == 0) * np.exp(x)).sum(axis=1, keepdims=True)  # (n, 1)
    return float(-(seen * (x - np.log(wrong))).sum())


def tables_with_itself(batch):
    """A text that comes twice in a batch, as first and as second of a pair, is shown to itself, and
    no other candidate can be nearer. In 256 pairs that follow each other in the text 246 anchors
    are, and for τ = 0.05 the loss of a pair is 5.3 instead of 3.6. In shuffled ones it is 7
    anchors, and no search notices it: the right answers are 82 %.
    """
    seen, noise = tables(batch)
    return seen, np.ones_like(noise)  # (n, n), (n, n)


def shuffled_by_column(rng, pairs):
    """The first texts and the second ones are shuffled each on their own, so that no pair is left.
    It trains without complaint, and the right answers are 5 %.
    """
    return rng.permuted(pairs, axis=0)  # (P, 2)
