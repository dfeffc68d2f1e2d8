"""The rows of tables: each a small subject of its own, counted, added up, or measured against the others.

A row that is missing is no row, unless the standard says how many there must be or the evidence says that it is
not complete: then counts are lower bounds, `every` is at most unknown, and a statistic is unknown. A statistic is
the form that its function names (docs/language.md); a row of weight 0 is not in it. See P27, P28, P61-P69.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from evalrules.base.truth import Truth
from evalrules.model.evidence import Bounds, FactValue, Row, Rows
from evalrules.model.refs import is_column
from evalrules.model.ruleset import Ruleset, Table, measures_behind
from evalrules.semantics.conditions import is_never_negative, number, options, said, truth
from evalrules.semantics.interval import INFINITE, ZERO, Bound, Interval, add, exact_value, point
from evalrules.semantics.scope import Counts, Options, Scope
from evalrules.semantics.statistics import (
    KnownRows,
    exact_sum,
    known_rows,
    lacks_rows,
    mean_of,
    spread_about,
    statistic_of,
    unknown_statistic,
)
from evalrules.tree.nodes import Attribute, Expression, Fact, Parameter, RowStatistic, RowTally, Worst
from evalrules.tree.walk import walk

EMPTY, NO_MEAN = "empty_set", "mean_not_positive"
"""Why a statistic over known rows has no value: too few rows to look at, or a mean that is not above 0."""

Only: TypeAlias = tuple[tuple[str, str], ...]
"""Columns, each with the option that a row has to have there."""

RowId: TypeAlias = tuple[str, tuple[str, ...]]
"""A row by its table and its key."""


class ScopedRow(NamedTuple):
    """A row with its scope; `counts` is False for a row that the standard leaves out, None where that is open."""

    key: tuple[str, ...]
    scope: Scope
    counts: Truth


class TableReadings:
    """The tables of one subject, ready to be read; what was read is kept for each state of the subject it looks at."""

    def __init__(
        self,
        tables: Mapping[str, Rows],
        *,
        makes_more_indicators: bool = False,
        changed: Mapping[RowId, Mapping[str, FactValue]] | None = None,
    ) -> None:
        self.tables = tables
        self.makes_more_indicators = makes_more_indicators
        self._changed = changed or {}
        self._rows: dict[tuple[object, ...], list[ScopedRow]] = {}
        self._every: dict[tuple[object, ...], list[ScopedRow]] = {}
        self._matching: dict[tuple[str, str], tuple[dict[str, SomeRows], SomeRows]] = {}
        self._kept: dict[tuple[object, ...], object] = {}
        self._inputs: dict[tuple[str, int], tuple[str, ...]] = {}

    def with_cells(self, changed: Mapping[RowId, Mapping[str, FactValue]]) -> TableReadings:
        """The same rows with some cells changed; a derived column may be set too, and then counts as set."""
        return TableReadings(self.tables, makes_more_indicators=self.makes_more_indicators, changed=changed)

    # -- rows --------------------------------------------------------------------------------------------------

    def rows(self, table: str, scope: Scope, node: Expression | None = None) -> list[ScopedRow]:
        """The rows of a table, each in its scope, without those that are certainly left out.

        They are made once for each state of the subject that they, or the expression, look at.
        """
        key = (table, *self._state(table, node, scope))
        if key not in self._rows:
            every = self.every(table, scope, node)
            self._rows[key] = every if all(row.counts for row in every) else [r for r in every if r.counts is not False]
        return self._rows[key]

    def every(self, table: str, scope: Scope, node: Expression | None = None) -> list[ScopedRow]:
        """The rows of a table as they were given, also those that are left out."""
        key = (table, *self._state(table, node, scope))
        if key not in self._every:
            self._every[key] = self._scoped(scope.ruleset.tables[table], scope)
        return self._every[key]

    def matching(self, declared: Table, column: str, value: str) -> SomeRows:
        """The rows of one table, left out or not, whose column has a value: each table is gone through just once."""
        if (declared.id, column) not in self._matching:
            self._matching[declared.id, column] = _by_value(declared, self.tables.get(declared.id), column)
        found, others = self._matching[declared.id, column]
        return found.get(value, others)

    def _state(self, table: str, node: Expression | None, scope: Scope) -> tuple[object, ...]:
        """What the subject's facts and attributes are, as far as the rows or the expression look at them."""
        names = self._names(table, node, scope)
        known = tuple((name, scope.facts.get(name), scope.attributes.get(name)) for name in names)
        return (*known, *scope.fixed.intersection(names)) if scope.fixed else known

    def _names(self, table: str, node: Expression | None, scope: Scope) -> tuple[str, ...]:
        key = (table, id(node))
        if key not in self._inputs:
            declared = scope.ruleset.tables[table]
            formulas = [scope.ruleset.measures[column].value for column in declared.columns]
            roots = [condition.root for condition in (declared.leave_out, *formulas) if condition is not None]
            self._inputs[key] = _subject_names([*roots, *([] if node is None else [node])], scope.ruleset)
        return self._inputs[key]

    def _scoped(self, declared: Table, scope: Scope) -> list[ScopedRow]:
        found = []
        given = self.tables.get(declared.id)
        for row in given.rows if given is not None else ():
            cells: dict[str, FactValue] = {column: fact.value for column, fact in row.cells.items()}
            own = scope.of_row(cells)
            if (declared.id, row.key) in self._changed:
                own = own.with_facts(self._changed[declared.id, row.key])
            left_out = _holds(declared.leave_out.root, own) if declared.leave_out is not None else False
            found.append(ScopedRow(row.key, own, None if left_out is None else not left_out))
        return found

    def more(self, declared: Table, only: Only = ()) -> Bound:
        """How many rows there may be beyond those that were given, with the options that `only` asks for."""
        return rows_to_come(declared, self.tables.get(declared.id), only)

    def chosen(self, table: str, only: Only, scope: Scope, node: Expression | None = None) -> list[ScopedRow]:
        """The rows with the options that `only` asks for; one whose option is not known may be among them."""
        rows = self.rows(table, scope, node)
        for column, option in only:
            rows = [picked for row in rows if (picked := _picked(row, column, option)) is not None]
        return rows

    # -- readings ----------------------------------------------------------------------------------------------

    def counts(self, node: RowTally, scope: Scope) -> Counts:
        """How many rows the condition holds for, and does not, each within bounds."""
        key = ("counts", id(node), *self._state(node.table, node, scope))
        if key not in self._kept:
            self._kept[key] = self._counts(node, scope)
        return self._kept[key]  # type: ignore[return-value]  # kept under this name

    def _counts(self, node: RowTally, scope: Scope) -> Counts:
        holding = failing = open_rows = may_hold = may_fail = 0
        for row in self.chosen(node.table, node.only, scope, node):
            holds = _holds(node.body, row.scope)
            if holds is None:
                open_rows += 1
            elif row.counts:
                holding, failing = holding + holds, failing + (not holds)
            else:
                may_hold, may_fail = may_hold + holds, may_fail + (not holds)
        more = self.more(scope.ruleset.tables[node.table], node.only) + open_rows
        return (Fraction(holding), holding + may_hold + more), (Fraction(failing), failing + may_fail + more)

    def statistic(self, node: RowStatistic, scope: Scope) -> Interval:
        """Every number that the statistic can be."""
        key = ("statistic", id(node), *self._state(node.table, node, scope))
        if key not in self._kept:
            self._kept[key] = self._statistic(node, scope)
        return self._kept[key]  # type: ignore[return-value]  # kept under this name

    def _statistic(self, node: RowStatistic, scope: Scope) -> Interval:
        rows = self.chosen(node.table, node.only, scope, node)
        if node.op == "sum":
            values = [_numbers(node.item, row.scope) for row in rows]
            more = self.more(scope.ruleset.tables[node.table], node.only)
            return _total(values, rows, more, never_negative=is_never_negative(node.item, scope))
        found = self._whole(node, rows, scope)
        if found is None or lacks_rows(node.op, found):
            return unknown_statistic(node.op)
        if node.about is None:
            return statistic_of(node.op, found)
        centre = exact_value(number(node.about, scope))
        return unknown_statistic(node.op) if centre is None else spread_about(node.op, found, centre)

    def _whole(self, node: RowStatistic, rows: list[ScopedRow], scope: Scope) -> KnownRows | None:
        """The rows as numbers; None where a row may be missing or left out, or a number is not known."""
        if self.more(scope.ruleset.tables[node.table], node.only) != 0 or not all(row.counts for row in rows):
            return None
        values = [_numbers(node.item, row.scope) for row in rows]
        weights = [_numbers(node.weight, row.scope) for row in rows] if node.weight is not None else None
        return known_rows(values, weights)

    def undefined(self, node: RowStatistic, scope: Scope) -> str:
        """Why a statistic has no value although every row and number is known: `EMPTY` or `NO_MEAN`; else ""."""
        found = self._whole(node, self.chosen(node.table, node.only, scope, node), scope)
        if found is None or node.op == "sum":
            return ""
        if lacks_rows(node.op, found):
            return EMPTY
        if not node.op.startswith("cv"):
            return ""
        centre = mean_of(found) if node.about is None else exact_value(number(node.about, scope))
        return NO_MEAN if centre is not None and centre <= 0 else ""

    def weightless(self, node: RowStatistic, scope: Scope) -> list[tuple[str, ...]]:
        """The keys of the rows that a weighted statistic leaves out, as their weight is 0."""
        if node.weight is None:
            return []
        rows = self.chosen(node.table, node.only, scope, node)
        return [row.key for row in rows if exact_value(number(node.weight, row.scope)) == 0]

    def worst(self, node: Worst, scope: Scope) -> Options:
        """The grades that the worst of the rows can be; every grade where there may be no row to look at."""
        grades = scope.ruleset.grades
        rows = self.chosen(node.table, node.only, scope, node)
        found = {grades[0]} if any(row.counts for row in rows) else set(grades)  # every row may be left out
        for row in rows:
            own = options(node.item, row.scope)
            can_be = frozenset(grades) if own is None else own & frozenset(grades) or frozenset(grades)
            at_most = can_be if row.counts else can_be | found
            found = {grades[max(grades.index(one), grades.index(other))] for one in found for other in at_most}
        if self.more(scope.ruleset.tables[node.table], node.only) != 0:
            best = min(grades.index(one) for one in found)
            found |= set(grades[best:])
        return frozenset(found)


def _holds(root: Expression, scope: Scope) -> Truth:
    """Whether a condition holds for a row, by whatever answers for the plan."""
    return truth(root, scope) if scope.answers is None else scope.answers.truth(root, scope)


def _numbers(root: Expression, scope: Scope) -> Interval:
    """What a number of a row can be, by whatever answers for the plan."""
    return number(root, scope) if scope.answers is None else scope.answers.number(root, scope)


class SomeRows(TableReadings):
    """Some rows of one table as a table of its own: none of them is left out, whatever it says of itself."""

    def _said(self, column: Fact, declared: Table, scope: Scope) -> list[object]:
        """What each of these rows certainly says in a column; that of a derived one is worked out in its row."""
        if scope.ruleset.measures[column.measure].value is not None:
            return [said(column, row.scope) for row in self.every(declared.id, scope)]
        cells = (
            row.cells[column.measure].value for row in self.tables[declared.id].rows if column.measure in row.cells
        )
        return [value.exact if isinstance(value, Bounds) else value for value in cells]

    def like(self, rows: Rows) -> SomeRows:
        """Other rows of the same table; what expressions look at is worked out once for all of them."""
        other = SomeRows({rows.table: rows})
        other._inputs = self._inputs
        return other

    def _scoped(self, declared: Table, scope: Scope) -> list[ScopedRow]:
        return [row._replace(counts=True) for row in super()._scoped(declared, scope)]

    def more(self, declared: Table, only: Only = ()) -> Bound:  # noqa: ARG002 - of these, whatever else is asked
        """How many more of these rows there may be: none, or any number."""
        return ZERO if self.tables[declared.id].complete else INFINITE

    def some(self, declared: Table) -> Truth:
        """Whether there is any of them."""
        return True if self.tables[declared.id].rows else None if self.more(declared) else False

    def usual(self, column: Fact, declared: Table, scope: Scope) -> object:
        """What most of these rows say in a column, of several the first; None where none says anything."""
        key = ("usual", column.measure)
        if key not in self._kept:
            counted = Counter(one for one in self._said(column, declared, scope) if one is not None)
            self._kept[key] = counted.most_common(1)[0][0] if counted else None
        return self._kept[key]


def _by_value(declared: Table, given: Rows | None, column: str) -> tuple[dict[str, SomeRows], SomeRows]:
    """The rows of a table by what they have in one column, and what there is of every other value: no row known."""
    by_value: dict[str, list[Row]] = {}
    for row in given.rows if given is not None else ():
        if column in row.cells and isinstance(value := row.cells[column].value, str):
            by_value.setdefault(value, []).append(row)
    is_known = given is not None and sum(map(len, by_value.values())) == len(given.rows)
    others = Rows(declared.id, (), is_known and rows_to_come(declared, given) == 0, declared.span)
    none = SomeRows({declared.id: others})
    return {value: none.like(others._replace(rows=tuple(rows))) for value, rows in by_value.items()}, none


def rows_to_come(declared: Table, given: Rows | None, only: Only = ()) -> Bound:
    """How many rows there may be beyond those that were given, with the options that `only` asks for.

    Where too few values of a column are listed, it is others that lack: of a value that is listed all rows are there.
    """
    expected = declared.expected
    if expected is None:
        return INFINITE if given is None or not given.complete else ZERO
    if not expected.is_least:
        return Fraction(expected.number - (len(given.rows) if given is not None else 0))
    if given is None or not given.complete:
        return INFINITE
    is_listed = any(column == expected.of and value in given.different(column) for column, value in only)
    return ZERO if is_listed or given.counted(expected.of) >= expected.number else INFINITE


def _subject_names(roots: list[Expression], ruleset: Ruleset) -> tuple[str, ...]:
    """The measures and attributes of the subject that expressions over rows look at, also through derived ones."""
    found: dict[str, None] = {}
    for node in roots:
        measures = measures_behind(node, ruleset.measures)
        formulas = [value.root for measure in measures if (value := ruleset.measures[measure].value) is not None]
        found.update(dict.fromkeys(measure for measure in measures if not is_column(measure)))
        for part in (part for one in (node, *formulas) for part in walk(one)):
            if isinstance(part, Attribute):
                found[part.name] = None
            elif isinstance(part, Parameter) and part.key is None and ruleset.values[part.value].by:
                found[ruleset.values[part.value].by] = None
    return tuple(found)


def _picked(row: ScopedRow, column: str, option: str) -> ScopedRow | None:
    """The row where its column has the option; open where that is not known."""
    known = row.scope.options(column)
    if known is not None and option not in known:
        return None
    return row if known is not None and len(known) == 1 else row._replace(counts=None)


# -- sums ------------------------------------------------------------------------------------------------------


def _total(values: Sequence[Interval], rows: Sequence[ScopedRow], more: Bound, *, never_negative: bool) -> Interval:
    """The sum of the rows; a row that may be left out, or is not given, may add nothing or anything it can be."""
    total = point(0)
    exact = [exact_value(value) for value in values]
    if None not in exact and all(row.counts for row in rows):
        total = point(exact_sum([value for value in exact if value is not None]))
    else:
        for value, row in zip(values, rows, strict=True):
            total = add(total, value if row.counts else (min(value[0], ZERO), max(value[1], ZERO)))
    if not more:
        return total
    return (total[0] if never_negative else -INFINITE, INFINITE)
