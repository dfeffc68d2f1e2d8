"""Rows that were bound before are the very same rows, as long as they say the same at the same place."""

from __future__ import annotations

from evalrules.base.source import Pair, Record, Scalar, Span
from evalrules.frontend.bound_before import BoundBefore
from evalrules.loading import load_ruleset
from evalrules.model.evidence import Row, are_same

HERE = Span("units.csv", 2, 1, 2, 9)


def record(text: str, place: Span = HERE) -> Record:
    return Record((Pair(Scalar("school", quoted=True, span=place), Scalar(text, quoted=True, span=place)),), place)


def test_only_what_says_the_same_under_the_same_ruleset_is_known():
    """Another text, another line, another table or another ruleset has to be bound."""
    one, other = (load_ruleset(name).ruleset for name in ("jiangsu-16@2007", "national-basic-balance@2012"))
    assert one is not None and other is not None
    before, row = BoundBefore(), Row(("一小",), {}, HERE)
    assert before.row("units", record("一小"), one) is None
    before.keep("units", record("一小"), row)
    assert before.row("units", record("一小"), one) is row
    assert before.row("units", record("二小"), one) is None
    assert before.row("units", record("一小", HERE._replace(line=3)), one) is None
    assert before.row("sites", record("一小"), one) is None
    assert before.row("units", record("一小"), other) is None
    assert before.row("units", record("一小"), one) is None, "only of one ruleset at a time"


def test_totals_are_looked_for_once_among_the_same_rows():
    """Rows that merely say the same are looked at anew: they may stand elsewhere."""
    before, asked = BoundBefore(), []
    rows = (Row(("一小",), {}, HERE), Row(("二小",), {}, HERE))
    alike = tuple(row._replace(place=row.place._replace(line=9)) for row in rows)
    for some in (rows, tuple(rows), alike):
        assert before.totals("units", some, lambda some=some: asked.append(some) or []) == []
    assert asked == [rows, alike]
    assert are_same(rows, list(rows)) and not are_same(rows, alike) and not are_same(rows, rows[:1])


def test_the_same_bytes_are_read_once():
    """Other bytes, or the same ones read otherwise, are read again."""
    before, asked = BoundBefore(), []
    for data, sheet in ((b"a", ""), (b"a", ""), (b"b", ""), (b"b", "x")):
        assert before.read("units.csv", (data, sheet), lambda data=data: asked.append(data) or data) == data
    assert asked == [b"a", b"b", b"b"]
