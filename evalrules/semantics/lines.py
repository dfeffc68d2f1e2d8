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
from evalrules.semantics.interval import exact_value, known_value
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Arithmetic, Choose, Compare, Converted, Expression, Fact, Number, Parameter, Score

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

NOT_KNOWN = Line(_NONE, _NONE)
"""Instead of a line: something that counts is not known, so that there is none, whatever the measure is."""


def difference(node: Compare, measure: str, scope: Scope) -> Line | None:
    """The left side minus the right one, both multiplied by their divisors.

    `NOT_KNOWN` where a part of a side is not; None where it is no line here.
    """
    left, left_below = _ratio(node.left, measure, scope)
    right, right_below = (NOT_KNOWN, _ONE) if left is NOT_KNOWN else _ratio(node.right, measure, scope)
    if any(part is NOT_KNOWN for part in (left, left_below, right, right_below)):
        return NOT_KNOWN
    one, other = _product(left, right_below), _product(right, left_below)
    return None if one is None or other is None else one.plus(other, -1)


def _ratio(node: Expression, measure: str, scope: Scope) -> tuple[Line | None, Line | None]:
    """Above and below; a derived measure that nobody set or stated is seen through, and so is a choice that is made."""
    inner = _inside(node, measure, scope)
    while inner is not None:
        node, inner = inner, _inside(inner, measure, scope)
    if isinstance(node, Arithmetic) and node.op == "/" and not isinstance(node.right, Number):
        return line_of(node.left, measure, scope), line_of(node.right, measure, scope)
    return line_of(node, measure, scope), _ONE


def _inside(node: Expression, measure: str, scope: Scope) -> Expression | None:
    """What a number is instead of itself: its formula, or the one that is chosen; None where it is no other."""
    if isinstance(node, Fact) and node.measure != measure and _is_seen_through(node, scope):
        formula = scope.measure(node.measure).value
        assert formula is not None
        return formula.root
    return _one_of(node, measure, scope) if isinstance(node, Choose) else None


def _one_of(node: Choose, measure: str, scope: Scope) -> Expression | None:
    """The number that is chosen, where the measure does not say which."""
    holds = None if measure in _behind(node.condition, scope) else truth(node.condition, scope)
    return None if holds is None else node.yes if holds else node.no


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
    numbers = number(node, scope)
    found = exact_value(numbers)
    if found is None:
        return NOT_KNOWN if known_value(numbers) is None else None  # another root may take a root away again
    return Line(found, _NONE)


def _fact(node: Fact, measure: str, scope: Scope) -> Line | None:
    if node.kind != "number":
        return None
    if node.measure == measure:
        return Line(_NONE, Fraction(1))
    formula = scope.measure(node.measure).value
    if formula is None or node.measure in scope.fixed or measure not in _behind(formula.root, scope):
        return _constant(node, measure, scope)
    found = line_of(formula.root, measure, scope) if scope.stated(node.measure) is None else None
    return None if found is NOT_KNOWN else found  # what it is declared to be may leave one number of it


def _behind(root: Expression, scope: Scope) -> tuple[str, ...]:
    return measures_behind(root, scope.ruleset.measures)


def _arithmetic(node: Arithmetic, measure: str, scope: Scope) -> Line | None:
    left = line_of(node.left, measure, scope)
    if left is NOT_KNOWN and node.op in ("+", "-"):
        return NOT_KNOWN
    right = line_of(node.right, measure, scope)
    if right is NOT_KNOWN and node.op in ("+", "-"):
        return NOT_KNOWN
    if left is None or right is None:
        return None
    match node.op:
        case "+":
            return left.plus(right)
        case "-":
            return left.plus(right, -1)
        case "*":
            return _product(left, right)
        case _ if left is NOT_KNOWN or right is NOT_KNOWN:
            return None
        case _:  # a ratio
            return left.by(1 / right.at_zero) if right.slope == 0 and right.at_zero > 0 else None


def _product(one: Line | None, other: Line | None) -> Line | None:
    """The product, where no more than one of them moves with the measure; 0 times what is not known may be 0."""
    if one is None or other is None or (one.slope and other.slope):
        return None
    if one is NOT_KNOWN or other is NOT_KNOWN:
        factor = other if one is NOT_KNOWN else one
        return NOT_KNOWN if factor.at_zero and not factor.slope else None
    return one.by(other.at_zero) if not other.slope else other.by(one.at_zero)


def _chosen(node: Choose, measure: str, scope: Scope) -> Line | None:
    """One number or the other."""
    chosen = _one_of(node, measure, scope)
    return None if chosen is None else line_of(chosen, measure, scope)


def _converted(node: Converted, measure: str, scope: Scope) -> Line | None:
    item = line_of(node.item, measure, scope)
    return item if item is None or item is NOT_KNOWN else item.by(node.factor)


def _score(node: Score, measure: str, scope: Scope) -> Line | None:
    total = Line(_NONE, _NONE)
    for item in node.items:
        line = line_of(item, measure, scope)
        if line is None or line is NOT_KNOWN:
            return line
        total = total.plus(line)
    return total


_LINES: Mapping[type, Callable[[Any, str, Scope], Line | None]] = {
    Number: _constant, Parameter: _constant, Fact: _fact, Arithmetic: _arithmetic, Converted: _converted,
    Choose: _chosen, Score: _score,
}  # fmt: skip
"""Every other node that looks at the measure may move with it in another way."""
