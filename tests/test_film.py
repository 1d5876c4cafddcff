"""Films of a training run."""

import numpy as np
import pytest
from matplotlib.animation import PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from tests.test_explore import data_of
from word2vec import film as module
from word2vec.explore import Frame
from word2vec.film import Film, animate
from word2vec.model import Config
from word2vec.plotting import place_labels
from word2vec.running.run import train


@pytest.mark.parametrize("ending", [".gif", ".html"])
def test_a_film_shows_the_training_from_its_start(tmp_path, ending, monkeypatch):
    monkeypatch.setattr(module, "FRAMES", 5)
    text = [["cats", "purr", "softly"], ["dogs", "bark", "loudly"]] * 1500
    film = Film(tmp_path / f"film{ending}")
    model = train(text, Config(dim=8, epochs=20, negatives=2), watch=film)
    assert len(film.frames) <= 10 and film.frames[0].loss == pytest.approx(3 * np.log(2))
    assert film.frames[0].passed == 0 and film.frames[-1].passed > 15
    assert not np.array_equal(film.frames[0].matrix, film.frames[-1].matrix)
    film.save(model, [["cats", "purr"], ["dogs", "bark"]])
    assert [path.name for path in tmp_path.iterdir()] == [f"film{ending}"]
    if ending == ".gif":
        with Image.open(film.path) as picture:
            assert picture.n_frames == len(film.frames) + 1  # the last, repeated, is one
    else:
        moments = data_of(film.path)["film"]
        assert moments["passed"][0] == 0 and moments["passed"][-1] == 20
        assert moments["words"] == 6 and len(moments["losses"]) == len(film.frames) + 1


def test_a_film_must_be_one(tmp_path):
    with pytest.raises(ValueError, match="film.mp4: the name of a film must end in .gif or .html"):
        Film("film.mp4")
    with pytest.raises(FileNotFoundError, match="nowhere is not a folder"):
        Film(tmp_path / "nowhere" / "film.gif")
    assert Film(tmp_path / "film.GIF").frames == []


def test_labels_cover_no_other_and_rest_where_nothing_moves(tmp_path, monkeypatch):
    groups = [[f"word{g}{n}" for n in range(6)] for g in range(4)]
    drawn, rng = [], np.random.default_rng(0)

    def watched(axes, labels, points, places):
        place_labels(axes, labels, points, places)
        renderer = FigureCanvasAgg(axes.figure).get_renderer()
        for label in labels:
            label.update_positions(renderer)
        boxes = [Text.get_window_extent(label, renderer) for label in labels]
        covered = sum(box.count_overlaps(boxes) - 1 for box in boxes)
        drawn.append((covered, places.tolist(), axes))

    monkeypatch.setattr(module, "place_labels", watched)
    start, end = rng.normal(size=(2, 24, 2)) * [[[0.1]], [[1]]]
    paths = np.array([start + t * (end - start) for t in (0, 0.2, 0.5, 1, 1, 1)])
    frames = [Frame(n, 1.0, np.zeros((24, 2), np.float32)) for n in range(6)]
    animate(frames, paths, groups).save(str(tmp_path / "film.gif"), writer=PillowWriter())
    assert [covered for covered, _, _ in drawn] == [0] * len(drawn) and len(drawn) >= 6
    assert drawn[-1][1] == drawn[-2][1] == drawn[-3][1]
    axes = drawn[-1][2]
    marks = {dots.get_paths()[0].vertices.tobytes() for dots in axes.collections}
    assert len(marks) == 4 and axes.get_aspect() == 1
    assert np.vstack([dots.get_offsets() for dots in axes.collections]) == pytest.approx(paths[-1])
    low, high = np.array([axes.get_xlim(), axes.get_ylim()]).T
    assert (paths > low).all() and (paths < high).all()


def test_films_of_one_dimension_and_of_words_that_are_not_in_it(tmp_path, monkeypatch):
    film = Film(tmp_path / "film.gif")
    model = train([["cats", "purr"], ["dogs", "bark"]] * 50, Config(dim=1, epochs=2), watch=film)
    film.save(model)
    assert film.path.read_bytes().startswith(b"GIF89a")
    with pytest.raises(KeyError, match="'cows' is not in the vocabulary"):
        film.save(model, [["cows"]])
    with pytest.raises(ValueError, match="there are no words to draw"):
        film.save(model, [[]])
    monkeypatch.setattr(module, "FREQUENT", 2)
    rare = model.vectors.words[3]
    with pytest.raises(ValueError, match=f"the 2 most frequent words, and not '{rare}'"):
        film.save(model, [[rare]])
