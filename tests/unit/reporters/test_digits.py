"""One value, one figure, wherever in a report it stands (decision 39)."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from evalrules.reporters.html.report import render_html
from evalrules.reporters.page import Writer
from evalrules.reporters.text import render_text
from tests.support.reports_made import FACTS, GRADES

UNEVEN = """
measures: {spread: {type: number, zh: 系数, en: spread, value: "cv(units, area)"}}
tables:
  units:
    zh: 学校
    en: schools
    key: [name]
    columns:
      name: {type: text, zh: 校名, en: name}
      pupils: {type: count, zh: 学生数, en: pupils}
      floor: {type: number, unit: m2, better: higher, zh: 面积, en: floor}
      area: {type: number, unit: m2, zh: 生均面积, en: area a pupil, value: floor / pupils}
indicators:
  - {id: rows, zh: 每校, en: each school, source: s, met: "every(units, area >= 4.5)"}
  - {id: spread, zh: 差异, en: spread, source: s, met: spread <= 0.5}
"""


def figures(text: str, start: str) -> set[str]:
    """Every figure of a text that begins so."""
    return set(re.findall(rf"(?<![0-9.]){re.escape(start)}[0-9.…]*", re.sub("<[^>]*>", " ", text)))


@pytest.mark.parametrize(("ok", "total", "shown"), [(17, 18, "94.44"), (5699, 6000, "94.98"), (56998, 60000, "94.997")])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_value_has_one_figure_in_a_report_which_is_not_its_limit(report_on, ok, total, shown, language):
    """In sentences, tables, steps and bars alike; 94.99667 % is never the 95 % that it lacks."""
    facts = {**FACTS, "ok": ok, "total": total}
    del facts["share"]
    report = report_on(facts, GRADES, explain=True)
    for text in (render_text(report, language, width=400), render_html(report, language)):
        assert figures(text, "94.") == {shown}
        assert not figures(text, "95.")


def test_a_figure_of_a_row_and_of_a_spread_is_the_same_in_its_sentence(assess):
    """6.3528 m2 of a table with two decimals is 6.35 in a sentence; a school 0.003 below the limit is not at it."""
    rows = [("a", 625, 2811), ("b", 625, 3970.5), ("c", 3, 13.49)]
    units = [{"name": name, "pupils": pupils, "floor": floor} for name, pupils, floor in rows]
    found = assess(UNEVEN, {"tables": {"units": units}}, explain=True).data
    writer = Writer(found, "en")
    said = {name: writer.number(Fraction(str(value)) / pupils) for name, pupils, value in rows}
    assert said == {"a": "4.498", "b": "6.35", "c": "4.497"}
    (table,) = (one.table for one in writer.row_tables())
    for name, figure in said.items():
        assert any(name in row and any(figure in cell for cell in row) for row in table.rows)


def test_what_is_given_and_a_limit_keep_their_decimals(report_on):
    """A stated 97.12345 % is neither rounded nor cut, and a number that nothing says more of has two decimals."""
    writer = Writer(report_on({**FACTS, "rate": 97.12345}, GRADES).results[0].assessment, "zh")
    assert writer.number(Fraction("97.12345")) == "97.12345"
    assert writer.number(Fraction("97.12346")) == "97.12"
