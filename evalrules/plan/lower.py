"""Ruleset to plan: everything about a ruleset that does not depend on a subject, found once.

Enters: a checked ruleset, and what its conditions read where that is kept. Leaves: its plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from evalrules.model.outcome import MET, NOT_MET, SCORED, Outcome, graded, outcomes_graded
from evalrules.model.ruleset import Indicator, Ruleset
from evalrules.plan.counts import counts_of
from evalrules.plan.nodes import Arm, Cap, Guard, IndicatorPlan, Plan, Reads, Resting
from evalrules.plan.reads import reads_of
from evalrules.tree.nodes import Condition, GradeOf, MetOf, RowStatistic
from evalrules.tree.walk import walk

Item = TypeVar("Item")


def lowered(ruleset: Ruleset, reads: Iterable[Reads] | None = None, *, near: Plan | None = None) -> Plan:
    """The plan of a ruleset; `reads` is what `reads_in` gave of its plan before, where that was kept.

    `near` is the plan of a ruleset with the same measures, tables and values but for formulas and numbers: what both
    rulesets share is taken from it. ValueError where `reads` are fewer than the plan has guards.
    """
    lowering = Lowering(ruleset, reads, near)
    indicators = tuple(map(lowering.indicator, ruleset.indicators))
    gates = tuple(lowering.guard(gate.need) for gate in ruleset.gates)
    vetoes = tuple(lowering.guard(veto.when) for veto in ruleset.vetoes)
    levels = tuple(lowering.guard_of(rule.when) for rule in ruleset.verdict)
    obligations = tuple(lowering.guard(one.when) for one in ruleset.obligations)
    left_out = {
        table.id: lowering.guard(table.leave_out) for table in ruleset.tables.values() if table.leave_out is not None
    }
    verdict = (*gates, *vetoes, *_present(levels))
    resting = Resting(_resting(indicators), frozenset(name for guard in verdict for name in guard.reads.names))
    looking = [guard.condition for guard in (*gates, *vetoes, *obligations, *_present(levels))]
    counts, looked = counts_of(looking, ruleset)
    return Plan(
        ruleset, indicators, gates, vetoes, levels, obligations, left_out, _weighted(ruleset), counts, looked,
        named=_once(node.indicator for one in looking for node in walk(one.root) if isinstance(node, GradeOf | MetOf)),
        resting=resting,
    )  # fmt: skip


def with_indicators(plan: Plan, indicators: Iterable[Indicator]) -> Plan:
    """The plan with the indicators that the rows of a subject make of its patterns; the others stay as they are."""
    known = {id(one.indicator): one for one in plan.indicators}
    ruleset = plan.ruleset._replace(indicators=tuple(indicators))
    lowering = Lowering(ruleset)
    made = tuple(known.get(id(one)) or lowering.indicator(one) for one in ruleset.indicators)
    return plan._replace(ruleset=ruleset, indicators=made, resting=plan.resting._replace(indicators=_resting(made)))


class Lowering:
    """Lowers the parts of one ruleset, taking what conditions read from what was kept of them."""

    def __init__(self, ruleset: Ruleset, reads: Iterable[Reads] | None = None, near: Plan | None = None) -> None:
        self._ruleset = ruleset
        self._guards, self._indicators = _shared(ruleset, near)
        self._reads: Iterator[Reads] | None = None if reads is None else iter(reads)
        self._is_parameter = {own for own, value in ruleset.values.items() if value.is_parameter}

    def guard(self, condition: Condition) -> Guard:
        """A condition with what it reads."""
        known = self._guards.get(id(condition))
        if known is not None:
            return known
        reads = reads_of(condition, self._ruleset) if self._reads is None else next(self._reads, None)
        if reads is None:
            raise ValueError("what was kept is of a smaller plan")
        lacking = tuple(one for one in reads.numbers if one.value in self._is_parameter and not one.is_curve)
        return Guard(condition, reads, lacking)

    def guard_of(self, condition: Condition | None) -> Guard | None:
        """The guard of a condition, where there is one."""
        return None if condition is None else self.guard(condition)

    def indicator(self, indicator: Indicator) -> IndicatorPlan:
        """An indicator as ordered guards with outcomes."""
        known = self._indicators.get(id(indicator))
        if known is not None:
            return known
        every = _every(indicator)
        arms = self._arms(indicator)
        chosen, points = self.guard_of(indicator.grade), self.guard_of(indicator.awarded)
        caps = tuple(
            _cap(self.guard(band.condition), every, graded(band.grade))
            for band in indicator.ceiling
            if band.condition is not None
        )
        applies, must_when = self.guard_of(indicator.applies), self.guard_of(indicator.must_when)
        criteria = _present((*_best_first(indicator, arms), chosen, points))
        guards = _present((*criteria, *(cap.guard for cap in caps), applies))
        return IndicatorPlan(
            indicator, every, applies, arms, chosen, points, caps, must_when,
            lacking=_once(number for guard in criteria for number in guard.lacking),
            criteria=criteria,
            guards=guards,
            facts=_once(fact for guard in guards for fact in guard.reads.facts),
            own_tables=_once(table for guard in guards for table in guard.reads.own_tables),
            numbers=_once(number for guard in guards for number in guard.reads.numbers),
        )  # fmt: skip

    def _arms(self, indicator: Indicator) -> tuple[Arm, ...]:
        """The bands in the order in which they are read, or whether the indicator is met."""
        if indicator.met is not None:
            return (Arm(self.guard(indicator.met), MET), Arm(None, NOT_MET))
        arms = [Arm(self.guard_of(band.condition), graded(band.grade)) for band in indicator.bands]
        stated = [arm for arm in arms if arm.guard is not None]
        if indicator.when_both == "worse":
            stated.reverse()
        return (*stated, *(arm for arm in arms if arm.guard is None))


def _shared(ruleset: Ruleset, near: Plan | None) -> tuple[dict[int, Guard], dict[int, IndicatorPlan]]:
    """What a ruleset has of a plan near it, by the identity of what was lowered: all that reads what it read there."""
    if near is None:
        return {}, {}
    measures, tables = near.ruleset.measures, near.ruleset.tables
    others = {own for own, measure in ruleset.measures.items() if measures.get(own) is not measure}
    rows = {own for own, table in ruleset.tables.items() if tables.get(own) is not table}

    def is_read_the_same(guard: Guard) -> bool:
        return others.isdisjoint(guard.reads.measures) and rows.isdisjoint(guard.reads.tables)

    guards = (*near.verdict, *near.obligations, *near.left_out.values())
    indicators = (one for one in near.indicators if all(map(is_read_the_same, _present((*one.guards, one.must_when)))))
    return (
        {id(guard.condition): guard for guard in guards if is_read_the_same(guard)},
        {id(one.indicator): one for one in indicators},
    )


def reads_in(plan: Plan) -> tuple[Reads, ...]:
    """What the conditions of a plan read, in the order in which `lowered` asks for it."""
    return tuple(guard.reads for guard in _in_order(plan))


def _in_order(plan: Plan) -> Iterator[Guard]:
    for one in plan.indicators:
        arms = _best_first(one.indicator, one.arms)
        yield from _present((*arms, one.chosen, one.points, *(cap.guard for cap in one.caps)))
        yield from _present((one.applies, one.must_when))
    yield from (*plan.verdict, *plan.obligations, *plan.left_out.values())


def _best_first(indicator: Indicator, arms: tuple[Arm, ...]) -> tuple[Guard, ...]:
    guards = _present(arm.guard for arm in arms)
    return guards[::-1] if indicator.when_both == "worse" else guards


def _every(indicator: Indicator) -> tuple[Outcome, ...]:
    """Everything an indicator can be where it applies, best first."""
    if indicator.kind == SCORED.kind and indicator.met is None:
        return (SCORED,)
    return outcomes_graded(indicator.grades) if indicator.kind == "graded" else (MET, NOT_MET)


def _cap(guard: Guard, every: tuple[Outcome, ...], barred: Outcome) -> Cap:
    """A ceiling by ranks; where the worst outcome is barred there is none below it."""
    rank = every.index(barred) if barred in every else 0
    return Cap(guard, rank, min(rank + 1, len(every) - 1))


def _resting(indicators: Iterable[IndicatorPlan]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for one in indicators:
        for name in (name for guard in one.guards for name in guard.reads.names):
            found.setdefault(name, {})[one.indicator.id] = None
    return {name: tuple(own) for name, own in found.items()}


def _weighted(ruleset: Ruleset) -> tuple[RowStatistic, ...]:
    if not ruleset.tables:
        return ()
    nodes = (node for condition in ruleset.conditions for node in walk(condition.root))
    return tuple(node for node in nodes if isinstance(node, RowStatistic) and node.weight is not None)


def _present(guards: Iterable[Guard | None]) -> tuple[Guard, ...]:
    return tuple(guard for guard in guards if guard is not None)


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
