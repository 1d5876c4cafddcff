"""Going on from vectors that are there: what is kept, what is fresh, and what does not fit."""

import numpy as np
import pytest

from word2vec import Config, Model, WordVectors, read_sentences, train
from word2vec.__main__ import main
from word2vec.running.checkpoint import Run
from word2vec.vocabulary import Vocabulary

SMALL = Config(dim=6, min_count=2, epochs=2, subsample=0)
OLD = [["cats", "purr", "softly"], ["dogs", "bark", "loudly"]] * 20
NEW = [["cats", "meow"], ["cows", "moo"]] * 20


@pytest.fixture(scope="module")
def model():
    return train(OLD, SMALL)


def begun(start, words):
    """The run as it begins, before any step."""
    found = []
    train(words, SMALL, start, watch=lambda run: found or found.append(
        Run(run.config, run.vocabulary, run.table.copy(), [], 0)
    ))  # fmt: skip
    return found[0]


def test_known_words_begin_where_they_were_and_new_ones_fresh(model):
    run, fresh = begun(model, NEW), begun(None, NEW)
    V, ids = len(run.vocabulary), run.vocabulary.ids
    assert set(ids) == set(model.vectors.words) | {"meow", "cows", "moo"}
    for word in model.vectors.words:
        assert np.array_equal(run.table[ids[word]], model.vectors[word])
        assert np.array_equal(run.table[V + ids[word]], model.context[model.vocabulary.ids[word]])
    for word in ("meow", "cows", "moo"):
        assert np.abs(run.table[ids[word]]).max() <= 0.5 / 6 and run.table[ids[word]].any()
        assert not run.table[V + ids[word]].any()
    assert set(fresh.vocabulary.words) == {"cats", "meow", "cows", "moo"}


def test_word_vectors_give_centers_and_contexts_start_at_0(model):
    run = begun(model.vectors, NEW)
    V, ids = len(run.vocabulary), run.vocabulary.ids
    assert np.array_equal(run.table[ids["dogs"]], model.vectors["dogs"])
    assert not run.table[V:].any()


def test_training_goes_on(model):
    again = train(OLD, SMALL, model)
    assert again.losses[0, 1] < model.losses[0, 1]  # (1 + K) ln 2 is behind it
    later = train(NEW, SMALL, model)
    # words that the new text lacks keep their vectors, as nothing pulls at their centers
    assert np.array_equal(later.vectors["dogs"], model.vectors["dogs"])
    assert not np.array_equal(later.vectors["cats"], model.vectors["cats"])
    counts = dict(zip(later.vectors.words, later.vectors.counts.tolist(), strict=True))
    assert counts["cats"] == 20 and counts["dogs"] == 0  # of the new text
    assert np.isfinite(later.vectors.matrix).all() and np.isfinite(later.context).all()


def test_the_same_start_gives_the_same_bytes(model):
    one, other = (train(NEW, SMALL, model) for _ in range(2))
    assert one.vectors.matrix.tobytes() == other.vectors.matrix.tobytes()


def test_words_too_rare_for_the_new_text_stay_if_they_are_known(model):
    text = [*NEW, ["dogs", "moo", "once"]]  # "dogs" and "once" occur once
    later = train(text, SMALL, model)
    assert "dogs" in later.vectors and "once" not in later.vectors
    assert not np.array_equal(later.vectors["dogs"], model.vectors["dogs"])


def test_a_run_with_a_start_can_be_saved_and_resumed(model, tmp_path, monkeypatch):
    path = tmp_path / "saved.npz"
    whole = train(NEW, SMALL, model)

    class Stop(Exception):
        pass

    def stop(run):
        if run.done == 1:
            run.save(path)
            raise Stop

    with pytest.raises(Stop):
        train(NEW, SMALL, model, watch=stop)
    resumed = train(NEW, resume=path)
    assert resumed.vectors.words == whole.vectors.words
    assert resumed.vectors.matrix.tobytes() == whole.vectors.matrix.tobytes()
    assert resumed.context.tobytes() == whole.context.tobytes()


def test_what_does_not_fit_is_refused_in_words(model, tmp_path):
    for start, message in (
        (WordVectors(["cats"], [[1, 2]]), "start has vectors of 2 dimensions, the settings ask "
         "for 6; set dim to 2, or leave out start"),
        ({"cats": [1] * 6}, "start is a Model or WordVectors, got dict"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=message):
            train(iter(()), SMALL, start)  # before the corpus is read
    with pytest.raises(ValueError, match="half.npz holds the vectors to go on from; leave out"):
        train(NEW, SMALL, model, resume="half.npz")


def test_a_model_is_saved_whole(model, tmp_path):
    model.save(tmp_path / "model.npz")
    again = Model.load(tmp_path / "model.npz")
    assert again.vectors.words == model.vectors.words and again.config == model.config
    assert again.vectors.matrix.tobytes() == model.vectors.matrix.tobytes()
    assert again.context.tobytes() == model.context.tobytes()
    assert again.losses.tobytes() == model.losses.tobytes()
    assert again.vocabulary.ids == model.vocabulary.ids
    assert again.vocabulary.counts.tolist() == model.vocabulary.counts.tolist()
    model.save(tmp_path / "model.vec")
    assert WordVectors.load(tmp_path / "model.vec").words == model.vectors.words
    model.vectors.save(tmp_path / "only.npz")
    for name, message in (("only.npz", "word vectors, but not a whole model"),
                          ("model.vec", "word vectors, but not a whole model")):  # fmt: skip
        with pytest.raises(ValueError, match=f"{name} holds {message}"):
            Model.load(tmp_path / name)


def test_a_line_says_what_they_are(model):
    assert repr(model.vectors) == "WordVectors(6 words, 6 dimensions)"
    assert repr(model.vocabulary) == "Vocabulary(6 words)"
    first, last = model.losses[[0, -1], 1]
    assert repr(model).startswith("Model(6 words, 6 dimensions, 2 epochs, loss per pair 4.159 -> ")
    assert "\n" not in repr(model) and first > last


def test_on_the_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, sentences in (("old.txt", OLD), ("new.txt", NEW)):
        (tmp_path / name).write_text("\n".join(map(" ".join, sentences)), "utf-8")
    few = ["--epochs", "2", "--subsample", "0"]
    assert main(["train", "old.txt", "-o", "old.npz", "--dim", "6", *few]) == 0
    assert main(["train", "old.txt", "-o", "old.vec", "--dim", "6", *few]) == 0
    for start in ("old.npz", "old.vec"):  # its number of dimensions need not be said
        assert main(["train", "new.txt", "-o", "new.npz", "--start", start, *few]) == 0
        later = Model.load("new.npz")
        assert later.config.dim == 6 and {"dogs", "moo"} <= set(later.vectors)
    capsys.readouterr()
    for flags, message in (
        (["--start", "old.npz", "--dim", "7"], "start has vectors of 6 dimensions, the settings "
         "ask for 7; set dim to 6, or leave out start"),
        (["--start", "none.npz"], "No such file or directory: none.npz"),
        (["--start", "old.npz", "--resume", "half.npz"],
         "half.npz holds the vectors to go on from; leave out start"),
    ):  # fmt: skip
        assert main(["train", "new.txt", "-o", "new.npz", *flags]) == 2
        assert capsys.readouterr().err == f"word2vec: {message}\n"


def test_a_vocabulary_keeps_known_words():
    vocabulary = Vocabulary({"a": 3, "b": 1, "c": 1}, min_count=2, known=["c", "z"])
    assert vocabulary.words == ["a", "c", "z"] and vocabulary.counts.tolist() == [3, 1, 0]


def test_both_texts_are_read_in_one_way(model, tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("Cats purr\nCats meow\n" * 20, "utf-8")
    cased = train(read_sentences(path, lowercase=False), SMALL)
    with pytest.raises(ValueError, match="start was read with lowercase=False, this text w"):
        train(read_sentences(path), SMALL, cased)
    assert train(NEW + [["Cats", "meow"]], SMALL, cased).vectors.reading == cased.vectors.reading
