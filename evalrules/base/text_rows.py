"""Rows of a table whose cells are nothing but texts, kept by column: a record of one is made where it is asked for.

Who reads whole tables asks the columns; whoever has something to say of a row takes its record, as of any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, overload

from evalrules.base.numbers import parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Pair, Record, Scalar, Span

BLANK = " \t\u3000\xa0"
"""What may stand around a cell without meaning anything."""

AROUND = BLANK + "\r\n"
"""The same, and the ends of lines inside a cell."""


class CellPlaces(Protocol):
    """Where the lines of a table and their cells stand."""

    def line(self, at: int) -> Span:
        """Where a line begins."""

    def cell(self, at: int, number: int) -> Span:
        """Where the cell of a column stands in a line; an empty one stands where its line begins."""


class TextColumn(NamedTuple):
    """A column: its number, its id as the key of its values, the unit that its heading gives, the text of each row."""

    number: int
    key: Scalar
    unit: Scalar | None
    texts: Sequence[str]


class TextRows(Sequence[Node]):
    """The rows of a table by column, and each as a record; `lines` says in which line of the file each stands."""

    def __init__(
        self, columns: Sequence[TextColumn], lines: Sequence[int], places: CellPlaces, record: Callable[[int], Node]
    ) -> None:
        self.columns = columns
        self.lines = lines
        self.places = places
        self._record = record

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, at: int) -> Node: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Node, ...]: ...

    def __getitem__(self, at: int | slice) -> Node | tuple[Node, ...]:
        if isinstance(at, slice):
            return tuple(map(self._record, self.lines[at]))
        return self._record(self.lines[at])

    def __iter__(self) -> Iterator[Node]:
        return map(self._record, self.lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def in_unit(cell: Node, unit: Scalar | None) -> Node:
    """A figure with the unit of its heading; a cell that shows a unit of its own, or no figure, stays as it is."""
    if unit is None or not isinstance(cell, Scalar) or parse_number(cell.text) is None:
        return cell
    value = Pair(Scalar("value", True, cell.span), cell)
    return Record((value, Pair(Scalar("unit", True, unit.span), unit)), cell.span)
