"""Numbers of which there is nothing to say: within the bounds of their measure, and meant as they are written."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest

from evalrules.base.diagnostics import Diagnostic
from evalrules.frontend.plain_numbers import PLAIN, End, plain_range
from evalrules.model.ruleset import Measure, Ruleset

RULES = """\
measures:
  rate: {type: percent, range: [0, 100]}
  pupils: {type: count, range: [-3, 50]}
  area: {type: number, range: [-5.5, 99]}
  word: {type: text}
indicators: [{id: "1", source: s, met: rate >= 50 and pupils >= 1 and area >= 0 and word == "a"}]
"""


@pytest.fixture(scope="module")
def measures(built: Callable[[str], tuple[Ruleset | None, list[Diagnostic]]]) -> dict[str, Measure]:
    found, problems = built(RULES)
    assert found is not None, problems
    return dict(found.measures)


@pytest.mark.parametrize(
    ("own", "exact"),
    [("rate", 2), ("rate", Decimal("98.50")), ("rate", 0), ("rate", 100), ("pupils", 0), ("pupils", Decimal("5.0")),
     ("area", Decimal("-5.5")), ("area", 99)],
)  # fmt: skip
def test_a_number_within_its_bounds_is_that_number(own: str, exact: End, measures: dict[str, Measure]):
    """Both bounds are included, and no digit is lost."""
    within = plain_range(measures[own])
    assert within is not None
    assert within.number(exact) == Fraction(str(exact))


@pytest.mark.parametrize(
    ("own", "exact"),
    [("rate", Decimal("100.01")), ("rate", -1), ("rate", 1), ("rate", Decimal("0.4")), ("pupils", -1), ("pupils", 51),
     ("pupils", Decimal("2.5")), ("area", Decimal("-5.51")), ("area", Decimal("99.1"))],
)  # fmt: skip
def test_a_number_that_may_be_a_mistake_is_none(own: str, exact: End, measures: dict[str, Measure]):
    """Out of range, a part of a person, or a percentage that may be a share."""
    within = plain_range(measures[own])
    assert within is not None
    assert within.number(exact) is None


def test_what_is_no_number_has_no_bounds(measures: dict[str, Measure]):
    """Bounds of a text, or a third as a bound, are nothing that decimals compare with."""
    assert plain_range(measures["word"]) is None
    assert plain_range(measures["area"]._replace(high=Fraction(100, 3))) is None


@pytest.mark.parametrize("text", ["0", "-0", "12", "1949443.0", "-5.50"])
def test_plain_numbers_are_decimals(text: str):
    """As programs and offices write them."""
    assert PLAIN.fullmatch(text)


@pytest.mark.parametrize("text", ["", "+1", "01", "1.", ".5", "1e3", "1 000", "３", " 3", "1/2", "9" * 31])
def test_other_spellings_are_not_plain(text: str):
    """Whether they are numbers is for the whole binding to say."""
    assert PLAIN.fullmatch(text) is None
