"""Numbers known within bounds: exact interval arithmetic.

An interval is (low, high), both included: fractions, surds (roots of fractions), or an infinity where there is
no bound. The infinities are the only floats in the engine; they never take part in a product with zero, so no
NaN and no rounding can arise. Of one number both bounds are the same object, so that nothing is worked out twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import TypeAlias

from evalrules.base.numbers import Rounding, rounded
from evalrules.base.sums import exact_sum
from evalrules.base.surds import Surd
from evalrules.base.truth import Truth

Bound: TypeAlias = Fraction | Surd | float
Interval: TypeAlias = tuple[Bound, Bound]

INFINITE = float("inf")
ANY_NUMBER: Interval = (-INFINITE, INFINITE)
ZERO = Fraction(0)


def point(value: Fraction | int) -> Interval:
    """The interval of one number."""
    exact = value if type(value) is Fraction else Fraction(value)
    return (exact, exact)


def between(low: Fraction | None, high: Fraction | None) -> Interval:
    """An interval from optional bounds."""
    return (-INFINITE if low is None else low, INFINITE if high is None else high)


def exact_value(interval: Interval) -> Fraction | None:
    """The number itself where the interval holds just one, else None."""
    low, high = interval
    return low if (low is high or low == high) and isinstance(low, Fraction) else None


def known_value(interval: Interval) -> Fraction | Surd | None:
    """The number itself where the interval holds just one, fraction or surd, else None."""
    low, high = interval
    if isinstance(low, float) or isinstance(high, float):
        return None
    return low if low is high or low == high else None


def are_apart(first: Interval, second: Interval) -> bool:
    """Whether no number is in both."""
    return first[1] < second[0] or second[1] < first[0]


def meet(first: Interval, second: Interval) -> Interval:
    """What both allow; `first` where they contradict each other."""
    low, high = max(first[0], second[0]), min(first[1], second[1])
    return (low, high) if low <= high else first


def hull(intervals: list[Interval]) -> Interval:
    """The smallest interval that holds all of them."""
    return (min(low for low, _ in intervals), max(high for _, high in intervals))


def add(left: Interval, right: Interval) -> Interval:
    """Every sum of a number of each."""
    if left[0] is left[1] and right[0] is right[1]:
        return _both(_plus(left[0], right[0]))
    return (_plus(left[0], right[0]), _plus(left[1], right[1]))


def total(parts: Sequence[Interval]) -> Interval:
    """Every sum of a number of each."""
    if all(low is high for low, high in parts):
        return _both(_sum([low for low, _ in parts]))
    return (_sum([low for low, _ in parts]), _sum([high for _, high in parts]))


def _sum(bounds: Sequence[Bound]) -> Bound:
    """Of all lower or all upper bounds."""
    exact = [one for one in bounds if type(one) is Fraction]
    if len(exact) == len(bounds):
        return exact_sum(exact)
    return reduce(_plus, bounds)


def subtract(left: Interval, right: Interval) -> Interval:
    """Every difference of a number of each."""
    if left[0] is left[1] and right[0] is right[1]:
        return _both(_plus(left[0], -right[0]))
    return (_plus(left[0], -right[1]), _plus(left[1], -right[0]))


def _plus(x: Bound, y: Bound) -> Bound:
    """Two lower or two upper bounds: an infinite one is the sum, and no fraction becomes a float."""
    return x if isinstance(x, float) else y if isinstance(y, float) else x + y


def multiply(left: Interval, right: Interval) -> Interval:
    """Every product of a number of each."""
    if left[0] is left[1] and right[0] is right[1]:
        return _both(_times(left[0], right[0]))
    corners = [_times(x, y) for x in left for y in right]
    return (min(corners), max(corners))


def _times(x: Bound, y: Bound) -> Bound:
    if not x or not y:
        return ZERO
    if isinstance(x, float) or isinstance(y, float):
        return INFINITE if (x > 0) == (y > 0) else -INFINITE
    return x * y


def divide(left: Interval, right: Interval) -> Interval:
    """Every quotient of a number of each; any number where the divisor may be zero."""
    low, high = right
    if low <= 0 <= high:
        return ANY_NUMBER
    try:
        inverse = _both(_inverse(high)) if low is high else (_inverse(high), _inverse(low))
    except ArithmeticError:
        return ANY_NUMBER
    return multiply(left, inverse)


def _both(value: Bound) -> Interval:
    return (value, value)


def _inverse(value: Bound) -> Bound:
    if isinstance(value, float):
        return ZERO
    if isinstance(value, Fraction):
        return 1 / value
    return value.inverse()


def to_digits(interval: Interval, rounding: Rounding) -> Interval:
    """Every number of the interval, rounded."""
    low, high = interval
    return _both(_to_digits(low, rounding)) if low is high else (_to_digits(low, rounding), _to_digits(high, rounding))


def _to_digits(value: Bound, rounding: Rounding) -> Bound:
    if isinstance(value, float):
        return value
    return value.rounded(rounding.digits) if isinstance(value, Surd) else rounded(value, rounding)


def compare(op: str, left: Interval, right: Interval) -> Truth:
    """Whether the comparison holds for every pair of numbers, for none (False), or for some (None)."""
    return _COMPARISONS[op](left, right)


def _less(left: Interval, right: Interval) -> Truth:
    return True if left[1] < right[0] else False if left[0] >= right[1] else None


def _at_most(left: Interval, right: Interval) -> Truth:
    return True if left[1] <= right[0] else False if left[0] > right[1] else None


def _equal(left: Interval, right: Interval) -> Truth:
    if left[1] < right[0] or right[1] < left[0]:
        return False
    return True if left[0] == left[1] == right[0] == right[1] else None


def _unequal(left: Interval, right: Interval) -> Truth:
    same = _equal(left, right)
    return None if same is None else not same


_COMPARISONS = {
    "<": _less,
    "<=": _at_most,
    ">": lambda left, right: _less(right, left),
    ">=": lambda left, right: _at_most(right, left),
    "==": _equal,
    "!=": _unequal,
}
