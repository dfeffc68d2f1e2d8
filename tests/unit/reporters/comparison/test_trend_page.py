"""Results of several times in each format, read back with somebody else's parser."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from read_back import text_of

from evalrules.reporters.comparison.formats import TREND_FORMATS, rendered_trend
from evalrules.reporters.comparison.trend import measured, trend_of
from evalrules.reporters.comparison.trend_chart import line_chart
from evalrules.reporters.comparison.trend_words import summary, trend_sections
from evalrules.reporters.formats import View

SUBJECT = {"id": "1", "name": "某县", "attributes": {"region": "苏南"}}


@pytest.fixture(scope="module")
def found(report_on):
    """A county over three years: its enrolment rises from 62 over 91 to 99."""
    facts = {"ok": 9, "total": 9, "exam": False}
    reports = [
        report_on({**facts, "rate": rate}, {"3": "A", "4": True}, subject=SUBJECT, period=2005 + at)
        for at, rate in enumerate((62, 91, 99))
    ]
    return trend_of(reports, ["a", "b", "c"])


@pytest.mark.parametrize("form", TREND_FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_has_each_figure_of_each_time(form: str, language: str, found) -> None:
    """The subject, the times and the three figures."""
    text = text_of(form, rendered_trend(found, form, View(language, 120, color=False)))
    assert [one for one in ("某县", "2005", "2006", "2007", "62", "91", "99") if one not in text] == []
    if form == "json":
        assert json.loads(text)["subjects"][0]["levels"] == ["fail", "pass", "pass"]


def test_the_words_say_how_it_moved(found) -> None:
    """Of the level and of each indicator."""
    first, second = trend_sections(found, "en")
    assert first.table.rows[0][-1] == "better"
    assert second.table.rows[0] == ("enrolment", "C 62%", "B 91%", "A 99%", "better")
    assert summary(found, "zh").startswith("共比较 1：变好 1")


def test_a_line_has_a_point_for_each_time_and_says_so(found) -> None:
    """With the figures in its description; a time of which nothing is known has none."""
    one = next(measured(found.courses[0]))
    markup = line_chart(one, found.times, "en", "p")
    assert (markup.count("<circle"), markup.count('class="course"')) == (3, 2)
    assert "2005: 62%" in markup
    gap = line_chart(one._replace(figures=(one.figures[0], None, one.figures[2])), found.times, "en", "p")
    assert (gap.count("<circle"), gap.count('class="course"')) == (2, 0)
    assert "2006: not known" in gap


def test_a_workbook_has_no_columns_for_figures_of_which_there_are_none(found) -> None:
    """Where indicators are only judged; where one has a figure, each time has its column."""
    bare = found._replace(
        courses=tuple(
            one._replace(indicators=tuple(own._replace(figures=(None,) * 3) for own in one.indicators))
            for one in found.courses
        )
    )
    for trend, columns in ((found, 10), (bare, 7)):
        book = openpyxl.load_workbook(io.BytesIO(rendered_trend(trend, "xlsx", View("zh", 120, color=False))))
        header, *rows = book["指标"].iter_rows(values_only=True)
        assert {columns} == {len(header), *map(len, rows)}
