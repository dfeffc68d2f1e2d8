"""Numbers with square roots: exact where binary floating point and long decimals guess."""

from __future__ import annotations

import operator
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, localcontext
from fractions import Fraction
from math import inf
from types import FrameType

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from selection import one_in

from evalrules.base.surds import Real, Surd, root

PRECISION = 120
NEAR = Decimal(10) ** -80
FRACTIONS = st.fractions(min_value=-100, max_value=100, max_denominator=60)
SQUARES = st.fractions(min_value=0, max_value=100, max_denominator=30)
TERMS = st.lists(st.tuples(FRACTIONS, SQUARES), max_size=3)
NUMBERS = st.tuples(FRACTIONS, TERMS)


def real(drawn: tuple[Fraction, list[tuple[Fraction, Fraction]]]) -> Real:
    """`a + c1*sqrt(q1) + …` as the engine adds it up."""
    total: Real = drawn[0]
    for coefficient, square in drawn[1]:
        total = total + root(square) * coefficient
    return total


def decimal(drawn: tuple[Fraction, list[tuple[Fraction, Fraction]]]) -> Decimal:
    """The same number in 120 decimal digits."""
    return sum((approximate(one) * approximate(square).sqrt() for one, square in drawn[1]), approximate(drawn[0]))


def approximate(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


@contextmanager
def inverses_at_most(limit: int) -> Iterator[None]:
    """Stop an inverse that asks for ever more inverses; a clock would stop a slow computer as well."""
    calls = 0

    def count(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code is Surd.inverse.__code__
        if calls > limit:
            raise RuntimeError(f"more than {limit} inverses")

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)


def middle(value: Real) -> Decimal:
    """An engine number in 120 decimal digits: within its enclosure, which is far tighter than `NEAR`."""
    if not isinstance(value, Surd):
        return approximate(value)
    low, high = value.enclosed(100)
    assert low < value < high
    assert approximate(high - low) < NEAR
    return approximate(low)


@pytest.mark.parametrize("name", one_in(3, ["add", "sub", "mul"]))
@settings(max_examples=30)
@given(first=NUMBERS, second=NUMBERS)
@example(first=(Fraction(0), [(Fraction(1), Fraction(2))]), second=(Fraction(1), []))
@example(first=(Fraction(1), [(Fraction(1), Fraction(2))]), second=(Fraction(1), [(Fraction(-1), Fraction(2))]))
@example(first=(Fraction(0), [(Fraction(1), Fraction(2))]), second=(Fraction(0), []))
def test_arithmetic_agrees_with_120_decimal_digits(name: str, first, second):
    """Sum, difference and product are those of the numbers, whether a root remains or not."""
    operation = getattr(operator, name)
    with localcontext() as context:
        context.prec = PRECISION
        found = middle(operation(real(first), real(second)))
        expected = operation(decimal(first), decimal(second))
        assert abs(found - expected) < NEAR * 1000


@settings(max_examples=30)
@given(NUMBERS, NUMBERS)
@example((Fraction(0), [(Fraction(1), Fraction(8))]), (Fraction(0), [(Fraction(2), Fraction(2))]))
def test_comparisons_agree_with_120_decimal_digits(first, second):
    """One number is below, at or above another exactly as their decimals are."""
    left, right = real(first), real(second)
    with localcontext() as context:
        context.prec = PRECISION
        difference = decimal(first) - decimal(second)
    is_equal = abs(difference) < NEAR
    assert (left == right) is is_equal
    assert (left < right) is (not is_equal and difference < 0)
    assert (left <= right) is (is_equal or difference < 0)
    assert (left > right) is (not is_equal and difference > 0)
    assert (left >= right) is (is_equal or difference > 0)


def test_a_number_and_its_reflection_compare_alike():
    """A fraction on the left of a root compares as it does on its right."""
    one = root(Fraction(2))
    assert Fraction(7, 5) < one < Fraction(3, 2)
    assert 1 < one < 2
    assert 3 - one > 1
    assert 1 + one == one + 1
    assert 2 * one == one * 2


def test_a_difference_in_the_fortieth_digit_decides():
    """A root is told from a fraction that agrees with it in 60 digits, which no float is."""
    one = root(Fraction(2))
    near = one.cut(60)
    assert near < one < near + Fraction(1, 10**60)
    assert float(near) == float(near + Fraction(1, 10**60))


@settings(max_examples=30)
@given(st.fractions(min_value=0, max_value=10**6, max_denominator=10**4))
def test_the_root_of_a_square_is_a_fraction(value: Fraction):
    """A perfect square leaves no root behind."""
    assert root(value * value) == value
    assert isinstance(root(value * value), Fraction)


@pytest.mark.parametrize("square", [2, 3, Fraction(1, 2), Fraction(8, 9), Fraction(4, 3), 10**40 + 1])
def test_the_root_of_no_square_is_no_fraction(square: Fraction | int):
    """What is no perfect square stays a root, and its square is the number again."""
    one = root(Fraction(square))
    assert isinstance(one, Surd)
    assert one * one == square
    assert isinstance(one * one, Fraction)


def test_roots_of_one_kind_are_one():
    """The root of 8 is twice the root of 2, in value, in hash and in a difference."""
    eight, twice = root(Fraction(8)), 2 * root(Fraction(2))
    assert eight == twice
    assert hash(eight) == hash(twice)
    assert eight - twice == 0
    assert isinstance(eight - twice, Fraction)
    assert len((eight + twice).roots) == 1
    assert eight != root(Fraction(2))
    assert root(Fraction(1, 2)) * 2 == root(Fraction(2))
    assert root(Fraction(2)) * root(Fraction(3)) == root(Fraction(6))


def test_a_root_is_never_a_fraction():
    """No fraction equals a root, however near."""
    one = root(Fraction(2))
    assert one != one.cut(100)
    assert one != Fraction(141421356, 10**8)
    assert one != "1.41"


ONE_OR_TWO = st.lists(st.tuples(FRACTIONS, SQUARES), min_size=1, max_size=2)


@settings(max_examples=30)
@given(FRACTIONS, ONE_OR_TWO)
@example(Fraction(0), [(Fraction(1), Fraction(2))])
@example(Fraction(1), [(Fraction(1), Fraction(2)), (Fraction(1), Fraction(3))])
def test_a_number_times_its_inverse_is_one(rational: Fraction, terms):
    """One over a number with up to two roots is exact."""
    number = real((rational, terms))
    assume(isinstance(number, Surd))
    assert number * number.inverse() == 1


@settings(max_examples=30)
@given(NUMBERS, st.integers(0, 12))
@example((Fraction(0), [(Fraction(-1), Fraction(2))]), 2)
def test_digits_are_cut_towards_zero(drawn, digits: int):
    """A cut number is no further from zero, and less than one unit of its last digit from the full one."""
    number = real(drawn)
    assume(isinstance(number, Surd))
    cut = number.cut(digits)
    assert (cut * 10**digits).denominator == 1
    assert abs(cut) <= abs(number)
    assert abs(number - cut) < Fraction(1, 10**digits)


@settings(max_examples=30)
@given(NUMBERS, st.integers(0, 12))
@example((Fraction(0), [(Fraction(-1), Fraction(2))]), 1)
@example((Fraction(0), [(Fraction(1, 4), Fraction(2))]), 1)
@example((Fraction(-1), [(Fraction(1, 2), Fraction(3))]), 0)
def test_rounded_digits_are_the_nearest(drawn, digits: int):
    """A rounded number is less than half a unit of its last digit away; there is never a tie."""
    number = real(drawn)
    assume(isinstance(number, Surd))
    rounded = number.rounded(digits)
    assert (rounded * 10**digits).denominator == 1
    assert abs(number - rounded) < Fraction(1, 2 * 10**digits)


@pytest.mark.parametrize(
    ("number", "digits", "cut", "rounded"),
    [
        (root(Fraction(2)), 2, "1.41", "1.41"),
        (root(Fraction(3)), 2, "1.73", "1.73"),
        (root(Fraction(7)), 2, "2.64", "2.65"),
        (-root(Fraction(7)), 2, "-2.64", "-2.65"),
        (root(Fraction(7)), 0, "2", "3"),
        (root(Fraction(2)) - 1, 0, "0", "0"),
        (1 - root(Fraction(3)), 0, "0", "-1"),
    ],
)
def test_digits_of_known_roots(number: Surd, digits: int, cut: str, rounded: str):
    """The digits of known roots, also below zero."""
    assert number.cut(digits) == Fraction(cut)
    assert number.rounded(digits) == Fraction(rounded)


def test_signs_and_absolute_values():
    """A root minus more than it is lies below zero, and its absolute value above."""
    below = root(Fraction(2)) - Fraction(3, 2)
    assert below.sign() == -1
    assert (-below).sign() == 1
    assert abs(below) == -below
    assert abs(-below) == -below


def test_infinity_is_above_every_root():
    """The ends of an open range compare with a root from both sides."""
    one = root(Fraction(2))
    assert -inf < one < inf
    assert -inf <= one <= inf
    assert not one > inf
    assert not one < -inf


def test_a_root_says_what_it_is():
    """A root in a failed test is readable."""
    assert repr(root(Fraction(2))) == "Surd(0, ((Fraction(1, 1), Fraction(2, 1)),))"


def test_the_inverse_of_three_roots_is_given_up():
    """Conjugates of three independent roots bring new ones back for ever: the number is refused, not waited for."""
    number = 1 + root(Fraction(2)) + root(Fraction(3)) + root(Fraction(5))
    with inverses_at_most(8), pytest.raises(ArithmeticError):
        number.inverse()
