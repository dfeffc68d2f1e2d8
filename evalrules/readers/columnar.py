"""Parquet to a grid: decimals keep their digits, binary numbers become their shortest text.

A place is `units.parquet:4:2`, the third row of the data (the first line is the header) and the second column.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.short_floats import as_meant, is_short
from evalrules.base.source import Scalar, Span
from evalrules.readers.grid import MAX_CELLS, Grid, Line

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
        table = found.read()
    except Exception as problem:  # noqa: BLE001 - pyarrow raises many kinds for damaged files
        message = (str(problem).splitlines() or [type(problem).__name__])[0]
        return None, [error("ER101", start, message=message)]
    return _grid(name, table, start), []


def _grid(name: str, table: Any, start: Span) -> Grid:  # noqa: ANN401 - pyarrow is untyped
    header = {at: Scalar(str(column), True, _place(name, 1, at)) for at, column in enumerate(table.column_names, 1)}
    columns = [values_of(column) for column in table.columns]
    lines = [Line(header, start)]
    for row, values in enumerate(zip(*columns, strict=True), 2):
        cells = {
            at: Scalar(text_of_value(value), False, _place(name, row, at))
            for at, value in enumerate(values, 1)
            if value is not None
        }
        lines.append(Line(cells, _place(name, row, 1)))
    return Grid(name, tuple(lines), start)


def _place(name: str, row: int, column: int) -> Span:
    return Span(name, row, column, row, column + 1)


def values_of(column: Any, rows: Sequence[int] | None = None) -> list[Any]:  # noqa: ANN401 - pyarrow is untyped
    """The values of a column of Arrow, or of some of its rows; short binary numbers as they were meant."""
    values: list[Any] = column.to_pylist() if rows is None else [column[at].as_py() for at in rows]
    return [as_meant(one, column.type) for one in values] if is_short(column.type) else values


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
