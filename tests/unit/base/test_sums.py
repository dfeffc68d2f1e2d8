"""Sums of many fractions."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.base.sums import exact_sum, sum_of_ratios

FRACTIONS = st.fractions(min_value=-1000, max_value=1000, max_denominator=60)


@given(st.lists(FRACTIONS, max_size=8))
@example([])
@example([Fraction(1, 3), Fraction(1, 7), Fraction(-10, 21)])
def test_a_sum_over_a_common_denominator_is_the_sum(numbers: list[Fraction]):
    """Adding over the common denominator changes no sum."""
    assert exact_sum(numbers) == sum(numbers)


@given(st.lists(st.tuples(st.integers(), st.integers(1, 90)), max_size=8))
def test_ratios_need_not_be_in_lowest_terms(ratios: list[tuple[int, int]]):
    """Each counts for what it is."""
    assert sum_of_ratios(ratios) == sum(Fraction(*one) for one in ratios)
