"""Numbers of many rows at once, each known within bounds: the intervals of the reference, in columns of whole numbers.

An end is a column of whole numbers over a divisor above 0, one for all rows or one for each, so that nothing rounds;
`open` marks the rows in which there is no end. What would not fit into 64 bits is reckoned with whole numbers of any
length. See evalrules.semantics.interval, which says the same of one number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Any, TypeAlias

import numpy as np

from evalrules.base.numbers import HALF_UP, Rounding
from evalrules.base.records import NamedTuple
from evalrules.semantics.columns_numbers import NotInColumns

Column: TypeAlias = Any
"""An array of numpy: a value for each row, or one for all of them. Its own types say nothing of what comes of them."""

Divisor: TypeAlias = int | Column

ROOM = 1 << 62
"""What stays below this fits into 64 bits, whatever is added to it once."""


class End(NamedTuple):
    """The lower or the upper ends of numbers."""

    above: Column
    below: Divisor
    open: Column | None = None


class Numbers(NamedTuple):
    """Numbers between two ends, both included; of numbers that are all known exactly these are the same object."""

    low: End
    high: End


class Truths(NamedTuple):
    """Where a condition certainly holds, and where it certainly does not."""

    yes: Column
    no: Column


def most(values: Divisor) -> int:
    """The largest amount among whole numbers."""
    if isinstance(values, int):
        return abs(values)
    return max(abs(int(values.min())), abs(int(values.max()))) if values.size else 0


def widened(values: Divisor, bound: int) -> Any:  # noqa: ANN401 - as it came, or of any length
    """Whole numbers that can become as large as `bound`."""
    if isinstance(values, int) or bound < ROOM or values.dtype == object:
        return values
    return values.astype(object)


def times(one: Divisor, other: Divisor) -> Any:  # noqa: ANN401 - a divisor again
    """Products."""
    if isinstance(one, int) and isinstance(other, int):
        return one * other
    bound = most(one) * most(other)
    large = bound >= ROOM or max(most(one), most(other)) >= ROOM
    left, right = (widened(side, ROOM if large else 0) for side in (one, other))
    return left * right


def plus(one: Column, other: Column) -> Column:
    """Sums."""
    bound = most(one) + most(other)
    return widened(one, bound) + widened(other, bound)


def either(one: Column | None, other: Column | None) -> Column | None:
    """Where one of two marks is."""
    if one is None or other is None:
        return other if one is None else one
    return one | other


def marked(end: End) -> Column:
    """Where there is no end."""
    return np.zeros(end.above.shape, bool) if end.open is None else end.open


def aligned(one: End, other: End) -> tuple[Column, Column, Divisor]:
    """Two ends over one divisor."""
    if isinstance(one.below, int) and isinstance(other.below, int):
        shared = lcm(one.below, other.below)
        return times(one.above, shared // one.below), times(other.above, shared // other.below), shared
    return times(one.above, other.below), times(other.above, one.below), times(one.below, other.below)


def selected(where: Column, one: End, other: End) -> End:
    """One end where a mark is, the other elsewhere."""
    if isinstance(one.below, int) and isinstance(other.below, int):
        left, right, below = aligned(one, other)
        above = np.where(where, left, right)
    else:
        above, below = np.where(where, one.above, other.above), np.where(where, one.below, other.below)
    if one.open is None and other.open is None:
        return End(above, below)
    return End(above, below, np.where(where, marked(one), marked(other)))


def point(value: Fraction | int) -> Numbers:
    """One number for all rows."""
    exact = Fraction(value)
    kind = np.int64 if abs(exact.numerator) < ROOM else object
    return both(End(np.array([exact.numerator], kind), exact.denominator))


def both(end: End) -> Numbers:
    """Numbers that are known exactly."""
    return Numbers(end, end)


def within(low: Fraction | None, high: Fraction | None) -> Numbers:
    """Numbers within bounds, the same for all rows."""
    nothing = End(np.zeros(1, np.int64), 1, np.ones(1, bool))
    ends = (nothing if end is None else point(end).low for end in (low, high))
    return Numbers(next(ends), next(ends))


def is_point(numbers: Numbers) -> bool:
    """Whether all are known exactly because they were made so."""
    return numbers.low is numbers.high


def exact_in(numbers: Numbers) -> Column:
    """Where a number is known exactly."""
    if is_point(numbers):
        return np.ones(numbers.low.above.shape, bool)
    one, other, _ = aligned(numbers.low, numbers.high)
    return (one == other) & ~marked(numbers.low) & ~marked(numbers.high)


# -- reckoning ---------------------------------------------------------------------------------------------------------


def _negative(end: End) -> End:
    return end._replace(above=-end.above)


def _sum(one: End, other: End) -> End:
    left, right, below = aligned(one, other)
    return End(plus(left, right), below, either(one.open, other.open))


def add(one: Numbers, other: Numbers) -> Numbers:
    """Every sum."""
    if is_point(one) and is_point(other):
        return both(_sum(one.low, other.low))
    return Numbers(_sum(one.low, other.low), _sum(one.high, other.high))


def subtract(one: Numbers, other: Numbers) -> Numbers:
    """Every difference."""
    if is_point(one) and is_point(other):
        return both(_sum(one.low, _negative(other.low)))
    return Numbers(_sum(one.low, _negative(other.high)), _sum(one.high, _negative(other.low)))


def _is_never_negative(numbers: Numbers) -> bool:
    low = numbers.low
    return (low.open is None or not low.open.any()) and bool((low.above >= 0).all())


def multiply(one: Numbers, other: Numbers) -> Numbers:
    """Every product; of two that may be negative columns say none."""
    if is_point(one) and is_point(other):
        return both(End(times(one.low.above, other.low.above), times(one.low.below, other.low.below)))
    if _is_never_negative(other):
        return _scaled(one, other)
    if _is_never_negative(one):
        return _scaled(other, one)
    raise NotInColumns("a product of two numbers that may be negative")


def _scaled(one: Numbers, factor: Numbers) -> Numbers:
    """Products with factors that are not negative: which end is taken hangs on the sign of the other number."""
    is_below = marked(one.low) | (one.low.above < 0)
    is_above = marked(one.high) | (one.high.above >= 0)
    return Numbers(
        _product(one.low, selected(is_below, factor.high, factor.low)),
        _product(one.high, selected(is_above, factor.high, factor.low)),
    )


def _product(one: End, other: End) -> End:
    """Zero times anything is zero, also where the other has no end."""
    above, below = times(one.above, other.above), times(one.below, other.below)
    if one.open is None and other.open is None:
        return End(above, below)
    without = marked(one) & (marked(other) | (other.above != 0))
    without = without | (marked(other) & (marked(one) | (one.above != 0)))
    return End(np.where(marked(one) | marked(other), 0, above), below, without)


def divide(one: Numbers, other: Numbers) -> Numbers:
    """Every quotient; any number where the divisor may be zero."""
    from_below = marked(other.low) | (other.low.above <= 0)
    from_above = marked(other.high) | (other.high.above >= 0)
    if not from_above.all():
        raise NotInColumns("a divisor that is negative")
    low = _inverse(other.low, from_below)
    inverse = both(low) if is_point(other) else Numbers(_inverse(other.high, from_below), low)
    found = multiply(one, inverse)
    if not from_below.any():
        return found
    ends = (end._replace(open=marked(end) | from_below) for end in (found.low, found.high))
    return Numbers(next(ends), next(ends))


def _inverse(end: End, passed_over: Column) -> End:
    """One over an end above 0: zero where there is none, and one where nobody asks."""
    above = np.where(marked(end), 0, np.broadcast_to(np.asarray(end.below), end.above.shape))
    return End(above, np.where(marked(end) | passed_over, 1, end.above))


def to_digits(numbers: Numbers, rounding: Rounding) -> Numbers:
    """Numbers rounded, as evalrules.base.numbers.rounded does it."""
    low = _rounded(numbers.low, rounding)
    return both(low) if is_point(numbers) else Numbers(low, _rounded(numbers.high, rounding))


def _rounded(end: End, rounding: Rounding) -> End:
    unit = 10**rounding.digits
    above = np.abs(times(end.above, unit))
    below = widened(end.below, most(above))
    above = widened(above, most(below))
    whole = above // below
    twice = times(above - whole * below, 2)
    is_up = (twice == below) & ((rounding.mode == HALF_UP) | (whole % 2 == 1))
    whole = whole + ((twice > below) | is_up)
    return End(np.where(end.above < 0, -whole, whole), unit, end.open)


def extreme(op: str, items: Sequence[Numbers]) -> Numbers:
    """The least or the greatest of several."""
    lows = reduce(lambda one, other: _picked(op, one, other, is_low=True), [item.low for item in items])
    if all(map(is_point, items)):
        return both(lows)
    return Numbers(lows, reduce(lambda one, other: _picked(op, one, other, is_low=False), [one.high for one in items]))


def _picked(op: str, one: End, other: End, *, is_low: bool) -> End:
    left, right, _ = aligned(one, other)
    is_open_taken = (op == "min") is is_low
    first = left <= right if op == "min" else left >= right
    mine, theirs = marked(one), marked(other)
    takes_mine = (mine | (~theirs & first)) if is_open_taken else (theirs | (~mine & first))
    return selected(takes_mine, one, other)


def chosen(where: Truths, yes: Numbers, no: Numbers) -> Numbers:
    """One number or the other; all between where it is not known which."""
    unknown = ~(where.yes | where.no)
    low, high = selected(where.yes, yes.low, no.low), selected(where.yes, yes.high, no.high)
    if not unknown.any():
        return both(low) if is_point(yes) and is_point(no) else Numbers(low, high)
    least, greatest = _picked("min", yes.low, no.low, is_low=True), _picked("max", yes.high, no.high, is_low=False)
    return Numbers(selected(unknown, least, low), selected(unknown, greatest, high))


def meet(one: Numbers, other: Numbers) -> Numbers:
    """What both allow; the first where they contradict one another."""
    low = _picked("max", one.low, other.low, is_low=True)
    high = _picked("min", one.high, other.high, is_low=False)
    if is_point(one):
        return one  # either it lies within the other, or they contradict one another
    apart = are_apart(one, other)
    return Numbers(selected(apart, one.low, low), selected(apart, one.high, high))


def are_apart(one: Numbers, other: Numbers) -> Column:
    """Where no number is in both."""
    return _is_less(one.high, other.low) | _is_less(other.high, one.low)


# -- comparing ---------------------------------------------------------------------------------------------------------


def _is_less(one: End, other: End) -> Column:
    left, right, _ = aligned(one, other)
    return (left < right) & ~marked(one) & ~marked(other)


def _is_at_most(one: End, other: End) -> Column:
    left, right, _ = aligned(one, other)
    return (left <= right) & ~marked(one) & ~marked(other)


def compare(op: str, left: Numbers, right: Numbers) -> Truths:
    """Where a comparison holds for every pair of numbers, and where for none."""
    if op in (">", ">="):
        return compare("<" if op == ">" else "<=", right, left)
    if op == "<":
        return Truths(_is_less(left.high, right.low), _is_at_most(right.high, left.low))
    if op == "<=":
        return Truths(_is_at_most(left.high, right.low), _is_less(right.high, left.low))
    same = exact_in(left) & exact_in(right) & _is_at_most(left.low, right.low) & _is_at_most(right.low, left.low)
    other = are_apart(left, right)
    return Truths(same, other) if op == "==" else Truths(other, same)


# -- truths ------------------------------------------------------------------------------------------------------------


def negation(found: Truths) -> Truths:
    """The contrary."""
    return Truths(found.no, found.yes)


def conjunction(parts: Iterable[Truths]) -> Truths:
    """That every one holds."""
    listed = list(parts)
    return Truths(
        reduce(np.logical_and, [one.yes for one in listed]), reduce(np.logical_or, [one.no for one in listed])
    )


def disjunction(parts: Iterable[Truths]) -> Truths:
    """That at least one holds."""
    return negation(conjunction(map(negation, parts)))


def at_least(needed: int, parts: Iterable[Truths]) -> Truths:
    """That at least so many hold."""
    listed = list(parts)
    holding = reduce(np.add, [one.yes.astype(np.int64) for one in listed])
    failing = reduce(np.add, [one.no.astype(np.int64) for one in listed])
    return Truths(holding >= needed, failing > len(listed) - needed)


def chosen_truth(where: Truths, yes: Truths, no: Truths) -> Truths:
    """One condition or the other; where it is not known which, what both say."""
    unknown = ~(where.yes | where.no)
    holds = (where.yes & yes.yes) | (where.no & no.yes) | (unknown & yes.yes & no.yes)
    fails = (where.yes & yes.no) | (where.no & no.no) | (unknown & yes.no & no.no)
    return Truths(holds, fails)
