"""The figures of a kept result: read back as they were, and refused where they contradict themselves."""

from __future__ import annotations

import json

import pytest

from evalrules.kept import kept_report_from
from evalrules.model.report import Options, Report, Result
from evalrules.reporters.machine import render_json

RULES = """
measures: {rate: {type: percent, range: [0, 100], zh: 率, en: rate, round: {digits: 1, mode: half_up, source: s 2}}, a: {type: count}, b: {type: count}}
tables: {units: {key: [name], columns: {name: {type: text, zh: 名, en: name}, size: {type: count, zh: 规模, en: size}}}}
indicators:
  - {id: "1", zh: 一, en: one, source: s, met: rate >= 95}
  - {id: "2", zh: 二, en: two, source: s, met: a / b <= 12}
  - {id: "3", zh: 三, en: three, source: s, met: "every(units, size >= 2)"}
"""


@pytest.fixture(scope="module")
def document(assess):
    rows = [{"name": "甲", "size": 1}, {"name": "乙", "size": 2}]
    evidence = {"facts": {"rate": 94.96, "a": 25, "b": 2}, "tables": {"units": rows}}
    found = assess(RULES, evidence, explain=True).data
    return render_json(Report(Options(explain=True), (Result("c.yaml", found, ()),), (), {}))


def read(document):
    return kept_report_from(json.dumps(document, ensure_ascii=False).encode(), "kept.json")


def test_what_is_read_back_is_the_same(document):
    """Requirements, roundings and rows: the same document again."""
    report, problems = read(json.loads(document))
    assert [] == list(problems)
    assert document == render_json(report)
    assert report.results[0].assessment.tables


def test_figures_stand_in_the_document(document):
    """What there is as the standard rounds it, what is asked for, and the distance on either side."""
    first, second, third = (one["requirements"][0] for one in json.loads(document)["results"][0]["indicators"])
    assert ("95", ">=", "95", True, "0") == tuple(first[key] for key in ("have", "op", "need", "holds", "spare"))
    assert ("12.5", "<=", "12", False, "0.5") == tuple(second[key] for key in ("have", "op", "need", "holds", "lacks"))
    assert ("1", "==", "2", False, "units") == tuple(third[key] for key in ("have", "op", "need", "holds", "table"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("indicators", 0, "requirements", 0, "holds"), False),
        (("indicators", 0, "requirements", 0, "have"), "94.9"),
        (("indicators", 1, "requirements", 0, "lacks"), "0.6"),
        (("indicators", 0, "requirements", 0, "measure"), "nobody"),
        (("indicators", 2, "requirements", 0, "table"), "nobody"),
        (("titles", "roundings", "rate", "digits"), -1),
        (("titles", "roundings", "rate", "mode"), "up"),
        (("titles", "rounded_by", "rate", "confidence"), "sure"),
        (("titles", "rounded_by", "rate", "cite"), "nobody"),
        (("titles", "rounded_by", "a"), {"cite": "s", "clause": "", "confidence": "read"}),
        (("tables", 0, "table"), "nobody"),
        (("tables", 0, "indicators"), ["nobody"]),
        (("tables", 0, "rows", 0, "figures"), []),
    ],
)
def test_figures_that_contradict_the_result_are_refused(path, value, document):
    """Each is derived again from the other parts; what names nothing is no result."""
    changed = json.loads(document)
    part = changed["results"][0]
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    report, problems = read(changed)
    assert report is None
    assert problems
