"""Rows as they were bound before, of evidence that is given again and again, a little changed each time.

A row that says the same at the same place is bound already: it is the very row that it was, by which everybody behind
can see that nothing about it is new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, cast

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Record
from evalrules.model.evidence import Row, are_same
from evalrules.model.ruleset import Ruleset

Read = TypeVar("Read")


class BoundBefore:
    """What is remembered of the rows of one form; of another ruleset nothing is."""

    def __init__(self) -> None:
        self._ruleset: Ruleset | None = None
        self._rows: dict[tuple[str, int], tuple[Record, Row]] = {}
        self._totals: dict[str, tuple[Sequence[Row], list[Diagnostic]]] = {}
        self._read: dict[str, tuple[object, object]] = {}

    def row(self, table: str, item: Record, ruleset: Ruleset) -> Row | None:
        """The row that was bound of the same lines."""
        if ruleset is not self._ruleset:
            self._ruleset, self._rows, self._totals = ruleset, {}, {}
        known = self._rows.get((table, item.span.line))
        return known[1] if known is not None and known[0] == item else None

    def keep(self, table: str, item: Record, row: Row) -> None:
        """Remember a row that says nothing but its cells: none of it is wrong, or confirmed, or cites a paper."""
        self._rows[table, item.span.line] = (item, row)

    def read(self, name: str, rests_on: object, find: Callable[[], Read]) -> Read:
        """What was read of a file, which rests on its bytes and on how it was read; the same bytes are read once."""
        known = self._read.get(name)
        if known is None or known[0] != rests_on:
            known = self._read[name] = (rests_on, find())
        return cast("Read", known[1])

    def totals(self, table: str, rows: Sequence[Row], find: Callable[[], list[Diagnostic]]) -> list[Diagnostic]:
        """The rows of a table that are totals of others; those of the same rows are known."""
        known = self._totals.get(table)
        if known is None or not are_same(known[0], rows):
            known = self._totals[table] = (rows, find())
        return known[1]
