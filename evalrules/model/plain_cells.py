"""Cells of a table kept by column: numbers as they are written, a fact of one made where somebody asks for it.

A row of such a table is a row as any other. Who asks many rows what they say in a column asks `values_of` and
`figures_of`, which make no fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.text_rows import CellPlaces
from evalrules.model.evidence import Bounds, Fact, FactValue, Row


class Said(NamedTuple):
    """What a cell says that is no plain number: its value, the text, why there is no value."""

    value: FactValue
    written: str
    cause: str


Cell: TypeAlias = int | Decimal | Said | None
"""A plain number, whose text is the number; what else a cell says; None where there is no cell."""

Plain: TypeAlias = int | Decimal | FactValue
"""A value with its number as it is written where it is one plain number."""


class CellColumn(NamedTuple):
    """A column by its id: where it stands in the file (None: cells stand where their row does), and its cells."""

    own: str
    number: int | None
    cells: Sequence[Cell]


class PlainColumns:
    """The columns of a table, by which its rows are kept; `lines` are their lines in the file."""

    __slots__ = ("_said", "by_id", "columns", "lines", "places")

    def __init__(self, columns: Sequence[CellColumn], lines: Sequence[int], places: CellPlaces) -> None:
        self.columns = columns
        self.by_id = {column.own: column for column in columns}
        self.lines = lines
        self.places = places
        self._said: dict[str, Sequence[Plain]] = {}

    def said(self, own: str) -> Sequence[Plain]:
        """What each row says in a column, plain numbers as they are written; None where it says nothing."""
        found = self._said.get(own)
        if found is None:
            column = self.by_id.get(own)
            cells = [None] * len(self.lines) if column is None else column.cells
            found = self._said[own] = _values_of(cells)
        return found

    def parted(self, rows: Sequence[int]) -> PlainColumns:
        """Some of the rows, in their order."""
        columns = [column._replace(cells=[column.cells[at] for at in rows]) for column in self.columns]
        return PlainColumns(columns, [self.lines[at] for at in rows], self.places)

    def fact(self, column: CellColumn, at: int, cell: Cell) -> Fact:
        """A cell as a fact with its place."""
        line = self.lines[at]
        place = self.places.line(line) if column.number is None else self.places.cell(line, column.number)
        value, written, cause = cell if type(cell) is Said else (value_of(cell), _written(cell), "")
        return Fact(column.own, value, written, cause, place, "", "", "")


_NONE_YET: dict[str, FactValue] = {}
"""The values of a row of which none was asked for."""


class PlainCells(Mapping[str, Fact]):
    """The cells of one row; what each says is made once."""

    __slots__ = ("_values", "at", "of")

    def __init__(self, of: PlainColumns, at: int) -> None:
        self.of = of
        self.at = at
        self._values = _NONE_YET

    def cell(self, own: str) -> Cell:
        """The cell of a column; None where there is none."""
        column = self.of.by_id.get(own)
        return None if column is None else column.cells[self.at]

    def value(self, own: str) -> FactValue:
        """What a cell says; None where it says nothing."""
        found = self._values.get(own)
        if found is None:
            found = value_of(self.cell(own))
            if self._values is _NONE_YET:
                self._values = {}
            self._values[own] = found
        return found

    def __getitem__(self, own: str) -> Fact:
        column = self.of.by_id[own]
        cell = column.cells[self.at]
        if cell is None:
            raise KeyError(own)
        return self.of.fact(column, self.at, cell)

    def __contains__(self, own: object) -> bool:
        return isinstance(own, str) and self.cell(own) is not None

    def __iter__(self) -> Iterator[str]:
        at = self.at
        return (column.own for column in self.of.columns if column.cells[at] is not None)

    def __len__(self) -> int:
        return sum(column.cells[self.at] is not None for column in self.of.columns)

    def __repr__(self) -> str:
        return repr(dict(self))


class RowFacts(Mapping[str, FactValue]):
    """What the cells of a row say, and behind them the facts of its subject."""

    __slots__ = ("behind", "cells")

    def __init__(self, behind: Mapping[str, FactValue], cells: PlainCells) -> None:
        self.behind = behind
        self.cells = cells

    def get(self, own: str, default: Any = None) -> Any:  # noqa: ANN401 - as of any mapping
        """What is known of a measure."""
        cells = self.cells
        found = cells._values.get(own)  # noqa: SLF001 - what was made; all else takes longer
        if found is not None:
            return found
        return cells.value(own) if cells.cell(own) is not None else self.behind.get(own, default)

    def __getitem__(self, own: str) -> FactValue:
        return self.cells.value(own) if own in self.cells else self.behind[own]

    def __contains__(self, own: object) -> bool:
        return own in self.cells or own in self.behind

    def __iter__(self) -> Iterator[str]:
        return iter({**self.behind, **dict.fromkeys(self.cells)})

    def __len__(self) -> int:
        return len({*self.behind, *self.cells})


def value_of(cell: Cell) -> FactValue:
    """What a cell says, of a number its bounds."""
    if type(cell) is Said:
        return cell.value
    if cell is None:
        return None
    number = Fraction(cell)  # type: ignore[arg-type]  # a number
    return Bounds(number, number)


def _written(cell: Cell) -> str:
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def facts_of_row(behind: Mapping[str, FactValue], row: Row) -> Mapping[str, FactValue]:
    """What the cells of a row say, and behind them the facts of its subject."""
    cells = row.cells
    if type(cells) is PlainCells:
        return RowFacts(behind, cells)
    return {**behind, **{own: cell.value for own, cell in cells.items()}}


def values_of(row: Row) -> dict[str, FactValue]:
    """What the cells of a row say."""
    cells = row.cells
    if type(cells) is PlainCells:
        return {own: cells.value(own) for own in cells}
    return {own: cell.value for own, cell in cells.items()}


def value_in(row: Row, own: str) -> FactValue:
    """What a row says in a column; None where it says nothing."""
    cells = row.cells
    if type(cells) is PlainCells:
        return cells.value(own)
    return cells[own].value if own in cells else None


def cause_in(row: Row, own: str) -> str:
    """Why a cell of a row has no value, as its fact says."""
    cells = row.cells
    if type(cells) is PlainCells:
        cell = cells.cell(own)
        return cell.cause if type(cell) is Said else ""
    return cells[own].cause


def plain_of(row: Row) -> dict[str, Plain]:
    """What the cells of a row say, plain numbers as they are written."""
    cells = row.cells
    if type(cells) is not PlainCells:
        return {own: cell.value for own, cell in cells.items()}
    at = cells.at
    found = ((column.own, column.cells[at]) for column in cells.of.columns)
    return {own: cell.value if type(cell) is Said else cell for own, cell in found if cell is not None}  # type: ignore[misc]


class PlainRows(tuple[Row, ...]):  # noqa: SLOT001 - a tuple has no room for more
    """The rows of a table that are kept by its columns, all of them and in the order of these."""

    of: PlainColumns


def by_columns(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows as they are, kept by columns in their own order where they are all of one table of texts."""
    kept: list[PlainCells] = [row.cells for row in rows]  # type: ignore[misc]  # seen in the next line
    if not kept or set(map(type, kept)) != {PlainCells} or any(cells.of is not kept[0].of for cells in kept):
        return tuple(rows)
    of, places = kept[0].of, [cells.at for cells in kept]
    if places == list(range(len(of.lines))):
        found = PlainRows(rows)
    else:
        of = of.parted(places)
        found = PlainRows(Row(row.key, PlainCells(of, at), row.place) for at, row in enumerate(rows))
    found.of = of
    return found


def said_in(rows: Sequence[Row], own: str) -> Sequence[Plain]:
    """What each row says in a column, plain numbers as they are written; None where it says nothing."""
    if type(rows) is PlainRows:
        return rows.of.said(own)
    return [_said_by(row.cells, own) for row in rows]


def _values_of(cells: Sequence[Cell]) -> Sequence[Plain]:
    if Said not in set(map(type, cells)):
        return cells  # type: ignore[return-value]  # no Said is left
    return [cell.value if type(cell) is Said else cell for cell in cells]  # type: ignore[misc]  # as above


def _said_by(cells: Mapping[str, Fact], own: str) -> Plain:
    if type(cells) is not PlainCells:
        return cells[own].value if own in cells else None
    cell = cells.cell(own)
    return cell.value if type(cell) is Said else cell  # type: ignore[return-value]  # no Said is left


def columns_in(rows: Sequence[Row]) -> set[str]:
    """The ids of the columns in which rows may say something."""
    if type(rows) is PlainRows:
        return set(rows.of.by_id)
    found: set[str] = set()
    known: PlainColumns | None = None
    for row in rows:
        cells = row.cells
        if type(cells) is not PlainCells:
            found.update(cells)
        elif cells.of is not known:
            known = cells.of
            found.update(known.by_id)
    return found


def exact_of(said: Plain) -> int | Decimal | Fraction | None:
    """The number that is said, where it is known exactly."""
    if type(said) is int or type(said) is Decimal:
        return said
    return said.exact if isinstance(said, Bounds) else None
