"""Evidence as it would be with changes made, to be questioned like any other."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.source import Span
from evalrules.model.evidence import Assessed, Evidence, Fact, FactValue, Row
from evalrules.semantics.stated import Stated

PLANNED = Span("<planned>", 1, 1, 1, 1)
"""Where a figure stands that nobody has given yet."""


def evidence_after(evidence: Evidence, stated: Stated) -> Evidence:
    """The evidence with facts, cells and grades put in the place of its own; what it has no figure of is added."""
    grades = {
        own: Assessed(own, outcome, (), None, _place(evidence.grades.get(own)), "", "", "")
        for own, outcome in stated.grades.items()
    }
    tables = dict(evidence.tables)
    for table in dict.fromkeys(own for own, _ in stated.cells):
        rows = tuple(_row(row, stated.cells.get((table, row.key), {})) for row in tables[table].rows)
        tables[table] = tables[table]._replace(rows=rows)
    return evidence._replace(
        facts={**evidence.facts, **_facts(evidence.facts, stated.facts)},
        grades={**evidence.grades, **grades},
        tables=tables,
    )


def _row(row: Row, changed: Mapping[str, FactValue]) -> Row:
    return row._replace(cells={**row.cells, **_facts(row.cells, changed)}) if changed else row


def _facts(given: Mapping[str, Fact], changed: Mapping[str, FactValue]) -> dict[str, Fact]:
    return {
        own: given[own]._replace(value=value, cause="")
        if own in given
        else Fact(own, value, "", "", PLANNED, "", "", "")
        for own, value in changed.items()
    }


def _place(given: Assessed | None) -> Span:
    return PLANNED if given is None else given.place
