"""The result as Parquet or CSV, written as the rows come, in little memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, TypeAlias

from evalrules.base.diagnostics import error
from evalrules.batch.conclusion import Cell
from evalrules.readers.unreadable import Unreadable

SUFFIXES = (".parquet", ".csv")

_AT_ONCE = 10_000
"""How many rows are written at once."""

Rows: TypeAlias = Iterable[Sequence[Cell]]


def write_rows(file: IO[bytes], suffix: str, names: Sequence[str], rows: Rows) -> None:
    """Write a table by the suffix of its name. Raises Unreadable with ER701 where the extra of Parquet is missing."""
    if suffix == ".parquet":
        _write_parquet(file, names, rows)
    else:
        _write_csv(file, names, rows)


def _write_csv(file: IO[bytes], names: Sequence[str], rows: Rows) -> None:
    """CSV with a byte order mark, by which office programs know that it is UTF-8."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", errors="backslashreplace")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_inert(cell) for cell in row])
    text.flush()
    text.detach()


def _inert(cell: Cell) -> Cell:
    """A cell that no office program takes for a formula."""
    return f"'{cell}" if cell and cell[0] in "=+@\t\r" else cell


def _write_parquet(file: IO[bytes], names: Sequence[str], rows: Rows) -> None:
    try:
        import pyarrow  # 100 ms and 100 MB: only where a Parquet file is written
        from pyarrow import parquet
    except ImportError:
        raise Unreadable(error("ER701", None, what=".parquet", extra="parquet")) from None
    schema = pyarrow.schema([(name, pyarrow.string()) for name in names])
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for part in _parts(rows):
            columns = [pyarrow.array(column, pyarrow.string()) for column in zip(*part, strict=True)]
            writer.write_batch(pyarrow.record_batch(columns, schema=schema))


def _parts(rows: Rows) -> Iterator[list[Sequence[Cell]]]:
    left = iter(rows)
    while part := list(islice(left, _AT_ONCE)):
        yield part
