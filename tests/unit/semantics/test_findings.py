"""What is said of each indicator, gate and veto is the same whether others stood alike before, or not."""

from __future__ import annotations

import evalrules
from evalrules.semantics import findings
from evalrules.semantics.case import case_of

RULES = """
grades: [A, B, C]
choices: {area: {rural: 农村, town: 城镇}}
values: {least: {by: area, rural: 1.25, town: 2, source: s}, most: {value: 30, source: s}}
measures:
  one: {type: number, range: [-100, 100]}
  two: {type: number, range: [-100, 100]}
  half: {type: number, value: one / 4}
indicators:
  - {id: "1", source: s, bands: {A: "one >= 1.25 and two < 30", B: "one >= 0 or two >= 3", C: otherwise}}
  - {id: "2", source: s, met: half >= 0.5}
  - {id: "3", source: s, met: one >= least}
  - {id: "4", source: s, met: two <= most}
  - {id: "5", source: s, assessed: grade, ceiling: {A: two > 5}}
gates: [{id: g, need: two >= 0, else: fail, source: s}]
vetoes: [{id: v, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s}]
"""
FACTS = (
    {"one": 1.25, "two": 30}, {"one": 1, "two": -2}, {}, {"one": {"between": [1, 2]}, "two": 29}, {"one": 0, "two": 3},
    {"one": -100, "two": 100}, {"one": {"value": 3, "note": "自评", "page": 4}, "two": 7}, {"one": 3, "two": 7},
)  # fmt: skip


def test_a_finding_is_the_same_after_others_stood_alike(ruleset_from):
    """With attributes, papers, bounds, derived measures, ceilings and a decision of a panel."""
    ruleset = ruleset_from(RULES)
    for _ in range(2):
        for area in ("rural", "town"):
            for facts in FACTS:
                given = {"facts": facts, "subject": {"attributes": {"area": area}}, "grades": {"5": "A"} if len(facts) == 2 else {}}
                evidence = evalrules.evidence_from(given, ruleset).data
                case = case_of(ruleset.data, evidence)
                expected = tuple(findings._finding(case, one, evidence, explain=False) for one in case.standings)
                assert findings.findings_of(case, evidence, explain=False) == expected
                assert findings.vetoes_of(case, evidence, explain=False) == findings._vetoes(case, evidence, explain=False)


def test_of_many_subjects_a_finding_is_made_from_what_is_alike(ruleset_from):
    """Such as one of plain figures; not one in which a derived figure, or a number by who the subject is, stands."""
    ruleset = ruleset_from(RULES)
    evidence = evalrules.evidence_from({"facts": FACTS[0]}, ruleset).data
    case = case_of(ruleset.data, evidence)
    findings.findings_of(case, evidence, explain=False)
    known = findings._KNOWN.of(case.plan)
    found = {one.indicator.id: known[id(one.plan), one.possible, one.basis] is not None for one in case.standings}
    assert found == {"1": True, "2": False, "3": False, "4": True, "5": False}
