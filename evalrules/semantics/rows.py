"""The rows of tables: each a small subject of its own, counted, added up, or measured against the others.

A row that is missing is no row, unless the standard says how many there must be or the evidence says that it is not
complete: then counts are lower bounds, `every` is at most unknown, and a statistic is unknown. See P27, P28, P61-P69.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias

from evalrules.base.truth import Truth
from evalrules.model.evidence import Bounds, Row, Rows
from evalrules.model.plain_cells import facts_of_row, said_in
from evalrules.model.ruleset import Table
from evalrules.semantics.conditions import said
from evalrules.semantics.interval import INFINITE, ZERO, Bound
from evalrules.semantics.row_columns import ColumnReadings
from evalrules.semantics.row_parts import (
    MOST_INPUTS,
    Cells,
    Inputs,
    Keys,
    Only,
    ScopedRow,
    Tallied,
    among,
    cells_in,
    holds_in,
    looks_at_no_other,
    names_behind,
    rows_breaking,
    rows_to_come,
    tallied,
    tallied_of,
    where_of,
    worst_of,
)
from evalrules.semantics.row_statistics import StatisticsOfRows
from evalrules.semantics.scope import Counts, Options, Scope
from evalrules.tree.nodes import Expression, Fact, RowStatistic, RowTally, Worst

_MOST_STEPS = 16  # so many changes of cells may follow one on another before all is counted from the first rows again


CellsByRow: TypeAlias = dict[int, tuple[Row, dict[str, Any]]]
"""The plain cells of rows by the identity of each, where the same rows are read again and again."""


class TableReadings(StatisticsOfRows):
    """The tables of one subject, ready to be read; what was read is kept for each state of the subject it looks at."""

    _before: TableReadings | None
    reads_columns = True
    """Whether rows are those of the evidence, which the standard leaves out or not."""

    def __init__(
        self,
        tables: Mapping[str, Rows],
        *,
        makes_more_indicators: bool = False,
        changed: Cells | None = None,
        before: TableReadings | None = None,
        inputs: Inputs | None = None,
    ) -> None:
        self.tables = tables
        self.makes_more_indicators = makes_more_indicators
        self.changed = changed or {}
        self._before = before
        self._columns = ColumnReadings(tables) if self.reads_columns and before is None and not changed else None
        self.steps: int = 0 if before is None else before.steps + 1
        self.twin: TableReadings | None = None
        self._rows: dict[tuple[object, ...], list[ScopedRow]] = {}
        self._every: dict[tuple[object, ...], list[ScopedRow]] = {}
        self._among: dict[tuple[int, Only, int], tuple[Expression | None, list[ScopedRow]]] = {}
        self._by_key: dict[tuple[object, ...], Mapping[tuple[str, ...], ScopedRow]] = {}
        self.by_value: dict[tuple[str, str], _ByValue] = {}
        self.kept: dict[tuple[object, ...], tuple[Expression | None, Any]] = {}
        self.inputs: Inputs = before.inputs if before is not None else {} if inputs is None else inputs
        self.cells: CellsByRow | None = None

    def with_cells(self, changed: Cells) -> TableReadings:
        """The same rows with some cells changed; a derived column may be set too, and then counts as set.

        What was found out about the other rows is not found out again.
        """
        before = self.first if self.steps >= _MOST_STEPS else self
        merged = {**self.changed, **{row: {**self.changed.get(row, {}), **cells} for row, cells in changed.items()}}
        more = self.makes_more_indicators
        return TableReadings(self.tables, makes_more_indicators=more, changed=merged, before=before)

    def afresh(self, inputs: Inputs | None = None) -> TableReadings:
        """The same rows, of which nothing has been read yet; `inputs` is what readings look at, where that is known."""
        more = self.makes_more_indicators
        return TableReadings(self.tables, makes_more_indicators=more, changed=self.changed, inputs=inputs)

    def beside(self, *, counts_alike: bool = True) -> TableReadings:
        """The same rows under another ruleset that derives the same, and has the same numbers if it `counts_alike`."""
        twin = self.afresh(self.inputs)
        twin.twin = self
        if counts_alike:
            twin.kept, twin.by_value = self.kept, self.by_value
        return twin

    @property
    def first(self) -> TableReadings:
        return self if self._before is None else self._before.first

    def _moved(self, table: str) -> list[tuple[str, ...]]:
        """The keys of the rows of a table that differ from what was before."""
        before = self._before.changed if self._before is not None else {}
        return [own[1] for own, cells in self.changed.items() if own[0] == table and before.get(own) != cells]

    # -- rows --------------------------------------------------------------------------------------------------

    def rows(self, table: str, scope: Scope, node: Expression | None = None) -> list[ScopedRow]:
        """The rows of a table, each in its scope, without those that are certainly left out.

        They are made once for each state of the subject that they, or the expression, look at.
        """
        key = self._key(table, node, scope)
        if key not in self._rows:
            every = self.every(table, scope, node)
            self._rows[key] = every if all(row.counts for row in every) else [r for r in every if r.counts is not False]
        return self._rows[key]

    def every(self, table: str, scope: Scope, node: Expression | None = None) -> list[ScopedRow]:
        """The rows of a table as they were given, also those that are left out."""
        key = self._key(table, node, scope)
        if key not in self._every:
            self._every[key] = self._scoped(scope.ruleset.tables[table], scope, node)
        return self._every[key]

    def made(self, table: str, scope: Scope, node: Expression | None) -> list[ScopedRow] | None:
        """The same where they were made already; else None."""
        return self._every.get(self._key(table, node, scope))

    def by_key(self, table: str, scope: Scope, node: Expression | None) -> Mapping[tuple[str, ...], ScopedRow]:
        """Every row by its key; where they were not made yet, each when it is asked for."""
        key = self._key(table, node, scope)
        if key not in self._by_key:
            if self.reads_columns and key not in self._every:
                self._by_key[key] = _RowsByKey(self._given(table), lambda row: self._one(table, row, scope, node))
            else:
                self._by_key[key] = {row.key: row for row in self.every(table, scope, node)}
        return self._by_key[key]

    def _given(self, table: str) -> tuple[Row, ...]:
        return self.tables[table].rows if table in self.tables else ()

    def _one(self, table: str, row: Row, scope: Scope, node: Expression | None) -> ScopedRow:
        """One row in its scope: as it was before where nothing of it moved."""
        before = self._before
        is_as_before = before is not None and self._is_of_each_alone(table, node, scope)
        if before is not None and is_as_before and row.key not in self._moved(table):
            return before.by_key(table, scope, node)[row.key]
        return self.scoped(scope.ruleset.tables[table], row, scope)

    def matching(self, declared: Table, column: str, value: str) -> SomeRows:
        """The rows of one table, left out or not, whose column has a value: each table is gone through just once."""
        key = (declared.id, column)
        if key not in self.by_value:
            self.by_value[key] = _ByValue(declared, self.tables.get(declared.id), column, self.changed)
        return self.by_value[key].of(value)

    def _key(self, table: str, node: Expression | None, scope: Scope) -> tuple[object, ...]:
        """Under what the rows are kept: those that look at others are made again where these were changed."""
        is_alone = self._before is None or self._is_of_each_alone(table, node, scope)
        return (table, is_alone, *self._state(table, node, scope))

    def _state(self, table: str, node: Expression | None, scope: Scope) -> tuple[object, ...]:
        """What the facts and attributes are that the rows or the expression look at."""
        names = self._names(table, node, scope)
        known = tuple((name, scope.facts.get(name), scope.attributes.get(name)) for name in names)
        return (*known, *scope.fixed.intersection(names)) if scope.fixed else known

    def _names(self, table: str, node: Expression | None, scope: Scope) -> tuple[str, ...]:
        key = (table, id(node))
        known = self.inputs.get(key)
        if known is None:
            if len(self.inputs) >= MOST_INPUTS:
                self.inputs.clear()
            known = self.inputs[key] = (node, names_behind(table, node, scope.ruleset))
        return known[1]

    def _scoped(self, declared: Table, scope: Scope, node: Expression | None) -> list[ScopedRow]:
        given = self.tables.get(declared.id)
        if given is None:
            return []
        subject = scope.subject or scope
        if self.twin is not None and (known := self.twin.made(declared.id, scope, node)):
            under = partial(Scope.under, ruleset=scope.ruleset, rows=self, subject=subject, answers=scope.answers)
            return [one._replace(scope=under(one.scope)) for one in known]
        if self._before is None or not self._is_of_each_alone(declared.id, node, scope):
            return [self.scoped(declared, row, scope) for row in given.rows]
        moved = frozenset(self._moved(declared.id))
        before = self._before.every(declared.id, scope, node)
        pairs = zip(given.rows, before, strict=True)
        return [self.scoped(declared, row, scope) if row.key in moved else known for row, known in pairs]

    def _is_of_each_alone(self, table: str, node: Expression | None, scope: Scope) -> bool:
        """Whether what is asked of each row looks at no other row, so that those that stay need no other look."""
        first, key = self.first, ("alone", table, id(node))
        if key not in first.kept:
            first.kept[key] = (node, looks_at_no_other(scope.ruleset.tables[table], node, scope.ruleset))
        return bool(first.kept[key][1])

    def scoped(self, declared: Table, row: Row, scope: Scope) -> ScopedRow:
        """A row in its scope, with whether it counts."""
        own = self._own(row, scope)
        if (declared.id, row.key) in self.changed:
            own = own.with_facts(self.changed[declared.id, row.key])
        left_out = holds_in(declared.leave_out.root, own) if declared.leave_out is not None else False
        return ScopedRow(row.key, own, None if left_out is None else not left_out)

    def _own(self, row: Row, scope: Scope) -> Scope:
        return scope.of_row(facts_of_row(scope.facts, row))

    def more(self, declared: Table, only: Only = ()) -> Bound:
        """How many rows there may be beyond those that were given, with the options that `only` asks for."""
        return rows_to_come(declared, self.tables.get(declared.id), only)

    def chosen(self, table: str, only: Only, scope: Scope, node: Expression | None = None) -> list[ScopedRow]:
        """The rows that `node` looks at, of those with the options of `only`, also where it is open for one."""
        rows, where = self.rows(table, scope, node), where_of(node)
        key = (id(rows), only, id(where))  # both are kept, so that no others can have their identity
        if (only or where is not None) and key not in self._among:
            self._among[key] = (where, among(rows, only, where))
        return self._among[key][1] if key in self._among else rows

    def _replaced(self, node: RowTally | RowStatistic, scope: Scope) -> tuple[list[ScopedRow], list[ScopedRow]] | None:
        """The rows as they were before and as they are now; None where the others have to be looked at again, too."""
        if self._before is None or not self._is_of_each_alone(node.table, node, scope):
            return None
        before, declared = self._before, scope.ruleset.tables[node.table]
        moved = frozenset(self._moved(node.table))
        was, now = (  # later evidence has rows of its own
            [one.scoped(declared, row, scope) for row in one._given(node.table) if row.key in moved]  # noqa: SLF001
            for one in (before, self)
        )
        counting = ([row for row in some if row.counts is not False] for some in (was, now))
        return tuple(among(some, node.only, node.where) for some in counting)  # type: ignore[return-value]  # two of them

    def for_every_option(self, node: Expression, scope: Scope) -> Truth:
        if scope.subject is not None:
            return None
        from evalrules.semantics.every_option import Unknown, agreed  # few conditions over rows are open

        unknown = Unknown(self.tables, self.changed, self.first.kept)
        return agreed(node, unknown.cells(node, scope.ruleset), lambda cells: scope.reading(self.with_cells(cells)))

    # -- readings ----------------------------------------------------------------------------------------------

    def counts(self, node: RowTally, scope: Scope) -> Counts:
        """How many rows the condition holds for, and does not, each within bounds."""
        found = self.tallied(node, scope)
        more = self.more(scope.ruleset.tables[node.table], node.only) + found.open
        return (
            (Fraction(found.holding), found.holding + found.may_hold + more),
            (Fraction(found.failing), found.failing + found.may_fail + more),
        )

    def tallied(self, node: RowTally, scope: Scope) -> Tallied:
        return self._once("counts", node, scope, lambda: self._tallied(node, scope))

    def _tallied(self, node: RowTally, scope: Scope) -> Tallied:
        found = self._holding(node, scope)
        if found is not None:
            return tallied_of(found)
        replaced = self._replaced(node, scope)
        if replaced is None or self._before is None:
            return tallied(node, self.chosen(node.table, node.only, scope, node))
        without, added = (tallied(node, rows) for rows in replaced)
        known = self._before.tallied(node, scope)
        return Tallied(*(a - b + c for a, b, c in zip(known, without, added, strict=True)))

    def against(self, node: RowTally, scope: Scope, *, wanted: bool) -> list[ScopedRow]:
        """The rows that certainly count and for which the condition certainly is not as `wanted`."""
        return [self.in_scope(node.table, row, scope) for row in self.failing(node, scope, wanted=wanted)]

    def in_scope(self, table: str, row: Row | ScopedRow, scope: Scope) -> ScopedRow:
        """A row in its scope."""
        return row if isinstance(row, ScopedRow) else self.scoped(scope.ruleset.tables[table], row, scope)

    def failing(self, node: RowTally, scope: Scope, *, wanted: bool) -> Sequence[Row | ScopedRow]:
        """The same rows as they are at hand: there may be many, of which few are looked at."""

        def find() -> frozenset[tuple[str, ...]]:
            known = self._holding(node, scope)
            if known is not None:
                return frozenset(row.key for row, holds in known if holds is (not wanted))
            rows = (row for row in self.chosen(node.table, node.only, scope, node) if row.counts)
            return frozenset(row.key for row in rows if holds_in(node.body, row.scope) is (not wanted))

        keys = self._once(f"against {wanted}", node, scope, find)
        every = self.made(node.table, scope, node)
        if every is not None:
            return [row for row in every if row.key in keys]
        rows = self.tables[node.table].rows if keys else ()
        return [row for row in rows if row.key in keys]

    def _holding(self, node: RowTally, scope: Scope) -> list[tuple[Row, Truth]] | None:
        """The rows that count, each with whether the condition holds, where their columns tell."""
        columns = self._columns
        return None if columns is None else columns.holding(node, scope, lambda row: self._own(row, scope))

    def breaking(self, root: Expression, table: str, scope: Scope, left: Keys | None = None) -> list[ScopedRow]:
        """The rows of a table, left out or not, for which a condition certainly does not hold; of `left` alone."""
        return rows_breaking(root, self.every(table, scope), left)

    def worst(self, node: Worst, scope: Scope) -> Options:
        """The grades that the worst of the rows can be; every grade where there may be no row to look at."""
        rows = self.chosen(node.table, node.only, scope, node)
        may_be_more = self.more(scope.ruleset.tables[node.table], node.only) != 0
        return worst_of(node.item, rows, scope.ruleset.grades, may_be_more=may_be_more)


class SomeRows(TableReadings):
    """Some rows of one table as a table of its own: none of them is left out, whatever it says of itself."""

    reads_columns = False

    def _said(self, column: Fact, declared: Table, scope: Scope) -> list[object]:
        """What each of these rows certainly says in a column; that of a derived one is worked out in its row."""
        if scope.ruleset.measures[column.measure].value is not None:
            return [said(column, row.scope) for row in self.every(declared.id, scope)]
        cells = cells_in(self.tables[declared.id], column.measure, self.changed)
        return [value.exact if isinstance(value, Bounds) else value for value in cells]

    def like(self, rows: Rows) -> SomeRows:
        """Other rows of the same table; what expressions look at is worked out once for all of them."""
        return SomeRows({rows.table: rows}, changed=self.changed, inputs=self.inputs)

    def _scoped(self, declared: Table, scope: Scope, node: Expression | None) -> list[ScopedRow]:
        return [row._replace(counts=True) for row in super()._scoped(declared, scope, node)]

    def more(self, declared: Table, only: Only = ()) -> Bound:  # noqa: ARG002 - of these, whatever else is asked
        """How many more of these rows there may be: none, or any number."""
        return ZERO if self.tables[declared.id].complete else INFINITE

    def some(self, declared: Table) -> Truth:
        """Whether there is any of them."""
        return True if self.tables[declared.id].rows else None if self.more(declared) else False

    def usual(self, column: Fact, declared: Table, scope: Scope) -> object:
        """What most of these rows say in a column, of several the first; None where none says anything."""
        key = ("usual", column.measure)
        if key not in self.kept:
            said_by = [one for one in self._said(column, declared, scope) if one is not None]
            first = said_by[0] if said_by else None
            is_alike = all(one == first for one in said_by[1:])
            self.kept[key] = (None, first if is_alike else Counter(said_by).most_common(1)[0][0])
        return self.kept[key][1]


class _ByValue:
    """The rows of a table by what they have in one column; those of a value are a table when somebody asks."""

    def __init__(self, declared: Table, given: Rows | None, column: str, changed: Cells) -> None:
        self._rows: dict[str, list[Row]] = {}
        for row, value in zip(given.rows, said_in(given.rows, column), strict=True) if given is not None else ():
            if isinstance(value, str):
                self._rows.setdefault(value, []).append(row)
        is_known = given is not None and sum(map(len, self._rows.values())) == len(given.rows)
        self._others = Rows(declared.id, (), is_known and rows_to_come(declared, given) == 0, declared.span)
        self._none = SomeRows({declared.id: self._others}, changed=changed)
        self._made: dict[str, SomeRows] = {}

    def of(self, value: str) -> SomeRows:
        """The rows with a value, none where it is nowhere."""
        if value not in self._made and value in self._rows:
            self._made[value] = self._none.like(self._others._replace(rows=tuple(self._rows[value])))
        return self._made.get(value, self._none)


class _RowsByKey(Mapping[tuple[str, ...], ScopedRow]):
    """The rows of a table by their keys, each in its scope when somebody asks for it."""

    def __init__(self, rows: Iterable[Row], scoped: Callable[[Row], ScopedRow]) -> None:
        self._rows = {row.key: row for row in rows}
        self._scoped = scoped
        self._made: dict[tuple[str, ...], ScopedRow] = {}

    def __getitem__(self, key: tuple[str, ...]) -> ScopedRow:
        if key not in self._made:
            self._made[key] = self._scoped(self._rows[key])
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
