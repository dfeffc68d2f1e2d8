"""Units: exact conversion within a dimension, names otherwise."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from evalrules.base.units import COUNTED, canonical_unit, conversion, is_counted

NAMES = ["元", "万元", "亿元", "m2", "亩", "公顷", "%", "", "人", "km"]


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("亿元", "万元", Fraction(10_000)),
        ("万元", "亿元", Fraction(1, 10_000)),
        ("亩", "m2", Fraction(2000, 3)),
        ("公顷", "亩", Fraction(15)),
        ("㎡", "平方米", Fraction(1)),
        ("CNY", "元", Fraction(1)),
        ("％", "%", Fraction(1)),
        ("元", "m2", None),
        ("%", "", None),
        ("人", "台", None),
        ("km", "m", None),
        ("km", "km", Fraction(1)),
    ],
)
def test_a_conversion_is_exact_or_refused(source: str, target: str, factor: Fraction | None):
    """Units of one dimension convert by an exact factor; all others are never mixed."""
    assert conversion(source, target) == factor


@pytest.mark.parametrize(("source", "target"), list(product(NAMES, NAMES)))
def test_there_and_back_is_one(source: str, target: str):
    """A conversion and its way back cancel out, or neither exists."""
    there, back = conversion(source, target), conversion(target, source)
    assert (there is None) == (back is None)
    assert there is None or there * back == 1


@pytest.mark.parametrize(
    ("written", "unit"),
    [("㎡", "m2"), ("m²", "m2"), ("平方米", "m2"), ("％", "%"), ("person", "persons"), ("x", "x")],
)
def test_a_unit_has_one_name(written: str, unit: str):
    """Every spelling of a unit is one name, and that name is its own."""
    assert canonical_unit(written) == unit
    assert canonical_unit(unit) == unit


def test_counted_units_count_things():
    """人 and 台 count things, money and area do not."""
    assert all(is_counted(name) for name in COUNTED)
    assert not any(is_counted(name) for name in ("元", "m2", "%", ""))
