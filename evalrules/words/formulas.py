"""Formulas and comparisons in words: a share of something is said as such, and brackets stand where they are needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from evalrules.base.numbers import number_text
from evalrules.base.units import figure_text
from evalrules.model.ruleset import Ruleset, Value
from evalrules.tree.nodes import (
    AllOf,
    Arithmetic,
    Choose,
    Compare,
    Expression,
    Fact,
    Number,
    Parameter,
    RowStatistic,
)

OPERATORS = {
    "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠", "+": "+", "-": "−", "*": "×", "/": "÷",
}  # fmt: skip
"""How operators are written in words."""


class Saying(Protocol):
    """What says the parts of a formula; `named` are choices that have a name in it."""

    ruleset: Ruleset
    language: str
    named: Mapping[int, str]

    def words(self, name: str, *values: str, **named: str) -> str:
        """One of the fixed turns of phrase."""

    def condition(self, node: Expression) -> str:
        """A part in words."""

    def value(self, value: Value) -> str:
        """A number of the standard."""


def infix(prose: Saying, node: Arithmetic | Compare) -> str:
    """Two sides with the sign between them."""
    if node.op == "/" and _is_hundredth_of_percent(prose, node):
        return prose.condition(node.left)  # 95 % of something is said so, not as 95 % ÷ 100
    if isinstance(node, Arithmetic):
        share = _percentage(prose, node) or _part(prose, node)
        if share:
            return share
    sides = [
        f"({prose.condition(side)})" if _needs_brackets(prose, node, side) else prose.condition(side)
        for side in (node.left, node.right)
    ]
    return f"{sides[0]} {OPERATORS[node.op]} {sides[1]}"


def _percentage(prose: Saying, node: Arithmetic) -> str:
    """100 times one amount divided by another of the same unit; nothing where it is something else."""
    times = node.left
    if node.op != "/" or not isinstance(times, Arithmetic) or times.op != "*":
        return ""
    part, whole = times.right, node.right
    unit = _unit_of(part)
    if not (isinstance(times.left, Number) and times.left.value == 100 and unit and unit == _unit_of(whole)):
        return ""
    said = [
        prose.words("bracketed", prose.condition(one)) if isinstance(one, Arithmetic | Choose) else prose.condition(one)
        for one in (part, whole)
    ]
    return prose.words("percent_of", x=said[0], y=said[1])


def _unit_of(node: Expression) -> str:
    return node.unit if isinstance(node, Fact | Arithmetic | RowStatistic) else ""


def _part(prose: Saying, node: Arithmetic) -> str:
    """A limit times a fraction of the standard, as so many per cent of it; nothing where it is something else."""
    if node.op != "*" or not isinstance(node.left, Parameter) or not isinstance(node.right, Parameter):
        return ""
    value = prose.ruleset.values[node.left.value]
    fraction = None if value.by or value.curve or value.unit else value.branches[""]
    if fraction is None or not 0 < fraction < 1:
        return ""
    whole = prose.condition(node.right)
    if _has_options(prose, node.right):
        whole = prose.words("bracketed", whole)
    return prose.words("part_of", x=figure_text(number_text(fraction * 100), "%", prose.language), y=whole)


def _is_hundredth_of_percent(prose: Saying, node: Arithmetic | Compare) -> bool:
    """Whether a percentage, or its product with something, is divided by 100."""
    is_product = isinstance(node.left, Arithmetic) and node.left.op == "*"
    parts = (node.left.left, node.left.right) if isinstance(node.left, Arithmetic) and is_product else (node.left,)
    is_hundred = isinstance(node.right, Number) and node.right.value == 100
    return is_hundred and any(_is_percentage(prose, part) for part in parts)


def _is_percentage(prose: Saying, node: Expression) -> bool:
    """A value or a measure that is shown with its %."""
    if isinstance(node, Parameter):
        return prose.ruleset.values[node.value].unit == "%"
    return isinstance(node, Fact) and prose.ruleset.measures[node.measure].unit == "%"


def _needs_brackets(prose: Saying, node: Arithmetic | Compare, side: Expression) -> bool:
    """A choice always, and numbers by option in a formula; a part of a sum not where it is a product, nor where both
    are read on from the left.
    """
    if isinstance(side, Choose):
        return id(side) not in prose.named
    if isinstance(side, Parameter):
        return isinstance(node, Arithmetic) and _has_options(prose, side)
    if not (isinstance(side, Arithmetic) and isinstance(node, Arithmetic)):
        return False
    is_read_on = side is node.left and (node.op in "+-") == (side.op in "+-") and side.op != "/"
    return not (is_read_on or (node.op in "+-" and side.op in "*/"))


def is_chain(node: Expression) -> bool:
    """Whether two comparisons are one with two ends: `50 <= pupils < 100`."""
    if not isinstance(node, AllOf) or len(node.items) != 2:
        return False
    first, second = node.items
    return isinstance(first, Compare) and isinstance(second, Compare) and first.right == second.left


def _has_options(prose: Saying, node: Parameter) -> bool:
    """Whether a number is said with one for each option."""
    value = prose.ruleset.values[node.value]
    return len(value.branches) > 1 and prose.condition(node) == prose.value(value)
