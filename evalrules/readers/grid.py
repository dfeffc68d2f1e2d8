"""Cells in rows, wherever they were read: the raw form of every table, before anyone knows what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from evalrules.base.diagnostics import Diagnostic, Related, error
from evalrules.base.source import Node, Record, Scalar, Span

MAX_CELLS = 2_000_000
MAX_OLD_CELLS = 60_000
"""How many cells a workbook of another format than .xlsx may have: read for small tables, as offices keep them."""

HEADER_WITHIN = 20
"""A header stands among the first rows; titles may stand above it."""


class Line(NamedTuple):
    """One row: its cells by their column (from 1), where it begins. A cell that is empty is not there.

    A cell is a scalar, or a record `{value, unit}` where the sheet shows a unit of its own (98.5 %).
    """

    cells: Mapping[int, Node]
    place: Span

    def cell(self, number: int) -> Node:
        """The cell of a column; an empty one, at its own place in a sheet and at that of the line elsewhere."""
        found = self.cells.get(number)
        if found is not None:
            return found
        place = self.place
        return Scalar("", False, place._replace(column=number, end_column=number + 1) if place.sheet else place)


class Grid(NamedTuple):
    """The rows of one sheet, one CSV file or one Parquet file, in their order; `title` is the name of the sheet."""

    title: str
    lines: tuple[Line, ...]
    place: Span


class Header(NamedTuple):
    """The columns of a grid by their number, and the rows below."""

    columns: Mapping[int, Scalar]
    lines: tuple[Line, ...]


def text_of_cell(node: Node | None) -> str:
    """The text of a cell, of a record the text of its value; "" for no cell."""
    value = node.get("value") if isinstance(node, Record) else node
    return value.text if isinstance(value, Scalar) else ""


def headed(grid: Grid, known: Iterable[str]) -> Header | None:
    """The grid under its header: the first row, within 20, of which two cells (or all) are known names; else the first.

    None for a grid without any row.
    """
    wanted = {name.strip().lower() for name in known}
    for at, line in enumerate(grid.lines[:HEADER_WITHIN]):
        texts = [text_of_cell(cell).strip().lower() for cell in line.cells.values()]
        found = sum(text in wanted for text in texts)
        if texts and (found >= 2 or found == len(texts)):
            return _header(grid, at)
    return _header(grid, 0) if grid.lines else None


def _header(grid: Grid, at: int) -> Header:
    cells = grid.lines[at].cells
    columns = {number: cell for number, cell in cells.items() if isinstance(cell, Scalar) and cell.text.strip()}
    return Header(columns, grid.lines[at + 1 :])


def twice(columns: Mapping[int, Scalar], named: Mapping[int, str | None] | None = None) -> list[Diagnostic]:
    """An ER448 for each column name that stands twice; `named` gives the one name of headings that mean the same."""
    problems: list[Diagnostic] = []
    seen: dict[str, int] = {}
    for number, cell in columns.items():
        name = (named or {}).get(number) or cell.text.strip()
        first = seen.setdefault(name, number)
        if first != number:
            args = {"column": cell.text.strip(), "first": str(first), "second": str(number)}
            problems.append(error("ER448", cell.span, Related("first", columns[first].span), **args))
    return problems
