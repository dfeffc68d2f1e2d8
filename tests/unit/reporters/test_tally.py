"""Counts: every indicator under one word, whatever format counts them."""

from __future__ import annotations

import pytest

from evalrules.reporters.tally import STANDINGS, standings_of, tally_of

RULESET = """
grades: [A, B, C]
measures: {boarders: {type: count}, rate: {type: percent, range: [0, 100]}}
groups: [{id: g, zh: 组, en: group}]
indicators:
  - {id: "1", source: s, assessed: grade}
  - {id: "2", source: s, assessed: grade}
  - {id: "3", source: s, assessed: yesno}
  - {id: "4", source: s, met: rate >= 95, applies: boarders > 0}
vetoes:
  - {id: any-c, zh: 一个C, en: one C, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s}
  - {id: two-b, zh: 两个B, en: two B, when: 'count(indicators, grade == "B") >= 2', level: fail, source: s}
verdict: [{level: pass, when: 'met("3")', source: s}, {level: fail}]
"""


def words(assess, grades: dict[str, object], **facts: object) -> str:
    found = assess(RULESET, {"period": 2007, "grades": grades, "facts": facts}).data
    standings = standings_of(found)
    tally = tally_of(found)
    assert sum(tally) == len(found.findings)
    assert tally == tuple(list(standings.values()).count(word) for word in STANDINGS)
    return " ".join(standings.values())


@pytest.mark.parametrize(
    ("grades", "facts", "expected"),
    [
        ({"1": "A", "2": "A", "3": True}, {"boarders": 0}, "met met met not_applicable"),
        ({"1": "A", "2": "B", "3": True}, {"boarders": 1, "rate": 95}, "met met met met"),
        ({"1": "B", "2": "B", "3": True}, {"boarders": 1, "rate": 94}, "not_met not_met met not_met"),
        ({"1": "A", "2": "C", "3": True}, {"boarders": 1}, "met not_met met unknown"),
        ({"1": "A", "2": "B", "3": False}, {"boarders": 0}, "met met not_met not_applicable"),
        ({}, {}, "unknown unknown unknown unknown"),
    ],
)
def test_each_indicator_is_counted_under_one_word(assess, grades, facts, expected):
    """One B of a passing subject is met; two that make it fail are not; a worst grade never is."""
    assert words(assess, grades, **facts) == expected


def test_a_waiver_in_force_is_a_word_of_its_own(assess):
    """An expired or needless one is none."""
    for until, expected in (("2008-01-01", "waived"), ("2007-01-01", "not_met")):
        waiver = {"indicator": "1", "reason": "r", "approver": "a", "until": until}
        found = assess(RULESET, {"period": 2007, "grades": {"1": "C", "2": "A"}, "waivers": [waiver]}).data
        assert standings_of(found)["1"] == expected
        assert tally_of(found).waived == (expected == "waived")
