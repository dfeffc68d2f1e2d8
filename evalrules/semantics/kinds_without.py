"""Figures in columns that rows of their kind do not have (`none_for`): pupils of the junior stage in a primary school.

Left empty such a column is 0. A figure above 0 there means that either the kind or the figure is wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from evalrules.base.diagnostics import Diagnostic, Related, warning
from evalrules.base.source import Span
from evalrules.model.evidence import Bounds, Evidence, Row
from evalrules.model.evidence_paths import EvidencePath
from evalrules.model.plain_cells import Plain, said_in
from evalrules.model.refs import column_from
from evalrules.model.ruleset import NoneFor, Ruleset, Table
from evalrules.model.schools import row_label


def figures_of_other_kinds(ruleset: Ruleset, evidence: Evidence, told: Collection[Span] = ()) -> Iterator[Diagnostic]:
    """A question (ER582) for each figure that is not 0 where a row of its kind has none of the column.

    Cells at places that are `told` of already are passed over.
    """
    for rows in evidence.tables.values():
        table = ruleset.tables[rows.table]
        ruled = [(own, rule) for own in table.columns if (rule := ruleset.measures[own].none_for) is not None]
        odd = sorted(
            (at, number) for number, (own, rule) in enumerate(ruled) for at in _with_some(rows.rows, own, rule)
        )
        for at, number in odd:
            row, (own, rule) = rows.rows[at], ruled[number]
            if row.cells[own].place not in told:
                yield _question(row, own, rule, table, ruleset)


def _with_some(rows: Sequence[Row], own: str, rule: NoneFor) -> Iterator[int]:
    """The rows of a kind that has none of a column and that certainly have some."""
    pairs = zip(said_in(rows, own), said_in(rows, rule.column), strict=True)
    return (at for at, (value, kind) in enumerate(pairs) if kind in rule.options and _is_some(value))


def _is_some(value: Plain) -> bool:
    low = value.low if isinstance(value, Bounds) else value if type(value) is int or type(value) is Decimal else None
    return low is not None and low > 0


def _question(row: Row, own: str, rule: NoneFor, table: Table, ruleset: Ruleset) -> Diagnostic:
    named, label, kind = row_label(row.key, table, ruleset), ruleset.measures[own].label, row.cells[rule.column]
    options = ruleset.choices[ruleset.measures[rule.column].type].options
    option = options[str(kind.value)]
    args = {
        "row_zh": named.zh, "row_en": named.en, "zh": label.zh, "en": label.en, "stated": row.cells[own].written,
        "kind_zh": option.zh, "kind_en": option.en,
        "path": EvidencePath("tables", table.id, column_from(own).column, row.key).text,
    }  # fmt: skip
    return warning("ER582", row.cells[own].place, Related("first", kind.place), **args)
