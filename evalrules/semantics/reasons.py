"""Why a decided verdict is what it is: minimal proofs. See docs/contract.md."""

from __future__ import annotations

from evalrules.base.ordering import natural_key
from evalrules.base.truth import Truth
from evalrules.model.assessment import Reason
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.semantics.case import Case
from evalrules.semantics.counting import Outcomes
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.meanings import holds as is_held
from evalrules.tree.nodes import Condition, GradeOf, MetOf
from evalrules.tree.walk import tallies_in, walk


def reasons_of(case: Case) -> tuple[Reason, ...]:
    """One reason for each gate or veto that by itself gives the level; else the level's own; else every completion."""
    level = case.level
    if level is None:
        return ()
    found = [
        Reason("gate", (gate.id,), proof(case, [gate.need], False))
        for gate in case.ruleset.gates
        if gate.otherwise == level and holds(case, gate.need) is False
    ]
    found += [
        Reason("veto", (veto.id,), proof(case, [veto.when], True))
        for veto in case.ruleset.vetoes
        if veto.level == level and holds(case, veto.when) is True
    ]
    return tuple(found) if found else (_level_reason(case, level),)


def _level_reason(case: Case, level: str) -> Reason:
    """The level's own condition, with the indicators that keep every better level away; or every completion."""
    better: list[Condition] = []
    for rule in case.ruleset.verdict:
        known = True if rule.when is None else holds(case, rule.when)
        if rule.level == level and known is True and not _is_capped(case, level):
            return Reason("level", (level,), proof(case, better, False))
        if known is not False or rule.when is None:
            break
        better.append(rule.when)
    opened = tuple(found.indicator.id for found in case.standings if found.decided is None)
    return Reason("every_completion", (), opened)


def _is_capped(case: Case, level: str) -> bool:
    """Whether a gate or veto that may apply could still give another level."""
    rank = case.ruleset.level_rank(level)
    caps = [(gate.otherwise, holds(case, gate.need), False) for gate in case.ruleset.gates]
    caps += [(veto.level, holds(case, veto.when), True) for veto in case.ruleset.vetoes]
    return any(case.ruleset.level_rank(cap) > rank and known is not (not when) for cap, known, when in caps)


def holds(case: Case, condition: Condition) -> Truth:
    """Whether a condition of the verdict holds for every joint choice, for none, or for some."""
    return case.bench.truth_over(condition, case.outcomes)


def proof(case: Case, conditions: list[Condition], wanted: bool) -> tuple[str, ...]:
    """Indicators whose outcomes prove the truth of every condition, none of which can be left out."""
    supporting = {own for condition in conditions for own in contributing(case, condition)}
    free = {own: _free(case, own) for own in case.outcomes if own not in supporting}
    if not _proves(case, conditions, wanted, {**case.outcomes, **free}):
        supporting, free = set(case.outcomes), {}
    kept = set(supporting)
    for own in sorted(supporting, key=natural_key, reverse=True):
        freed = {**free, own: _free(case, own)}
        if _proves(case, conditions, wanted, {**case.outcomes, **freed}):
            free = freed
            kept.remove(own)
    return tuple(own for own in case.outcomes if own in kept)


def _proves(case: Case, conditions: list[Condition], wanted: bool, outcomes: Outcomes) -> bool:
    """Decides each condition by bounds on each count: exact where it rests on one count."""
    scope = case.scope.with_board(RangeBoard(case.bench, outcomes))
    return all(is_held(condition, scope) is wanted for condition in conditions)


def _free(case: Case, own: str) -> tuple[Outcome, ...]:
    """Everything an indicator could be if nothing were known of it."""
    plan = case.standing_of(own).plan
    return (*plan.every, NOT_APPLICABLE) if plan.applies is not None else plan.every


def contributing(case: Case, condition: Condition) -> tuple[str, ...]:
    """Every indicator that speaks for a condition: it certainly holds in one of its tallies, or is named by it.

    For `every(…)` the indicators that fail speak against it, and those are listed.
    """
    found: set[str] = {node.indicator for node in walk(condition.root) if isinstance(node, GradeOf | MetOf)}
    for tally in tallies_in(condition.root):
        speaks = tally.op != "every"
        for own, possible in case.outcomes.items():
            indicator = case.ruleset.indicator(own)
            if all(case.bench.counting.holds(tally, indicator, outcome) is speaks for outcome in possible):
                found.add(own)
    return tuple(own for own in case.outcomes if own in found)
