"""A result in folders by the code of its subjects, as Hive, DuckDB and Spark read them: one county is one folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from evalrules.batch.duckdb_run import database
from evalrules.batch.duckdb_tables import text
from evalrules.batch.run import digest_of

COLUMN, NOBODY = "code", "__HIVE_DEFAULT_PARTITION__"
"""What the names of the folders give, the first digits of an id, and the folder of ids that do not begin with them."""

FILE = "part-0.parquet"
_AT_ONCE = 20_000


def in_folders(path: str, digits: int, names: Sequence[str]) -> dict[str, Any]:
    """Put a result in Parquet into folders by the first digits of ids, in the place of its file; what a manifest says.

    The database puts the rows into the order of their codes in bounded memory, so that one file is open at a time; each
    is in the order of the result.
    """
    import pyarrow
    from pyarrow import parquet

    folder, home = os.path.splitext(path)[0], os.path.dirname(path)
    schema = pyarrow.schema([(name, pyarrow.string()) for name in names])
    files = []
    for code, runs in groupby(_runs(path, digits), key=itemgetter(0)):
        place = os.path.join(folder, f"{COLUMN}={code or NOBODY}", FILE)
        os.makedirs(os.path.dirname(place))
        count = 0
        with parquet.ParquetWriter(place, schema, compression="zstd") as writer:
            for _, rows in runs:
                writer.write_table(rows.drop_columns([COLUMN]).cast(schema))
                count += rows.num_rows
        inside = os.path.relpath(place, home).replace(os.sep, "/")
        files.append({"path": inside, "sha256": digest_of(place), "rows": count})
    os.remove(path)
    return {"path": os.path.basename(folder), "partition": {"column": COLUMN, "digits": digits}, "files": files}


def _runs(path: str, digits: int) -> Iterator[tuple[str | None, Any]]:
    """Rows that follow each other and have one code, and that code; of many rows as several runs."""
    import pyarrow
    from pyarrow import parquet

    code = f"CASE WHEN regexp_matches(id, '^[0-9]{{{digits}}}') THEN left(id, {digits}) END"
    rows = f"SELECT *, {code} AS {COLUMN} FROM read_parquet({text(path)}, file_row_number = true)"  # noqa: S608 - ours
    ordered = f"SELECT * EXCLUDE (file_row_number) FROM ({rows}) ORDER BY {COLUMN} NULLS LAST, file_row_number"  # noqa: S608
    with tempfile.TemporaryDirectory(dir=os.path.dirname(path), prefix=".batch-") as folder:
        file = os.path.join(folder, "ordered.parquet")
        with database(folder) as base:
            base.execute(f"COPY ({ordered}) TO {text(file)} (FORMAT parquet)")
        for batch in parquet.ParquetFile(file).iter_batches(_AT_ONCE):
            table, begin = pyarrow.table(batch), 0
            for own, same in groupby(table.column(COLUMN).to_pylist()):
                count = len(list(same))
                yield own, table.slice(begin, count)
                begin += count
