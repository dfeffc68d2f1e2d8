"""A comparison of several statistics over rows as one of each of them alone, the others as they are.

Of `sum(a) / sum(b) >= 3` that is `sum(a) >= 3 * sum(b)` with the number that sum(b) is, and `sum(b) <= sum(a) / 3`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from evalrules.semantics.conditions import FLIPPED, number, ratio_parts
from evalrules.semantics.crossing import before_rounding
from evalrules.semantics.interval import exact_value
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Arithmetic, Compare, Converted, Expression, Fact, Number, RowStatistic

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def statistics_alone(node: Compare, scope: Scope) -> Iterator[Compare]:
    """The comparison of each statistic in it with a number, in reading order; those to be raised first."""
    node = before_rounding(node, scope)
    if node.op not in _MIRRORED:
        return
    for one, other, op in ((node.left, node.right, node.op), (node.right, node.left, FLIPPED[node.op])):
        if isinstance(one, RowStatistic) and exact_value(number(other, scope)) is not None:
            yield Compare(op, one, other, node.span)
    if isinstance(node.left, RowStatistic) and isinstance(node.right, Number):
        return
    whole = Compare(node.op, seen_through(node.left, scope), seen_through(node.right, scope), node.span)
    found = [*_statistics_in(whole.left), *_statistics_in(whole.right)]
    alone = (_alone(whole, statistic, scope) for statistic in found)
    yield from sorted((one for one in alone if one is not None), key=lambda one: one.op[0] != ">")


def seen_through(node: Expression, scope: Scope) -> Expression:
    """A formula in which derived numbers that nobody states are what they are made of."""
    match node:
        case Fact(kind="number"):
            value = scope.measure(node.measure).value
            if value is None or node.measure in scope.fixed or scope.stated(node.measure) is not None:
                return node
            return seen_through(value.root, scope)
        case Arithmetic():
            return node._replace(left=seen_through(node.left, scope), right=seen_through(node.right, scope))
        case Converted():
            return node._replace(item=seen_through(node.item, scope))
        case _:  # a statistic, or what no line goes through
            return node


def _statistics_in(node: Expression) -> Iterator[RowStatistic]:
    match node:
        case RowStatistic():
            yield node
        case Arithmetic():
            yield from _statistics_in(node.left)
            yield from _statistics_in(node.right)
        case Converted():
            yield from _statistics_in(node.item)
        case _:  # what stands in anything else moves in no straight line
            return


def _alone(node: Compare, statistic: RowStatistic, scope: Scope) -> Compare | None:
    """The number at which the comparison turns as one statistic moves; None where that is no straight line."""
    now = exact_value(number(statistic, scope))
    if now is None:
        return None
    first, second, third = (_difference(node, statistic, now + step, scope) for step in range(3))
    if first is None or second is None or third is None or second == first or third - second != second - first:
        return None
    limit = Number(now - first / (second - first), statistic.unit, node.span)
    return Compare(node.op if second > first else _MIRRORED[node.op], statistic, limit, node.span)


def _difference(node: Compare, statistic: RowStatistic, value: Fraction, scope: Scope) -> Fraction | None:
    put = Number(value, statistic.unit, statistic.span)
    parts = [part for side in (node.left, node.right) for part in ratio_parts(_put(side, statistic, put), scope)]
    above, below, above_right, below_right = (
        Fraction(1) if part is None else exact_value(number(part, scope)) for part in parts
    )
    if above is None or below is None or above_right is None or below_right is None:
        return None
    return above * below_right - above_right * below


def _put(node: Expression, statistic: RowStatistic, value: Number) -> Expression:
    """A formula with a number in the place of one of its statistics."""
    match node:
        case RowStatistic():
            return value if node is statistic else node
        case Arithmetic():
            return node._replace(left=_put(node.left, statistic, value), right=_put(node.right, statistic, value))
        case Converted():
            return node._replace(item=_put(node.item, statistic, value))
        case _:  # all that `_statistics_in` does not look into
            return node
