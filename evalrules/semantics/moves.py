"""The smallest changes of facts that make a condition hold (or not hold). See docs/contract.md.

A move brings one measure to a value. A way is a set of moves to be made together. Every way that leaves
this module was checked: with exactly these moves the condition has the wanted truth.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, islice, product

from evalrules.semantics.conditions import is_flag, is_option, truth
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, Way, facts_of, move_ways, op_for, worsens, writable
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Choose,
    Compare,
    Expression,
    Fact,
    Not,
)

MAX_WAYS = 8


def ways_to(node: Expression, wanted: bool, scope: Scope) -> list[Way]:
    """The ways to give a condition the wanted truth, those with the fewest moves first; none where there is none."""
    checked = []
    for way in _ways(node, wanted, scope):
        merged = merge(way, scope)
        if merged is None or truth(node, scope.with_facts(facts_of(merged))) is not wanted:
            continue
        written = tuple(writable(move, scope) for move in merged)
        if written != merged and truth(node, scope.with_facts(facts_of(written))) is wanted:
            merged = written
        if merged not in checked:
            checked.append(merged)
    return sorted(checked, key=len)[:MAX_WAYS]


def merge(way: Way, scope: Scope) -> Way | None:
    """One move a measure: the tightest bound of each; None where two moves pull apart."""
    merged: dict[str, Move] = {}
    for move in way:
        known = merged.get(move.measure)
        chosen = move if known is None else _tighter(known, move)
        if chosen is None:
            return None
        merged[move.measure] = chosen
    if len(merged) < 2:
        return tuple(merged.values())
    return tuple(merged[measure] for measure in scope.ruleset.measures if measure in merged)


def _tighter(first: Move, second: Move) -> Move | None:
    if first == second:
        return first
    if not (isinstance(first.need, Fraction) and isinstance(second.need, Fraction)) or first.op[0] != second.op[0]:
        return None
    upward = first.op[0] == ">"
    ranked = sorted((first, second), key=lambda move: (move.need, (len(move.op) == 1) == upward))
    return ranked[-1] if upward else ranked[0]


def _ways(node: Expression, wanted: bool, scope: Scope) -> list[Way]:
    return [()] if truth(node, scope) is wanted else _changing(node, wanted, scope)


def _changing(node: Expression, wanted: bool, scope: Scope) -> list[Way]:
    """The ways to give a condition a truth that it does not have."""
    match node:
        case Not():
            return _ways(node.item, not wanted, scope)
        case AllOf():
            return _several(node.items, wanted, len(node.items) if wanted else 1, scope)
        case AnyOf():
            return _several(node.items, wanted, 1 if wanted else len(node.items), scope)
        case AtLeast():
            needed = node.needed if wanted else len(node.items) - node.needed + 1
            return _several(node.items, wanted, needed, scope)
        case Choose():
            holds = truth(node.condition, scope)
            return [] if holds is None else _ways(node.yes if holds else node.no, wanted, scope)
        case Compare():
            found = _compared(node, op_for(node, wanted=wanted), scope) or move_ways(node, scope, wanted=wanted)
            return _with_others(found, _of_extreme(node, wanted, scope), scope)
        case Fact() | Among():
            return move_ways(node, scope, wanted=wanted)
        case _:  # a look at rows or at other indicators is changed elsewhere, and a number is no condition
            return []


def _compared(node: Compare, op: str, scope: Scope) -> list[Way]:
    """The ways to a sum of points, and those of more than one move where no single stated figure makes it hold."""
    from evalrules.semantics.joint_moves import is_stated, joint_ways
    from evalrules.semantics.point_moves import point_ways

    points = point_ways(node, op, scope)
    if points or is_option(node.left) or is_flag(node.left):
        return points
    single = move_ways(node._replace(op=op), scope, wanted=True)
    return single if any(is_stated(way, scope) for way in single) else joint_ways(node, op, scope) or single


def _with_others(found: list[Way], others: list[Way], scope: Scope) -> list[Way]:
    """Ways that were found, then other ones: those that make a figure worse only where there is nothing else.

    With other ones goes what was found and moves only what is derived: nobody states that.
    """
    from evalrules.semantics.joint_moves import is_stated

    better = [way for way in others if not worsens(way, scope)]
    if better:
        return [*(way for way in found if is_stated(way, scope) and not worsens(way, scope)), *better]
    return found or others


def _of_extreme(node: Compare, wanted: bool, scope: Scope) -> list[Way]:
    """The ways where the least or the greatest of several numbers is compared: one of them moves, or all do.

    Which of both is enough hangs on the side it stands on: what is tried to be enough is kept.
    """
    from evalrules.semantics.extremes import is_tight, with_each

    each = with_each(node, scope)
    if not each:
        return []
    found = [*_several(each, wanted, 1, scope), *_several(each, wanted, len(each), scope)]
    merged = (some for way in found if (some := merge(way, scope)))
    return [way for way in dict.fromkeys(merged) if is_tight(way, node, scope, wanted=wanted)]


def _several(items: tuple[Expression, ...], wanted: bool, needed: int, scope: Scope) -> list[Way]:
    """Ways to give at least `needed` of the items the wanted truth."""
    open_items = [item for item in items if truth(item, scope) is not wanted]
    short = needed - (len(items) - len(open_items))
    ways: list[Way] = []
    for chosen in islice(combinations(open_items, max(short, 0)), 4 * MAX_WAYS):
        choices = [_changing(item, wanted, scope)[:MAX_WAYS] for item in chosen]
        ways.extend(tuple(move for way in picked for move in way) for picked in islice(product(*choices), MAX_WAYS))
    return sorted(ways, key=len)[: 4 * MAX_WAYS]
