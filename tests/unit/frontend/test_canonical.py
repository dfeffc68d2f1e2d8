"""The canonical values of evidence."""

from __future__ import annotations

import evalrules
from evalrules.frontend.canonical import canonical_values


def test_values_are_plain_and_nulls_are_left_out(ruleset_from):
    """Numbers are plain decimals in the measure's unit, labels are ids, nothing is null."""
    ruleset = ruleset_from(
        "choices: {kind: {town: 镇}}\ngrades: [A, B]\nmeasures: {money: {type: number, unit: 元}, k: {type: kind}, n: {type: count}}\n"
        'indicators: [{id: "1", assessed: grade, source: s}, {id: "2", assessed: grade, source: s}]\n'
        "verdict: [{level: pass, when: 'count(indicators, grade == \"B\") < 1'}, {level: fail}]\n"
    )
    evidence = evalrules.evidence_from(
        {
            "facts": {"money": {"value": 3, "unit": "万元", "note": "x"}, "k": "镇", "n": {"between": [2, 5]}},
            "grades": {"1": {"votes": {"A": 3, "B": 0}, "panel": 3}, "2": {"votes": {"A": 0}}},
        },
        ruleset,
    ).data

    assert {
        "subject": {"kind": "county", "id": "", "name": "", "attributes": {}},
        "period": None,
        "facts": {"money": "30000", "k": "town", "n": {"between": ["2", "5"]}},
        "grades": {"1": {"votes": {"A": 3}, "panel": 3}},
    } == canonical_values(evidence.subject, evidence.period, evidence.facts, evidence.grades, {})
