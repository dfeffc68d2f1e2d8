"""Bounds: a number known exactly, within bounds, or not at all."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction

import pytest

from evalrules.base.source import Span
from evalrules.model.evidence import Bounds, Fact, GivenFacts, plain_text


@pytest.mark.parametrize(
    ("low", "high", "exact"),
    [(1, 1, 1), (0, 0, 0), (1, 2, None), (None, 1, None), (1, None, None), (None, None, None)],
)
def test_a_number_is_exact_where_both_bounds_meet(low: int | None, high: int | None, exact: int | None):
    """`exact` is the number where there is just one, also where that is zero."""
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    assert exact == Bounds(*ends).exact


def test_plain_facts_are_facts_wherever_somebody_looks():
    """In the order of the ruleset, each at its place in the mapping; a copy of them, and a pickled one, is plain."""
    paths = {own: f"facts.{own}" for own in "abc"}
    found = GivenFacts({"b": Decimal("1.50"), "a": None}, {"b": "1.50", "a": "null"}, "<m>", paths, 7, ("a", "b", "c"))
    half = Fraction(3, 2)
    expected = {
        "a": Fact("a", None, "null", "null", Span("<m>", 0, 11, 0, 11, "", "facts.a"), "", "", ""),
        "b": Fact("b", Bounds(half, half), "1.50", "", Span("<m>", 0, 9, 0, 9, "", "facts.b"), "", "", ""),
    }
    assert (found, list(found), len(found), "c" in found) == (expected, ["a", "b"], 2, False)
    assert found.values_known() == {own: one.value for own, one in expected.items()}
    assert (dict(found.as_written()), found.place_of("b")) == ({"b": "1.5", "a": None}, "<m>#facts.b")
    assert type(copy := pickle.loads(pickle.dumps(found))) is dict
    assert (copy, repr(found)) == (expected, repr(expected))


@pytest.mark.parametrize(
    ("written", "plain"), [("1.50", "1.5"), ("-0.0", "0"), ("-0", "0"), ("100", "100"), ("0.00", "0"), ("-0.50", "-0.5")]
)
def test_plain_text_says_nothing_twice(written: str, plain: str):
    """Neither zeros behind a point, nor a sign of nothing; zeros before it count."""
    assert plain_text(written) == plain
