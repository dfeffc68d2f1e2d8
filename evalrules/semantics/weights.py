"""Rows that a weighted statistic leaves out, because their weight is 0: said, as they count in nothing else of it."""

from __future__ import annotations

from evalrules.base.diagnostics import Diagnostic, Related, note
from evalrules.model.evidence import Evidence
from evalrules.model.ruleset import Label
from evalrules.model.schools import row_label
from evalrules.semantics.case import Case
from evalrules.semantics.prose import expression_text
from evalrules.semantics.rows import TableReadings
from evalrules.tree.nodes import Expression, Fact

FIRST_ROWS = 20
"""How many rows are named."""


def weightless_rows(case: Case, evidence: Evidence) -> list[Diagnostic]:
    """A note (ER457) for each table and weight with rows that weighted statistics leave out."""
    readings = case.scope.rows
    if not isinstance(readings, TableReadings):
        return []
    found: dict[tuple[str, Label], dict[tuple[str, ...], None]] = {}
    for node in case.plan.weighted:
        if node.weight is not None and node.table in evidence.tables:
            keys = readings.weightless(node, case.scope)
            found.setdefault((node.table, _named(node.weight, case)), {}).update(dict.fromkeys(keys))
    return [_said(case, evidence, table, weight, list(keys)) for (table, weight), keys in found.items() if keys]


def _named(weight: Expression, case: Case) -> Label:
    """The weight by the name of its column, or else as the standard writes it."""
    if isinstance(weight, Fact):
        return case.ruleset.measures[weight.measure].label
    return Label(expression_text(weight), expression_text(weight))


def _said(case: Case, evidence: Evidence, table: str, weight: Label, keys: list[tuple[str, ...]]) -> Diagnostic:
    places = {row.key: row.place for row in evidence.tables[table].rows}
    named = sorted(keys, key=lambda key: (places[key].line, places[key].column))[:FIRST_ROWS]
    rows = [row_label(key, case.ruleset.tables[table], case.ruleset) for key in named]
    more = len(keys) > len(named)
    others = (Related("row", places[key]) for key in named[1:])
    label = case.ruleset.tables[table].label
    args = {"zh": label.zh, "en": label.en, "weight_zh": weight.zh, "weight_en": weight.en, "count": str(len(keys))}
    args |= {"rows_zh": "、".join(one.zh for one in rows) + ("等" if more else "")}
    args |= {"rows_en": "; ".join(one.en for one in rows) + ("; …" if more else "")}
    return note("ER457", places[named[0]], *others, **args)
