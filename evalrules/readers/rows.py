"""The rows of a table from a file: CSV, a sheet of a workbook, or Parquet, to the same raw rows that YAML gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalrules.base.diagnostics import Diagnostic, error, has_errors, note, warning
from evalrules.base.forms import TABLE, SheetMark, TableForm, mark_from
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Node, Scalar, Span
from evalrules.readers.columnar import read_parquet
from evalrules.readers.delimited import read_csv
from evalrules.readers.grid import Grid, Line, text_of_cell
from evalrules.readers.headings import Head, Heads, heads_of, is_found
from evalrules.readers.table_rows import data_lines, heads_by_ids, record_keys, record_of, rows_below
from evalrules.readers.workbooks import SUFFIXES as WORKBOOKS
from evalrules.readers.workbooks import foreign_workbook, read_workbook, suffix_of
from evalrules.readers.worksheet import Sheet, merged_among

SUFFIXES = (".csv", *WORKBOOKS, ".parquet")


class ReadRows(NamedTuple):
    """Rows that were read, None with the problems that say why not; `text` is the source for frames."""

    rows: Listing | None
    problems: list[Diagnostic]
    text: str = ""


def split_sheet(written: str) -> tuple[str, str]:
    """`schools.xlsx!小学` as the path and the name of the sheet ("" where none is named)."""
    path, _, sheet = written.partition("!")
    return (path, sheet) if suffix_of(path) in WORKBOOKS else (written, "")


def rows_of(name: str, data: bytes, *, sheet: str, form: TableForm) -> ReadRows:
    """The rows of a file by its suffix, as records by the ids of the columns; `name` is how places show it.

    ER005 for other suffixes, ER017 for workbooks of other programs, else what the reader of that kind says; ER447 where
    a sheet must be named, ER401, ER448 and ER449 for columns and cells, notes and warnings of lines that are no rows.
    """
    place = Span(name, 1, 1, 1, 1)
    suffix = suffix_of(name)
    if suffix in WORKBOOKS:
        return _from_workbook(name, data, sheet, form)
    if suffix == ".csv":
        grid, text, problems = read_csv(name, data)
    elif suffix == ".parquet":
        grid, problems = read_parquet(name, data)
        text = ""
    else:
        reason = foreign_workbook(suffix, data)
        return ReadRows(
            None, [error("ER017", place, reason=reason) if reason else error("ER005", place, suffix=suffix)]
        )
    if grid is None:
        return ReadRows(None, problems, text)
    rows, more = listing_of(grid, form)
    return ReadRows(rows, [*problems, *more], text)


def listing_of(grid: Grid, form: TableForm) -> tuple[Listing, list[Diagnostic]]:
    """Every row of a grid under its heading as a record by the ids of the columns."""
    heads = heads_of(grid, form)
    if heads is None:
        return Listing((), grid.place), []
    rows = rows_below(heads, form)
    return Listing(rows.records, grid.place), rows.problems


def _from_workbook(name: str, data: bytes, wanted: str, form: TableForm) -> ReadRows:
    workbook, problems = read_workbook(name, data)
    if workbook is None:
        return ReadRows(None, problems)
    place = Span(name, 1, 1, 1, 1)
    shown = [sheet for sheet in workbook.sheets if not sheet.is_hidden and sheet.grid.lines]
    named = [sheet for sheet in workbook.sheets if sheet.title == wanted] if wanted else _meant(shown, form)
    if len(named) != 1:
        titles = ", ".join(sheet.title for sheet in shown)
        return ReadRows(None, [*problems, error("ER447", place, sheets=titles or "-")])
    rows, cells = rows_of_sheet(named[0], form)
    own = [problem for problem in problems if problem.place is None or problem.place.sheet in ("", named[0].title)]
    return ReadRows(None if has_errors(own) else rows, [*own, *cells])


def _meant(shown: list[Sheet], form: TableForm) -> list[Sheet]:
    """The sheets that can be meant: the one that a form has for the table, else the only one with its columns."""
    if len(shown) == 1:
        return shown
    marked = [sheet for sheet in shown if sheet.mark == SheetMark(TABLE, form.id).text]
    return marked or [sheet for sheet in shown if not sheet.mark and is_found(sheet.grid, form)]


def rows_of_sheet(sheet: Sheet, form: TableForm) -> tuple[Listing, list[Diagnostic]]:
    """The rows of one sheet: under the ids that a form carries, else under its heading."""
    if mark_from(sheet.mark).kind == TABLE:
        return marked_rows(sheet)
    heads = heads_of(sheet.grid, form)
    if heads is None:
        return Listing((), sheet.grid.place), []
    rows = rows_below(heads, form)
    first = heads.below[0].place.line if heads.below else heads.lines[-1].place.line + 1
    return Listing(rows.records, sheet.grid.place), [*sheet_problems(sheet, first), *rows.problems]


# -- a sheet of a form -----------------------------------------------------------------------------------------------

_ID_ROW = 2
"""The hidden row of a sheet of rows that holds the ids of its columns."""


def marked_rows(sheet: Sheet) -> tuple[Listing, list[Diagnostic]]:
    """The rows of a sheet that evalrules made: by the ids in its second row, below its visible heading."""
    ids = _ids(sheet)
    heading = _heading(sheet, ids)
    first = heading.place.line + 1 if heading is not None else _first_row(sheet)
    heads = heads_by_ids(ids, heading)
    lines = tuple(line for line in sheet.grid.lines if line.place.line >= first)
    problems = sheet_problems(sheet, first)
    shown = Heads(heads, (heading,) if heading is not None else (), lines)
    keys, records = record_keys(heads), []
    beside: dict[int, Scalar] = {}
    for line in data_lines(shown, problems):
        problems += _unheaded(line, heads, heading, beside)
        records.append(record_of(line, keys))
    if beside:
        names = "、".join(cell.text.strip() for cell in beside.values())
        problems.append(note("ER490", next(iter(beside.values())).span, columns=names))
    return Listing(tuple(records), sheet.grid.place), problems


def _unheaded(
    line: Line, heads: Mapping[int, Head], heading: Line | None, beside: dict[int, Scalar]
) -> Iterator[Diagnostic]:
    """An ER449 for each cell of a row under no heading; a heading that somebody put beside ours goes into `beside`."""
    for number, cell in line.cells.items():
        if number in heads or not text_of_cell(cell).strip():
            continue
        shown = heading.cells.get(number) if heading is not None else None
        if isinstance(shown, Scalar) and shown.text.strip():
            beside[number] = shown
        else:
            yield error("ER449", cell.span, column=str(number))


def _ids(sheet: Sheet) -> Mapping[int, Scalar]:
    """The ids of the columns, which stand in the second row."""
    ids: Mapping[int, Node] = next((line.cells for line in sheet.grid.lines if line.place.line == _ID_ROW), {})
    return {number: cell for number, cell in ids.items() if isinstance(cell, Scalar)}


def _heading(sheet: Sheet, ids: Mapping[int, Scalar]) -> Line | None:
    """The heading: the first row that says something in every column; rows above it may come and go.

    In a sheet of a single column a title looks like a heading; there the number beside the mark tells the row.
    """
    below = [line for line in sheet.grid.lines if line.place.line > _ID_ROW]
    if len(ids) > 1:
        return next((line for line in below if all(number in line.cells for number in ids)), None)
    return next((line for line in below if line.place.line == _first_row(sheet) - 1), None)


def _first_row(sheet: Sheet) -> int:
    """The row below the heading, by the number beside the mark."""
    first = sheet.grid.lines[0].cells if sheet.grid.lines else {}
    heading = text_of_cell(first.get(2))
    return int(heading) + 1 if heading.isdecimal() else _ID_ROW + 1


# -- around the values -----------------------------------------------------------------------------------------------


def sheet_problems(sheet: Sheet, first_row: int = 1) -> list[Diagnostic]:
    """Merged cells among the values of a sheet, and rows that somebody hid, from a row on."""
    lines = [line for line in sheet.grid.lines if line.place.line >= first_row]
    if not lines:
        return []
    columns = {number for line in lines for number in line.cells}
    rows = range(lines[0].place.line, lines[-1].place.line + 1)
    found = merged_among(sheet, rows, range(min(columns), max(columns) + 1))
    hidden = [line for line in lines if line.place.line in sheet.hidden_rows]
    return found + [warning("ER443", line.place, what=f"row {line.place.line}") for line in hidden]
