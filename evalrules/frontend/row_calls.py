"""Functions over the rows of a table: counts, sums and statistics, each row a small subject of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.frontend.arithmetic import Typed, quotient
from evalrules.frontend.expressions import Lowering
from evalrules.frontend.matched_calls import in_matched, is_matching
from evalrules.frontend.names import FLAG, GRADE_CHOICE, NUMBER, OPTION
from evalrules.model.refs import ColumnRef, is_column, measure_from
from evalrules.tree.functions import STATISTICS, WHERE
from evalrules.tree.nodes import AllOf, Compare, Expression, Fact, Flag, RowStatistic, RowTally, Text, Worst

Only: TypeAlias = tuple[tuple[str, str], ...]
"""Columns, each with the option that it has to have."""

BY_ROW = ""
"""Stands in `only` for the value of the column that an indicator is made from."""


@contextmanager
def _in_row(lowering: Lowering, table: str, *, is_raw: bool) -> Iterator[None]:
    """The lowering while it is inside one row of a table."""
    before = lowering.table, lowering.is_raw
    lowering.table, lowering.is_raw = table, is_raw or lowering.is_raw
    try:
        yield
    finally:
        lowering.table, lowering.is_raw = before


def row_tally(lowering: Lowering, name: str, node: ast.Call, table: str) -> Typed | None:
    """count, every, any and share over the rows of a table; `count(table)` counts them all."""
    if is_matching(lowering, node):
        return in_matched(lowering, node, table, lambda: row_tally(lowering, name, node, table))
    if not (len(node.args) == 2 or (name == "count" and len(node.args) == 1)):
        lowering.wrong_arguments(name, node)
        return None
    if lowering.table:
        lowering.refuse("ER202", node, what="a look at rows inside another")
        return None
    span, kept = lowering.places.of(node), _kept(lowering, table, node)
    if kept is None:
        return None
    only, where = kept
    body: Expression = Flag(True, span)
    if len(node.args) == 2:
        with _in_row(lowering, table, is_raw=False):
            lowered = lowering.lower(node.args[1])
        if lowered is None or not lowering.needs(lowered, FLAG, node.args[1]):
            return None
        body = lowered.node
    if name in ("every", "any"):
        return Typed(RowTally(name, table, body, only, where, span), FLAG)
    counted = RowTally("count", table, body, only, where, span)
    if name == "count":
        return Typed(counted, NUMBER, None, True)
    total = RowTally("count", table, Flag(True, span), only, where, span)
    return Typed(quotient(counted, total, "", span), NUMBER)


def row_statistic(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """A statistic of a number over rows: one of STATISTICS."""
    table = node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else ""
    words = {word.arg or "": word.value for word in node.keywords}
    if len(node.args) != 2 or table not in lowering.names.tables:
        lowering.wrong_arguments(name, node)
        return None
    if is_matching(lowering, node):
        return in_matched(lowering, node, table, lambda: row_statistic(lowering, name, node))
    if lowering.table:
        lowering.refuse("ER202", node, what="a look at rows inside another")
        return None
    with _in_row(lowering, table, is_raw=True):
        item = _number(lowering, node.args[1])
        weight = _number(lowering, words["weight"]) if "weight" in words else None
    about = _number(lowering, words["about"]) if "about" in words else None
    kept = _kept(lowering, table, node)
    if kept is None or item is None or (weight is None and "weight" in words) or (about is None and "about" in words):
        return None
    unit = None if STATISTICS[name].is_share else item.unit
    found = RowStatistic(
        name, table, item.node, weight.node if weight else None, about.node if about else None,
        kept.only, kept.where, unit or "", lowering.places.of(node),
    )  # fmt: skip
    return Typed(found, NUMBER, "" if unit is None else unit, item.counted and unit is not None)


def call_worst(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """worst(table, mark): the worst grade in a column."""
    table = node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else ""
    if len(node.args) != 2 or table not in lowering.names.tables:
        lowering.wrong_arguments(name, node)
        return None
    with _in_row(lowering, table, is_raw=False):
        item = lowering.lower(node.args[1])
    if item is None or not lowering.needs(item, OPTION, node.args[1]):
        return None
    if item.choice != GRADE_CHOICE:
        lowering.refuse("ER204", node.args[1], expected="a column of type grade", found=item.choice or OPTION)
        return None
    kept = _kept(lowering, table, node)
    if kept is None:
        return None
    return Typed(Worst(table, item.node, kept.only, kept.where, lowering.places.of(node)), OPTION, choice=GRADE_CHOICE)


def _number(lowering: Lowering, node: ast.expr) -> Typed | None:
    found = lowering.lower(node)
    return found if found is not None and lowering.needs(found, NUMBER, node) else None


def _restriction(lowering: Lowering, table: str) -> Only:
    """The rows that concern the indicator at hand: those of its option, or of its own value of a column."""
    names, found = lowering.names, []
    if names.each is not None:
        columns = [own for own, column in names.tables[table].items() if column.choice == names.each.choice]
        found += [(ColumnRef(table, own).text, names.each.option) for own in columns[:1]]
    by = measure_from(names.row_by) if names.row_by else None
    if isinstance(by, ColumnRef) and by.table == table:
        found.append((names.row_by, BY_ROW))
    return tuple(found)


class _Kept(NamedTuple):
    """The rows that a look is kept to: by options of columns, and by what else is asked of a row."""

    only: Only
    where: Expression | None


def _kept(lowering: Lowering, table: str, node: ast.Call) -> _Kept | None:
    """The rows that a call looks at: those that concern the indicator at hand, of these the ones that `where` asks for.

    Options of columns stand apart, since of an option that is listed all rows are there. None where `where` is wrong.
    """
    own = _restriction(lowering, table)
    word = next((word.value for word in node.keywords if word.arg == WHERE), None)
    if word is None:
        return _Kept(own, None)
    with _in_row(lowering, table, is_raw=False):
        found = lowering.lower(word)
    if found is None or not lowering.needs(found, FLAG, word):
        return None
    is_joined = isinstance(found.node, AllOf) and not found.node.chained
    parts = found.node.items if isinstance(found.node, AllOf) and is_joined else (found.node,)
    pairs = tuple(pair for part in parts if (pair := _option_of_column(part)) is not None)
    others = tuple(part for part in parts if _option_of_column(part) is None)
    where = None if not others else others[0] if len(others) == 1 else AllOf(others, False, found.node.span)
    return _Kept(tuple(dict.fromkeys((*own, *pairs))), where)


def _option_of_column(node: Expression) -> tuple[str, str] | None:
    """A column that has to have an option."""
    if not isinstance(node, Compare) or node.op != "==":
        return None
    for left, right in ((node.left, node.right), (node.right, node.left)):
        if isinstance(left, Fact) and is_column(left.measure) and isinstance(right, Text):
            return left.measure, right.value
    return None


def is_over_rows(lowering: Lowering, node: ast.Call) -> str:
    """The table that a call is about, "" for none."""
    first = node.args[0] if node.args else None
    return first.id if isinstance(first, ast.Name) and first.id in lowering.names.tables else ""


def whole_table(table: str, span: Span) -> RowTally:
    """How many rows a table has."""
    return RowTally("count", table, Flag(True, span), (), None, span)
