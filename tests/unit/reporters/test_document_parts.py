"""The text of facts and requirements is that of their plain data, whatever stands in them."""

from __future__ import annotations

import json
from itertools import product

import pytest

from evalrules.model.assessment import FactUse, Irrational, Requirement, Written
from evalrules.model.ruleset import Label
from evalrules.reporters.document_parts import Facts, Requirements, fact_document, requirement_document
from evalrules.reporters.figures import Compared

FIGURES: tuple[Written, ...] = ("98.5", '校"1"\\', "a\nb", True, None, Irrational("2", "1.41…"), Irrational("", "1.7…"))
MARGINS = ("\n", "\n   ")


def indented(value: object, margin: str) -> str:
    """What the standard library writes, moved to where it stands."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", margin)


@pytest.mark.parametrize("margin", MARGINS)
def test_facts_as_text_are_their_plain_data(margin: str):
    """With a paper or without, of every kind of value."""
    papers = (("", ""), ("总表.pdf", "3"), ("", "4"))
    uses = tuple(FactUse("m", value, "人", "表.csv:1:2", *paper) for value in FIGURES for paper in papers)
    assert Facts(uses).text(margin) == indented([fact_document(one) for one in uses], margin)
    assert Facts(()).text(margin) == "[]"


@pytest.mark.parametrize("margin", MARGINS)
def test_requirements_as_text_are_their_plain_data(margin: str):
    """With every member and without, and with the figures of each other in no place."""
    listed = []
    for have, need in product(FIGURES, FIGURES):
        for measure, value, beside, table, is_alternative in (("m", "", "", "", False), ("", "limit", "b", "units", True)):
            asked = Requirement("A", Label("题", "title"), measure, have, ">=", need, "%", value, beside, table, is_alternative)
            listed += [Compared(asked, have, need, True, None, "1.5"), Compared(asked, need, None, None, None, None)]
            listed += [Compared(asked, have, need, False, "2", None)]
    assert Requirements(tuple(listed)).text(margin) == indented([requirement_document(one) for one in listed], margin)
    assert Requirements(()).text(margin) == "[]"


def test_a_requirement_of_a_measure_needs_no_title():
    """The measure gives it; one of no measure says what it is about. What does not count is left out."""
    asked = Requirement("met", Label("题", "title"), "m", None, "==", True, "")
    plain = {"purpose": "met", "measure": "m", "have": None, "op": "==", "need": True, "unit": "", "holds": None}
    assert requirement_document(Compared(asked, None, True, None, None, None)) == plain
    told = requirement_document(Compared(asked._replace(measure=""), None, True, None, None, None))
    assert list(told)[:2] == ["purpose", "title"]
    assert told["title"] == {"zh": "题", "en": "title"}
