"""Numbers in conditions: divisions pulled outwards, and the unit of what is computed.

A written number, and a value without a unit, take the unit of what they stand beside (None). A ratio of two
counts has the unit "", which is not `%`. An amount divided by a number of things keeps its unit.
"""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.frontend.names import NUMBER
from evalrules.tree.nodes import Arithmetic, Converted, Expression, Number


class Typed(NamedTuple):
    """A node with what is known of its value: `unit` None takes any unit; `counted` is a number of things."""

    node: Expression
    kind: str
    unit: str | None = None
    counted: bool = False
    choice: str = ""


def ratio_of(node: Expression) -> tuple[Expression, Expression | None]:
    """Numerator and denominator; the denominator is None where the node is no ratio."""
    if isinstance(node, Arithmetic) and node.op == "/":
        return node.left, node.right
    return node, None


def product(left: Expression, right: Expression, unit: str, span: Span) -> Expression:
    """`left * right` with the divisions of both pulled outwards."""
    (above_left, below_left), (above_right, below_right) = ratio_of(left), ratio_of(right)
    above = Arithmetic("*", above_left, above_right, unit, span)
    if below_left is None and below_right is None:
        return above
    return Arithmetic("/", above, times(below_left, below_right, span), unit, span)


def quotient(left: Expression, right: Expression, unit: str, span: Span) -> Expression:
    """`left / right` as one ratio where `left` is one already."""
    above, below = ratio_of(left)
    divisor = right if below is None else product(below, right, "", span)
    return Arithmetic("/", above, divisor, unit, span)


def converted(node: Expression, factor: Fraction, unit: str) -> Expression:
    """A number in another unit; of a ratio the numerator, so that it remains one."""
    above, below = ratio_of(node)
    if below is None:
        return Converted(node, factor, unit, node.span)
    return Arithmetic("/", Converted(above, factor, unit, above.span), below, unit, node.span)


def times(left: Expression | None, right: Expression | None, span: Span) -> Expression:
    """`left * right`, where either may be absent."""
    if left is None or right is None:
        return left or right or Number(Fraction(1), "", span)
    return Arithmetic("*", left, right, "", span)


def multiplied(left: Typed, right: Typed, span: Span) -> Typed:
    """A product and its unit."""
    unit = unit_of_product(left, right)
    return Typed(product(left.node, right.node, unit or "", span), NUMBER, unit)


def unit_of_product(left: Typed, right: Typed) -> str | None:
    """The unit of a product; None where a written factor may carry any."""
    if left.unit is None or right.unit is None:
        other = right if left.unit is None else left
        # 12 * computers may be a number of pupils: the written factor can carry any unit
        return None if other.counted else other.unit
    if "" in (left.unit, right.unit):
        return left.unit or right.unit
    return f"{left.unit}*{right.unit}"


def divided(left: Typed, right: Typed, span: Span) -> Typed:
    """A quotient and its unit."""
    unit = unit_of_quotient(left, right)
    return Typed(quotient(left.node, right.node, unit or "", span), NUMBER, unit)


def unit_of_quotient(left: Typed, right: Typed) -> str | None:
    """The unit of a quotient; "" for a ratio of two counts or of one unit."""
    if right.unit is None or (left.unit is None and right.counted):
        return left.unit
    if (left.counted and right.counted) or left.unit == right.unit:
        return ""
    if right.counted or right.unit == "":
        return left.unit
    return f"{left.unit or '1'}/{right.unit}"
