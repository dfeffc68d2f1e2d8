"""Tables as DuckDB reads them by itself: Parquet, CSV in UTF-8, tables of its own files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Protocol

from evalrules.base.source import column_letters
from evalrules.batch.columns import Placed
from evalrules.batch.duckdb_query import Origin
from evalrules.readers.databases import DUCKDB
from evalrules.readers.headings import Heads
from evalrules.readers.wide import plain_csv, split_table
from evalrules.semantics.columns_numbers import NotInColumns

_NUMBER = "file_row_number"


class Headed(Protocol):
    """A table whose heading is known."""

    @property
    def heads(self) -> Heads:
        """The heading."""

    @property
    def columns(self) -> Sequence[Placed]:
        """Its columns."""


def origin_of(base: Any, path: str, table: Headed, alias: str) -> Origin:  # noqa: ANN401 - duckdb publishes no types
    """Where DuckDB finds a table. Raises NotInColumns where it does not, or might read something else."""
    lines = table.heads.lines
    if len(lines) != 1 or lines[0].place.line != 1:
        raise NotInColumns("a heading that is not the first line alone")
    file, _ = split_table(path)
    suffix = os.path.splitext(file)[1].lower()
    if suffix == ".parquet":
        return _of_parquet(base, file)
    if suffix == ".csv":
        return _of_csv(base, file, table)
    if suffix in DUCKDB:
        return _of_database(base, file, table, alias)
    raise NotInColumns(f"a table of {suffix}")


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def is_any_twice(base: Any, files: Sequence[str], table: str) -> bool:  # noqa: ANN401 - as above
    """Whether a subject may stand in more than one row of some results, whose digests are then in a table.

    Where every row stands behind the one before it there is none, which takes a third of the time to find.
    """
    rows = f"read_parquet([{', '.join(map(text, files))}])"
    before = f"SELECT id, period, lag(id, 1, '') OVER () AS id_before, lag(period) OVER () AS period_before FROM {rows}"  # noqa: S608
    ascends = "coalesce(id > id_before OR (id = id_before AND period > period_before), false)"
    if not base.execute(f"SELECT 1 FROM ({before}) WHERE NOT {ascends} LIMIT 1").fetchall():  # noqa: S608
        return False
    base.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT hash(id, name, period) AS own FROM {rows} "  # noqa: S608
        "WHERE id IS NOT NULL OR name IS NOT NULL GROUP BY own HAVING count(*) > 1"
    )
    return bool(base.execute(f"SELECT own FROM {table} LIMIT 1").fetchall())  # noqa: S608


def _described(base: Any, relation: str) -> tuple[tuple[str, ...], tuple[str, ...]]:  # noqa: ANN401 - as above
    found = base.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()  # noqa: S608 - quoted
    columns = [(name, kind) for name, kind, *_ in found if name != _NUMBER]
    return tuple(name for name, _ in columns), tuple(kind for _, kind in columns)


def _glob_free(path: str) -> str:
    """A path that no pattern is made of."""
    if any(mark in path for mark in "*?[{"):
        raise NotInColumns("a path that would be a pattern")
    return text(path)


def _of_parquet(base: Any, file: str) -> Origin:  # noqa: ANN401 - as above
    relation = f"read_parquet({_glob_free(file)}, file_row_number = true, hive_partitioning = false)"
    names, types = _described(base, relation)
    name = os.path.basename(file)
    place = {at: (f"{name}:", f":{at + 1}") for at in range(len(names))}
    return Origin(relation, names, types, _NUMBER, place)


def _of_csv(base: Any, file: str, table: Headed) -> Origin:  # noqa: ANN401 - as above
    delimiter = plain_csv(file)
    if delimiter is None:
        raise NotInColumns("a CSV file that is not UTF-8")
    if any("\n" in one.name or "\r" in one.name for one in table.columns):
        raise NotInColumns("a heading of several lines")
    columns = tuple(f"column{at}" for at in range(max((one.at for one in table.columns), default=0) + 1))
    listed = ", ".join(f"{text(name)}: 'VARCHAR'" for name in columns)
    how = f"header = false, skip = 1, auto_detect = false, delim = {text(delimiter)}, quote = '\"', escape = '\"'"
    relation = f"read_csv({_glob_free(file)}, {how}, columns = {{{listed}}}, nullstr = '', strict_mode = true)"
    some = " OR ".join(f"{name} IS NOT NULL" for name in columns)
    relation = f"(SELECT * FROM {relation} WHERE {some})"  # noqa: S608 - names of ours
    _described(base, relation)
    return Origin(relation, columns, ("VARCHAR",) * len(columns), None, {})


def _of_database(base: Any, file: str, table: Headed, alias: str) -> Origin:  # noqa: ANN401 - as above
    title = table.heads.lines[0].place.sheet
    base.execute(f"ATTACH {text(file)} AS {alias} (READ_ONLY)")
    relation = f'{alias}.main."{title.replace(chr(34), chr(34) * 2)}"'
    names, types = _described(base, relation)
    name = os.path.basename(file)
    place = {at: (f"{name}!{title}!{column_letters(at + 1)}", "") for at in range(len(names))}
    return Origin(relation, names, types, _row_number(base, relation), place)


def _row_number(base: Any, relation: str) -> str | None:  # noqa: ANN401 - as above
    """The number of a row where none was ever taken away; a view has no such number."""
    try:
        count, last = base.execute(f"SELECT count(*), max(rowid) FROM {relation}").fetchone()  # noqa: S608 - quoted
    except Exception:  # noqa: BLE001 - a view
        return None
    return "rowid" if not count or last == count - 1 else None
