"""What can be changed, how far and in which steps; what nobody changes is no lever."""

from __future__ import annotations

from fractions import Fraction

import pytest

import evalrules
from evalrules.planning.levers import levers_of, place_of
from evalrules.semantics.case import case_of

RULES = """
measures:
  rate: {type: percent, range: [0, 100], better: higher}
  funds: {type: number, unit: 元, range: [0, null], better: higher}
  each: {type: number, unit: 元, value: funds / pupils}
  area: {type: number, unit: m2, range: [0, null], better: higher}
  pupils: {type: count, fixed: true}
  teachers: {type: count}
  places: {type: count, fixed: true}
  per_pupil: {type: number, unit: m2, value: area / pupils}
  plan: {type: yesno, better: higher}
  on: {type: date}
  funds_of_years: {type: number, series: 2, better: higher}
tables:
  t:
    key: [k]
    columns: {k: {type: text}, n: {type: count, better: higher}, m: {type: count, fixed: true}}
grades: [A, B, C]
indicators:
  - {id: "1", source: s 1, met: "rate >= 95 and each >= 5 and per_pupil >= 3 and teachers >= 4 and plan and places >= 1"}
  - {id: "2", source: s 1, met: "every(t, n >= m) and years_since(on) >= 3 and rising(funds_of_years, 1)"}
  - {id: "3", source: s 1, assessed: grade}
"""


@pytest.fixture
def levers(ruleset_from):
    ruleset = ruleset_from(RULES)
    given = {
        "period": 2007,
        "facts": {"rate": "90.125", "funds": 1000, "area": 5, "pupils": 10, "plan": False, "on": "2006-01-01",
                  "funds_of_years": {2007: 3, 2006: 4}},
        "grades": {"3": "B"}, "tables": {"t": [{"k": "甲", "n": 1, "m": 2}]},
    }  # fmt: skip
    given["facts"]["rate"] = Fraction("90.125")
    evidence = evalrules.evidence_from(given, ruleset)
    return {place_of(one): one for one in levers_of(case_of(ruleset.data, evidence.data), 2007).values()}


def test_what_can_be_changed_has_a_place(levers):
    """Stated figures, cells and decisions; neither what is fixed (not given either) nor a date nor a year that is over."""
    assert set(levers) == {
        "facts.rate", "facts.funds", "facts.area", "facts.teachers", "facts.plan", "facts.funds_of_years.2007",
        "tables.t[甲].n", "grades.3",
    }  # fmt: skip


def test_steps_are_as_fine_as_a_figure_is_given(levers):
    """Whole yuan, whole teachers, hundredths of a square metre, thousandths where thousandths are given."""
    steps = {own: levers[f"facts.{own}"].step for own in ("rate", "funds", "area", "teachers")}
    assert steps == {"rate": Fraction(1, 1000), "funds": 1, "area": Fraction(1, 100), "teachers": 1}


def test_what_has_a_better_direction_goes_no_other_way(levers):
    """A rate is not lowered, a plan not given up, a grade not lowered; what has none goes either way."""
    assert (levers["facts.rate"].low, levers["facts.rate"].high) == (90125, 100000)
    assert levers["facts.plan"].options == (True, False)
    assert [one.grade for one in levers["grades.3"].options] == ["A", "B"]
    assert (levers["facts.teachers"].have, levers["facts.teachers"].low) == (None, 0)
