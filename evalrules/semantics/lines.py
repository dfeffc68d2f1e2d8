"""Numbers as straight lines in one measure, read off their formula: what sums, products and ratios come to beside it.

Nothing is tried at several values. Where a formula is of another kind, or a part of it is not known exactly, there is
no line here, and whoever asks tries (evalrules.semantics.crossing).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.model.ruleset import measures_behind
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.interval import exact_value
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Arithmetic, Choose, Compare, Converted, Expression, Fact, Number, Parameter

_NONE = Fraction(0)


class Line(NamedTuple):
    """What a number is where the measure is 0, and how much it grows with each unit of it."""

    at_zero: Fraction
    slope: Fraction

    def plus(self, other: Line, times: int = 1) -> Line:
        """The sum, or with -1 the difference."""
        return Line(self.at_zero + times * other.at_zero, self.slope + times * other.slope)

    def by(self, factor: Fraction) -> Line:
        """So many times the number."""
        return Line(self.at_zero * factor, self.slope * factor)


_ONE = Line(Fraction(1), _NONE)


def difference(node: Compare, measure: str, scope: Scope) -> Line | None:
    """The left side minus the right one, both multiplied by their divisors; None where that is no line here."""
    sides = [_ratio(side, measure, scope) for side in (node.left, node.right)]
    (left, left_below), (right, right_below) = sides
    one, other = _product(left, right_below), _product(right, left_below)
    return None if one is None or other is None else one.plus(other, -1)


def _ratio(node: Expression, measure: str, scope: Scope) -> tuple[Line | None, Line | None]:
    """Above and below; a derived measure that nobody set or stated is seen through."""
    while isinstance(node, Fact) and node.measure != measure and _is_seen_through(node, scope):
        formula = scope.measure(node.measure).value
        assert formula is not None
        node = formula.root
    if isinstance(node, Arithmetic) and node.op == "/" and not isinstance(node.right, Number):
        return line_of(node.left, measure, scope), line_of(node.right, measure, scope)
    return line_of(node, measure, scope), _ONE


def _is_seen_through(node: Fact, scope: Scope) -> bool:
    is_derived = node.kind == "number" and scope.measure(node.measure).value is not None
    return is_derived and node.measure not in scope.fixed and scope.stated(node.measure) is None


def line_of(node: Expression, measure: str, scope: Scope) -> Line | None:
    """A number as a line in the measure, while everything else stays."""
    write = _LINES.get(type(node))
    if write is not None:
        return write(node, measure, scope)
    return None if measure in _behind(node, scope) else _constant(node, measure, scope)


def _constant(node: Expression, _: str, scope: Scope) -> Line | None:
    found = exact_value(number(node, scope))
    return None if found is None else Line(found, _NONE)


def _fact(node: Fact, measure: str, scope: Scope) -> Line | None:
    if node.kind != "number":
        return None
    if node.measure == measure:
        return Line(_NONE, Fraction(1))
    formula = scope.measure(node.measure).value
    if formula is None or node.measure in scope.fixed or measure not in _behind(formula.root, scope):
        return _constant(node, measure, scope)
    return line_of(formula.root, measure, scope) if scope.stated(node.measure) is None else None


def _behind(root: Expression, scope: Scope) -> tuple[str, ...]:
    return measures_behind(root, scope.ruleset.measures)


def _arithmetic(node: Arithmetic, measure: str, scope: Scope) -> Line | None:
    left, right = line_of(node.left, measure, scope), line_of(node.right, measure, scope)
    if left is None or right is None:
        return None
    match node.op:
        case "+":
            return left.plus(right)
        case "-":
            return left.plus(right, -1)
        case "*":
            return _product(left, right)
        case _:  # a ratio
            return left.by(1 / right.at_zero) if right.slope == 0 and right.at_zero > 0 else None


def _product(one: Line | None, other: Line | None) -> Line | None:
    """The product, where no more than one of them moves with the measure."""
    if one is None or other is None or (one.slope and other.slope):
        return None
    return one.by(other.at_zero) if not other.slope else other.by(one.at_zero)


def _chosen(node: Choose, measure: str, scope: Scope) -> Line | None:
    """One number or the other, where the measure does not say which."""
    holds = None if measure in _behind(node.condition, scope) else truth(node.condition, scope)
    return None if holds is None else line_of(node.yes if holds else node.no, measure, scope)


def _converted(node: Converted, measure: str, scope: Scope) -> Line | None:
    item = line_of(node.item, measure, scope)
    return None if item is None else item.by(node.factor)


_LINES: Mapping[type, Callable[[Any, str, Scope], Line | None]] = {
    Number: _constant, Parameter: _constant, Fact: _fact, Arithmetic: _arithmetic, Converted: _converted,
    Choose: _chosen,
}  # fmt: skip
"""Every other node that looks at the measure may move with it in another way."""
