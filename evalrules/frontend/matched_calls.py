"""In a check below a table: looks at the rows of a table that are of the same school (or whatever column is named).

Only there does a condition stand in one row and may look at others: `same` keeps a look to the rows that have in
that column what the row at hand has in it, so that a table of ten thousand rows is read once.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from evalrules.frontend.arithmetic import Typed
from evalrules.frontend.expressions import Lowering
from evalrules.frontend.names import FLAG, OPTION, MeasureName
from evalrules.model.refs import ColumnRef
from evalrules.tree.functions import SAME
from evalrules.tree.nodes import Agrees, Fact, Listed, Matched, RowStatistic, RowTally


def is_matching(lowering: Lowering, node: ast.Call) -> bool:
    """Whether a call has the word `same` that is still to be understood."""
    return not lowering.is_matched and any(word.arg == SAME for word in node.keywords)


def in_matched(lowering: Lowering, node: ast.Call, table: str, look: Callable[[], Typed | None]) -> Typed | None:
    """A look at the rows of a table, kept to those that match the row at hand."""
    pair = _matched(lowering, node, table)
    if pair is None:
        return None
    row, lowering.table, lowering.is_matched = lowering.table, "", True
    try:
        found = look()
    finally:
        lowering.table, lowering.is_matched = row, False
    if found is None or not isinstance(found.node, RowTally | RowStatistic):
        return None
    return found._replace(node=Matched(found.node, *pair, lowering.places.of(node)))


def call_listed(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """listed(table, column): the same school is in that table, too."""
    table = _table(lowering, node)
    if table is None or not isinstance(node.args[1], ast.Name):
        lowering.wrong_arguments(name, node)
        return None
    pair = _columns(lowering, node.args[1], table) if _is_in_check(lowering, node) else None
    return None if pair is None else Typed(Listed(table, *pair, lowering.places.of(node)), FLAG)


def call_agrees(lowering: Lowering, name: str, node: ast.Call) -> Typed | None:
    """agrees(table, column, same=column): what the row says in a column is what that table says there."""
    table = _table(lowering, node)
    if table is None or not isinstance(node.args[1], ast.Name) or not node.keywords:
        lowering.wrong_arguments(name, node)
        return None
    pair = _matched(lowering, node, table)
    if pair is None:
        return None
    column, span = node.args[1].id, lowering.places.of(node)
    own, other = lowering.columns.get(column), lowering.names.tables[table].get(column)
    if own is None or other is None or not _are_alike(own, other):
        lowering.refuse("ER331", node.args[1], column=column, one=lowering.table, other=table)
        return None
    here = Fact(ColumnRef(lowering.table, column).text, own.kind, own.unit, span)
    there = Fact(ColumnRef(table, column).text, other.kind, other.unit, span)
    return Typed(Agrees(here, there, table, pair, span), FLAG)


def _table(lowering: Lowering, node: ast.Call) -> str | None:
    first = node.args[0] if len(node.args) == 2 else None
    return first.id if isinstance(first, ast.Name) and first.id in lowering.names.tables else None


def _is_in_check(lowering: Lowering, node: ast.Call) -> bool:
    """Whether the call stands in a check below a table, the only place for one; else a problem (ER202)."""
    is_there = lowering.is_check and bool(lowering.table)
    if not is_there:
        lowering.refuse("ER202", node, what="a look at the rows of one school outside the checks of a table")
    return is_there


def _matched(lowering: Lowering, node: ast.Call, table: str) -> tuple[str, str] | None:
    """The column of the row at hand, and that of the table, that `same` names."""
    word = next(word.value for word in node.keywords if word.arg == SAME)
    if not _is_in_check(lowering, node):
        return None
    if not isinstance(word, ast.Name):
        lowering.refuse("ER331", word, column=ast.unparse(word), one=lowering.table, other=table)
        return None
    return _columns(lowering, word, table)


def _columns(lowering: Lowering, node: ast.Name, table: str) -> tuple[str, str] | None:
    """A column of that name in both tables, with texts or options that can be told to be the same; else ER331."""
    own, other = lowering.columns.get(node.id), lowering.names.tables[table].get(node.id)
    if own is None or other is None or own.kind != OPTION or not _are_alike(own, other):
        lowering.refuse("ER331", node, column=node.id, one=lowering.table, other=table)
        return None
    return ColumnRef(lowering.table, node.id).text, ColumnRef(table, node.id).text


def _are_alike(one: MeasureName, other: MeasureName) -> bool:
    return (one.kind, one.unit, one.choice) == (other.kind, other.unit, other.choice)
