"""Evidence with other values in the place of some: what was bound of them, and the digest of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.numbers import number_text
from evalrules.base.source import Span
from evalrules.frontend.canonical import evidence_digest
from evalrules.model.evidence import Bounds, Evidence, Row, Rows
from evalrules.model.evidence_paths import EvidencePath, evidence_path_from
from evalrules.model.refs import HOLDING, TOTAL, MembersRef
from evalrules.model.ruleset import Ruleset, Table


def with_values(evidence: Evidence, given: Evidence, ruleset: Ruleset) -> Evidence:
    """Evidence with the values of another, bound to the same ruleset, in the place of its own; of rows cell by cell."""
    stated = {**evidence.facts, **given.facts}
    facts = {own: stated[own] for own in ruleset.measures if own in stated}
    grades = {**evidence.grades, **given.grades}
    tables = {own: _with_cells(rows, given.tables.get(own)) for own, rows in evidence.tables.items()}
    attributes = {**evidence.subject.attributes, **given.subject.attributes}
    subject = evidence.subject._replace(attributes=attributes)
    digest = evidence_digest(subject, evidence.period, facts, grades, tables, evidence.waivers)
    return evidence._replace(subject=subject, facts=facts, grades=grades, tables=tables, digest=digest)


def _with_cells(rows: Rows, given: Rows | None) -> Rows:
    if given is None:
        return rows
    others = {row.key: row for row in given.rows}
    return rows._replace(rows=tuple(_with_those_of(row, others.get(row.key)) for row in rows.rows))


def _with_those_of(row: Row, other: Row | None) -> Row:
    return row if other is None else row._replace(cells={**row.cells, **other.cells})


def mapping_of_paths(
    values: Mapping[str, Any], evidence: Evidence, ruleset: Ruleset, name: str
) -> tuple[dict[str, Any], list[Diagnostic]]:
    """Values by the paths of evidence as a mapping of evidence that holds nothing else.

    ER463 for a text that is no path, ER590 for a cell of a row that the evidence does not have.
    """
    period = evidence.period
    found: dict[str, Any] = {} if period is None else {"period": {"from": period.start, "to": period.end}}
    problems: list[Diagnostic] = []
    for written, value in values.items():
        try:
            path = evidence_path_from(written)
        except ValueError:
            path = None
        if path is None or (path.section == "tables" and not path.part):
            expected = "a path such as facts.rate or tables.units[一小, primary].teachers"
            problems.append(error("ER463", None, name="values", found=written, expected=expected))
        elif path.section == "tables":
            problems += _put_cell(found, path, value, evidence, ruleset, Span(name, 0, 1, 0, 1, path=written))
        elif path.section == "attributes":
            found.setdefault("subject", {}).setdefault("attributes", {})[path.name] = value
        elif path.part:
            found.setdefault(path.section, {}).setdefault(path.name, {})[_year(path.part)] = value
        else:
            found.setdefault(path.section, {})[path.name] = value
    for group, given in found.get("members", {}).items():
        _keep_other_number(group, given, evidence, ruleset)
    return found, problems


def _keep_other_number(group: str, given: dict[str, Any], evidence: Evidence, ruleset: Ruleset) -> None:
    """Of members whose number, or that of those with the title, is replaced, the other one stays."""
    own = next((one.id for one in ruleset.members.values() if group in (one.id, one.label.zh, one.label.en)), None)
    for part in (TOTAL, HOLDING) if own is not None else ():
        known = evidence.facts.get(MembersRef(str(own), part).text)
        if known is not None and isinstance(known.value, Bounds):
            given.setdefault(part, _written(known.value))


def _written(value: Bounds) -> object:
    """A number as a mapping of evidence has it; None where it has no bound on one side."""
    if value.exact is not None:
        return _decimal(value.exact)
    if value.low is None or value.high is None:
        return None
    return {"between": [_decimal(value.low), _decimal(value.high)]}


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number_text(number))


def _year(part: str) -> str | int:
    return int(part) if part.isdecimal() else part


def _put_cell(
    found: dict[str, Any], path: EvidencePath, value: object, evidence: Evidence, ruleset: Ruleset, place: Span
) -> list[Diagnostic]:
    """Put a cell into the rows of its table, of which only the keys are there so far."""
    table = next((one for one in ruleset.tables.values() if path.name in (one.id, one.label.zh, one.label.en)), None)
    if table is None:
        found.setdefault("tables", {})[path.name] = []
        return []
    if all(row.key != path.row for row in (evidence.tables[table.id].rows if table.id in evidence.tables else ())):
        return [_no_such_row(table, path, ruleset, place)]
    rows = found.setdefault("tables", {}).setdefault(table.id, [])
    key = {own.partition(".")[2]: part for own, part in zip(table.key, path.row, strict=True)}
    row = next((one for one in rows if all(one.get(own) == part for own, part in key.items())), None)
    if row is None:
        row = dict(key)
        rows.append(row)
    row[path.part] = value
    return []


def _no_such_row(table: Table, path: EvidencePath, ruleset: Ruleset, place: Span) -> Diagnostic:
    keys = [ruleset.measures[own].label for own in table.key]
    return error(
        "ER590", place, zh=table.label.zh, en=table.label.en, row=", ".join(path.row), table=table.id,
        keys_zh="、".join(one.zh for one in keys), keys_en=", ".join(one.en for one in keys),
    )  # fmt: skip
