"""Rows set aside on disk under their owners, and given back owner by owner: memory holds the rows of one at a time."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing

from evalrules.base.records import NamedTuple
from evalrules.readers.wide import RawRow

_AT_ONCE = 10_000
_CACHE = "PRAGMA cache_size = -65536"
"""Kilobytes that stay in memory; what is more lies in the file."""


class Stranger(NamedTuple):
    """An owner that nobody knows: its first row, and how many there are."""

    owner: str
    first: RawRow
    how_many: int


class Spool:
    """Rows by owner, in a file without a name that ends with this object or its process."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("")  # such a database lies in a temporary file that nobody else can open
        self._base.execute(_CACHE)
        self._base.execute("CREATE TABLE rows (at INTEGER PRIMARY KEY, owner TEXT NOT NULL, row BLOB NOT NULL)")
        self._waiting: list[tuple[str, bytes]] = []
        self._is_open = True

    def add(self, owner: str, row: RawRow) -> None:
        """Set a row aside; not after the first was given back."""
        assert self._is_open
        self._waiting.append((owner, pickle.dumps(row, pickle.HIGHEST_PROTOCOL)))
        if len(self._waiting) >= _AT_ONCE:
            self._store()

    def owners(self) -> Iterator[str]:
        """Every owner, in the order of their first rows."""
        self._close_rows()
        with closing(self._base.execute("SELECT owner FROM rows GROUP BY owner ORDER BY min(at)")) as found:
            for (owner,) in found:
                yield owner

    def rows_of(self, owner: str) -> Iterator[RawRow]:
        """The rows of an owner, in the order in which they came."""
        self._close_rows()
        with closing(self._base.execute("SELECT row FROM rows WHERE owner = ? ORDER BY at", (owner,))) as found:
            for (row,) in found:
                yield pickle.loads(row)  # noqa: S301 - our own bytes, in a file that nobody else can open

    def strangers(self, known: Iterable[str]) -> Iterator[Stranger]:
        """The owners that are not among those that are known, in the order of their first rows."""
        self._close_rows()
        self._base.execute("CREATE TEMP TABLE known (owner TEXT PRIMARY KEY) WITHOUT ROWID")
        self._base.executemany("INSERT OR IGNORE INTO known VALUES (?)", ((one,) for one in known))
        query = (
            "SELECT owner, min(at), count(*) FROM rows WHERE owner NOT IN (SELECT owner FROM known) "
            "GROUP BY owner ORDER BY min(at)"
        )
        for owner, _, count in self._base.execute(query).fetchall():
            yield Stranger(owner, next(self.rows_of(owner)), count)
        self._base.execute("DROP TABLE known")

    def _close_rows(self) -> None:
        if self._is_open:
            self._store()
            self._base.execute("CREATE INDEX by_owner ON rows (owner, at)")
            self._is_open = False

    def _store(self) -> None:
        self._base.executemany("INSERT INTO rows (owner, row) VALUES (?, ?)", self._waiting)
        self._waiting.clear()
