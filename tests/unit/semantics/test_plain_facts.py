"""Facts as whoever calls has them, and as evidence has them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from evalrules.model.evidence import Bounds
from evalrules.semantics.plain_facts import PlainFacts, check_types, fact_of, scope_of
from evalrules.semantics.scope import Scope

FIFTH = Fraction(1, 5)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Decimal("0.2"), Bounds(FIFTH, FIFTH)), (3, Bounds(Fraction(3), Fraction(3))), (True, True), ("town", "town"), (None, None)],
)  # fmt: skip
def test_a_value_is_what_evidence_makes_of_it(value: Any, expected: object) -> None:
    """Numbers are exact, and everything else is itself."""
    assert fact_of(value) == expected
    facts = PlainFacts({"x": value})
    assert (facts["x"], facts.get("y"), dict(facts), len(facts)) == (expected, None, {"x": expected}, 1)
    assert facts["x"] is facts["x"]


def test_a_binary_float_is_refused() -> None:
    """By the name of its measure; everything that is exact passes."""
    check_types({"a": 1, "b": Decimal("0.1"), "c": True, "d": "x", "e": None})
    with pytest.raises(TypeError, match="b: float is no exact number"):
        check_types({"a": 1, "b": 0.1})


def test_a_subject_knows_its_facts_and_no_rows(ruleset: Any) -> None:
    """What nobody has stays open."""
    nobody = Scope(ruleset, {}, {})
    known = scope_of(PlainFacts({"has": True}), nobody)
    assert (known.flag("has"), known.flag("more"), nobody.flag("has")) == (True, None, None)
    assert known.rows is not None
    assert not known.rows.makes_more_indicators
