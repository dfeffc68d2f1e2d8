"""So many rows in each table: as many as the standard asks for, else a few, each with a name of its own."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.source import Span
from evalrules.model.evidence import Fact, Rows
from evalrules.model.evidence import Row as RowOfEvidence
from evalrules.model.ruleset import Ruleset, Table
from evalrules.plan.memory import plan_of
from evalrules.plan.nodes import Plan
from evalrules.proving.meaning import Row
from evalrules.semantics.expansion import expanded

MOST_ROWS = 40
"""A table of which the standard asks for more rows is looked at with fewer."""


def rows_of(ruleset: Ruleset, number: int) -> dict[str, tuple[Row, ...]]:
    """The rows of every table, by number."""
    found = {}
    for table in ruleset.tables.values():
        asked = number if table.expected is None else min(MOST_ROWS, max(table.expected.number, 1))
        found[table.id] = tuple(_row(table, at, ruleset) for at in range(asked))
    return found


def _row(table: Table, number: int, ruleset: Ruleset) -> Row:
    texts = {own: f"甲{number + 1}" for own in table.key if ruleset.measures[own].type == "text"}
    return Row(table.id, number, texts)


def plan_with(ruleset: Ruleset, rows: Mapping[str, tuple[Row, ...]]) -> Plan:
    """The plan with the indicators that these rows make."""
    return expanded(plan_of(ruleset), {table: _given(ruleset.tables[table], own) for table, own in rows.items()}).plan


def _given(table: Table, rows: tuple[Row, ...]) -> Rows:
    place = Span("", 1, 1, 1, 1)
    listed = tuple(
        RowOfEvidence(
            tuple(row.texts.values()),
            {own: Fact(own, text, text, "", place, "", "", "") for own, text in row.texts.items()},
            place,
        )
        for row in rows
    )
    return Rows(table.id, listed, complete=True, place=place)
