"""Tables of a Postgres server by their address, read in one snapshot: each becomes a Parquet file of exact values.

`postgresql://USER@HOST/DATABASE#TABLE`, as libpq has addresses, with the table behind `#`. Nothing is written there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from typing import Any

from evalrules.base.diagnostics import error
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.readers.unreadable import Unreadable

EXTRA = "postgres"
PREFIXES = ("postgresql://", "postgres://")

_PASSWORD = pattern(r"(?P<before>//[^/@?#:]*):[^/?#]*@")
_SECRET = pattern(r"(?P<name>[?&]password=)[^&#]*")
_UNSAFE = pattern(r"[^\w.-]+")

BOOLEAN, SHORT, DOUBLE, NUMERIC, DATE = 16, 700, 701, 1700, 1082
WHOLE = (20, 21, 23)
"""Types by their numbers, which never change; every other is read as the text that Postgres writes."""

_AS_READ = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SET LOCAL datestyle = 'ISO'",
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL synchronize_seqscans = off",  # a table without a key comes in the order in which it lies there
    "SET LOCAL max_parallel_workers_per_gather = 0",
    "SET LOCAL jit = off",  # compiling a ruleset takes longer than it saves
)
_TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND has_table_privilege(c.oid, 'SELECT') ORDER BY n.nspname <> 'public', n.nspname, c.relname
"""
_KEY = """
    SELECT a.attname FROM pg_index i JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, at) ON true
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE i.indisprimary AND i.indrelid = %s::regclass ORDER BY k.at
"""


class Column(NamedTuple):
    """A column of a table on a server: its name, the number of its type, and the digits of a decimal (0: not known)."""

    name: str
    kind: int
    digits: int
    places: int

    @property
    def is_decimal(self) -> bool:
        """Whether every value is a decimal of so many digits, unless it is none at all."""
        return self.kind == NUMERIC and 0 <= self.places <= self.digits <= 38 and self.digits > 0


class Served(NamedTuple):
    """A table on a server within an open transaction, in which every reading of it gives the same rows."""

    connection: Any
    address: str
    relation: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]

    def chosen(self, texts: Sequence[str]) -> list[str]:
        """The columns as they are read: values of the kinds that are known here, texts of all others."""
        typed = (BOOLEAN, *WHOLE, SHORT, DOUBLE, DATE, NUMERIC)
        return [
            f"{quoted(one.name)}::text AS {quoted(one.name)}"
            if one.name in texts or one.kind not in typed or (one.kind == NUMERIC and not one.is_decimal)
            else quoted(one.name)
            for one in self.columns
        ]

    def query(self, texts: Sequence[str] = ()) -> str:
        """What is read of the table, in the order of its key."""
        order = f" ORDER BY {', '.join(map(quoted, self.order))}" if self.order else ""
        return f"SELECT {', '.join(self.chosen(texts))} FROM {self.relation}{order}"  # noqa: S608 - quoted names


class Fetched(NamedTuple):
    """A table that was read: where it lies as Parquet, the columns that are texts there, the query that Postgres ran,
    and the SHA-256 of what it answered as CSV with a heading.
    """

    path: str
    texts: tuple[str, ...]
    query: str
    sha256: str


def is_address(written: str) -> bool:
    """Whether it is the address of a table on a server."""
    return written.startswith(PREFIXES)


def split_address(written: str) -> tuple[str, str]:
    """The server with its database, and the table ("" where none is named)."""
    server, _, table = written.partition("#")
    return server, table


def told_address(server: str) -> str:
    """An address without its password."""
    return _SECRET.sub(r"\g<name>***", _PASSWORD.sub(r"\g<before>@", server))


def connected(server: str) -> Any:  # noqa: ANN401 - psycopg is not always there to name its type
    """A connection within a transaction that reads alone. Raises Unreadable: ER697, ER701 without the extra."""
    try:
        import psycopg  # 30 ms: only where a server is read
    except ImportError:
        place = Span(told_address(server), 1, 1, 1, 1)
        raise Unreadable(error("ER701", place, what="postgresql://", extra=EXTRA)) from None
    try:
        connection = psycopg.connect(server, client_encoding="utf8", application_name="evalrules")
        for statement in _AS_READ:
            connection.execute(statement.encode())
    except psycopg.Error as problem:
        raise refused(server, problem) from None
    return connection


def refused(server: str, problem: Exception) -> Unreadable:
    """What is told of a server that does not answer, or not as it should."""
    detail = next((line.strip() for line in str(problem).splitlines() if line.strip()), type(problem).__name__)
    return Unreadable(error("ER697", None, address=told_address(server), detail=detail))


def served(connection: Any, written: str) -> Served:  # noqa: ANN401 - as above
    """A table by its address. Raises Unreadable: ER692 no such table or several, ER697."""
    server, table = split_address(written)
    try:
        listed = [tuple(row) for row in connection.execute(_TABLES).fetchall()]
        schema, name = _chosen(listed, table, server)
        relation = f"{quoted(schema)}.{quoted(name)}"
        described = connection.execute(f"SELECT * FROM {relation} LIMIT 0").description  # noqa: S608 - quoted names
        columns = tuple(Column(one.name, one.type_code, one.precision or 0, one.scale or 0) for one in described)
        order = tuple(name for (name,) in connection.execute(_KEY, [relation]).fetchall())
    except Unreadable:
        raise
    except Exception as problem:  # noqa: BLE001 - what is not of the library is raised on
        raise _told(server, problem) from None
    return Served(connection, told_address(server), relation, columns, order)


def _told(server: str, problem: Exception) -> Exception:
    return refused(server, problem) if type(problem).__module__.startswith("psycopg") else problem


def _chosen(listed: Sequence[tuple[str, ...]], wanted: str, server: str) -> tuple[str, str]:
    """The schema and the name of the table that is meant."""
    names = {(schema, name): name if schema == "public" else f"{schema}.{name}" for schema, name in listed}
    found = [one for one in names if not wanted or wanted in (names[one], ".".join(one))]
    if len(found) != 1:
        place = Span(told_address(server), 1, 1, 1, 1)
        raise Unreadable(error("ER692", place, tables=", ".join(names.values()) or "-"))
    return found[0]


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


# -- the copy ----------------------------------------------------------------------------------------------------------


def fetched(table: Served, server: str, folder: str) -> Fetched:
    """Read a table into a folder. Raises Unreadable: ER697, ER701 without pyarrow."""
    try:
        import pyarrow
    except ImportError:
        place = Span(told_address(server), 1, 1, 1, 1)
        raise Unreadable(error("ER701", place, what="postgresql://", extra=EXTRA)) from None
    name = _UNSAFE.sub("_", table.relation.replace('"', "").removeprefix("public."))
    path, copy = os.path.join(folder, f"{name}.parquet"), os.path.join(folder, "copy.csv")
    texts: tuple[str, ...] = ()
    while True:
        query = table.query(texts)
        try:
            sha256 = _copied(table.connection, query, copy)
        except Exception as problem:  # noqa: BLE001 - as above
            raise _told(server, problem) from None
        try:
            _as_parquet(copy, path, table.columns, texts)
        except pyarrow.ArrowInvalid:
            if texts:
                raise
            # a value of which the type of its column has no notion here: NaN among decimals, a day without an end
            texts = tuple(one.name for one in table.columns if one.kind in (NUMERIC, DATE))
            continue
        finally:
            os.remove(copy)
        return Fetched(path, texts, query, sha256)


def _copied(connection: Any, query: str, path: str) -> str:  # noqa: ANN401 - as above
    """Write what a query answers as CSV; its digest."""
    found = hashlib.sha256()
    statement = f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER true)".encode()
    with connection.cursor() as cursor, open(path, "wb") as file, cursor.copy(statement) as pieces:
        for piece in pieces:
            data = bytes(piece)
            found.update(data)
            file.write(data)
    return found.hexdigest()


def written(connection: Any, query: str, copy: str, path: str, names: Sequence[str]) -> None:  # noqa: ANN401 - as above
    """Write what a query answers, texts alone, as Parquet; `copy` is a path for what lies between."""
    _copied(connection, query, copy)
    _as_parquet(copy, path, [Column(name, 0, 0, 0) for name in names], ())


def _as_parquet(source: str, path: str, columns: Sequence[Column], texts: Sequence[str]) -> None:
    from pyarrow import csv, parquet

    reader = csv.open_csv(
        source,
        csv.ReadOptions(block_size=_BLOCK, column_names=[str(at) for at in range(len(columns))], skip_rows=1),
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types={str(at): _type_of(one, texts) for at, one in enumerate(columns)},
            null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
            true_values=["t"], false_values=["f"],
        ),
    )  # fmt: skip
    schema = reader.schema
    for at, one in enumerate(columns):
        schema = schema.set(at, schema.field(at).with_name(one.name))
    with reader, parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch.rename_columns([one.name for one in columns]))


_BLOCK = 1 << 23
"""How many bytes are read at once; no row is longer."""


def _type_of(column: Column, texts: Sequence[str]) -> Any:  # noqa: ANN401 - pyarrow is untyped
    import pyarrow

    if column.name in texts:
        return pyarrow.string()
    if column.is_decimal:
        return pyarrow.decimal128(column.digits, column.places)
    known = {BOOLEAN: pyarrow.bool_(), SHORT: pyarrow.float32(), DOUBLE: pyarrow.float64(), DATE: pyarrow.date32()}
    return pyarrow.int64() if column.kind in WHOLE else known.get(column.kind, pyarrow.string())
