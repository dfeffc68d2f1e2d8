"""The text of requirements is that of their plain data, whatever stands in them."""

from __future__ import annotations

import json
from itertools import product

import pytest

from evalrules.model.assessment import Irrational, Requirement, Written
from evalrules.model.ruleset import Label
from evalrules.reporters.document_parts import Requirements, requirement_document
from evalrules.reporters.figures import Compared

FIGURES: tuple[Written, ...] = ("98.5", '校"1"\\', "a\nb", True, None, Irrational("2", "1.41…"), Irrational("", "1.7…"))
MARGINS = ("\n", "\n   ")


def indented(value: object, margin: str) -> str:
    """What the standard library writes, moved to where it stands."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", margin)


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
