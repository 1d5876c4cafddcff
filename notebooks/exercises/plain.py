"""Values as plain data: what can be written to a file, and compared by somebody else.

None, numbers, strings, arrays of numbers, lists, tuples, sets and dicts are data. Anything else,
such as an object that says it equals everything, becomes a few words about it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

ARRAYS = {"bool", "float16", "float32", "float64"} | {
    f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)
}
LONGEST = 160  # letters of an argument that is shown whole


@dataclass(frozen=True)
class Other:
    """What is left of a value that is no data: its type, and how it shows itself."""

    kind: str
    text: str


def packed(value: Any) -> Any:
    """A value as JSON can hold it; `unpacked` makes the same value again, with the same types.

    >>> packed((np.array([[1.0], [2.5]]), {"b", "a"}))
    {'tuple': [{'array': [[1.0], [2.5]], 'dtype': 'float64', 'shape': [2, 1]}, {'set': ['a', 'b']}]}
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [packed(one) for one in value]
    if isinstance(value, tuple):
        return {"tuple": [packed(one) for one in value]}
    if isinstance(value, set):
        return {"set": sorted((packed(one) for one in value), key=repr)}
    if isinstance(value, dict):
        return {"dict": [[packed(key), packed(one)] for key, one in value.items()]}
    if hasattr(value, "__array__"):  # tables of other libraries, too
        array = np.asarray(value)
        if array.dtype.name in ARRAYS:
            shape = list(array.shape)
            return {"array": array.tolist(), "dtype": array.dtype.name, "shape": shape}
    if isinstance(value, Other):
        return {"other": [value.kind, value.text]}
    return {"other": [type(value).__name__, f"{value!r:.60}"]}


def unpacked(data: Any) -> Any:
    """The value that `packed` was given. Raises ValueError for what it never makes."""
    if data is None or isinstance(data, bool | int | float | str):
        return data
    if isinstance(data, list):
        return [unpacked(one) for one in data]
    match data:
        case {"tuple": list(items)}:
            return tuple(unpacked(one) for one in items)
        case {"set": list(items)}:
            return {unpacked(one) for one in items}
        case {"dict": list(items)}:
            return {unpacked(key): unpacked(one) for key, one in items}
        case {"array": values, "dtype": dtype, "shape": list(shape)} if dtype in ARRAYS:
            return np.array(values, dtype).reshape(shape)
        case {"other": [str(kind), str(text)]}:
            return Other(kind, text)
    raise ValueError(f"{data!r:.60} is no packed value")


def literal(value: Any) -> str:
    """A value as a reader would type it; a large array is described.

    >>> literal(np.array([[0.0, 1.5]])), literal(np.zeros(3, np.float32)), literal({"b", "a"})
    ('np.array([[0.0, 1.5]])', "np.array([0.0, 0.0, 0.0], 'float32')", "{'a', 'b'}")
    """
    if isinstance(value, np.ndarray):
        typed = np.array(value.tolist())
        dtype = "" if typed.dtype == value.dtype else f", {value.dtype.name!r}"
        text = f"np.array({value.tolist()}{dtype})"
        if not value.size:
            text = f"np.empty({value.shape}{dtype})"
        return text if len(text) <= LONGEST else f"<an array of shape {value.shape}>"
    if isinstance(value, set) and value:
        text = "{" + ", ".join(sorted(map(repr, value))) + "}"
    else:
        text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
