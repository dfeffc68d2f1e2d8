"""A batch in columns of which another database works out the rows: what is the same wherever that is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.batch.duckdb_query import VERDICTS, TableQuery, verdict_of
from evalrules.batch.duckdb_run import ColumnsBatch
from evalrules.batch.elsewhere import lists_in
from evalrules.readers.wide import chosen_rows, split_table
from evalrules.semantics.counting import TooManyCases, counting_of


class Verdicts(NamedTuple):
    """What is concluded of each key: the type of keys in DuckDB, and rows of key, status, level, possible, reason."""

    kind: str
    rows: Sequence[Sequence[Any]]


class ElsewhereBatch(ColumnsBatch):
    """A run over tables in columns; each key that occurs is concluded on here, on the first row that has it.

    Rows with attributes are left.
    """

    _is_kind_by_kind = False

    @abstractmethod
    def _keys_found(self, query: TableQuery, at: int) -> list[tuple[Any, int]]:
        """Every key that occurs in a table, with the number of the first row that has it."""

    @abstractmethod
    def _rows_written(
        self, query: TableQuery, at: int, lists: Mapping[str, Sequence[str | None]], verdicts: Verdicts, file: str
    ) -> None:
        """Write the rows of the result in their order as Parquet, with what is concluded of each key."""

    def _run(self, base: Any, query: TableQuery, file: str, at: int) -> None:  # noqa: ANN401 - duckdb publishes no types
        verdicts = self._verdicts(query, at)
        for statement in query.verdicts:
            base.execute(statement)
        if verdicts:
            columns = [list(column) for column in zip(*verdicts, strict=True)]
            base.execute(f"INSERT INTO {VERDICTS} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)
        for statement in query.before_rows():
            base.execute(statement)
        names = lists_in(query, self.layout)
        lists = {name: base.execute(f"SELECT getvariable('{name}')").fetchone()[0] for name in names}
        kind = str(base.execute(f"DESCRIBE {VERDICTS}").fetchall()[0][1])
        self._rows_written(query, at, lists, Verdicts(kind, verdicts), file)

    def _verdicts(self, query: TableQuery, at: int) -> list[list[Any]]:
        """What is concluded of every key that there can be, or of those that occur."""
        compiled = self._quick.compiled
        counting = counting_of(compiled.nobody.plan, compiled.nobody.scope)
        found: list[list[Any]] = []
        for key, counts in query.all_keys():
            with suppress(TooManyCases):
                found.append([key, *verdict_of(*compiled.verdict_at(counting.reached_by(counts)))])
        if found:
            return found
        own = {number: key for key, number in self._keys_found(query, at)}
        path = self._paths[at]
        table = self.opened(path)
        for number, row in chosen_rows(split_table(path)[0], table.lines, iter(sorted(own))):
            concluded = self.concluded(row, table)
            if not concluded.is_refused:
                found.append([own[number], *verdict_of(concluded.possible, concluded.rules)])
        return found
