"""Sums of many fractions, added as integers: a fraction for each step would take most of the time."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd


def exact_sum(numbers: Iterable[Fraction]) -> Fraction:
    """The sum of many fractions."""
    return sum_of_ratios([one.as_integer_ratio() for one in numbers])


def sum_of_ratios(ratios: Iterable[tuple[int, int]]) -> Fraction:
    """The sum of ratios: those of one denominator first, then two and two, so that long ones stay few."""
    above: dict[int, int] = {}
    for number, below in ratios:
        above[below] = above.get(below, 0) + number
    parts = [(total, below) for below, total in above.items()] or [(0, 1)]
    while len(parts) > 1:
        odd = parts[len(parts) - len(parts) % 2 :]
        parts = [_added(*pair) for pair in zip(parts[::2], parts[1::2], strict=False)] + odd
    return Fraction(*parts[0])


def _added(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    (one, below_one), (two, below_two) = first, second
    shared = gcd(below_one, below_two)
    return one * (below_two // shared) + two * (below_one // shared), below_one // shared * below_two
