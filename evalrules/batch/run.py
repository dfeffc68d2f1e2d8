"""The story of a batch: every table opened and its subjects noted, then each row concluded and handed on, in order."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import IO, Any, TypeAlias

from evalrules.base.diagnostics import Diagnostic, error, has_errors, warning
from evalrules.base.records import NamedTuple
from evalrules.base.source import Pair, Record, Scalar, Span
from evalrules.base.table_words import is_note, is_total
from evalrules.batch.columns import PERIOD, SUBJECT, Known, Place, known_columns, placed_columns
from evalrules.batch.conclusion import Cell, Conclusion, Layout, refused
from evalrules.batch.exact import concluded_exactly, period_node
from evalrules.batch.plain import BLANK, Quick
from evalrules.batch.twins import Key, Twins, is_among, places_of
from evalrules.batch.writing import write_rows
from evalrules.frontend.opening import read_period
from evalrules.loading import out_of_force
from evalrules.model.ruleset import Ruleset
from evalrules.readers.grid import Line, text_of_cell
from evalrules.readers.headings import Heads
from evalrules.readers.table_rows import passed_over
from evalrules.readers.unreadable import Unreadable
from evalrules.readers.wide import RawRow, WideTable, open_wide, split_table

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


class Told(NamedTuple):
    """Problems for people, as many as are shown, and how many more there are."""

    shown: list[Diagnostic]
    more: int


class Batch:
    """A run over tables. Made, every table is open and its subjects are known; `rows` concludes, and counts.

    Raises Unreadable with everything that keeps a table from being read, or its columns from being understood.
    """

    engine = "python"
    """The way in which it goes."""

    unsaid: Mapping[int, str] = {}
    """Why a table went another way, by its number."""

    def __init__(
        self, ruleset: Ruleset, paths: Sequence[str], keep: Sequence[str] = (), *, is_exact: bool = False
    ) -> None:
        if ruleset.tables:
            names = ", ".join(ruleset.tables)
            raise Unreadable(error("ER693", None, ruleset=ruleset.name, tables=names))
        self.ruleset = ruleset
        self.layout = Layout(ruleset, tuple(keep))
        self.counts: Counter[str] = Counter()
        self.levels: Counter[str] = Counter()
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
        self.inputs: tuple[Input, ...] = ()
        self._look_through()

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
                found = self.concluded(row, table)
                self._count(found)
                yield self.layout.row((*(text or None for text in table.key(row)), *table.kept(row)), found)

    def write(self, file: IO[bytes], suffix: str, progress: Progress | None = None) -> None:
        """Write the result by the suffix of its name."""
        write_rows(file, suffix, self.layout.names, self.rows(progress))

    def opened(self, path: str) -> Table:
        """A table whose columns are understood. Raises Unreadable where they are not."""
        opened, known = self._opened(path)
        return Table(opened, known, self._keep, self._quick)

    def concluded(self, row: RawRow, table: Table) -> Conclusion:
        """What is concluded on one row: the quick way where that is open, else the exact one."""
        key = table.key(row)
        found = self._refused(key, row)
        if found is None and not self._is_exact:
            found = table.quick.concluded(row.values, row.line)
        found = found or concluded_exactly(row.line(), table.columns, self.ruleset)
        told = self._out_of_force(key[2])
        return found._replace(diagnostics=(*told, *found.diagnostics)) if told else found

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
        if not is_among(key, self._doubled) or key not in self._twins:
            return None
        own = row.line().place
        others = [place for place in self._twins[key] if place != str(own)]
        named = [*others[:MOST_TWINS], *([f"… ({len(others) - MOST_TWINS})"] if len(others) > MOST_TWINS else [])]
        return refused((error("ER008", own, path=str(own), others=", ".join(named)),))

    def _count(self, found: Conclusion) -> None:
        self.counts["rows"] += 1
        self.counts[found.status] += 1
        self.counts["exact" if found.is_exact else "quick"] += 1
        if found.level is not None:
            self.levels[found.level] += 1
        for one in found.diagnostics:
            self._tell(one)

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


class Table:
    """An open table whose columns are understood. Raises Unreadable where they are not."""

    def __init__(self, opened: WideTable, known: Known, keep: Sequence[str], quick: Quick) -> None:
        self._wide = opened
        self.columns, problems = placed_columns(opened.heads, known, keep)
        if has_errors(problems):
            raise Unreadable(*problems)
        self.problems = [*self._wide.problems, *problems]
        self.quick = quick.rows_of(self.columns)
        self._at = {one.place: one.at for one in self.columns if one.place is not None}
        self._who = [self._at.get(Place(*own), -1) for own in ((SUBJECT, "id"), (SUBJECT, "name"), (PERIOD, ""))]
        by_name = {one.name: one.at for one in self.columns}
        self._kept = [by_name.get(name, -1) for name in keep]

    def line_of(self, row: RawRow) -> Diagnostic | None:
        """What is said of a line that is no subject's."""
        return self._beside(row)

    @property
    def heads(self) -> Heads:
        """The heading."""
        return self._wide.heads

    @property
    def lines(self) -> Iterator[RawRow]:
        """Every line below the heading."""
        return self._wide.rows

    def subjects(self, tell: Callable[[Diagnostic], None] | None = None) -> Iterator[RawRow]:
        """The rows, without those that are none: blank ones, totals, notes, a heading said again."""
        for row in self._wide.rows:
            if is_blank(row):
                continue
            beside = self._beside(row)
            if beside is None:
                yield row
            elif tell is not None:
                tell(beside)

    def _beside(self, row: RawRow) -> Diagnostic | None:
        """What is said of a line that is no subject's."""
        identity, name, _ = self.key(row)
        if identity and name and not _is_word(identity) and not _is_word(name):
            return None
        line = row.line()
        total = next((text for text in (identity, name) if text and is_total(text)), "")
        return warning("ER492", line.place, text=total) if total else passed_over(line, self._wide.heads)

    def key(self, row: RawRow) -> Key:
        """Whose row it is."""
        identity, name, period = (self._text(row, at) for at in self._who)
        return identity, name, period

    def kept(self, row: RawRow) -> list[Cell]:
        """The values of the columns that are kept."""
        return [self._text(row, at) or None for at in self._kept]

    @staticmethod
    def _text(row: RawRow, at: int) -> str:
        value = row.values[at] if 0 <= at < len(row.values) else None
        if value is None:
            return ""
        if type(value) is str:
            return value.strip(BLANK)
        return str(value) if type(value) is int else text_of_cell(row.line().cells.get(at + 1))


def is_blank(row: RawRow) -> bool:
    """Whether nothing stands in a row."""
    return all(value is None or value == "" for value in row.values)


def _is_word(text: str) -> bool:
    """Whether a text may be a word of ours for lines that are no subject's."""
    return is_total(text) or is_note(text)


def digest_of(path: str) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
