"""The canonical values of evidence: what its digest is over, the same for every form of the same facts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from evalrules.base.numbers import number_text
from evalrules.model.evidence import Assessed, Bounds, Fact, FactValue, Period, Rows, Subject, Waiver


def canonical_values(
    subject: Subject,
    period: Period | None,
    facts: Mapping[str, Fact],
    grades: Mapping[str, Assessed],
    tables: Mapping[str, Rows],
    waivers: Sequence[Waiver] = (),
) -> dict[str, Any]:
    """The canonical values of evidence: ids for labels, plain numbers, no nulls, notes or provenance."""
    who = {"kind": subject.kind, "id": subject.id, "name": subject.name, "attributes": dict(subject.attributes)}
    values: dict[str, Any] = {
        "subject": who,
        "period": None if period is None else [period.start.isoformat(), period.end.isoformat()],
        "facts": {own: _canonical(fact.value) for own, fact in facts.items() if fact.value is not None},
        "grades": {
            own: _canonical_grade(found) for own, found in grades.items() if _canonical_grade(found)
        },
    }  # fmt: skip
    rows = {own: _canonical_rows(found) for own, found in tables.items() if found.rows or found.complete}
    if rows:
        values["tables"] = rows
    if waivers:
        values["waivers"] = [{"indicator": one.indicator, "until": one.until.isoformat()} for one in waivers]
    return values


def _canonical_rows(found: Rows) -> dict[str, Any]:
    """The rows of a table, which stand ordered by their key, and whether some may be missing."""
    rows = [
        {column: _canonical(cell.value) for column, cell in row.cells.items() if cell.value is not None}
        for row in found.rows
    ]
    return {"rows": rows} if found.complete else {"rows": rows, "complete": False}


def _canonical(value: FactValue) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, Bounds):
        if value.exact is not None:
            return number_text(value.exact)
        low, high = (None if end is None else number_text(end) for end in value)
        return low if low == high else {"between": [low, high]}
    return value.isoformat() if isinstance(value, datetime.date) else value


def _canonical_grade(found: Assessed) -> dict[str, Any]:
    votes = {vote.grade.text: _counted(vote.number) for vote in found.votes if vote.number}
    panel = None if found.panel is None else _counted(found.panel)
    voted = {"votes": votes, "panel": panel} if votes else {}
    return {"grade": found.grade.text, **voted} if found.grade is not None else voted


def _counted(number: int) -> int | str:
    """A number of votes; beyond what JSON keeps exactly (RFC 8785 has no such number) it is written as text."""
    return number if number < 2**53 else str(number)
