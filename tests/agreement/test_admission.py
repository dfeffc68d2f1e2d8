"""The quick way of an evaluator against the whole one, which binds and questions facts like any evidence.

Facts are drawn on, within and beyond the ranges of their measures, of wrong types, missing, and in contradiction.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from selection import one_in

import evalrules
from evalrules.base.numbers import number_text
from evalrules.model.refs import OWN
from evalrules.model.ruleset import Measure
from evalrules.semantics.compiled import judgement_of

SOAK = os.environ.get("EVALRULES_SOAK") == "1"
DRAWS = 5_000 if SOAK else 60
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RULES = """\
grades: [A, B, C]
choices: {kind: {town: {zh: 镇, en: town}, city: {zh: 城, en: city}}}
measures:
  girls: {type: count}
  pupils: {type: count, range: [0, 50]}
  share: {type: percent, range: [0, 100], value: "percent(girls, pupils)"}
  area: {type: number, better: higher}
  each: {type: number, range: [0, 9], better: higher, value: area / pupils}
  debt: {type: number, range: [-5, 5]}
  left: {type: number, value: area - debt}
  kindof: {type: kind}
  has: {type: yesno}
checks: [girls <= pupils, "kindof == 'town' or area >= 2 or has", "left >= 1 / 3"]
indicators:
  - {id: "1", source: s, bands: {A: each >= 3 and debt <= 1, B: each >= 1 / 3 and debt <= 2, C: otherwise}}
  - {id: "2", source: s, bands: {A: share >= 50, B: share >= 30, C: otherwise}}
  - {id: "3", source: s, assessed: grade, ceiling: {A: has}}
  - {id: "4", source: s, met: "kindof in ('town',)"}
  - {id: "5", source: s, assessed: yesno}
gates: [{id: g, need: left >= 1, else: fail, source: s}]
vetoes: [{id: c, when: 'count(indicators, grade == "C") >= 2', level: fail, source: s}]
verdict: [{level: pass}]
"""
SHIPPED = ("jiangsu-16@2007", "liaoning-preschool@2021", "national-preschool@2020", "guangxi-basic-balance@2012")
WRONG: tuple[Any, ...] = ("", "很多", "95%", True, [], {"a": 1}, Decimal("1E+70"), Decimal("NaN"), 3.5, "无", -1, 10**40)


@pytest.fixture(scope="module", params=one_in(4, ["made", "office", *SHIPPED]))
def ruleset(request: pytest.FixtureRequest, ruleset_from: Callable[[str], Any]) -> Any:
    """Rulesets with checks, derived measures and ranges."""
    if request.param == "made":
        return ruleset_from(RULES)
    office = EXAMPLES / "jiangsu-16-office" / "ruleset.yaml"
    return evalrules.load_ruleset(office if request.param == "office" else request.param)


def number(measure: Measure, random: Random) -> int | Decimal:
    """Mostly within the range, now and then on or just beyond an end of it."""
    low = 0 if measure.low is None else int(measure.low)
    high = low + 60 if measure.high is None else int(measure.high)
    drawn = random.choice((low, high, high + 1, low - 1)) if random.random() < 0.05 else random.randint(low, max(low, high))
    return drawn if measure.type == "count" or random.random() < 0.5 else Decimal(drawn * 10 + random.randint(-9, 9)) / 10


def value(measure: Measure, ruleset: Any, random: Random) -> Any:
    if random.random() < 0.01:
        return random.choice(WRONG)
    if random.random() < 0.05:
        return None
    if measure.type == "yesno":
        return random.random() < 0.8
    if measure.choice:
        return random.choice((*ruleset.data.choices[measure.choice].options,))
    return number(measure, random)


def subject(ruleset: Any, random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """Facts and grades: whole or a part of them, seldom of a derived measure."""
    whole = random.random() < 0.5
    facts: dict[str, Any] = {}
    for measure in ruleset.data.facts:
        is_plain = measure.ref.kind == OWN and not measure.series and not measure.each and measure.choice != "grade"
        given = 0.05 if measure.value is not None else 1.0 if whole else 0.6
        if is_plain and random.random() < given:
            facts[measure.id] = value(measure, ruleset, random)
    grades = {
        one.id: random.choice("AAABC" if one.kind == "graded" else (True, True, False)) for one in ruleset.data.indicators
        if one.kind != "scored" and (whole or random.random() < 0.7)
    }  # fmt: skip
    if random.random() < 0.02:
        grades[next(iter(grades), "1")] = "Z"
    return facts, grades


def mended(ruleset: Any, facts: dict[str, Any], grades: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same without what is wrong, until nothing is."""
    for _ in range(9):
        try:
            evalrules.assess(ruleset, evalrules.evidence_from({"facts": facts, "grades": grades}, ruleset))
        except evalrules.EvalrulesError as refused:
            places = [one for problem in refused.diagnostics for one in (problem.place, *(two.place for two in problem.related))]
            wrong = {place.path for place in places if place is not None}
            facts = {own: one for own, one in facts.items() if f"facts.{own}" not in wrong}
            grades = {own: one for own, one in grades.items() if not any(own in path for path in wrong if "grades" in path)}
        else:
            break
    return facts, grades


def told(judge: Callable[[], Any]) -> Any:
    """The judgement, or the codes of what is wrong."""
    try:
        found = judge()
    except evalrules.EvalrulesError as refused:
        return sorted(one.code for one in refused.diagnostics if one.is_error)
    gaps = [(own, start, to, [tuple(map(shown, one)) for one in changes]) for own, start, to, changes in found.gaps]
    return found._replace(gaps=gaps)


def shown(value: object) -> object:
    """A number as text, whatever its type."""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return number_text(Fraction(value)) if is_number else value


def test_the_quick_way_says_what_the_whole_way_says(ruleset: Any) -> None:
    """The same level, grades and gaps, or the same errors; and clean facts do go the quick way."""
    evaluator, random, counts = ruleset.compile(), Random(None if SOAK else 12), Counter[str]()
    for at in range(DRAWS):
        facts, grades = subject(ruleset, random)
        if at % 2:
            facts, grades = mended(ruleset, facts, grades)
        expected = told(lambda facts=facts, grades=grades: judgement_of(evaluator._questioned(facts, grades)))
        assert told(lambda facts=facts, grades=grades: evaluator.judge(facts, grades)) == expected, (facts, grades)
        is_quick = evaluator._admission.admits(facts, grades)
        counts["quick"] += is_quick
        counts["refused"] += isinstance(expected, list)
        counts["clean"] += not isinstance(expected, list)
        assert not (is_quick and isinstance(expected, list))
    assert counts["refused"] > 0
    assert counts["quick"] * 10 >= counts["clean"] * 7, counts


def test_plain_mappings_are_bound_as_their_documents(ruleset: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same evidence, or the same problems, whether a mapping is read at once or as a document; most are read at once."""
    from evalrules import api
    from evalrules.frontend.plain_evidence import plain_evidence

    random, counts = Random(None if SOAK else 13), Counter[str]()
    for _ in range(DRAWS):
        facts, grades = subject(ruleset, random)
        facts = {own: float(one) if type(one) is Decimal and random.random() < 0.3 else one for own, one in facts.items()}
        sections = [("facts", facts), ("grades", grades), ("period", random.choice((2014, "2014"))), ("ruleset", ruleset.id)]
        mapping = dict(random.sample(sections, random.randint(1, 4)))
        with monkeypatch.context() as patched:
            patched.setattr(api, "plain_evidence", lambda *_: None)
            expected = bound(mapping, ruleset)
        assert bound(mapping, ruleset) == expected, mapping
        is_plain = plain_evidence(mapping, ruleset.data, "<mapping>", None) is not None
        counts["plain"] += is_plain
        assert not is_plain or (isinstance(expected, evalrules.Evidence) and not expected.diagnostics)
    assert counts["plain"] * 10 >= DRAWS, counts


def bound(mapping: dict[str, Any], ruleset: Any) -> Any:
    """The evidence, or every problem of it."""
    try:
        return evalrules.evidence_from(mapping, ruleset)
    except evalrules.EvalrulesError as refused:
        return refused.diagnostics
