"""A batch of subjects with rows of their own, in which these are read in columns, many subjects at once.

First all rows are looked through for whoever has something odd in them; these subjects are read cell by cell. Of all
others the rows come to counts and sums, and the subject itself is concluded on as ever (docs/decisions/
0044-rows-in-columns.md).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from evalrules.batch.conclusion import Cell, Conclusion
from evalrules.batch.duckdb_run import database
from evalrules.batch.exact import NotBySums, Rows, bound_row, concluded_by_sums, concluded_exactly
from evalrules.batch.row_chunks import RowChunk
from evalrules.batch.row_conclusions import Concluding, Known, known_of
from evalrules.batch.row_tables import RowTable
from evalrules.batch.row_values import Facts
from evalrules.batch.rows_of_subjects import HeadedRows, RowsOfSubjects, owner_text
from evalrules.batch.run import Batch, Input, Progress, RowInput, digest_of
from evalrules.batch.subject_tables import Table, is_word
from evalrules.batch.twins import Key
from evalrules.evaluation import Bound
from evalrules.model.ruleset import Ruleset
from evalrules.plan.memory import plan_of
from evalrules.readers.wide import RawRow, split_table
from evalrules.semantics.case import bare_case
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.columns_plan import Unsaid
from evalrules.semantics.many_subjects import ManySubjects

MOST_ROWS = 60_000
"""So many rows, and the subject that goes beyond, are read at once."""


class RowsBatch(Batch):
    """A run over subjects with rows, in columns."""

    engine = "duckdb"

    def __init__(
        self,
        ruleset: Ruleset,
        paths: Sequence[str],
        keep: Sequence[str],
        folder: str,
        *,
        rows: Mapping[str, str],
        nearest: int | None = None,
    ) -> None:
        self._folder = folder
        self._files = dict(rows)
        self._heads: list[HeadedRows] = []
        self._suspect: set[str] = set()
        self._said: dict[str, None] = {}
        super().__init__(ruleset, paths, keep, rows=rows, nearest=nearest)

    @property
    def paths(self) -> Sequence[str]:
        """The tables of the subjects."""
        return self._paths

    @property
    def headings(self) -> Sequence[HeadedRows]:
        """The headings of the tables of their rows."""
        return self._heads

    def not_said(self) -> Sequence[Unsaid]:
        """What columns could not say."""
        return tuple(Unsaid("", what) for what in self._said)

    def _joined(self, rows: Mapping[str, str]) -> list[RowsOfSubjects]:
        """None yet; headings that are wrong are told as ever."""
        if any(own not in self.ruleset.tables for own in rows):
            return super()._joined(rows)
        given = self._owners()
        for own, path in rows.items():
            self._heads.append(HeadedRows(self.ruleset.tables[own], self.ruleset, path, given))
        return []

    def rows(self, progress: Progress | None = None) -> Iterator[list[Cell]]:
        """Every subject as a row of the result, in the order of the tables."""
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=".batch-") as folder, database(folder) as base:
            try:
                found = _Stored(self, base)
            except NotInColumns as unsaid:
                found = None
                self._said[str(unsaid)] = None
            except Exception as problem:
                if not type(problem).__module__.startswith(("duckdb", "_duckdb")):
                    raise
                found = None
                self._said[str(problem).splitlines()[0]] = None
            if found is None:
                self._rows_of = super()._joined(self._files)
                yield from super().rows(progress)
                return
            self._tell_of_rows(found.counts)
            yield from self._in_columns(found, progress)

    def _tell_of_rows(self, counts: Sequence[int]) -> None:
        for path in self._paths:
            table = self.opened(path)
            for problem in table.problems:
                self._tell(problem)
            for _ in table.subjects(self._tell):
                pass
        inputs = []
        for one, count in zip(self._heads, counts, strict=True):
            for problem in one.problems:
                self._tell(problem)
            file = split_table(one.path)[0]
            inputs.append(RowInput(one.table, Input(os.path.basename(one.path), digest_of(file), count, one.columns)))
        self.row_inputs = tuple(inputs)

    def _in_columns(self, found: _Stored, progress: Progress | None) -> Iterator[list[Cell]]:
        suspect: set[int] = set()
        for first, end in found.parts():
            chunk = found.chunk(first, end, is_looked_through=True)
            suspect.update((chunk.suspect.nonzero()[0] + first).tolist())
            self._said.update(chunk.unsaid)
        self._suspect = {owner_text(one.owner_of(found.keys[at])) for at in suspect for one in self._heads}
        self._reach = found.reach(suspect)
        done = 0
        subjects = found.subjects(self)
        for first, end in found.parts():
            chunk = found.chunk(first, end)
            concluding = found.concluding(chunk, first, end)
            for at in range(first, end):
                row, table = next(subjects)
                if progress is not None:
                    progress(done, self.total)
                done += 1
                judged = None if at in suspect else chunk
                yield self._next(row, table, partial(self._conclude_by, judged, row, table, at, concluding))
            self._said.update(chunk.unsaid)
        self.kept.close()

    def _conclude_by(
        self, chunk: RowChunk | None, row: RawRow, table: Table, at: int, concluding: Concluding | None
    ) -> tuple[Conclusion, str]:
        found = None if chunk is None else self._by_sums(row, table, chunk, at, concluding)
        return self._conclude(row, table) if found is None else (found, "columns")

    def _by_sums(
        self, row: RawRow, table: Table, chunk: RowChunk, at: int, concluding: Concluding | None
    ) -> Conclusion | None:
        """What is concluded of a subject by what its rows come to; None where they have to be read."""
        found = None if concluding is None else concluding.of(at)
        if found is None:
            try:
                found = concluded_by_sums(bound_row(row.line(), table.columns, self.ruleset), chunk.of(at))
            except NotBySums:
                return None
        told = self._out_of_force(table.key(row)[2])
        return found._replace(diagnostics=(*told, *found.diagnostics)) if told else found

    def concluded(self, row: RawRow, table: Table) -> Conclusion:
        """What is concluded of a subject whose rows are read cell by cell."""
        if self._rows_of:
            return super().concluded(row, table)
        key = table.key(row)
        found = self._refused(key, row)
        if found is None:
            found = concluded_exactly(row.line(), table.columns, self.ruleset, self._rows_for(key))
        told = self._out_of_force(key[2])
        return found._replace(diagnostics=(*told, *found.diagnostics)) if told else found

    def _rows_for(self, key: Key) -> Rows:
        """The rows of a subject; those of all who are known to need them are set aside with its own."""
        if self._rows_of:
            return super()._rows_for(key)
        mine = {owner_text(one.owner_of(key)) for one in self._heads}
        if not mine <= self._suspect or self._aside is None:
            only = self._suspect if mine <= self._suspect else None
            if only is None:
                self._reach = {}
            given = self._owners()
            self._aside = [
                RowsOfSubjects(self.ruleset.tables[own], self.ruleset, path, given, only, most=self._reach.get(own))
                for own, path in self._files.items()
            ]
            self._suspect = self._suspect if only is not None else _Everyone()
        return {one.table: one.of(key) for one in self._aside}

    _aside: list[RowsOfSubjects] | None = None
    _reach: Mapping[str, int] = MappingProxyType({})
    """With how many rows of each table those of all suspects are read."""


class _Everyone(set[str]):
    """Whoever is asked for is among them."""

    def __ge__(self, other: object) -> bool:
        return True

    def __contains__(self, one: object) -> bool:
        return True


class _Stored:
    """The subjects of a batch, and their rows in a database."""

    def __init__(self, batch: RowsBatch, base: Any) -> None:  # noqa: ANN401 - duckdb publishes no types
        self._base = base
        self._ruleset = batch.ruleset
        self._plan = plan_of(batch.ruleset)
        self._nobody = bare_case(batch.ruleset, {}, {}).scope
        if any(one.each_row for one in batch.ruleset.indicators):
            raise NotInColumns("indicators that are made from rows")
        self.keys: list[Key] = []
        self._facts: list[Facts | None] = []
        self._known: list[Known | None] = []
        for row, table in self.subjects(batch):
            self.keys.append(table.key(row))
            bound = bound_row(row.line(), table.columns, batch.ruleset)
            self._known.append(known := known_of(bound, batch.ruleset))
            self._facts.append(_facts_of(bound) if known is None else known.facts)
        try:
            self._many: ManySubjects | None = ManySubjects(self._plan, self._nobody)
        except NotInColumns:
            self._many = None
        self._tables = []
        for headed in batch.headings:
            declared = self._ruleset.tables[headed.table]
            if declared.expected is not None:
                raise NotInColumns(f"{headed.table}, of which it is known how many there must be")
            one = RowTable(base, headed, declared, self._ruleset)
            one.make(base, self._owners(headed))
            self._tables.append(one)
        self._sizes = [one.sizes(base) for one in self._tables]
        self.counts = [sum(sizes.values()) for sizes in self._sizes]

    @staticmethod
    def subjects(batch: RowsBatch) -> Iterator[tuple[RawRow, Table]]:
        """Every subject, with its table; without lines that are none."""
        for path in batch.paths:
            table = batch.opened(path)
            for row in table.subjects():
                yield row, table

    def _owners(self, headed: HeadedRows) -> str:
        """A table of the places of subjects by the texts with which their rows name them."""
        texts = [headed.owner_of(key) for key in self.keys]
        given = [tuple(one) for one in texts if all(one)]
        if len(set(given)) != len(given):
            raise NotInColumns("rows that belong to several subjects")
        if any(is_word(one[0]) for one in given):
            raise NotInColumns("a subject by a name for lines that are none")
        name, width = f"owners_{headed.table}", len(headed.by)
        columns = [
            [at for at, one in enumerate(texts) if all(one)],
            *([one[part] for one in given] for part in range(width)),
        ]
        words = ", ".join(f"w{part} VARCHAR" for part in range(width))
        self._base.execute(f"CREATE OR REPLACE TABLE {name} (o BIGINT, {words})")
        if given:
            self._base.execute(f"INSERT INTO {name} SELECT {', '.join(['unnest(?)'] * (width + 1))}", columns)
        return name

    def parts(self) -> Iterator[tuple[int, int]]:
        """The places of subjects that are read at once."""
        first, rows = 0, 0
        for at in range(len(self.keys)):
            rows += sum(sizes.get(at, 0) for sizes in self._sizes)
            if rows >= MOST_ROWS:
                yield first, at + 1
                first, rows = at + 1, 0
        if first < len(self.keys):
            yield first, len(self.keys)

    def chunk(self, first: int, end: int, *, is_looked_through: bool = False) -> RowChunk:
        """The rows of some subjects."""
        found = [(one, one.columns_of(self._base, first, end)) for one in self._tables]
        chunk = RowChunk(found, first, self._facts[first:end], self._plan, self._nobody)
        if is_looked_through:
            chunk.look_through()
        return chunk

    def reach(self, owners: Collection[int]) -> dict[str, int]:
        """With how many rows of each table all those of some subjects are read."""
        return {one.table.id: one.reach(self._base, owners) for one in self._tables}

    def concluding(self, chunk: RowChunk, first: int, end: int) -> Concluding | None:
        """What concludes on the subjects of a chunk together; None where each is concluded on by itself."""
        return None if self._many is None else Concluding(self._many, chunk, self._known[first:end], first)


def _facts_of(bound: Bound) -> Facts | None:
    """The facts of a subject; None where it is refused."""
    if bound.evidence is None:
        return None
    return {own: fact.value for own, fact in bound.evidence.facts.items()}
