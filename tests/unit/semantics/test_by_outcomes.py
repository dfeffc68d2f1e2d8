"""What follows from outcomes alone is found once for those that are alike, and never taken for what hangs on more."""

from __future__ import annotations

import evalrules
from evalrules.semantics.case import case_of

RULES = """
grades: [A, B, C]
measures: {x: {type: number, range: [0, 100]}, y: {type: number, range: [0, 100]}}
indicators:
  - {id: "1", source: s, bands: {A: x >= 90, B: x >= 60, C: otherwise}}
  - {id: "2", source: s, met: y >= 50}
vetoes: [{id: v, when: 'count(indicators, grade == "C") >= 1WHEN', level: fail, source: s}]
"""


def made_for(ruleset, *facts):
    """How often something is made for subjects with these facts, one after the other."""
    made = []
    for x, y in facts:
        evidence = evalrules.evidence_from({"facts": {"x": x, "y": y}}, ruleset).data
        case_of(ruleset.data, evidence).by_outcomes("it", lambda: made.append(1) or len(made))
    return len(made)


def test_it_is_made_once_for_those_that_can_be_the_same(ruleset_from):
    """Whatever their figures are; an open outcome is another than each that it may be."""
    ruleset = ruleset_from(RULES.replace("WHEN", ""))
    assert made_for(ruleset, (95, 60), (90, 50)) == 1
    assert made_for(ruleset, (70, 60), (None, 60), (95, 60)) == 2


def test_it_is_made_for_each_where_the_verdict_looks_at_facts(ruleset_from):
    """A veto that reads a figure may fire for one of two that are alike in their indicators."""
    assert made_for(ruleset_from(RULES.replace("WHEN", " and x < 50")), (95, 60), (90, 50), (90, 50)) == 3
