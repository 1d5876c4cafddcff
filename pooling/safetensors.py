"""Named arrays in a file: the safetensors format.

    8 bytes   N, the length of the header, lowest byte first
    N bytes   JSON: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}
    the rest  the numbers of all arrays, one array after the other; offsets count from here

Unlike a pickle, such a file holds nothing but numbers. So it is safe to open one from anywhere.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DTYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8", "I32": "<i4",
    "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?",
}  # fmt: skip
DAMAGED = "it is damaged or was cut short; take another copy of it"


def load(path: str | Path) -> dict[str, NDArray[Any]]:
    """The arrays of a file by name; they are read from the disk when they are looked at.

    NumPy has no bfloat16, which is the first half of a float32: such arrays come as float32. Raises
    ValueError that names the file, and the array, where the file contradicts itself.
    """
    size = Path(path).stat().st_size
    if size < 8:
        raise ValueError(f"{path}: {size} bytes are too few for a header; {DAMAGED}")
    data = np.memmap(path, np.uint8, "r").view(np.ndarray)
    start = 8 + int.from_bytes(data[:8].tobytes(), "little")  # where the numbers begin
    if start > size:
        raise ValueError(f"{path}: its header should have {start - 8} bytes; {DAMAGED}")
    try:
        header = json.loads(data[8:start].tobytes())
        header.pop("__metadata__", None)
        names = list(header)
    except (AttributeError, TypeError, ValueError, RecursionError):
        raise ValueError(f"{path}: its header cannot be read; {DAMAGED}") from None
    places = {name: _place(f"{path}: the array {name!r}", header[name]) for name in names}
    arrays, at = {}, start
    for name, (first, last, dtype, shape) in sorted(places.items(), key=lambda item: item[1][:2]):
        needed = math.prod(shape) * np.dtype(DTYPES[dtype]).itemsize
        if start + first != at or last - first != needed or start + last > size:
            raise ValueError(
                f"{path}: the array {name!r} needs bytes {at - start} to {at - start + needed} of "
                f"{size - start}, and the header says {first} to {last}; {DAMAGED}"
            )
        at = start + last
        array = data[start + first : at].view(DTYPES[dtype]).reshape(shape)
        arrays[name] = (array.astype("<u4") << 16).view("<f4") if dtype == "BF16" else array
    if at != size:
        raise ValueError(f"{path}: {size - at} bytes follow the last array; {DAMAGED}")
    return arrays


def _place(what: str, about: Any) -> tuple[int, int, str, tuple[int, ...]]:
    """Where an array begins and ends, the type of its numbers, and its shape, by the header."""
    try:
        dtype, shape, (first, last) = about["dtype"], about["shape"], about["data_offsets"]
        sound = isinstance(dtype, str) and isinstance(shape, list)
        sound = sound and all(type(n) is int and n >= 0 for n in [*shape, first, last])
    except (KeyError, TypeError, ValueError):
        sound = False
    if not sound:
        raise ValueError(f"{what} is not described as it should be: {about!r:.80}; {DAMAGED}")
    if dtype not in DTYPES:
        raise ValueError(f"{what} has numbers of type {dtype!r:.20}, not of {', '.join(DTYPES)}")
    return first, last, dtype, tuple(shape)
