"""Plain mappings read at once: the very evidence that their raw documents give, and nothing odd is taken."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Document
from evalrules.frontend.bind import bind_evidence
from evalrules.frontend.plain_evidence import plain_evidence
from evalrules.model.evidence import Evidence
from evalrules.model.ruleset import Ruleset
from evalrules.readers import mapping as plain_mapping

RULES = """\
grades: [A, B]
choices:
  kind: {town: {zh: 镇, en: town}, city: {zh: 城, en: city}, x: {zh: 无, en: none}}
  phase: {early: {zh: 早, en: early, until: 2014-12-31}, late: {zh: 晚, en: late}}
measures:
  b: {type: percent, range: [0, 100]}
  a: {type: count, range: [0, 50]}
  area: {type: number, range: [-5.5, 99]}
  third: {type: number}
  kindof: {type: kind}
  has: {type: yesno}
  opened: {type: date}
  word: {type: text}
  fund: {type: number, series: 2}
indicators:
  - {id: "1", source: s, bands: {A: b >= 50, B: otherwise}}
  - {id: "2", source: s, assessed: grade}
  - {id: "3", source: s, assessed: yesno}
"""
DATED = "  phase: {early: {zh: 早, en: early, until: 2014-12-31}, late: {zh: 晚, en: late}}\n"
HEAD = {
    "format": "evidence/1",
    "ruleset": "t@1",
    "subject": {"kind": "school", "id": "x", "name": "实验学校"},
    "period": 2024,
}


@pytest.fixture(scope="module")
def ruleset(built: Callable[[str], tuple[Ruleset | None, list[Diagnostic]]]) -> Ruleset:
    """A measure of each type, a grade of each kind; no option has a date."""
    found, problems = built(RULES.replace(DATED, ""))
    assert (found is not None, problems) == (True, [])
    assert found is not None
    return found


def whole(
    mapping: Any, ruleset: Ruleset, as_of: datetime.date | None = None
) -> tuple[Evidence | None, list[Diagnostic]]:
    """The evidence by its raw document, and every problem."""
    root, problems = plain_mapping.read("<m>", mapping)
    evidence, more = bind_evidence(Document("<m>", "", "", root), ruleset, as_of=as_of)
    return evidence, [*problems, *more]


PLAIN: tuple[dict[str, Any], ...] = (
    {},
    {"facts": {}},
    {"facts": {"a": 3, "b": Decimal("98.50"), "area": -0.25, "third": 0}},
    {"facts": {"b": 1.5, "a": 0, "area": Decimal("-0.0"), "third": Decimal("0.300")}},
    {"facts": {"has": True, "kindof": "town", "a": None, "b": None, "third": 10**29}},
    {"facts": {"has": False, "a": Decimal("5.0"), "area": 99, "b": 100}},
    {"grades": {"3": True, "2": "B"}, "facts": {"a": 1}},
    {"subject": {"attributes": {"kind": "city"}, "name": ""}},
)
"""What a program hands in every day: in any order, in each type of number."""


@pytest.mark.parametrize("sections", PLAIN)
def test_plain_evidence_is_that_of_its_document(ruleset: Ruleset, sections: dict[str, Any]):
    """Values, places, texts, order and digest are what the whole reading makes."""
    for mapping in ({**HEAD, **sections}, {**sections, **HEAD, **({} if "subject" not in sections else sections)}):
        expected, problems = whole(mapping, ruleset)
        found = plain_evidence(mapping, ruleset, "<m>", None)
        assert (found, problems) == (expected, [])
        assert found is not None and expected is not None
        assert (list(found.facts), list(found.grades)) == (list(expected.facts), list(expected.grades))
        assert [type(fact.value) for fact in found.facts.values()] == [
            type(fact.value) for fact in expected.facts.values()
        ]


ODD: tuple[dict[str, Any], ...] = (
    {"facts": {"a": 51}},
    {"facts": {"a": -1}},
    {"facts": {"a": 2.5}},
    {"facts": {"a": True}},
    {"facts": {"a": "3"}},
    {"facts": {"a": 10**5000}},
    {"facts": {"b": Decimal("0.4")}},
    {"facts": {"b": 1}},
    {"facts": {"area": Decimal("NaN")}},
    {"facts": {"area": float("inf")}},
    {"facts": {"area": Decimal("1E+1")}},
    {"facts": {"area": Decimal("-5.51")}},
    {"facts": {"third": Fraction(1, 4)}},
    {"facts": {"third": {"value": 1, "source": "a.pdf"}}},
    {"facts": {"kindof": "镇"}},
    {"facts": {"kindof": "x"}},
    {"facts": {"has": 1}},
    {"facts": {"has": "是"}},
    {"facts": {"opened": "2014-01-01"}},
    {"facts": {"word": "—"}},
    {"facts": {"fund": {2024: 3}}},
    {"facts": {"area_": 1}},
    {"facts": {"ａ": 1}},
    {"facts": {2024: 1}},
    {"facts": [1]},
    {"facts": None},
    {"grades": {"1": "C"}},
    {"grades": {"2": {"grade": "A"}}},
    {"grades": {"3": "是"}},
    {"subject": {"kind": "county"}},
    {"subject": {"name": "a\0"}},
    {"subject": {"id": 5}},
    {"subject": {"attributes": {"kind": "镇"}}},
    {"subject": {"attributes": {"colour": "red"}}},
    {"period": "20245"},
    {"period": {"from": 2023, "to": 2024}},
    {"period": None},
    {"ruleset": "other"},
    {"format": "evidence/2"},
    {"tables": {}},
    {"form": "sha256:0"},
    {5: 6},
)
"""What may be right, a question or a mistake: the whole reading tells."""


@pytest.mark.parametrize("sections", ODD)
def test_whatever_may_be_odd_is_left_to_the_whole_reading(ruleset: Ruleset, sections: dict[str, Any]):
    """Nothing is taken that the whole reading might have something to say about."""
    assert plain_evidence({**HEAD, **sections}, ruleset, "<m>", None) is None


def test_a_period_that_begins_after_the_day_is_odd(ruleset: Ruleset):
    """The day of the assessment is that of the evidence, and no period begins after it."""
    day = datetime.date(2024, 6, 30)
    found = plain_evidence(HEAD, ruleset, "<m>", day)
    assert found == whole(HEAD, ruleset, day)[0]
    assert found is not None
    assert found.as_of == day
    assert plain_evidence(HEAD, ruleset, "<m>", datetime.date(2023, 6, 30)) is None


def test_options_with_dates_are_those_of_the_day(built: Callable[[str], tuple[Ruleset | None, list[Diagnostic]]]):
    """What follows from the day stands among the attributes; where it is stated otherwise the evidence is odd."""
    dated, problems = built(RULES)
    assert dated is not None, problems
    found = plain_evidence(HEAD, dated, "<m>", None)
    assert found == whole(HEAD, dated)[0]
    assert found is not None
    assert found.subject.attributes == {"phase": "late"}
    assert plain_evidence({**HEAD, "subject": {"attributes": {"phase": "early"}}}, dated, "<m>", None) is None
