"""Pictures: the right plane, every label legible, no empty boxes, and what they are to show."""

import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from word2vec import plotting
from word2vec.plotting import (
    groups_of,
    heat_map,
    loss_curve,
    map_of_words,
    neighbours,
    principal_plane,
    window_arcs,
)
from word2vec.vectors import WordVectors

RNG = np.random.default_rng(0)


def test_the_plane_keeps_the_most_spread():
    flat = RNG.normal(size=(50, 2)) * (3, 1)
    rows = flat @ np.linalg.qr(RNG.normal(size=(7, 7)))[0][:2] + RNG.normal(size=7)
    plane = rows @ principal_plane(rows)
    apart = np.linalg.norm(rows[:, None] - rows, axis=2)
    assert np.linalg.norm(plane[:, None] - plane, axis=2) == pytest.approx(apart)
    assert plane[:, 0].var() > plane[:, 1].var()
    # the eigenvalues of the covariance, another way to the same
    expected = np.linalg.eigvalsh(np.cov(rows.T, bias=True))[:-3:-1]
    assert plane.var(axis=0) == pytest.approx(expected)


def test_labels_cover_neither_each_other_nor_a_point(tmp_path):
    words = [f"word{i}" for i in range(30)]
    vectors = WordVectors(words, RNG.normal(size=(30, 20)))
    figure = map_of_words(vectors, [words[:10], words[10:20], words[20:]])
    figure.savefig(tmp_path / "map.png")
    axes = figure.axes[0]
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [text.get_window_extent(renderer) for text in axes.texts]
    assert [text.get_text() for text in axes.texts] == words
    assert sum(box.count_overlaps(boxes) - 1 for box in boxes) == 0
    points = np.vstack([c.get_offsets() for c in axes.collections])
    pixels = axes.transData.transform(points)
    assert not any(box.contains(x, y) for box in boxes for x, y in pixels)
    assert axes.get_aspect() == 1


def test_no_word_is_missing_where_it_is_crowded():
    words = [f"word{i}" for i in range(60)]
    two_places = np.eye(60, 20)[[0] * 30 + [1] * 30] + 1e-9 * RNG.normal(size=(60, 20))
    figure = map_of_words(WordVectors(words, two_places), [words])
    texts = figure.axes[0].texts
    assert [text.get_text() for text in texts] == words
    assert all(text.get_clip_box() is None for text in texts)  # past the axes if need be


def test_chinese_without_a_font_is_an_error_and_not_empty_boxes(monkeypatch):
    monkeypatch.setattr(plotting, "CHINESE_FONTS", ("No Such Font",))
    vectors = WordVectors(["猫", "狗", "车"], RNG.normal(size=(3, 5)))
    with pytest.raises(ValueError, match="no font for Chinese found; install one of No Such Font"):
        map_of_words(vectors, [["猫", "狗", "车"]])


def test_chinese_is_written_in_a_font_that_is_there(monkeypatch):
    there = font_manager.fontManager.ttflist[0].name
    monkeypatch.setattr(plotting, "CHINESE_FONTS", ("No Such Font", there))
    assert plotting.font_for(["猫"]) == there
    assert plotting.font_for(["cat"]) == "DejaVu Sans"


@pytest.fixture
def axes():
    return Figure().add_subplot()


def texts_of(axes):
    return [text.get_text() for text in axes.texts]


def test_a_heat_map_says_what_it_shows(axes):
    heat_map(axes, [[1, 0.25], [-0.5, -1]], ["cat", "dog"], ["sun", "moon"])
    assert texts_of(axes) == ["1.00", "0.25", "-0.50", "-1.00"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["cat", "dog"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["sun", "moon"]
    # dark cells have light figures: readable when printed grey
    shades = axes.images[0].cmap(axes.images[0].norm(np.array([[1, 0.25], [-0.5, -1]])))
    grey = shades[..., :3] @ (0.299, 0.587, 0.114)
    for text, shade in zip(axes.texts, grey.ravel(), strict=True):
        assert (text.get_color() == "white") == (shade < 0.5)


def test_a_loss_curve_shows_where_it_begins(axes):
    losses = np.array([[0, 4.159], [1, 3.0], [2, 2.5]])
    loss_curve(axes, losses, negatives=5, label="window 5")
    assert texts_of(axes) == ["window 5", "(1 + K) ln 2 = 4.159"]
    curve, start = axes.lines
    assert curve.get_xydata().tolist() == losses.tolist()
    assert start.get_ydata() == pytest.approx([6 * np.log(2)] * 2)


def test_arcs_reach_the_window_and_are_as_thick_as_likely(axes):
    window_arcs(axes, ["a", "cat", "sat", "on", "the", "mat"], center=1, window=3)
    assert sorted(texts_of(axes)) == sorted(
        ["a", "cat", "sat", "on", "the", "mat", "1", "1", "0.67", "0.33"]
    )
    ends = {(round(line.get_xdata()[0]), round(line.get_xdata()[-1])) for line in axes.lines}
    assert ends == {(1, 0), (2, 1), (3, 1), (4, 1)}  # not to "mat", four words away
    widths = [line.get_linewidth() for line in axes.lines]
    assert widths == pytest.approx([6, 6, 4, 2])


@pytest.fixture(scope="module")
def families():
    """Three families of five words each."""
    rows = np.eye(8)[np.repeat([0, 1, 2], 5)] + 0.1 * RNG.normal(size=(15, 8))
    return WordVectors([f"{family}{i}" for family in "abc" for i in range(5)], rows)


def test_neighbours_stand_in_order(axes, families):
    neighbours(axes, families, "b2", k=4)
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [word for word, _ in families.most_similar("b2", 4)][::-1]
    assert {name[0] for name in names} == {"b"}


def test_groups_are_words_with_their_neighbours(families):
    (first, second) = groups_of(families, ["a1", "c3"], size=5)
    assert first[0] == "a1" and {word[0] for word in first} == {"a"}
    assert second[0] == "c3" and {word[0] for word in second} == {"c"}
    alone = groups_of(families, size=2)  # no word twice, whatever is chosen
    assert len(sum(alone, [])) == len(set(sum(alone, [])))
    with pytest.raises(KeyError, match="'a9' is not in the vocabulary"):
        groups_of(families, ["a9"])
