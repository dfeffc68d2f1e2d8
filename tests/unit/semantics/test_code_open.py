"""One indicator of which something is not known: what it can still be."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from evalrules.semantics.code_open import written_open
from evalrules.semantics.code_plain import UNKNOWN, NotPlain
from evalrules.semantics.compiled import CompiledRuleset

MakeRuleset = Callable[[str], Any]
RULES = """\
grades: [A, B, C]
measures: {rate: {type: percent, range: [0, 100]}, n: {type: count}, m: {type: count}, has: {type: yesno}, level: {type: grade}}
indicators:
  - {id: bands, source: s, bands: {A: rate >= 95, B: rate >= 90 or n >= 3, C: otherwise}, when_both: better}
  - {id: never, source: s, bands: {A: rate > 100, B: n >= 0, C: otherwise}, when_both: better}
  - {id: panel, source: s, assessed: grade, ceiling: {A: has, B: n >= 1}}
  - {id: two, source: s, bands: {A: n >= m, B: n >= 3, C: otherwise}, when_both: better}
  - {id: chosen, source: s, grade: level}
  - {id: some, source: s, met: has, applies: n >= 1}
verdict: [{level: pass}]
"""
IDS = ("bands", "never", "panel", "two", "chosen", "some")


@pytest.fixture(scope="module")
def compiled(ruleset_from: MakeRuleset) -> CompiledRuleset:
    return CompiledRuleset(ruleset_from(RULES).data)


@pytest.mark.parametrize(
    ("own", "facts", "grades", "expected"),
    [
        ("bands", {}, {}, "ABC"), ("bands", {"rate": 96}, {}, "A"), ("bands", {"rate": 91}, {}, "B"), ("bands", {"rate": 80}, {}, "BC"),
        ("bands", {"n": 3}, {}, "AB"), ("bands", {"n": 2, "rate": Decimal("89.9")}, {}, "C"), ("bands", {"n": None}, {}, "ABC"),
        ("never", {}, {}, "B"),
        ("panel", {}, {}, "ABC"), ("panel", {"has": False}, {}, "BC"), ("panel", {"n": 0}, {}, "C"), ("panel", {}, {"panel": "A"}, "A"),
        ("panel", {"has": False}, {"panel": "A"}, "B"), ("panel", {"n": 0}, {"panel": "A"}, "C"), ("panel", {"has": False}, {"panel": "C"}, "C"),
    ],
)  # fmt: skip
def test_every_outcome_that_is_possible_is_left(
    own: str, facts: dict[str, Any], grades: dict[str, str], expected: str, compiled: CompiledRuleset
) -> None:
    """The first arm that holds and those before it that may; of a panel what ceilings that are broken leave."""
    left = written_open(compiled.plans[IDS.index(own)], compiled.nobody.scope)
    assert "".join(grade for rank, grade in enumerate("ABC") if left(facts, grades) >> rank & 1) == expected


@pytest.mark.parametrize(("facts", "grades"), [({"m": 3}, {}), ({}, {})])
def test_two_facts_in_one_comparison_are_asked(
    facts: dict[str, Any], grades: dict[str, str], compiled: CompiledRuleset
) -> None:
    """What the range of one says hangs on the other."""
    with pytest.raises(UNKNOWN):
        written_open(compiled.plans[IDS.index("two")], compiled.nobody.scope)(facts, grades)


def test_a_grade_that_there_is_not_is_asked(compiled: CompiledRuleset) -> None:
    """Nothing is made of it here."""
    with pytest.raises(UNKNOWN):
        written_open(compiled.plans[IDS.index("panel")], compiled.nobody.scope)({}, {"panel": "Z"})


@pytest.mark.parametrize("own", ["chosen", "some"])
def test_what_is_not_written_is_said_so(own: str, compiled: CompiledRuleset) -> None:
    """A grade that a fact names, and an indicator of which it is open whether it applies."""
    with pytest.raises(NotPlain):
        written_open(compiled.plans[IDS.index(own)], compiled.nobody.scope)


@pytest.mark.parametrize(("facts", "expected"), [({}, "AB"), ({"rate": 92, "n": 0}, "B"), ({"rate": 1, "n": 0}, "ABC")])
def test_a_hole_leaves_everything(facts: dict[str, Any], expected: str, compiled: CompiledRuleset) -> None:
    """Of a subject that no band is for, as the reference has it."""
    plan = compiled.plans[0]._replace(arms=compiled.plans[0].arms[:-1])
    left = written_open(plan, compiled.nobody.scope)(facts, {})
    assert "".join(grade for rank, grade in enumerate("ABC") if left >> rank & 1) == expected
