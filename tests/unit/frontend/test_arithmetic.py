"""Divisions move outwards, and what is computed has the unit it should have."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.base.source import Span
from evalrules.frontend.arithmetic import Typed, converted, divided, multiplied, product, quotient, times
from evalrules.semantics.prose import expression_text
from evalrules.tree.nodes import Fact, Number

HERE = Span("t", 1, 1, 1, 2)
A, B, C = (Fact(name, "number", "", HERE) for name in "abc")


def typed(unit: str | None, *, counted: bool = False) -> Typed:
    return Typed(A, "number", unit, counted)


@pytest.mark.parametrize(
    ("left", "right", "unit"),
    [
        (typed("人", counted=True), typed("所", counted=True), ""),
        (typed("m2"), typed("人", counted=True), "m2"),
        (typed("m2"), typed("m2"), ""),
        (typed("元"), typed("m2"), "元/m2"),
        (typed(None), typed("人", counted=True), None),
        (typed("%"), typed(None), "%"),
    ],
)
def test_a_quotient_has_its_unit(left: Typed, right: Typed, unit: str | None):
    """A ratio of counts has no unit, an amount per thing keeps its own, anything else names both."""
    assert unit == divided(left, right, HERE).unit


@pytest.mark.parametrize(
    ("left", "right", "unit"),
    [
        (typed(None), typed("per100"), "per100"),
        (typed(None), typed("台", counted=True), None),
        (typed(""), typed("%"), "%"),
        (typed("元"), typed("人"), "元*人"),
    ],
)
def test_a_product_has_its_unit(left: Typed, right: Typed, unit: str | None):
    """A written factor keeps the unit; times a number of things it may be anything."""
    assert unit == multiplied(left, right, HERE).unit


def test_divisions_are_pulled_outwards():
    """However a ratio is written, it is one numerator over one divisor."""
    assert "a * c / b" == expression_text(product(quotient(A, B, "", HERE), C, "", HERE))
    assert "a / (b * c)" == expression_text(quotient(quotient(A, B, "", HERE), C, "", HERE))


def test_a_conversion_of_a_ratio_leaves_it_a_ratio():
    """The factor goes to the numerator, and is not written."""
    ratio = converted(quotient(A, B, "", HERE), Fraction(10_000), "元")

    assert ("a / b", Fraction(10_000)) == (expression_text(ratio), ratio.left.factor)


def test_an_absent_factor_is_none():
    """`times` takes what is there."""
    assert A == times(A, None, HERE)
    assert Number(Fraction(1), "", HERE) == times(None, None, HERE)
