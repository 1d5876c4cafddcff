"""Training: what it must learn, what it must repeat, and that every setting counts."""

import math
import os
import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest

from similarity.metrics import cosine_similarity
from tests.benchmarks.damping import watched
from word2vec import training
from word2vec.blocks import BLOCK
from word2vec.damping import ALONG_STEP
from word2vec.model import Config
from word2vec.running import workers
from word2vec.running.files import SAMPLE
from word2vec.running.reading import read_sentences
from word2vec.running.run import train
from word2vec.vocabulary import Vocabulary

PETS = "cat dog kitten puppy hamster rabbit".split()
WHEELS = "car bus truck tram van taxi".split()
SMALL = Config(dim=10, window=3, min_count=1, epochs=3)


@pytest.fixture(scope="module")
def two_topics():
    """500 sentences of six words, each about one of two things."""
    rng = np.random.default_rng(0)
    return [rng.choice((PETS, WHEELS)[i % 2], 6).tolist() for i in range(500)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_words_that_keep_company_come_together(two_topics, seed):
    vectors = train(two_topics, Config(dim=20, epochs=10, subsample=0, seed=seed)).vectors

    def mean_cosine(group, other):
        pairs = [(a, b) for a in group for b in other if a != b]
        return np.mean([cosine_similarity(vectors[a], vectors[b]) for a, b in pairs])

    within = min(mean_cosine(PETS, PETS), mean_cosine(WHEELS, WHEELS))
    assert within > mean_cosine(PETS, WHEELS) + 0.5  # over 20 seeds the margin was 0.9 at least


def test_the_first_loss_is_known_and_the_last_is_lower(two_topics):
    for K in (1, 5):
        losses = train(two_topics, Config(epochs=20, negatives=K, subsample=0)).losses
        assert losses[0].tolist() == [0, pytest.approx((1 + K) * math.log(2))]
        assert losses.dtype == np.float64
        assert losses[-3:, 1].mean() < 0.9 * losses[0, 1]
        assert (np.diff(losses[:, 0]) > 0).all() and losses[-1, 0] < 20


def test_the_model_holds_what_it_took(two_topics):
    model = train(two_topics, SMALL)
    assert model.vectors.words == model.vocabulary.words
    assert model.vectors.counts.tolist() == model.vocabulary.counts.tolist()
    assert model.vectors.matrix.shape == model.context.shape == (12, SMALL.dim)
    assert model.config == SMALL


def test_same_seed_same_bytes(two_topics):
    first, again = train(two_topics, SMALL), train(iter(two_topics), SMALL)
    assert first.vectors.matrix.tobytes() == again.vectors.matrix.tobytes()
    assert first.context.tobytes() == again.context.tobytes()
    assert first.losses.tobytes() == again.losses.tobytes()


@pytest.mark.parametrize(
    "field", [field.name for field in fields(Config) if field.name != "workers"]
)
def test_every_setting_changes_the_result(two_topics, field):
    # one word is rare enough for min_count and subsampling to matter
    corpus = [*two_topics, ["cat", "rare", "car"], ["rare"]]
    other = {"dim": 11, "window": 1, "negatives": 2, "subsample": 0, "min_count": 3, "epochs": 4}
    other |= {"learning_rate": 0.05, "noise_power": 0.0, "seed": 2}
    changed = Config(**{**vars(SMALL), field: other[field]})
    assert train(corpus, SMALL).vectors.matrix.tobytes() != (
        train(corpus, changed).vectors.matrix.tobytes()
    )


def test_as_many_workers_as_asked_for(two_topics, monkeypatch):
    asked = []

    def in_parallel(work, jobs, workers, *args):
        asked.append(workers)
        return work(jobs, *args)

    monkeypatch.setattr(workers, "in_parallel", in_parallel)
    for number in (1, 2, 3):
        train(two_topics, replace(SMALL, workers=number))
    assert asked == [2, 3]  # one works here


def test_the_learning_rate_falls_in_a_line_to_a_ten_thousandth(two_topics, monkeypatch):
    rates = []

    def step(v, u, seen, noise, learning_rate):
        rates.append(learning_rate)

    monkeypatch.setattr(training, "step", step)
    train(two_topics, Config(dim=2, epochs=20, subsample=0, learning_rate=0.02))
    blocks = 20 * math.ceil(3000 / BLOCK)
    assert rates == pytest.approx(0.02 * (1 - np.arange(blocks) / blocks), abs=1e-4)
    assert min(rates) >= 0.02 * 1e-4


EXTREMES = [
    dict(window=1, negatives=1, epochs=60),  # nothing pulls hard, so it takes time
    dict(window=20, negatives=25),
    dict(dim=2),
    dict(dim=500),
    dict(learning_rate=0.1),
    dict(window=20, negatives=25, learning_rate=0.1, dim=2),
    dict(window=20, negatives=25, learning_rate=0.1, dim=300, subsample=0),
]


@pytest.mark.parametrize("settings", EXTREMES, ids=str)
def test_every_setting_stays_finite_and_learns(settings):
    # a slice of the sample corpus: real text, with its few very frequent words
    sentences = [words for words, _ in zip(read_sentences(SAMPLE), range(1500), strict=False)]
    model = train(sentences, Config(**{"epochs": 10} | settings))
    assert np.isfinite(model.vectors.matrix).all() and np.isfinite(model.context).all()
    assert model.losses[-5:, 1].mean() < 0.97 * model.losses[0, 1]


LIMITED = """
import resource, sys
import numpy as np
from word2vec import Config
from word2vec.running.stream import Text, read_ids
from word2vec.training import learn
size = int(sys.argv[2]) << 20
resource.setrlimit(resource.RLIMIT_AS, (size, size))
try:
    read_ids(sys.argv[1])
except MemoryError:
    print("does not fit")
config, text = Config(dim=8, epochs=1), Text(sys.argv[1])
table = np.zeros((2 * 1000, config.dim), np.float32)
chunks = text.chunks([0, len(text) // 2, len(text) - 1])
print(len(list(learn(table, chunks, np.full(1000, 59_400), config))), "chunks")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to a limit of memory")
def test_a_text_larger_than_memory_is_read_chunk_by_chunk(tmp_path):
    sentence = np.append(np.random.default_rng(0).integers(0, 1000, 99), -1).astype(np.int32)
    with open(tmp_path / "ids", "wb") as file:
        for _ in range(600):
            np.tile(sentence, 1000).tofile(file)  # 240 MB in all
    command = [sys.executable, "-c", LIMITED, tmp_path / "ids", "220"]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.stdout == "does not fit\n3 chunks\n", done.stderr


def test_the_part_of_the_curvature_along_the_step_is_about_what_it_is_set_to():
    sentences = [words for words, _ in zip(read_sentences(SAMPLE), range(6000), strict=False)]
    rows = watched(sentences, Config(epochs=10))[:, 0]  # in each fifth of the training
    assert (np.diff(rows[:4]) < 0).all() and 0.3 < rows[0] < 1
    assert ALONG_STEP / 2 < rows[-1] < 4 * ALONG_STEP


def test_words_without_neighbours_teach_nothing():
    with pytest.raises(ValueError, match="no word ever had a neighbour in its sentence"):
        train([["a"], ["b"]] * 50, SMALL)


def test_one_word_alone_teaches_nothing():
    with pytest.raises(ValueError, match="only one word, 'a', occurs 2 times"):
        train([["a", "a", "b"]], Config(min_count=2))


@pytest.mark.parametrize(
    ("words", "epochs"),
    [(1, 40), (40_000, 40), (123_375, 23), (165_391, 20), (10**6, 8), (17 * 10**6, 2), (10**9, 1)],
)
def test_epochs_follow_the_size_of_the_text(words, epochs):
    vocabulary = Vocabulary({"a": words})  # 8,000 / √n, from 1 to 40
    assert Config().for_text(vocabulary).epochs == epochs
    assert Config(epochs=7).for_text(vocabulary).epochs == 7


def test_the_last_loss_is_of_the_end(two_topics):
    for epochs in (1, 3, 40):
        model = train(two_topics, Config(dim=5, epochs=epochs, subsample=0))
        late = model.losses[model.losses[:, 0] >= 0.95 * epochs, 1]
        assert model.last_loss == pytest.approx(late.mean() if len(late) else model.losses[-1, 1])
        assert model.first_loss == pytest.approx(6 * math.log(2))
