"""The middle of the figures of peers, and how far nearly all of them lie from it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

LEAST_ROWS = 4
"""Fewer rows are no peers."""

ONE_IN = 20
"""One row, and one more of so many, may be far from the others without making them differ."""

Number = TypeVar("Number", float, Fraction)


def median_of(values: Sequence[Number]) -> Number:
    """The middle one, of an even number the mean of the middle two."""
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return low if low == high else (low + high) / 2


@lru_cache(maxsize=4096)
def middle_of_columns(own: tuple[float, ...], others: tuple[float, ...] | None) -> tuple[int, float, float] | None:
    """How many figures, or ratios to others, there are, with their middle; None where they are of too few peers.

    Who changes one figure after the other asks about the same columns again and again.
    """
    given = sum(1 for one in own if one)
    ratios = own if others is None else [one / two for one, two in zip(own, others, strict=True) if two]
    positive = [one for one in ratios if one]
    if len(positive) < LEAST_ROWS or len(positive) * 5 < given * 4:
        return None
    return len(positive), *middle(positive)


def middle(values: Sequence[Number]) -> tuple[Number, Number]:
    """The median, and the factor within which nearly all lie of it."""
    median = median_of(values)
    return median, _nearly_greatest([max(one / median, median / one) for one in values])


def _nearly_greatest(factors: Sequence[Number]) -> Number:
    """The greatest of the factors but for the few that may be far themselves."""
    return sorted(factors)[len(factors) - 2 - len(factors) // ONE_IN]
