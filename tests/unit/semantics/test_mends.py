"""What indicators lack is mended together: facts, cells of rows, and what assessors decide."""

from __future__ import annotations

FUNDED = "every(t, pupils >= 100 or money >= 100000)"


def test_what_a_school_can_do_is_said_and_not_that_it_have_more_pupils(advice):
    """50 pupils and 60,000 of 100,000 yuan: 40,000 yuan more."""
    assert advice(FUNDED) == ([("t.money", ("甲",), "100000", "40000")], "", ())


def test_rows_and_decisions_of_assessors_come_together(advice):
    """Both are needed, and neither is left out."""
    assert advice(FUNDED, "not_met") == ([("t.money", ("甲",), "100000", "40000"), ("2", None, "met", None)], "", ())


def test_of_a_quantity_that_no_rule_moves_its_distance_is_said(advice):
    """The greatest of all: no school is told to be it."""
    assert advice("greatest(t, money) >= 100000") == ([(None, None, "100000", "40000")], "", ())


def test_rows_behind_a_median_come_together_with_decisions(advice):
    """The school that brings the median to its limit, and what the assessors decide."""
    found = advice("median(t, money) >= 100000", "not_met")
    assert {("t.money", ("甲",), "199999", "139999"), ("2", None, "met", None)} == set(found[0])
