"""Cells in rows, wherever they were read: the raw form of every table, before anyone knows what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalrules.base.records import NamedTuple
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
    lines: Sequence[Line]
    place: Span


def text_of_cell(node: Node | None) -> str:
    """The text of a cell, of a record the text of its value; "" for no cell."""
    value = node.get("value") if isinstance(node, Record) else node
    return value.text if isinstance(value, Scalar) else ""
