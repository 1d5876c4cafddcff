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

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "I64": "<i8"}
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
    try:
        header = json.loads(data[8:start].tobytes())
        header.pop("__metadata__", None)
    except (AttributeError, TypeError, ValueError, RecursionError):
        raise ValueError(f"{path}: its header cannot be read; {DAMAGED}") from None
    for name, about in header.items():
        _check(f"{path}: the array {name!r}", about)
    arrays, at = {}, start
    for name, about in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        dtype, shape, (first, last) = about["dtype"], about["shape"], about["data_offsets"]
        end = at + math.prod(shape) * np.dtype(DTYPES[dtype]).itemsize
        if (start + first, start + last) != (at, end) or end > size:
            raise ValueError(
                f"{path}: the array {name!r} needs bytes {at - start} to {end - start} of "
                f"{size - start}, and the header says {first} to {last}; {DAMAGED}"
            )
        try:
            array = data[at:end].view(DTYPES[dtype]).reshape(shape)
        except ValueError as error:  # an empty array of an impossible shape
            raise ValueError(f"{path}: the array {name!r}: {error}; {DAMAGED}") from None
        arrays[name] = (array.astype("<u4") << 16).view("<f4") if dtype == "BF16" else array
        at = end
    if at != size:
        raise ValueError(f"{path}: {size - at} bytes follow the last array; {DAMAGED}")
    return arrays


def _check(what: str, about: Any) -> None:
    """Raise ValueError where the header does not describe an array as it should."""
    match about:
        case {"dtype": str(dtype), "shape": [*shape], "data_offsets": [first, last]} if all(
            type(number) is int and number >= 0 for number in (*shape, first, last)
        ):
            if dtype not in DTYPES:
                known = ", ".join(DTYPES)
                raise ValueError(f"{what} has numbers of type {dtype!r:.20}, not of {known}")
        case _:
            raise ValueError(f"{what} is not described as it should be: {about!r:.80}; {DAMAGED}")
