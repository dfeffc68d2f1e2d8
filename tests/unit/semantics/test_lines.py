"""A number as a straight line in one measure: what trying it at several values gives, or nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from evalrules.model.evidence import Bounds
from evalrules.semantics.conditions import number, ratio_parts
from evalrules.semantics.interval import exact_value
from evalrules.semantics.lines import NOT_KNOWN, Line, difference, line_of
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Compare, Expression

LINES = (
    "x >= 3", "3 * x - y >= x + 1", "(x + 1) / y >= 2", "y / x <= 4", "x / 4 >= y", "x * y >= 5", "2 * (x - 1) * y < x",
    "y >= 2", "(x if y >= 1 else y) >= 3", "x * 0 >= 1", "max(y, 2) * x >= 1", "a / x >= y / a", "twice >= 3", "ratio >= x",
)  # fmt: skip
NO_LINES = ("x * x >= 4", "max(x, 2) >= 3", "(x if x >= 1 else y) >= 3", "0 * free >= x", "x * free >= 1", "y / (x + 1) + 1 >= 2")


def _tried(node: Compare, at: int, scope: Scope) -> Fraction:
    """The difference of the sides, each times the divisor of the other, with the measure at a value."""
    there = scope.with_facts({"x": Bounds(Fraction(at), Fraction(at))})

    def exact(part: Expression | None) -> Fraction:
        found = Fraction(1) if part is None else exact_value(number(part, there))
        assert found is not None
        return found

    (left, below_left), (right, below_right) = ratio_parts(node.left, there), ratio_parts(node.right, there)
    return exact(left) * exact(below_right) - exact(right) * exact(below_left)


@pytest.mark.parametrize("text", LINES)
def test_a_line_is_what_trying_gives(text: str, tree: Any, scope: Any) -> None:
    """Sums, products with what stays, ratios, choices by what stays; the same at every value."""
    node, known = tree(text), scope(y=Fraction(5, 2), a=7, b=2)
    found = difference(node, "x", known)
    assert found is not None
    assert all(found.at_zero + at * found.slope == _tried(node, at, known) for at in (1, 2, 3, 17))


@pytest.mark.parametrize("text", NO_LINES)
def test_what_is_no_line_here_is_left_to_trying(text: str, tree: Any, scope: Any) -> None:
    """Squares, extremes, choices by the measure itself, what is not known."""
    assert difference(tree(text), "x", scope(y=Fraction(5, 2), a=7, b=2)) is None


@pytest.mark.parametrize("text", ["free >= x", "x <= y + 2 * (a - free)", "(x + free) / y >= 1", "x / free >= 1"])
def test_where_a_part_is_not_known_there_is_nothing_to_try(text: str, tree: Any, scope: Any) -> None:
    """Whatever the measure is, the sides have no difference; with the part known they have one."""
    node = tree(text)
    known, there = scope(y=Fraction(5, 2), a=7, b=2), scope(y=Fraction(5, 2), a=7, b=2, x=2)
    assert difference(node, "x", known) is NOT_KNOWN
    assert None in [exact_value(number(side, there)) for side in (node.left, node.right)]
    assert difference(node, "x", scope(y=Fraction(5, 2), a=7, b=2, free=3)) not in (None, NOT_KNOWN)


def test_a_line_has_its_start_and_its_slope(tree: Any, scope: Any) -> None:
    """2x - 3 is -3 at 0 and grows by 2."""
    assert line_of(tree("2 * x - 3 >= 0").left, "x", scope()) == Line(Fraction(-3), Fraction(2))
