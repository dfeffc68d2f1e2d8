"""The way that can be read off is the one that trials find; where it cannot, nothing is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

import evalrules
from evalrules.model.outcome import Outcome
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.gaps import ways_by_trial, ways_to_outcome
from evalrules.semantics.plain_ways import plain_way
from evalrules.semantics.single_moves import Move
from evalrules.semantics.standings import Standing

MakeRuleset = Callable[[str], Any]

RULESET = """\
grades: [A, B, C]
measures: {x: {type: number}, n: {type: count}, ok: {type: count}, share: {type: number, value: ok / n}, pupils: {type: count, fixed: true}}
indicators: [{id: "1", source: s, RULE}]
verdict: [{level: pass, when: grade("1") == "A"}, {level: fail}]
"""
BOTH = "bands: {A: x >= 9 and n < 3, B: x >= 5 and n <= 4, C: otherwise}"


def case(ruleset_from: MakeRuleset, rule: str, facts: dict[str, Any]) -> Case:
    text = RULESET.replace("RULE", rule).replace('"A"', '"met"' if "met:" in rule else '"A"')
    ruleset = ruleset_from(text.replace('grade("1") == "met"', 'met("1")'))
    return case_of(ruleset.data, evalrules.evidence_from({"facts": facts}, ruleset).data)


def betters(case: Case) -> Iterator[tuple[Standing, Outcome]]:
    """Each indicator of which one outcome is left, with each better one."""
    for found in case.standings:
        if found.decided in found.plan.every:
            yield from ((found, one) for one in found.plan.every[: found.plan.every.index(found.decided)])


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (BOTH, {"x": 5, "n": 4}, [(Move("x", ">=", 9), Move("n", "<=", 2))]),
        (BOTH, {"x": 9, "n": 4}, [(Move("n", "<=", 2),)]),
        (BOTH, {"x": Decimal("1.5"), "n": 5}, [(Move("x", ">=", 9), Move("n", "<=", 2)), (Move("x", ">=", 5), Move("n", "<=", 4))]),
        ("bands: {A: x > 7.5, B: x > 7, C: otherwise}", {"x": 2}, [(Move("x", ">", Decimal("7.5")),), (Move("x", ">", 7),)]),
        ("met: 9 <= x", {"x": 2}, [(Move("x", ">=", 9),)]),
    ],
)  # fmt: skip
def test_it_is_what_trials_find(rule: str, facts: dict[str, Any], expected: Any, ruleset_from: MakeRuleset) -> None:
    """To each better outcome, with whole numbers for counts."""
    told = case(ruleset_from, rule, facts)
    assert expected == [plain_way(found.plan, target, told.scope) for found, target in betters(told)]
    for found, target in betters(told):
        assert ways_by_trial(told, found, target) == [plain_way(found.plan, target, told.scope)]


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("bands: {A: share >= 0.9, B: share >= 0.5, C: otherwise}", {"ok": 1, "n": 5}),
        ("bands: {A: x >= 9 or n >= 3, B: x >= 5 or n >= 2, C: otherwise}", {"x": 1, "n": 1}),
        ("bands: {A: x >= 9, B: x >= 5, C: otherwise}, ceiling: {A: n >= 3}", {"x": 1, "n": 1}),
        ("bands: {A: x >= 9, B: n >= 3 and x >= 5, C: otherwise}, when_both: better", {"x": 1, "n": 1}),
        ("bands: {A: pupils >= 9, B: pupils >= 5, C: otherwise}", {"pupils": 1}),
        ("bands: {A: x == 9, B: x >= 5, C: otherwise}, when_both: better", {"x": 1}),
    ],
    ids=["a share", "either", "a ceiling", "not asked for by the better", "nobody changes it", "one value only"],
)
def test_elsewhere_it_is_found_by_trial(rule: str, facts: dict[str, Any], ruleset_from: MakeRuleset) -> None:
    """A criterion of which a comparison is not one move, or not needed by every better outcome, is tried."""
    told = case(ruleset_from, rule, facts)
    found, target = list(betters(told))[-1]
    assert plain_way(found.plan, target, told.scope) is None
    assert ways_to_outcome(told, found, target) == ways_by_trial(told, found, target)
