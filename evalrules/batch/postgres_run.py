"""A batch in which a Postgres server says of its own tables whatever columns can say, by the queries of DuckDB.

The rows that are left, and everything that is counted, go as they go there. A server is read, never written: verdicts
are given with the query.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from evalrules.batch.duckdb_query import VERDICTS, Origin, TableQuery
from evalrules.batch.duckdb_tables import text
from evalrules.batch.elsewhere import POSTGRES, ROW, SOURCE, keys_elsewhere, rows_elsewhere
from evalrules.batch.elsewhere_run import ElsewhereBatch, Verdicts
from evalrules.batch.fetching import Source
from evalrules.model.ruleset import Ruleset
from evalrules.readers.postgres import quoted, written
from evalrules.semantics.columns_numbers import NotInColumns


class PostgresBatch(ElsewhereBatch):
    """A run over tables of servers; each table is concluded by its own."""

    engine = "postgres"

    def __init__(
        self,
        ruleset: Ruleset,
        paths: Sequence[str],
        keep: Sequence[str],
        folder: str,
        sources: Mapping[int | str, Source],
        *,
        nearest: int | None = None,
    ) -> None:
        self.sources = sources
        super().__init__(ruleset, paths, keep, folder, nearest=nearest)

    def _origin(self, base: Any, at: int) -> Origin:  # noqa: ANN401 - duckdb publishes no types
        """The columns as they were copied; of the server, their rows."""
        connection = self.sources[at].table.connection
        [(encoding,)] = connection.execute("SHOW server_encoding").fetchall()
        if encoding != "UTF8":
            raise NotInColumns(f"a database in {encoding}")
        return super()._origin(base, at)._replace(relation=SOURCE, row=ROW)

    def _keys_found(self, query: TableQuery, at: int) -> list[tuple[Any, int]]:
        return [(own, number) for own, number in self._answered(at, keys_elsewhere(query, POSTGRES))]

    def _rows_written(
        self, query: TableQuery, at: int, lists: Mapping[str, Sequence[str | None]], verdicts: Verdicts, file: str
    ) -> None:
        arrays = [_array(column) for column in zip(*verdicts.rows, strict=True)] or ["{}"] * 5
        kinds = ("bigint" if verdicts.kind == "BIGINT" else "text", *["text"] * 4)
        values = ", ".join(f"{text(array)}::{kind}[]" for array, kind in zip(arrays, kinds, strict=True))
        names = "own, status, level, possible, reason"
        rows = rows_elsewhere(query, self.layout, POSTGRES, lists)
        columns = ", ".join(map(quoted, self.layout.names))
        statement = (
            f"WITH {self._source(at)}, {VERDICTS} AS (SELECT * FROM unnest({values}) AS u({names})) "  # noqa: S608
            f"SELECT {columns} FROM ({rows}) AS r ORDER BY n"
        )
        connection, copy = self.sources[at].table.connection, f"{file}.csv"
        try:
            with connection.transaction():
                written(connection, statement, copy, file, self.layout.names)
        except Exception as problem:  # noqa: BLE001 - what is not of the library is raised on
            raise _not_said(problem) from None
        finally:
            if os.path.exists(copy):
                os.remove(copy)

    def _answered(self, at: int, query: str) -> list[tuple[Any, ...]]:
        connection = self.sources[at].table.connection
        try:
            with connection.transaction():
                found: list[tuple[Any, ...]] = connection.execute(
                    f"WITH {self._source(at)} {query}".encode()
                ).fetchall()
        except Exception as problem:  # noqa: BLE001 - what is not of the library is raised on
            raise _not_said(problem) from None
        return found

    def _source(self, at: int) -> str:
        """The table with the numbers of its rows, which are those of the copy."""
        table, copied = self.sources[at].table, self.sources[at].fetched
        order = f"ORDER BY {', '.join(map(quoted, table.order))}" if table.order else ""
        chosen = ", ".join(table.chosen(copied.texts))
        return f"{SOURCE} AS (SELECT {chosen}, row_number() OVER ({order}) - 1 AS {ROW} FROM {table.relation})"  # noqa: S608


def _array(values: Sequence[Any]) -> str:
    """An array as Postgres writes it."""
    escaped = (
        "NULL" if one is None else '"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' for one in values
    )
    return "{" + ",".join(escaped) + "}"


def _not_said(problem: Exception) -> Exception:
    """What a server cannot do goes row by row; what else goes wrong is raised on."""
    if not type(problem).__module__.startswith("psycopg"):
        return problem
    return NotInColumns((str(problem).splitlines() or [type(problem).__name__])[0])
