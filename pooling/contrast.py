"""Contrastive learning: train the distance itself.

So far a sentence vector was made of word vectors that had learned something else. Here sentences
are what is trained. Each of n sentences, the anchors, is shown m candidates. One of them or more
belongs to it, as the sentence after it does; the others are there by chance. It has to tell them
apart. All that a batch, or a whole text, has to say is again in two tables of counts:

    seen[i, j]    how often candidate j belongs to anchor i
    noise[i, j]   how often it is shown to it; 0 takes it out

    (35) sentence  s = Σ_w n_w v_w                   n_w: how often word w is in it
    (36) scores    x_ij = cos(s_i, t_j) / τ
    (37) loss      L = -Σ seen · log q,              q_ij = noise_ij e^x_ij / Σ_k noise_ik e^x_ik
    (38) error     E = ∂L/∂x = q Σ_j seen - seen     expected minus observed, as in (3)
    (39) gradient  ∂L/∂ŝ = E t̂ / τ,   ∂L/∂s = (∂L/∂ŝ - (ŝ · ∂L/∂ŝ) ŝ) / ‖s‖,   ∂L/∂v_w = Σ n_w ∂L/∂s
    (40) optimum   E = 0  ⇔  x_ij = log(seen_ij / noise_ij) + c_i
    (41) step      h_w ← h_w + mean (∂L/∂v_w)²,      v_w ← v_w - η ρ ∂L/∂v_w / √h_w

ŝ is s divided by its length. (37) is InfoNCE (van den Oord, Li & Vinyals 2018), and with (36) the
loss of SimCSE (Gao, Yao & Chen 2021). Where Skip-Gram has a sigmoid for each pair, it has a softmax
over the candidates. By (40) both arrive at pointwise mutual information. What they leave open
differs: (5) fixes every score, but a softmax stays the same if all scores of a row rise alike, so
here each anchor has a number c_i of its own, and no log K is left. A cosine is between -1 and 1, so
the scores of an anchor differ by 2/τ at most. This is what the temperature τ means: how far from
chance two sentences may be.

(35) is not divided by the number of words: a cosine does not see it. So what is trained are word
vectors whose mean is a good sentence vector, and `SentenceEncoder` takes them like any others. (41)
is Adagrad (Duchi, Hazan & Singer 2011) with one rate for each word; ρ is the root mean square of
the numbers in all vectors at the start, so η does not depend on how long they are. Without h, words
such as "the", which are in every sentence, would have far longer steps than all others.

Letters: n anchors, m candidates, D dimensions, U different words in a batch, V in all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from similarity.metrics import Array, normalize

Ids = NDArray[np.integer]

BATCH = 256  # pairs; a sentence is told from the others in its batch
RATE = 0.3  # η, as part of the length of a vector


def loss(s: Array, t: Array, seen: Array, noise: Array, tau: float) -> float:
    """L of (37) for anchors s (n, D) and candidates t (m, D), for seen and noise (n, m).

    Where all cosines are equal, and all m candidates are shown as often, it is log m for each
    anchor to which one of them belongs.
    Raises ValueError for tables of another shape, for an anchor to which nothing is shown, for what
    was seen but never shown, and for a tau that is not above 0.
    """
    _check(s, t, seen, noise, tau)
    log_q = _log_q(normalize(s) @ normalize(t).T / tau, noise)  # (n, m)  (36)
    return float(-(seen * np.where(seen > 0, log_q, 0)).sum())  # (37)


def gradients(s: Array, t: Array, seen: Array, noise: Array, tau: float) -> tuple[Array, Array]:
    """∂L/∂s (n, D) and ∂L/∂t (m, D) of (39), for s (n, D), t (m, D), seen and noise (n, m).

    A row of zeros has no angle: its gradient is 0. Raises ValueError as `loss` does.
    """
    _check(s, t, seen, noise, tau)
    s_hat, t_hat = normalize(s), normalize(t)
    q = np.exp(_log_q(s_hat @ t_hat.T / tau, noise))  # (n, m)  (36)
    E = q * seen.sum(axis=1, keepdims=True) - seen  # (n, m)  (38)
    return _across(E @ t_hat / tau, s_hat, s), _across(E.T @ s_hat / tau, t_hat, t)  # (39)


def _check(s: Array, t: Array, seen: Array, noise: Array, tau: float) -> None:
    if not 0 < tau < np.inf:
        raise ValueError(f"tau must be a number above 0; got {tau}")
    if not (len(s), len(t)) == seen.shape == noise.shape:
        raise ValueError(f"seen {seen.shape} and noise {noise.shape} must be {(len(s), len(t))}")
    if not noise.any(axis=1).all() or seen[noise == 0].any():
        raise ValueError("noise must be above 0 for what was seen, and for something in each row")


def _log_q(x: Array, noise: Array) -> Array:
    """log q (n, m) of (37) for scores and noise (n, m): -inf where noise is 0."""
    with np.errstate(divide="ignore"):
        x = x + np.log(noise)
    x -= x.max(axis=1, keepdims=True)  # so that no e^x overflows; q stays the same
    return x - np.log(np.exp(x).sum(axis=1, keepdims=True))  # (37)


def _across(gradient: Array, unit: Array, rows: Array) -> Array:
    """∂L/∂s from ∂L/∂ŝ, both (n, D): what is at right angles to s; along it no angle changes."""
    along = np.vecdot(unit, gradient)[:, None] * unit  # (n, D)
    length = np.sqrt(np.vecdot(rows, rows))[:, None]  # (n, 1)
    return (gradient - along) / np.where(length > 0, length, np.inf)  # (39)


def optimum(seen: Array, noise: Array) -> Array:
    """The scores (n, m) of least loss, (40), with the c_i for which Σ_k noise_ik e^x_ik is 1.

    So, where noise is the probability of each candidate, they are pointwise mutual information;
    -inf for a candidate that was never seen.
    """
    share = seen / np.maximum(seen.sum(axis=1, keepdims=True), 1e-30)  # (n, m); 0 for nothing seen
    ratio = np.divide(share, noise, out=np.zeros_like(share), where=seen > 0)
    with np.errstate(divide="ignore"):
        return np.log(ratio)  # (40)


def alignment(s: Array, t: Array) -> float:
    """Mean squared distance of unit vectors that belong together, rows of s and t (n, D).

    The smaller the better (Wang & Isola 2020).
    """
    return float(((normalize(s) - normalize(t)) ** 2).sum(axis=1).mean())


def uniformity(s: Array) -> float:
    """log of the mean e^(-2 d²) over all pairs of rows of s (n, D), d the distance of unit vectors.

    It is 0 where all point the same way, and about -4 where many are spread evenly over the sphere
    of many dimensions (Wang & Isola 2020).
    """
    rows, columns = np.triu_indices(len(s), 1)
    unit = normalize(s)
    return float(np.log(np.exp(4 * (unit @ unit.T)[rows, columns] - 4).mean()))  # d² = 2 - 2 cos


def contrast(
    matrix: Array,
    texts: Sequence[Ids],
    pairs: Ids,
    tau: float,
    rng: np.random.Generator,
    show: Callable[[Iterable], Iterable] = iter,
) -> Iterator[Array]:
    """Word vectors (V, D) after one epoch, two, and so on: one array, which each epoch changes.

    matrix (V, D) is where they start, and stays as it is. texts are arrays of word ids, rows of
    matrix; pairs (P, 2) says which two of them belong together. `show` may wrap the batches of an
    epoch in a progress bar. A word of no pair keeps its vector.

    Raises ValueError for fewer than two pairs, for a pair of a text with itself or of one that is
    not there, for a tau that is not above 0, and for vectors that cannot be turned: all zeros, of
    one number each, or so long or short that float32 cannot hold the squares of their gradients.
    """
    if len(pairs) < 2 or pairs.shape[1:] != (2,) or (pairs[:, 0] == pairs[:, 1]).any():
        raise ValueError("pairs must be two or more, each of two different texts")
    if pairs.min() < 0 or pairs.max() >= len(texts):
        raise ValueError(f"pairs of {len(texts)} texts cannot have {pairs.min()} to {pairs.max()}")
    matrix, h = np.array(matrix, np.float32), np.zeros((len(matrix), 1), np.float32)  # (V, D)
    if matrix.shape[1] < 2 or not 1e-10 < np.abs(matrix).max() < 1e10:
        raise ValueError("vectors need two or more numbers, the largest between 1e-10 and 1e10")
    eta = RATE * np.sqrt((matrix * matrix).mean())  # η ρ
    while True:
        for batch in show(np.array_split(rng.permutation(pairs), ceil(len(pairs) / BATCH))):
            n, words = bags([texts[i] for i in batch.T.ravel().tolist()])  # (2n, U), (U,)
            s, t = np.split(n @ matrix[words], 2)  # (n, D) each  (35)
            dv = n.T @ np.concatenate(gradients(s, t, *tables(batch), tau))  # (U, D)  (39)
            h[words] += (dv * dv).mean(axis=1, keepdims=True)
            matrix[words] -= eta * dv / np.sqrt(h[words] + 1e-30)  # (41)
        yield matrix


def tables(batch: Ids) -> tuple[Array, Array]:
    """seen and noise (n, n) of a batch of pairs (n, 2): the first ones against the second ones.

    Every candidate that belongs to an anchor by some pair of the batch is seen, so that a text that
    is in two pairs is not pushed away from itself. And a text is no candidate for itself.

    >>> tables(np.array([[0, 1], [1, 2], [0, 3]]))
    (array([[1., 0., 1.],
           [0., 1., 0.],
           [1., 0., 1.]], dtype=float32), array([[1., 1., 1.],
           [0., 1., 1.],
           [1., 1., 1.]], dtype=float32))
    """
    first, second = batch.T  # (n,) each
    noise = (first[:, None] != second).astype(np.float32)
    same_first, same_second = (np.equal.outer(a, a).astype(np.float32) for a in (first, second))
    return np.minimum(1, same_first @ same_second) * noise, noise


def bags(texts: Sequence[Ids]) -> tuple[NDArray[np.float32], Ids]:
    """How often each word is in each text, (n, U), and which words these are, (U,).

    >>> bags([np.array([3, 1, 3]), np.array([7])])
    (array([[1., 2., 0.],
           [0., 0., 1.]], dtype=float32), array([1, 3, 7]))
    """
    words, column = np.unique(np.concatenate(texts), return_inverse=True)
    row = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    n = np.zeros(len(texts) * len(words), np.float32)
    np.add.at(n, row * len(words) + column, np.float32(1))
    return n.reshape(len(texts), len(words)), words
