"""Settings: every value of every field either can be trained with and saved, or is refused at once.

What a field refuses is named: the field, the value, and the range.
"""

import json
import math
from dataclasses import asdict, fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from word2vec import Config, train
from word2vec.model import MANY
from word2vec.vocabulary import cumulative_noise, noise_distribution

WHOLE = "must be a whole number from"
RANGES = {  # field -> the least and the largest value it takes, and what is said of others
    "dim": (1, MANY, f"{WHOLE} 1 to 1,000,000,000"),
    "window": (1, 1000, f"{WHOLE} 1 to 1,000"),
    "negatives": (1, MANY, f"{WHOLE} 1 to 1,000,000,000"),
    "subsample": (0, 1, "must be a number from 0 to 1"),
    "min_count": (1, MANY, f"{WHOLE} 1 to 1,000,000,000"),
    "epochs": (1, MANY, f"{WHOLE} 1 to 1,000,000,000"),
    "learning_rate": (1e-9, 1000, "must be a number from 1e-09 to 1,000"),
    "noise_power": (-10, 10, "must be a number from -10 to 10"),
    "seed": (0, 2**63 - 1, f"{WHOLE} 0 to 9,223,372,036,854,775,807"),
    "workers": (1, 1000, f"{WHOLE} 1 to 1,000"),
}
TEXT = [["a", "b", "c", "a"], ["b", "c", "d"], ["d", "a"]] * 3


def same_after_json(config):
    return Config(**json.loads(json.dumps(asdict(config)))) == config


def test_every_field_has_a_range_that_holds_its_default():
    assert [field.name for field in fields(Config)] == list(RANGES)
    for field in fields(Config):
        low, high, _ = RANGES[field.name]
        assert field.metadata["range"] == (low, high)
        assert field.default is None or low <= field.default <= high


@pytest.mark.parametrize("name", RANGES)
def test_the_ends_of_a_range_are_in_it_and_all_beyond_is_refused(name):
    low, high, said = RANGES[name]
    for end in (low, high):
        assert getattr(Config(**{name: end}), name) == end
        assert same_after_json(Config(**{name: end}))
    below, above = (low - 1, high + 1) if "whole" in said else (low - 1e-9, high * 1.001)
    for value in (below, above, -(10**400), 10**400, math.nan, math.inf, -math.inf):
        with pytest.raises(ValueError) as error:
            Config(**{name: value})
        assert str(error.value) == f"{name} {said}; got {repr(value)[:60]}"


@pytest.mark.parametrize("name", RANGES)
def test_only_numbers_are_numbers(name):
    _, _, said = RANGES[name]
    others = [
        True,
        False,
        np.True_,
        "1",
        b"1",
        [1],
        (1,),
        {1},
        {},
        np.array(1),
        1j,
        np.complex64(1),
    ]
    for value in others + [None] * (name != "epochs") + [1.5] * ("whole" in said):
        with pytest.raises(ValueError) as error:
            Config(**{name: value})
        assert str(error.value) == f"{name} {said}; got {value!r}"


def test_the_text_says_how_many_epochs_where_none_are_given():
    assert Config().epochs is Config(epochs=None).epochs is None
    assert train(TEXT, Config(dim=2, min_count=1, epochs=None)).config.epochs > 5


@pytest.mark.parametrize(
    "value",
    [np.int64(16), np.uint8(16), np.int8(16), np.float32(0.1), np.float16(0.5), np.longdouble(0.5)],
)
def test_numpys_numbers_become_pythons(value):
    whole = isinstance(value, np.integer)
    for name, (low, high, said) in RANGES.items():
        if whole == ("whole" in said) and low <= value <= high:
            kept = getattr(Config(**{name: value}), name)
            assert type(kept) is (int if whole else float) and kept == value
            assert same_after_json(Config(**{name: value}))


def test_a_window_of_8_bits_is_any_other_window():
    small, usual = (
        train(TEXT, Config(dim=3, window=window, min_count=1, epochs=2, subsample=0))
        for window in (np.uint8(200), 200)  # 2 · 200 is no 8-bit number
    )
    assert small.vectors.matrix.tobytes() == usual.vectors.matrix.tobytes()


def test_no_power_makes_a_count_infinite_or_none():
    counts = np.array([10**12, 10**6, 7, 1, 0])
    for power in (-10, -1, 0, 0.75, 10):
        share = noise_distribution(counts, power)
        for i, j in ((0, 1), (1, 2), (2, 3)):
            assert share[i] / share[j] == pytest.approx((counts[i] / counts[j]) ** power)
        assert share[4] == 0 and share.sum() == pytest.approx(1)
        assert np.isfinite(cumulative_noise(counts, power)).all()
    with np.errstate(all="ignore"):  # why there is a range: 10^(12 · 500) is no float64
        assert np.isnan(noise_distribution(counts, 500)).any()


WIDE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-9, 2**70), st.floats(),
    st.text(max_size=9), st.lists(st.integers(), max_size=3), st.integers(0, 255).map(np.uint8),
    st.integers(-(2**63), 2**63 - 1).map(np.int64), st.floats(width=32).map(np.float32),
    st.booleans().map(np.bool_),
)  # fmt: skip
SMALL = {  # values that a tiny text is trained with in a moment
    "dim": st.integers(1, 9), "window": st.integers(1, 9), "negatives": st.integers(1, MANY),
    "subsample": st.floats(0, 1), "min_count": st.integers(1, 3), "epochs": st.integers(1, 3),
    "learning_rate": st.floats(1e-9, 1000), "noise_power": st.floats(-10, 10),
    "seed": st.integers(0, 2**63 - 1), "workers": st.just(1),
}  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(RANGES)), WIDE, max_size=2))
def test_any_values_are_kept_as_they_are_or_refused_by_name(given_values):
    try:
        config = Config(**given_values)
    except ValueError as error:
        name = str(error).split()[0]
        assert name in given_values and repr(given_values[name])[:60] in str(error)
        assert RANGES[name][2] in str(error)
    else:
        assert same_after_json(config)
        for name, value in given_values.items():
            assert getattr(config, name) == value and type(value) not in (bool, np.bool_)


@settings(deadline=None, max_examples=50)
@given(st.fixed_dictionaries(SMALL))
def test_whatever_is_accepted_trains_to_finite_vectors(values):
    config = Config(**{"subsample": 0} | values)
    try:
        model = train(TEXT, config)
    except ValueError as error:  # so little was left of the text
        assert "no word ever had a neighbour" in str(error) and 0 < config.subsample
    else:
        assert np.isfinite(model.vectors.matrix).all() and np.isfinite(model.context).all()
        assert np.isfinite(model.losses).all() and same_after_json(model.config)
