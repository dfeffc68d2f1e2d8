"""CSV to a grid, each cell with the physical line and column where it stands.

Commas, semicolons or tabs, whichever the first line that is no title has most of; quotes as in RFC 4180. Reading is
strict: text after a closing quote, or a quote that never closes, is a syntax error and not a guess.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.source import Scalar, Span
from evalrules.readers.grid import HEADER_WITHIN, MAX_CELLS, Grid, Line
from evalrules.readers.text import decode_table, line_starts, position

BLANK = " \t\u3000\xa0"
"""What may stand around a cell without meaning anything."""

_AROUND = BLANK + "\r\n"
_DELIMITERS = (",", "\t", ";")


def read_csv(name: str, data: bytes) -> tuple[Grid | None, str, list[Diagnostic]]:
    """The grid of a CSV file and its decoded text, maybe with a note ER018; else None and why (ER002, ER101, ER106)."""
    text, problems = decode_table(name, data)
    if text is None:
        return None, data.decode("utf-8", "replace"), problems
    lines: list[Line] = []
    count = 0
    try:
        for line in _lines(name, text):
            lines.append(line)
            count += len(line.cells)
            if count > MAX_CELLS:
                return None, text, [*problems, error("ER106", line.place, what=f"{MAX_CELLS} values")]
    except _BrokenTable as broken:
        return None, text, [*problems, error("ER101", broken.place, message=broken.message)]
    return Grid(name, tuple(lines), Span(name, 1, 1, 1, 1)), text, problems


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


def _lines(name: str, text: str) -> Iterator[Line]:
    """Every record with a cell in it."""
    source = _Counted(text)
    delimiter = delimiter_of(text)
    starts = line_starts(text)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        begin = source.taken
        try:
            fields = next(reader, None)
        except csv.Error as problem:
            line, column = position(starts, begin)
            raise _BrokenTable(str(problem), Span(name, line, column, line, column + 1)) from None
        if fields is None:
            return
        cells = dict(_cells(name, text, begin, fields, starts))
        if cells:
            line, column = position(starts, begin)
            yield Line(cells, Span(name, line, column, line, column + 1))


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
        written = field.strip(_AROUND)
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
