"""Rows of a table of texts bound column by column, where there is nothing to say of them: the same as one by one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import repeat

from evalrules.base.forms import CONFIRMED_NAMES
from evalrules.base.numbers import number_text
from evalrules.base.source import Node
from evalrules.base.table_words import is_total
from evalrules.base.text_rows import AROUND, TextColumn, TextRows
from evalrules.frontend.plain_cells import PlainColumn
from evalrules.model.evidence import Bounds, FactValue, Row
from evalrules.model.plain_cells import Cell, CellColumn, PlainCells, PlainColumns, Said, value_of
from evalrules.model.ruleset import NoneFor, Table

NONE = Said(Bounds(Fraction(0), Fraction(0)), "0", "")
"""What a cell says of a column that rows of its kind have none of."""


def plain_rows(
    items: Sequence[Node], table: Table, columns: Mapping[str, PlainColumn], rules: Mapping[str, NoneFor]
) -> dict[int, Row]:
    """The rows of texts of which there is nothing to say, by their number; `columns` are known by their names.

    None of them where the rows are no texts, or a column of the file is none of the table.
    """
    if not isinstance(items, TextRows) or not items:
        return {}
    taken: dict[str, CellColumn] = {}
    odd: set[int] = set()
    for given in items.columns:
        column = columns.get(given.key.text)
        if column is None and given.key.text in CONFIRMED_NAMES:
            odd.update(at for at, text in enumerate(given.texts) if text.strip(AROUND))
        elif column is None or column.own in taken:
            return {}
        else:
            taken[column.own] = _bound(column, given, odd)
    if any(own not in taken for own in table.key):
        return {}
    for own, rule in rules.items():
        if rule.column in taken:
            taken[own] = _with_none(own, rule, taken)
    of = PlainColumns(tuple(taken.values()), items.lines, items.places)
    keys = _keys([taken[own].cells for own in table.key], odd)
    line = items.places.line
    return {at: Row(key, PlainCells(of, at), line(items.lines[at])) for at, key in enumerate(keys) if at not in odd}


def _bound(column: PlainColumn, given: TextColumn, odd: set[int]) -> CellColumn:
    """The cells of a column; rows with one that has to be looked at are added to `odd`."""
    cells = column.cells(given.texts, given.unit, given.key.span.file)
    if None in cells:
        odd.update(at for at, cell in enumerate(cells) if cell is None)
    return CellColumn(column.own, given.number, cells)


def _with_none(own: str, rule: NoneFor, taken: Mapping[str, CellColumn]) -> CellColumn:
    """A column with a cell that says 0 for each row of a kind that has none of it, where nothing was given."""
    kinds, given = taken[rule.column].cells, taken.get(own)
    cells: list[Cell] = list(repeat(None, len(kinds)) if given is None else given.cells)
    for at, kind in enumerate(kinds):
        if type(kind) is Said and kind.value in rule.options and _is_empty(cells[at]):
            cells[at] = NONE
    return CellColumn(own, None if given is None else given.number, cells)


def _is_empty(cell: Cell) -> bool:
    return cell is None or (type(cell) is Said and cell.value is None)


def _keys(columns: Sequence[Sequence[Cell]], odd: set[int]) -> list[tuple[str, ...]]:
    """The key of each row; those that lack a part of it, or name a total, are added to `odd`."""
    texts = []
    for cells in columns:
        known = {cell: _key_part(cell) for cell in set(cells)}
        odd_cells = {cell for cell, text in known.items() if text is None}
        if odd_cells:
            odd.update(at for at, cell in enumerate(cells) if cell in odd_cells)
        texts.append([known[cell] or "" for cell in cells])
    return list(zip(*texts, strict=True))


def _key_part(cell: Cell) -> str | None:
    """A cell of the key as the text that names its row; None where it says nothing, or that it is a total."""
    value = value_of(cell)
    return None if value is None or (isinstance(value, str) and is_total(value)) else key_text(value)


def key_text(value: FactValue) -> str:
    """A cell of the key as the text that names its row."""
    if isinstance(value, Bounds):
        return number_text(value.low) if value.low is not None else ""
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
