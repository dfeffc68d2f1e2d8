"""A batch in which DuckDB says whatever columns can say, and Python concludes the rows that are left.

Each table becomes a part, a Parquet file with a row for each of its rows, of which those that are left have an empty
status. Then these are concluded, and put in their places (docs/decisions/0037-columns.md).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any

from evalrules.base.diagnostics import Diagnostic, has_errors
from evalrules.base.records import NamedTuple
from evalrules.batch.conclusion import RULES, Cell
from evalrules.batch.duckdb_kinds import left_rows, put_together, queries_of, settled_in
from evalrules.batch.duckdb_query import VERDICTS, Origin, TableQuery, verdict_of
from evalrules.batch.duckdb_tables import is_any_twice, origin_of, text
from evalrules.batch.paper import Paper
from evalrules.batch.resuming import are_errors
from evalrules.batch.run import MOST_TOLD, Batch, Input, Progress, Told, digest_of
from evalrules.batch.subject_tables import Table, is_blank
from evalrules.batch.twins import Key, marks_of, places_of
from evalrules.batch.writing import merge_parts, write_rows
from evalrules.model.ruleset import Ruleset
from evalrules.readers.unreadable import Unreadable
from evalrules.readers.wide import RawRow, chosen_rows, split_table
from evalrules.semantics.columns_numbers import NotInColumns
from evalrules.semantics.columns_plan import Unsaid, unsaid_of
from evalrules.semantics.counting import TooManyCases, counting_of

MEMORY = "1GB"
"""What the database may take; what does not fit goes to the folder of the result meanwhile."""

_FIRST = 50_000
"""So many rows are looked at for the keys that occur; who has another is left, or looked for where there are many."""

_MANY = 2_000
_AT_ONCE = 10_000


class Part(NamedTuple):
    """A table, the file with its rows, and why columns do not say any of them ("" where they do)."""

    path: str
    table: Table
    file: str
    why: str


class ColumnsBatch(Batch):
    """A run over tables in columns; `write` concludes, and counts.

    `unsaid` says of each table that goes row by row why, by its number.
    """

    engine = "duckdb"
    _is_kind_by_kind = True

    def __init__(
        self, ruleset: Ruleset, paths: Sequence[str], keep: Sequence[str], folder: str, *, nearest: int | None = None
    ) -> None:
        self._folder = folder
        self._found: list[tuple[int, int, Diagnostic]] = []
        self._more_told = 0
        self._opened_tables: list[Table] = []
        self._has_kinds = False
        self._unsaid_of_kinds: tuple[Unsaid, ...] = ()
        self.unsaid = {}
        self._staged = folder
        super().__init__(ruleset, paths, keep, nearest=nearest)

    def _look_through(self) -> None:
        """Open every table; its subjects are counted as they are concluded."""
        problems: list[Diagnostic] = []
        for path in self._paths:
            try:
                self._opened_tables.append(self.opened(path))
            except Unreadable as wrong:
                problems += wrong.problems
        if has_errors(problems):
            raise Unreadable(*problems)

    def not_said(self) -> Sequence[Unsaid]:
        """What columns cannot say of the ruleset; of one for several kinds of subjects, what not for one of these."""
        if self._has_kinds:
            return tuple(dict.fromkeys(self._unsaid_of_kinds))
        case = self._quick.compiled.nobody
        return unsaid_of(case.plan, case.scope)

    @property
    def told(self) -> Told:
        """What is to be told to people: errors first, each kind in the order of the tables."""
        ordered = sorted(self._found, key=lambda one: one[:2])
        errors = [one for _, _, one in ordered if one.is_error][:MOST_TOLD]
        others = [one for _, _, one in ordered if not one.is_error][:MOST_TOLD]
        return Told([*errors, *others], len(self._found) + self._more_told - len(errors) - len(others))

    def write(self, file: IO[bytes], suffix: str, progress: Progress | None = None, paper: Paper | None = None) -> None:
        """Write the result by the suffix of its name; for people by a paper."""
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=".batch-") as folder, database(folder) as base:
            self._staged = folder
            parts = [self._part(base, folder, at) for at in range(len(self._paths))]
            left = self._lefts(base, folder, parts, progress)
            self.kept.close()
            whole = self._whole(folder, parts, left)
            self._count_up(base, whole, parts, left)
            if suffix == ".parquet":
                with open(whole, "rb") as found:
                    shutil.copyfileobj(found, file, 1 << 20)
            else:
                base.execute(f"SELECT * FROM read_parquet({text(whole)})")  # noqa: S608 - a name of ours
                write_rows(file, suffix, self.layout.names, _fetched(base), paper)

    # -- what columns say ----------------------------------------------------------------------------------------------

    def _part(self, base: Any, folder: str, at: int) -> Part:  # noqa: ANN401 - duckdb publishes no types
        """The rows of one table, in its order."""
        path, table = self._paths[at], self._opened_tables[at]
        file = os.path.join(folder, f"part{at}.parquet")
        if table.is_long:
            return self._by_rows(path, at, file, "a value in each row")
        try:
            origin = self._origin(base, at)
            settled = settled_in(table.columns, origin.types, self.ruleset) if self._is_kind_by_kind else []
            if settled:
                queries, unsaid_of_kinds = queries_of(base, self.ruleset, table.columns, self._keep, origin, settled)
                self._unsaid_of_kinds, self._has_kinds = (*self._unsaid_of_kinds, *unsaid_of_kinds), True
            else:
                queries = [TableQuery(self._quick, table.columns, self._keep, origin)]
            file = self.kept.file(folder, f"part{at}.parquet", lambda file: self._run_all(base, queries, file, at))
        except NotInColumns as unsaid:
            return self._by_rows(path, at, file, str(unsaid))
        except Exception as problem:
            if not type(problem).__module__.startswith(("duckdb", "_duckdb")):
                raise
            return self._by_rows(path, at, file, str(problem).splitlines()[0])
        return Part(path, table, file, "")

    def _origin(self, base: Any, at: int) -> Origin:  # noqa: ANN401 - as above
        return origin_of(base, self._paths[at], self._opened_tables[at], f"t{at}")

    def _run_all(self, base: Any, queries: Sequence[TableQuery], file: str, at: int) -> None:  # noqa: ANN401 - as above
        """The rows of all queries of a table; of several, and of those of none, in the order of the table."""
        if queries[0].kind is None:
            self._run(base, queries[0], file, at)
            return
        files = [f"{file}.{number}" for number in range(len(queries))]
        for query, own in zip(queries, files, strict=True):
            self._run(base, query, own, at)
        put_together(base, files, left_rows(queries, self._keep, self.layout), self.layout, file)

    def _run(self, base: Any, query: TableQuery, file: str, at: int) -> None:  # noqa: ANN401, ARG002 - as above
        for statement in query.verdicts:
            base.execute(statement)
        self._conclude_keys(base, query, _FIRST)
        copy = f"COPY ({query.rows(self.layout)}) TO {text(file)} (FORMAT parquet, COMPRESSION zstd)"
        for statement in (*query.before_rows(), copy):
            base.execute(statement)
        [(left,)] = base.execute(f"SELECT count(*) FROM read_parquet({text(file)}) WHERE status IS NULL").fetchall()  # noqa: S608
        if left > _MANY and self._conclude_keys(base, query, None):
            for statement in (*query.before_rows(), copy):
                base.execute(statement)

    def _conclude_keys(self, base: Any, query: TableQuery, most: int | None) -> int:  # noqa: ANN401 - as above
        """Conclude each key once: all that there can be, or those that occur, on a subject; how many were new."""
        compiled = query.quick.compiled
        found = []
        counting = counting_of(compiled.nobody.plan, compiled.nobody.scope)
        for key, counts in query.all_keys() if most is not None else ():
            with suppress(TooManyCases):
                found.append([key, *verdict_of(*compiled.verdict_at(counting.reached_by(counts)))])
        if not found:
            for key, subject in base.execute(query.keys(most)).fetchall():
                judged, rules = compiled.conclude_unchecked(*query.facts_and_grades(subject or {}))
                found.append([key, *verdict_of(judged.possible, rules)])
        if found:
            columns = [list(column) for column in zip(*found, strict=True)]
            base.execute(f"INSERT INTO {VERDICTS} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)
        return len(found)

    def _by_rows(self, path: str, at: int, file: str, why: str) -> Part:
        """A part of which every row is left."""
        self.unsaid = {**self.unsaid, at: why}
        table = self.opened(path)
        width = len(self.layout.names) - 3
        with open(file, "wb") as out:
            keys = (table.key(row) for row in table.lines)
            write_rows(
                out, ".parquet", self.layout.names, ([*(one or None for one in key), *[None] * width] for key in keys)
            )
        return Part(path, table, file, why)

    # -- what is left --------------------------------------------------------------------------------------------------

    def _lefts(self, base: Any, folder: str, parts: list[Part], progress: Progress | None) -> dict[int, str]:  # noqa: ANN401
        """What Python concludes, by the number of the table: a file whose first column is the number of the row."""
        is_left = f"p.status IS NULL OR {_TWIN}" if self._find_twins(base, parts) else "p.status IS NULL"
        found: dict[int, str] = {}
        for at, part in enumerate(parts):
            rows = f"FROM read_parquet({text(part.file)}, file_row_number = true) p WHERE {is_left}"
            [(total,)] = base.execute(f"SELECT count(*) {rows}").fetchall()
            self._found += [(at, -1, one) for one in part.table.problems]
            if total:
                numbers = base.cursor().execute(f"SELECT file_row_number {rows} ORDER BY 1")
                found[at] = os.path.join(folder, f"left{at}.parquet")
                with open(found[at], "wb") as out:
                    written = self._concluded_rows(at, part, _numbers(numbers), progress, total)
                    write_rows(out, ".parquet", ("_at", *self.layout.names), written)
        return found

    def _find_twins(self, base: Any, parts: list[Part]) -> bool:  # noqa: ANN401 - as above
        """Take note of the subjects that stand in more than one row; whether there may be any."""
        if not is_any_twice(base, [part.file for part in parts], "twins"):
            return False
        pairs: list[tuple[Key, str]] = []
        for at, part in enumerate(parts):
            rows = f"FROM read_parquet({text(part.file)}, file_row_number = true) p WHERE {_TWIN} ORDER BY 1"
            numbers = _numbers(base.cursor().execute(f"SELECT file_row_number {rows}"))
            table = self.opened(self._paths[at])
            for _, row in _chosen(part, table, numbers):
                if not is_blank(row) and table.line_of(row) is None:
                    pairs.append((table.key(row), str(row.line().place)))
        every = marks_of(key for key, _ in pairs)
        self._twins = places_of(pairs, every)
        self._doubled = marks_of(self._twins)
        return True

    def _concluded_rows(
        self, at: int, part: Part, numbers: Iterator[int], progress: Progress | None, total: int
    ) -> Iterator[list[Cell]]:
        table = self.opened(self._paths[at])
        done = 0
        for number, row in _chosen(part, table, numbers):
            if progress is not None:
                progress(done, total)
            done += 1
            if is_blank(row):
                continue
            beside = table.line_of(row)
            if beside is not None:
                self._take_note(at, number, (beside,))
                continue
            yield [str(number), *self._left(at, number, row, table)]

    def _left(self, at: int, number: int, row: RawRow, table: Table) -> list[Cell]:
        """The row of a subject that was left, as it was kept or as it is concluded."""
        kept, problems = self.kept.next(), tuple[Diagnostic, ...]()
        if kept is None:
            found, way = self._conclude(row, table)
            cells = self.layout.row((*(one or None for one in table.key(row)), *table.kept(row)), found)
            self.kept.add(way, cells)
            problems = found.diagnostics
        else:
            way, cells = kept
            if any(map(self._has_room, told := are_errors(cells))):
                problems = self.concluded(row, table).diagnostics
            else:
                self._more_told += len(told)
        self.counts[way] += 1
        self._take_note(at, number, problems)
        return cells

    def _has_room(self, is_error: bool) -> bool:  # noqa: FBT001 - mapped
        """Whether another problem of a kind is kept to be told."""
        if len(self._found) < MOST_TOLD:
            return True
        return sum(other.is_error is is_error for _, _, other in self._found) < 2 * MOST_TOLD

    def _take_note(self, at: int, number: int, problems: Sequence[Diagnostic]) -> None:
        """Keep as many problems as are told, and count the others."""
        for one in problems:
            if self._has_room(one.is_error):
                self._found.append((at, number, one))
            else:
                self._more_told += 1

    # -- the whole -----------------------------------------------------------------------------------------------------

    def _whole(self, folder: str, parts: list[Part], left: dict[int, str]) -> str:
        """All parts as one file, with what was concluded of the rows that were left."""
        if len(parts) == 1 and not left:
            return parts[0].file
        whole = os.path.join(folder, "whole.parquet")
        merge_parts(whole, self.layout.names, [(part.file, left.get(at)) for at, part in enumerate(parts)])
        return whole

    def _count_up(self, base: Any, whole: str, parts: list[Part], left: dict[int, str]) -> None:  # noqa: ANN401
        """Count what came out, and take note of what columns told."""
        said = "status, level, possible, reason"
        rows = base.execute(
            f"SELECT {said}, count(*) FROM read_parquet({text(whole)}) GROUP BY {said}"  # noqa: S608
        ).fetchall()
        for status, level, possible, reason, count in rows:
            self.counts["rows"] += count
            self.counts[status] += count
            if level is not None:
                self.levels[level] += count
            if possible is not None:
                self._stand(possible.split(","), (reason or "").split(RULES), count)
        self.below.announce(sum(self.levels[level] for level in self._lower))
        for at, part in enumerate(parts):
            self._add_below(base, part, left.get(at))
        self.counts["columns"] = self.counts["rows"] - self.counts["quick"] - self.counts["exact"]
        inputs = []
        for at, part in enumerate(parts):
            count = self._told_by_columns(base, at, part, left.get(at))
            columns = tuple((one.name, one.place.id if one.place is not None else "") for one in part.table.columns)
            file = split_table(part.path)[0]
            inputs.append(Input(os.path.basename(part.path), digest_of(file), count, columns))
        self.inputs = tuple(inputs)

    def _add_below(self, base: Any, part: Part, left: str | None) -> None:  # noqa: ANN401 - as above
        """Take note of the rows that are below the level, as many as it takes."""
        if self.below.is_full() or not self._lower:
            return
        levels = ", ".join(map(text, sorted(self._lower)))
        every = f"SELECT file_row_number AS own, level FROM read_parquet({text(part.file)}, file_row_number = true)"  # noqa: S608
        if left is not None:
            every += f" UNION ALL SELECT CAST(_at AS BIGINT), level FROM read_parquet({text(left)})"  # noqa: S608
        cursor = base.cursor().execute(f"SELECT own FROM ({every}) WHERE level IN ({levels}) ORDER BY own")  # noqa: S608
        for _, row in _chosen(part, self._again(part), _numbers(cursor)):
            self.below.add(row.line(), part.table.columns)
            if self.below.is_full():
                return

    def _again(self, part: Part) -> Table:
        """A table of which rows are to be chosen: of Parquet they are read by number, so it stays as it is."""
        return part.table if not part.why and part.path.lower().endswith(".parquet") else self.opened(part.path)

    def _told_by_columns(self, base: Any, at: int, part: Part, left: str | None) -> int:  # noqa: ANN401 - as above
        """Take note of what columns told of the rows of a table; how many subjects stand in it."""
        source = f"read_parquet({text(part.file)}, file_row_number = true) p"
        mine, by_rows = "p.status IS NOT NULL", 0
        if left is not None:
            taken = f"read_parquet({text(left)})"
            mine += f" AND p.file_row_number NOT IN (SELECT CAST(_at AS BIGINT) FROM {taken})"  # noqa: S608 - ours
            [(by_rows,)] = base.execute(f"SELECT count(*) FROM {taken}").fetchall()  # noqa: S608 - ours
        told = "(strlen(diagnostics) - strlen(replace(diagnostics, '{\"code\":', ''))) // 8"
        [(count, problems)] = base.execute(
            f"SELECT count(*), coalesce(sum({told}), 0) FROM {source} WHERE {mine}"  # noqa: S608 - ours
        ).fetchall()
        if problems:
            first = f"SELECT file_row_number FROM {source} WHERE {mine} AND diagnostics IS NOT NULL ORDER BY 1"  # noqa: S608
            numbers = _numbers(base.cursor().execute(f"{first} LIMIT {MOST_TOLD}"))
            table, shown = self._again(part), 0
            for number, row in _chosen(part, table, numbers):
                found = self.concluded(row, table).diagnostics
                shown += len(found)
                self._found += [(at, number, one) for one in found]
            self._more_told += int(problems) - shown
        return int(count) + int(by_rows)


_TWIN = "EXISTS (SELECT 1 FROM twins w WHERE w.own = hash(p.id, p.name, p.period))"


@contextmanager
def database(folder: str) -> Iterator[Any]:
    """A database of its own, which keeps the order of rows and takes little memory."""
    import duckdb  # 60 MB: only where tables are read in columns

    base = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": os.path.join(folder, "spilled")})
    try:
        base.execute("SET TimeZone = 'UTC'")
        yield base
    finally:
        base.close()


def _chosen(part: Part, table: Table, numbers: Iterator[int]) -> Iterator[tuple[int, RawRow]]:
    """The rows of a table by their numbers."""
    return chosen_rows("" if part.why else split_table(part.path)[0], table.lines, numbers)


def _numbers(cursor: Any) -> Iterator[int]:  # noqa: ANN401 - as above
    while found := cursor.fetchmany(_AT_ONCE):
        for (number,) in found:
            yield number


def _fetched(base: Any) -> Iterator[Sequence[Cell]]:  # noqa: ANN401 - as above
    while found := base.fetchmany(_AT_ONCE):
        yield from found
