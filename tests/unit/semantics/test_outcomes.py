"""A grade is never taken for another outcome, whatever it is called, from the evidence to the kept result."""

from __future__ import annotations

import json

from evalrules.results.reading import report_from

GRADED = """
grades: [scored, partly, not_applicable]
measures: {n: {type: count, better: higher, zh: 数, en: number}}
indicators:
  - {id: "1", source: s 1, assessed: grade}
  - {id: "2", source: s 1, applies: n > 5, assessed: grade}
vetoes: [{id: v, when: 'any(indicators, grade == "not_applicable")', level: fail, source: s 1}]
verdict: [{level: pass, when: 'grade("2") != "scored" or n > 5'}, {level: fail}]
"""
MIXED = """
grades: [met, not_met]
indicators:
  - {id: "1", source: s 1, assessed: grade}
  - {id: "2", source: s 1, assessed: yesno}
vetoes: [{id: v, when: 'any(indicators, grade == "not_met")', level: fail, source: s 1}]
verdict: [{level: pass}]
"""


def test_a_veto_fires_on_a_grade_called_like_another_outcome(assess):
    """The grade `not_applicable` is counted like any other; a certain one fails, an open one may."""
    facts = {"n": 9}
    decided = {grade: assess(GRADED, {"facts": facts, "grades": {"1": grade, "2": "partly"}}).verdict
               for grade in ("scored", "partly", "not_applicable")}  # fmt: skip
    assert {grade: found.level for grade, found in decided.items()} == {
        "scored": "pass", "partly": "pass", "not_applicable": "fail",
    }  # fmt: skip
    opened = assess(GRADED, {"facts": facts, "grades": {"2": "partly"}})
    assert opened.verdict.possible == ("pass", "fail")
    assert [(item.id, [(one.to, one.options) for one in item.needed]) for item in opened.missing] == [
        ("1", [("pass", ("grade:scored", "partly")), ("fail", ("grade:not_applicable",))])
    ]


def test_what_does_not_apply_has_no_grade_of_that_name(assess):
    """An indicator that does not apply is not counted as the grade `not_applicable`, nor is it `scored`."""
    found = assess(GRADED, {"facts": {"n": 3}, "grades": {"1": "partly", "2": "scored"}})
    assert (found.verdict.level, found.indicators[1].outcome, found.indicators[1].grade) == ("pass", "not_applicable", None)


def test_met_and_not_met_are_no_grades(assess):
    """An indicator that is not met does not fire a veto on the grade `not_met`; one that is graded so does."""
    assert "pass" == assess(MIXED, {"grades": {"1": "met", "2": False}}).verdict.level
    assert "fail" == assess(MIXED, {"grades": {"1": "not_met", "2": True}}).verdict.level


def test_both_ways_of_judging_agree_on_such_grades(ruleset_from):
    """A compiled ruleset judges as the whole assessment does."""
    evaluator = ruleset_from(MIXED).compile()
    assert [
        evaluator.judge({}, {"1": grade, "2": met}).level
        for grade, met in (("met", False), ("not_met", True))
    ] == ["pass", "fail"]  # fmt: skip


def test_a_kept_result_tells_them_apart(assess):
    """Written and read back every outcome is what it was, and the report calls each by its own name."""
    found = assess(GRADED, {"facts": {"n": 3}, "grades": {"1": "not_applicable"}})
    document = json.loads(found.to_json())
    one, two = document["results"][0]["indicators"]
    assert (one["possible"], two["possible"]) == (["grade:not_applicable"], ["not_applicable"])
    kept, problems = report_from(found.to_json().encode(), "r.json")
    assert problems == []
    assert [each.possible for each in kept.results[0].assessment.findings] == [each.possible for each in found.indicators]
