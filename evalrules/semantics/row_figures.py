"""Every row of the tables that indicators look at, with its figures: the annexes that an office hands in.

They are worked out only for those who draw them; a table has as many rows as it likes.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.truth import conjunction
from evalrules.model.assessment import RowColumn, RowFigure, RowFigures, RowTable, Written
from evalrules.model.ruleset import Label, Ruleset
from evalrules.plan.nodes import IndicatorPlan
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import is_flag, is_option, number, options, truth
from evalrules.semantics.prose import expression_text
from evalrules.semantics.relation_words import RelationWords, where_in_words
from evalrules.semantics.row_parts import Only, ScopedRow
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import is_assessed
from evalrules.semantics.steps import shown_interval, shown_options
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Converted,
    Expression,
    Fact,
    Number,
    Parameter,
    Rounded,
    RowStatistic,
    RowTally,
)
from evalrules.tree.walk import walk

AT_A_STRETCH = 40
"""So many rows are worked out in one step."""


class _Column(NamedTuple):
    """A quantity of a row, and the first comparison that asks something of it (None: it is only spread)."""

    node: Expression
    asked: Compare | None


_Rows: TypeAlias = tuple[str, Only, str]
"""Rows of a table by their options, and what else is asked of them as it is written."""


class _Look:
    """What indicators ask of the same rows of one table; `first` is what was the first to ask."""

    def __init__(self, first: RowTally | RowStatistic) -> None:
        self.first = first
        self.indicators: dict[str, None] = {}
        self.columns: dict[str, _Column] = {}
        self.tallies: list[RowTally] = []

    def add(self, node: Expression, asked: Compare | None) -> None:
        """A quantity that is asked about; what asks for it first is what is shown."""
        own = expression_text(node)
        known = self.columns.get(own)
        if known is None or (known.asked is None and asked is not None):
            self.columns[own] = _Column(node, asked)


def row_tables(case: Case) -> tuple[RowTable, ...]:
    """The tables behind the indicators of a subject, in reading order."""
    *_, found = row_tables_in_steps(case)
    return found or ()


def row_tables_in_steps(case: Case) -> Iterator[tuple[RowTable, ...] | None]:
    """The same bit by bit, for who must not be kept waiting: nothing after every few rows, the tables in the end."""
    readings = case.scope.rows
    if not isinstance(readings, TableReadings):
        yield ()
        return
    looks: dict[_Rows, _Look] = {}
    for standing in case.standings:
        if not is_assessed(standing.plan, case.scope):
            _look(standing.plan, case.ruleset, looks)
    found: list[RowTable] = []
    for look in looks.values():
        if look.columns:
            table = yield from _table(look, case.scope, readings)
            found += [table] if table.rows else []
    yield tuple(found)


def _look(plan: IndicatorPlan, ruleset: Ruleset, looks: dict[_Rows, _Look]) -> None:
    for node in looks_at_rows(plan, ruleset):
        where = "" if node.where is None else expression_text(node.where)
        look = looks.setdefault((node.table, node.only, where), _Look(node))
        look.indicators[plan.indicator.id] = None
        if isinstance(node, RowStatistic):
            look.add(_plain(node.item), None)
            continue
        if node.op == "every":
            look.tallies.append(node)
        for asked in comparisons_in(node.body):
            look.add(_plain(asked.left), asked)


def looks_at_rows(plan: IndicatorPlan, ruleset: Ruleset) -> Iterator[RowTally | RowStatistic]:
    """The looks at rows in the criteria of an indicator, and the statistics of spread that its facts are."""
    values = (ruleset.measures[own].value for own in plan.facts)
    roots = [guard.root for guard in plan.criteria] + [value.root for value in values if value is not None]
    for root in roots:
        for node in walk(root):
            if isinstance(node, RowTally) or (isinstance(node, RowStatistic) and STATISTICS[node.op].is_spread):
                yield node


def comparisons_in(node: Expression) -> Iterator[Compare]:
    """The comparisons of a number of a row with what it has to be."""
    match node:
        case AllOf() | AnyOf() | AtLeast():
            for item in node.items:
                yield from comparisons_in(item)
        case Compare():
            is_number = not is_option(node.left) and not is_flag(node.left)
            facts = [part for part in walk(node.left) if isinstance(part, Fact)]
            if is_number and facts and not isinstance(_plain(node.left), Number | Parameter):
                yield node


def _plain(node: Expression) -> Expression:
    while isinstance(node, Rounded | Converted):
        node = node.item
    return node


def _table(look: _Look, scope: Scope, readings: TableReadings) -> Generator[None, None, RowTable]:
    node, columns = look.first, list(look.columns.values())
    asked = None if node.where is None else node  # the same rows for all who ask nothing: they are made once
    rows = [row for row in readings.chosen(node.table, node.only, scope, asked) if row.counts is not False]
    made: list[RowFigures] = []
    for at in range(0, len(rows), AT_A_STRETCH):
        made += [_row(row, columns, look.tallies) for row in rows[at : at + AT_A_STRETCH]]
        yield
    return RowTable(
        node.table, node.only, tuple(look.indicators), tuple(_column(one.node, scope) for one in columns), tuple(made),
        None if node.where is None else where_in_words(node.where, scope),
    )  # fmt: skip


def _column(node: Expression, scope: Scope) -> RowColumn:
    unit = str(getattr(node, "unit", ""))
    if isinstance(node, Fact):
        return RowColumn(node.measure, scope.measure(node.measure).label, unit)
    zh, en = (RelationWords(scope.ruleset, language).term(node, scope, figures=False) for language in ("zh", "en"))
    return RowColumn("", Label(zh, en), unit)


def _row(row: ScopedRow, columns: Sequence[_Column], tallies: Sequence[RowTally]) -> RowFigures:
    holds = conjunction(truth(one.body, row.scope) for one in tallies) if tallies else None
    return RowFigures(row.key, tuple(_figure(one, row.scope) for one in columns), holds)


def _figure(column: _Column, scope: Scope) -> RowFigure:
    have = _shown(column.node, scope)
    if column.asked is None:
        return RowFigure(have)
    need = _shown(_plain(column.asked.right), scope)
    return RowFigure(have, column.asked.op, need, truth(column.asked, scope))


def _shown(node: Expression, scope: Scope) -> Written:
    if is_option(node):
        return shown_options(options(node, scope))
    return truth(node, scope) if is_flag(node) else shown_interval(number(node, scope))
