"""Trials by difference say what whole evaluations say."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any

import pytest

import evalrules
from evalrules.model.outcome import graded
from evalrules.semantics.carried import Carried, Raised
from evalrules.semantics.case import Case, case_of, exactly
from evalrules.semantics.moves import ways_to
from evalrules.semantics.single_moves import counts_of, facts_of

MakeRuleset = Callable[[str], Any]
RULES = """\
grades: [A, B, C]
levels: [{id: top}, {id: pass, required: true}, {id: fail}]
measures:
  x: {type: number, better: higher}
  y: {type: number, better: higher}
  n: {type: count, better: higher}
  of: {type: count}
  share: {type: percent, value: "percent(n, of)"}
  has: {type: yesno}
indicators:
  - {id: "1", source: s, bands: {A: x >= 9 and share >= 50, B: x >= 5, C: otherwise}}
  - {id: "2", source: s, bands: {A: share >= 80, B: share >= 30, C: otherwise}}
  - {id: "3", source: s, bands: {A: n >= 7, B: n >= 3, C: otherwise}}
  - {id: "4", source: s, assessed: grade, ceiling: {A: has}}
  - {id: "5", source: s, assessed: grade}
gates: [{id: g, need: y >= 2, else: fail, source: s}]
vetoes: [{id: c, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s}]
verdict: [{level: top, when: 'count(indicators, grade == "A") >= 4'}, {level: pass, when: 'grade("5") != "C"'}, {level: fail}]
"""


@pytest.fixture(scope="module")
def ruleset(ruleset_from: MakeRuleset) -> Any:
    return ruleset_from(RULES)


def case(ruleset: Any, facts: dict[str, Any], grades: dict[str, str]) -> Case:
    return case_of(ruleset.data, evalrules.evidence_from({"facts": facts, "grades": grades}, ruleset).data)


def drawn(ruleset: Any, random: Random) -> Case:
    """A subject of which some things are not known."""
    facts: dict[str, Any] = {"x": random.choice((1, 5, 9)), "y": random.choice((1, 2)), "n": random.randint(0, 9), "of": 10}
    facts |= {"has": random.random() < 0.5}
    kept = {own: value for own, value in facts.items() if random.random() < 0.8}
    return case(ruleset, kept, {own: random.choice("ABC") for own in ("4", "5") if random.random() < 0.7})


def same(one: Case, other: Case) -> None:
    """Two ways to one case: the same standings and levels."""
    assert [found.possible for found in one.standings] == [found.possible for found in other.standings]
    assert one.possible_levels == other.possible_levels
    assert dict(one.scope.facts) == dict(other.scope.facts)
    assert one.scope.fixed == other.scope.fixed


@pytest.mark.parametrize("is_asked", [False, True])
def test_a_case_by_difference_is_the_case_made_anew(is_asked: bool, ruleset: Any) -> None:
    """Facts and grades changed and taken back, whether or not levels were asked before each step."""
    random = Random(8)
    for _ in range(40):
        before = drawn(ruleset, random)
        changes = {"x": random.choice((1, 5, 9)), "share": random.choice((20, 60, 90)), "y": random.choice((1, 2))}
        numbers = {own: exactly(Fraction(value)) for own, value in changes.items()}
        grades = {"5": graded(random.choice("ABC"))}
        one = before
        for own, value in numbers.items():
            assert not is_asked or one.possible_levels
            one = one.with_facts({own: value})
        one = one.with_grades(grades)
        whole = Case(before.plan, before.scope.with_facts(numbers), before.with_grades(grades).grades)
        same(one, whole)
        gone = random.choice(("x", "share", "y"))
        back = one.taken_back(before, (gone,), ("5",))
        less = {own: value for own, value in numbers.items() if own != gone}
        same(back, Case(before.plan, before.scope.with_facts(less), before.grades))


def test_raised_outcomes_are_enough_where_the_levels_say_so(ruleset: Any) -> None:
    """One after the other changed and left as they were; what is not enough is not kept."""
    random = Random(9)
    for _ in range(60):
        based, rank = drawn(ruleset, random), random.choice((0, 1))
        needs = {own: graded(random.choice("AB")) for own in "12345" if random.random() < 0.7}
        raised = Raised(based, needs)
        assert raised.is_enough(rank) is is_enough(based, needs, rank)
        for own in "12345":
            need = random.choice((None, graded("A"), graded("B")))
            after = {other: one for other, one in needs.items() if other != own} | ({} if need is None else {own: need})
            assert raised.change(own, need, rank) is is_enough(based, after, rank)
            needs = after if is_enough(based, after, rank) else needs
            assert raised.needs == needs


def is_enough(based: Case, needs: dict[str, Any], rank: int) -> bool:
    levels = based.bench.possible_levels({**based.outcomes, **{own: (need,) for own, need in needs.items()}})
    return all(based.ruleset.level_rank(level) <= rank for level in levels)


def test_a_plan_without_a_part_is_that_plan_tried_anew(ruleset: Any) -> None:
    """Moves of shares, and of the counts behind them, which two moves may share."""
    random, told = Random(10), set()
    for _ in range(30):
        based = drawn(ruleset, random)
        roots = [arm.guard.root for at in (0, 1, 2) for arm in based.plan.indicators[at].arms[:1] if arm.guard is not None]
        way = tuple({move.measure: move for root in roots for found in ways_to(root, True, based.scope)[:1] for move in found}.values())
        way = (*way, *(move for found in ways_to(based.ruleset.gates[0].need.root, True, based.scope)[:1] for move in found))
        grades = {"4": graded("A"), "5": graded("A")}
        carried, rank = Carried(based, way, grades), random.choice((0, 1))
        assert carried.reaches(rank) is reaches(based, way, grades, rank)
        for own in tuple(grades):
            less = {other: need for other, need in grades.items() if other != own}
            is_dropped = carried.drop_grade(own, rank)
            assert is_dropped is reaches(based, way, less, rank)
            grades = less if is_dropped else grades
        for move in way:
            fewer = tuple(other for other in way if other is not move)
            is_dropped = carried.drop_move(move, rank)
            assert is_dropped is reaches(based, fewer, grades, rank)
            way = fewer if is_dropped else way
            told.add(is_dropped)
    assert told == {True, False}


def reaches(based: Case, way: Any, grades: dict[str, Any], rank: int) -> bool:
    stated = based.with_grades(grades)
    cases = [stated.with_facts(changed) for changed in (facts_of(way), counts_of(way, based.scope))]
    levels = {level for one in cases for level in Case(one.plan, one.scope, one.grades).possible_levels}
    return all(based.ruleset.level_rank(level) <= rank for level in levels)


def test_counts_by_difference_are_counts(ruleset: Any) -> None:
    """Whichever indicators change, the steps are those of the outcomes that result."""
    based = case(ruleset, {}, {})
    counting = based.bench.counting
    for changed in combinations("12345", 2):
        after = {own: (graded("A"),) for own in changed}
        found = counting.changed(based.steps, based.outcomes, after)
        assert found == dict(counting.steps_of({**based.outcomes, **after}))
        assert counting.changed(found, after, {own: based.outcomes[own] for own in changed}) == dict(based.steps)
