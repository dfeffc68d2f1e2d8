"""The rows of one table of some subjects, as they are read in columns; and of one subject as evidence has them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from evalrules.base.records import NamedTuple
from evalrules.batch.row_tables import RowTable
from evalrules.frontend.plain_rows import key_text
from evalrules.model.evidence import Bounds, Fact, FactValue, Row
from evalrules.semantics.vector_groups import Groups
from evalrules.semantics.vector_rows import RowVectors
from evalrules.semantics.vectors import Column, Truths


class Given(NamedTuple):
    """The rows of one table: as they are read, and as they are looked through."""

    source: RowTable
    rows: RowVectors
    owners: Column
    groups: Groups
    odd: Column
    known: Mapping[str, Column]
    whole: Mapping[str, tuple[Column, int]]
    codes: Mapping[str, Column]
    flags: Mapping[str, Truths]
    names: Mapping[str, Column]
    texts: Mapping[str, Column]


def rows_at(given: Given, start: int, end: int) -> list[Row]:
    """Some rows, with what their cells say and not where it stands."""
    place = given.source.table.span
    columns: dict[str, list[FactValue]] = {}
    for own, (whole, divisor) in given.whole.items():
        numbers = [Fraction(one, divisor) for one in whole[start:end].tolist()]
        columns[own] = [Bounds(one, one) for one in numbers]
    listed = {cell.measure: cell.options for cell in given.source.cells}
    columns |= {own: [listed[own][one] for one in codes[start:end].tolist()] for own, codes in given.codes.items()}
    columns |= {own: one.yes[start:end].tolist() for own, one in given.flags.items()}
    columns |= {own: texts[start:end].tolist() for own, texts in given.texts.items()}
    known = {own: given.known[own][start:end].tolist() for own in columns}
    found = []
    for at in range(end - start):
        values = {own: column[at] for own, column in columns.items() if known[own][at]}
        cells = {own: Fact(own, value, "", "", place, "", "", "") for own, value in values.items()}
        found.append(Row(tuple(key_text(values[own]) for own in given.source.table.key), cells, place))
    return found
