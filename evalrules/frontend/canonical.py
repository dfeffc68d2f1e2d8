"""The canonical values of evidence: what its digest is over, the same for every form of the same facts."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from evalrules.base.later import Deferred
from evalrules.base.numbers import number_text
from evalrules.frontend.digest import canonical_text, digest_of, digest_with_tables, in_canonical_order
from evalrules.model.evidence import Assessed, Bounds, Fact, FactValue, Period, Rows, Subject, Waiver

if TYPE_CHECKING:
    from evalrules.model.plain_cells import Plain


def canonical_values(
    subject: Subject,
    period: Period | None,
    facts: Mapping[str, Fact],
    grades: Mapping[str, Assessed],
    waivers: Sequence[Waiver] = (),
) -> dict[str, Any]:
    """The canonical values of evidence but for its tables: ids for labels, plain numbers, no nulls or provenance."""
    who = {"kind": subject.kind, "id": subject.id, "name": subject.name, "attributes": dict(subject.attributes)}
    values: dict[str, Any] = {
        "subject": who,
        "period": None if period is None else [period.start.isoformat(), period.end.isoformat()],
        "facts": {own: _canonical(fact.value) for own, fact in facts.items() if fact.value is not None},
        "grades": {
            own: _canonical_grade(found) for own, found in grades.items() if _canonical_grade(found)
        },
    }  # fmt: skip
    if waivers:
        values["waivers"] = [{"indicator": one.indicator, "until": one.until.isoformat()} for one in waivers]
    return values


def evidence_digest(
    subject: Subject,
    period: Period | None,
    facts: Mapping[str, Fact],
    grades: Mapping[str, Assessed],
    tables: Mapping[str, Rows],
    waivers: Sequence[Waiver],
) -> str:
    """The digest of evidence, over its canonical values and the rows of its tables: what stands in its field.

    It is made when it is asked for; who wants a verdict alone asks for none.
    """

    def made() -> str:
        values = canonical_values(subject, period, facts, grades, waivers)
        rows = {own: canonical_rows(found) for own, found in tables.items() if found.rows or found.complete}
        return digest_with_tables(values, rows) if rows else digest_of(values)

    return Deferred().later(made)


def canonical_rows(found: Rows) -> Iterator[str]:
    """The rows of a table, which stand ordered by their key, and whether some may be missing, in canonical JSON.

    They are many: what a column is called is written out once, each value at once, and a row after the other.
    """
    from evalrules.model.plain_cells import columns_in, said_in  # most subjects have no rows

    named = in_canonical_order(columns_in(found.rows))
    keys = [(column, f"{canonical_text(column)}:") for column in named]
    yield '{"rows":[' if found.complete else '{"complete":false,"rows":['
    said = [(values, _texts_by(values, key)) for own, key in keys for values in (said_in(found.rows, own),)]
    for first in range(0, len(found.rows), _AT_A_TIME):
        end = min(first + _AT_A_TIME, len(found.rows))
        columns = [list(map(texts, values[first:end])) for values, texts in said]
        texts = zip(*columns, strict=True) if keys else [()] * (end - first)
        yield ("," if first else "") + ",".join([f"{{{','.join(filter(None, values))}}}" for values in texts])
    yield "]}"


_AT_A_TIME = 500
"""So many rows are written together."""


_ALIKE = (frozenset((int, Decimal, type(None))), frozenset((str, type(None))))
"""Kinds of values of which two that are equal are written alike."""


def _texts_by(values: Sequence[Plain], key: str) -> Callable[[Plain], str]:
    """What writes the canonical JSON of a value of a column behind its key; "" where there is none."""

    def text(value: Plain) -> str:
        return "" if value is None else f"{key}{_text_of(value)}"

    kinds = set(map(type, values))
    different = set(values) if any(kinds <= alike for alike in _ALIKE) else ()
    if not different or len(different) * 4 > len(values):
        return text
    return {value: text(value) for value in different}.__getitem__


def _text_of(value: Plain) -> str:
    """The canonical JSON of a value."""
    if type(value) is int:
        return f'"{value}"'
    if type(value) is Decimal:
        return f'"{_decimal_text(value)}"'
    if isinstance(value, Bounds):
        exact = value.exact
        return canonical_text(_canonical(value)) if exact is None else f'"{number_text(exact)}"'
    return _canonical_text(value) if isinstance(value, str) else _canonical_other(value)


def _decimal_text(value: Decimal) -> str:
    """A number as `number_text` writes it."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return text if value else "0"


@lru_cache(maxsize=64)
def _canonical_other(value: FactValue) -> str:
    """The canonical JSON of yes and no, and of a day."""
    return canonical_text(_canonical(value))


_canonical_text = lru_cache(maxsize=1024)(canonical_text)
"""The canonical JSON of a text; options stand in many rows."""


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
