"""The figures over many subjects: how many, what fails most, who is nearest."""

from __future__ import annotations

from typing import Any

import pytest

import evalrules
from evalrules.base.diagnostics import error
from evalrules.base.source import Span
from evalrules.model.report import Options, Report, Result
from evalrules.reporters.overview import overview_of

RULES = """
grades: [A, B, C]
measures: {rate: {type: percent, range: [0, 100], better: higher, zh: 入学率, en: enrolment}}
indicators:
  - {id: "1", zh: 入学, en: enrolment, source: s 1, bands: {A: rate >= 95, B: rate >= 90, C: otherwise}}
  - {id: "2", zh: 管理, en: management, source: s 2, assessed: grade}
  - {id: "3", zh: 规划, en: plan, source: s 3, assessed: yesno}
vetoes: [{id: any-c, zh: 有C, en: a C, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s 4}]
verdict: [{level: pass, when: 'met("3")', source: s 5}, {level: fail}]
"""
OTHER = """
id: u
indicators: [{id: "1", zh: 另一项, en: another, source: s 1, assessed: yesno}]
verdict: [{level: pass, when: 'met("1")', source: s 5}, {level: fail}]
"""
WAIVER = {"indicator": "2", "reason": "r", "approver": "a", "until": "2010-01-01"}


@pytest.fixture(scope="module")
def report(ruleset_from):
    """`report("A C 是", …)`: a report on one subject for each text of grades; `-` is none, a leading `!` waives "2"."""

    def result(at: int, written: str, rules: Any) -> Result:
        path = f"{at}.yaml"
        if written == "broken":
            return Result(path, None, (error("ER102", Span(path, 1, 1, 1, 2), key="a", first="1:1"),))
        facts = dict(zip(("rate", "2", "3"), written.lstrip("!").split(), strict=True))
        rate = {"A": 99, "B": 91, "C": 62}.get(facts.pop("rate"))
        grades = {own: grade for own, grade in facts.items() if grade != "-"}
        waivers = [WAIVER] if written.startswith("!") else []
        document = {"period": 2007, "facts": {"rate": rate}, "grades": grades, "waivers": waivers}
        return Result(path, evalrules.assess(rules, evalrules.evidence_from(document, rules)).data, ())

    def make(*subjects: str) -> Report:
        rules = ruleset_from(RULES)
        return Report(Options(), tuple(result(at, written, rules) for at, written in enumerate(subjects)), (), {})

    return make


@pytest.mark.parametrize(
    ("subjects", "expected"),
    [
        ((), (0, 0, 0, 0, 0, 0)),
        (("broken",), (1, 0, 0, 0, 1, 0)),
        (("A A 是",), (1, 1, 0, 0, 0, 0)),
        (("A A 是", "A C 是", "A C 是", "- A 是", "broken"), (5, 1, 2, 1, 1, 0)),
        (("!A C 是", "!C C 是", "!A A 是"), (3, 1, 2, 0, 0, 1)),
        (("!A - 是", "A - 是"), (2, 0, 0, 2, 0, 1)),
    ],
)
def test_every_subject_is_counted_once(report, subjects: tuple[str, ...], expected: tuple[int, ...]):
    """Reached, not reached, open and not evaluated make the total; accepted counts only who needed a waiver for it."""
    totals = overview_of(report(*subjects)).totals
    assert totals == expected
    assert totals.total == totals.reached + totals.not_reached + totals.undetermined + totals.not_evaluated


def test_indicators_that_fail_most_come_first(report):
    """By how many fail, then by how many are unknown, then as the ruleset has them; met ones are not listed."""
    found = overview_of(report("C A 是", "A A 否", "C - 是", "A - 否"))
    assert [(one.indicator, one.not_met, one.unknown) for one in found.weakest] == [
        ("1", 2, 0),
        ("3", 2, 0),
        ("2", 0, 2),
    ]
    assert {one.ruleset for one in found.weakest} == {"t@1"}
    assert overview_of(report("A A 是")).weakest == ()


def test_a_waived_indicator_is_not_weak(report):
    """Who waived it does not count against it, who did not does."""
    assert [(one.indicator, one.not_met) for one in overview_of(report("!A C 是", "A C 是")).weakest] == [("2", 1)]
    assert overview_of(report("!A C 是")).weakest == ()


def test_indicators_of_two_rulesets_are_two(report, ruleset_from):
    """The same id in another ruleset is another indicator, with its own title."""
    other = ruleset_from(OTHER)
    found = evalrules.assess(other, evalrules.evidence_from({"grades": {"1": False}}, other)).data
    first = report("C A 是")
    both = first._replace(results=(*first.results, Result("u.yaml", found, ())))
    weakest = overview_of(both).weakest
    assert [(one.ruleset, one.indicator, one.title.en) for one in weakest] == [
        ("t@1", "1", "enrolment"),
        ("u@1", "1", "another"),
    ]


def test_the_nearest_need_the_fewest_changes(report):
    """Only subjects that certainly do not reach the level, those of equal need in the order of the inputs."""
    found = overview_of(report("C C 否", "A C 是", "A A 是", "- - -", "broken", "C A 是"))
    assert [(one.at, one.changes) for one in found.nearest] == [(1, 1), (5, 1), (0, 3)]


def test_the_order_of_inputs_changes_no_figure(report):
    """Totals and weak indicators are the same for any order."""
    subjects = ["C A 是", "A A 否", "!C - 是", "broken", "A A 是"]
    one, other = overview_of(report(*subjects)), overview_of(report(*reversed(subjects)))
    assert (one.totals, one.weakest) == (other.totals, other.weakest)
    assert sorted(near.changes for near in one.nearest) == sorted(near.changes for near in other.nearest)
