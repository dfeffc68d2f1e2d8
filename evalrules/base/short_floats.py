"""Numbers of half and single precision as they were meant, before a column was made of them."""

from __future__ import annotations

import struct
from typing import Any

_KINDS = {"float": "f", "float32": "f", "halffloat": "e", "float16": "e"}
"""How struct writes the types of pyarrow, DuckDB, pandas and polars, in lower case."""


def is_short(kind: object) -> bool:
    """Whether a type of a column, by its text, is of less than double precision."""
    return str(kind).lower() in _KINDS


def as_meant(value: Any, kind: object) -> Any:  # noqa: ANN401 - what is no number stays what it is
    """What the shortest text of a number of a short type means: 0.1 and not 0.10000000149011612."""
    if type(value) is not float or value != value:  # noqa: PLR0124 - NaN
        return value
    short = _KINDS[str(kind).lower()]
    for digits in range(1, 10):
        shortest = float(f"{value:.{digits}g}")
        try:
            if struct.unpack(short, struct.pack(short, shortest))[0] == value:
                return shortest
        except OverflowError:  # rounded up beyond the largest
            continue
    return value
