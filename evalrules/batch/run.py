"""The story of a batch: every table opened and its subjects noted, then each row concluded and handed on, in order."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.records import NamedTuple
from evalrules.base.source import Pair, Record, Scalar, Span
from evalrules.base.suggestions import nearest as nearest_name
from evalrules.batch.columns import OWNERS, PERIOD, Known, Place, known_columns
from evalrules.batch.conclusion import Cell, Conclusion, Layout, is_bar, refused
from evalrules.batch.exact import Rows, concluded_exactly, period_node
from evalrules.batch.fetching import Source
from evalrules.batch.long_tables import LongTable, is_long
from evalrules.batch.nearest import Below
from evalrules.batch.paper import Paper
from evalrules.batch.plain import Quick
from evalrules.batch.resuming import NOTHING, Nothing, are_errors, conclusion_of
from evalrules.batch.rows_of_subjects import RowsOfSubjects
from evalrules.batch.subject_tables import Table
from evalrules.batch.twins import Key, Twins, is_among, places_of
from evalrules.batch.writing import write_rows
from evalrules.frontend.opening import read_period
from evalrules.loading import out_of_force
from evalrules.model.ruleset import Ruleset
from evalrules.readers.grid import Line
from evalrules.readers.unreadable import Unreadable
from evalrules.readers.wide import RawRow, WideTable, open_wide, split_table

if TYPE_CHECKING:
    from evalrules.semantics.columns_plan import Unsaid

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many rows are done, of how many."""

MOST_TOLD = 50
"""Of errors and of other problems, how many are told to people; all of them stand in the result."""

MOST_TWINS = 20
MOST_PERIODS = 1_000
_NOWHERE = Span("", 1, 1, 1, 1)
_PIECE = 1 << 20


class Input(NamedTuple):
    """A table that was read: its name, the digest of its file, how many subjects stand in it, what its columns mean."""

    name: str
    sha256: str
    rows: int
    columns: tuple[tuple[str, str], ...]


class RowInput(NamedTuple):
    """A table with the rows of subjects, under the id of the table of the ruleset."""

    table: str
    input: Input


class Told(NamedTuple):
    """Problems for people, as many as are shown, and how many more there are."""

    shown: list[Diagnostic]
    more: int


class Batch:
    """A run over tables. Made, every table is open and its subjects are known; `rows` concludes, and counts.

    `rows` are files with the rows of subjects, such as their schools, by the id of the table of the ruleset.
    `standings` counts who certainly reaches the level that is asked for, who certainly does not, and who may (None).
    Of those who do not, `barred` counts for how many each veto or gate gives the level; `below` finds who is nearest.

    Raises Unreadable with everything that keeps a table from being read, or its columns from being understood.
    """

    engine = "python"
    """The way in which it goes."""

    unsaid: Mapping[int, str] = {}
    """Why a table went another way, by its number."""

    sources: Mapping[int | str, Source] = {}
    """Where tables come from that were no files, by their number; of rows, by the id of their table."""

    kept: Nothing = NOTHING
    """What is kept, so that a run that was broken off can go on."""

    def __init__(
        self,
        ruleset: Ruleset,
        paths: Sequence[str],
        keep: Sequence[str] = (),
        *,
        rows: Mapping[str, str] | None = None,
        is_exact: bool = False,
        nearest: int | None = None,
    ) -> None:
        if ruleset.tables and not rows:
            names = ", ".join(ruleset.tables)
            raise Unreadable(error("ER693", None, ruleset=ruleset.name, tables=names, table=next(iter(ruleset.tables))))
        self.ruleset = ruleset
        self.layout = Layout(ruleset, tuple(keep))
        self.counts: Counter[str] = Counter()
        self.levels: Counter[str] = Counter()
        self.standings: Counter[bool | None] = Counter()
        self.barred: Counter[str] = Counter()
        self.below = Below(ruleset, nearest)
        required = ruleset.level_rank(ruleset.required)
        self._lower = frozenset(level.id for level in ruleset.levels[required + 1 :])
        self._keep = tuple(keep)
        self._quick = Quick(ruleset)
        self._is_exact = is_exact
        if is_exact:
            self.engine = "exact"
        self._known: Callable[[Sequence[Line]], Known] = partial(known_columns, ruleset)
        self._told: dict[bool, list[Diagnostic]] = {True: [], False: []}
        self._more = 0
        self._periods: dict[str, tuple[Diagnostic, ...]] = {}
        self._paths = tuple(paths)
        self._doubled: frozenset[int] = frozenset()
        self._twins: dict[Key, list[str]] = {}
        self._long: dict[str, LongTable] = {}
        self.inputs: tuple[Input, ...] = ()
        self.row_inputs: tuple[RowInput, ...] = ()
        self._look_through()
        self._rows_of = self._joined(rows or {})

    def _look_through(self) -> None:
        """Open every table, and take note of the subjects in it."""
        twins, found = Twins(), []
        problems: list[Diagnostic] = []
        for path in self._paths:
            try:
                found.append(self._looked_through(path, twins))
            except Unreadable as wrong:
                problems += wrong.problems
        if has_errors(problems):
            raise Unreadable(*problems)
        self.inputs = tuple(found)
        self._doubled = twins.doubled()
        pairs = (one for path in self._paths for one in self._keys(path)) if self._doubled else iter(())
        self._twins = places_of(pairs, self._doubled)

    def _joined(self, rows: Mapping[str, str]) -> list[RowsOfSubjects]:
        """The rows of subjects, each of which belongs to one of them."""
        found, problems = [], []
        for own, path in rows.items():
            table = self.ruleset.tables.get(own)
            if table is None:
                suggestion = nearest_name(own, self.ruleset.tables)
                problems.append(error("ER401", None, what="table", id=own, suggestion=suggestion))
                continue
            try:
                one = RowsOfSubjects(table, self.ruleset, path, self._owners())
            except Unreadable as wrong:
                problems += wrong.problems
                continue
            problems += [*one.strangers(self._every_key()), *self._shared(one)]
            found.append(one)
        if has_errors(problems):
            raise Unreadable(*problems)
        for one in found:
            for problem in one.problems:
                self._tell(problem)
        self.row_inputs = tuple(
            RowInput(
                one.table,
                Input(os.path.basename(one.path), digest_of(split_table(one.path)[0]), one.count, one.columns),
            )
            for one in found
        )
        return found

    def _owners(self) -> dict[Place, set[str]]:
        """The columns by which every table says whose a row is, and what they are called."""
        placed = [{one.place: one.name for one in self.opened(path).columns} for path in self._paths]
        return {
            place: {columns[place] for columns in placed}
            for place in OWNERS
            if all(place in columns for columns in placed)
        }

    def _every_key(self) -> Iterator[Key]:
        for path in self._paths:
            table = self.opened(path)
            yield from map(table.key, table.subjects())

    def _shared(self, rows: RowsOfSubjects) -> list[Diagnostic]:
        """An ER695 where rows would belong to a subject in more than one period."""
        if rows.has_periods:
            return []
        twins = Twins()
        for key in self._every_key():
            twins.add(rows.key_of(key))
        doubled = twins.doubled()
        shared = dict.fromkeys(own for key in self._every_key() if is_among(own := rows.key_of(key), doubled))
        named = [" ".join(filter(None, key)) for key in islice(shared, MOST_TWINS)]
        return [error("ER695", None, table=rows.table, path=rows.path, subjects="、".join(named))] if named else []

    @property
    def total(self) -> int:
        """How many subjects there are."""
        return sum(one.rows for one in self.inputs)

    @property
    def told(self) -> Told:
        """What is to be told to people."""
        return Told([*self._told[True], *self._told[False]], self._more)

    def rows(self, progress: Progress | None = None) -> Iterator[list[Cell]]:
        """Every subject as a row of the result, in the order of the tables."""
        total, done = self.total, 0
        for path in self._paths:
            table = self.opened(path)
            for one in table.problems:
                self._tell(one)
            for row in table.subjects(self._tell):
                if progress is not None:
                    progress(done, total)
                done += 1
                yield self._next(row, table, partial(self._conclude, row, table))
        self.kept.close()

    def not_said(self) -> Sequence[Unsaid]:
        """What columns could not say, where they were asked."""
        return ()

    def _conclude(self, row: RawRow, table: Table) -> tuple[Conclusion, str]:
        found = self.concluded(row, table)
        return found, "exact" if found.is_exact else "quick"

    def _next(self, row: RawRow, table: Table, conclude: Callable[[], tuple[Conclusion, str]]) -> list[Cell]:
        """The row of a subject, as it was kept or as it is concluded, with how; it is counted."""
        kept = self.kept.next()
        if kept is None:
            found, way = conclude()
            cells = self.layout.row((*(text or None for text in table.key(row)), *table.kept(row)), found)
            self.kept.add(way, cells)
        else:
            (way, cells), found = kept, conclusion_of(kept.cells, self.layout)
            problems = are_errors(cells)
            if any(len(self._told[is_error]) < MOST_TOLD for is_error in problems):
                found = found._replace(diagnostics=conclude()[0].diagnostics)
            else:
                self._more += len(problems)
        self._count(found, way)
        if self._is_below(found.level) and not self.below.is_full():
            self.below.add(row.line(), table.columns, partial(self._rows_for, table.key(row)))
        return cells

    def write(self, file: IO[bytes], suffix: str, progress: Progress | None = None, paper: Paper | None = None) -> None:
        """Write the result by the suffix of its name; for people by a paper."""
        write_rows(file, suffix, self.layout.names, self.rows(progress), paper)

    def opened(self, path: str) -> Table:
        """A table whose columns are understood. Raises Unreadable where they are not."""
        opened, known = self._opened(path)
        if is_long(opened.heads):
            long = self._long.get(path)
            if long is None:
                long = self._long[path] = LongTable(opened, self._known)
            return Table(long.turned(), long.known, self._keep, self._quick, is_long=True)
        return Table(opened, known, self._keep, self._quick)

    def concluded(self, row: RawRow, table: Table) -> Conclusion:
        """What is concluded on one row: the quick way where that is open, else the exact one."""
        key = table.key(row)
        found = self._refused(key, row)
        if found is None and not self._is_exact and not self._rows_of:
            found = table.quick.concluded(row.values, row.line)
        if found is None:
            found = concluded_exactly(row.line(), table.columns, self.ruleset, self._rows_for(key))
        told = self._out_of_force(key[2])
        return found._replace(diagnostics=(*told, *found.diagnostics)) if told else found

    def _rows_for(self, key: Key) -> Rows:
        """The rows of a subject by their tables."""
        return {one.table: one.of(key) for one in self._rows_of}

    def _out_of_force(self, period: str) -> tuple[Diagnostic, ...]:
        """A warning where the edition was not in force at the end of a period, as `check` gives it; found once."""
        if period not in self._periods:
            if len(self._periods) >= MOST_PERIODS:
                self._periods.clear()
            node = period_node(Scalar(period, False, _NOWHERE))
            end = read_period(Record((Pair(Scalar(PERIOD, True, _NOWHERE), node),), _NOWHERE))[0]
            self._periods[period] = () if end is None else out_of_force(self.ruleset, end.end)
        return self._periods[period]

    def _refused(self, key: Key, row: RawRow) -> Conclusion | None:
        """A row of nobody, or one of several of one subject."""
        if not key[0] and not key[1]:
            return refused((error("ER691", row.line().place),))
        if row.problems:
            return refused(row.problems)
        if not is_among(key, self._doubled) or key not in self._twins:
            return None
        own = row.line().place
        others = [place for place in self._twins[key] if place != str(own)]
        named = [*others[:MOST_TWINS], *([f"… ({len(others) - MOST_TWINS})"] if len(others) > MOST_TWINS else [])]
        return refused((error("ER008", own, path=str(own), others=", ".join(named)),))

    def _count(self, found: Conclusion, way: str) -> None:
        self.counts["rows"] += 1
        self.counts[found.status] += 1
        self.counts[way] += 1
        if found.level is not None:
            self.levels[found.level] += 1
        if not found.is_refused:
            self._stand(found.possible, found.rules, 1)
        for one in found.diagnostics:
            self._tell(one)

    def _stand(self, possible: Sequence[str], rules: Sequence[str], count: int) -> None:
        """Count so many rows whose levels are still possible, by the rules that give an only one."""
        lower = [level in self._lower for level in possible]
        self.standings[None if len(set(lower)) > 1 else not lower[0]] += count
        if all(lower):
            self.barred.update({rule: count for rule in rules if is_bar(rule)})

    def _is_below(self, level: str | None) -> bool:
        return level in self._lower

    def _tell(self, problem: Diagnostic) -> None:
        listed = self._told[problem.is_error]
        if len(listed) < MOST_TOLD:
            listed.append(problem)
        else:
            self._more += 1

    # -- before anything is concluded ------------------------------------------------------------------------------

    def _opened(self, path: str) -> tuple[WideTable, Known]:
        known: list[Known] = []

        def form_of(first: Sequence[Line]) -> Any:  # noqa: ANN401 - the form of what is known
            known.append(self._known(first))
            return known[-1].form

        return open_wide(path, form_of), known[-1] if known else self._known(())

    def _looked_through(self, path: str, twins: Twins) -> Input:
        file, _ = split_table(path)
        table = self.opened(path)
        count = 0
        for row in table.subjects():
            key = table.key(row)
            if key[0] or key[1]:
                twins.add(key)
            count += 1
        columns = tuple((one.name, one.place.id if one.place is not None else "") for one in table.columns)
        return Input(os.path.basename(path), digest_of(file), count, columns)

    def _keys(self, path: str) -> Iterator[tuple[Key, str]]:
        table = self.opened(path)
        for row in table.subjects():
            yield table.key(row), str(row.line().place) if is_among(table.key(row), self._doubled) else ""


def digest_of(path: str) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
