"""Tallies that ask for a grade where no indicator has one."""

from __future__ import annotations

import pytest

from evalrules.frontend.build import build_ruleset
from evalrules.readers.yaml_document import read

TEXT = """\
id: t
edition: "1"
revision: 1
subject: school
sources: {s: {confidence: read}}
grades: [not_met, fine]
levels: [{id: ok, required: true}, {id: "no"}]
groups: [{id: g}, {id: h}]
indicators:
  - {id: "1", group: g, source: s 1, assessed: yesno}
  - {id: "2", group: h, source: s 1, assessed: %s}
vetoes: [{id: v, when: '%s', level: "no", source: s 1}]
verdict: [{level: ok}]
"""


def problems(kind: str, when: str) -> list[tuple[str, dict[str, str]]]:
    root, _ = read("t.yaml", TEXT % (kind, when))
    return [(one.code, dict(one.args)) for one in build_ruleset(root)[1]]


@pytest.mark.parametrize(
    ("kind", "when", "grade"),
    [
        ("yesno", 'any(indicators, grade == "not_met")', "not_met"),
        ("yesno", 'any(indicators, "fine" == grade)', "fine"),
        ("yesno", 'count(indicators, grade in ("fine", "not_met")) >= 1', "fine, not_met"),
        ("grade", 'any(indicators, group == "g" and grade == "not_met")', "not_met"),
        ("grade", 'any(indicators, id != "2" and grade != "fine")', "fine"),
    ],
)
def test_a_grade_that_nothing_counted_has_is_an_error(kind: str, when: str, grade: str):
    """A veto on the grade of indicators that are met or not met can never fire, and says so when it is loaded."""
    assert [("ER316", {"grade": grade})] == problems(kind, when)


@pytest.mark.parametrize(
    "when",
    [
        'any(indicators, grade == "not_met")', 'any(indicators, group == "h" and grade == "not_met")',
        'any(indicators, id == "2" and grade == "fine")', "any(indicators, not met)",
        'any(indicators, (group == "g" or must) and grade == "fine")',
    ],
)  # fmt: skip
def test_a_grade_that_some_indicator_has_is_none(when: str):
    """One graded indicator among those counted is enough."""
    assert [] == problems("grade", when)
