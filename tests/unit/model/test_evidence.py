"""Bounds: a number known exactly, within bounds, or not at all."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.model.evidence import Bounds


@pytest.mark.parametrize(
    ("low", "high", "exact"),
    [(1, 1, 1), (0, 0, 0), (1, 2, None), (None, 1, None), (1, None, None), (None, None, None)],
)
def test_a_number_is_exact_where_both_bounds_meet(low: int | None, high: int | None, exact: int | None):
    """`exact` is the number where there is just one, also where that is zero."""
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    assert exact == Bounds(*ends).exact
