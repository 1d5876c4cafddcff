"""Films of a training run."""

import numpy as np
import pytest
from PIL import Image

from word2vec import film as module
from word2vec.film import Film
from word2vec.model import Config
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
        assert film.path.read_text("utf-8").count("data:image/png") == len(film.frames) + 8


def test_a_film_must_be_one(tmp_path):
    with pytest.raises(ValueError, match="film.mp4: the name of a film must end in .gif or .html"):
        Film("film.mp4")
