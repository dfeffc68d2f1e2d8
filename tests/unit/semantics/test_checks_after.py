"""Of checks only those are asked again that look at what changed: of the subject, of its rows, of rows beside them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import evalrules
from evalrules.model.evidence import Bounds
from evalrules.semantics.case import case_of
from evalrules.semantics.checks_after import looked_at_with, may_be_broken_by, newly_broken
from evalrules.semantics.stated import Stated

RULES = """
measures:
  total: {type: count, zh: 学生数, en: pupils}
  free: {type: count, zh: 另数, en: another}
checks:
  - total >= sum(stages, pupils)
tables:
  stages:
    zh: 学段
    en: stages
    key: [school, stage]
    columns:
      school: {type: text, zh: 学校, en: school}
      stage: {type: text, zh: 学段, en: stage}
      pupils: {type: count, zh: 学生, en: pupils of the stage}
      area: {type: number, zh: 面积, en: area}
    checks:
      - agrees(stages, area, same=school)
      - area >= pupils
  sites:
    zh: 校点
    en: sites
    key: [school]
    columns:
      school: {type: text, zh: 学校, en: school}
      class_size: {type: count, zh: 班额, en: class size}
    checks:
      - {need: "class_size <= greatest(stages, pupils, same=school)", zh: 班额, en: class size}
indicators: [{id: "1", met: "free >= 1", source: s 1}]
verdict: [{level: pass, when: "every(indicators, met)", source: s 1}, {level: fail, source: s 1}]
"""
FACTS: dict[str, Any] = {
    "facts": {"total": 30, "free": 0},
    "tables": {
        "stages": {
            "rows": [
                {"school": "甲", "stage": "a", "pupils": 10, "area": 20},
                {"school": "甲", "stage": "b", "pupils": 8, "area": 20},
                {"school": "乙", "stage": "a", "pupils": 9, "area": 20},
            ]
        },
        "sites": {"rows": [{"school": "甲", "class_size": 9}, {"school": "乙", "class_size": 9}]},
    },
}


def known(**changed: int) -> dict[str, Bounds]:
    return {own.replace("_of_", "."): Bounds(Fraction(value), Fraction(value)) for own, value in changed.items()}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (Stated(known(free=5)), []),
        (Stated(known(total=26)), [None]),
        (Stated(cells={("stages", ("甲", "a")): {"stages.area": Bounds(Fraction(20), Fraction(20))}}), []),
        (
            Stated(cells={("stages", ("甲", "a")): {"stages.area": Bounds(Fraction(25), Fraction(25))}}),
            [("stages", ("甲", "b"))],
        ),
        (
            Stated(cells={("stages", ("乙", "a")): {"stages.pupils": Bounds(Fraction(8), Fraction(8))}}),
            [("sites", ("乙",))],
        ),
        (
            Stated(cells={("stages", ("乙", "a")): {"stages.pupils": Bounds(Fraction(21), Fraction(21))}}),
            [None, ("stages", ("乙", "a"))],
        ),
        (
            Stated(known(total=39), {("stages", ("乙", "a")): {"stages.pupils": Bounds(Fraction(19), Fraction(19))}}),
            [],
        ),
    ],
)
def test_what_changed_figures_break_is_told_with_its_row(ruleset_from, stated: Stated, expected: list[Any]):
    """A row that changed nothing is told, too, where it must say the same as one that did."""
    ruleset = ruleset_from(RULES)
    case = case_of(ruleset.data, evalrules.evidence_from(FACTS, ruleset).data)
    assert expected == [one.row for one in newly_broken(case, stated)]


MOVED = """
measures:
  part: {type: count, zh: 部分, en: part}
  whole: {type: count, zh: 全部, en: whole}
  rest: {type: count, zh: 其余, en: rest}
  apart: {type: count, zh: 另数, en: apart}
  worn: {type: yesno, zh: 破损, en: worn}
  used: {type: yesno, zh: 在用, en: used}
checks: ["part + rest <= whole", "part <= whole", "used or not worn", "apart / 2 <= 5"]
indicators: [{id: "1", met: "apart >= 1", source: s 1}]
verdict: [{level: pass, when: "every(indicators, met)", source: s 1}, {level: fail, source: s 1}]
"""


@pytest.mark.parametrize(
    ("measure", "upward", "expected"),
    [
        ("whole", True, False), ("whole", False, True), ("rest", True, True), ("rest", False, False),
        ("used", True, False), ("worn", True, True), ("apart", False, True),
    ],
)  # fmt: skip
def test_a_check_is_safe_from_what_moves_away_from_its_limit(ruleset_from, measure: str, upward: bool, expected: bool):
    """What is read off is safe for certain; a quotient is not read."""
    assert may_be_broken_by(measure, ruleset_from(MOVED).data, upward=upward) is expected


def test_a_part_that_never_passes_its_whole_breaks_no_check_of_both(ruleset_from):
    """Where nothing else is added to it."""
    ruleset = ruleset_from(MOVED.replace('"part + rest <= whole", ', "")).data
    assert [may_be_broken_by("part", ruleset, upward=True, at_most=own) for own in ("whole", "rest", "")] == [False, True, True]


def test_what_checks_look_at_together_is_found_with_it(ruleset_from):
    """Also over several checks."""
    found = [set(looked_at_with([own], ruleset_from(MOVED).data)) for own in ("rest", "worn", "apart")]
    assert found == [{"part", "whole", "rest"}, {"worn", "used"}, {"apart"}]
