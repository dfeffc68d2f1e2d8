"""The canonical values of evidence."""

from __future__ import annotations

import datetime
import json

import rfc8785

import evalrules
from evalrules.frontend.canonical import canonical_rows, canonical_values
from evalrules.frontend.digest import digest_of


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
    } == canonical_values(evidence.subject, evidence.period, evidence.facts, evidence.grades)


def test_rows_are_written_in_canonical_json(ruleset_from):
    """Columns in the order of UTF-16, each value as a fact has it, nothing that is not known, rows by their key."""
    ruleset = ruleset_from(
        "choices: {kind: {town: 镇}}\n"
        'tables: {t: {zh: 表, key: [名], columns: {名: {type: text}, "\U00020000": {type: text, zh: 甲}, \ufb03: {type: text, zh: 乙}, '
        "k: {type: kind}, n: {type: count}, x: {type: number}, d: {type: date}, b: {type: yesno}}}}\n"
        "indicators: [{id: \"1\", source: s, met: 'every(t, n >= 1)'}]\n"
    )
    rows = [
        {"名": 's10 "\\', "k": "镇", "n": None, "x": {"between": [2, 5]}, "d": datetime.date(2014, 1, 5), "b": True},
        {"名": "s2\n\x7f", "\U00020000": "é", "\ufb03": "ﬃ", "n": 3, "x": -0.50, "b": False},
    ]
    for complete in (True, False):
        evidence = evalrules.evidence_from({"tables": {"t": {"rows": rows, "complete": complete}}}, ruleset).data
        found = "".join(canonical_rows(evidence.tables["t"]))
        assert rfc8785.dumps(json.loads(found)).decode() == found
        expected = [
            {"t.名": "s2\n\x7f", "t.\U00020000": "é", "t.\ufb03": "ﬃ", "t.n": "3", "t.x": "-0.5", "t.b": False},
            {"t.名": 's10 "\\', "t.k": "town", "t.x": {"between": ["2", "5"]}, "t.d": "2014-01-05", "t.b": True},
        ]
        assert json.loads(found) == ({"rows": expected} if complete else {"rows": expected, "complete": False})


def test_the_digest_is_over_values_and_rows(ruleset_from):
    """One canonical document, in which the tables stand where they belong."""
    ruleset = ruleset_from(
        "measures: {tables: {type: number}}\ntables: {t: {zh: 表, key: [n], columns: {n: {type: text}}}, é: {zh: 二, key: [n], columns: {n: {type: text}}}}\n"
        "indicators: [{id: \"1\", source: s, met: 'tables >= 1 and count(t) >= 1 and count(é) >= 1'}]\n"
    )
    given = {"facts": {"tables": 3}, "subject": {"name": '"tables":{}'}, "tables": {"é": [{"n": "y"}], "t": []}}
    one = evalrules.evidence_from(given, ruleset).data
    values = canonical_values(one.subject, one.period, one.facts, one.grades)
    tables = {"t": {"rows": []}, "é": {"rows": [{"é.n": "y"}]}}
    assert one.digest == digest_of({**values, "tables": tables})
