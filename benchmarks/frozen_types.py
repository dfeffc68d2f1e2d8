"""Measures what it costs to create a frozen type of seven fields: the figures of docs/decisions/0002.

python benchmarks/frozen_types.py
"""

from __future__ import annotations

import time
import typing
from collections.abc import Callable
from dataclasses import dataclass
from types import new_class
from typing import Any

from evalrules.base import records

ANNOTATIONS = {f"field_{at}": "tuple[str, ...] | None" for at in range(7)}
TYPES = 200


def a_dataclass(name: str) -> type:
    """A frozen slotted dataclass."""
    return dataclass(frozen=True, slots=True)(_type(name, ()))


def a_named_tuple(name: str) -> type:
    """A named tuple of typing; as in every module here, annotations are texts."""
    return _type(name, (typing.NamedTuple,))


def a_record(name: str) -> type:
    """A named tuple of ours."""
    return _type(name, (records.NamedTuple,))


def _type(name: str, bases: tuple[Any, ...]) -> type:
    body = {"__annotations__": dict(ANNOTATIONS), "__module__": __name__}
    return new_class(name, bases, exec_body=lambda made: made.update(body))


def milliseconds(create: Callable[[str], type]) -> float:
    """The CPU time to create one type, in milliseconds."""
    start = time.process_time()
    for at in range(TYPES):
        create(f"Type{at}")
    return (time.process_time() - start) * 1000 / TYPES


def main() -> None:
    """Print one line a kind."""
    for create in (a_dataclass, a_named_tuple, a_record):
        print(f"{create.__name__:15} {min(milliseconds(create) for _ in range(9)):.3f} ms")


if __name__ == "__main__":
    main()
