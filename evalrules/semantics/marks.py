"""The rows that count against a subject, and the cells in which that lies, for those who look at rows themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalrules.model.ruleset import measures_behind
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import truth
from evalrules.semantics.failing import tallies_in
from evalrules.semantics.row_figures import comparisons_in, looks_at_rows
from evalrules.semantics.row_parts import RowId, ScopedRow
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.standings import is_assessed
from evalrules.tree.nodes import RowTally


def marks_of(case: Case) -> Mapping[RowId, tuple[str, ...]]:
    """Every row that is not as an indicator wants it, by table and key, with the columns of what falls short there.

    Those are columns that the evidence gives and that do not name the row: none where it is no number that falls short.
    """
    if not isinstance(case.scope.rows, TableReadings):
        return {}
    found: dict[RowId, dict[str, None]] = {}
    for tally, wanted in _tallies(case):
        for row in case.scope.rows.against(tally, case.scope, wanted=wanted):
            found.setdefault((tally.table, row.key), {}).update(_short(tally, row, case) if wanted else {})
    return {own: tuple(columns) for own, columns in found.items()}


def _tallies(case: Case) -> Iterator[tuple[RowTally, bool]]:
    """Every look at rows with the truth that its rows should have."""
    for standing in case.standings:
        if is_assessed(standing.plan, case.scope):
            continue
        for guard in standing.plan.criteria:
            yield from tallies_in(guard.root)
        every = (one for one in looks_at_rows(standing.plan, case.ruleset) if isinstance(one, RowTally))
        yield from ((one, True) for one in every if one.op == "every")


def _short(tally: RowTally, row: ScopedRow, case: Case) -> dict[str, None]:
    """The columns behind the comparisons that do not hold in a row."""
    table = case.ruleset.tables[tally.table]
    behind = (
        own
        for asked in comparisons_in(tally.body)
        if truth(asked, row.scope) is False
        for own in measures_behind(asked, case.ruleset.measures)
    )
    given = (own for own in behind if own in table.columns and own not in table.key)
    return {own: None for own in given if case.ruleset.measures[own].value is None}
