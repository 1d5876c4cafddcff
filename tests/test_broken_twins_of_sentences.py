"""Mistakes in a BERT and in contrast beside the right code, told apart by arithmetic on paper.

What damage a twin does is measured, and then looked for in its docstring: they cannot part. That of
the twins of a BERT is measured where its weights are installed.
"""

from functools import partial
from itertools import islice
from types import SimpleNamespace

import numpy as np
import pytest

from pooling import contrast as contrasting
from pooling import transformer
from pooling.contrast import bags, contrast, gradients, loss, tables
from pooling.encoder import SentenceEncoder
from pooling.pairs import numbered, pairs_of
from pooling.pool import mean_pool
from pooling.pretrained import first_pool
from pooling.transformer import Bert, Layer, Norm, attention, encode, gelu, layer_norm, linear
from similarity.metrics import normalize
from tests import broken_twins_of_sentences as twins
from tests.test_broken_twins import defined_in, tells
from tests.test_pretrained import real_weights
from word2vec.corpus import Reading
from word2vec.running.files import DATA, SAMPLE
from word2vec.running.questions import read_rows
from word2vec.running.reading import read_sentences
from word2vec.running.stream import read_all
from word2vec.tour import by_meaning
from word2vec.vectors import WordVectors

ROWS = read_rows(DATA / "sentences.en.tsv")
LN3 = np.log(3)
ONES = np.ones((1, 2))


def first_of_each(ids, bert):
    """The vectors of [CLS], as `BertEncoder` takes them."""
    return np.array([first_pool(x) for x in encode(ids, bert)])  # (n, D)


def check_attention(attention):
    # two heads of four numbers, so √4 = 2 divides: the first token's scores are log 3 and 0
    q = np.array([[[2 * LN3, 0, 0, 0], [0, 0, 0, 0]]] * 2)
    k = np.array([[[1, 0, 0, 0], [0, 1, 0, 0]]] * 2)
    assert attention(q, k) == pytest.approx(np.array([[[3 / 4, 1 / 4], [1 / 2, 1 / 2]]] * 2))


def check_gelu(gelu):
    # Φ(1) = 0.841345 and Φ(2) = 0.977250, as tables have it
    assert gelu(np.array([1.0, 2])) == pytest.approx([0.841345, 2 * 0.977250], abs=1e-5)


def check_norm(layer_norm):
    plain = Norm(np.ones(2), np.zeros(2))
    assert layer_norm(np.array([[0.001, 0.003]]), plain, 0) == pytest.approx(np.array([[-1, 1]]))
    assert layer_norm(np.array([[1.0, 3]]), plain, 3) == pytest.approx(np.array([[-0.5, 0.5]]))


def check_linear(linear):
    found = linear(np.array([[1, 2]]), np.array([[1, 3], [0, 1]]), np.array([10, 20]))
    assert found.tolist() == [[1 + 10, 3 + 2 + 20]]


def mixing():
    """One layer in which each token adds six times the mean of all tokens, (1, -1) or (-1, 1)."""
    zero, plain = np.zeros((2, 2)), Norm(np.ones(2), np.zeros(2))
    layer = Layer(np.hstack([zero, zero, np.eye(2)]), np.zeros(6), 6 * np.eye(2), np.zeros(2),
                  plain, zero, np.zeros(2), zero, np.zeros(2), plain)  # fmt: skip
    return Bert(np.array([[-1.0, 1], [1, -1]]), np.zeros((3, 2)), zero, plain, [layer], 1, 0)


def check_encode(encode):
    # of one token (1, -1) or of three: 1 + 6 = 7, which is normed to 1. Beside two (-1, 1) the
    # mean would be -1/3, and 1 - 2 = -1
    alone, three = encode([[1], [1, 1, 1]], mixing())
    assert alone.tolist() == [[1, -1]] and three.tolist() == [[1, -1]] * 3


def check_first(first):
    assert first([[1], [1, 1, 1]], mixing()).tolist() == [[1, -1], [1, -1]]


def check_gradients(gradients):
    # cosines 1 and 0, by τ log 3 and 0: q = (3/4, 1/4) and E = (-1/4, 1/4). ∂L/∂ŝ is
    # log 3 (-1/4, 1/4), of which the part across s remains, divided by the length 2 of s
    ds, dt = gradients(np.array([[2.0, 0]]), np.eye(2), np.array([[1, 0]]), ONES, 1 / LN3)
    assert ds == pytest.approx(np.array([[0, LN3 / 8]]))
    assert dt == pytest.approx(np.array([[0, 0], [LN3 / 4, 0]]))


def check_loss(loss):
    found = loss(np.array([[2.0, 0]]), np.eye(2), np.array([[1, 0]]), ONES, 1 / LN3)
    assert found == pytest.approx(np.log(4 / 3))  # q = 3/4


def check_tables(tables):
    seen, noise = tables(np.array([[0, 1], [1, 2]]))  # text 1 is an anchor and a candidate
    assert seen.tolist() == [[1, 0], [0, 1]] and noise.tolist() == [[1, 1], [0, 1]]


def check_shuffle(shuffle):
    pairs = shuffle(np.random.default_rng(0), np.arange(20).reshape(10, 2))  # (0, 1), (2, 3), …
    assert (pairs[:, 1] - pairs[:, 0]).tolist() == [1] * 10


CASES = [
    (check_attention, attention, twins.attention_over_queries),
    (check_attention, attention, twins.attention_by_the_whole_width),
    (check_gelu, gelu, twins.gelu_by_tanh),
    (check_norm, layer_norm, twins.norm_by_default),
    (check_linear, linear, twins.linear_if_it_fits),
    (check_encode, encode, twins.encode_with_padding),
    (check_first, first_of_each, twins.first_of_the_padded),
    (check_gradients, gradients, twins.gradients_with_tau_outside),
    (check_gradients, gradients, twins.gradients_of_unit_vectors),
    (check_loss, loss, twins.loss_of_the_wrong_ones),
    (check_tables, tables, twins.tables_with_itself),
    (check_shuffle, np.random.Generator.permutation, twins.shuffled_by_column),
]


@pytest.mark.parametrize(("check", "right"), [case[:2] for case in CASES])
def test_the_right_one_passes(check, right):
    check(right)


@pytest.mark.parametrize(("check", "twin"), [case[::2] for case in CASES])
def test_its_twin_is_caught(check, twin):
    with pytest.raises(AssertionError):
        check(twin)


def test_no_twin_goes_unchecked():
    assert defined_in(twins) == {twin for _, _, twin in CASES}


@pytest.fixture(scope="module")
def installed():
    return real_weights()


@pytest.fixture(scope="module")
def right(installed):
    """The right vectors (n, D) of the sentences, of length 1."""
    return installed.encode([text for _, text in ROWS])


def answers(encoder):
    return f"{100 * by_meaning(encoder, ROWS):.0f} %"


@pytest.mark.parametrize(
    ("name", "twin"),
    [("attention", twins.attention_over_queries), ("attention", twins.attention_by_the_whole_width),
     ("linear", twins.linear_if_it_fits)],
)  # fmt: skip
def test_answers_fall(name, twin, installed, right, monkeypatch):
    assert f"installed BERT, all-MiniLM-L6-v2, it is {answers(installed)}." in described()
    monkeypatch.setattr(transformer, name, twin)
    assert tells(twin, f"answers fall to {answers(installed)}")
    if twin is twins.linear_if_it_fits:
        cosines = np.vecdot(installed.encode([text for _, text in ROWS]), right)  # (n,)
        assert tells(twin, f"a cosine of more than {cosines.max():.2f} with its right vector")


def described():
    return " ".join(twins.__doc__.split())


@pytest.mark.parametrize(
    ("name", "twin"), [("gelu", twins.gelu_by_tanh), ("layer_norm", twins.norm_by_default)]
)
def test_only_exact_figures_tell(name, twin, installed, right, monkeypatch):
    monkeypatch.setattr(transformer, name, twin)
    wrong = installed.encode([text for _, text in ROWS])
    change = np.abs(wrong @ wrong.T - right @ right.T).max()
    assert tells(twin, f"change by up to {change:.4f}") and tells(twin, "no search notices it")
    assert f"all-MiniLM-L6-v2, it is {answers(installed)}." in described()


def test_a_quiet_token_comes_out_short():
    x, plain = np.array([[-0.001, 0.001]]), Norm(np.ones(2), np.zeros(2))
    wrong = twins.norm_by_default(x, plain, 1e-12)
    times = (layer_norm(x.copy(), plain, 1e-12) / wrong)[0, 0]
    assert tells(twins.norm_by_default, f"comes out {times:.1f} times too short")


@pytest.fixture(scope="module")
def company(installed):
    """The ids of 20 short texts, and of one of 64 tokens."""
    ids = [installed.tokenizer.encode(text) for _, text in ROWS[:20]]
    return [*ids, installed.tokenizer.encode("word " * 62)]


def means(ids, bert, encode=encode):
    return normalize(np.array([mean_pool(x) for x in encode(ids, bert)]))[:20]  # (20, D)


def nearest(vectors):
    """The number of the nearest other one of each vector (20, D)."""
    return (vectors @ vectors.T - 2 * np.eye(len(vectors))).argmax(axis=1)  # (20,)


def test_a_text_depends_on_its_company(installed, company):
    twin = twins.encode_with_padding
    right, wrong = (means(company, installed.bert, f) for f in (encode, twin))
    assert tells(twin, f"a mean cosine of {np.vecdot(right, wrong).mean():.2f} with what they are")
    assert tells(twin, f"and {(nearest(right) == nearest(wrong)).sum()} keep their nearest")


def test_where_the_first_vector_is_that_of_padding(installed, company):
    twin, two = twins.first_of_the_padded, np.triu_indices(20, 1)
    right, wrong = (normalize(f(company, installed.bert))[:20] for f in (first_of_each, twin))
    alike, before = ((vectors @ vectors.T)[two].mean() for vectors in (wrong, right))
    assert tells(twin, f"a mean cosine of {alike:.2f} instead of {before:.2f}, and")
    assert tells(twin, f"and {(nearest(right) == nearest(wrong)).sum()} keep their nearest")


@pytest.fixture(scope="module")
def sample():
    """Random word vectors (V, D) of the sample's words, its sentences and its pairs (P, 2)."""
    vocabulary, _ = read_all(read_sentences(SAMPLE), 5)
    articles = [
        [vocabulary.encode(words) for words in article]
        for article in read_sentences(SAMPLE).articles()
    ]
    rng = np.random.default_rng(0)
    texts, pairs = numbered(pairs_of(articles, "next", rng))
    start = rng.standard_normal((len(vocabulary), 30)).astype(np.float32)
    return WordVectors(vocabulary.words, start), texts, pairs


def trained(sample, tau, rng=None):
    """The word vectors (V, D) after three epochs."""
    start, texts, pairs = sample
    epochs = contrast(start.matrix, texts, pairs, tau, rng or np.random.default_rng(1))
    return next(islice(epochs, 2, None))


def answers_of(matrix, sample):
    return answers(SentenceEncoder(WordVectors(sample[0].words, matrix, reading=Reading())))


@pytest.fixture(scope="module")
def near(sample):
    """The right vectors by τ."""
    return {tau: trained(sample, tau) for tau in (0.05, 0.2)}


def batch_loss(matrix, sample, pairs, loss=loss, tables=tables):
    """The loss of a pair, for τ = 0.05."""
    texts = sample[1]
    n, words = bags([texts[i] for i in pairs.T.ravel().tolist()])  # (2n, U), (U,)
    seen, noise = tables(pairs)
    return loss(*np.split(n @ matrix[words], 2), seen, noise, 0.05) / seen.sum()


def test_what_contrast_finds_and_chance(sample, near):
    found = (answers_of(near[tau], sample) for tau in (0.05, 0.2))
    assert "it is {} for τ = 0.05 and {} for τ = 0.2.".format(*found) in described()
    assert f"By chance it is {answers_of(sample[0].matrix, sample)}." in described()


def test_outside_the_logarithm_tau_does_nothing(sample, near, monkeypatch):
    twin = twins.gradients_with_tau_outside
    monkeypatch.setattr(contrasting, "gradients", twin)
    some, other = (trained(sample, tau) for tau in (0.05, 0.2))
    assert np.abs(some - other).max() < 0.01 < np.abs(near[0.05] - near[0.2]).max()
    assert answers_of(some, sample) == answers_of(other, sample)
    assert tells(twin, f"answers are {answers_of(some, sample)} for τ = 0.05 and for τ = 0.2")


def test_what_does_not_turn_a_vector_spoils_it(sample, monkeypatch):
    twin = twins.gradients_of_unit_vectors
    monkeypatch.setattr(contrasting, "gradients", twin)
    assert tells(twin, f"answers fall to {answers_of(trained(sample, 0.05), sample)}; for")
    assert tells(twin, f"no less than {answers_of(trained(sample, 0.2), sample)}, so")


def test_a_loss_below_zero(sample):
    start, texts, pairs = sample
    twin, pairs = twins.loss_of_the_wrong_ones, pairs[:256]
    epochs = contrast(start.matrix, texts, pairs, 0.05, np.random.default_rng(1))
    matrix = next(islice(epochs, 99, None))
    wrong, right = (batch_loss(matrix, sample, pairs, f) for f in (twin, loss))
    assert tells(twin, f"alone it is {wrong:.1f} where the right one is {right:.1f}.")


def test_anchors_are_shown_to_themselves(sample, near, monkeypatch):
    twin, rng = twins.tables_with_itself, np.random.default_rng(0)
    in_order, shuffled = sample[2][:256], rng.permutation(sample[2])[:256]
    wrong, right = (batch_loss(near[0.05], sample, in_order, tables=f) for f in (twin, tables))
    assert tells(twin, f"the loss of a pair is {wrong:.1f} instead of {right:.1f}.")
    shown, few = ((tables(b)[1] == 0).any(axis=1).sum() for b in (in_order, shuffled))
    assert tells(twin, f"each other in the text {shown} anchors are,")
    assert tells(twin, f"In shuffled ones it is {few} anchors,")
    monkeypatch.setattr(contrasting, "tables", twin)
    assert tells(twin, f"the right answers are {answers_of(trained(sample, 0.05), sample)}.")


def test_no_pair_is_left(sample):
    twin = twins.shuffled_by_column
    rng = SimpleNamespace(permutation=partial(twin, np.random.default_rng(1)))
    assert tells(twin, f"answers are {answers_of(trained(sample, 0.2, rng), sample)}.")
