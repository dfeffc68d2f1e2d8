"""A program over whole numbers: variables within bounds, demands on sums of them, and what is to be least.

A demand with a guard binds only where the guard, a variable of 0 or 1, is 1. What holds, what at least so many must,
and what a sum must come to are all demands; the one other shape are coefficients of variation (`spreads.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.records import NamedTuple

Literal: TypeAlias = int | bool
"""A variable of 0 or 1 that is to be 1; or what is certain."""


class Demand(NamedTuple):
    """The sum of the terms (variable, factor) is at least `bound`, wherever `guard` is 1 (None: always)."""

    guard: int | None
    terms: tuple[tuple[int, int], ...]
    bound: int


class SpreadRow(NamedTuple):
    """A row of a spread: what it counts, its value as a sum, and what is 1 where each term of it changes.

    `light` is the same weight, constant and factors in floating point.
    """

    weight: Fraction
    constant: Fraction
    terms: tuple[tuple[int, Fraction], ...]
    changed: tuple[int, ...]
    light: tuple[float, float, tuple[tuple[int, float], ...]]

    def value(self, values: Sequence[int]) -> Fraction:
        """What it comes to."""
        return sum((by * values[own] for own, by in self.terms), self.constant)

    def light_value(self, values: Sequence[int]) -> float:
        """What it comes to, in floating point."""
        found = self.light[1]
        for own, by in self.light[2]:
            found += by * values[own]
        return found


def spread_row(
    weight: Fraction, constant: Fraction, terms: Mapping[int, Fraction], changed: Iterable[int]
) -> SpreadRow:
    """A row of a spread, in fractions and in floating point."""
    light = (float(weight), float(constant), tuple((own, float(by)) for own, by in terms.items()))
    return SpreadRow(weight, constant, tuple(terms.items()), tuple(changed), light)


class Spread(NamedTuple):
    """A coefficient of variation within its limit wherever `guard` is 1: the weighted sum of squares is at most `share`
    times the square of the weighted sum. `is_raised_only` says that no row can come down; of `far`, once it is
    prepared, each can be 1 only where a row is raised as far as it was bounded.
    """

    guard: int
    share: Fraction
    rows: tuple[SpreadRow, ...]
    is_raised_only: bool
    far: tuple[int, ...] = ()


class Solution(NamedTuple):
    """The values of the variables; what each aim comes to; below which `bound` the first aim was proven impossible.

    `is_least` says that nothing better exists, by each aim in turn. Without values the known one was not bettered.
    Of the aims so many are `proven`, from the first on.
    """

    values: tuple[int, ...]
    aims: tuple[int, ...]
    bound: int
    is_least: bool
    proven: int = 0


class Known(NamedTuple):
    """A solution that is known from elsewhere: what the first aim comes to, and values of some variables."""

    worth: int
    values: Mapping[int, int]


class TooManyChoices(Exception):
    """The search was given up before it was through."""


class Program:
    """Variables, demands and aims; the aims are made least one after the other."""

    def __init__(self) -> None:
        self.low: list[int] = []
        self.high: list[int] = []
        self.demands: list[Demand] = []
        self.spreads: list[Spread] = []
        self.aims: list[dict[int, int]] = []

    def copy(self) -> Program:
        """The same variables, demands and aims, to be added to apart."""
        found = Program()
        found.low, found.high, found.aims = list(self.low), list(self.high), list(self.aims)
        found.demands, found.spreads = list(self.demands), list(self.spreads)
        return found

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
