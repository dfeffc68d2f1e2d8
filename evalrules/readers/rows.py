"""The rows of a table from a file: CSV, a sheet of a workbook, or Parquet, to the same raw rows that YAML gives."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import NamedTuple

from evalrules.base.diagnostics import Diagnostic, error, has_errors, warning
from evalrules.base.source import Listing, Pair, Record, Span
from evalrules.readers.columnar import read_parquet
from evalrules.readers.delimited import read_csv
from evalrules.readers.evidence_table import unheaded
from evalrules.readers.grid import Grid, headed, twice
from evalrules.readers.workbook import Sheet, merged_among, read_workbook

SUFFIXES = (".csv", ".xlsx", ".parquet")


class ReadRows(NamedTuple):
    """Rows that were read, None with the problems that say why not; `text` is the source for frames."""

    rows: Listing | None
    problems: list[Diagnostic]
    text: str = ""


def split_sheet(written: str) -> tuple[str, str]:
    """`schools.xlsx!小学` as the path and the name of the sheet ("" where none is named)."""
    path, _, sheet = written.partition("!")
    return (path, sheet) if path.lower().endswith(".xlsx") else (written, "")


def rows_of(name: str, data: bytes, *, sheet: str, known: Collection[str]) -> ReadRows:
    """The rows of a file by its suffix; `known` are the names that columns may have, `name` is how places show it.

    ER005 for other suffixes, else what the reader of that kind says; ER447 where a sheet must be named, ER448 and
    ER449 for columns and cells.
    """
    place = Span(name, 1, 1, 1, 1)
    suffix = os.path.splitext(name)[1].lower()
    if suffix == ".xlsx":
        return _from_workbook(name, data, sheet, known)
    if suffix == ".csv":
        grid, text, problems = read_csv(name, data)
    elif suffix == ".parquet":
        grid, problems = read_parquet(name, data)
        text = ""
    else:
        return ReadRows(None, [error("ER005", place, suffix=suffix)])
    if grid is None:
        return ReadRows(None, problems, text)
    rows, more = listing_of(grid, known)
    return ReadRows(rows, [*problems, *more], text)


def listing_of(grid: Grid, known: Collection[str]) -> tuple[Listing, list[Diagnostic]]:
    """Every row of a grid under its header as a record by the names that stand in the header."""
    header = headed(grid, known)
    if header is None:
        return Listing((), grid.place), []
    problems = twice(header.columns)
    records = []
    for line in header.lines:
        problems += unheaded(line, header.columns)
        pairs = [Pair(key._replace(quoted=True), line.cell(number)) for number, key in header.columns.items()]
        if any(number in header.columns for number in line.cells):
            records.append(Record(tuple(pairs), line.place))
    return Listing(tuple(records), grid.place), problems


def _from_workbook(name: str, data: bytes, wanted: str, known: Collection[str]) -> ReadRows:
    workbook, problems = read_workbook(name, data)
    if workbook is None:
        return ReadRows(None, problems)
    place = Span(name, 1, 1, 1, 1)
    shown = [sheet for sheet in workbook.sheets if not sheet.is_hidden and sheet.grid.lines]
    named = [sheet for sheet in workbook.sheets if sheet.title == wanted] if wanted else shown
    if len(named) != 1:
        titles = ", ".join(sheet.title for sheet in shown)
        return ReadRows(None, [*problems, error("ER447", place, sheets=titles or "-")])
    cells = sheet_problems(named[0])
    rows, more = listing_of(named[0].grid, known)
    own = [problem for problem in problems if problem.place is None or problem.place.sheet in ("", named[0].title)]
    found = [*own, *cells, *more]
    return ReadRows(None if has_errors(own) else rows, found)


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
