"""Reports to render: one of each verdict, and one of an input that could not be evaluated."""

from __future__ import annotations

import pytest

import evalrules
from evalrules.base.diagnostics import error
from evalrules.base.source import Span
from evalrules.model.report import Options, Report, Result

RULES = """
grades: [A, B, C]
groups: [{id: g, zh: 甲组, en: group one}]
choices: {region: {south: {zh: 苏南, en: south}, north: {zh: 苏北, en: north}}}
values:
  line: {by: region, south: 98, north: 96, unit: "%", zh: 线, en: line, source: s 1}
  unset: {value: null, unit: "%", zh: 未定线, en: line not set, source: s 1}
measures:
  rate: {type: percent, range: [0, 100], better: higher, zh: 入学率, en: enrolment}
  ok: {type: count, unit: 所, better: higher, zh: 达标校, en: schools that reach it}
  total: {type: count, unit: 所, zh: 学校, en: schools}
  share: {type: percent, better: higher, value: "percent(ok, total)", zh: 达标率, en: share}
  exam: {type: yesno, zh: 考试, en: admission by examination, definition: {zh: 只看公办, en: public schools only}}
indicators:
  - {id: "1", group: g, zh: 入学, en: enrolment, source: s 第1条, bands: {A: rate >= line, B: rate >= 90, C: otherwise}}
  - {id: "2", group: g, zh: 达标, en: share, source: s 第2条, bands: {A: share >= 95, B: share >= 80, C: otherwise}}
  - {id: "3", zh: 管理, en: management, source: s 第3条, assessed: grade, ceiling: {A: not exam}}
  - {id: "4", zh: 规划, en: plan, source: s 第4条, assessed: yesno}
  - {id: "5", zh: 待定, en: waits, source: s 第5条, bands: {A: rate >= unset, C: otherwise}, advisory: true}
checks: [ok <= total]
gates: [{id: entry, zh: 有学校, en: has schools, need: total >= 1, else: fail, source: s 5}]
vetoes: [{id: any-c, zh: 有C, en: a C, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s 6}]
verdict: [{level: pass, when: 'met("4")', source: s 7}, {level: fail}]
"""
FACTS = {"rate": 97, "ok": 17, "total": 18, "exam": True, "share": 90}
GRADES = {"3": "A", "4": True}


@pytest.fixture(scope="session")
def rules(ruleset_from):
    """A ruleset with one thing of each kind."""
    return ruleset_from(RULES)


@pytest.fixture(scope="session")
def report_on(rules):
    """`report_on(facts, grades, …)`: a report on one subject."""

    def make(facts=None, grades=None, *, explain=False, **parts):
        document = {"facts": facts or {}, "grades": grades or {}, **parts}
        evidence = evalrules.evidence_from(document, rules, name="county.yaml")
        found = evalrules.assess(rules, evidence, explain=explain).data
        return Report(Options(explain=explain), (Result("county.yaml", found, ()),), (), {})

    return make


@pytest.fixture(scope="session")
def decided(report_on):
    """A failing county: warnings, a claim that does not hold, gaps."""
    subject = {"id": "1", "name": "某县", "attributes": {"region": "苏南"}}
    return report_on({**FACTS, "rate": 62}, GRADES, subject=subject, period=2007, explain=True)


@pytest.fixture(scope="session")
def opened(report_on):
    """A county of which little is known."""
    return report_on(
        {"rate": {"between": [89, 91]}, "ok": None}, {"3": {"votes": {"A": 2, "B": 2}, "panel": 4}}
    )


@pytest.fixture(scope="session")
def broken():
    """An input that could not be evaluated."""
    found = error("ER102", Span("bad.yaml", 2, 3, 2, 5), key="a", first="bad.yaml:1:1")
    return Report(Options(), (Result("bad.yaml", None, (found,)),), (), {"bad.yaml": "a: 1\n  a: 2\n"})


@pytest.fixture(scope="session")
def several(decided, opened, broken):
    """Three inputs in one report."""
    results = (*decided.results, *opened.results, *broken.results)
    return Report(Options(), results, (), broken.texts)
