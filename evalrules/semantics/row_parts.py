"""What each row of a table gives to a count or a statistic, so that rows can be added, taken away and replaced."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.sums import exact_sum
from evalrules.base.truth import Truth
from evalrules.model.evidence import FactValue, Rows
from evalrules.model.plain_cells import value_in
from evalrules.model.refs import is_column
from evalrules.model.ruleset import Ruleset, Table, measures_behind
from evalrules.semantics.conditions import number, options, truth
from evalrules.semantics.interval import INFINITE, ZERO, Bound, Interval, add, exact_value, point
from evalrules.semantics.scope import Options, Scope
from evalrules.semantics.statistics import KnownRows, Moments, in_ratios, known_rows, moments_of
from evalrules.tree.named import named_in
from evalrules.tree.nodes import (
    ROW_NODES,
    Agrees,
    Expression,
    Listed,
    Matched,
    RowStatistic,
    RowTally,
    Worst,
)
from evalrules.tree.walk import children, walk

Only: TypeAlias = tuple[tuple[str, str], ...]
"""Columns, each with the option that a row has to have there."""

RowId: TypeAlias = tuple[str, tuple[str, ...]]
"""A row by its table and its key."""

Keys: TypeAlias = Collection[tuple[str, ...]]
"""Rows of one table by their keys."""

Cells: TypeAlias = Mapping[RowId, Mapping[str, FactValue]]
"""Cells of rows that are other than in the evidence."""

Inputs: TypeAlias = dict[tuple[str, int], tuple[Expression | None, tuple[str, ...]]]
"""What of the subject the rows of a table and an expression over them look at, by the table and the expression.

The expression is kept with it, so that no other can have its identity. All subjects of a plan can share it.
"""

MOST_INPUTS = 4096
"""So many expressions are remembered; those that are asked for once (what would be enough, and the like) are many."""


def cells_in(rows: Rows, column: str, changed: Cells) -> list[FactValue]:
    """What rows have in a column, those without a cell passed over."""
    found: list[FactValue] = []
    for row in rows.rows:
        now = changed.get((rows.table, row.key), {})
        if column in now or column in row.cells:
            found.append(now[column] if column in now else value_in(row, column))
    return found


class ScopedRow(NamedTuple):
    """A row with its scope; `counts` is False for a row that the standard leaves out, None where that is open."""

    key: tuple[str, ...]
    scope: Scope
    counts: Truth


def holds_in(root: Expression, scope: Scope) -> Truth:
    """Whether a condition holds for a row, by whatever answers for the plan."""
    return truth(root, scope) if scope.answers is None else scope.answers.truth(root, scope)


def rows_breaking(root: Expression, rows: Sequence[ScopedRow], left: Keys | None = None) -> list[ScopedRow]:
    """The rows for which a condition certainly does not hold; of `left` where others are known not to break it."""
    asked = rows if left is None else [row for row in rows if row.key in left]
    return [row for row in asked if holds_in(root, row.scope) is False]


def number_in(root: Expression, scope: Scope) -> Interval:
    """What a number of a row can be, by whatever answers for the plan."""
    return number(root, scope) if scope.answers is None else scope.answers.number(root, scope)


class Tallied(NamedTuple):
    """How many rows a condition holds for, does not, and may; and the first two of rows that may not count."""

    holding: int = 0
    failing: int = 0
    open: int = 0
    may_hold: int = 0
    may_fail: int = 0


def tallied(node: RowTally, rows: Sequence[ScopedRow]) -> Tallied:
    """What rows give to a count."""
    holding = failing = open_rows = may_hold = may_fail = 0
    for row in rows:
        holds = holds_in(node.body, row.scope)
        if holds is None:
            open_rows += 1
        elif row.counts:
            holding, failing = holding + holds, failing + (not holds)
        else:
            may_hold, may_fail = may_hold + holds, may_fail + (not holds)
    return Tallied(holding, failing, open_rows, may_hold, may_fail)


def tallied_of(rows: Sequence[tuple[object, Truth]]) -> Tallied:
    """What rows that count give to a count, each with whether the condition holds for it."""
    holding, failing = (sum(holds is wanted for _, holds in rows) for wanted in (True, False))
    return Tallied(holding, failing, len(rows) - holding - failing)


class Gathered(NamedTuple):
    """The moments of the rows that are known, and how many are not."""

    moments: Moments
    open: int


def gathered(node: RowStatistic, rows: Sequence[ScopedRow]) -> Gathered:
    """What rows give to a statistic."""
    found = known_rows(*values_and_weights(node, rows)) if all(row.counts for row in rows) else None
    if found is not None:
        return Gathered(moments_of(in_ratios(found)), 0)
    parts = [known_rows(*values_and_weights(node, [row])) if row.counts else None for row in rows]
    known = [part for part in parts if part is not None]
    weights = [weight for part in known for weight in part.weights or ()] if node.weight is not None else None
    together = KnownRows([value for part in known for value in part.values], weights)
    return Gathered(moments_of(in_ratios(together)), len(parts) - len(known))


def weightless(weight: Expression, rows: Sequence[ScopedRow]) -> list[tuple[str, ...]]:
    """The keys of the rows that a weighted statistic leaves out, as their weight is 0."""
    return [row.key for row in rows if exact_value(number_in(weight, row.scope)) == 0]


def values_and_weights(node: RowStatistic, rows: Sequence[ScopedRow]) -> tuple[list[Interval], list[Interval] | None]:
    """The numbers of rows, and the weights where a statistic has some."""
    values = [number_in(node.item, row.scope) for row in rows]
    return values, [number_in(node.weight, row.scope) for row in rows] if node.weight is not None else None


_OTHERS = (Matched, Listed, Agrees, RowTally, RowStatistic, Worst)


def looks_at_no_other(table: Table, node: Expression | None, ruleset: Ruleset) -> bool:
    """Whether what is asked of each row of a table looks at no other row, here or in another table."""
    measures = ruleset.measures
    roots = [] if node is None else list(children(node))
    roots += [value.root for own in table.columns if (value := measures[own].value) is not None]
    roots += [table.leave_out.root] if table.leave_out is not None else []
    behind = {own for root in roots for own in measures_behind(root, measures)}
    roots += [value.root for own in behind if (value := measures[own].value) is not None]
    return not any(isinstance(part, _OTHERS) for root in roots for part in walk(root))


def among(rows: list[ScopedRow], only: Only, where: Expression | None = None) -> list[ScopedRow]:
    """The rows with the options that `only` asks for, for which `where` holds; where that is open, one may be there."""
    for column, option in only:
        rows = [picked for row in rows if (picked := _picked(row, column, option)) is not None]
    if where is None:
        return rows
    asked = [(row, holds_in(where, row.scope)) for row in rows]
    return [row if holds else row._replace(counts=None) for row, holds in asked if holds is not False]


def where_of(node: Expression | None) -> Expression | None:
    """What is asked of the rows that an expression looks at, beside their options."""
    return node.where if isinstance(node, ROW_NODES) else None


def _picked(row: ScopedRow, column: str, option: str) -> ScopedRow | None:
    """The row where its column has the option; open where that is not known."""
    known = row.scope.options(column)
    if known is not None and option not in known:
        return None
    return row if known is not None and len(known) == 1 else row._replace(counts=None)


def total_of(values: Sequence[Interval], rows: Sequence[ScopedRow], more: Bound, *, never_negative: bool) -> Interval:
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


def worst_of(item: Expression, rows: Sequence[ScopedRow], grades: Sequence[str], *, may_be_more: bool) -> Options:
    """The grades that the worst of rows can be; every grade where there may be no row to look at."""
    found = {grades[0]} if any(row.counts for row in rows) else set(grades)  # every row may be left out
    for row in rows:
        own = options(item, row.scope)
        can_be = frozenset(grades) if own is None else own & frozenset(grades) or frozenset(grades)
        at_most = can_be if row.counts else can_be | found
        found = {grades[max(grades.index(one), grades.index(other))] for one in found for other in at_most}
    if may_be_more:
        best = min(grades.index(one) for one in found)
        found |= set(grades[best:])
    return frozenset(found)


def names_behind(table: str, node: Expression | None, ruleset: Ruleset) -> tuple[str, ...]:
    """What of the subject the rows of a table and an expression over them look at."""
    declared = ruleset.tables[table]
    formulas = [ruleset.measures[column].value for column in declared.columns]
    roots = [condition.root for condition in (declared.leave_out, *formulas) if condition is not None]
    return subject_names([*roots, *([] if node is None else [node])], ruleset)


def subject_names(roots: list[Expression], ruleset: Ruleset) -> tuple[str, ...]:
    """The measures and attributes of the subject that expressions over rows look at, also through derived ones."""
    found: dict[str, None] = {}
    for node in roots:
        measures = measures_behind(node, ruleset.measures)
        formulas = [value.root for measure in measures if (value := ruleset.measures[measure].value) is not None]
        found.update(dict.fromkeys(measure for measure in measures if not is_column(measure)))
        for named in (named_in(one) for one in (node, *formulas)):
            found.update(dict.fromkeys(named.attributes))
            found.update(dict.fromkeys(by for own in named.values if (by := ruleset.values[own].by)))
    return tuple(found)


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
