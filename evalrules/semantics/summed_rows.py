"""The rows of one subject of which only the sums are at hand: the counts and moments that were found for many at once.

Whoever asks for anything else of the rows is told that they are needed (`NeedsRows`): the subject is then read with
them. So is whoever asks what they would be under other facts of the subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NoReturn, Protocol

from evalrules.model.evidence import Evidence, FactValue, Rows
from evalrules.model.ruleset import Ruleset, Table
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.interval import ZERO, Bound, Interval
from evalrules.semantics.later_readings import Cases
from evalrules.semantics.row_parts import Cells, Gathered, Inputs, Only, ScopedRow, Tallied
from evalrules.semantics.rows import SomeRows, TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.statistics import IN_MOMENTS
from evalrules.tree.nodes import Expression, RowStatistic, RowTally


class NeedsRows(Exception):
    """What was asked of rows that are not at hand."""


class SumsOfRows(Protocol):
    """What was found for one subject. Each raises NeedsRows where nothing was."""

    @property
    def tables(self) -> frozenset[str]:
        """The tables of which the subject has rows."""

    @property
    def facts(self) -> Mapping[str, FactValue]:
        """The facts of the subject with which it was found."""

    def tallied(self, node: RowTally) -> Tallied:
        """What the rows give to a count."""

    def gathered(self, node: RowStatistic) -> Gathered:
        """What the rows give to a statistic of moments."""

    def total(self, node: RowStatistic) -> Interval:
        """Every sum that they can come to."""

    def rows(
        self, tables: Mapping[str, Rows], *, makes_more_indicators: bool = False, inputs: Inputs | None = None
    ) -> TableReadings:
        """The rows themselves, with what their cells say and not where it stands."""


class _Refused(Mapping[str, Rows]):
    """The rows of no table; whoever asks for those of a table of which there are some is refused."""

    def __init__(self, given: frozenset[str]) -> None:
        self._given = given

    def __getitem__(self, table: str) -> Rows:
        if table in self._given:
            raise NeedsRows(table)
        raise KeyError(table)

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)


class SummedRows(TableReadings):
    """Readings of the rows of a subject by their sums."""

    def __init__(self, sums: SumsOfRows, *, inputs: Inputs | None = None) -> None:
        super().__init__(_Refused(sums.tables), inputs=inputs)
        self._sums = sums

    def more(self, declared: Table, only: Only = ()) -> Bound:
        """None beyond those that were given; any number of a table that was not."""
        return ZERO if declared.id in self._sums.tables else super().more(declared, only)

    def tallied(self, node: RowTally, scope: Scope) -> Tallied:
        """By the counts."""
        if not self._has(node, scope):
            return super().tallied(node, scope)
        return self._once("counts", node, scope, lambda: self._sums.tallied(node))

    def gathered(self, node: RowStatistic, scope: Scope) -> Gathered:
        """By the moments."""
        if not self._has(node, scope):
            return super().gathered(node, scope)
        return self._once("moments", node, scope, lambda: self._sums.gathered(node))

    def _statistic(self, node: RowStatistic, scope: Scope) -> Interval:
        if node.op in IN_MOMENTS or not self._has(node, scope):
            return super()._statistic(node, scope)
        if node.op != "sum":
            raise NeedsRows(f"{node.op}({node.table})")
        low, high = self._sums.total(node)
        return (low, high) if low != high else (low, low)

    def _has(self, node: RowTally | RowStatistic, scope: Scope) -> bool:
        """Whether there are sums of its table; never for a subject with other facts than those they were found with."""
        if node.table not in self._sums.tables:
            return False
        for name in self._names(node.table, node, scope):
            if name in scope.fixed or scope.facts.get(name) != self._sums.facts.get(name):
                raise NeedsRows(f"{node.table} under another {name}")
        return True

    def _scoped(self, declared: Table, scope: Scope, node: Expression | None) -> list[ScopedRow]:
        if declared.id in self._sums.tables:
            self._refuse(declared.id)
        return super()._scoped(declared, scope, node)

    def matching(self, declared: Table, column: str, value: str) -> SomeRows:
        """Those of one school are not at hand."""
        if self._sums.tables:
            self._refuse(declared.id)
        return super().matching(declared, column, value)

    def with_cells(self, changed: Cells) -> TableReadings:
        """Nor what they would be with other cells."""
        if not changed:
            return self
        return self._refuse(", ".join(sorted({own for own, _ in changed})))

    def afresh(self, inputs: Inputs | None = None) -> TableReadings:  # noqa: ARG002 - as the rows have it
        """Nor to be read again."""
        return self._refuse("rows afresh")

    def beside(self, *, counts_alike: bool = True) -> TableReadings:  # noqa: ARG002 - as above
        """Nor under another ruleset."""
        return self._refuse("rows beside")

    @staticmethod
    def _refuse(what: str) -> NoReturn:
        raise NeedsRows(what)


class RowsBesideSums(TableReadings):
    """The rows themselves, of which is known what they come to: nothing that was added up is added up again."""

    def __init__(
        self,
        tables: Mapping[str, Rows],
        sums: SumsOfRows,
        *,
        makes_more_indicators: bool = False,
        inputs: Inputs | None = None,
    ) -> None:
        super().__init__(tables, makes_more_indicators=makes_more_indicators, inputs=inputs)
        self._sums = sums

    def tallied(self, node: RowTally, scope: Scope) -> Tallied:
        """By the counts."""
        if self._has(node, scope):
            with suppress(NeedsRows):
                return self._once("counts", node, scope, lambda: self._sums.tallied(node))
        return super().tallied(node, scope)

    def gathered(self, node: RowStatistic, scope: Scope) -> Gathered:
        """By the moments."""
        if node.op in IN_MOMENTS and self._has(node, scope):
            with suppress(NeedsRows):
                return self._once("moments", node, scope, lambda: self._sums.gathered(node))
        return super().gathered(node, scope)

    def _has(self, node: RowTally | RowStatistic, scope: Scope) -> bool:
        """Whether there are sums of its table with these facts of the subject."""
        if node.table not in self._sums.tables or scope.fixed:
            return False
        names = self._names(node.table, node, scope)
        return all(scope.facts.get(name) == self._sums.facts.get(name) for name in names)


class CasesBySums(Cases):
    """Makes the case of a subject by what its rows come to; of the rows themselves there is nothing to ask."""

    def __init__(self, sums: SumsOfRows) -> None:
        super().__init__()
        self._sums = sums

    def case_of(self, ruleset: Ruleset, evidence: Evidence) -> Case:
        """The case of evidence without rows."""

        def read(
            _: Mapping[str, Rows], *, makes_more_indicators: bool = False, inputs: Inputs | None = None
        ) -> SummedRows:
            if makes_more_indicators:
                raise NeedsRows("indicators that are made from rows")
            return SummedRows(self._sums, inputs=inputs)

        return case_of(ruleset, evidence, read)
