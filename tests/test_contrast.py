"""Contrastive learning: gradients, a step, and pairs. Where it leads is in test_theory.py."""

import io

import numpy as np
import pytest

from pooling import SentenceEncoder
from pooling.contrast import (
    RATE,
    alignment,
    bags,
    contrast,
    gradients,
    loss,
    tables,
    uniformity,
)
from pooling.pairs import TAUS, Choice, choose, cut, dropped, numbered, pairs_of, told_apart
from similarity.metrics import normalize
from word2vec import Config, WordVectors, read_sentences, train
from word2vec.__main__ import main
from word2vec.corpus import Reading
from word2vec.flags import LOCALE
from word2vec.running.files import DATA, SAMPLE
from word2vec.running.reading import Sentences


def some_tables(rng):
    """seen and noise (4, 5): one candidate that is not shown, rows with none and with two seen."""
    seen, noise = rng.random((4, 5)), rng.random((4, 5))
    seen[1:, 1:] = np.array([[0, 2, 0, 0], [0, 0, 0, 0], [1, 0, 0, 1]])
    seen[1:, 0] = 0
    noise[0, 2] = seen[0, 2] = 0
    return seen, noise


def test_gradients_by_finite_differences():
    rng = np.random.default_rng(0)
    s, t = rng.standard_normal((4, 3)), rng.standard_normal((5, 3))
    tables, e = some_tables(rng), 1e-6
    for rows, gradient in zip((s, t), gradients(s, t, *tables, 0.3), strict=True):
        for place in np.ndindex(rows.shape):
            rows[place] += e
            above = loss(s, t, *tables, 0.3)
            rows[place] -= 2 * e
            below = loss(s, t, *tables, 0.3)
            rows[place] += e
            assert gradient[place] == pytest.approx((above - below) / (2 * e), abs=1e-7)


def test_the_loss_written_out():
    rng = np.random.default_rng(1)
    s, t = rng.standard_normal((4, 3)), rng.standard_normal((5, 3))
    seen, noise = some_tables(rng)
    total = 0
    for i, j in np.argwhere(seen > 0):
        x = [np.exp(s[i] @ t[k] / np.linalg.norm(s[i]) / np.linalg.norm(t[k]) / 0.2)
             for k in range(5)]  # fmt: skip
        total -= seen[i, j] * np.log(noise[i, j] * x[j] / (noise[i] @ x))
    assert loss(s, t, seen, noise, 0.2) == pytest.approx(total)


@pytest.mark.parametrize("tau", [0.001, 0.05, 2])
def test_the_first_loss_is_log_of_the_batch(tau):
    same = np.full((8, 3), 0.7, np.float32)
    assert loss(same, same, np.eye(8), np.ones((8, 8)), tau) == pytest.approx(8 * np.log(8))


def test_a_vector_of_zeros_stays(recwarn):
    s, t = np.zeros((2, 3)), np.ones((2, 3))
    ds, dt = gradients(s, t, np.eye(2), np.ones((2, 2)), 0.1)
    assert not ds.any() and np.isfinite(dt).all() and not recwarn


def test_the_same_text_is_never_pushed_away():
    # 0 → 1 → 2 is a text of three sentences; 0 → 3 and 4 → 1 say that "0" and "1" come again
    seen, noise = tables(np.array([[0, 1], [1, 2], [0, 3], [4, 1]]))
    assert seen.tolist() == [[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 1, 1], [1, 0, 0, 1]]
    assert noise.tolist() == [[1, 1, 1, 1], [0, 1, 1, 0], [1, 1, 1, 1], [1, 1, 1, 1]]


def test_alignment_and_uniformity_by_hand():
    s, t = [[2, 0], [0, 3]], [[5, 0], [1, 0]]
    assert alignment(s, t) == pytest.approx(1)  # distances² 0 and 2
    assert uniformity(np.array(s)) == pytest.approx(-4)  # d² = 2
    assert uniformity(np.ones((3, 2))) == pytest.approx(0)


TEXTS = [np.array(ids) for ids in ([0, 1], [1, 2, 2], [3], [4, 0], [5, 1])]
PAIRS = np.array([[0, 1], [2, 3], [1, 4]])


def start(rows=7):
    return np.random.default_rng(0).standard_normal((rows, 3)).astype(np.float32)


def epochs_of(n, matrix=None, tau=0.2, seed=1, texts=TEXTS, pairs=PAIRS):
    matrix = start() if matrix is None else matrix
    steps = contrast(matrix, texts, pairs, tau, np.random.default_rng(seed))
    return [next(steps).copy() for _ in range(n)][-1]


def test_a_step_by_finite_differences_of_the_loss():
    matrix, e = start().astype(np.float64), 1e-5

    def loss_of(matrix):
        s, t = (np.array([matrix[TEXTS[i]].sum(axis=0) for i in side]) for side in PAIRS.T)
        return loss(s, t, *tables(PAIRS), 0.2)

    dv = np.zeros_like(matrix)
    for place in np.ndindex(matrix.shape):
        near = np.zeros_like(matrix)
        near[place] = e
        dv[place] = (loss_of(matrix + near) - loss_of(matrix - near)) / (2 * e)
    length = np.sqrt((dv**2).mean(axis=1, keepdims=True))  # √h
    step = RATE * np.sqrt((matrix**2).mean()) * dv / np.where(length > 0, length, 1)
    assert epochs_of(1) == pytest.approx(matrix - step, abs=1e-4)
    assert (epochs_of(3)[6] == start()[6]).all()  # a word of no text keeps its vector


def test_it_learns_what_belongs_together():
    rng = np.random.default_rng(0)  # words 0 to 9 and 10 to 19 are two subjects
    texts = [rng.integers(10, size=4) + 10 * (i % 2) for i in range(400)]
    pairs = np.array([[i, i + 2] for i in range(398)])
    unit = normalize(epochs_of(20, start(20), texts=texts, pairs=pairs))
    cosines = unit @ unit.T
    assert cosines[:10, :10].mean() > cosines[:10, 10:].mean() + 0.5


def test_no_pair_is_left_out_of_an_epoch():
    texts = [np.array([word]) for word in range(600)]
    matrix = start(600)
    after = epochs_of(1, matrix, texts=texts, pairs=np.arange(600).reshape(300, 2))
    assert (after != matrix).any(axis=1).all()


def test_long_vectors_take_long_steps_and_the_same_seed_gives_the_same_bytes():
    first = epochs_of(2)
    assert epochs_of(2, 8 * start()).tobytes() == (8 * first).tobytes()
    texts, pairs = [np.array([word]) for word in range(600)], np.arange(600).reshape(300, 2)
    one, same, other = (epochs_of(1, start(600), 0.2, s, texts, pairs) for s in (1, 1, 2))
    assert one.tobytes() == same.tobytes() != other.tobytes()


def test_what_the_caller_gave_stays():
    matrix = start()
    epochs_of(1, matrix)
    assert (matrix == start()).all()


@pytest.mark.parametrize(
    ("pairs", "tau", "message"),
    [
        (PAIRS[:1], 0.1, "pairs must be two or more, each of two different texts"),
        (np.empty((0, 2), int), 0.1, "pairs must be two or more"),
        (np.array([[0, 1], [2, 2]]), 0.1, "each of two different texts"),
        (PAIRS, 0, "tau must be a number above 0; got 0"),
        (PAIRS, float("nan"), "tau must be a number above 0; got nan"),
        (np.array([[0, 1, 2], [2, 3, 4]]), 0.1, "pairs must be two or more"),
        (np.array([[0, 1], [2, 5]]), 0.1, "pairs of 5 texts cannot have 0 to 5"),
        (np.array([[0, 1], [2, -1]]), 0.1, "pairs of 5 texts cannot have -1 to 2"),
    ],
)
def test_mistakes_are_named(pairs, tau, message):
    with pytest.raises(ValueError, match=message):
        epochs_of(1, tau=tau, pairs=pairs)


@pytest.mark.parametrize(
    "matrix",
    [start()[:, :1], 0 * start(), 1e-20 * start(), 1e30 * start(), np.full((7, 3), np.nan)],
)
def test_vectors_that_cannot_be_turned(matrix):
    with pytest.raises(ValueError, match="two or more numbers, the largest between 1e-10 and 1e10"):
        epochs_of(1, matrix)


@pytest.mark.parametrize("scale", [1e-9, 1e8])
def test_what_is_just_long_enough_learns_the_same(scale):
    assert epochs_of(3, start() * scale) / scale == pytest.approx(epochs_of(3), abs=1e-4)


@pytest.mark.parametrize("f", [loss, gradients])
@pytest.mark.parametrize(
    ("seen", "noise", "tau", "message"),
    [
        (np.eye(2), np.ones((2, 2)), -0.1, "tau must be a number above 0; got -0.1"),
        (np.eye(2), np.ones((2, 2)), np.inf, "tau must be a number above 0; got inf"),
        (np.eye(2), np.ones((1, 2)), 0.1, r"seen \(2, 2\) and noise \(1, 2\) must be \(2, 2\)"),
        (np.eye(3), np.ones((2, 2)), 0.1, r"seen \(3, 3\) and noise \(2, 2\) must be \(2, 2\)"),
        (np.eye(2), 1 - np.eye(2), 0.1, "noise must be above 0 for what was seen"),
        (np.eye(2, k=1), np.diag([0, 1]) + np.eye(2, k=1) - np.eye(2) * [[0], [1]], 0.1,
         "and for something in each row"),
    ],
)  # fmt: skip
def test_tables_that_do_not_fit(f, seen, noise, tau, message):
    with pytest.raises(ValueError, match=message):
        f(np.eye(2), np.ones((2, 2)), seen, noise, tau)


def test_an_empty_text_has_an_empty_row():
    n, words = bags([np.array([], int), np.array([7, 7])])
    assert n.tolist() == [[0], [2]] and words.tolist() == [7]


def listed(pairs):
    return [tuple(text.tolist() for text in pair) for pair in pairs]


ARTICLES = [[np.array([1, 2, 3]), np.array([4]), np.array([5, 6])], [np.array([7])], []]


@pytest.mark.parametrize(
    ("how", "pairs"),
    [
        ("next", [([1, 2, 3], [4]), ([4], [5, 6])]),
        ("next:2", [([1, 2], [3, 4]), ([3, 4], [5, 6])]),
        ("next:4", []),
        ("halves", [([1], [2, 3]), ([], [4]), ([5], [6]), ([], [7])]),
    ],
)
def test_pairs_by_hand(how, pairs):
    assert listed(pairs_of(ARTICLES, how, np.random.default_rng(0))) == pairs


def test_words_are_dropped_anew_for_each_side():
    words = np.arange(100_000)
    ((one, other),) = dropped([words], np.random.default_rng(0))
    assert len(one) == pytest.approx(80_000, rel=0.01)
    assert len(np.intersect1d(one, other)) == pytest.approx(64_000, rel=0.01)  # both by chance
    assert (np.diff(one) > 0).all()


@pytest.mark.parametrize("how", ["", "last", "next:0", "next:", "next:-3", "next:1.5", "NEXT"])
def test_other_pairs_are_refused_before_a_text_is_read(how):
    def unread():
        raise AssertionError("read")
        yield

    with pytest.raises(ValueError, match="pairs must be next, next:16 .* got "):
        pairs_of(unread(), how, np.random.default_rng(0))


def test_the_same_text_has_one_number_and_empty_ones_none():
    a, b, none = np.array([1, 2]), np.array([3]), np.array([], int)
    texts, pairs = numbered([(a, b), (b, a.copy()), (a, none), (none, b), (a, a.copy()), (a, b)])
    assert [text.tolist() for text in texts] == [[1, 2], [3]]
    assert pairs.tolist() == [[0, 1], [1, 0], [0, 1]]
    assert numbered([])[1].shape == (0, 2)


def test_told_apart_by_hand():
    matrix = np.array([[1, 0], [1, 0.1], [0, 1], [-1, 1]])
    texts = [np.array([word]) for word in range(4)]
    # 0 is nearer to 1 than to 3; 2 is nearer to 3 (.71) than to 1 (.10)
    assert told_apart(matrix, texts, np.array([[0, 1], [2, 3]])) == 1
    assert told_apart(matrix, texts, np.array([[0, 3], [2, 1]])) == 0
    assert told_apart(np.ones((4, 2)), texts, np.array([[0, 1], [2, 3]])) == 0.5
    # with 1 → 2 as well: 2 is wrong for 0, and 1 is right; 1 is no candidate for itself, 3 is wrong
    # and farther than 2; for 2 itself is no candidate, 1 is wrong
    assert told_apart(matrix, texts, np.array([[0, 1], [1, 2], [2, 3]])) == 1


@pytest.fixture(scope="module")
def subjects():
    """Texts of four subjects in stretches, each of words of its own, with the pairs of neighbours.

    Half of the words are the same for all.
    """
    rng = np.random.default_rng(0)
    texts = [
        rng.integers(20, size=8) + np.repeat([0, 20 + 20 * (i // 20 % 4)], 4) for i in range(1200)
    ]
    matrix = rng.standard_normal((100, 20)).astype(np.float32)
    return matrix, texts, np.array([[i, i + 1] for i in range(1199)])


def test_what_is_chosen_is_what_held_out_pairs_say(subjects):
    matrix, texts, pairs = subjects
    shown = []

    def show(batches):
        shown.append(np.concatenate(batches))
        return batches

    found = choose(matrix, texts, pairs, show=show)
    assert found.tau in TAUS and found.after > found.before
    # all epochs go over the same nine tenths of the pairs: two for each τ, then the best, one more
    first = sorted(map(tuple, shown[0]))
    assert all(sorted(map(tuple, some)) == first for some in shown)
    assert len(shown) == 2 * len(TAUS) + found.epochs + 1
    held = np.array([pair for pair in pairs.tolist() if tuple(pair) not in set(first)])
    # in stretches of 25, as an article: places 225 to 249, 475 to 499, and so on
    assert held[:, 0].tolist() == [250 * tenth + 225 + i for tenth in range(4) for i in range(25)]
    assert found.held == 100
    steps = contrast(matrix, texts, pairs[~np.isin(pairs[:, 0], held[:, 0])], found.tau,
                     np.random.default_rng(1))  # fmt: skip
    scores = [told_apart(next(steps), texts, held) for _ in range(found.epochs + 1)]
    assert scores[found.epochs - 1] == found.after == max(scores) > scores[-1]
    assert found.before == told_apart(matrix, texts, held)
    assert choose(matrix, texts, pairs) == found


def test_too_few_pairs_to_hold_some_out(subjects):
    matrix, texts, pairs = subjects
    with pytest.raises(ValueError, match="^99 pairs of texts are too few to hold some out: give 1"):
        choose(matrix, texts, pairs[:99])
    assert choose(matrix, texts, pairs[:100]).held == 10  # the last ten


def test_what_luck_can_give():
    rng = np.random.default_rng(0)  # right and wrong ones by chance, so all differences are luck
    texts, pairs = [np.array([word]) for word in range(100)], np.arange(100).reshape(50, 2)
    by_chance = [told_apart(rng.standard_normal((100, 20)), texts, pairs) for _ in range(400)]
    error = np.std(by_chance)
    assert not Choice(0.1, 2, 50, 0.5, 0.5 + 1.7 * error).gained
    assert Choice(0.1, 2, 50, 0.5, 0.5 + 2.3 * error).gained


def test_a_cut_leaves_the_rest():
    assert cut([], 3) == [] and cut([np.array([1, 2])], 3) == []


def test_articles_are_parted_by_blank_lines(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(b"# One\r\nA cat. A dog.\r\n\r\n \r\n# Two\r\nA car.\r\nA bus.\r\n\r\n")
    articles = [list(article) for article in Sentences(path).articles()]
    assert [article for article in articles if article] == [
        [["a", "cat"], ["a", "dog"]], [["a", "car"], ["a", "bus"]],
    ]  # fmt: skip
    whole = list(read_sentences(SAMPLE))
    parted = [article for article in map(list, Sentences(SAMPLE).articles()) if article]
    assert sum(parted, []) == whole
    assert len(parted) == pytest.approx(426, abs=4)  # a few cross the end of a piece


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Word vectors of the first part of the sample, and that text."""
    folder = tmp_path_factory.mktemp("vectors")
    text = SAMPLE.read_text("utf-8")[:150_000]
    (folder / "text.txt").write_text(text, "utf-8")
    sentences = read_sentences(folder / "text.txt")
    train(sentences, Config(dim=20, epochs=10)).save(folder / "vectors.npz")
    return folder


def run(*args):
    return main([str(arg) for arg in args])


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    for name in LOCALE:
        monkeypatch.delenv(name, raising=False)


def test_the_command_trains_sentence_vectors(saved, capsys):
    out, same = saved / "near.npz", saved / "same.npz"
    assert run("contrast", saved / "vectors.npz", saved / "text.txt", "-o", out) == 0
    printed = capsys.readouterr()
    assert "20 dimensions, 1,8" in printed.out and " pairs of texts, saved to " in printed.out
    assert " pairs held out: there the right text is nearer" in printed.err
    assert printed.err.count("\n") == printed.out.count("\n") == 1  # no word of luck
    before, after = WordVectors.load(saved / "vectors.npz"), WordVectors.load(out)
    assert after.words == before.words and (after.counts == before.counts).all()
    assert after.reading == before.reading == Reading()
    assert after.common is not None and abs(after.common @ before.common) < 0.999
    texts = ["A cat is a pet.", "Dogs like bones.", "The plane lands."]
    for pooling in ("mean", "sif"):
        cat, dog, plane = SentenceEncoder(after, pooling, normalize=True).encode(texts)
        assert cat @ dog > cat @ plane + 0.2
    assert run("contrast", saved / "vectors.npz", saved / "text.txt", "-o", same) == 0
    assert same.read_bytes() == out.read_bytes()
    assert run("compare", out, *texts, "--pooling", "sif") == 0
    assert run("similar", out, "cat") == 0
    # training can start from it, as from other word vectors
    more = saved / "more.npz"
    assert run("train", saved / "text.txt", "-o", more, "--start", out, "--epochs", 1) == 0


@pytest.mark.parametrize("how", ["next:16", "halves", "dropout"])
def test_other_pairs_train_as_well(saved, how, capsys):
    out = saved / "other.vec"
    text = saved / "text.txt"
    assert run("contrast", saved / "vectors.npz", text, "-o", out, "--pairs", how) == 0
    before, after = WordVectors.load(saved / "vectors.npz"), WordVectors.load(out)
    assert after.words == before.words
    moved = (after.matrix != before.matrix).any(axis=1)
    assert moved.mean() > 0.99  # but for a word of no pair


@pytest.mark.parametrize("seed", range(4))
def test_that_nothing_was_gained_is_said(seed, saved, tmp_path, capsys):
    rng = np.random.default_rng(seed)
    words = WordVectors.load(saved / "vectors.npz").words
    text = tmp_path / "text.txt"  # by chance, so the next sentence tells nothing
    text.write_text("".join(" ".join(rng.choice(words, 5)) + "\n" for _ in range(120)), "utf-8")
    assert run("contrast", saved / "vectors.npz", text, "-o", tmp_path / "v.npz") == 0
    said = capsys.readouterr().err
    assert "word2vec: no more was gained than luck can give: give more text, or oth" in said


def test_that_most_words_are_unknown_is_said(tmp_path, capsys):
    words = ["cat", "dog", "sat", "ran"]
    WordVectors(words, np.eye(4)).save(tmp_path / "few.vec")
    rng, text = np.random.default_rng(0), tmp_path / "text.txt"
    lines = [" ".join(rng.choice([*words, "dort", "hier"], 5)) + "\n" for _ in range(300)]
    text.write_text("".join(lines), "utf-8")
    for more, said in [("", False), ("und so weiter und so fort\n" * 99, True)]:
        text.write_text(text.read_text("utf-8") + more, "utf-8")
        assert run("contrast", tmp_path / "few.vec", text, "-o", tmp_path / "near.vec") == 0
        error = capsys.readouterr().err
        assert (" have vectors; the others teach nothing\n" in error) == said
    known = np.isin(text.read_text("utf-8").split(), words)
    assert f"word2vec: {known.sum():,} of the {known.size:,} words of {text} have v" in error


def test_a_text_is_read_as_that_of_the_vectors_was(tmp_path, capsys):
    chinese = (DATA / "sample.zh.txt").read_text("utf-8")[:60_000]
    sentences = [line.split() for line in chinese.splitlines() if line and line[0] != "#"]
    words = sorted({word for sentence in sentences for word in sentence})
    matrix = np.random.default_rng(0).standard_normal((len(words), 8))
    WordVectors(words, matrix, reading=Reading()).save(tmp_path / "zh.npz")
    text = tmp_path / "text.txt"
    text.write_text(chinese.replace(" ", ""), "gbk")
    flags = ["-o", tmp_path / "near.vec", "--encoding", "gbk", "--lang", "zh"]
    assert run("contrast", tmp_path / "zh.npz", text, *flags) == 0
    printed = capsys.readouterr()
    pairs = int(printed.out.split("，")[2].split()[0].replace(",", ""))
    assert pairs > 500 and "个文本对选定" in printed.err
    # vectors that do not say how their text was read, of words with capitals
    cased = WordVectors(["The", "cat", "dog", "sat", "ran"], np.eye(5))
    cased.save(tmp_path / "cased.vec")
    lines = ["The cat sat\n", "The DOG ran\n", "cat dog\n", "The DOG\n", "ran\n"]
    text.write_text("".join(np.random.default_rng(0).choice(lines, 160)), "utf-8")
    assert run("contrast", tmp_path / "cased.vec", text, "-o", tmp_path / "near.npz") == 0
    after = WordVectors.load(tmp_path / "near.npz")
    assert after.counts is None and after.common is None
    assert (after["dog"] != cased["dog"]).any()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["missing.npz", "text.txt"], "No such file or directory: missing.npz"),
        (["vectors.npz", "missing.txt"], "No such file or directory: missing.txt"),
        (["vectors.npz", "short.txt"],
         "2 pairs of texts are too few to hold some out: give 100 or more, by a longer text or by "
         "other pairs, such as next:16"),
        (["vectors.npz", "one.txt"],
         "0 pairs of texts are too few to hold some out: give 100 or more, by a longer text or by "
         "other pairs, such as next:16"),
        (["vectors.npz", "again.txt"],
         "all pairs are of the same texts, so there is nothing to tell them from"),
        (["vectors.npz", "foreign.txt"], "no word of foreign.txt is known to vectors.npz"),
        (["vectors.npz", "empty.txt"], "no word of empty.txt is known to vectors.npz"),
        (["vectors.npz", "-"], "no word of standard input is known to vectors.npz"),
        (["text.txt", "text.txt"],
         "text.txt: looks like a text, not word vectors; `word2vec train` makes vectors of a text"),
        (["vectors.npz", "vectors.npz"], None),
        (["vectors.npz", "text.txt", "--pairs", "next:0"],
         "pairs must be next, next:16 (or another number of words), halves or dropout; "
         "got 'next:0'"),
        (["vectors.npz", "text.txt", "-o", "text.txt"],
         "text.txt is read for the training; give the vectors another name"),
        (["vectors.npz", "text.txt", "-o", "vectors.npz"],
         "vectors.npz is read for the training; give the vectors another name"),
        (["vectors.npz", "text.txt", "-o", "near.doc"],
         "near.doc: the name must end in one of .txt, .vec, .bin, .npz"),
        (["vectors.npz", "text.txt", "--encoding", "klingon"],
         "'klingon' is no encoding; such as utf-8, gbk, big5, latin-1, utf-16"),
    ],
)  # fmt: skip
def test_mistakes_get_one_line_and_exit_2(args, message, saved, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    for name in ("vectors.npz", "text.txt"):
        (tmp_path / name).write_bytes((saved / name).read_bytes())
    for name, text in {
        "short.txt": "A cat sleeps.\nThe dog eats.\nThe cat eats.\n", "one.txt": "A cat sleeps.\n",
        "again.txt": "A cat sleeps.\nThe dog eats.\n" * 60,
        "foreign.txt": "Ĝi estas kato\n", "empty.txt": "",
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text, "utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert run("contrast", *args, *([] if "-o" in args else ["-o", "near.npz"])) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert message is None or printed.err == f"word2vec: {message}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
