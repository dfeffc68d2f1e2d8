"""Parquet to a grid: decimals keep their digits, binary numbers become their shortest text.

A place is `units.parquet:4:2`, the third row of the data (the first line is the header) and the second column.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.short_floats import as_meant, is_short
from evalrules.base.source import Scalar, Span
from evalrules.readers.grid import MAX_CELLS, Grid, Line
from evalrules.readers.text_lines import TextLines

EXTRA = "parquet"


def read_parquet(name: str, data: bytes) -> tuple[Grid | None, list[Diagnostic]]:
    """The grid of a Parquet file; else None and why: ER101 no such file, ER106 too large, ER701 without pyarrow."""
    start = Span(name, 1, 1, 1, 1)
    try:
        from pyarrow import parquet  # 100 ms and 100 MB: only where a Parquet file is read
    except ImportError:
        return None, [error("ER701", start, what=".parquet", extra=EXTRA)]
    try:
        found = parquet.ParquetFile(io.BytesIO(data))
        if found.metadata.num_rows * found.metadata.num_columns > MAX_CELLS:
            return None, [error("ER106", start, what=f"{MAX_CELLS} values")]
        names = found.schema_arrow.names
    except Exception as problem:  # noqa: BLE001 - pyarrow raises many kinds for damaged files
        return None, [error("ER101", start, message=_message(problem))]
    try:
        return _grid(name, names, _columns_of(found, names), start), []
    except _Damaged as problem:
        return None, [error("ER101", start, message=str(problem))]


class _Damaged(Exception):
    """That a column cannot be read."""


def _message(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0]


def _columns_of(found: Any, names: Sequence[str]) -> Iterator[Any]:  # noqa: ANN401 - pyarrow is untyped
    """The columns of a file, each read when it is asked for where its name says which it is: all take much memory."""
    is_plain = found.metadata.num_columns == len(names) == len(set(names)) and not any("." in own for own in names)
    try:
        if is_plain:
            for own in names:
                yield found.read(columns=[own]).column(0)
        else:
            yield from found.read().columns
    except Exception as problem:  # noqa: BLE001 - as above
        raise _Damaged(_message(problem)) from None


def _grid(name: str, names: Sequence[str], columns: Iterable[Any], start: Span) -> Grid:
    header = {at: Scalar(str(column), True, _place(name, 1, at)) for at, column in enumerate(names, 1)}
    texts: list[list[str]] = []
    filled: list[bytes] = []
    has_blanks = False
    for column in columns:  # one after the other: their values take several times as much as texts
        found = _texts_in(column)
        has_blanks = has_blanks or found.count("") > column.null_count
        filled.append(bytes(column.is_valid().to_pylist()))
        texts.append(found)
    lines: Sequence[Line] = ParquetLines(ParquetPlaces(name, filled), texts, Line(header, start))
    has_nameless = any(not cell.text.strip() for cell in header.values())
    return Grid(name, tuple(lines) if has_blanks and has_nameless else lines, start)


def _texts_in(column: Any) -> list[str]:  # noqa: ANN401 - as above
    """The texts of a column; of whole numbers and texts each that stands in many rows is one and the same."""
    from pyarrow import types

    if not (types.is_integer(column.type) or types.is_string(column.type) or types.is_large_string(column.type)):
        return texts_of(values_of(column))
    encoded = column.combine_chunks().dictionary_encode()
    different = [*texts_of(encoded.dictionary.to_pylist()), ""]
    return [different[at] for at in encoded.indices.fill_null(len(different) - 1).to_pylist()]


class ParquetPlaces:
    """Where the rows of a Parquet file stand, from 0, the header.

    `filled` says of each column in which rows something stands, be it a text of nothing but blanks. The texts
    themselves are not held here: places are asked for as long as there are rows.
    """

    __slots__ = ("filled", "name")

    def __init__(self, name: str, filled: Sequence[bytes]) -> None:
        self.name = name
        self.filled = filled

    def is_cell(self, at: int, number: int) -> bool:
        """Whether something stands in a column of a row."""
        return bool(self.filled[number - 1][at - 1])

    def line(self, at: int) -> Span:
        """Where a row begins."""
        return _place(self.name, at + 1, 1)

    def cell(self, at: int, number: int) -> Span:
        """Where the cell of a column stands; an empty one stands where its row begins."""
        return _place(self.name, at + 1, number if self.is_cell(at, number) else 1)


class ParquetLines(TextLines):
    """The header and the rows of a Parquet file."""

    def __init__(
        self, places: ParquetPlaces, texts: Sequence[Sequence[str]], header: Line, rows: range | None = None
    ) -> None:
        count = len(texts[0]) if texts else 0
        super().__init__(places, range(count + 1) if rows is None else rows)
        self.stored = places
        self.texts = texts
        self.header = header

    def columns(self) -> dict[int, Sequence[str]]:
        """The text of each row by the number of the column; "" where there is none."""
        rows = self.rows
        if not rows or rows.start == 0:
            return {}
        return {at: texts[rows.start - 1 : rows.stop - 1] for at, texts in enumerate(self.texts, 1)}

    def line(self, row: int) -> Line:
        """A row by its number; the first is the header."""
        if row == 0:
            return self.header
        name = self.stored.name
        cells = {
            at: Scalar(column[row - 1], False, _place(name, row + 1, at))
            for at, column in enumerate(self.texts, 1)
            if self.stored.is_cell(row, at)
        }
        return Line(cells, self.stored.line(row))

    def part(self, rows: range) -> ParquetLines:
        """Other rows of the file."""
        return ParquetLines(self.stored, self.texts, self.header, rows)


def _place(name: str, row: int, column: int) -> Span:
    return Span(name, row, column, row, column + 1)


def values_of(column: Any, rows: Sequence[int] | None = None) -> list[Any]:  # noqa: ANN401 - pyarrow is untyped
    """The values of a column of Arrow, or of some of its rows; short binary numbers as they were meant."""
    values: list[Any] = column.to_pylist() if rows is None else [column[at].as_py() for at in rows]
    return [as_meant(one, column.type) for one in values] if is_short(column.type) else values


def texts_of(values: Sequence[Any]) -> list[str]:
    """The texts of the values of a column, "" for those that are not there."""
    kinds = set(map(type, values))
    if kinds == {int}:
        return list(map(str, values))
    if kinds == {str}:
        return [value.strip() for value in values]
    if kinds == {float}:
        return [_plain(text) for text in map(repr, values)]
    return ["" if value is None else text_of_value(value) for value in values]


def text_of_value(value: object) -> str:
    """The text of a value as evidence writes it; what evidence has no form for keeps Python's, and is refused later."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return _plain(repr(value))
        case Decimal():
            return _plain(str(value))
        case datetime.datetime():
            return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
        case datetime.date():
            return value.isoformat()
        case _:
            return str(value).strip()


def _plain(text: str) -> str:
    """Decimal notation without a trailing point zero, as it would be typed: 95.0 is 95."""
    return text.removesuffix(".0").replace("E", "e")
