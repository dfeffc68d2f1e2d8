"""A case as text reads back as it was meant."""

from __future__ import annotations

import pytest

from evalrules.authoring.case_text import case_text
from evalrules.authoring.cases import plain, read_case
from evalrules.readers.files import document_of
from evalrules.readers.yaml_layout import laid_out

EVIDENCE = """\
"format": "evidence/1"
"ruleset": "r@1"
"subject":
  "kind": "county"
  "name": "示例"
  {attributes}
"facts":
  "rate": 95
  "off": true
  "grown":
    2019: 1.50
    2020: 2
"grades":
  "1": "A"
  "2.1": false
"tables":
  "schools":
    "rows":
      - {{"school": "甲1", "area": 1}}
      - {{"school": "no", "area": 2}}
"""
EXPECT = {"level": None, "outcomes": {"1": "met", "2": "3.8", "n": "no"}, "vetoes": {"v": True}}


@pytest.fixture
def text_of():
    """The text of a case on the evidence, with attributes or without."""

    def of(attributes: str = "", **values: str) -> str:
        text = EVIDENCE.format(attributes=attributes)
        document, problems = document_of("e.yaml", text.encode(), name="e.yaml")
        assert [] == problems
        return case_text(document, values, EXPECT, ["why"])

    return of


def test_what_is_written_is_what_is_read(text_of):
    """Texts that YAML would take for something else are quoted; numbers keep their digits, ids stay texts."""
    text = text_of(line="3")
    case, problems = read_case(document_of("c.yaml", text.encode(), name="c.yaml"), "c.yaml")
    assert ([], True) == (problems, case is not None)
    evidence = plain(case.evidence.root)
    assert {"rate": "95", "off": True, "grown": {"2019": "1.50", "2020": "2"}} == evidence["facts"]
    assert [{"school": "甲1", "area": "1"}, {"school": "no", "area": "2"}] == evidence["tables"]["schools"]["rows"]
    assert (EXPECT, {"line": "3"}) == (case.expect, case.values)
    assert text == laid_out("c.yaml", text)


@pytest.mark.parametrize(("attributes", "is_told"), [("", False), ('"attributes": {"kind": "rural"}', True)])
def test_a_subject_is_told_where_it_has_attributes(attributes: str, is_told: bool, text_of):
    """A name that the prover made up says nothing."""
    assert is_told == ("示例" in text_of(attributes))


def test_what_is_too_long_stands_on_lines_of_its_own(text_of):
    """No line is wider than a screen where it can be broken."""
    lines = text_of('"attributes": {%s}' % ", ".join(f'"a{at}": "option"' for at in range(12))).splitlines()
    assert 120 >= max(len(line) for line in lines)
