"""Where a comparison turns: the value of one measure at which both sides are equal.

Read off the formulas where they are sums, products and ratios, else found by evaluating the cross-multiplied
difference at three points; None where the difference is not a straight line in that measure, or where another fact it
needs is not known.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from evalrules.base.numbers import unrounded
from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Bounds
from evalrules.model.ruleset import measures_behind
from evalrules.semantics.conditions import FLIPPED, number, ratio_parts
from evalrules.semantics.interval import INFINITE, exact_value
from evalrules.semantics.limits import limit_of
from evalrules.semantics.lines import NOT_KNOWN, difference
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Arithmetic, Compare, Converted, Expression, Fact, Number, Rounded


class Crossing(NamedTuple):
    """The value where both sides are equal, and whether the left side grows with the measure."""

    value: Fraction
    rising: bool


def crossing(node: Compare, measure: str, scope: Scope) -> Crossing | None:
    """Where the comparison turns as one measure moves and everything else stays.

    Of a rounded number that is the tie between the last that fails and the first that holds.
    """
    node = before_rounding(node, scope)
    plain = _of_limit(node, measure, scope)
    if plain is not None:
        return plain
    line = difference(node, measure, scope)
    if line is NOT_KNOWN:
        return None
    if line is not None:
        return Crossing(-line.at_zero / line.slope, line.slope > 0) if line.slope else None

    def scope_at(at: Fraction) -> Scope:
        return scope.with_facts({measure: Bounds(at, at)})

    low, high = scope.measure(measure).low, scope.measure(measure).high
    found = crossing_of(node, scope_at)
    if found is None and low is not None and high is not None and low < high:
        return crossing_of(node, scope_at, (low, high))  # 1 to 3 may lie beyond what points are kept within
    return found


def _of_limit(node: Compare, measure: str, scope: Scope) -> Crossing | None:
    """Where a stated measure meets the number that it is compared with; None for every other comparison."""
    limit = limit_of(node, measure, scope.ruleset)
    if limit is None:
        return None
    return Crossing(limit, isinstance(node.left, Fact) and node.left.measure == measure)


def crossing_of(
    node: Compare, scope_at: Callable[[Fraction], Scope], ends: tuple[Fraction, Fraction] = (Fraction(1), Fraction(3))
) -> Crossing | None:
    """Where the comparison turns as one number moves, which `scope_at` puts into a scope; a line between two ends."""
    start, step = ends[0], (ends[1] - ends[0]) / 2
    first, second, third = (_difference(node, scope_at(start + at * step)) for at in range(3))
    if first is None or second is None or third is None:
        return None
    slope = (second - first) / step
    if slope == 0 or third - second != second - first:
        return None
    return Crossing(start - first / slope, slope > 0)


def is_straight(node: Compare, measure: str, scope: Scope) -> bool:
    """Whether `crossing` tells all: both sides differ by a straight line in the measure, and all else is known.

    A divisor that moves with the measure may change its sign, which is another turn.
    """
    node = before_rounding(node, scope)
    if _of_limit(node, measure, scope) is not None:
        return True
    for above, below in (ratio_parts(node.left, scope), ratio_parts(node.right, scope)):
        if _degree(above, measure, scope) > 1 or (below is not None and _degree(below, measure, scope) > 0):
            return False
    return _difference(node, scope.with_facts({measure: Bounds(Fraction(1), Fraction(1))})) is not None


def _degree(node: Expression, measure: str, scope: Scope) -> float:
    """How often the measure is a factor of a number; without end where it enters in another way than as one."""
    if measure not in measures_behind(node, scope.ruleset.measures):
        return 0
    match node:
        case Fact():
            value = scope.measure(node.measure).value
            return 1 if node.measure == measure or value is None else _degree(value.root, measure, scope)
        case Converted():
            return _degree(node.item, measure, scope)
        case Arithmetic():
            left, right = _degree(node.left, measure, scope), _degree(node.right, measure, scope)
            if node.op == "/":
                return INFINITE if right else left
            return left + right if node.op == "*" else max(left, right)
        case _:  # enters in another way than as a factor
            return INFINITE


def before_rounding(node: Compare, scope: Scope) -> Compare:
    """A comparison of a rounded number with a limit as one of the number itself: 4.195 rounds up to 4.20."""
    if isinstance(node.right, Rounded) and not isinstance(node.left, Rounded):
        node = Compare(FLIPPED[node.op], node.right, node.left, node.span)
    if not isinstance(node.left, Rounded) or node.op in ("==", "!="):
        return node
    limit = exact_value(number(node.right, scope))
    if limit is None:
        return node
    bound, op = unrounded(limit, node.op, node.left.rounding)
    return Compare(op, node.left.item, Number(bound, "", node.right.span), node.span)


def _difference(node: Compare, there: Scope) -> Fraction | None:
    above_left, below_left = _exact_parts(node.left, there)
    above_right, below_right = _exact_parts(node.right, there)
    if above_left is None or above_right is None or below_left is None or below_right is None:
        return None
    return above_left * below_right - above_right * below_left


def _exact_parts(node: Expression, scope: Scope) -> tuple[Fraction | None, Fraction | None]:
    above, below = ratio_parts(node, scope)
    return exact_value(number(above, scope)), Fraction(1) if below is None else exact_value(number(below, scope))
