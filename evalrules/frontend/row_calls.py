"""Functions over the rows of a table: counts, sums and statistics, each row a small subject of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager

from evalrules.base.source import Span
from evalrules.frontend.arithmetic import Typed, quotient
from evalrules.frontend.expressions import Lowering
from evalrules.frontend.matched_calls import in_matched, is_matching
from evalrules.frontend.names import FLAG, GRADE_CHOICE, NUMBER, OPTION
from evalrules.model.refs import ColumnRef, measure_from
from evalrules.tree.nodes import Expression, Flag, RowStatistic, RowTally, Worst

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
    span, only = lowering.places.of(node), _restriction(lowering, table)
    body: Expression = Flag(True, span)
    if len(node.args) == 2:
        with _in_row(lowering, table, is_raw=False):
            lowered = lowering.lower(node.args[1])
        if lowered is None or not lowering.needs(lowered, FLAG, node.args[1]):
            return None
        body = lowered.node
    if name in ("every", "any"):
        return Typed(RowTally(name, table, body, only, span), FLAG)
    counted = RowTally("count", table, body, only, span)
    if name == "count":
        return Typed(counted, NUMBER, None, True)
    total = RowTally("count", table, Flag(True, span), only, span)
    return Typed(quotient(counted, total, "", span), NUMBER)


def row_statistic(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """sum, mean, median, least, greatest, cv, cv_sample, stdev, stdev_sample of a number over rows."""
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
    if item is None or (weight is None and "weight" in words) or (about is None and "about" in words):
        return None
    unit = None if name in ("cv", "cv_sample") else item.unit
    found = RowStatistic(
        name, table, item.node, weight.node if weight else None, about.node if about else None,
        _restriction(lowering, table), unit or "", lowering.places.of(node),
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
    span = lowering.places.of(node)
    return Typed(Worst(table, item.node, _restriction(lowering, table), span), OPTION, choice=GRADE_CHOICE)


def _number(lowering: Lowering, node: ast.expr) -> Typed | None:
    found = lowering.lower(node)
    return found if found is not None and lowering.needs(found, NUMBER, node) else None


def _restriction(lowering: Lowering, table: str) -> tuple[tuple[str, str], ...]:
    """The rows that concern the indicator at hand: those of its option, or of its own value of a column."""
    names, found = lowering.names, []
    if names.each is not None:
        columns = [own for own, column in names.tables[table].items() if column.choice == names.each.choice]
        found += [(ColumnRef(table, own).text, names.each.option) for own in columns[:1]]
    by = measure_from(names.row_by) if names.row_by else None
    if isinstance(by, ColumnRef) and by.table == table:
        found.append((names.row_by, BY_ROW))
    return tuple(found)


def is_over_rows(lowering: Lowering, node: ast.Call) -> str:
    """The table that a call is about, "" for none."""
    first = node.args[0] if node.args else None
    return first.id if isinstance(first, ast.Name) and first.id in lowering.names.tables else ""


def whole_table(table: str, span: Span) -> RowTally:
    """How many rows a table has."""
    return RowTally("count", table, Flag(True, span), (), span)
