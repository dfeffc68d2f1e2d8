"""A sum of points below its limit: which given points, or which figures that points are computed from, reach it."""

from __future__ import annotations

from typing import Any

import pytest

RULES = """
measures:
  rate: {type: percent, range: [0, 100], better: higher, zh: 率, en: rate}
  size: {type: count, better: lower, zh: 班额, en: class size}
  age: {type: count, fixed: true, zh: 年数, en: years}
indicators:
  - {id: "1", points: 20, awarded: "20 if rate >= 95 else 10 if rate >= 90 else 0", source: s 1}
  - {id: "2", points: 10, awarded: "max(0, 10 - 2 * max(0, size - 45))", source: s 1}
  - {id: "3", points: 30, awarded: assessor, source: s 1}
  - {id: "4", points: 40, awarded: "40 if age >= 10 else 30", source: s 1}
verdict: [{level: pass, when: "sum(indicators, points) >= %s", source: s 1}, {level: fail, source: s 1}]
"""


@pytest.fixture
def ways(assess):
    """`ways(limit, …)`: each way to the level, as measure, value and points that it gives; none stands for a distance."""

    def of(limit: int, given: float = 25, **facts: Any):
        found = assess(RULES % limit, {"facts": {"rate": 94, "size": 47, "age": 10, **facts}, "points": {"3": given}})
        for gap in found.gaps:
            if gap.kind == "level":
                return [[(one.measure, one.need, one.gives) for one in way] for way in (gap.changes, *gap.alternatives)]
        return found.verdict.without_gap

    return of


def test_each_figure_that_is_enough_is_a_way(ways):
    """81 of 83: one percent more gives ten points; so do two pupils less, four, and two points of the assessors'."""
    assert sorted(ways(83), key=lambda way: -float(way[0][2] or 0)) == [
        [("rate", "95", "10")],
        [("size", "46", "2")],
        [("points:3", "27", None)],
    ]


def test_where_none_is_enough_the_fewest_are_taken_together(ways):
    """81 of 93: ten points of the rate and two more; the last goes only as far as it must."""
    assert ways(93) == [[("rate", "95", "10"), ("points:3", "27", None)]]


def test_a_figure_goes_no_further_than_the_points_that_lack(ways):
    """86 of 98: after ten points of the rate two lack, which one pupil less gives; two pupils would give four."""
    assert ways(98, given=30) == [[("rate", "95", "10"), ("size", "46", "2")]]


def test_all_of_them_together_where_no_less_is_enough(ways):
    """100 of 100."""
    assert ways(100) == [[("rate", "95", "10"), ("size", "45", "4"), ("points:3", "30", None)]]


def test_what_nobody_changes_is_left(ways):
    """Ten years more would give the ten points that lack then."""
    assert ways(100, age=9) == "fixed"
    assert [way for way in ways(80, age=9) if way[0][0] == "rate"] == [[("rate", "95", "10")]]


FLOORED = """
measures:
  first: {type: number, range: [0, 100], better: higher, zh: 甲率, en: first rate}
  second: {type: number, range: [0, 100], better: higher, zh: 乙率, en: second rate}
  other: {type: number, range: [0, 100], better: higher, zh: 丙率, en: third rate}
  off: {type: number, value: "max(0, 100 - first)", zh: 扣, en: taken off}
tables: {t: {key: [k], columns: {k: {type: text}, n: {type: count}}}}
indicators:
  - {id: "1", points: 10, awarded: "max(0, 10 - off - (100 - second))", source: s 1}
  - {id: "2", points: 10, awarded: "other / 10 + 0 * sum(t, n)", source: s 1}
verdict: [{level: pass, when: "sum(indicators, points) >= %s", source: s 1}, {level: fail, source: s 1}]
"""


@pytest.mark.parametrize(
    ("limit", "given", "expected"),
    [
        ("19", {"first": 90, "second": 90, "other": 95}, {"first": "99.5", "second": "100"}),
        ("15", {"first": 90, "second": 90, "other": 60}, {"first": "99", "second": "100"}),
        ("9", {"first": 95, "second": 90, "other": 60}, {"second": "98"}),
    ],
)
def test_figures_that_give_points_only_together_are_moved_together(limit: str, given: dict, expected: dict, assess):
    """Two deductions that each take all there is: neither gives a point alone, nor what is derived from them; none goes too far."""
    found = assess(FLOORED % limit, {"facts": given, "tables": {"t": [{"k": "甲", "n": 3}]}})
    gap = next(one for one in found.gaps if one.kind == "level")
    assert {one.measure: one.need for one in gap.changes} == expected
