"""Indicators made from rows: one for each value of a column, as the evidence gives them.

A standard whose list of indicators no text gives takes them from the evidence, element by element. Where the rows
may not be complete there may be more indicators than are known, and counts over them are lower bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from evalrules.base.ordering import natural_key
from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Rows
from evalrules.model.plain_cells import said_in
from evalrules.model.refs import column_from
from evalrules.model.ruleset import Band, Indicator, Label, Table
from evalrules.plan.lower import with_indicators
from evalrules.plan.nodes import Plan
from evalrules.tree.nodes import NODE_TYPES, ROW_NODES, AllOf, Compare, Condition, Expression, Flag, Number, RowTally


class Expanded(NamedTuple):
    """A plan whose indicators are all single ones; `has_more` says that rows may still make others."""

    plan: Plan
    has_more: bool


def expanded(plan: Plan, tables: Mapping[str, Rows]) -> Expanded:
    """The plan with one indicator for each value of the column that its pattern names, in natural order."""
    ruleset = plan.ruleset
    if not any(indicator.each_row for indicator in ruleset.indicators):
        return Expanded(plan, False)
    from evalrules.semantics.row_parts import rows_to_come

    indicators: list[Indicator] = []
    has_more = False
    for indicator in ruleset.indicators:
        if not indicator.each_row:
            indicators.append(indicator)
            continue
        table = ruleset.tables[column_from(indicator.each_row).table]
        given = tables.get(table.id)
        has_more = has_more or bool(rows_to_come(table, given)) or _is_some_open(given, indicator.each_row)
        indicators += [_made(indicator, value, table) for value in _values(given, indicator.each_row)]
    return Expanded(with_indicators(plan, indicators), has_more)


def _values(given: Rows | None, column: str) -> list[str]:
    """The values of a column, each once."""
    cells = said_in(given.rows, column) if given is not None else []
    return sorted({cell for cell in cells if isinstance(cell, str)}, key=natural_key)


def _is_some_open(given: Rows | None, column: str) -> bool:
    """Whether it is not known of some row which indicator it belongs to: it may be one more."""
    return given is not None and None in said_in(given.rows, column)


def _made(pattern: Indicator, value: str, table: Table) -> Indicator:
    """The indicator for one value: its conditions look at the rows with that value.

    Rows that are left out are no rows: where every row of the value is, the indicator does not apply.
    """

    def of_value(condition: Condition | None) -> Condition | None:
        return None if condition is None else condition._replace(root=restricted(condition.root, value))

    def bands(listed: tuple[Band, ...]) -> tuple[Band, ...]:
        return tuple(Band(band.grade, of_value(band.condition)) for band in listed)

    return pattern._replace(
        id=value,
        label=Label(value, value),
        bands=bands(pattern.bands),
        met=of_value(pattern.met),
        grade=of_value(pattern.grade),
        ceiling=bands(pattern.ceiling),
        applies=of_value(_while_rows_count(pattern, table)),
        must_when=of_value(pattern.must_when),
    )


def _while_rows_count(pattern: Indicator, table: Table) -> Condition | None:
    """When the indicator applies: as the standard says, and only where some row of it is not left out."""
    if table.leave_out is None:
        return pattern.applies
    span = table.leave_out.span
    counted = RowTally("count", table.id, Flag(True, span), ((pattern.each_row, ""),), None, span)
    is_some = Compare(">=", counted, Number(Fraction(1), "", span), span)
    if pattern.applies is None:
        return Condition(f"count({table.id}) >= 1", is_some, span)
    return pattern.applies._replace(root=AllOf((is_some, pattern.applies.root), False, span))


def restricted(node: Expression, value: str) -> Expression:
    """The expression with every look at rows that waits for a value of its own column restricted to this one."""
    fields: dict[str, Any] = {
        name: _restricted_field(item, value) for name, item in zip(node._fields, node, strict=True)
    }
    if isinstance(node, ROW_NODES):
        fields["only"] = tuple((column, option or value) for column, option in node.only)
    return node._replace(**fields)


def _restricted_field(item: object, value: str) -> object:
    if isinstance(item, NODE_TYPES):
        return restricted(item, value)  # type: ignore[arg-type]  # one of the node types
    if isinstance(item, tuple) and type(item) is tuple:
        return tuple(_restricted_field(part, value) for part in item)
    return item
