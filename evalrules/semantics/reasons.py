"""Why a decided verdict is what it is: minimal proofs. See docs/contract.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evalrules.base.ordering import natural_key
from evalrules.base.remembered import Remembered
from evalrules.model.assessment import Reason
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.semantics.case import Case
from evalrules.semantics.counting import Outcomes, StepCounts
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.meanings import holds as is_held
from evalrules.semantics.why import EVERY_COMPLETION, LEVEL, Rule, rules_giving
from evalrules.tree.nodes import AllOf, Condition, Expression, GradeOf, MetOf, Tally
from evalrules.tree.walk import tallies_in, walk


def reasons_of(case: Case) -> tuple[Reason, ...]:
    """One reason for each gate or veto that by itself gives the level; else the level's own; else every completion."""
    level = case.level
    if level is None:
        return ()
    return tuple(_reason(case, rule) for rule in rules_giving(level, case.ruleset, case.holds))


def _reason(case: Case, rule: Rule) -> Reason:
    """A rule with the indicators that prove it; of every completion those still open."""
    if rule.kind == EVERY_COMPLETION:
        return Reason(rule.kind, (), tuple(found.indicator.id for found in case.standings if found.decided is None))
    alone = _alone(case, rule.conditions) if rule.kind == LEVEL else ()
    return Reason(rule.kind, (rule.id,), proof(case, list(rule.conditions), rule.wanted), alone)


def _alone(case: Case, conditions: Sequence[Condition]) -> tuple[str, ...]:
    """The indicators each of which keeps every condition from holding: each of them asks that every indicator hold."""
    found = [{own for tally in _demands(one.root) for own in _failing(case, tally)} for one in conditions]
    every = set.intersection(*found) if found else set()
    return tuple(own for own in case.outcomes if own in every) if len(every) > 1 else ()


def _demands(node: Expression) -> Iterator[Tally]:
    """What a condition asks of every indicator, whatever else it asks."""
    if isinstance(node, AllOf):
        for item in node.items:
            yield from _demands(item)
    elif isinstance(node, Tally) and node.op == "every":
        yield node


def _failing(case: Case, tally: Tally) -> Iterator[str]:
    """The indicators that certainly do not hold."""
    for own, possible in case.outcomes.items():
        indicator = case.standing_of(own).indicator
        if all(case.bench.counting.holds(tally, indicator, outcome) is False for outcome in possible):
            yield own


def proof(case: Case, conditions: list[Condition], wanted: bool) -> tuple[str, ...]:
    """Indicators whose outcomes prove the truth of every condition, none of which can be left out."""
    supporting = {own for condition in conditions for own in contributing(case, condition)}
    tried = _Freed(case, conditions, wanted)
    if not tried.holds_with({own: _free(case, own) for own in case.outcomes if own not in supporting}):
        supporting = set(case.outcomes)
    kept = set(supporting)
    for own in sorted(supporting, key=natural_key, reverse=True):
        if tried.holds_with({own: _free(case, own)}):
            kept.remove(own)
    return tuple(own for own in case.outcomes if own in kept)


class _Freed:
    """The outcomes of a case, of which some are left free as long as they prove the truth of the conditions.

    Each condition is decided by bounds on each count: exact where it rests on one count.
    """

    def __init__(self, case: Case, conditions: list[Condition], wanted: bool) -> None:
        self._case = case
        self._conditions = conditions
        self._wanted = wanted
        self._outcomes: Outcomes = dict(case.outcomes)
        self._steps: StepCounts = case.steps

    def holds_with(self, free: Outcomes) -> bool:
        """Whether it is still proved with these free too; then they stay so."""
        bench, before = self._case.bench, {own: self._outcomes[own] for own in free}
        steps = bench.counting.changed(self._steps, before, free)
        self._outcomes.update(free)
        scope = self._case.scope.with_board(RangeBoard(bench, self._outcomes, steps))
        if all(is_held(condition, scope) is self._wanted for condition in self._conditions):
            self._steps = steps
            return True
        self._outcomes.update(before)
        return False


def _free(case: Case, own: str) -> tuple[Outcome, ...]:
    """Everything an indicator could be if nothing were known of it."""
    plan = case.standing_of(own).plan
    return (*plan.every, NOT_APPLICABLE) if plan.applies is not None else plan.every


def contributing(case: Case, condition: Condition) -> tuple[str, ...]:
    """Every indicator that speaks for a condition: it certainly holds in one of its tallies, or is named by it.

    For `every(…)` the indicators that fail speak against it, and those are listed.
    """
    named, tallies = _LOOKED_AT.of(condition)
    found, speaks = set(named), case.bench.counting.speaks
    for tally in tallies:
        found.update(own for own, possible in case.outcomes.items() if speaks(tally, own, possible))
    return tuple(own for own in case.outcomes if own in found) if found else ()


def _looked_at(condition: Condition) -> tuple[frozenset[str], tuple[Tally, ...]]:
    """The indicators that a condition names, and its tallies."""
    named = (node.indicator for node in walk(condition.root) if isinstance(node, GradeOf | MetOf))
    return frozenset(named), tuple(tallies_in(condition.root))


_LOOKED_AT = Remembered(_looked_at)
