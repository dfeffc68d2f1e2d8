"""Indicators made from rows: one for each value of a column, as the evidence gives them.

A standard whose list of indicators no text gives takes them from the evidence, element by element. Where the rows
may not be complete there may be more indicators than are known, and counts over them are lower bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from evalrules.base.ordering import natural_key
from evalrules.model.evidence import Rows
from evalrules.model.ruleset import Band, Indicator, Label, Ruleset
from evalrules.tree.nodes import NODE_TYPES, ROW_NODES, Condition, Expression


class Expanded(NamedTuple):
    """A ruleset whose indicators are all single ones; `has_more` says that rows may still make others."""

    ruleset: Ruleset
    has_more: bool


def expanded(ruleset: Ruleset, tables: Mapping[str, Rows]) -> Expanded:
    """The ruleset with one indicator for each value of the column that its pattern names, in natural order."""
    if not any(indicator.each_row for indicator in ruleset.indicators):
        return Expanded(ruleset, False)
    indicators: list[Indicator] = []
    has_more = False
    for indicator in ruleset.indicators:
        if not indicator.each_row:
            indicators.append(indicator)
            continue
        given = tables.get(indicator.each_row.partition(".")[0])
        has_more = has_more or given is None or not given.complete
        indicators += [_made(indicator, value) for value in _values(given, indicator.each_row)]
    return Expanded(ruleset._replace(indicators=tuple(indicators)), has_more)


def _values(given: Rows | None, column: str) -> list[str]:
    """The values of a column, each once."""
    cells = [row.cells[column].value for row in given.rows if column in row.cells] if given is not None else []
    return sorted({cell for cell in cells if isinstance(cell, str)}, key=natural_key)


def _made(pattern: Indicator, value: str) -> Indicator:
    """The indicator for one value: its conditions look at the rows with that value."""

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
        applies=of_value(pattern.applies),
        must_when=of_value(pattern.must_when),
    )


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
