"""Units: exact conversion within a dimension, names otherwise."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from evalrules.base.units import (
    COUNTED,
    canonical_unit,
    conversion,
    figure_in,
    is_counted,
    is_unit_like,
    unit_text,
    written_factor,
)

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


@pytest.mark.parametrize(
    ("written", "unit", "factor"),
    [
        ("万元", "元", Fraction(10_000)), ("千元", "元", Fraction(1_000)), ("百万元", "万元", Fraction(100)), ("人", "名", Fraction(1)), ("位", "persons", Fraction(1)),
        ("万人", "名", Fraction(10_000)), ("千册", "册", Fraction(1_000)), ("万平方米", "m2", Fraction(10_000)), ("米", "m", Fraction(1)), ("本", "books", Fraction(1)),
        ("人", "台", None), ("元", "m2", None), ("%", "元", None), ("元/生", "元", None), ("万", "元", None), ("千", "人", None),
    ],
)  # fmt: skip
def test_a_unit_beside_a_figure_is_read_as_people_write_it(written: str, unit: str, factor: Fraction | None):
    """Words for one thing, and so many thousands of it; what is not exact is no factor."""
    assert written_factor(written, unit) == factor


@pytest.mark.parametrize(
    ("text", "unit", "figure"),
    [
        ("1.2万", "元", "12000"), ("11.86万元", "元", "118600"), ("11.86 万", "万元", "118600"), ("3,600元", "万元", "0.36"), ("９册", "", "9"),
        ("2亩", "m2", ""), ("50.5㎡", "m2", "50.5"), ("1.2万册", "", "12000"), ("300人", "persons", "300"), ("98％", "%", "98"), ("-3千", "", "-3000"),
        ("5亩", "元", ""), ("2014年", "", ""), ("约300", "", ""), ("3万左右", "", ""), ("第3", "", ""), ("", "", ""), ("1,2万", "", ""), ("0万", "", "0"),
    ],
)  # fmt: skip
def test_a_figure_with_its_word_is_told_plainly(text: str, unit: str, figure: str):
    """In the unit of the measure, where that is exact and certain; else nothing is suggested."""
    assert figure_in(text, unit) == figure


def test_what_stands_in_brackets_is_a_unit_or_a_remark():
    """Also a unit that nobody knows is one: it is refused later and never ignored."""
    assert all(map(is_unit_like, ("元", "万元", "元/生", "千人", "㎡", "平米", "%", "‰", "人", "本", "per100")))
    assert not any(map(is_unit_like, ("", "含附设班", "不含租用", "小学", "年", "无小学填0", "包括租用的校舍在内")))


@pytest.mark.parametrize(
    ("unit", "zh", "en"),
    [("m2", "平方米", " m²"), ("人", "人", ""), ("persons", "人", ""), ("元", "元", " yuan"), ("%", "%", "%"), ("per100", "（每百名学生）", " per 100 pupils"), ("per30", "（每30名学生）", " per 30 pupils"), ("", "", ""), ("册/生", "册/生", "册/生")],
)  # fmt: skip
def test_a_unit_is_said_as_people_write_it(unit: str, zh: str, en: str):
    """Behind a figure, in Chinese and English; a number of things has none in English."""
    assert (unit_text(unit, "zh"), unit_text(unit, "en")) == (zh, en)
