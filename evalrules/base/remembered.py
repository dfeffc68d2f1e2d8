"""What is made of an object once, and found again by the identity of the object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

MOST = 64
"""Of how many objects it is remembered, unless somebody asks for more; what was made first is forgotten first."""

Object = TypeVar("Object")
Made = TypeVar("Made")


class Remembered(Generic[Object, Made]):
    """Makes something of an object that never changes, such as a ruleset, and remembers it while there are few.

    What is remembered holds its object, so that no other can have the same identity meanwhile.
    """

    def __init__(self, make: Callable[[Object], Made], most: int = MOST) -> None:
        self._make = make
        self._most = most
        self._known: dict[int, tuple[Object, Made]] = {}

    def of(self, one: Object) -> Made:
        """What is made of this object."""
        known = self._known.get(id(one))
        if known is not None and known[0] is one:
            return known[1]
        made = self._make(one)
        while len(self._known) >= self._most:
            self._known.pop(next(iter(self._known), 0), None)
        self._known[id(one)] = (one, made)
        return made
