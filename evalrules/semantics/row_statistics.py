"""The statistics over the rows of tables: from their columns where these tell, else row by row. See P61 to P69."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import compress
from typing import Any, TypeVar

from evalrules.base.sums import sum_of_ratios
from evalrules.model.evidence import Row, Rows
from evalrules.model.ruleset import Table
from evalrules.semantics.conditions import is_never_negative, number
from evalrules.semantics.interval import Bound, Interval, exact_value, point
from evalrules.semantics.row_columns import ColumnReadings
from evalrules.semantics.row_parts import (
    Gathered,
    Only,
    ScopedRow,
    gathered,
    number_in,
    total_of,
    values_and_weights,
    weightless,
)
from evalrules.semantics.scope import Scope
from evalrules.semantics.statistics import (
    IN_MOMENTS,
    KnownRows,
    Moments,
    Ratios,
    known_rows,
    lacks_rows,
    moments_of,
    statistic_in,
    statistic_of_values,
    unknown_statistic,
    why_undefined,
)
from evalrules.tree.nodes import Expression, RowStatistic, RowTally

_Found = TypeVar("_Found")


class StatisticsOfRows(ABC):
    """Rows that can be read for statistics; what was found is `kept`, and may be taken on from what was `_before`."""

    kept: dict[tuple[object, ...], tuple[Expression | None, Any]]
    _before: Any
    _columns: ColumnReadings | None
    tables: Mapping[str, Rows]

    @abstractmethod
    def chosen(self, table: str, only: Only, scope: Scope, node: Expression | None = None) -> list[ScopedRow]:
        """The rows with the options that `only` asks for."""

    @abstractmethod
    def rows(self, table: str, scope: Scope, node: Expression | None = None) -> list[ScopedRow]:
        """The rows that the standard does not certainly leave out."""

    @abstractmethod
    def more(self, declared: Table, only: Only = ()) -> Bound:
        """How many rows there may be beyond those that were given."""

    @abstractmethod
    def _state(self, table: str, node: Expression | None, scope: Scope) -> tuple[object, ...]:
        """What the subject is in what the rows look at."""

    @abstractmethod
    def _replaced(self, node: RowTally | RowStatistic, scope: Scope) -> tuple[Sequence[ScopedRow], ...] | None:
        """The rows as they were before and as they are now."""

    def _once(self, what: str, node: RowTally | RowStatistic, scope: Scope, find: Callable[[], _Found]) -> _Found:
        """What is found once for an expression, which is kept with it so that no other can have its identity."""
        key = (what, id(node), *self._state(node.table, node, scope))
        if key not in self.kept:
            self.kept[key] = (node, find())
        return self.kept[key][1]  # type: ignore[no-any-return]  # kept under this name

    def statistic(self, node: RowStatistic, scope: Scope) -> Interval:
        """Every number that the statistic can be."""
        return self._once("statistic", node, scope, lambda: self._statistic(node, scope))

    def _statistic(self, node: RowStatistic, scope: Scope) -> Interval:
        if node.op == "sum":
            known = self._ratios(node, scope)
            if known is not None and not self.more(scope.ruleset.tables[node.table], node.only):
                return point(sum_of_ratios(known.values))
            rows = self.chosen(node.table, node.only, scope, node)
            values = [number_in(node.item, row.scope) for row in rows]
            more = self.more(scope.ruleset.tables[node.table], node.only)
            return total_of(values, rows, more, never_negative=is_never_negative(node.item, scope))
        if node.op not in IN_MOMENTS:
            found = self._known_rows(node, scope)
            if found is None or lacks_rows(node.op, len(found.values)):
                return unknown_statistic(node.op)
            return statistic_of_values(node.op, found)
        moments = self.moments(node, scope)
        centre = None if node.about is None else exact_value(number(node.about, scope))
        if moments is None or lacks_rows(node.op, moments.rows) or (node.about is not None and centre is None):
            return unknown_statistic(node.op)
        return statistic_in(node.op, moments, centre)

    def _known_rows(self, node: RowStatistic, scope: Scope) -> KnownRows | None:
        """The rows as numbers; None where a row may be missing or left out, or a number is not known."""
        ratios = None if self.more(scope.ruleset.tables[node.table], node.only) != 0 else self._ratios(node, scope)
        if ratios is not None:
            weights = None if ratios.weights is None else [Fraction(*one) for one in ratios.weights]
            return KnownRows([Fraction(*one) for one in ratios.values], weights)
        rows = self.chosen(node.table, node.only, scope, node)
        if self.more(scope.ruleset.tables[node.table], node.only) != 0 or not all(row.counts for row in rows):
            return None
        return known_rows(*values_and_weights(node, rows))

    def _ratios(self, node: RowStatistic, scope: Scope) -> Ratios | None:
        return None if self._columns is None else self._columns.ratios(node, scope)

    def keys(self, table: str, scope: Scope) -> list[tuple[str, ...]]:
        """The keys of the rows that the standard does not certainly leave out."""
        kept = None if self._columns is None else self._columns.kept(table, scope)
        if kept is not None:
            return [row.key for row in compress(self.tables[table].rows, kept)]
        return [row.key for row in self.rows(table, scope)]

    def counting(self, node: RowTally | RowStatistic, scope: Scope) -> Sequence[Row | ScopedRow]:
        """The rows that certainly count and are looked at, as they are at hand."""
        counted = None if self._columns is None else self._columns.counted(node, scope)
        if counted is not None:
            return list(compress(self.tables[node.table].rows, counted))
        return [row for row in self.chosen(node.table, node.only, scope, node) if row.counts]

    def weightless(self, node: RowStatistic, scope: Scope) -> list[tuple[str, ...]]:
        """The keys of the rows that a weighted statistic leaves out, as their weight is 0."""
        if node.weight is None:
            return []
        counted = None if self._columns is None else self._columns.counted(node, scope)
        weights = None if self._columns is None else self._columns.weights(node, scope)
        if counted is not None and weights is not None and None not in weights:
            pairs = zip(self.tables[node.table].rows, weights, strict=True)
            return [row.key for row, weight in compress(pairs, counted) if weight is not None and not weight[0]]
        return weightless(node.weight, self.chosen(node.table, node.only, scope, node))

    def moments(self, node: RowStatistic, scope: Scope) -> Moments | None:
        """What the rows come to together; None where a row may be missing or left out, or a number is not known."""
        if self.more(scope.ruleset.tables[node.table], node.only) != 0:
            return None
        found = self.gathered(node, scope)
        return None if found.open else found.moments

    def gathered(self, node: RowStatistic, scope: Scope) -> Gathered:
        return self._once("moments", node, scope, lambda: self._gathered(node, scope))

    def _gathered(self, node: RowStatistic, scope: Scope) -> Gathered:
        replaced = self._replaced(node, scope)
        ratios = self._ratios(node, scope)
        if ratios is not None:
            return Gathered(moments_of(ratios), 0)
        if replaced is None or self._before is None:
            return gathered(node, self.chosen(node.table, node.only, scope, node))
        without, added = (gathered(node, rows) for rows in replaced)
        known = self._before.gathered(node, scope)
        open_rows = known.open - without.open + added.open
        return Gathered(known.moments.with_changed(without.moments, added.moments), open_rows)

    def undefined(self, node: RowStatistic, scope: Scope) -> str:
        """Why a statistic has no value although every row and number is known: `EMPTY` or `NO_MEAN`; else ""."""
        if node.op == "sum":
            return ""
        found = self.moments(node, scope) if node.op in IN_MOMENTS else self._known_rows(node, scope)
        if found is None:
            return ""
        about = found.mean if node.about is None and isinstance(found, Moments) and found.rows else None
        centre = about if node.about is None else exact_value(number(node.about, scope))
        return why_undefined(node.op, found, centre)
