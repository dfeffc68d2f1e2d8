"""The result document of docs/contract.md."""

from __future__ import annotations

import json
import re

import pytest

from evalrules.reporters.machine import render_json, report_document

TOP = ["format", "engine", "options", "diagnostics", "results", "summary"]
RESULT = ["subject", "period", "assessment", "ruleset", "evidence", "verdict", "gates", "vetoes", "indicators", "members",
          "gaps", "missing", "claims", "waivers", "diagnostics"]  # fmt: skip
INDICATOR = ["id", "group", "title", "outcome", "grade", "possible", "points", "basis", "advisory", "must", "facts", "steps",
             "failing_rows", "failing_rows_total", "source", "values", "ceiling_source", "score", "place", "requirements"]  # fmt: skip


@pytest.fixture(scope="module")
def document(several):
    return json.loads(render_json(several))


def test_keys_stand_in_the_published_order(document):
    """Every published key, in the published order; what is added stands behind."""
    first = document["results"][0]
    assert TOP == list(document)
    assert RESULT == [key for key in first if key in RESULT] == list(first)[: len(RESULT)]
    assert INDICATOR == list(first["indicators"][0])
    assert ["level", "status", "possible", "meets_required", "reasons", "conditions", "required", "accepted"] == list(
        first["verdict"]
    )
    assert ["id", "edition", "revision", "digest"] == list(first["ruleset"])[:4]


def test_an_input_without_a_verdict_has_its_diagnostics(document):
    """An input that cannot be evaluated has its path, no verdict and why."""
    found = document["results"][2]
    assert (None, "bad.yaml") == (found["verdict"], found["evidence"]["path"])
    expected = {
        "code": "ER102",
        "severity": "error",
        "place": "bad.yaml:2:3",
        "args": {"key": "a", "first": "bad.yaml:1:1"},
    }
    assert [expected] == found["diagnostics"]


def test_numbers_are_canonical_text(document):
    """No JSON number but the revision, semantics and counts of rows: decimals and fractions are text."""
    claims = document["results"][0]["claims"]
    assert [{"measure": "share", "row": None, "stated": "90", "derived": "850/9"}] == claims
    assert "28" == document["results"][0]["gaps"][0]["changes"][0]["short"]
    assert not re.search(r": -?\d+\.\d", json.dumps(document))


def test_the_bytes_are_always_the_same(several):
    """The same report gives the same bytes, ending with one line end, Chinese readable, nothing of this machine."""
    text = render_json(several)
    assert text == render_json(several)
    assert text.endswith("}\n")
    assert "某县" in text
    assert "/work" not in text and "/tmp" not in text


def test_a_veto_and_a_gate_say_whether_they_hold(document):
    """`fired` and `holds` are true, false or null; `because` lists the indicators behind."""
    failing, opened = document["results"][:2]
    assert [("any-c", True, ["1"])] == [
        (one["id"], one["fired"], one["because"]) for one in failing["vetoes"]
    ]
    assert [("entry", True)] == [(one["id"], one["holds"]) for one in failing["gates"]]
    assert [None, None] == [opened["vetoes"][0]["fired"], opened["gates"][0]["holds"]]


def test_needed_lists_the_best_level_first(document):
    """What would decide: options as a list, numbers as op and value."""
    missing = {one["id"]: one for one in document["results"][1]["missing"]}
    assert "tie" == missing["3"]["cause"]
    assert {"to": "fail", "op": "<", "value": "90"} in missing["rate"]["needed"]
    order = [["pass", "fail"].index(needed["to"]) for needed in missing["rate"]["needed"]]
    assert order == sorted(order)


def test_the_document_is_plain_data(several):
    """The document holds nothing but what JSON holds."""
    found = report_document(several)
    assert found == json.loads(json.dumps(found))


def test_what_a_kept_result_needs_stands_behind(document):
    """Facts of gates and vetoes, scales in their order, attributes, related places; none of it before what was there."""
    first = document["results"][0]
    assert ["id", "holds", "because", "title", "steps", "source", "facts", "else"] == list(first["gates"][0])
    assert [("total", "18")] == [(use["measure"], use["value"]) for use in first["gates"][0]["facts"]]
    assert "facts" == list(first["vetoes"][0])[-1]
    assert {"levels": ["pass", "fail"], "grades": ["A", "B", "C"]} == first[list(first)[-1]] == first["scales"]
    assert {"kind": "county", "id": "1", "name": "某县"} == first["subject"]
    assert {"region": "south"} == first["attributes"]
    assert "baseline" not in document
