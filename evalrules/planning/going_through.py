"""The least of all joint changes, found by going through every one: where the demands are no sums and choices are few.

What a check multiplies is no demand of the program; of figures with few values each joint change can be tried instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from evalrules.model.outcome import Outcome
from evalrules.planning.lever_changes import LeverChange
from evalrules.planning.levers import Lever

PARTS = 10**12
"""Relative distances are whole numbers of so many parts."""

MOST_CHOICES = 2_500
"""So many joint changes are gone through: some seconds."""


def are_few(levers: Iterable[Lever]) -> bool:
    """Whether all joint changes of levers can be gone through."""
    return (
        prod(len(one.options) if one.is_number is False else one.high - one.low + 1 for one in levers) <= MOST_CHOICES
    )


def least_of_all(
    levers: list[Lever],
    worth: Callable[[list[LeverChange]], Any],
    reaches: Callable[[list[LeverChange]], bool],
) -> list[LeverChange] | None:
    """The changes of least worth that reach; None where none do."""
    picked = product(*(_choices(one) for one in levers))
    every = [[one for one in some if one is not None] for some in picked]
    return next((some for some in sorted(every, key=worth) if reaches(some)), None)


def _choices(lever: Lever) -> list[LeverChange | None]:
    """Everything that a lever can be brought to, None for what it is."""
    if lever.is_number:
        return [None, *(LeverChange(lever, to) for to in range(lever.low, lever.high + 1) if to != lever.have)]
    return [None, *(LeverChange(lever, one) for one in lever.options if one != lever.chosen)]


def distance_of(change: LeverChange) -> int:
    """How far a change goes, in proportion to what there is."""
    lever = change.lever
    if lever.is_number:
        assert isinstance(change.to, int), "a number is brought to a number of steps"
        return 0 if lever.have is None else abs(change.to - lever.have) * step_weight(lever)
    if not isinstance(lever.chosen, Outcome):
        return PARTS
    return option_weight(lever) * abs(lever.options.index(lever.chosen) - lever.options.index(change.value))


def step_weight(lever: Lever) -> int:
    """How far one step of a number goes."""
    return max(1, round(PARTS * abs(Fraction(1, lever.have)) if lever.have else PARTS * lever.step))


def option_weight(lever: Lever) -> int:
    """How far it is from one grade to the next."""
    return PARTS // max(1, len(lever.options) - 1)
