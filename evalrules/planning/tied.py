"""The columns that must follow where the checks of a table compare them with one that is moved, and which way.

A largest class of 45 in place of 50 asks for more classes and never for fewer: what follows goes only where it keeps
the check, so that nobody closes classes to need fewer rooms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evalrules.model.refs import is_column
from evalrules.model.ruleset import Measure, Ruleset, measures_behind
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import (
    Arithmetic,
    Choose,
    Compare,
    Converted,
    Expression,
    Extreme,
    Fact,
    Rounded,
    RowStatistic,
)
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


def raised_for_spreads(roots: Iterable[Expression], measures: Mapping[str, Measure]) -> Mapping[str, bool]:
    """What says no better and is behind a coefficient over rows: whether it is raised, or else left as it is.

    Nobody pulls rooms down to make schools alike; nor is what is taken off a figure made less where that can be raised.
    """
    parts = (part for root in roots for part in walk(root))
    items = [part.item for part in parts if isinstance(part, RowStatistic) and STATISTICS[part.op].is_spread]
    found: dict[str, bool] = {}
    for item in items:
        behind = [own for own in measures_behind(item, measures) if measures[own].value is None]
        ways = {own: _grows(item, own, measures) for own in behind if measures[own].type in NUMBERS}
        if 1 in ways.values():
            free = {own: way for own, way in ways.items() if way is not None and not measures[own].better}
            found |= {own: found.get(own, False) or way == 1 for own, way in free.items()}
    return found


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
    if own not in measures_behind(node, measures):
        return 0
    match node:
        case Fact() if node.measure == own:
            return 1
        case Fact() if (value := measures[node.measure].value) is not None:
            return _grows(value.root, own, measures)
        case Rounded() | Converted() if isinstance(node, Rounded) or node.factor > 0:
            return _grows(node.item, own, measures)
        case Extreme():
            return _all(_grows(item, own, measures) for item in node.items)
        case Choose() if own not in measures_behind(node.condition, measures):
            return _joined(_grows(node.yes, own, measures), _grows(node.no, own, measures))
        case Arithmetic():
            return _of_two(node, own, measures)
        case _:  # a look at rows may grow and fall
            return None


def _of_two(node: Arithmetic, own: str, measures: Mapping[str, Measure]) -> int | None:
    """The same of two parts; a product grows with one of them where nothing in the other is below 0."""
    left, right = (_grows(part, own, measures) for part in (node.left, node.right))
    if node.op in ("+", "-"):
        return _joined(left, right if node.op == "+" else _turned(right))
    if (left != 0 and not _is_positive(node.right, measures)) or (right != 0 and not _is_positive(node.left, measures)):
        return None
    return _joined(left, right if node.op == "*" else _turned(right))


def _is_positive(node: Expression, measures: Mapping[str, Measure]) -> bool:
    """Whether nothing in a number can be below 0."""
    behind = [measures[own] for own in measures_behind(node, measures)]
    roots = (node, *(one.value.root for one in behind if one.value is not None))
    if any(isinstance(part, Arithmetic) and part.op == "-" for root in roots for part in walk(root)):
        return False
    figures = (one for one in behind if one.value is None and one.type in NUMBERS)
    return all(one.type in ("count", "percent") or (one.low is not None and one.low >= 0) for one in figures)


def _all(ways: Iterable[int | None]) -> int | None:
    found: int | None = 0
    for way in ways:
        found = _joined(found, way)
    return found


def _joined(first: int | None, second: int | None) -> int | None:
    if first is None or second is None or first * second < 0:
        return None
    return first or second


def _turned(way: int | None) -> int | None:
    return None if way is None else -way
