"""A table with a value in each row, turned: a row for each subject and period, a column for each measure it names.

What stands at the head of a column of the one stands in the column `measure` of the other, the values under `value`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from evalrules.base.diagnostics import Diagnostic, Related, error
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Scalar
from evalrules.base.table_words import heading_of
from evalrules.base.text_rows import in_unit
from evalrules.batch.columns import MEASURE, OWNERS, UNIT, VALUE, Known, Place
from evalrules.readers.grid import Line
from evalrules.readers.headings import Head, Heads
from evalrules.readers.spool import Spool
from evalrules.readers.table_rows import not_a_row
from evalrules.readers.unreadable import Unreadable
from evalrules.readers.wide import RawRow, WideTable, text_at

MOST_TOLD = 20


def is_long(heads: Heads) -> bool:
    """Whether a heading is that of a table with a value in each row."""
    named = {head.column for head in heads.columns.values()}
    return {MEASURE.id, VALUE.id} <= named


class LongTable:
    """A long table that was read as a whole, its rows set aside on disk.

    `known_of` tells what can be a column, from lines among which the names stand. Raises Unreadable with every row
    that has a value and names no measure (ER401).
    """

    def __init__(self, opened: WideTable, known_of: Callable[[Sequence[Line]], Known]) -> None:
        self._heads = opened.heads
        self._at = {head.column: number for number, head in opened.heads.named.items()}
        self._owners = [place for place in OWNERS if place.id in self._at]
        self._named: dict[str, Scalar] = {}
        self._spool = Spool()
        self._problems = opened.problems
        wrong: list[Diagnostic] = []
        for row in opened.rows:
            wrong += self._set_aside(row)
        if wrong:
            raise Unreadable(*wrong[:MOST_TOLD])
        named = Line(dict(enumerate(self._named.values(), 1)), opened.heads.lines[0].place)
        self.known = known_of([*opened.heads.lines, named])
        self._columns, self._numbers = self._turned_heads()

    def _set_aside(self, row: RawRow) -> Iterator[Diagnostic]:
        """Put a row to those of its subject; what is wrong where it has no measure."""
        measure = self._text(row, MEASURE)
        if not measure:
            line = row.line()
            beside = not_a_row(line, self._heads) if line.cells else None
            if beside is not None:
                self._problems.append(beside)
            elif line.cells:
                yield error("ER401", line.place, what="column", id="", suggestion="")
            return
        if measure not in self._named:
            if (beside := not_a_row(row.line(), self._heads)) is not None:
                self._problems.append(beside)
                return
            cell = row.line().cell(self._at[MEASURE.id])
            assert isinstance(cell, Scalar)
            self._named[measure] = cell
        self._spool.add(json.dumps([self._text(row, place) for place in self._owners]), row)

    def _turned_heads(self) -> tuple[dict[int, Head], dict[str, int]]:
        """The columns of the turned table, and the number of each name: two names of one measure share a column."""
        ids = self.known.form.ids
        columns = {at: self._heads.columns[self._at[place.id]] for at, place in enumerate(self._owners, 1)}
        numbers: dict[str, int] = {}
        same: dict[tuple[str, str], int] = {}
        for name, cell in self._named.items():
            found = heading_of(cell.text, ids)
            own, unit = (ids[found.name], found.unit) if found is not None else ("", "")
            number = same.setdefault((own or f"?{name}", unit), len(columns) + 1)
            numbers[name] = number
            columns.setdefault(number, Head(cell, own, cell._replace(text=unit) if unit else None))
        return columns, numbers

    def turned(self) -> WideTable:
        """The table with a subject in each row."""
        rows = (self._subject(owner) for owner in self._spool.owners())
        return WideTable(Heads(self._columns, self._heads.lines, ()), rows, self._problems)

    def _subject(self, owner: str) -> RawRow:
        """The rows of a subject and period as one; two values of one measure keep it from being read."""
        values: list[Any] = [*json.loads(owner), *[None] * (len(self._columns) - len(self._owners))]
        cells: dict[int, Node] = {}
        problems: list[Diagnostic] = []
        place = None
        for row in self._spool.rows_of(owner):
            line = row.line()
            if place is None:
                place = line.place
                cells = {
                    at: line.cells[self._at[one.id]]
                    for at, one in enumerate(self._owners, 1)
                    if self._at[one.id] in line.cells
                }
            number = self._numbers[self._text(row, MEASURE)]
            cell = line.cells.get(self._at[VALUE.id])
            if cell is None:
                continue
            if number in cells:
                problems.append(_twice(self._text(row, MEASURE), cells[number], cell))
                continue
            unit = line.cells.get(self._at.get(UNIT.id, 0))
            cells[number] = in_unit(cell, unit) if isinstance(unit, Scalar) and unit.text.strip() else cell
            given = row.values[self._at[VALUE.id] - 1]
            values[number - 1] = given if cells[number] is cell else cells[number]
        assert place is not None, "an owner has a row"
        return RawRow(values, _TurnedLine(Line(cells, place)).line, tuple(problems))

    def _text(self, row: RawRow, place: Place) -> str:
        """What stands in one of our columns of a row."""
        return text_at(row, self._at.get(place.id, 0))


def _twice(measure: str, first: Node, second: Node) -> Diagnostic:
    place = str(first.span)
    return error("ER404", second.span, Related("first", first.span), measure=measure, first=place)


class _TurnedLine(NamedTuple):
    """How a turned row is written: each cell where it stands in the long table."""

    found: Line

    def line(self) -> Line:
        """The row as a line of a grid."""
        return self.found
