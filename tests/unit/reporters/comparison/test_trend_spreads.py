"""Coefficients over time, and the papers that print them."""

from __future__ import annotations

import pytest
from read_back import text_of

from evalrules.reporters.comparison.formats import TREND_FORMATS, rendered_trend
from evalrules.reporters.comparison.trend import Course, Trend, composites
from evalrules.reporters.comparison.trend_spreads import spread_courses
from evalrules.reporters.comparison.trend_words import coefficients
from evalrules.reporters.formats import View

RULES = """
measures:
  spread: {type: number, zh: 系数, en: coefficient, value: "cv(units, size)", round: {digits: 3, mode: half_up}}
  both: {type: number, zh: 综合, en: composite, value: 2 * spread, shown: true, round: {digits: 3, mode: half_up}}
tables: {units: {key: [name], columns: {name: {type: text}, size: {type: number, range: [0, 1000]}}}}
indicators: [{id: "1", zh: 均衡, en: balance, source: s, met: spread <= 0.5}]
"""


def year(assess, *sizes):
    rows = [{"name": str(at), "size": size} for at, size in enumerate(sizes)]
    return assess(RULES, {"tables": {"units": rows}}).data


@pytest.fixture
def found(assess) -> tuple[object, ...]:
    """A county over three years: the first beyond its limit, of the second nothing is known, then within it."""
    return year(assess, 1, 9), None, year(assess, 4, 7)


def test_a_coefficient_has_its_figure_and_limit_of_each_time(found) -> None:
    """Also what no condition asks for, which is a composite; a time without result has none."""
    own, made_of_it = spread_courses(found)
    first, none, last = own.figures
    assert ("0.800", False, "0.273", True, None) == (first.shown, first.holds, last.shown, last.holds, none)
    assert (own.is_composite, made_of_it.is_composite) == (False, True)
    assert ["1.600", None, "0.545"] == [one and one.shown for one in made_of_it.figures]
    assert {None} == {one.need for one in made_of_it.figures if one is not None}


def test_words_say_what_is_beyond_its_limit(found) -> None:
    """In the cell of its time; the limit stands once."""
    rows = coefficients(Course(found, "better", (), spread_courses(found)), ("a", "b", "c"), "zh").table.rows
    assert ("系数", "0.800（未达标）", "—", "0.273", "≤ 0.5") == rows[0]
    assert ("综合", "1.600", "—", "0.545", "—") == rows[1]


@pytest.mark.parametrize("form", TREND_FORMATS)
def test_every_format_has_the_composite_of_each_time(form: str, found) -> None:
    """As its report prints it; a workbook has the number."""
    course = Course(found, "better", (), spread_courses(found))
    assert [one.id for one in composites(course)] == ["both"]
    trend = Trend(("2020", "2021", "2022"), (course,), False, 0)
    text = text_of(form, rendered_trend(trend, form, View("zh", 120, color=False)))
    assert "综合" in text
    wanted = ("1.6", "0.545") if form == "xlsx" else ("1.600", "0.545")
    assert [one for one in wanted if one not in text] == []
