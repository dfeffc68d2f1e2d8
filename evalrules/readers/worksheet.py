"""Worksheets as they were read, whatever the format: raw cells, each with its place, and what is hidden or merged."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.forms import LISTS, RESULT, mark_in_cell
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span, cell_at, column_letters
from evalrules.readers.grid import Grid, Line, text_of_cell
from evalrules.readers.sheet_xml import MAX_COLUMN, Corners

_OWN_ROWS = frozenset((1, 2))
"""The rows that evalrules hides itself in the sheets it marks."""


class Merged(NamedTuple):
    """A range of merged cells: its text such as `B4:B5`, its corners and its place."""

    text: str
    corners: Corners
    place: Span


class Sheet(NamedTuple):
    """One worksheet: its title, what cell A1 says after `evalrules:` ("" for other sheets) and its cells.

    `hidden_rows` are the rows that somebody hid; the two that evalrules hides itself in a marked sheet are not among
    them. `is_hidden` is the sheet itself.
    """

    title: str
    mark: str
    grid: Grid
    merged: tuple[Merged, ...]
    hidden_rows: frozenset[int]
    is_hidden: bool


class Workbook(NamedTuple):
    """The worksheets of a file in their order; sheets of a chart are not among them."""

    sheets: tuple[Sheet, ...]


class Around(NamedTuple):
    """What a file says of a sheet beside its cells: whether it is hidden, merged ranges, hidden rows and columns.

    Hidden columns are pairs of the first and the last.
    """

    is_hidden: bool
    merged: Sequence[Corners]
    hidden_rows: AbstractSet[int]
    hidden_columns: Sequence[tuple[int, int]]


def sheet_of(name: str, title: str, lines: tuple[Line, ...], around: Around) -> tuple[Sheet, list[Diagnostic]]:
    """A sheet of the file that places show as `name`; ER443 warns where it is hidden, or a column with values is."""
    mark = _mark(lines)
    problems = _hidden_sheet(name, title, lines, mark) if around.is_hidden else []
    problems = problems or _hidden_columns(name, title, lines, mark, around.hidden_columns)
    sheet = Sheet(
        title,
        mark,
        Grid(title, lines, cell_at(name, title, 0, 0)),
        tuple(_merged(name, title, corners) for corners in around.merged),
        frozenset(around.hidden_rows - _OWN_ROWS if mark else around.hidden_rows),
        around.is_hidden,
    )
    return sheet, problems


def apart_from_ours(workbook: Workbook, problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The problems without those of formulas above the heading of a sheet that we made: they count what is filled in.

    A program that writes workbooks without calculating them leaves these without a value (ER440); nobody reads it.
    """
    ours = {sheet.title: _heading_row(sheet) for sheet in workbook.sheets if sheet.mark}
    return [
        one for one in problems
        if one.code != "ER440" or one.place is None or one.place.line >= ours.get(one.place.sheet, 0)
    ]  # fmt: skip


def _heading_row(sheet: Sheet) -> int:
    """The row of the heading of a sheet that we made: as its first row says, else the first with a first cell."""
    first, *others = sheet.grid.lines  # the mark is in the first
    stated = text_of_cell(first.cells.get(2))
    if stated.isascii() and stated.isdigit():
        return int(stated)
    return next((line.place.line for line in others if line.place.line > max(_OWN_ROWS) and 1 in line.cells), 0)


def merged_among(sheet: Sheet, rows: Collection[int], columns: Collection[int]) -> list[Diagnostic]:
    """An ER442 for each merged range that touches one of these rows in one of these columns."""
    in_order = sorted(rows), sorted(columns)
    return [
        error("ER442", merged.place, range=merged.text)
        for merged in sheet.merged
        if _touches(in_order[0], merged.corners.first_row, merged.corners.last_row)
        and _touches(in_order[1], merged.corners.first_column, merged.corners.last_column)
    ]


def _touches(in_order: Sequence[int], first: int, last: int) -> bool:
    return bisect_left(in_order, first) < bisect_right(in_order, last)


def _mark(lines: Sequence[Line]) -> str:
    """What A1 says after `evalrules:`."""
    first = lines[0].cells.get(1) if lines and lines[0].place.line == 1 else None
    return mark_in_cell(text_of_cell(first))


def _hidden_sheet(name: str, title: str, lines: Sequence[Line], mark: str) -> list[Diagnostic]:
    if not lines or mark in (LISTS, RESULT):
        return []
    return [warning("ER443", cell_at(name, title, 0, 0), what=f"sheet {title}")]


def _hidden_columns(
    name: str, title: str, lines: Sequence[Line], mark: str, ranges: Sequence[tuple[int, int]]
) -> list[Diagnostic]:
    """The hidden columns of a sheet that is not ours, as far as they hold something."""
    if mark or not ranges:
        return []
    filled = sorted({column for line in lines for column in line.cells})
    hidden = {
        column
        for first, last in ranges
        for column in filled[bisect_left(filled, first) : bisect_right(filled, min(last, MAX_COLUMN))]
    }
    return [
        warning("ER443", cell_at(name, title, 1, column), what=f"column {column_letters(column)}")
        for column in sorted(hidden)
    ]


def _merged(name: str, title: str, corners: Corners) -> Merged:
    first_row, first_column, last_row, last_column = corners
    text = f"{column_letters(first_column)}{first_row}:{column_letters(last_column)}{last_row}"
    return Merged(text, corners, Span(name, first_row, first_column, last_row, last_column + 1, title))
