"""The text of indicators is that of their plain data, whether it is joined anew or what is alike in it is known."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from evalrules.reporters import machine
from evalrules.reporters.document_parts import finding_documents
from evalrules.reporters.machine import Findings

RULES = """
grades: [A, B, C]
choices: {area: {rural: 农村, town: 城镇}}
values: {least: {by: area, rural: 1.25, town: 2, source: s}}
measures:
  one: {type: number, range: [-100, 100]}
  two: {type: number, range: [-100, 100]}
  half: {type: number, value: one / 4, round: {digits: 1, mode: half_up}}
  yes: {type: yesno}
indicators:
  - {id: "1", source: s, bands: {A: "one >= 1.25 and two < 30 and yes", B: "one >= 0 or two >= 3", C: otherwise}}
  - {id: "2", source: s, met: half >= 0.5}
  - {id: "3", source: s, met: one >= least}
  - {id: "4", source: s, met: "one + two > 3"}
  - {id: "5", source: s, assessed: grade}
"""
MARGIN = "\n   "
FACTS = (
    {"one": 1.25, "two": 30, "yes": True}, {"one": Decimal("1.2499999999999999999999999"), "two": -2, "yes": False}, {},
    {"one": {"between": [1, 2]}, "two": Decimal("29.99")}, {"one": 0, "two": 3, "yes": None}, {"one": -100, "two": 100},
    {"one": {"value": 3, "note": "自评", "page": 4}, "two": 7}, {"one": 3, "two": 7},
)  # fmt: skip


def indented(value: object) -> str:
    """What the standard library writes, moved to where it stands."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", MARGIN)


@pytest.fixture(params=[0, 10**9])
def _worth(request, monkeypatch):
    """What is alike is known at once, or never."""
    monkeypatch.setattr(machine, "WORTH_WRITING", request.param)
    monkeypatch.setattr(machine, "_ALIKE", {})


@pytest.mark.usefixtures("_worth")
def test_indicators_as_text_are_their_plain_data(assess):
    """For every outcome, of plain figures and of others, and of subjects whose limits are others."""
    for area in ("rural", "town", None):
        for facts in FACTS:
            subject = {} if area is None else {"attributes": {"area": area}}
            found = assess(RULES, {"facts": facts, "subject": subject, "grades": {"5": "B"} if len(facts) > 2 else {}}).data
            text = Findings(found).text(MARGIN)
            assert text == indented(finding_documents(found))
            assert text == Findings(found).text(MARGIN)


def test_an_indicator_that_stands_in_many_ways_is_still_written_right(assess, monkeypatch):
    """What is known of some ways is not taken for another."""
    monkeypatch.setattr(machine, "WORTH_WRITING", 0)
    found = assess(RULES, {"facts": FACTS[0]}).data
    first = found.findings[0]
    for number in range(machine.MOST_ALIKE + 2):
        changed = found._replace(findings=(first._replace(basis=f"b{number}", group=f"g{number}"), *found.findings[1:]))
        assert Findings(changed).text(MARGIN) == indented(finding_documents(changed))
