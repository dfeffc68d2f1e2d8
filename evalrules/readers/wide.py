"""Tables of any length, row by row: CSV, Parquet, sheets of workbooks, tables of DuckDB and SQLite files.

What is wrong with a file as a whole is raised (`Unreadable`), wherever it shows; a cell is only read as it is written.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.forms import TableForm
from evalrules.base.records import NamedTuple
from evalrules.base.source import Record, Scalar, Span
from evalrules.base.text_rows import BLANK
from evalrules.readers.columnar import EXTRA as PARQUET
from evalrules.readers.columnar import text_of_value, values_of
from evalrules.readers.databases import SUFFIXES as DATABASES
from evalrules.readers.databases import Database, open_database
from evalrules.readers.delimited import cells_of_record, delimiter_of
from evalrules.readers.files import read_bytes
from evalrules.readers.grid import HEADER_WITHIN, Grid, Line, text_of_cell
from evalrules.readers.headings import MOST_LINES, Heads, heads_of
from evalrules.readers.text import WIDE_MARKS, decode_table
from evalrules.readers.unreadable import Unreadable
from evalrules.readers.workbooks import SUFFIXES as WORKBOOKS
from evalrules.readers.workbooks import read_workbook, suffix_of
from evalrules.readers.worksheet import Sheet

SUFFIXES = (".csv", ".parquet", *WORKBOOKS, *DATABASES)

_SAMPLE = 1_000_000
"""How much of a CSV file is read to know its encoding and its delimiter."""

_AT_ONCE = 2_000
"""How many rows of a columnar file are held at once."""

_FIRST = 64
"""So many of them are made first: who looks for the heading takes no more."""


class RawRow(NamedTuple):
    """A row as it came: its values by their column (from 0), and how it is written, with the place of each cell.

    `problems` keep it from being read. It can be pickled.
    """

    values: Sequence[Any]
    line: Callable[[], Line]
    problems: tuple[Diagnostic, ...] = ()


def text_at(row: RawRow, number: int) -> str:
    """What stands in a column (from 1) of a row, without white space about it; "" where nothing does."""
    value = row.values[number - 1] if 0 < number <= len(row.values) else None
    if type(value) is str:
        return value.strip(BLANK)
    if value is None:
        return ""
    return str(value) if type(value) is int else text_of_cell(row.line().cells.get(number)).strip(BLANK)


class WideTable(NamedTuple):
    """A table whose heading was found: its columns, the rows below it, and what there is to say of the file."""

    heads: Heads
    rows: Iterator[RawRow]
    problems: list[Diagnostic]


def split_table(written: str) -> tuple[str, str]:
    """`counties.duckdb!y2023` as the path and the table or sheet in it ("" where none is named)."""
    path, mark, table = written.rpartition("!")
    return (path, table) if mark and suffix_of(path) in (*WORKBOOKS, *DATABASES) else (written, "")


def open_wide(written: str, form_of: Callable[[Sequence[Line]], TableForm]) -> WideTable:
    """A table by its path, with `!NAME` for a sheet or a table in it; `form_of` makes the form from its first lines.

    Raises Unreadable: ER001 no such file, ER002, ER101 and ER696 damaged, ER005 of another kind, ER447 and ER692 where
    it is to be said which sheet or table is meant, ER701 where an extra is not installed.
    """
    path, table = split_table(written)
    place = Span(os.path.basename(path), 1, 1, 1, 1)
    if not os.path.isfile(path):
        raise Unreadable(*read_bytes(path, name=place.file)[1])
    suffix = suffix_of(path)
    problems: list[Diagnostic] = []
    if suffix == ".csv":
        rows = _rows_of_csv(path, place.file, problems)
    elif suffix == ".parquet":
        rows = _rows_of_parquet(path, place)
    elif suffix in DATABASES:
        rows = _rows_of_database(open_database(path, place.file, table))
    elif suffix in WORKBOOKS:
        rows = _rows_of_workbook(path, table, form_of, problems)
    else:
        raise Unreadable(error("ER005", place, suffix=suffix))
    first = list(islice(rows, HEADER_WITHIN + MOST_LINES))
    lines = tuple(row.line() for row in first)
    heads = heads_of(Grid("", lines, place), form_of(lines))
    if heads is None:
        raise Unreadable(error("ER692", place, tables="-"))
    below = first[len(first) - len(heads.below) :]
    return WideTable(heads._replace(below=()), chain(below, rows), problems)


def chosen_rows(written: str, rows: Iterator[RawRow], numbers: Iterator[int]) -> Iterator[tuple[int, RawRow]]:
    """Those of the rows below a heading in the first line that have these numbers, which ascend from 0.

    `rows` are all of them; of Parquet those alone are read that are asked for.
    """
    if suffix_of(written) == ".parquet":
        yield from _chosen_of_parquet(written, numbers)
        return
    wanted = next(numbers, None)
    for at, row in enumerate(rows):
        if wanted is None:
            return
        if at == wanted:
            yield at, row
            wanted = next(numbers, None)


def _chosen_of_parquet(path: str, numbers: Iterator[int]) -> Iterator[tuple[int, RawRow]]:
    from pyarrow import parquet  # as below; that it is installed is known by now

    file = parquet.ParquetFile(path)
    name = os.path.basename(path)
    wanted, begin = next(numbers, None), 0
    for group in range(file.num_row_groups):
        end = begin + file.metadata.row_group(group).num_rows
        if wanted is not None and wanted < end:
            for batch in file.iter_batches(_AT_ONCE, row_groups=[group]):
                mine: list[int] = []
                while wanted is not None and wanted < begin + batch.num_rows:
                    mine.append(wanted - begin)
                    wanted = next(numbers, None)
                taken = [values_of(column, mine) for column in batch.columns] if mine else []
                for at, *values in zip(mine, *taken, strict=True):
                    yield begin + at, RawRow(values, _ValueLine(name, "", begin + at + 2, values).line)
                begin += batch.num_rows
        begin = end


def plain_csv(path: str) -> str | None:
    """The delimiter of a CSV file whose first part is UTF-8; None for every other encoding."""
    with open(path, "rb") as file:
        data = file.read(_SAMPLE)
    sample = data if len(data) < _SAMPLE else data[: data.rfind(b"\n") + 1] or data
    if data.startswith(WIDE_MARKS):
        return None
    text, found = decode_table(os.path.basename(path), sample)
    return None if text is None or found else delimiter_of(text)


# -- CSV ---------------------------------------------------------------------------------------------------------------


def _rows_of_csv(path: str, name: str, problems: list[Diagnostic]) -> Iterator[RawRow]:
    with open(path, "rb") as file:
        data = file.read(_SAMPLE)
    is_whole = len(data) < _SAMPLE
    sample = data if is_whole or data.startswith(WIDE_MARKS) else data[: data.rfind(b"\n") + 1] or data
    text, found = decode_table(name, sample if not data.startswith(WIDE_MARKS) else sample[: len(sample) // 2 * 2])
    if text is None:
        raise Unreadable(*found)
    problems += found
    is_chinese = any(one.code == "ER018" for one in found)
    encoding = "utf-16" if data.startswith(WIDE_MARKS) else "gb18030" if is_chinese else "utf-8-sig"
    return _records(path, name, encoding, delimiter_of(text))


def _records(path: str, name: str, encoding: str, delimiter: str) -> Iterator[RawRow]:
    place = Span(name, 1, 1, 1, 1)
    with open(path, encoding=encoding, newline="") as file:
        source = _Kept(file)
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        while True:
            begin = source.line + 1
            source.taken.clear()
            try:
                fields = next(reader, None)
            except csv.Error as problem:
                here = place._replace(line=begin, end_line=begin)
                raise Unreadable(error("ER101", here, message=str(problem))) from None
            except UnicodeDecodeError as problem:
                reason = f"byte 0x{problem.object[problem.start]:02X} after line {begin - 1}"
                raise Unreadable(error("ER002", place, reason=reason)) from None
            if fields is None:
                return
            if any(fields):
                yield RawRow(fields, _CsvLine(name, begin, tuple(source.taken), fields).line)


class _Kept:
    """The lines of a text; those of the record at hand are kept."""

    def __init__(self, file: io.TextIOBase) -> None:
        self.file = file
        self.line = 0
        self.taken: list[str] = []

    def __iter__(self) -> _Kept:
        return self

    def __next__(self) -> str:
        found = next(self.file)
        self.line += 1
        self.taken.append(found)
        return found


class _CsvLine(NamedTuple):
    """How a record of a CSV file is written."""

    name: str
    begin: int
    taken: tuple[str, ...]
    fields: list[str]

    def line(self) -> Line:
        """The row as a line of a grid."""
        cells = cells_of_record(self.name, "".join(self.taken), self.fields, self.begin - 1)
        return Line(dict(cells), Span(self.name, self.begin, 1, self.begin, 2))


# -- columns -----------------------------------------------------------------------------------------------------------


def _rows_of_parquet(path: str, place: Span) -> Iterator[RawRow]:
    try:
        from pyarrow import parquet  # 100 ms and 100 MB: only where a Parquet file is read
    except ImportError:
        raise Unreadable(error("ER701", place, what=".parquet", extra=PARQUET)) from None
    try:
        file = parquet.ParquetFile(path)
        yield RawRow(file.schema_arrow.names, _ValueLine(place.file, "", 1, tuple(file.schema_arrow.names)).line)
        at = 1
        for batch in file.iter_batches(_AT_ONCE):
            for part in (batch.slice(0, _FIRST), batch.slice(_FIRST)):
                for values in zip(*(values_of(column) for column in part.columns), strict=True):
                    at += 1
                    yield RawRow(values, _ValueLine(place.file, "", at, values).line)
    except Unreadable:
        raise
    except Exception as problem:
        if type(problem).__module__.partition(".")[0] != "pyarrow" and not isinstance(problem, OSError | ValueError):
            raise
        detail = (str(problem).splitlines() or [type(problem).__name__])[0]
        raise Unreadable(error("ER696", place, what=".parquet", detail=detail)) from None


def _rows_of_database(base: Database) -> Iterator[RawRow]:
    yield RawRow(base.columns, _ValueLine(base.name, base.table, 1, base.columns).line)
    for at, values in enumerate(base.rows, 2):
        yield RawRow(values, _ValueLine(base.name, base.table, at, values).line)


class _ValueLine(NamedTuple):
    """How a row of values is written."""

    name: str
    table: str
    at: int
    values: Sequence[Any]

    def line(self) -> Line:
        """The row as a line of a grid."""
        cells = {}
        for number, value in enumerate(self.values, 1):
            text = "" if value is None else text_of_value(value)
            if text:
                cells[number] = Scalar(text, False, self._place(number))
        return Line(cells, self._place(1))

    def _place(self, number: int) -> Span:
        return Span(self.name, self.at, number, self.at, number + 1, self.table)


# -- workbooks ---------------------------------------------------------------------------------------------------------


def _rows_of_workbook(
    path: str, wanted: str, form_of: Callable[[Sequence[Line]], TableForm], problems: list[Diagnostic]
) -> Iterator[RawRow]:
    name = os.path.basename(path)
    data, found = read_bytes(path, name=name)
    workbook, more = (None, found) if data is None else read_workbook(name, data)
    if workbook is None:
        raise Unreadable(*(more or found))
    shown = [sheet for sheet in workbook.sheets if not sheet.is_hidden and sheet.grid.lines]
    named = [sheet for sheet in workbook.sheets if sheet.title == wanted] if wanted else _meant(shown, form_of)
    if len(named) != 1:
        titles = ", ".join(sheet.title for sheet in shown)
        raise Unreadable(error("ER447", Span(name, 1, 1, 1, 1), sheets=titles or "-"))
    own = [one for one in more if one.place is None or one.place.sheet in ("", named[0].title)]
    if any(one.is_error for one in own):
        raise Unreadable(*own)
    problems += own
    return iter([_row_of_sheet(line) for line in named[0].grid.lines])


def _meant(shown: list[Sheet], form_of: Callable[[Sequence[Line]], TableForm]) -> list[Sheet]:
    """The only sheet, or the only one with two columns of the form."""
    if len(shown) == 1:
        return shown
    found = [(sheet, heads_of(sheet.grid, form_of(sheet.grid.lines[: HEADER_WITHIN + MOST_LINES]))) for sheet in shown]
    return [sheet for sheet, heads in found if heads is not None and len(heads.named) > 1]


class _SheetLine(NamedTuple):
    """How a row of a sheet is written: it was read as a line."""

    found: Line

    def line(self) -> Line:
        """The row as a line of a grid."""
        return self.found


def _row_of_sheet(line: Line) -> RawRow:
    """A row of a sheet; a cell that shows a unit of its own is given as it is."""
    values: list[Any] = [None] * max(line.cells, default=0)
    for number, cell in line.cells.items():
        values[number - 1] = cell.text if isinstance(cell, Scalar) and not isinstance(cell, Record) else cell
    return RawRow(values, _SheetLine(line).line)
