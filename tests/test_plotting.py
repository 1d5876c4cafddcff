"""The map of words: the right plane, every label legible, and no empty boxes."""

import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg

from word2vec import plotting
from word2vec.plotting import map_of_words, principal_plane
from word2vec.vectors import WordVectors

RNG = np.random.default_rng(0)


def test_the_plane_keeps_the_most_spread():
    flat = RNG.normal(size=(50, 2)) * (3, 1)
    rows = flat @ np.linalg.qr(RNG.normal(size=(7, 7)))[0][:2] + RNG.normal(size=7)
    plane = principal_plane(rows)
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
    assert plotting._font_for(["猫"]) == there
    assert plotting._font_for(["cat"]) == "DejaVu Sans"
