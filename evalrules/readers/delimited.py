"""CSV to a grid, each cell with the physical line and column where it stands.

Commas, semicolons or tabs, whichever the first line that is no title has most of; quotes as in RFC 4180. Reading is
strict: text after a closing quote, or a quote that never closes, is a syntax error and not a guess.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.source import Scalar, Span
from evalrules.base.text_rows import AROUND
from evalrules.readers.grid import HEADER_WITHIN, MAX_CELLS, Grid, Line
from evalrules.readers.text import decode_table, line_starts, position
from evalrules.readers.text_lines import TextLines

_DELIMITERS = (",", "\t", ";")


def read_csv(name: str, data: bytes) -> tuple[Grid | None, str, list[Diagnostic]]:
    """The grid of a CSV file and its decoded text, maybe with a note ER018; else None and why (ER002, ER101, ER106)."""
    text, problems = decode_table(name, data)
    if text is None:
        return None, data.decode("utf-8", "replace"), problems
    try:
        lines = _lines(name, text)
    except _TooLarge as large:
        return None, text, [*problems, error("ER106", large.place, what=f"{MAX_CELLS} values")]
    except _BrokenTable as broken:
        return None, text, [*problems, error("ER101", broken.place, message=broken.message)]
    return Grid(name, lines, Span(name, 1, 1, 1, 1)), text, problems


class _TooLarge(Exception):
    """A table with too many values, and the line with the first of them."""

    def __init__(self, place: Span) -> None:
        self.place = place
        super().__init__(str(place))


class _BrokenTable(Exception):
    """What the csv module says of text that is no CSV, and where."""

    def __init__(self, message: str, place: Span) -> None:
        self.message = message
        self.place = place
        super().__init__(message)


def delimiter_of(text: str) -> str:
    """The delimiter of which the first line holds most.

    Where it holds none it may be a title: then the one of which the first two lines below, within 20, hold equally
    many; else a comma.
    """
    first, *below = [line for line in text.split("\n", HEADER_WITHIN + 1)[:HEADER_WITHIN] if line.strip()] or [""]
    if not any(mark in first for mark in _DELIMITERS):
        pairs = itertools.pairwise(below)
        first = next((one for one, other in pairs if any(one.count(m) == other.count(m) > 0 for m in _DELIMITERS)), "")
    return max(_DELIMITERS, key=lambda mark: (first.count(mark), mark == ","))


class CsvPlaces:
    """Where the records of a CSV text stand, and their cells, which are found when somebody asks for one."""

    __slots__ = ("begins", "delimiter", "name", "starts", "text")

    def __init__(self, name: str, text: str, delimiter: str) -> None:
        self.name = name
        self.text = text
        self.delimiter = delimiter
        self.starts = line_starts(text)
        self.begins: list[int] = []

    def line(self, at: int) -> Span:
        """Where a record begins."""
        return self.at(self.begins[at])

    def at(self, begin: int) -> Span:
        """The place of one character."""
        line, column = position(self.starts, begin)
        return Span(self.name, line, column, line, column + 1)

    def cell(self, at: int, number: int) -> Span:
        """Where the cell of a column stands; an empty one stands where its record begins."""
        begin, end = self.begins[at], self.begins[at + 1] if at + 1 < len(self.begins) else len(self.text)
        fields = next(csv.reader(io.StringIO(self.text[begin:end], newline=""), delimiter=self.delimiter, strict=True))
        return self.cells(at, fields).cell(number).span

    def cells(self, at: int, fields: list[str]) -> Line:
        """A record whose fields are known as a line."""
        return Line(dict(_cells(self.name, self.text, self.begins[at], fields, self.starts)), self.line(at))


class CsvLines(TextLines):
    """Records of a CSV file."""

    def __init__(self, places: CsvPlaces, records: list[list[str]], rows: range | None = None) -> None:
        super().__init__(places, range(len(records)) if rows is None else rows)
        self.begun = places
        self.records = records

    def columns(self) -> dict[int, Sequence[str]]:
        """The text of each line by the number of the column, as it stands there; "" where a line ends before it."""
        records = self.records[self.rows.start : self.rows.stop : self.rows.step]
        return dict(enumerate(itertools.zip_longest(*records, fillvalue=""), 1))

    def line(self, row: int) -> Line:
        """The line of a record by its number."""
        return self.begun.cells(row, self.records[row])

    def part(self, rows: range) -> CsvLines:
        """Other records of the file."""
        return CsvLines(self.begun, self.records, rows)


_SHORT = 5
"""Shorter texts stand in many cells, and are kept once."""


def _lines(name: str, text: str) -> CsvLines:
    """Every record with a cell in it."""
    source = _Counted(text)
    places = CsvPlaces(name, text, delimiter_of(text))
    records: list[list[str]] = []
    reader = csv.reader(source, delimiter=places.delimiter, strict=True)
    at_most, count = 0, None
    known: dict[str, str] = {}
    while True:
        begin = source.taken
        try:
            fields = next(reader, None)
        except csv.Error as problem:
            raise _BrokenTable(str(problem), places.at(begin)) from None
        if fields is None:
            return CsvLines(places, records)
        if not "".join(fields).strip(AROUND):
            continue
        records.append([known.setdefault(field, field) if len(field) < _SHORT else field for field in fields])
        places.begins.append(begin)
        at_most += len(fields)
        if at_most > MAX_CELLS:  # empty ones do not count
            count = _filled(records) if count is None else count + _filled([fields])
            if count > MAX_CELLS:
                raise _TooLarge(places.at(begin))


def _filled(records: Iterable[list[str]]) -> int:
    """How many fields of records hold something."""
    return sum(bool(field.strip(AROUND)) for record in records for field in record)


def _cells(
    name: str, text: str, begin: int, fields: list[str], starts: list[int], before: int = 0
) -> Iterator[tuple[int, Scalar]]:
    """The cells of one record that hold something; where each stands follows from how long its text is.

    `before` are the lines of the file before the text.
    """
    at, below, line, first = begin, begin, 0, 0
    for number, field in enumerate(fields, 1):
        is_quoted = text.startswith('"', at)
        end = at + len(field) + (field.count('"') + 2 if is_quoted else 0)
        written = field.strip(AROUND)
        if written:
            if at >= below:  # nearly all records stand on one line
                line, column = position(starts, at)
                first, below = at - column, starts[line] if line < len(starts) else len(text) + 1
            last, after = (line, end - first) if end < below else position(starts, end)
            yield number, Scalar(written, False, Span(name, line + before, at - first, last + before, after))
        at = end + 1


def cells_of_record(name: str, text: str, fields: list[str], before: int) -> Iterator[tuple[int, Scalar]]:
    """The cells of one record by their column, from its own text, before which the file has so many lines."""
    return _cells(name, text, 0, fields, line_starts(text), before)


class _Counted:
    """The lines of a text, counting the characters that were taken."""

    def __init__(self, text: str) -> None:
        self.source = io.StringIO(text, newline="")
        self.taken = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> str:
        line = next(self.source)
        self.taken += len(line)
        return line
