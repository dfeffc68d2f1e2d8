"""Results of several times beside one another."""

from __future__ import annotations

from fractions import Fraction

from evalrules.reporters.comparison.trend import measured, trend_of

SOUTH = {"id": "1", "name": "某县", "attributes": {"region": "苏南"}}
GOOD = {"rate": 99, "ok": 9, "total": 9, "exam": False}


def year(report_on, period: int, rate: float, **parts):
    return report_on({**GOOD, "rate": rate}, {"3": "A", "4": True}, period=period, **{"subject": SOUTH, **parts})


def test_a_subject_has_its_level_and_figures_of_each_time(report_on) -> None:
    """Better from first to last, by periods; a figure that stayed is not drawn."""
    found = trend_of([year(report_on, 2005 + at, rate) for at, rate in enumerate((62, 91, 99))], ["a", "b", "c"])
    (course,) = found.courses
    assert found.times == ("2005", "2006", "2007")
    assert (course.direction, found.got_worse) == ("better", False)
    assert [one.verdict.level for one in course.found] == ["fail", "pass", "pass"]
    moved = {one.id: [each.have for each in one.figures] for one in measured(course)}
    assert moved["1"] == [Fraction(62), Fraction(91), Fraction(99)]
    assert "2" not in moved


def test_what_got_worse_on_the_way_is_told(report_on) -> None:
    """Also where the last is as good as the first."""
    found = trend_of([year(report_on, 2005 + at, rate) for at, rate in enumerate((99, 62, 99))], ["a", "b", "c"])
    assert (found.courses[0].direction, found.got_worse) == ("same", True)


def test_a_subject_may_be_missing_in_between(report_on) -> None:
    """It is matched all the same; one that is there only once has no course, and equal periods are told by files."""
    other = year(report_on, 2007, 99, subject={**SOUTH, "id": "2", "name": "另县"})
    found = trend_of([year(report_on, 2007, 62), other, year(report_on, 2007, 99)], ["a", "b", "c"])
    assert found.times == ("a", "b", "c")
    (course,) = found.courses
    assert [one is not None for one in course.found] == [True, False, True]
