"""Subjects that stand in more than one row: found with eight bytes a row, before anything is concluded."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import blake2b
from itertools import pairwise
from typing import TypeAlias

Key: TypeAlias = tuple[str, str, str]
"""Whose row it is: the id of the subject, its name, and the period."""

_PARTS = 256


class Twins:
    """The keys of rows; `doubled` tells of a key whether it may stand twice, and never overlooks one that does."""

    def __init__(self) -> None:
        self._parts = [array("Q") for _ in range(_PARTS)]

    def add(self, key: Key) -> None:
        """Take note of the key of one row."""
        own = _hash(key)
        self._parts[own % _PARTS].append(own)

    def doubled(self) -> frozenset[int]:
        """What stands for the keys that came more than once; the notes are given up."""
        found: set[int] = set()
        for at, part in enumerate(self._parts):
            ordered = sorted(part)
            found.update(one for one, other in pairwise(ordered) if one == other)
            self._parts[at] = array("Q")
        return frozenset(found)


def is_among(key: Key, doubled: frozenset[int]) -> bool:
    """Whether the key is one of those that may stand twice."""
    return bool(doubled) and _hash(key) in doubled


def marks_of(keys: Iterable[Key]) -> frozenset[int]:
    """What stands for keys that are known to come more than once."""
    return frozenset(map(_hash, keys))


def places_of(keys: Iterable[tuple[Key, str]], doubled: frozenset[int]) -> dict[Key, list[str]]:
    """Where each key stands that is certainly there more than once."""
    found: dict[Key, list[str]] = {}
    for key, place in keys:
        if is_among(key, doubled):
            found.setdefault(key, []).append(place)
    return {key: places for key, places in found.items() if len(places) > 1}


def _hash(key: Key) -> int:
    return int.from_bytes(blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
