"""Famous mistakes beside the right code: a check, by arithmetic on paper, tells the two apart.

What damage a twin does is measured, and then looked for in its docstring: they cannot part.
"""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest

from pooling.pool import SIF, weighted_mean_pool
from similarity.metrics import cosine_similarity, normalize
from tests import broken_twins as twins
from word2vec import blocks, sampling
from word2vec.counting import cooccurrence
from word2vec.damping import step
from word2vec.evaluation import ranks, spearman
from word2vec.model import Config
from word2vec.objective import loss
from word2vec.running.files import SAMPLE
from word2vec.running.reading import read_sentences
from word2vec.sampling import expected_noise
from word2vec.vectors import WordVectors
from word2vec.vocabulary import Vocabulary, keep_probability, noise_distribution

W, K, D = 5, 5, 30
ONE, ZERO = np.ones((1, 1), np.float32), np.zeros((1, 1), np.float32)


def check_windows(window_pairs):
    # of all words, (W - d + 1) / W have a context d away, as many to the left as to the right
    center, context = window_pairs(np.zeros(20_000, int), 4, np.random.default_rng(0))
    share = np.bincount(context - center + 4, minlength=9) / 20_000
    assert share == pytest.approx([1 / 4, 2 / 4, 3 / 4, 1, 0, 1, 3 / 4, 2 / 4, 1 / 4], abs=0.02)


def check_cooccurrence(cooccurrence):
    # "no no no yes", W = 1: two times "no" beside "no", and in each pair both are centers
    assert cooccurrence(np.array([0, 0, 0, 1]), np.zeros(4, int), 2, 1).tolist() == [[4, 1], [1, 0]]


def check_noise_weights(noise_weights):
    # of 81 and 16 words half and all are kept; by the square root 9 and 4 of 13 should be noise
    weights = noise_weights(np.array([81, 16]), np.array([0.5, 1]), 0.5)
    assert weights * [40.5 / 56.5, 16 / 56.5] == pytest.approx([9 / 13, 4 / 13])


def check_loss(loss):
    assert loss(ZERO, ONE, ONE, 5 * ONE) == pytest.approx(6 * np.log(2))
    assert loss(20 * ONE, ONE, ZERO, ONE) == pytest.approx(20)  # log(1 + e^20)
    assert loss(20 * ONE, ONE, ONE, ZERO) == pytest.approx(0, abs=1e-8)  # log(1 + e^-20)


def check_step(step):
    # the score is 0, so each of 10 pairs has the error σ(0) - 1 = -½: v moves by 10 · 0.001 · ½ u
    v, u = np.array([[1.0, 0]]), np.array([[0, 1.0]])
    step(v, u, 10 * ONE, ZERO, 0.001)
    assert np.vstack([v, u]) == pytest.approx(np.array([[1, 0.005], [0.005, 1]]), rel=1e-3)


def check_update(update):
    table = np.zeros(4)
    update(table, np.array([1, 2, 1, 3, 1]), np.array([1, 2, 4, 8, 16]))
    assert table.tolist() == [0, -(1 + 4 + 16), -2, -8]


def check_weighted_mean(pool):
    assert pool(np.array([[1, 0], [3, 4], [9, 9]]), np.array([1, 1, 0])).tolist() == [2, 2]


def check_sif(transform):
    # what the sentences (3, 1) and (3, -1) of a language have in common is the first axis
    assert transform(np.array([[5, 2], [4, 3]])) == pytest.approx(np.array([[0, 2], [0, 3]]))


def check_cosine(cosine):
    assert cosine([3, 4], [4, 3]) == pytest.approx(24 / 25)
    assert cosine([0, 0], [4, 3]) == 0


def check_most_similar(most_similar):
    vectors = WordVectors(["cat", "tomcat", "car"], [[1, 0], [2, 0], [0, 1]])
    assert most_similar(vectors, "tomcat", k=1) == [("cat", 1)]
    assert most_similar(vectors, [0, 3], k=1) == [("car", 1)]


def check_analogy(analogy):
    # by unit vectors king - man + woman is (-0.29, 1, 0.71), with cosine 0.96 to queen and 0.65 to
    # palace; by long ones it is (0, 1, 1), and its product with queen 2, with palace 10
    words = {"man": [1, 0, 0], "woman": [0, 1, 0], "king": [1, 0, 1], "queen": [0, 1, 1]}
    vectors = WordVectors([*words, "palace"], [*words.values(), [5, 5, 5]])
    assert analogy(vectors, "king", "man", "woman", k=1)[0][0] == "queen"


def check_ranks(ranks):
    assert ranks([5, 1, 5, 9]).tolist() == [2.5, 1, 2.5, 4]


CASES = [
    (check_windows, sampling.window_pairs, twins.windows_one_short),
    (check_cooccurrence, cooccurrence, twins.neighbors_unlike_the_center),
    (check_noise_weights, sampling.noise_weights, twins.noise_as_it_comes),
    (check_loss, loss, twins.loss_by_log_of_sigmoid),
    (check_step, step, twins.step_of_the_mean),
    (check_update, np.subtract.at, twins.subtract_at_rows),
    (check_weighted_mean, weighted_mean_pool, twins.mean_with_padding),
    (check_sif, SIF().fit([[3, 1], [3, -1]]).transform, twins.sif_of_the_moment),
    (check_cosine, cosine_similarity, twins.cosine_of_nothing),
    (check_most_similar, WordVectors.most_similar, twins.most_similar_but_the_first),
    (check_analogy, WordVectors.analogy, twins.analogy_of_long_vectors),
    (check_ranks, ranks, twins.ranks_by_place),
]


@pytest.mark.parametrize(("check", "right"), [case[:2] for case in CASES])
def test_the_right_one_passes(check, right):
    check(right)


@pytest.mark.parametrize(("check", "twin"), [case[::2] for case in CASES])
def test_its_twin_is_caught(check, twin):
    with pytest.raises(AssertionError):
        check(twin)


def defined_in(module):
    return {f for f in vars(module).values() if getattr(f, "__module__", "") == module.__name__}


def test_no_twin_goes_unchecked():
    assert defined_in(twins) == {twin for _, _, twin in CASES}


def tells(twin, damage):
    return f" {damage}" in " ".join(twin.__doc__.split())  # a space, so that 50 does not hold a 0


@pytest.fixture(scope="module")
def sample():
    """Words (n,), their sentence (n,), the vocabulary, and `seen` (V, V)."""
    text = list(read_sentences(SAMPLE))
    vocabulary = Vocabulary(Counter(word for words in text for word in words), min_count=5)
    ids = [vocabulary.encode(words) for words in text]
    words, sentence = np.concatenate(ids), np.repeat(np.arange(len(ids)), [*map(len, ids)])
    return words, sentence, vocabulary, cooccurrence(words, sentence, len(vocabulary), W)


def losses(sample, step):
    """Per pair, after one pass through the sample: by the noise of training, and by all noise."""
    words, sentence, vocabulary, seen = sample
    V, rng, found = len(vocabulary), np.random.default_rng(1), []
    table = np.vstack([(rng.random((V, D)) - 0.5) / D, np.zeros((V, D))])  # (2V, D)
    weights = sampling.noise_weights(vocabulary.counts, np.ones(V), 0.75)
    for block in blocks.blocks(words, sentence, Config(dim=D), weights, rng):
        vectors = table[block.ids]  # (C+M, D)
        v, u = vectors[: block.centers], vectors[block.centers :]  # (C, D), (M, D)
        found.append(loss(v, u, block.seen, block.noise) / block.seen.sum())
        step(v, u, block.seen, block.noise, 0.025)
        table[block.ids] = vectors
    noise = expected_noise(seen.sum(axis=1), noise_distribution(vocabulary.counts), K)  # (V, V)
    return np.mean(found[-100:]), loss(table[:V], table[V:], seen, noise) / seen.sum()


def test_windows_are_a_third_too_small():
    text, rng, twin = np.zeros(20_000, int), np.random.default_rng(0), twins.windows_one_short
    wrong, right = (len(f(text, W, rng)[0]) / 20_000 for f in (twin, sampling.window_pairs))
    assert tells(twin, f"a word has {wrong:.1f} neighbours instead of {right:.1f}")


def test_words_beside_themselves_are_lost(sample):
    words, sentence, vocabulary, seen = sample
    twin, the = twins.neighbors_unlike_the_center, vocabulary.ids["the"]
    lost = seen - twin(words, sentence, len(vocabulary), W)  # (V, V)
    of_all, of_the = 100 * lost.sum() / seen.sum(), 100 * lost[the].sum() / seen[the].sum()
    assert tells(twin, f"{of_all:.1f} % of all pairs in the sample, {of_the:.1f} % of those of")


def test_noise_as_it_comes_is_not_what_8_says(sample):
    counts = sample[2].counts
    keep = keep_probability(counts, 1e-3)
    right = sampling.noise_weights(counts, keep, 0.75)
    wrong = twins.noise_as_it_comes(counts, keep, 0.75)
    the, most = wrong[0] / right[0], (wrong / right).max()
    assert sample[2].words[0] == "the"
    assert tells(twins.noise_as_it_comes, f'"the" is noise {the:.1f} times as often')
    assert tells(twins.noise_as_it_comes, f"up to {most:.1f} times as often.")


def test_training_by_the_mean_stays_where_it_is(sample):
    right, wrong = (losses(sample, stepping)[1] for stepping in (step, twins.step_of_the_mean))
    damage = f"the loss at {wrong:.3f}, where it starts; with the right step it is {right:.1f}."
    assert tells(twins.step_of_the_mean, damage) and f"{6 * np.log(2):.3f}" in damage


def test_the_loss_is_lost_at_a_score_of_17():
    twin = twins.loss_by_log_of_sigmoid
    costs = [twin(score * ONE, ONE, ZERO, ONE) for score in range(40)]
    assert tells(twin, f"a score of {costs.index(np.inf)} on")
    assert np.isnan(twin(17 * ONE, ONE, ONE, ZERO))


def test_repeated_rows_lose_updates(sample):
    words, sentence, vocabulary, _ = sample
    the, rng, twin = vocabulary.ids["the"], np.random.default_rng(0), twins.subtract_at_rows
    contexts = rng.choice(words[sampling.window_pairs(sentence, W, rng)[1]], 512, replace=False)
    owed = np.bincount(contexts)  # (V,) updates, less those that are made
    twin(owed, contexts, np.ones(512, int))
    assert tells(twin, f"of {owed.sum()} contexts")
    assert tells(twin, f'"the" is one {(contexts == the).sum()} times and loses {owed[the]}.')


def test_padding_makes_all_sentences_alike():
    padded = np.eye(7)[[[0, 1, 2] + 17 * [6], [3, 4, 5] + 17 * [6]]]  # (2, 20, 7)
    weights = 1 - padded[..., 6]  # (2, 20)
    assert cosine_similarity(*weighted_mean_pool(padded, weights)) == 0
    cosine = cosine_similarity(*twins.mean_with_padding(padded, weights))  # 17² / (3 + 17²)
    assert tells(twins.mean_with_padding, f"a cosine of {cosine:.2f}")


def test_two_sentences_come_out_opposite():
    pairs = np.random.default_rng(0).normal(size=(1000, 2, D)) + 1
    cosines = np.array([cosine_similarity(*twins.sif_of_the_moment(pair)) for pair in pairs])
    assert tells(twins.sif_of_the_moment, f"of {(cosines < -1 + 1e-9).sum()} in 1000 pairs the")


def test_a_word_without_a_vector_is_nearest_to_all():
    queries, words = np.random.default_rng(0).normal(size=(2, 100, D))
    words[7] = 0
    nearest = [np.argmax([twins.cosine_of_nothing(q, word) for word in words]) for q in queries]
    assert tells(twins.cosine_of_nothing, f"wins {nearest.count(7)} of 100 searches")


def test_by_rank_the_wrong_word_is_left_out():
    vectors = WordVectors([*map(str, range(100))], np.repeat(np.eye(50), 2, axis=0))
    twin = twins.most_similar_but_the_first
    selves = sum(twin(vectors, word, k=1)[0][0] == word for word in vectors)
    assert tells(twin, f"{selves} of 100 find themselves")
    assert vectors.most_similar(np.arange(50), k=1)[0] not in twin(vectors, np.arange(50), k=99)


def test_long_vectors_win_analogies():
    rng, twin = np.random.default_rng(0), twins.analogy_of_long_vectors
    country, offset = normalize(rng.normal(size=(20, 20))), normalize(rng.normal(size=20))
    units = np.vstack([country, normalize(country + offset)])  # (40, 20) capitals follow countries
    lengths = np.exp(rng.normal(size=(40, 1)) / 2)
    vectors, found = WordVectors([*map(str, range(40))], lengths * units), 0
    for i, j in permutations(range(20), 2):
        question, answer = (str(20 + i), str(i), str(j)), str(20 + j)
        assert vectors.analogy(*question, k=1)[0][0] == answer
        found += twin(vectors, *question, k=1)[0][0] == answer
    assert tells(twin, f"Of {20 * 19} analogies, all found by unit vectors, {found} are left")


def test_ties_broken_by_place_agree_on_nothing():
    last, first = np.eye(100)[[99, 0]]
    twin = twins.ranks_by_place
    wrong = np.corrcoef(twin(last), twin(first))[0, 1]
    assert tells(twin, f"correlation is {wrong:.2f} instead of {spearman(last, first):.2f}.")
