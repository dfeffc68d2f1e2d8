"""The middle of the figures of peers, and how far nearly all of them lie from it."""

from __future__ import annotations

from fractions import Fraction

from evalrules.semantics.middles import LEAST_ROWS, median_of, middle, middle_of_columns


def test_the_middle_of_an_even_number_lies_between_two():
    assert (median_of([3, 1, 2]), median_of([Fraction(1), Fraction(2)])) == (2, Fraction(3, 2))


def test_one_that_is_far_makes_the_others_no_less_alike():
    """Of ten figures nine lie within twice the median; the tenth is what is looked for."""
    assert middle([Fraction(10)] * 5 + [Fraction(5)] + [Fraction(20)] * 3 + [Fraction(9000)]) == (10, 2)


def test_figures_of_columns_have_a_middle_where_enough_of_them_have_something_beside_them():
    own = (10.0, 20.0, 30.0, 40.0)
    assert middle_of_columns(own, None) == (4, 25.0, 40.0 / 25.0)
    assert middle_of_columns(own, (1.0, 2.0, 3.0, 4.0)) == (4, 10.0, 1.0)
    assert middle_of_columns(own, (1.0, 2.0, 3.0, 0.0)) is None
    assert middle_of_columns(own[: LEAST_ROWS - 1], None) is None
