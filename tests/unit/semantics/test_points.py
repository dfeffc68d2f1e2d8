"""Indicators with points: never met, unless they must be reached, and then by their full points."""

from __future__ import annotations

import pytest

from evalrules.reporters.page import Writer

RULES = """
indicators:
  - {id: "1.1", zh: 师德, en: conduct, points: 4, awarded: assessor, must: true, source: s 1}
  - {id: "1.2", zh: 图书, en: books, points: 4, awarded: books, source: s 1}
  - {id: "1.3", zh: 校舍, en: rooms, points: 4, awarded: 2 * rooms, must: true, source: s 1}
measures: {books: {type: number, zh: 图书, en: books}, rooms: {type: number, range: [0, 9], better: higher, zh: 校舍, en: rooms}}
vetoes: [{id: must, zh: 必达未达, en: not reached, when: 'any(indicators, must and not met)', level: fail, source: s 6}]
verdict: [{level: pass, when: "sum(indicators, points) >= 8", source: s 6}, {level: fail}]
"""


@pytest.mark.parametrize(
    ("conduct", "rooms", "possible"),
    [
        (4, 2, ("pass",)), (4, 9, ("pass",)), ("3.9", 2, ("fail",)), (4, "1.9", ("fail",)), (0, 2, ("fail",)),
        ({"between": [1, 3]}, 2, ("fail",)), ({"between": [3, 4]}, 2, ("pass", "fail")), (None, 2, ("pass", "fail")),
        (None, 1, ("fail",)), (4, {"between": [2, 9]}, ("pass",)), (4, {"between": [1, 3]}, ("pass", "fail")),
    ],
)  # fmt: skip
def test_what_must_be_reached_is_met_by_its_full_points(conduct: object, rooms: object, possible: tuple, assess):
    """Fewer points fire the veto, open ones leave it open, and points without `must` have no part in it."""
    from decimal import Decimal

    conduct, rooms = (Decimal(one) if isinstance(one, str) else one for one in (conduct, rooms))
    found = assess(RULES, {"points": {"1.1": conduct}, "facts": {"books": 0, "rooms": rooms}})
    assert possible == found.verdict.possible


def test_points_are_reported_as_points(assess):
    """No finding with points is ever met: its outcome is scored, and it says whether all points, some or none."""
    found = assess(RULES, {"points": {"1.1": 3}, "facts": {"books": 0, "rooms": 2}})
    assert [("scored", "partly"), ("scored", "zero"), ("scored", "full")] == [
        (one.outcome, one.scored_as) for one in found.indicators
    ]
    assert [()] * 3 == [one.possible for one in found.indicators]


def test_the_gap_of_what_must_be_reached_is_in_points(assess):
    """What lacks is told of the indicator and of the level, and closes it."""
    found = assess(RULES, {"points": {"1.1": 3}, "facts": {"books": 4, "rooms": 1}})
    told = [sorted((one.measure, one.op, one.need) for one in gap.changes) for gap in found.gaps]
    assert told == [
        [("points:1.1", ">=", "4")], [("rooms", ">=", "2")], [("points:1.1", ">=", "4"), ("rooms", ">=", "2")]
    ]  # fmt: skip
    closed = assess(RULES, {"points": {"1.1": 4}, "facts": {"books": 4, "rooms": 2}})
    assert closed.verdict.level == "pass"


def test_missing_points_say_what_decides(assess):
    """The points, and the figure that they are computed from, each from where they are enough."""
    for evidence, own in (
        ({"facts": {"books": 4, "rooms": 2}}, "1.1"),
        ({"points": {"1.1": 4}, "facts": {"books": 4}}, "rooms"),
    ):
        (item,) = assess(RULES, evidence).missing
        limit = "4" if own == "1.1" else "2"
        assert (item.id, item.decides) == (own, True)
        assert [(one.to, one.op, one.value) for one in item.needed] == [("pass", ">=", limit), ("fail", "<", limit)]


def test_an_indicator_that_must_be_reached_may_not_apply(assess):
    """Not applicable it fires nothing; where that is open both remain."""
    rules = RULES.replace('must: true, source: s 1}\n  - {id: "1.2"', 'must: true, applies: has, source: s 1}\n  - {id: "1.2"')
    rules = rules.replace("measures: {", "not_applicable: full\nmeasures: {has: {type: yesno, zh: 有, en: has}, ")
    for has, possible in ((False, ("pass",)), (True, ("fail",)), (None, ("pass", "fail"))):
        evidence = {"points": {"1.1": 3}, "facts": {"books": 4, "rooms": 2, "has": has}}
        assert possible == assess(rules, evidence).verdict.possible


@pytest.mark.parametrize(("language", "words"), [("zh", "3/4 分 → 满分"), ("en", "3 of 4 points → full points")])
def test_reports_speak_of_points(language: str, words: str, assess):
    """The gap goes from the points awarded to full points, in either language."""
    found = assess(RULES, {"points": {"1.1": 3}, "facts": {"books": 4, "rooms": 2}})
    assert words in Writer(found.data, language).gap_title(found.gaps[0])
