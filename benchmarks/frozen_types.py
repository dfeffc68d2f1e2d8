"""Measures what it costs to create a frozen type of seven fields: the figures of docs/decisions/0002.

python benchmarks/frozen_types.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

FIELDS = [(f"field_{at}", int) for at in range(7)]
TYPES = 200


def a_dataclass(name: str) -> type:
    """A frozen slotted dataclass."""
    return dataclass(frozen=True, slots=True)(type(name, (), {"__annotations__": dict(FIELDS)}))


def a_named_tuple(name: str) -> type:
    """A named tuple."""
    return NamedTuple(name, FIELDS)


def milliseconds(create: Callable[[str], type]) -> float:
    """The time to create one type, in milliseconds."""
    start = time.perf_counter()
    for at in range(TYPES):
        create(f"Type{at}")
    return (time.perf_counter() - start) * 1000 / TYPES


def main() -> None:
    """Print one line a kind."""
    for create in (a_dataclass, a_named_tuple):
        print(f"{create.__name__:15} {milliseconds(create):.3f} ms")


if __name__ == "__main__":
    main()
