"""Three-valued truth (Kleene): what holds, what does not, and what the evidence leaves open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

Truth: TypeAlias = bool | None
"""True, False, or None for unknown."""


def negation(value: Truth) -> Truth:
    """Not: unknown stays unknown."""
    return None if value is None else not value


def conjunction(values: Iterable[Truth]) -> Truth:
    """And: one False decides, in any order; every value is looked at."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def disjunction(values: Iterable[Truth]) -> Truth:
    """Or: one True decides, in any order."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def at_least(needed: int, values: Iterable[Truth]) -> Truth:
    """Whether at least `needed` of the values hold, whatever the unknown ones turn out to be."""
    holding = unknown = 0
    for value in values:
        holding += value is True
        unknown += value is None
    if holding >= needed:
        return True
    return None if holding + unknown >= needed else False
