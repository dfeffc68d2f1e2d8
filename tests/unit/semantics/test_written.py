"""Numbers as a result writes them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.surds import Surd, root
from evalrules.model.assessment import Irrational
from evalrules.semantics.written import bound_text, written_number


@pytest.mark.parametrize(("value", "text"), [("0.5", "0.5"), ("1/3", "1/3"), ("-2", "-2"), ("0", "0")])
def test_a_fraction_is_written_exactly(value: str, text: str):
    """A number that is no root is its canonical text."""
    assert written_number(Fraction(value)) == text


@pytest.mark.parametrize(
    ("value", "square", "shown"),
    [
        (root(Fraction(2)), "2", "1.414213"),
        (root(Fraction(1, 2)), "0.5", "0.707106"),
        (2 * root(Fraction(1, 8)), "0.5", "0.707106"),
        (-root(Fraction(2)), "", "-1.414213"),
        (root(Fraction(2)) + 1, "", "2.414213"),
        (root(Fraction(2)) + root(Fraction(3)), "", "3.146264"),
    ],
)
def test_a_root_is_written_as_its_square_and_its_first_digits(value: Surd, square: str, shown: str):
    """The square makes the number exact where there is one; the digits are cut, never rounded up."""
    assert written_number(value) == Irrational(square, shown)


def test_a_root_beside_a_round_number_is_not_taken_for_it():
    """So many digits are shown that a coefficient just above 0.5 does not read 0.500000 (P09)."""
    just_above = root(Fraction(1, 4) + Fraction(1, 10**8))
    assert Fraction(written_number(just_above).shown) > Fraction(1, 2)


@given(st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000), st.integers(4, 20))
def test_what_is_shown_of_a_root_is_below_it_and_never_round(square: Fraction, nearness: int):
    """The digits shown are those of the number, and more than a number with four decimals has."""
    value = root(square * square + Fraction(1, 10**nearness))
    if isinstance(value, Surd):
        shown = Fraction(written_number(value).shown)
        assert 0 < value - shown < Fraction(1, 10**6)
        assert (shown * 10**4).denominator != 1
        assert Fraction(written_number(value).square) == square * square + Fraction(1, 10**nearness)


LONG = Fraction(10**2000, 3 * 10**1999 + 1)


@pytest.mark.parametrize(
    ("value", "shown"), [(LONG, "3.333333"), (-LONG, "-3.333333"), (LONG / 10**9, "0.000000003333"), (10**900 * LONG, "3" * 901 + ".333333")]
)  # fmt: skip
def test_a_fraction_of_thousands_of_digits_is_written_by_its_first(value: Fraction, shown: str):
    """Nobody reads thousands of digits, and Python refuses to write more than 4,300 of them."""
    found = written_number(value)
    assert isinstance(found, Irrational)
    assert found.square == ""
    assert shown.startswith(found.shown) or found.shown.startswith(shown)


def test_the_root_of_a_long_fraction_is_written_by_its_digits_alone():
    """The square is not written where it is too long."""
    assert written_number(root(LONG)) == Irrational("", "1.825741")


def test_a_long_bound_is_a_short_number_just_beyond_it():
    """From it on holds what holds from the exact bound on, in either direction; a short one is exact."""
    up, down = Fraction(bound_text(LONG, up=True)), Fraction(bound_text(LONG, up=False))
    assert down < LONG < up
    assert up - down == Fraction(1, 10**40)
    assert bound_text(Fraction(1, 3), up=True) == bound_text(Fraction(1, 3), up=False) == "1/3"
