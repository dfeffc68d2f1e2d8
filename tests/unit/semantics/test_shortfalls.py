"""What a plain criterion lacks, and which gaps are not that plain."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import evalrules
from evalrules.semantics.case import case_of
from evalrules.semantics.compiled import CompiledRuleset, judgement_of
from evalrules.semantics.shortfalls import Shortfalls

MakeRuleset = Callable[[str], Any]
HEAD = """\
grades: [A, B, C]
measures: {x: {type: number}, n: {type: count}, r: {type: percent, range: [0, 100]}, ok: {type: count}, y: {type: yesno}, z: {type: yesno}, share: {type: number, value: ok / n}, twice: {type: number, value: 2 * x}, pupils: {type: count, fixed: true}}
"""
OTHER = '{id: "9", source: s, assessed: grade}'
TAIL = "\nvetoes: [{id: c, when: 'count(indicators, grade == \"C\") >= 1', level: fail, source: s}]\nverdict: [{level: pass}]\n"


def compiled(ruleset_from: MakeRuleset, rule: str) -> CompiledRuleset:
    return CompiledRuleset(ruleset_from(f'{HEAD}indicators: [{{id: "1", source: s, {rule}}}, {OTHER}]{TAIL}').data)


def plain_gap(ruleset_from: MakeRuleset, rule: str, facts: dict[str, Any], outcome: str) -> Any:
    found = compiled(ruleset_from, rule)
    return Shortfalls(found.plans[0], found.nobody.scope).gap(facts, outcome)


BOTH = "bands: {A: x >= 9 and n <= 3, B: x >= 5 and n <= 4, C: otherwise}"


@pytest.mark.parametrize(
    ("rule", "facts", "outcome", "expected"),
    [
        (BOTH, {"x": 5, "n": 4}, "B", ("A", [("x", 5, ">=", 9, 4), ("n", 4, "<=", 3, 1)])),
        (BOTH, {"x": 9, "n": 4}, "B", ("A", [("n", 4, "<=", 3, 1)])),
        (BOTH, {"x": Decimal("4.9"), "n": 3}, "C", ("B", [("x", Decimal("4.9"), ">=", 5, Decimal("0.1"))])),
        (BOTH, {"x": 1}, "C", ("B", [("x", 1, ">=", 5, 4), ("n", None, "<=", 4, None)])),
        ("bands: {A: n > 7.5, B: n > 7, C: otherwise}", {"n": 2}, "C", ("B", [("n", 2, ">=", 8, 6)])),
        ("bands: {A: share >= 0.9, B: share >= 0.5, C: otherwise}", {"ok": 1, "n": 5}, "C", ("B", [("share", Decimal("0.2"), ">=", Decimal("0.5"), Decimal("0.3"))])),
        ("bands: {A: share >= 0.9, B: share >= 0.5, C: otherwise}", {"ok": 1, "n": 3}, "C", ("B", [("share", "1/3", ">=", Decimal("0.5"), "1/6")])),
        ("met: 9 <= x", {"x": 2}, "not_met", ("met", [("x", 2, ">=", 9, 7)])),
        ("assessed: grade, ceiling: {A: z and y}", {"y": False, "z": False}, "B", ("A", [("y", False, "==", True, None), ("z", False, "==", True, None)])),
        ("assessed: grade, ceiling: {A: z and y}", {"z": False}, "B", ("A", [("z", False, "==", True, None)])),
    ],
)  # fmt: skip
def test_what_is_lacking_is_listed(
    rule: str, facts: dict[str, Any], outcome: str, expected: tuple[str, Any], ruleset_from: MakeRuleset
) -> None:
    """In the order of the ruleset, whole numbers for counts, and what `judge` says is the same."""
    better, changes = expected
    assert plain_gap(ruleset_from, rule, facts, outcome) == ("1", outcome, better, tuple(changes))
    grades = {"1": "A"} if "assessed" in rule else {}
    assert compiled(ruleset_from, rule).judge_unchecked(facts, grades).gaps == (("1", outcome, better, tuple(changes)),)


@pytest.mark.parametrize(
    ("rule", "facts", "outcome"),
    [
        ("bands: {A: share >= 0.9, B: share >= 0.5, C: otherwise}", {"ok": 1, "n": 0}, "C"),
        ("bands: {A: share >= 0.9, B: share >= 0.5, C: otherwise}", {"ok": 1}, "C"),
        ("bands: {A: share >= 0.9, B: share >= 0.5, C: otherwise}", {"ok": 1, "n": 5, "share": 1}, "C"),
        ("bands: {A: share <= 0.5, B: share <= 0.9, C: otherwise}", {"ok": 1, "n": 1}, "C"),
        ("bands: {A: twice >= 9, B: twice >= 5, C: otherwise}", {"x": 1}, "C"),
        ("bands: {A: share >= 0.9 and n >= 9, B: share >= 0.5 and n >= 8, C: otherwise}", {"ok": 1, "n": 5}, "C"),
        ("bands: {A: x >= 9 or n >= 3, B: x >= 5 or n >= 2, C: otherwise}", {"x": 1, "n": 1}, "C"),
        ("bands: {A: x == 9, B: x >= 5, C: otherwise}, when_both: better", {"x": 5}, "B"),
        ("bands: {A: r > 100, B: r >= 50, C: otherwise}", {"r": 50}, "B"),
        ("bands: {A: x >= 9 and y, B: x >= 5, C: otherwise}, when_both: better", {"x": 5, "y": False}, "B"),
        ("bands: {A: x >= 5, B: n <= 4 and x >= 5, C: otherwise}, when_both: better", {"x": 4, "n": 20}, "C"),
        ("bands: {A: x >= 9, B: x >= 5, C: otherwise}, ceiling: {A: y}", {"x": 9, "y": False}, "B"),
        ("assessed: grade, ceiling: {A: y, B: z}", {"y": False}, "B"),
        ("assessed: grade, ceiling: {A: y or z}", {"y": False, "z": False}, "B"),
        ("met: x >= 9, applies: y", {"x": 1, "y": True}, "not_met"),
        ("met: pupils >= 9", {"pupils": 1}, "not_met"),
    ],
)
def test_other_gaps_are_found_on_the_case(
    rule: str, facts: dict[str, Any], outcome: str, ruleset_from: MakeRuleset
) -> None:
    """Formulas, alternatives, ceilings, grades that ask for less: none of them is only a list of comparisons."""
    assert plain_gap(ruleset_from, rule, facts, outcome) is None


def test_the_gap_may_lead_to_a_grade_that_asks_for_less(ruleset_from: MakeRuleset) -> None:
    """From C, five of x alone lead to A: the bound on n that B has is not said to be needed."""
    found = compiled(ruleset_from, "bands: {A: x >= 5, B: n <= 4 and x >= 5, C: otherwise}, when_both: better")
    assert found.judge_unchecked({"x": 4, "n": 20}).gaps == (("1", "C", "B", (("x", 4, ">=", 5, 1),)),)


@pytest.mark.parametrize("op", [">", ">="])
@pytest.mark.parametrize("better", ["", ", better: higher"])
def test_a_share_lacks_what_the_case_says(op: str, better: str, ruleset_from: MakeRuleset) -> None:
    """Of every number out of up to nine, beside thresholds that no such share, or some, is."""
    text = f"{HEAD}indicators: [{{id: '1', source: s, bands: {{A: share {op} 0.7, B: share {op} 0.5, C: otherwise}}}}]{TAIL}"
    ruleset = ruleset_from(text.replace("ok: {type: count}", f"ok: {{type: count{better}}}"))
    found = CompiledRuleset(ruleset.data)
    for of in range(1, 10):
        for count in range(of + 1):
            facts = {"ok": count, "n": of}
            evidence = evalrules.evidence_from({"facts": facts}, ruleset)
            assert found.judge_unchecked(facts) == judgement_of(case_of(ruleset.data, evidence.data))


def test_comparisons_are_told_once_in_reading_order(ruleset_from: MakeRuleset) -> None:
    """Of stated numbers with numbers of the standard; a derived measure is not stated."""
    found = compiled(
        ruleset_from, "bands: {A: x >= 9 and 3 >= n and share > 1, B: x >= 5 and n <= 3, C: otherwise}, when_both: better"
    )
    assert found.comparisons == ("x >= 9", "n <= 3", "x >= 5")
