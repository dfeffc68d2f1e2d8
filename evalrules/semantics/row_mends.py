"""What the rows of an indicator lack: failing rows that can be mended, and marks that can be raised."""

from __future__ import annotations

from collections.abc import Iterable

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Change
from evalrules.semantics.case import Case
from evalrules.semantics.changes import changes_of
from evalrules.semantics.conditions import options
from evalrules.semantics.failing import failing_rows
from evalrules.semantics.row_parts import RowId
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, Way
from evalrules.semantics.standings import Standing
from evalrules.tree.nodes import Expression, Fact, Worst

MOST_ROWS = 500
"""Of so many failing rows each is mended."""


class Lacks(NamedTuple):
    """What one row lacks, as moves in its scope and as changes to report."""

    way: Way
    changes: tuple[Change, ...]
    scope: Scope


def failing_cells(case: Case, standing: Standing) -> dict[RowId, Lacks]:
    """What the failing rows of an indicator lack, where there is a way for them."""
    return {} if standing.decided is None else cells_that_fail(case, (one.root for one in standing.plan.criteria))


def cells_that_fail(case: Case, roots: Iterable[Expression]) -> dict[RowId, Lacks]:
    """What the rows lack that conditions count against the subject, where there is a way for them."""
    if not isinstance(case.scope.rows, TableReadings):
        return {}
    failing = failing_rows(roots, case.scope, limit=MOST_ROWS, is_all=True)
    rows = zip(failing.scopes.items(), failing.first, strict=True)
    return {own: Lacks(failing.ways[own], row.gaps, scope) for (own, scope), row in rows if failing.ways[own]}


def marks_to_raise(case: Case, standing: Standing) -> dict[RowId, Lacks]:
    """The marks of rows to be raised where the worst of them is the grade."""
    chosen, rows = standing.plan.chosen, case.scope.rows
    if chosen is None or not isinstance(chosen.root, Worst) or not isinstance(rows, TableReadings):
        return {}
    worst, best = chosen.root, standing.plan.every[0].grade
    if not isinstance(worst.item, Fact):
        return {}
    found: dict[RowId, Lacks] = {}
    for row in rows.chosen(worst.table, worst.only, case.scope, worst):
        if options(worst.item, row.scope) != frozenset((best,)):
            way = (Move(worst.item.measure, "==", best),)
            changes = (change._replace(row=row.key) for change in changes_of(way, row.scope))
            found[worst.table, row.key] = Lacks(way, tuple(changes), row.scope)
    return found
