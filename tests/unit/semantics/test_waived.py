"""Waivers change whether a result is accepted, and nothing else."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

import evalrules
from evalrules.model.assessment import EXPIRED, IN_FORCE, UNDATED

RULESET = """
grades: [A, B, C]
measures: {rate: {type: percent, range: [0, 100]}, banned: {type: yesno}}
indicators:
  - {id: "1", source: s, assessed: grade}
  - {id: "2", source: s, assessed: grade}
  - {id: "3", source: s, assessed: grade}
vetoes:
  - {id: any-c, zh: 一个C, en: one C, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s}
  - {id: two-b, zh: 两个B, en: two B, when: 'count(indicators, grade == "B") >= 2', level: fail, source: s}
  - {id: banned, zh: 禁止, en: banned, when: banned, level: fail, source: s}
verdict: [{level: pass, source: s}]
"""


def waiver(own: str, until: str = "2008-12-31") -> dict[str, str]:
    return {"indicator": own, "reason": "校舍改建", "approver": "市教育局", "until": until}


def found(assess, grades: str, *waivers: dict[str, str], **more: Any) -> Any:
    stated = {str(at): grade for at, grade in enumerate(grades, 1) if grade != "?"}
    evidence = {"period": 2007, "facts": {"banned": False}, "grades": stated, "waivers": list(waivers), **more}
    return assess(RULESET, evidence).data


@pytest.mark.parametrize(
    ("grades", "waived", "level", "accepted"),
    [
        ("AAC", "", "fail", False),
        ("AAC", "3", "fail", True),
        ("ACC", "3", "fail", False),
        ("ABB", "3", "fail", True),
        ("ABC", "3", "fail", True),
        ("BBC", "3", "fail", False),
        ("AA?", "", None, None),
        ("AA?", "3", None, True),
        ("AC?", "3", "fail", False),
        ("AAA", "3", "pass", True),
    ],
)
def test_a_waived_indicator_does_not_count_against_the_subject(assess, grades, waived, level, accepted):
    """The level stays what it is; accepted is what it would be with the waived indicators at their best."""
    result = found(assess, grades, *(waiver(own) for own in waived))
    assert (result.verdict.level, result.accepted) == (level, accepted)
    assert result.verdict == found(assess, grades).verdict


@pytest.mark.parametrize(
    ("until", "state", "accepted"), [("2007-12-31", IN_FORCE, True), ("2007-12-30", EXPIRED, False)]
)
def test_a_waiver_holds_on_its_last_day_and_not_after(assess, until: str, state: str, accepted: bool):
    """The date of the assessment decides, never the clock; an expired one counts again, and is said."""
    result = found(assess, "AAC", waiver("3", until))
    assert (result.waivers[0].state, result.accepted) == (state, accepted)
    assert [one.code for one in result.diagnostics] == ([] if accepted else ["ER451"])


def test_without_a_date_a_waiver_has_no_effect(assess):
    """ER452 asks for the date."""
    result = found(assess, "AAC", waiver("3"), period=None)
    assert (result.waivers[0].state, result.accepted, [one.code for one in result.diagnostics]) == (UNDATED, False, ["ER452"])


def test_a_veto_over_a_fact_is_not_waived(assess):
    """Only indicators can be waived."""
    result = found(assess, "AAC", waiver("3"), facts={"banned": True})
    assert (result.verdict.level, result.accepted) == ("fail", False)


def test_a_waiver_that_is_not_needed_has_no_effect(assess):
    """It is shown all the same."""
    result = found(assess, "AAA", waiver("3"))
    assert [(one.is_needed, one.has_effect) for one in result.waivers] == [(False, False)]


def test_a_date_can_be_given(ruleset_from):
    """`as_of` is the date of the assessment wherever it is given."""
    ruleset = ruleset_from(RULESET)
    evidence = {"period": 2007, "facts": {"banned": False}, "grades": {"1": "A", "2": "A", "3": "C"}, "waivers": [waiver("3")]}
    late = evalrules.evidence_from(evidence, ruleset, as_of=datetime.date(2009, 1, 1))
    assert evalrules.assess(ruleset, late).data.accepted is False
