"""Is a value right, and if not, what is wrong with it first? Values are plain data here."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .plain import Other


class Wrong(Exception):
    """Says in one line what is wrong."""


def compare(yours: Any, expected: Any, tolerance: float) -> None:
    """Raise Wrong with the first thing that differs."""
    if isinstance(expected, str | bool | set | dict):
        if type(yours) is not type(expected):
            raise Wrong(f"a {_kind(expected)} is wanted, this is a {_kind(yours)}")
        if yours != expected:
            raise Wrong(f"it is {yours!r:.60}, which is not right")
        return
    if isinstance(expected, list | tuple) and not _is_numbers(expected):
        if not isinstance(yours, list | tuple):
            raise Wrong(f"a list is wanted, this is a {_kind(yours)}")
        if len(yours) != len(expected):
            raise Wrong(f"it has {len(yours)} items, and should have {len(expected)}")
        for place, (one, other) in enumerate(zip(yours, expected, strict=True)):
            try:
                compare(one, other, tolerance)
            except Wrong as wrong:
                raise Wrong(f"item {place}: {wrong}") from None
        return
    _compare_numbers(yours, np.asarray(expected), tolerance)


def _compare_numbers(yours: Any, expected: np.ndarray, tolerance: float) -> None:
    try:
        if np.asarray(yours).dtype.kind == "U":
            raise TypeError  # a text is no number, though NumPy can make one of '1.5'
        found = np.asarray(yours, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        shown = yours.text if isinstance(yours, Other) else f"{yours!r:.60}"
        raise Wrong(f"numbers are wanted, this is {shown}") from error
    if found.shape != expected.shape:
        wanted = f"shape {expected.shape} is wanted" if expected.shape else "one number is wanted"
        raise Wrong(f"{wanted}, this has shape {found.shape}")
    with np.errstate(invalid="ignore"):
        near = (np.abs(found - expected) <= tolerance) | (found == expected)
    if not near.all():
        place = tuple(np.argwhere(~near)[0].tolist())
        value = found[place]
        how = "too high" if value > expected[place] else "too low"
        if np.isnan(value):
            how = "not a number"
        where = f"at {', '.join(map(str, place))} it is {value:.6g}" if place else f"{value:.6g}"
        raise Wrong(f"{where}, which is {how}")


def _is_numbers(values: Sequence) -> bool:
    try:
        return np.asarray(values).dtype.kind in "iufb" and len(values) > 0
    except ValueError:
        return False


def _kind(value: Any) -> str:
    return value.kind if isinstance(value, Other) else type(value).__name__
