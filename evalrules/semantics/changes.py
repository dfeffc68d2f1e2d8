"""Moves, and distances that no single measure moves, as changes to report in real units."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from evalrules.base.numbers import number_text
from evalrules.model.assessment import Change, Written
from evalrules.model.ruleset import measures_behind
from evalrules.semantics.conditions import FLIPPED, number, truth, value_of
from evalrules.semantics.interval import INFINITE, Interval, exact_value, known_value
from evalrules.semantics.measured import Measured
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, Way, amount_behind, facts_of, must_turn_out
from evalrules.semantics.steps import shown_interval
from evalrules.semantics.written import bound_text, written_number
from evalrules.tree.nodes import AllOf, Compare, Expression, Fact, Rounded, RowStatistic, Score
from evalrules.tree.walk import walk

if TYPE_CHECKING:
    from evalrules.base.surds import Surd


def changes_of(way: Way, scope: Scope) -> tuple[Change, ...]:
    """A way as changes to report."""
    is_scored = not scope.is_row and any(one.awarded is not None for one in scope.ruleset.indicators)
    changes = [_change_of(move, scope) for move in way]
    if not is_scored:
        return tuple(changes)
    gains = (points_given(move, scope) for move in way)
    return tuple(one._replace(gives=given) for one, given in zip(changes, gains, strict=True))


def points_given(move: Move, scope: Scope) -> str | None:
    """How many more points a move gives by itself, where points are computed from it; None where they are not."""
    after, total = scope.with_facts(facts_of((move,))), Fraction(0)
    for one in scope.ruleset.indicators:
        root = None if one.awarded is None else one.awarded.root
        if root is None or isinstance(root, Fact) or move.measure not in measures_behind(root, scope.ruleset.measures):
            continue
        before, now = exact_value(number(root, scope)), exact_value(number(root, after))
        if before is None or now is None:
            return None
        total += now - before
    return number_text(total) if total > 0 else None


def _change_of(move: Move, scope: Scope) -> Change:
    """The change that a move is; the gaps of an indicator and of a level ask for the same one."""
    known = scope.changes.get(id(move))
    if known is None or known[0] is not move:
        known = scope.changes[id(move)] = (move, _made_of(move, scope))
    return known[1]


def _made_of(move: Move, scope: Scope) -> Change:
    measure, is_fixed = scope.measure(move.measure), must_turn_out(move.measure, scope)
    if not isinstance(move.need, Fraction):
        have: Written = scope.flag(move.measure) if isinstance(move.need, bool) else _one_option(move, scope)
        return Change(move.measure, None, have, "==", move.need, None, measure.unit, None, None, fixed=is_fixed)
    value = value_of(move.measure, scope)
    known = value.known
    behind = amount_behind(move, scope)
    return Change(
        measure=move.measure,
        grade=None,
        have=_bounded(value, scope.declared(move.measure)) if known is None else written_number(known),
        op=move.op,
        need=bound_text(move.need, up=move.op in (">", ">=")),
        short=None if known is None else _apart(known, move.need),
        unit=measure.unit,
        how_many=number_text(behind[1]) if behind else None,
        count_of=behind[0] if behind else None,
        count_unit=scope.measure(behind[0]).unit if behind else "",
        fixed=is_fixed,
    )


def _one_option(move: Move, scope: Scope) -> str | None:
    found = scope.options(move.measure)
    return next(iter(found)) if found is not None and len(found) == 1 else None


def _bounded(value: Measured, declared: Interval) -> Written:
    """What is known of a number that is not known exactly: "25..29", or nothing beyond what it may be at all."""
    low, high = value.numbers
    is_open = high == INFINITE and low <= 0  # a ratio of counts is never below nothing, which says nothing of it
    return None if is_open or value.numbers == declared else shown_interval(value.numbers)


def _apart(have: Fraction | Surd, need: Fraction) -> Written:
    """How far a number is from the one needed, never below zero."""
    return written_number(have - need if have > need else need - have)


# -- quantities ------------------------------------------------------------------------------------------------------


def is_quantity(node: Expression) -> bool:
    """Whether a comparison is of a statistic over rows or a sum of points: no single measure stands for it."""
    return isinstance(node, Compare) and _holds_quantity(node)


def _holds_quantity(node: Expression) -> bool:
    return any(isinstance(part, RowStatistic | Score) for part in walk(node))


def is_distance(change: Change, scope: Scope) -> bool:
    """Whether a change says how far a figure is that no single stated one moves."""
    if change.quantity:
        return True
    return change.measure is not None and change.count_of is None and scope.measure(change.measure).value is not None


def quantity_changes(node: Expression, scope: Scope) -> tuple[Change, ...]:
    """The distances of a condition that fails only by such quantities; () where it does not, or they are not known."""
    parts = node.items if isinstance(node, AllOf) else (node,)
    failing = [part for part in parts if truth(part, scope) is not True]
    changes = [_distance(part, scope) for part in failing if isinstance(part, Compare) and is_quantity(part)]
    known = tuple(change for change in changes if change is not None)
    return known if len(known) == len(failing) else ()


def _distance(node: Compare, scope: Scope) -> Change | None:
    """How far a quantity is from its limit; only its own distance, as many measures move it together."""
    from evalrules.semantics.prose import expression_text

    if not _holds_quantity(node.left):  # 45 >= greatest(…)
        node = Compare(FLIPPED.get(node.op, node.op), node.right, node.left, node.span)
    have, need = known_value(number(node.left, scope)), exact_value(number(node.right, scope))
    if have is None or need is None:
        return None
    quantity = node.left.item if isinstance(node.left, Rounded) else node.left
    return Change(
        measure=None,
        grade=None,
        have=written_number(have),
        op=node.op,
        need=bound_text(need, up=node.op in (">", ">=")),
        short=_apart(have, need),
        unit=str(getattr(node.left, "unit", "")),
        how_many=None,
        count_of=None,
        quantity=quantity.text if isinstance(quantity, Score) else expression_text(quantity),
    )
