"""Tables of database files, opened to be read alone: SQLite by the standard library, DuckDB by its own (an extra)."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evalrules.base.diagnostics import error
from evalrules.base.records import NamedTuple
from evalrules.base.short_floats import as_meant, is_short
from evalrules.base.source import Span
from evalrules.readers.unreadable import Unreadable
from evalrules.readers.workbooks import suffix_of

EXTRA = "batch"
DUCKDB = (".duckdb",)
SQLITE = (".sqlite", ".sqlite3", ".db")
SUFFIXES = (*DUCKDB, *SQLITE)

_AT_ONCE = 2_000


class Database(NamedTuple):
    """A table of a database file: the names of its columns, and its rows."""

    name: str
    table: str
    columns: Sequence[str]
    rows: Iterator[Sequence[Any]]


def open_database(path: str, name: str, table: str) -> Database:
    """A table of a database file; where just one is in it, it need not be named.

    Raises Unreadable: ER696 no such database, ER692 no such table or several, ER701 without the extra.
    """
    place = Span(name, 1, 1, 1, 1)
    try:
        return _duckdb(path, place, table) if suffix_of(path) in DUCKDB else _sqlite(path, place, table)
    except ImportError:
        raise Unreadable(error("ER701", place, what=suffix_of(path), extra=EXTRA)) from None
    except Unreadable:
        raise
    except Exception as problem:  # noqa: BLE001 - either library raises kinds of its own for damaged files
        message = (str(problem).splitlines() or [type(problem).__name__])[0]
        raise Unreadable(error("ER696", place, what=suffix_of(path), detail=message)) from None


def _sqlite(path: str, place: Span, table: str) -> Database:
    import urllib.parse

    connection = sqlite3.connect(f"file:{urllib.parse.quote(path)}?mode=ro", uri=True)
    with _closed_where_refused(connection):
        listed = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")
        chosen = _chosen([name for (name,) in listed if not name.startswith("sqlite_")], table, place)
        cursor = connection.execute(f"SELECT * FROM {_quoted(chosen)}")  # noqa: S608 - a name that is in the file, quoted
    return Database(
        place.file, chosen, [column[0] for column in cursor.description], _fetched(cursor, place, connection)
    )


def _duckdb(path: str, place: Span, table: str) -> Database:
    import duckdb  # 60 MB: only where such a file is read

    connection = duckdb.connect(path, read_only=True)
    with _closed_where_refused(connection):
        connection.execute("SET TimeZone = 'UTC'")
        listed = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY table_name"
        )
        chosen = _chosen([name for (name,) in listed.fetchall()], table, place)
        cursor = connection.execute(f"SELECT * FROM {_quoted(chosen)}")  # noqa: S608 - as above
    kinds = {at: column[1] for at, column in enumerate(cursor.description) if is_short(column[1])}
    rows = _fetched(cursor, place, connection)
    return Database(
        place.file, chosen, [column[0] for column in cursor.description], _all_as_meant(rows, kinds) if kinds else rows
    )


def _all_as_meant(rows: Iterator[Sequence[Any]], kinds: Mapping[int, object]) -> Iterator[Sequence[Any]]:
    """The rows with short binary numbers as they were meant."""
    for row in rows:
        yield [as_meant(value, kinds[at]) if at in kinds else value for at, value in enumerate(row)]


@contextlib.contextmanager
def _closed_where_refused(connection: Any) -> Iterator[None]:  # noqa: ANN401 - of either library
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _chosen(tables: Sequence[str], wanted: str, place: Span) -> str:
    found = [name for name in tables if name == wanted] if wanted else tables
    if len(found) != 1:
        raise Unreadable(error("ER692", place, tables=", ".join(tables) or "-"))
    return found[0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _fetched(cursor: Any, place: Span, connection: Any) -> Iterator[Sequence[Any]]:  # noqa: ANN401 - of either library
    try:
        with contextlib.closing(connection):
            while rows := cursor.fetchmany(_AT_ONCE):
                yield from rows
    except Exception as problem:  # noqa: BLE001 - as above
        detail = (str(problem).splitlines() or ["?"])[0]
        raise Unreadable(error("ER696", place, what=suffix_of(place.file), detail=detail)) from None
