"""Several figures of one comparison moved together, where none of them reaches its limit alone.

What gives most goes as far as it may, the last one only as far as it must; then each of the others comes back as far as
the rest allow. What is meant to improve moves, and only where there is no such figure do others.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from evalrules.model.evidence import Bounds
from evalrules.model.refs import PointsRef
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.crossing import before_rounding
from evalrules.semantics.interval import INFINITE, exact_value
from evalrules.semantics.own_checks import breaks_own_check
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, Way, amount_behind, facts_of, is_own, numeric_move, stated_inputs
from evalrules.tree.nodes import Compare, RowStatistic, RowTally, Score
from evalrules.tree.walk import walk


def joint_ways(node: Compare, op: str, scope: Scope) -> list[Way]:
    """The way to make a comparison (read with `op`) hold by two figures or more; [] where there is none."""
    node = before_rounding(node._replace(op=op), scope)
    if node.op in ("==", "!=") or any(isinstance(part, RowStatistic | RowTally | Score) for part in walk(node)):
        return []
    inputs = [*stated_inputs(node.left, scope), *stated_inputs(node.right, scope)]
    own = [one for one in dict.fromkeys(inputs) if is_own(one, scope)]
    way = _together(node, [one for one in own if scope.measure(one).better] or own, scope)
    return [way] if len(way) > 1 else []


def ways_from_ends(node: Compare, measures: Iterable[str], scope: Scope) -> list[Way]:
    """The way by which a comparison holds with all that is meant to improve at its best; what is not needed stays."""
    way = [move for own in measures if (move := _at_its_best(own, scope)) is not None]
    if truth(node, scope.with_facts(facts_of(tuple(way)))) is not True:
        return []
    return [_back(node, way, scope)]


def _at_its_best(own: str, scope: Scope) -> Move | None:
    measure = scope.measure(own)
    better = "higher" if isinstance(measure.ref, PointsRef) else measure.better
    if not better or measure.value is not None:
        return None
    if measure.type == "yesno":
        return Move(own, "==", better == "higher")
    low, high = scope.declared(own)
    end = high if better == "higher" else low
    return Move(own, ">=" if better == "higher" else "<=", end) if isinstance(end, Fraction) else None


def is_stated(way: Way, scope: Scope) -> bool:
    """Whether stated figures make each move: what is derived does not move by itself."""
    return all(
        scope.measure(one.measure).value is None or amount_behind(one, scope) is not None
        for one in way
        if isinstance(one.need, Fraction)
    )


def _together(node: Compare, measures: list[str], scope: Scope) -> Way:
    ends = sorted(
        (
            (gain, at, move)
            for at, own in enumerate(measures)
            if (found := _to_its_end(node, own, scope))
            for gain, move in (found,)
        ),
        key=lambda one: (-one[0], one[1]),
    )
    way: list[Move] = []
    for _, _, end in ends:
        last = numeric_move(node, node.op, end.measure, scope.with_facts(facts_of(tuple(way))))
        way.append(last or end)
        if last is not None:
            return _back(node, way, scope)
    return ()


def _to_its_end(node: Compare, own: str, scope: Scope) -> tuple[Fraction, Move] | None:
    """A figure moved as far as it may be, and by how much nearer the limit it brings; None where it brings nothing."""
    before = _apart(node, scope)
    found: list[tuple[Fraction, Move]] = []
    measure = scope.measure(own)
    if before is None or measure.type == "date" or exact_value(scope.stated(own) or (0, 1)) is None:
        return None
    low, high = scope.declared(own)
    sides = {"higher": (("high", high),), "lower": (("low", low),)}.get(measure.better, (("high", high), ("low", low)))
    for side, end in sides:
        if not isinstance(end, Fraction):
            continue
        whole = Fraction(floor(end) if side == "high" else ceil(end)) if measure.type == "count" else end
        whole = _within_checks(own, whole, scope)
        after = _apart(node, scope.with_facts({own: Bounds(whole, whole)}))
        if after is not None and after < before:
            found.append((before - after, Move(own, ">=" if side == "high" else "<=", whole)))
    return max(found, key=lambda one: one[0], default=None)


def _within_checks(own: str, end: Fraction, scope: Scope) -> Fraction:
    """As far towards an end as checks let a figure go that look at nothing else; in steps of a hundredth, or one."""
    have = exact_value(scope.stated(own) or (0, 1))
    if have is None or not breaks_own_check({own: Bounds(end, end)}, scope):
        return end
    step = Fraction(1) if scope.measure(own).type == "count" else Fraction(1, 100)
    sign = 1 if end > have else -1
    good, bad = 0, ceil(abs(end - have) / step)
    while bad - good > 1:
        middle = (good + bad) // 2
        at = have + sign * middle * step
        good, bad = (good, middle) if breaks_own_check({own: Bounds(at, at)}, scope) else (middle, bad)
    return have + sign * good * step


def _apart(node: Compare, scope: Scope) -> Fraction | None:
    """How far the sides are from where the comparison holds: less is nearer."""
    left, right = (exact_value(number(side, scope)) for side in (node.left, node.right))
    if left is None or right is None:
        return None
    return right - left if node.op[0] == ">" else left - right


def _back(node: Compare, way: list[Move], scope: Scope) -> Way:
    """The moves without those that are not needed, each no farther than the others leave it."""
    for move in list(way):
        others = [one for one in way if one is not move]
        way = others if truth(node, scope.with_facts(facts_of(tuple(others)))) is True else way
    for at, move in enumerate(way):
        without = scope.with_facts(facts_of((*way[:at], *way[at + 1 :])))
        least = numeric_move(node, node.op, move.measure, without)
        if least is None or truth(node, without.with_facts(facts_of((least,)))) is not True:
            least = least_step(node, move, without)
        way[at] = least
    return tuple(way)


def least_step(node: Compare, move: Move, scope: Scope) -> Move:
    """The least step, in hundredths or whole ones, to which a figure must go where more is never worse."""
    have, end = exact_value(scope.stated(move.measure) or (INFINITE, INFINITE)), move.need
    if have is None or not isinstance(end, Fraction):
        return move
    step = Fraction(1) if scope.measure(move.measure).type == "count" else Fraction(1, 100)
    short, enough = 0, ceil(abs(end - have) / step)
    sign = 1 if end > have else -1

    def at(steps: int) -> Move:
        return move if steps * step >= abs(end - have) else move._replace(need=have + sign * steps * step)

    while enough - short > 1:
        middle = (short + enough) // 2
        is_enough = truth(node, scope.with_facts(facts_of((at(middle),)))) is True
        short, enough = (short, middle) if is_enough else (middle, enough)
    return at(enough)
