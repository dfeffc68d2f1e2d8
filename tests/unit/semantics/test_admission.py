"""What needs no questions: certainly right, quickly told. Everything else is bound like any evidence."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from evalrules.frontend.spellings import says_nothing
from evalrules.semantics.admission import Admission

RULES = """\
grades: [A, B, C]
choices: {stage: {primary: {zh: 小学, en: primary}, x: {zh: 其他, en: other}}}
measures:
  rate: {type: percent, range: [0, 100]}
  third: {type: number, range: [0.5, 1.5]}
  free: {type: number}
  books: {type: count, range: [-5, 9]}
  has: {type: yesno}
  at: {type: stage}
  named_on: {type: date}
  girls: {type: count}
  pupils: {type: count}
  area: {type: number}
  per: {type: number, range: [0, 9], value: area / 2}
  funds: {type: number, series: 3}
  by_stage: {type: number, each: stage}
checks: [girls <= pupils]
indicators:
  - {id: "1", source: s, bands: {A: rate >= 95 and has, B: rate >= 90, C: otherwise}}
  - {id: "2", source: s, assessed: grade}
  - {id: "3", source: s, assessed: yesno}
verdict: [{level: pass}]
"""

ADMITTED = [
    ({}, {}), ({"rate": 0}, {}), ({"rate": 100}, {}), ({"rate": Decimal("99.9")}, {}), ({"rate": None, "named_on": None}, {}),
    ({"third": 1, "free": -(10**50)}, {}), ({"books": 0}, {}), ({"has": False, "at": "primary"}, {"2": "C"}),
    ({"girls": 1, "pupils": 1}, {}), ({"girls": 1}, {}), ({"pupils": None}, {}), ({"area": 1, "per": 3}, {}), ({"per": 1}, {}), ({}, {"1": "A"}), ({}, {"3": True}), ({}, {"3": False}),
]  # fmt: skip
QUESTIONED = [
    ({"rate": 101}, {}), ({"rate": -1}, {}), ({"rate": Decimal("100.0001")}, {}), ({"rate": 95.0}, {}), ({"rate": "95"}, {}), ({"rate": True}, {}),
    ({"rate": Fraction(95)}, {}), ({"rate": Decimal("NaN")}, {}), ({"rate": Decimal("Infinity")}, {}), ({"rate": Decimal("1" + 70 * "0" + "1")}, {}),
    ({"free": 10**99}, {}), ({"free": Decimal("1E-99")}, {}), ({"third": 0}, {}), ({"third": 2}, {}), ({"books": -1}, {}), ({"books": Decimal(1)}, {}),
    ({"books": Decimal("1.5")}, {}), ({"has": 1}, {}), ({"has": "是"}, {}), ({"at": "小学"}, {}), ({"at": "x"}, {}), ({"named_on": "2007-09-01"}, {}),
    ({"girls": 2, "pupils": 1}, {}), ({"area": 20}, {}), ({"area": 20, "per": 2}, {}), ({"per": 10}, {}), ({"funds": 1}, {}), ({"by_stage": 1}, {}), ({"funds:0": 1}, {}),
    ({"rtae": 95}, {}), ({1: 95}, {}), ({}, {"2": "Z"}), ({}, {"2": None}), ({}, {"2": ["A"]}), ({}, {"3": "met"}), ({}, {"3": 1}), ({}, {"2": True}), ({}, {"3": "是"}), ({}, {"4": "A"}),
    ([("rate", 95)], {}), (None, {}), ({}, ["2"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def admission(ruleset_from: Callable[[str], Any]) -> Admission:
    return Admission(ruleset_from(RULES).data, says_nothing)


@pytest.mark.parametrize(("facts", "grades"), ADMITTED)
def test_what_is_certainly_right_is_admitted(facts: Any, grades: Any, admission: Admission) -> None:
    """Exact numbers within their ranges that contradict nothing, truths, ids of options and grades, and nothing."""
    assert admission.admits(facts, grades)


@pytest.mark.parametrize(("facts", "grades"), QUESTIONED)
def test_what_may_be_wrong_is_questioned(facts: Any, grades: Any, admission: Admission) -> None:
    """Other types, other names, values out of range or of many digits, relations that are broken."""
    assert not admission.admits(facts, grades)
