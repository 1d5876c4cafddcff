"""BERT's layers: each equation by hand, all against a plain loop, and the laws they obey."""

import math

import numpy as np
import pytest

from pooling.transformer import (
    Bert,
    Layer,
    Norm,
    attention,
    attentions,
    embed,
    encode,
    gelu,
    heads,
    hidden_states,
    layer_norm,
    linear,
    normal_tail,
)  # fmt: skip

V, D, H, F, LONGEST = 20, 8, 2, 12, 9
IDS = [[2, 7, 9, 3], [2, 3], [2, 11, 7, 3], [2, 9, 9, 9, 12, 3], [5]]


def random_bert(layers=2, seed=0):
    """A tiny BERT of random numbers, in float64."""
    draw = np.random.default_rng(seed).normal

    def norm():
        return Norm(draw(1, 0.2, D), draw(size=D))

    return Bert(
        draw(size=(V, D)), draw(size=(LONGEST, D)), draw(size=(2, D)), norm(),
        [
            Layer(draw(size=(D, 3 * D)), draw(size=3 * D), draw(size=(D, D)), draw(size=D), norm(),
                  draw(size=(D, F)), draw(size=F), draw(size=(F, D)), draw(size=D), norm())
            for _ in range(layers)
        ],
        H, 1e-12,
    )  # fmt: skip


def slow_norm(x, weights, eps):
    mean = sum(x) / len(x)
    variance = sum((number - mean) ** 2 for number in x) / len(x)
    return [
        gain * (number - mean) / math.sqrt(variance + eps) + bias
        for number, gain, bias in zip(x, *weights, strict=True)
    ]


def slow_linear(x, W, b):
    return [sum(x[i] * W[i][j] for i in range(len(x))) + b[j] for j in range(len(b))]


def slow_encode(sentence, bert):
    """One sentence, one number at a time."""
    x = [
        slow_norm([bert.word[t][d] + bert.place[i][d] + bert.segment[0][d] for d in range(D)],
                  bert.norm, bert.eps)
        for i, t in enumerate(sentence)
    ]  # fmt: skip
    for layer in bert.layers:
        qkv = [slow_linear(token, layer.W_qkv, layer.b_qkv) for token in x]
        new = []
        for i in range(len(x)):
            found = []
            for h in range(H):
                at = range(h * D // H, (h + 1) * D // H)
                scores = [
                    sum(qkv[i][d] * qkv[j][D + d] for d in at) / math.sqrt(D / H)
                    for j in range(len(x))
                ]
                powers = [math.exp(score) for score in scores]
                found += [
                    sum(p * qkv[j][2 * D + d] for j, p in enumerate(powers)) / sum(powers)
                    for d in at
                ]
            y = slow_linear(found, layer.W_o, layer.b_o)
            token = slow_norm([a + b for a, b in zip(x[i], y, strict=True)],
                              layer.norm_1, bert.eps)  # fmt: skip
            z = [0.5 * number * math.erfc(-number / math.sqrt(2))
                 for number in slow_linear(token, layer.W_1, layer.b_1)]  # fmt: skip
            y = slow_linear(z, layer.W_2, layer.b_2)
            new.append(slow_norm([a + b for a, b in zip(token, y, strict=True)],
                                 layer.norm_2, bert.eps))  # fmt: skip
        x = new
    return np.array(x)


def test_all_layers_against_a_plain_loop():
    bert = random_bert()
    for sentence, vectors in zip(IDS, encode(IDS, bert), strict=True):
        assert vectors == pytest.approx(slow_encode(sentence, bert), abs=1e-5)  # that is GELU's


def test_the_input_by_hand():
    word, place = np.array([[0.0, 0], [1, 2]]), np.array([[0.0, 1], [5, 0]])
    norm = Norm(np.array([2.0, 2]), np.array([0.0, 10]))
    bert = Bert(word, place, np.array([[1.0, 0], [9, 9]]), norm, [], 1, 0)
    # [1 2] + [0 1] + [1 0] = [2 3], [0 0] + [5 0] + [1 0] = [6 0]; centered [-½ ½], [3 -3]
    assert embed([[1, 0]], bert).tolist() == [[-2, 12], [2, 8]]


def test_the_norm_by_hand():
    norm = Norm(np.array([1.0, 10]), np.array([0.0, 1]))
    x = layer_norm(np.array([[1.0, 3], [5, 5], [0, -8]]), norm, 3)
    # centered [-1 1], [0 0], [4 -4]; √(variance + 3) is 2, √3, √19
    assert x == pytest.approx(np.array([[-0.5, 6], [0, 1], [4 / 19**0.5, 1 - 40 / 19**0.5]]))


def test_queries_keys_and_values_by_hand():
    qkv = linear(np.array([[1.0, 2], [0, 1]]), np.arange(12.0).reshape(2, 6), np.ones(6))
    assert qkv.tolist() == [[13, 16, 19, 22, 25, 28], [7, 8, 9, 10, 11, 12]]
    q, k, v = heads(qkv, 2, 2)  # one sentence, two heads of one number each
    assert q.tolist() == [[[[13], [7]], [[16], [8]]]]
    assert k.tolist() == [[[[19], [9]], [[22], [10]]]]
    assert v.tolist() == [[[[25], [11]], [[28], [12]]]]


def test_attention_by_hand():
    q = np.array([[2.0 * math.log(3), 0, 0, 0], [0, 0, 0, 0]])  # √4 = 2 divides
    k = np.array([[1.0, 0, 0, 0], [0, 1, 0, 0]])
    assert attention(q, k) == pytest.approx(np.array([[0.75, 0.25], [0.5, 0.5]]))


def test_the_heads_are_mixed_by_hand():
    """Two tokens, two heads; queries of 0 look at both tokens alike, so each finds the mean."""
    zero, same = np.zeros((2, 2)), Norm(np.ones(2), np.zeros(2))
    layer = Layer(np.hstack([zero, zero, np.eye(2)]), np.zeros(6), np.array([[0.0, 1], [4, 0]]),
                  np.array([100.0, 0]), same, zero, np.zeros(2), zero,
                  np.zeros(2), same)  # fmt: skip
    word = np.array([[1.0, -1], [-1, 1]])
    bert = Bert(word, np.zeros((2, 2)), np.zeros((1, 2)), same, [layer], 2, 0)
    # x = [±1 ∓1], values the same, their mean [0 0], so y = [100 0] and x + y = [101 -1], [99 1]
    assert encode([[0, 1]], bert)[0] == pytest.approx(np.array([[1, -1], [1, -1]]))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gelu_is_z_times_the_normal_distribution(dtype):
    z = np.linspace(-12, 12, 100_001, dtype=dtype)
    a = np.abs(z)
    exact = np.array([0.5 * math.erfc(number / math.sqrt(2)) for number in a.tolist()])
    assert np.abs(normal_tail(a) - exact).max() < (7.5e-8 if dtype == np.float64 else 4e-7)
    exact = np.array([0.5 * n * math.erfc(-n / math.sqrt(2)) for n in z.tolist()])
    assert np.abs(gelu(z.reshape(-1, 1).copy()) - exact[:, None]).max() < 4e-7 + 1e-7 * 12 * (
        dtype == np.float32
    )
    assert gelu(np.array([0.0, 100, -100])).tolist() == [0, 100, 0]


def test_gelu_changes_all_numbers_of_a_large_array():
    z = np.random.default_rng(0).normal(size=(300, 700))  # more than are taken at a time
    small = [gelu(row.copy()) for row in z]
    assert np.array_equal(gelu(z), small)


def test_a_layer_adds_what_it_found_to_what_was_there():
    """With W_o, W_2 and their biases 0 nothing is added, and x is normed already."""
    bert, plain = random_bert(), Norm(np.ones(D), np.zeros(D))
    layer = bert.layers[0]
    zero = {name: np.zeros_like(getattr(layer, name)) for name in ("W_o", "b_o", "W_2", "b_2")}
    layer = layer._replace(**zero, norm_1=plain, norm_2=plain)
    first, last = hidden_states(IDS, bert._replace(norm=plain, layers=[layer]))
    assert last == pytest.approx(first)


def test_rows_of_attention_add_up_to_one_and_a_constant_changes_nothing():
    q, k = np.random.default_rng(0).normal(size=(2, 3, 5, 4))
    A = attention(q, k)
    assert A.shape == (3, 5, 5) and (A > 0).all()
    assert A.sum(axis=-1) == pytest.approx(np.ones((3, 5)))
    # the same vector added to all keys adds the same to all scores of a query
    assert attention(q, k + np.array([3.0, -1, 0, 7])) == pytest.approx(A)
    assert np.isfinite(attention(q * 1e4, k * 1e4)).all()  # no power overflows


def test_attention_of_a_text_layer_by_layer():
    bert = random_bert()
    looked = list(attentions(IDS[3], bert))
    assert [A.shape for A in looked] == [(H, 6, 6)] * 2
    x = embed([IDS[3]], bert)
    layer = bert.layers[0]
    q, k = (np.split(x @ layer.W_qkv + layer.b_qkv, 3, axis=1))[:2]
    q, k = q[:, D // H :], k[:, D // H :]  # of the second head
    e = np.exp(q @ k.T / math.sqrt(D / H))
    assert looked[0][1] == pytest.approx(e / e.sum(axis=1, keepdims=True))


def test_without_places_the_order_of_words_is_ignored():
    bert = random_bert()
    dog_bites_man, man_bites_dog = [4, 5, 6], [6, 5, 4]
    there, back = encode([dog_bites_man, man_bites_dog], bert)
    assert np.abs(there - back[::-1]).max() > 0.01
    there, back = encode(
        [dog_bites_man, man_bites_dog], bert._replace(place=np.zeros((LONGEST, D)))
    )
    assert there == pytest.approx(back[::-1])


def test_a_sentence_is_the_same_alone_and_in_company():
    bert = random_bert()
    for sentence, vectors in zip(IDS, encode(IDS, bert), strict=True):
        assert encode([sentence], bert)[0] == pytest.approx(vectors, abs=1e-12)
    ordered = sorted(IDS, key=len)
    by_length = dict(zip(map(tuple, ordered), encode(ordered, bert), strict=True))
    for sentence, vectors in zip(IDS, encode(IDS, bert), strict=True):
        assert by_length[tuple(sentence)] == pytest.approx(vectors, abs=1e-12)


def test_hidden_states_are_the_input_and_then_each_layer():
    bert = random_bert(3)
    states = list(hidden_states(IDS, bert))
    assert [x.shape for x in states] == [(sum(map(len, IDS)), D)] * 4
    assert states[0] == pytest.approx(embed(IDS, bert))
    for n in (1, 2, 3):
        fewer = np.concatenate(encode(IDS, bert._replace(layers=bert.layers[:n])))
        assert np.array_equal(states[n], fewer)


def test_gelu_of_a_view_with_gaps():
    z = np.array([[-1.0, 2.0], [3.0, -4.0]], np.float32)
    assert gelu(z.T.copy().T) == pytest.approx(gelu(z.copy()))
