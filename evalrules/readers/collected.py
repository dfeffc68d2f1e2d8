"""A collected form: where each value of its rows was handed in, from the sheets that `collect` put behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from evalrules.base.forms import FROM_FILE, FROM_SHEET, SOURCES, mark_from
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Node, Record, Scalar, Span, cell_at
from evalrules.readers.grid import Line, text_of_cell
from evalrules.readers.worksheet import Sheet

_IN_SHEET = pattern(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_IN_TEXT = pattern(r"([0-9]{1,9}):([0-9]{1,9})", re.ASCII)


class _Handed(NamedTuple):
    """A line of such a sheet: the file and the sheet of a row, and the cell of each value by the id of its column."""

    file: str
    sheet: str
    cells: Mapping[str, str]

    def place(self, column: str) -> Span:
        """Where the value of a column was handed in; of a value without a cell the sheet or the file."""
        written = self.cells.get(column, "")
        in_sheet, in_text = _IN_SHEET.fullmatch(written), _IN_TEXT.fullmatch(written)
        if in_sheet is not None and self.sheet:
            return cell_at(self.file, self.sheet, int(in_sheet[2]), _column_number(in_sheet[1]))
        if in_text is not None and not self.sheet:
            line, at = int(in_text[1]), int(in_text[2])
            return Span(self.file, line, at, line, at + 1)
        return cell_at(self.file, self.sheet, 0, 1) if self.sheet else Span(self.file, 1, 1, 1, 1)


def origins_of(sheets: list[Sheet], tables: Mapping[str, Node]) -> dict[Span, Span]:
    """Where the rows and cells of tables were handed in, by where they stand; rows are found by their key."""
    found: dict[Span, Span] = {}
    for sheet in sheets:
        kind, own = mark_from(sheet.mark)
        rows = tables.get(own)
        if kind == SOURCES and own and isinstance(rows, Listing):
            found |= _of_table(sheet, rows)
    return found


def _of_table(sheet: Sheet, rows: Listing) -> dict[Span, Span]:
    lines = {line.place.line: line for line in sheet.grid.lines}
    keys = text_of_cell(lines[1].cells.get(3)).split(",") if 1 in lines else []
    handed = dict(_handed(sheet, keys))
    found: dict[Span, Span] = {}
    for row in (one for one in rows.items if isinstance(one, Record)):
        texts = {pair.key.text: text_of_cell(pair.value) for pair in row.pairs}
        one = handed.get(tuple(texts.get(key, "") for key in keys))
        if one is not None:
            found[row.span] = one.place("")
            found |= {place: one.place(pair.key.text) for pair in row.pairs for place in _places(pair.value)}
    return found


def _places(value: Node) -> Iterator[Span]:
    """Where a value stands, of a value with a unit also that of the figure."""
    yield value.span
    inner = value.get("value") if isinstance(value, Record) else None
    if isinstance(inner, Scalar):
        yield inner.span


def _handed(sheet: Sheet, keys: list[str]) -> Iterator[tuple[tuple[str, ...], _Handed]]:
    """Each line below the heading by the key of its row."""
    ids: dict[int, str] = {}
    heading = 0
    for line in sheet.grid.lines:
        if line.place.line == 1:
            written = text_of_cell(line.cells.get(2))
            heading = int(written) if written.isdecimal() else 0
        elif line.place.line == 2:
            ids = {number: text_of_cell(cell) for number, cell in line.cells.items()}
        elif heading and line.place.line > heading:
            yield _line(line, ids, keys)


def _line(line: Line, ids: Mapping[int, str], keys: list[str]) -> tuple[tuple[str, ...], _Handed]:
    texts = {own: text_of_cell(line.cells.get(number)) for number, own in ids.items()}
    cells = {own: text for own, text in texts.items() if own not in (FROM_FILE, FROM_SHEET, *keys) and text}
    return tuple(texts.get(key, "") for key in keys), _Handed(
        texts.get(FROM_FILE, ""), texts.get(FROM_SHEET, ""), cells
    )


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
