"""A verdict that looks at facts: levels are worked out once for all subjects that agree in what it sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from selection import one_in

import evalrules
from evalrules.semantics.compiled import CompiledRuleset
from evalrules.semantics.verdict_facts import VerdictFacts

MakeRuleset = Callable[[str], Any]
RULES = """\
grades: [A, B, C]
measures: {x: {type: number}, n: {type: count}, ok: {type: count}, has: {type: yesno}, share: {type: number, value: ok / n}}
indicators:
  - {id: "1", source: s, bands: {A: x >= 9, B: x >= 5, C: otherwise}}
  - {id: "2", source: s, assessed: grade}
gates: [{id: g, need: has and x >= 1, else: fail, source: s}]
vetoes: [{id: v, when: 'count(indicators, grade == "C") >= 1 and not has', level: fail, source: s}]
verdict: [{level: pass, when: 'count(indicators, grade == "A") >= share or x > 100'}, {level: fail}]
"""
FACTS: tuple[dict[str, Any], ...] = tuple(
    {own: value for own, value in (("x", x), ("has", has), ("ok", ok), ("n", n)) if value is not None}
    for x in (None, 0, 5, 9, 101)
    for has in (None, True, False)
    for ok, n in ((None, 1), (2, 2), (6, 3), (3, 0))
)


@pytest.fixture(scope="module")
def ruleset(ruleset_from: MakeRuleset) -> evalrules.Ruleset:
    found: evalrules.Ruleset = ruleset_from(RULES)
    return found


def test_what_it_sees_is_conditions_and_single_facts(ruleset: evalrules.Ruleset) -> None:
    """Whole conditions of facts alone; what is compared with a count of indicators, also behind a derived measure."""
    compiled = CompiledRuleset(ruleset.data)
    seen = VerdictFacts(compiled.nobody.plan).of({"x": 5, "has": True, "ok": 2, "n": 1}, lambda: compiled.nobody.scope)
    assert seen == (True, False, False, None, 2, 1)
    assert not VerdictFacts(CompiledRuleset(evalrules.load_ruleset("jiangsu-16@2007").data).nobody.plan)


@pytest.mark.parametrize("grade", one_in(3, ["A", "C", None]))
def test_the_levels_are_those_of_the_assessment(grade: str | None, ruleset: evalrules.Ruleset) -> None:
    """With every fact of the verdict known and not, each subject twice: what is remembered belongs to nobody else."""
    evaluator, grades = ruleset.compile(), {} if grade is None else {"2": grade}
    for facts in (*FACTS, *FACTS):
        whole = evalrules.assess(ruleset, evalrules.evidence_from({"facts": facts, "grades": grades}, ruleset))
        found = evaluator.judge_unchecked(facts, grades)
        assert (found.level, found.possible) == (whole.verdict.level, whole.verdict.possible), facts
        assert evaluator.measure_unchecked(facts, grades)[:2] == found[:2]


def test_a_condition_that_code_leaves_is_read_once_for_the_same_facts(ruleset: evalrules.Ruleset) -> None:
    """`has` is not known: the scope is made for the first subject, and again where a fact of the condition differs."""
    compiled, made = CompiledRuleset(ruleset.data), []
    verdict = VerdictFacts(compiled.nobody.plan)

    def scope() -> Any:
        made.append(1)
        return compiled.nobody.scope

    first = verdict.of({"x": 5, "ok": 2, "n": 1}, scope)
    asked = len(made)
    assert first == verdict.of({"x": 5, "ok": 2, "n": 1}, scope)
    assert len(made) == asked > 0
    verdict.of({"x": 6, "ok": 2, "n": 1}, scope)
    assert len(made) == asked + 1
