"""Counts: every indicator under one word, whatever format counts them."""

from __future__ import annotations

import pytest

from evalrules.model.assessment import Reason
from evalrules.reporters.tally import STANDINGS, counts_of, standings_of, tally_of, words_for

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
    words = [standing.word for standing in standings.values()]
    assert tally == tuple(words.count(word) for word in STANDINGS)
    return " ".join(words)


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
        assert standings_of(found)["1"].word == expected
        assert tally_of(found).waived == (expected == "waived")


SCORED = """
indicators:
  - {id: a, source: s, points: 4, awarded: assessor}
  - {id: b, source: s, points: 4, awarded: assessor}
  - {id: must, source: s, points: 2, awarded: assessor, must: true}
verdict: [{level: pass, when: "sum(indicators, points) >= 6", source: s}, {level: fail}]
"""


def scored(assess, **points):
    return assess(SCORED, {"points": points}).data


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({"a": 4, "b": 3.5, "must": 2}, "full partly full"),
        ({"a": 0, "b": 0, "must": 0}, "zero zero zero"),
        ({"a": {"between": [1, 2]}, "must": 2}, "unknown unknown full"),
    ],
)
def test_points_are_counted_as_full_partly_or_zero(assess, points, expected):
    """An indicator with points is never met and never not met, also where the verdict rests on it."""
    found = scored(assess, **points)
    assert " ".join(one.word for one in standings_of(found).values()) == expected
    assert (tally_of(found).met, tally_of(found).not_met) == (0, 0)


def test_nothing_short_of_full_points_is_green(assess):
    """Full points look good; some and none have looks of their own; what must be full and is not looks like a failure."""
    looks = {own: one.look.tone for own, one in standings_of(scored(assess, a=4, b=3.5, must=2)).items()}
    assert looks == {"a": "good", "b": "partly", "must": "good"}
    looks = {own: one.look.tone for own, one in standings_of(scored(assess, a=4, b=0, must=1)).items()}
    assert looks == {"a": "good", "b": "zero", "must": "bad"}


def test_lacking_points_speak_against_where_the_verdict_rests_on_them(assess):
    """The indicator that must be full does in any case; others where a reason names them, not where a sum is too low."""

    def against(found):
        return {own for own, one in standings_of(found).items() if one.is_against}

    failing = scored(assess, a=4, b=0, must=1)
    assert against(scored(assess, a=4, b=1, must=1)) == against(failing) == {"must"}
    named = failing.verdict._replace(reasons=(Reason("level", ("fail",), ("a", "b")),))
    assert against(failing._replace(verdict=named)) == {"must", "b"}


def test_words_about_points_are_shown_where_there_are_points(assess):
    """A report on grades says nothing of points, one on points nothing of met; both together everything."""
    graded, points = assess(RULESET, {}).data, scored(assess)
    rest = ("unknown", "not_applicable", "waived")
    assert words_for([graded]) == ("met", "not_met", *rest)
    assert words_for([points]) == ("full", "partly", "zero", *rest)
    assert words_for([graded, points]) == STANDINGS
    assert [word for word, _ in counts_of(points)] == list(words_for([points]))
