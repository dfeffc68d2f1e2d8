"""The columns that must follow where the checks of a table compare them with one that is moved, and which way.

A largest class of 45 in place of 50 asks for more classes and never for fewer: what follows goes only where it keeps
the check, so that nobody closes classes to need fewer rooms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evalrules.model.refs import is_column
from evalrules.model.ruleset import Measure, Ruleset, measures_behind
from evalrules.tree.nodes import Arithmetic, Compare, Converted, Expression, Extreme, Fact
from evalrules.tree.walk import walk

NUMBERS = ("count", "number", "percent", "ratio")

EITHER = frozenset((1, -1))
"""Up and down."""


def tied_to(moved: Iterable[str], ruleset: Ruleset) -> Mapping[str, frozenset[int]]:
    """What says no better and is compared with a column that is moved; 1 is up, -1 down."""
    measures, known = ruleset.measures, frozenset(moved)
    roots = [check.condition.root for table in ruleset.tables.values() for check in table.checks]
    compared = [part for root in roots for part in walk(root) if isinstance(part, Compare)]
    behind = [(part, frozenset(measures_behind(part, measures))) for part in compared]
    found = {}
    for own, measure in measures.items():
        if is_column(own) and measure.type in NUMBERS and measure.value is None and not measure.better:
            ways = (
                _ways(part, own, sorted(known & some), measures)
                for part, some in behind
                if own in some and known & some
            )
            found[own] = frozenset[int]().union(*ways)
    return {own: ways for own, ways in found.items() if ways}


def _ways(node: Compare, own: str, moved: Iterable[str], measures: Mapping[str, Measure]) -> frozenset[int]:
    """Where a figure must go for a comparison that another breaks as it gets better; both ways if that is not plain."""
    helps = _helps(node, own, measures)
    found = [(_helps(node, other, measures), measures[other].better) for other in moved]
    if helps is None or any(way is None or not better for way, better in found):
        return EITHER
    breaks = any(way == (-1 if better == "higher" else 1) for way, better in found)
    return frozenset((helps,)) if breaks and helps else frozenset()


def _helps(node: Compare, own: str, measures: Mapping[str, Measure]) -> int | None:
    """1 where a comparison holds the more the more there is of a figure, -1 the less, 0 where it is not in it."""
    if node.op not in ("<", "<=", ">", ">="):
        return None
    less, more = (node.left, node.right) if node.op[0] == "<" else (node.right, node.left)
    return _joined(_grows(more, own, measures), _turned(_grows(less, own, measures)))


def _grows(node: Expression, own: str, measures: Mapping[str, Measure]) -> int | None:
    """1 where a number, of figures never below 0, grows with one of them, -1 where it falls, None: not plain."""
    behind = measures_behind(node, measures)
    if own not in behind:
        return 0
    match node:
        case Fact() if node.measure == own:
            return 1
        case Converted() if node.factor > 0:
            return _grows(node.item, own, measures)
        case Extreme():
            found: int | None = 0
            for item in node.items:
                found = _joined(found, _grows(item, own, measures))
            return found
        case Arithmetic() if node.op in ("+", "-") or _is_positive(node, measures):
            left, right = (_grows(part, own, measures) for part in (node.left, node.right))
            return _joined(left, right if node.op in ("+", "*") else _turned(right))
        case _:  # a look at rows, or a choice, may grow and fall
            return None


def _is_positive(node: Arithmetic, measures: Mapping[str, Measure]) -> bool:
    """Whether nothing in a product or a quotient can be below 0."""
    if any(isinstance(part, Arithmetic) and part.op == "-" for part in walk(node)):
        return False
    figures = (measures[own] for own in measures_behind(node, measures))
    return all(one.type in ("count", "percent") or (one.low is not None and one.low >= 0) for one in figures)


def _joined(first: int | None, second: int | None) -> int | None:
    if first is None or second is None or first * second < 0:
        return None
    return first or second


def _turned(way: int | None) -> int | None:
    return None if way is None else -way
