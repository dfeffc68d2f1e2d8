"""A program over whole numbers: variables within bounds, demands on sums of them, and what is to be least.

A demand with a guard binds only where the guard, a variable of 0 or 1, is 1. There is no other shape: what holds, what
at least so many must, and what a sum must come to are all demands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from evalrules.base.records import NamedTuple

Literal: TypeAlias = int | bool
"""A variable of 0 or 1 that is to be 1; or what is certain."""


class Demand(NamedTuple):
    """The sum of the terms (variable, factor) is at least `bound`, wherever `guard` is 1 (None: always)."""

    guard: int | None
    terms: tuple[tuple[int, int], ...]
    bound: int


class Solution(NamedTuple):
    """The values of the variables; what each aim comes to; below which `bound` the first aim was proven impossible.

    `is_least` says that nothing better exists, by each aim in turn.
    """

    values: tuple[int, ...]
    aims: tuple[int, ...]
    bound: int
    is_least: bool


class TooManyChoices(Exception):
    """The search was given up before it was through."""


class Program:
    """Variables, demands and aims; the aims are made least one after the other."""

    def __init__(self) -> None:
        self.low: list[int] = []
        self.high: list[int] = []
        self.demands: list[Demand] = []
        self.aims: list[dict[int, int]] = []

    def variable(self, low: int, high: int) -> int:
        """A new variable within bounds, both included."""
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def flag(self) -> int:
        """A new variable of 0 or 1."""
        return self.variable(0, 1)

    def demand(self, terms: Mapping[int, int], bound: int, guard: int | None = None) -> None:
        """Ask that a sum be at least `bound`."""
        self.demands.append(Demand(guard, tuple((own, by) for own, by in terms.items() if by), bound))

    def both(self, items: Iterable[Literal]) -> Literal:
        """A literal that holds only where all of them do."""
        given = list(items)
        if any(one is False for one in given):
            return False
        asked = list(dict.fromkeys(one for one in given if one is not True))
        if len(asked) < 2:
            return asked[0] if asked else True
        found = self.flag()
        for one in asked:
            self.demand({one: 1}, 1, found)
        return found

    def at_least(self, needed: int, items: Iterable[Literal]) -> Literal:
        """A literal that holds only where at least so many of them do."""
        given = list(items)
        needed -= sum(one is True for one in given)
        asked = [one for one in given if one is not True and one is not False]
        if needed <= 0:
            return True
        if len(asked) < needed:
            return False
        if len(asked) == needed:
            return self.both(asked)
        if len(set(asked)) == 1:
            return asked[0]
        found = self.flag()
        terms: dict[int, int] = {}
        for one in asked:
            terms[one] = terms.get(one, 0) + 1
        self.demand(terms, needed, found)
        return found

    def require(self, literal: Literal) -> None:
        """Ask that it hold; what is certainly false makes the program impossible."""
        if literal is False:
            self.demand({}, 1)
        elif literal is not True:
            self.demand({literal: 1}, 1)
