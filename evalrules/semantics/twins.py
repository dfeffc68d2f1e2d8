"""Rows of two names that say the same in every figure: one school that was entered twice.

The rule is told in docs/semantics.md. Rows that are the totals of others are looked for elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evalrules.base.diagnostics import Diagnostic, Related, warning
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.evidence import Bounds, Evidence, Row
from evalrules.model.evidence_paths import EvidencePath
from evalrules.model.plain_cells import Plain, exact_of, said_in
from evalrules.model.ruleset import Ruleset, Table
from evalrules.model.schools import row_label

TELLING = 4
"""So many figures of a row have to be at least `LEAST`: small schools often have the same small numbers."""

LEAST = 10

_NUMBERS = frozenset(("count", "number", "percent", "ratio"))


class _Figures(NamedTuple):
    """What has to be alike: the rest of the key, and every figure that the evidence gives."""

    options: tuple[str, ...]
    values: tuple[int | Decimal | Fraction | Bounds | None, ...]

    def __hash__(self) -> int:
        """By whole numbers alone: fractions take long, and others than twins have few in common."""
        return hash((self.options, *map(_whole, self.values)))


def _whole(value: int | Decimal | Fraction | Bounds | None) -> int | None:
    low = value.low if isinstance(value, Bounds) else value
    return None if low is None else int(low)


def rows_alike(ruleset: Ruleset, evidence: Evidence, told: Collection[Span] = ()) -> Iterator[Diagnostic]:
    """A question (ER551) for each row that says the same as an earlier one of another name.

    Rows at places that are `told` of already are passed over.
    """
    for rows in evidence.tables.values():
        table = ruleset.tables[rows.table]
        numbers = [own for own in table.columns if _is_given_number(own, table, ruleset)]
        first: dict[_Figures, Row] = {}
        ordered = _in_order(rows.rows)
        said = [said_in(ordered, own) for own in numbers]
        columns = [one if set(map(type, one)) <= _PLAIN else [_figure(value) for value in one] for one in said]
        for row, values in _may_be_alike(ordered, columns):
            figures = _figures(row, values)
            if figures is None or _is_told(row, told):
                continue
            twin = first.setdefault(figures, row)
            if twin.key[:1] != row.key[:1]:
                yield _question(row, twin, len(numbers), table, ruleset)


_PLAIN = frozenset((int, Decimal))


def _in_order(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows as they stand in the evidence."""
    places = [(row.place.line, row.place.column) for row in rows]
    return rows if places == sorted(places) else sorted(rows, key=lambda one: (one.place.line, one.place.column))


def _may_be_alike(rows: Sequence[Row], columns: Sequence[Sequence[Any]]) -> Iterator[tuple[Row, Sequence[Any]]]:
    """The rows with their figures, without those of whom no other says the same in all columns of whole numbers."""
    whole = [column for column in columns if set(map(type, column)) == {int}]
    every = zip(rows, zip(*columns, strict=True), strict=True) if columns else iter(())
    if not whole:
        yield from every
        return
    count = Counter(zip(*whole, strict=True))
    for one, same in zip(every, zip(*whole, strict=True), strict=True):
        if count[same] > 1:
            yield one


def _is_given_number(own: str, table: Table, ruleset: Ruleset) -> bool:
    measure = ruleset.measures[own]
    return own not in table.key and measure.value is None and measure.type in _NUMBERS


def _figure(said: Plain) -> int | Decimal | Fraction | Bounds | None:
    """A number, or its bounds where it is not known exactly."""
    number = exact_of(said)
    return said if number is None and isinstance(said, Bounds) else number


def _figures(row: Row, values: Sequence[int | Decimal | Fraction | Bounds | None]) -> _Figures | None:
    """The figures of a row; None where they are too few, or too small, to tell a school from another."""
    telling = [one for one in values if one is not None and not isinstance(one, Bounds) and one >= LEAST]
    return _Figures(row.key[1:], tuple(values)) if len(telling) >= TELLING else None


def _is_told(row: Row, told: Collection[Span]) -> bool:
    return bool(told) and (row.place in told or any(cell.place in told for cell in row.cells.values()))


def _question(row: Row, twin: Row, count: int, table: Table, ruleset: Ruleset) -> Diagnostic:
    own, other = (row_label(one.key, table, ruleset) for one in (row, twin))
    place, first = (one.cells[table.key[0]].place if table.key[0] in one.cells else one.place for one in (row, twin))
    args = {
        "row_zh": own.zh, "row_en": own.en, "other_zh": other.zh, "other_en": other.en, "count": str(count),
        "first": str(first), "path": EvidencePath("tables", table.id, "", row.key).text,
    }  # fmt: skip
    return warning("ER551", place, Related("first", first), **args)
