"""The result as Parquet or CSV, written as the rows come, in little memory."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any, TypeAlias

from evalrules.base.diagnostics import error
from evalrules.batch.conclusion import Cell
from evalrules.batch.paper import Paper
from evalrules.readers.unreadable import Unreadable

SUFFIXES = (".parquet", ".csv", ".xlsx")
WORKBOOK = ".xlsx"

_AT_ONCE = 10_000
"""How many rows are written at once."""

Rows: TypeAlias = Iterable[Sequence[Cell]]


def write_rows(file: IO[bytes], suffix: str, names: Sequence[str], rows: Rows, paper: Paper | None = None) -> None:
    """Write a table by the suffix of its name; CSV in words, and a workbook, by a paper.

    Raises Unreadable with ER701 where the extra of Parquet or of workbooks is missing.
    """
    if suffix == ".parquet":
        _write_parquet(file, names, rows)
    elif suffix == WORKBOOK and paper is not None:
        _write_workbook(file, paper, rows)
    elif paper is not None:
        _write_csv(file, paper.headings, paper.texts(rows))
    else:
        _write_csv(file, names, rows)


def rows_in(path: str) -> Iterator[Sequence[Cell]]:
    """The rows of a result for programs, as `write_rows` wrote them."""
    if path.endswith(".parquet"):
        from pyarrow import parquet  # it wrote the file

        for batch in parquet.ParquetFile(path).iter_batches(_AT_ONCE):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
        return
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            yield [cell or None for cell in row]


def _write_csv(file: IO[bytes], names: Sequence[str], rows: Rows) -> None:
    """CSV with a byte order mark, by which office programs know that it is UTF-8."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", errors="backslashreplace")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_inert(cell) for cell in row])
    text.flush()
    text.detach()


def _write_workbook(file: IO[bytes], paper: Paper, rows: Rows) -> None:
    try:
        from evalrules.reporters.workbook.result import workbook_of

        file.write(workbook_of(paper.tables(rows)))
    except ImportError:
        raise Unreadable(error("ER701", None, what=WORKBOOK, extra="excel")) from None


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


def merge_parts(path: str, names: Sequence[str], parts: Iterable[tuple[str, str | None]]) -> None:
    """Write parts one after the other as one Parquet file.

    Beside a part stands the file of the rows that were left in it, whose first column is their number: they take the
    places of these, and a row with an empty status for which there is none is left out.
    """
    import pyarrow
    from pyarrow import parquet

    schema = pyarrow.schema([(name, pyarrow.string()) for name in names])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for part, left in parts:
            begin, replacing = 0, _Replacing(left)
            for batch in parquet.ParquetFile(part).iter_batches(_AT_ONCE):
                writer.write_table(replacing.merged(pyarrow.table(batch).cast(schema), begin))
                begin += batch.num_rows


class _Replacing:
    """The rows that were left in a part, taken in their order."""

    def __init__(self, path: str | None) -> None:
        from pyarrow import parquet

        self._batches = iter(()) if path is None else parquet.ParquetFile(path).iter_batches(_AT_ONCE)
        self._waiting: Any = None
        self._numbers: list[int] = []

    def merged(self, table: Any, begin: int) -> Any:  # noqa: ANN401 - pyarrow is untyped
        """The rows of a part from `begin` on, with what was concluded of them in their places."""
        import pyarrow

        rows, status = table.num_rows, table.column("status")
        taken, numbers = [table], []
        while self._fill() and self._numbers[0] < begin + rows:
            count = bisect_left(self._numbers, begin + rows)
            taken.append(self._waiting.slice(0, count).select(table.column_names))
            numbers += self._numbers[:count]
            self._waiting, self._numbers = self._waiting.slice(count), self._numbers[count:]
        if not numbers and not status.null_count:
            return table
        order = list(range(rows))
        known = status.is_valid().to_pylist()
        for at, number in enumerate(numbers):
            order[number - begin], known[number - begin] = rows + at, True
        return pyarrow.concat_tables(taken).take([at for at, is_it in zip(order, known, strict=True) if is_it])

    def _fill(self) -> bool:
        import pyarrow

        while not self._numbers:
            batch = next(self._batches, None)
            if batch is None:
                return False
            self._waiting = pyarrow.table(batch)
            self._numbers = [int(number) for number in self._waiting.column("_at").to_pylist()]
        return True


def _parts(rows: Rows) -> Iterator[list[Sequence[Cell]]]:
    left = iter(rows)
    while part := list(islice(left, _AT_ONCE)):
        yield part
