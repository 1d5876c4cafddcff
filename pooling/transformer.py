"""BERT: vectors of words that depend on the sentence they are in.

A table of word vectors has one vector for "bank", whatever the sentence. Here a sentence starts as
such vectors (28). Then in each layer every token looks at all tokens of its sentence (31), and
takes from them what it looks for (32).

    (28) input      x = norm(word[t] + place[i] + segment)            token t is in place i
    (29) norm       norm(x) = γ (x - mean x) / √(var x + ε) + β       over the D numbers of a token
    (30) q, k, v    [q k v] = x W_qkv + b_qkv                         each cut into H heads
    (31) attention  A = softmax(q kᵀ / √(D/H))                        each row adds up to 1
    (32) mix        y = [A₁ v₁ … A_H v_H] W_o + b_o
    (33) GELU       g(z) = z Φ(z) = max(z, 0) - |z| Φ(-|z|)           Φ: the normal distribution
    (34) layer      x ← norm(x + y),  then  x ← norm(x + g(x W_1 + b_1) W_2 + b_2)

A token is a piece of a word, or [CLS] or [SEP]. Attention is a soft look-up. Each token asks for
something (its query q), and each token answers (with its value v), as far as its label (its key k)
fits the question. If the numbers of q and k are independent, with mean 0 and variance 1, then q · k
has the variance D/H, and the root brings it to 1: large scores would give all to one token. Only
(31) and (32) see more than one token. So sentences of any lengths lie one after the other in x,
without padding. And only `place` says in which order the tokens stand. Each norm has its own γ and
β. In (33), Φ(z) is 1 - Φ(-z).

Attention is from Vaswani et al. (2017), GELU from Hendrycks & Gimpel (2016), BERT from Devlin et
al. (2019).

Letters: T tokens of all sentences, n sentences of L tokens each, D numbers for each token, H heads,
F numbers inside a layer (usually 4D), V pieces of words.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from similarity.metrics import Array

NUMBERS_AT_A_TIME = 1 << 16  # in GELU: what it works on stays in the processor's cache
TAIL = (0.127414796, -0.142248368, 0.71070687, -0.726576014, 0.530702715)  # of normal_tail


class Norm(NamedTuple):
    """γ and β of (29)."""

    gain: Array  # (D,)
    bias: Array  # (D,)


class Layer(NamedTuple):
    """What one layer has learned."""

    W_qkv: Array  # (D, 3D)
    b_qkv: Array  # (3D,)
    W_o: Array  # (D, D)
    b_o: Array  # (D,)
    norm_1: Norm
    W_1: Array  # (D, F)
    b_1: Array  # (F,)
    W_2: Array  # (F, D)
    b_2: Array  # (D,)
    norm_2: Norm


class Bert(NamedTuple):
    """What the whole model has learned."""

    word: Array  # (V, D)
    place: Array  # (longest, D)
    segment: Array  # (2, D)  of a first and of a second sentence; here all are first ones
    norm: Norm
    layers: list[Layer]
    heads: int
    eps: float  # ε of (29)


class Run(NamedTuple):
    """Sentences of equal length that follow each other: attention takes them together."""

    rows: slice  # of x
    length: int  # L of each sentence


def encode(ids: Sequence[Sequence[int]], bert: Bert) -> list[Array]:
    """The vectors (L, D) of each sentence after the last layer; a sentence is a list of L ids.

    It is fastest where sentences of equal length follow each other.
    """
    for x in hidden_states(ids, bert):
        last = x  # (T, D)
    return np.split(last, np.cumsum([len(sentence) for sentence in ids])[:-1])


def hidden_states(ids: Sequence[Sequence[int]], bert: Bert) -> Iterator[Array]:
    """x (T, D) of all sentences, one after the other: the input, then x after each layer."""
    runs = equal_lengths(ids)
    x = embed(ids, bert)
    yield x
    for layer in bert.layers:
        x = transform(x, layer, runs, bert)
        yield x


def attentions(ids: Sequence[int], bert: Bert) -> Iterator[Array]:
    """A (H, L, L) in each layer, for one sentence of L ids: row i is what token i looks at."""
    for x, layer in zip(hidden_states([ids], bert), bert.layers, strict=False):
        q, k, _ = heads(linear(x, layer.W_qkv, layer.b_qkv), len(ids), bert.heads)
        yield attention(q, k)[0]


def equal_lengths(ids: Sequence[Sequence[int]]) -> list[Run]:
    """The sentences as runs of equal length.

    >>> equal_lengths([[7, 8], [8, 7], [7, 8, 9]])
    [Run(rows=slice(0, 4, None), length=2), Run(rows=slice(4, 7, None), length=3)]
    """
    runs, start = [], 0
    for L, same in groupby(map(len, ids)):
        end = start + L * len(list(same))
        runs.append(Run(slice(start, end), L))
        start = end
    return runs


def embed(ids: Sequence[Sequence[int]], bert: Bert) -> Array:
    """x (T, D) of (28), for sentences of T ids in all."""
    tokens = np.concatenate(ids)  # (T,)
    places = np.concatenate([np.arange(len(sentence)) for sentence in ids])  # (T,)
    x = bert.word[tokens] + bert.place[places] + bert.segment[0]  # (T, D)  (28)
    return layer_norm(x, bert.norm, bert.eps)


def transform(x: Array, layer: Layer, runs: list[Run], bert: Bert) -> Array:
    """x of the next layer (T, D) from x (T, D), for sentences in runs of equal length."""
    qkv = linear(x, layer.W_qkv, layer.b_qkv)  # (T, 3D)  (30)
    y = np.empty_like(x)  # (T, D)
    for rows, L in runs:
        q, k, v = heads(qkv[rows], L, bert.heads)  # (n, H, L, D/H) each
        found = attention(q, k) @ v  # (n, H, L, D/H)
        y[rows] = found.swapaxes(1, 2).reshape(-1, x.shape[1])  # (n L, D) heads side by side
    y = linear(y, layer.W_o, layer.b_o)  # (T, D)  (32)
    x = layer_norm(x + y, layer.norm_1, bert.eps)  # (T, D)
    z = gelu(linear(x, layer.W_1, layer.b_1))  # (T, F)
    return layer_norm(x + linear(z, layer.W_2, layer.b_2), layer.norm_2, bert.eps)  # (34)


def linear(x: Array, W: Array, b: Array) -> Array:
    """x W + b, for x (T, D), W (D, F) and b (F,): (T, F)."""
    y = x @ W  # (T, F)
    y += b  # in place, as a new array costs more than the arithmetic; so in all that follows
    return y


def heads(qkv: Array, L: int, H: int) -> Array:
    """q, k and v of each head, for sentences of L tokens: (n L, 3D) -> (3, n, H, L, D/H)."""
    return qkv.reshape(-1, L, 3, H, qkv.shape[1] // (3 * H)).transpose(2, 0, 3, 1, 4)


def attention(q: Array, k: Array) -> Array:
    """How much each token looks at each other one: A of (31), (…, L, D/H) twice -> (…, L, L)."""
    A = q @ k.swapaxes(-1, -2)  # (…, L, L)
    A *= q.shape[-1] ** -0.5
    A -= A.max(axis=-1, keepdims=True)  # it changes nothing, and no power overflows
    np.exp(A, out=A)
    A /= A.sum(axis=-1, keepdims=True)
    return A  # (31)


def layer_norm(x: Array, weights: Norm, eps: float) -> Array:
    """norm(x) of (29), in place: (T, D) -> (T, D)."""
    x -= x.mean(axis=-1, keepdims=True)
    x /= np.sqrt(np.vecdot(x, x)[:, None] / x.shape[1] + eps)  # by √(variance + ε), (T, 1)
    x *= weights.gain
    x += weights.bias
    return x  # (29)


def gelu(z: Array) -> Array:
    """g(z) of (33), wrong by at most 4e-7: any shape; in place, unless z is a view with gaps.

    The formula with tanh that is often seen is wrong by up to 5e-4.
    """
    flat = z.reshape(-1)
    for start in range(0, flat.size, NUMBERS_AT_A_TIME):
        some = flat[start : start + NUMBERS_AT_A_TIME]
        a = np.abs(some)
        tail = normal_tail(a)
        tail *= a
        np.maximum(some, 0, out=some)
        some -= tail  # (33)
    return flat.reshape(z.shape)


def normal_tail(a: Array) -> Array:
    """Φ(-a) for a >= 0, wrong by at most 7.5e-8 (Abramowitz & Stegun 1964, 26.2.17): any shape."""
    t = 0.2316419 * a
    t += 1
    np.divide(1, t, out=t)  # t = 1 / (1 + 0.23 a)
    tail = TAIL[4] * t
    for coefficient in TAIL[3::-1]:  # Horner's rule: Σ TAIL_i t^(i+1)
        tail += coefficient
        tail *= t
    np.multiply(a, a, out=t)
    t *= -0.5
    tail *= np.exp(t, out=t)
    return tail
