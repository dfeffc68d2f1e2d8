"""A plan as one function: each outcome, what it adds to the counts, and what it leaves to be asked."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from evalrules.semantics.compiled import CompiledRuleset

MakeRuleset = Callable[[str], Any]
RULES = """\
grades: [A, B, C]
measures:
  x: {type: number}
  has: {type: yesno}
  level: {type: grade}
  on: {type: date}
indicators:
  - {id: bands, source: s, bands: {A: x >= 9, B: x >= 5, C: otherwise}}
  - {id: flags, source: s, bands: {A: has, B: x >= 5, C: otherwise}, when_both: better}
  - {id: worse, source: s, bands: {A: x >= 1, B: x >= 5, C: otherwise}, when_both: worse}
  - {id: chosen, source: s, grade: level}
  - {id: panel, source: s, assessed: grade}
  - {id: capped, source: s, assessed: grade, ceiling: {A: has}}
  - {id: ceiling, source: s, bands: {A: x >= 9, B: x >= 5, C: otherwise}, ceiling: {A: has}}
  - {id: yes, source: s, assessed: yesno}
  - {id: met, source: s, met: x > 3}
  - {id: some, source: s, met: x > 3, applies: has}
  - {id: scored, source: s, points: 2, awarded: "min(x / 2, 2)"}
  - {id: dated, source: s, met: "years_since(on) >= 3"}
vetoes: [{id: c, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s}]
verdict: [{level: pass}]
"""
IDS = ("bands", "flags", "worse", "chosen", "panel", "capped", "ceiling", "yes", "met", "some", "scored", "dated")
GOOD = {"x": 9, "has": True, "level": "A"}
GRADES = {"panel": "A", "capped": "A", "yes": "met"}


@pytest.fixture(scope="module")
def compiled(ruleset_from: MakeRuleset) -> CompiledRuleset:
    return CompiledRuleset(ruleset_from(RULES.replace("min(x / 2, 2)", "min(x, 2)")).data)


@pytest.mark.parametrize(
    ("facts", "grades", "expected"),
    [
        ({}, {}, "A A B A A A A met met met scored"),
        ({"x": 5}, {}, "B A B A A A B met met met scored"),
        ({"x": 1}, {}, "C A A A A A C met not_met not_met scored"),
        ({"x": Decimal("0.5")}, {}, "C A C A A A C met not_met not_met scored"),
        ({"has": False}, {}, "A B B A A B B met met not_applicable scored"),
        ({"level": "C"}, {"panel": "C", "capped": "B", "yes": "not_met"}, "A A B C C B A not_met met met scored"),
        ({}, {"yes": True}, "A A B A A A A met met met scored"),
        ({}, {"yes": False}, "A A B A A A A not_met met met scored"),
        ({"has": None}, {}, "A ? B A A A ? met met ? scored"),
        ({"x": None}, {}, "? A ? A A A ? met ? ? ?"),
        ({"level": None}, {"panel": "Z", "capped": None, "yes": "A"}, "A A B ? ? ? A ? met met scored"),
    ],
)
def test_each_outcome_is_found_or_asked(
    facts: dict[str, Any], grades: dict[str, str], expected: str, compiled: CompiledRuleset
) -> None:
    """In every way in which an indicator is decided; what is not known opens that indicator alone."""
    _, found, _, asked = compiled._judged({**GOOD, **facts}, {**GRADES, **grades})
    assert [one or "?" for one in found[:-1]] == expected.split()
    assert [IDS[at] for at in asked] == [*(["dated"]), *(own for own, one in zip(IDS[:-1], found, strict=False) if one is None)]
    assert compiled.asked == ("dated",)
    assert not compiled.is_generated


def test_what_is_below_its_best_is_given_back(compiled: CompiledRuleset) -> None:
    """Of a panel's grades only those that a ceiling lowered: facts raise no other."""
    _, _, low, _ = compiled._judged({**GOOD, "x": 5, "has": False}, {**GRADES, "panel": "C"})
    assert [IDS[at] for at in low] == ["bands", "flags", "worse", "capped", "ceiling"]


def test_the_counts_are_those_of_the_outcomes(compiled: CompiledRuleset) -> None:
    """Whatever was asked has not been counted."""
    counting = compiled.nobody.bench.counting
    for facts in (GOOD, {**GOOD, "x": 5}, {**GOOD, "x": 0, "has": False}, {}):
        total, found, _, _ = compiled._judged(facts, GRADES)
        effects = [
            counting.packed(counting.effect(plan.indicator.id, outcome))
            for plan, text in zip(compiled.plans, found, strict=True)
            for outcome in counting.outcomes_in_order(plan.indicator)
            if outcome.text == text
        ]
        assert total == sum(effects)


def test_a_ratio_of_points_is_asked(ruleset_from: MakeRuleset) -> None:
    """The least of a ratio and a number is no expression of whole numbers."""
    assert CompiledRuleset(ruleset_from(RULES).data).asked == ("scored", "dated")
