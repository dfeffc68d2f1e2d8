"""Relations that evidence breaks, with the places where they can be looked up; claims are told by test_verdicts.py."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

import evalrules
from evalrules.semantics.case import case_of
from evalrules.semantics.claims import Asked, claims_of, contradictions

RULES = """\
choices: {{region: {{south: {{zh: 苏南, en: south}}, north: {{zh: 苏北, en: north}}}}}}
measures:
  limit: {{type: number, zh: 界限, en: limit}}
  never: {{type: number, range: [0, 5], zh: 不大, en: never large}}
  all_pupils: {{type: number, zh: 学生总数, en: all pupils, value: "sum(units, pupils)"}}
tables:
  units:
    zh: 学校
    en: schools
    key: [school]
    columns: {{school: {{type: text, zh: 学校名, en: school}}, pupils: {{type: count, zh: 学生数, en: pupils}}}}
checks: ['{check}']
indicators: [{{id: "1", zh: 一, en: one, source: s, met: limit >= 0}}]
"""
SCHOOLS = [{"school": "一小", "pupils": 6}, {"school": "二小", "pupils": 5}]


@pytest.mark.parametrize(
    ("check", "facts", "names"),
    [
        ("sum(units, pupils) <= 10", {}, {"tables.units"}),
        ("all_pupils <= 10", {}, {"tables.units"}),
        ("sum(units, pupils) <= limit", {"limit": 10}, {"facts.limit", "tables.units"}),
        ("every(units, pupils <= 5)", {}, {"tables.units[0].pupils"}),
        ('region == "south"', {}, {""}),
    ],
)
def test_a_broken_relation_has_a_place(
    check: str, facts: dict[str, int], names: set[str], ruleset_from: Callable[[str], Any]
) -> None:
    """ER410 names the facts, the rows or else the table of a broken relation; without any, the evidence itself."""
    ruleset = ruleset_from(RULES.format(check=check))
    subject = {"attributes": {"region": "north"}}
    evidence = evalrules.evidence_from({"subject": subject, "facts": facts, "tables": {"units": SCHOOLS}}, ruleset)
    with pytest.raises(evalrules.EvalrulesError) as refused:
        evalrules.assess(ruleset, evidence)
    (found,) = refused.value.diagnostics
    assert "ER410" == found.code
    assert names == {place.path for place in (found.place, *(one.place for one in found.related)) if place}


def test_only_what_is_asked_is_looked_at(ruleset_from: Callable[[str], Any]) -> None:
    """A check by its place, a derived measure by its name; where nothing is asked, nothing is found."""
    ruleset = ruleset_from(RULES.format(check="sum(units, pupils) <= 10")).data
    evidence = evalrules.evidence_from({"tables": {"units": SCHOOLS}}, evalrules.Ruleset(ruleset)).data
    case = case_of(ruleset, evidence)
    nothing: frozenset[Any] = frozenset()
    assert [one.code for one in contradictions(case, evidence)] == ["ER410"]
    assert [one.code for one in contradictions(case, evidence, Asked(frozenset({("", 0)}), nothing))] == ["ER410"]
    assert contradictions(case, evidence, Asked(frozenset({("units", 0)}), frozenset({"all_pupils"}))) == []
    assert not Asked(nothing, nothing)


def test_a_relation_that_holds_is_silent(ruleset_from: Callable[[str], Any]) -> None:
    """Eleven pupils are no more than eleven."""
    ruleset = ruleset_from(RULES.format(check="sum(units, pupils) <= 11"))
    evidence = evalrules.evidence_from({"facts": {"limit": 1}, "tables": {"units": SCHOOLS}}, ruleset)
    assert "pass" == evalrules.assess(ruleset, evidence).verdict.level


def steps_of(call: Callable[..., object], *arguments: object) -> int:
    """How many lines Python goes through in a call, each turn of a loop anew."""
    steps, before = 0, sys.gettrace()

    def step(frame: FrameType, event: str, argument: object) -> object:
        nonlocal steps
        steps += event == "line"
        return step

    sys.settrace(step)
    try:
        call(*arguments)
    finally:
        sys.settrace(before)
    return steps


def test_claims_of_many_rows_take_the_steps_of_their_rows(ruleset_from: Callable[[str], Any]) -> None:
    """Four times the rows, each with a figure that its own inputs contradict: four times the steps."""
    columns = "pupils: {type: count, zh: 学生数}, books: {type: count, zh: 图书}, each: {type: number, zh: 生均, value: books / pupils}"
    ruleset = ruleset_from(
        f"tables: {{units: {{zh: 学校, key: [school], columns: {{school: {{type: text, zh: 学校名}}, {columns}}}}}}}\n"
        'indicators: [{id: "1", zh: 一, en: one, source: s, met: "every(units, each >= 1)"}]\n'
    )
    steps = []
    for count in (100, 400):
        rows = [{"school": f"校{at}", "pupils": 50 + at, "books": 900, "each": 1} for at in range(count)]
        evidence = evalrules.evidence_from({"tables": {"units": rows}}, ruleset).data
        claims, problems = claims_of(case_of(ruleset.data, evidence), evidence)
        assert (count, count) == (len(claims), len(problems))
        steps.append(steps_of(claims_of, case_of(ruleset.data, evidence), evidence))
    assert 3 * steps[0] <= steps[1] <= 4.4 * steps[0]
