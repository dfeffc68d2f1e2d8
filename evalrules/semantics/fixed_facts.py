"""The figures nobody changes that keep a level away: behind its conditions, its checks, its statistics."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.model.assessment import Gap
from evalrules.semantics.bars import bars_of, looks_at_indicators
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import truth
from evalrules.semantics.prose import expression_text
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import stated_inputs, stays
from evalrules.semantics.stated import stated_of
from evalrules.tree.nodes import AllOf, AnyOf, Expression, RowStatistic
from evalrules.tree.walk import facts_in, walk


def fixed_bars(case: Case, rank: int) -> tuple[str, ...]:
    """The measures behind a gate, a veto or a demand of a level that fails, where nobody changes any of them."""
    for root, holds in bars_of(case, rank):
        for part in root.items if isinstance(root, AllOf) and holds else (root,):
            if looks_at_indicators(part) or truth(part, case.scope) is not (not holds):
                continue
            behind = tuple(dict.fromkeys(_behind(part, case.scope, wanted=holds)))
            if behind and all(stays(own, case.scope) for own in behind):
                return behind
    return ()


def _behind(node: Expression, scope: Scope, *, wanted: bool) -> Iterator[str]:
    """The measures that keep a condition from a truth: of what is joined, those of the parts that differ from it."""
    if isinstance(node, AllOf | AnyOf):
        for item in node.items:
            if truth(item, scope) is not wanted:
                yield from _behind(item, scope, wanted=wanted)
    else:
        yield from facts_in(node)


def fixed_in_checks(case: Case, gap: Gap) -> tuple[str, ...]:
    """The measures nobody changes with which the figures of a gap would contradict each other; () where none do."""
    roots = [check.condition.root for check in case.ruleset.checks]
    if not roots:
        return ()
    after = stated_of(case, gap.changes).put_into(case)
    broken = [one for one in roots if truth(one, after.scope) is False and truth(one, case.scope) is not False]
    return tuple(dict.fromkeys(own for root in broken for own in facts_in(root) if stays(own, case.scope)))


def fixed_statistic(case: Case, gap: Gap) -> tuple[str, ...]:
    """The columns nobody changes behind a statistic that a gap only says the distance of; () where one can be."""
    said = {change.quantity for change in gap.changes if change.quantity}
    criteria = (guard for one in case.standings for guard in one.plan.criteria)
    guards = (*criteria, *case.plan.verdict) if said else ()
    for node in (part for guard in guards for part in walk(guard.root) if isinstance(part, RowStatistic)):
        behind = tuple(dict.fromkeys(stated_inputs(node.item, case.scope)))
        if expression_text(node) in said and all(case.ruleset.measures[own].is_fixed for own in behind):
            return behind
    return ()
