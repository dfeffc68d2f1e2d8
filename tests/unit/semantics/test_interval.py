"""Exact interval arithmetic, held against its definition on points."""

from __future__ import annotations

import operator
from fractions import Fraction

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.semantics.interval import (
    ANY_NUMBER,
    INFINITE,
    Interval,
    add,
    between,
    compare,
    divide,
    exact_value,
    hull,
    meet,
    multiply,
    point,
    subtract,
)

NUMBERS = st.fractions(min_value=-20, max_value=20, max_denominator=6)
HUGE = Fraction(10**400)
TINY = Fraction(1, 10**400)
OPERATIONS = {add: operator.add, subtract: operator.sub, multiply: operator.mul, divide: operator.truediv}
COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    """An interval, half of the time without a bound on one side or both."""
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    return between(draw(st.sampled_from((low, low, None))), draw(st.sampled_from((high, high, None))))


@st.composite
def member(draw: st.DrawFn, interval: Interval) -> Fraction:
    """One number of an interval."""
    low = interval[0] if isinstance(interval[0], Fraction) else Fraction(-50)
    high = interval[1] if isinstance(interval[1], Fraction) else Fraction(50)
    return draw(st.fractions(min_value=min(low, high), max_value=max(low, high), max_denominator=12))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.__name__)
@given(data=st.data())
@draws(20)
def test_every_result_of_numbers_is_in_the_result_of_intervals(operation: object, data: st.DataObject):
    """Whatever numbers are taken from two intervals, what they give lies in what the intervals give."""
    left, right = data.draw(intervals()), data.draw(intervals())
    x, y = data.draw(member(left)), data.draw(member(right))
    low, high = operation(left, right)
    if operation is not divide or y != 0:
        assert low <= OPERATIONS[operation](x, y) <= high


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.__name__)
@given(left=intervals(), right=intervals())
@draws(20)
@example(left=(HUGE, INFINITE), right=(Fraction(1), Fraction(2)))
@example(left=(TINY, TINY), right=ANY_NUMBER)
@example(left=(HUGE, HUGE), right=ANY_NUMBER)
@example(left=ANY_NUMBER, right=(-HUGE, HUGE))
def test_no_nan_and_no_rounding_arises(operation: object, left: Interval, right: Interval):
    """A bound is an exact fraction or an infinity on its own side, however large the numbers (P16)."""
    low, high = operation(left, right)
    assert isinstance(low, Fraction) or low == -INFINITE
    assert isinstance(high, Fraction) or high == INFINITE
    assert low == low  # noqa: PLR0124 - no NaN
    assert low <= high


@pytest.mark.parametrize("op", COMPARISONS)
@given(data=st.data())
@draws(20)
def test_a_comparison_is_decided_only_where_every_pair_agrees(op: str, data: st.DataObject):
    """True and False hold for every pair of numbers; unknown means that some pair decides either way."""
    left, right = data.draw(intervals()), data.draw(intervals())
    x, y = data.draw(member(left)), data.draw(member(right))
    assert compare(op, left, right) in (None, COMPARISONS[op](x, y))


@pytest.mark.parametrize("op", COMPARISONS)
@given(x=NUMBERS, y=NUMBERS)
@draws(20)
def test_points_are_always_decided(op: str, x: Fraction, y: Fraction):
    """Two exact numbers are compared exactly."""
    assert compare(op, point(x), point(y)) is COMPARISONS[op](x, y)


@pytest.mark.parametrize(
    ("op", "left", "right", "holds"),
    [
        (">=", (95, 100), (95, 95), True),
        (">", (95, 100), (95, 95), None),
        ("<", (0, 95), (95, 95), None),
        ("<=", (0, 95), (95, 95), True),
        ("==", (1, 2), (3, 4), False),
        ("==", (1, 2), (2, 3), None),
        ("!=", (1, 2), (3, 4), True),
        ("==", (1, 2), (1, 2), None),
        ("<", (None, None), (5, 5), None),
        (">", (6, None), (5, 5), True),
        ("<", (None, 4), (5, None), True),
        ("==", (None, None), (None, None), None),
    ],
)
def test_bounds_are_included(op: str, left: tuple, right: tuple, holds: bool | None):
    """At a shared bound ≥ and ≤ hold and > and < stay open (P13, P24)."""
    as_interval = [
        between(*(None if end is None else Fraction(end) for end in side)) for side in (left, right)
    ]
    assert compare(op, *as_interval) is holds


def test_a_divisor_that_may_be_zero_leaves_everything_open():
    """Division by an interval with zero in it can give any number."""
    assert divide(point(1), point(0)) == ANY_NUMBER
    assert divide(point(1), between(Fraction(-1), Fraction(1))) == ANY_NUMBER
    assert divide(point(1), between(Fraction(0), None)) == ANY_NUMBER
    assert divide(point(6), between(Fraction(2), Fraction(3))) == (2, 3)


def test_zero_times_anything_is_zero():
    """Zero times an unbounded number is zero: an infinity stands for a bound, not for a number."""
    assert multiply(point(0), ANY_NUMBER) == (0, 0)


def test_exactly_one_number():
    """Only an interval of one number has an exact value."""
    assert exact_value(point(5)) == 5
    assert exact_value(between(Fraction(1), Fraction(2))) is None
    assert exact_value(ANY_NUMBER) is None
    assert exact_value((INFINITE, INFINITE)) is None


@given(intervals(), intervals())
def test_meet_and_hull(first: Interval, second: Interval):
    """What both allow lies in both, unless they contradict each other; the hull holds both."""
    low, high = meet(first, second)
    apart = first[1] < second[0] or second[1] < first[0]
    assert (
        (low, high) == first
        if apart
        else (low >= first[0] and low >= second[0] and high <= min(first[1], second[1]))
    )
    around = hull([first, second])
    assert around[0] <= min(first[0], second[0])
    assert around[1] >= max(first[1], second[1])
