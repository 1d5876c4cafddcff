"""Pictures: the right plane, every label legible, no empty boxes, and what they are to show."""

import io

import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from word2vec import plotting
from word2vec.plotting import (
    check_picture,
    draw_words,
    font_for,
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
    boxes = [Text.get_window_extent(text, renderer) for text in axes.texts]
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


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (["a"], [[1, 2, 3]]),
        (["a", "b"], [[1, 2, 3], [3, 2, 1]]),
        (["a", "b", "c"], [[1], [2], [-1]]),  # one dimension
        (["a", "b", "c"], [[1, 2, 3]] * 3),  # one place
        (["a", "b", "c"], [[0, 0, 0]] * 3),
    ],
)
def test_few_words_or_dimensions_are_drawn(words, rows):
    vectors = WordVectors(words, rows)
    figure = map_of_words(vectors, [[], words])
    figure.savefig(io.BytesIO())
    (_, dots), texts = figure.axes[0].collections, figure.axes[0].texts
    x, y = np.asarray(dots.get_offsets()).T
    # of these, one axis shows all distances as they are
    apart = np.linalg.norm(vectors.unit[:, None] - vectors.unit, axis=2)
    assert np.abs(x[:, None] - x) == pytest.approx(apart, abs=1e-5)
    assert np.abs(y).max() < 1e-5
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [Text.get_window_extent(text, renderer) for text in texts]
    assert sum(box.count_overlaps(boxes) - 1 for box in boxes) == 0
    assert all(figure.axes[0].bbox.contains(box.x0, box.y0) for box in boxes)


def test_no_words_are_no_map():
    for groups in ([], [[]]):
        with pytest.raises(ValueError, match="there are no words to draw"):
            map_of_words(WordVectors(["a"], [[1, 2]]), groups)
    with pytest.raises(ValueError, match="there are no words to draw"):
        groups_of(WordVectors([], np.zeros((0, 2))))


def test_no_two_groups_look_alike(axes):
    points = RNG.normal(size=(50, 2))
    words = [[f"w{n}"] for n in range(50)]
    dots, _ = draw_words(axes, words[:49], points[:49])
    looks = {(*dot.get_facecolor()[0], dot.get_paths()[0].vertices.tobytes()) for dot in dots}
    assert len(looks) == 49
    with pytest.raises(ValueError, match="50 groups cannot be told apart; draw 49 at most"):
        draw_words(axes, words, points)


def test_axes_are_named():
    figure = map_of_words(WordVectors(["a", "b"], np.eye(2)), [["a", "b"]], ("$1$", "Größe"))
    assert figure.axes[0].get_xlabel() == "$1$" and figure.axes[0].get_ylabel() == "Größe"
    figure.savefig(io.BytesIO())


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_signs_of_mathematics_are_letters(ending):
    words = ["$$", "$x$", r"$\frac{$", "a_b", "^", r"\alpha", "%", "<script>", r"\$"]
    vectors = WordVectors(words, RNG.normal(size=(len(words), 4)))
    map_of_words(vectors, [words]).savefig(io.BytesIO(), format=ending)
    figure = Figure()
    one, two, three, four = figure.subplots(2, 2).ravel()
    heat_map(one, vectors.unit @ vectors.unit.T, words)
    neighbours(two, vectors, r"$\frac{$")
    window_arcs(three, words, 2, 3)
    loss_curve(four, np.array([[0, 2.0], [1, 1.0]]), 1, r"$\frac{$")
    figure.savefig(io.BytesIO(), format=ending)  # $\frac{$ as a formula is an error
    renderer = FigureCanvasAgg(figure).get_renderer()
    drawn, formula = three.texts[-len(words) :], Text(0, 0, "$x$", figure=figure)
    widths = {text.get_text(): text.get_window_extent(renderer).width for text in three.texts}
    assert drawn and widths["$x$"] > 2 * formula.get_window_extent(renderer).width


ONLY_DEJAVU = [font for font in font_manager.fontManager.ttflist if font.name == "DejaVu Sans"]


@pytest.mark.parametrize(
    ("word", "script", "package"),
    [
        ("猫", "Chinese", "cjk"),
        ("ねこ", "Japanese", "cjk"),
        ("고양이", "Korean", "cjk"),
        ("แมว", "Thai", "core"),
        ("बिल्ली", "Devanagari", "core"),
    ],
)
def test_without_a_font_there_are_no_empty_boxes(word, script, package, monkeypatch):
    monkeypatch.setattr(font_manager.fontManager, "ttflist", ONLY_DEJAVU)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [])
    # a font that is there under the name looked for, but has not the letters
    monkeypatch.setattr(plotting, "OTHER_FONTS", ("DejaVu Sans",))
    vectors = WordVectors([word, "cat"], np.eye(2))
    with pytest.raises(
        ValueError, match=f"no font for {script} .*apt install fonts-noto-{package}"
    ):
        map_of_words(vectors, [vectors.words])
    assert font_for(["cat", "кошка", "γάτα", "قطة", "חתול"]) == ["DejaVu Sans"]


@pytest.mark.parametrize("word", ["猫", "ねこ", "カメ", "고양이", "แมว", "बिल्ली", "猫$แมว"])
def test_a_font_that_is_chosen_has_the_letters(word):
    try:
        fonts = font_for([word])
    except ValueError as error:
        pytest.skip(str(error))
    paths = [font_manager.findfont(name) for name in fonts]
    letters = {chr(code) for path in paths for code in font_manager.get_font(path).get_charmap()}
    assert letters.issuperset(word) and fonts[0] == "DejaVu Sans"
    figure = map_of_words(WordVectors([word, "cat"], np.eye(2)), [[word, "cat"]], [word, word])
    for ending in ("png", "svg", "pdf"):
        figure.savefig(io.BytesIO(), format=ending)  # a box instead of a letter is a warning


def test_noto_is_found_where_only_its_japanese_name_is_known(monkeypatch):
    fonts = [f for f in font_manager.fontManager.ttflist if f.name == "Noto Sans CJK JP"]
    if not fonts:
        pytest.skip("needs fonts-noto-cjk")
    monkeypatch.setattr(font_manager.fontManager, "ttflist", ONLY_DEJAVU + fonts)
    assert font_for(["猫"]) == ["DejaVu Sans", "Noto Sans CJK JP"]


def test_a_picture_has_a_known_ending_and_a_folder(tmp_path):
    for name in ("map.png", "map.SVG", "map.pdf", "map"):
        check_picture(tmp_path / name)
    with pytest.raises(ValueError, match="'word' is not supported: .* in .png, .svg or .pdf"):
        check_picture(tmp_path / "map.word")
    with pytest.raises(FileNotFoundError, match="nowhere is not a folder"):
        check_picture(tmp_path / "nowhere" / "map.png")


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


def test_neighbours_that_point_away_are_in_sight(axes):
    neighbours(axes, WordVectors(["a", "b"], [[1, 0], [-1, 0.1]]), "a")
    low, high = axes.get_xlim()
    assert low < -0.9 and high == 1


def test_heat_maps_of_nothing_new(axes):
    heat_map(axes, [[-0.001, -0.001]], ["a"], ["b", "c"])
    assert texts_of(axes) == ["0.00", "0.00"]  # and readable, on the darkest shade:
    assert {text.get_color() for text in axes.texts} == {"white"}


def test_groups_are_the_words_that_similar_prints():
    words = [f"w{n}" for n in range(1500)]  # also beyond the 1,000 most frequent
    vectors = WordVectors(words, RNG.normal(size=(1500, 6)))
    for k in (2, 6, 40):
        near = [other for other, _ in vectors.most_similar("w7", k - 1)]
        assert groups_of(vectors, ["w7"], k) == [["w7", *near]]
    assert any(vectors.id(word) >= 1000 for word in near)
    assert groups_of(vectors, ["w7", "w9", "w7"], 1) == [["w7"], ["w9"]]
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        groups_of(vectors, ["w7"], 0)
    with pytest.raises(KeyError, match="'a9' is not in the vocabulary"):
        groups_of(vectors, ["a9"])


def test_a_word_near_to_two_is_drawn_with_the_nearer():
    angles = np.deg2rad([0, 20, 45, 60])
    vectors = WordVectors(["a", "m", "n", "b"], np.column_stack([np.cos(angles), np.sin(angles)]))
    # both a and b have m and n as their nearest
    assert groups_of(vectors, ["a", "b"], 3) == [["a", "m"], ["b", "n"]]
    assert groups_of(vectors, ["b", "a"], 3) == [["b", "n"], ["a", "m"]]
    assert groups_of(vectors, ["a", "m"], 3) == [["a"], ["m", "n"]]  # m has a group of its own


def test_groups_that_are_not_asked_for_are_frequent(families):
    for size in (1, 2, 5):
        groups = groups_of(families, size=size)
        assert all(len(group) <= size for group in groups)
        assert len(sum(groups, [])) == len(set(sum(groups, [])))  # no word twice
    assert [{word[0] for word in group} for group in groups] in ([{"a"}], [{"b"}], [{"c"}])
    many = WordVectors([f"w{n}" for n in range(1500)], RNG.normal(size=(1500, 6)))
    assert all(many.id(word) < 1000 for word in sum(groups_of(many), []))
    assert groups_of(WordVectors(["a", "b"], np.eye(2))) == [["a", "b"]]
