"""The checks that evidence breaks: between its facts, in its rows, between its tables. See docs/language.md, Checks.

Every row that was given is looked at, also one that the standard leaves out. What is not known breaks nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cached_property
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic, Related, error
from evalrules.base.source import Span
from evalrules.base.suggestions import nearest
from evalrules.model.evidence import Evidence, Row
from evalrules.model.plain_cells import value_in
from evalrules.model.refs import column_from
from evalrules.model.ruleset import Check, Ruleset, Table, measures_behind
from evalrules.plan.reads import tables_behind
from evalrules.semantics.broken import Clause, Either, Leaf, broken, leaves_of
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import said, truth
from evalrules.semantics.failing import failing_rows
from evalrules.semantics.plain_rows import OpenRows
from evalrules.semantics.relation_words import RelationWords
from evalrules.semantics.row_parts import RowId, ScopedRow
from evalrules.semantics.rows import SomeRows, TableReadings
from evalrules.tree.nodes import Agrees, Condition, Listed, Matched
from evalrules.tree.walk import walk

FIRST_PLACES = 3
"""How many rows of another table are named as places of one broken check."""
MOST_PLACES = 6
"""How many places one broken check names; of the rest it says how many they are."""
_TIMES_GUESSED = 20
"""For how many names that a table lacks its nearest name is looked for."""


CheckPlace: TypeAlias = tuple[str, int]
"""Where a check is declared: the table, "" for the ruleset itself, and which of its checks it is."""


def broken_checks(
    case: Case, evidence: Evidence, asked: Container[CheckPlace] | None = None, left: OpenRows | None = None
) -> Iterator[Diagnostic]:
    """Every check that the evidence breaks (ER410, ER508, ER509), with its places and figures.

    Only those that are `asked`, where somebody knows that no other can be broken; of rows those that are `left`.
    """
    left = OpenRows(case) if left is None else left
    telling = _Telling(case, evidence)
    for at, check in enumerate(case.ruleset.checks):
        if (asked is None or ("", at) in asked) and truth(check.condition.root, case.scope) is False:
            yield telling.relation(check, broken(check.condition.root, case.scope), None)
    for table in case.ruleset.tables.values():
        if table.id not in evidence.tables or not isinstance(case.scope.rows, TableReadings):
            continue
        for at, check in enumerate(table.checks):
            keys = left.of_check(table.id, at) if asked is None or (table.id, at) in asked else ()
            if keys is None or keys:
                broken_in = case.scope.rows.breaking(check.condition.root, table.id, case.scope, keys)
                yield from telling.rows(check, table, broken_in)


class _Telling:
    """What turns broken checks into diagnostics."""

    def __init__(self, case: Case, evidence: Evidence) -> None:
        self._case = case
        self._evidence = evidence
        self._words = (RelationWords(case.ruleset, "zh"), RelationWords(case.ruleset, "en"))
        self._guesses = _TIMES_GUESSED

    @property
    def _ruleset(self) -> Ruleset:
        return self._case.ruleset

    @cached_property
    def _rows(self) -> dict[RowId, Row]:
        return {(table.table, row.key): row for table in self._evidence.tables.values() for row in table.rows}

    def rows(self, check: Check, table: Table, breaking: list[ScopedRow]) -> Iterator[Diagnostic]:
        """The rows that break a check; a school that another table lacks is told once."""
        needs_a_twin = any(isinstance(node, Listed) for node in walk(check.condition.root))
        lacking: dict[tuple[str, str, str], list[RowId]] = {}
        for row in breaking:
            if needs_a_twin and row.counts is not True:
                continue
            own = (table.id, row.key)
            found = broken(check.condition.root, row.scope, row=own)
            match _only(found):
                case Leaf(node=Listed() as node, wanted=True, scope=scope):
                    lacking.setdefault((node.own, node.other, str(scope.facts[node.own])), []).append(own)
                case Leaf(node=Agrees() as node, wanted=True) as leaf:
                    yield self._differs(node, leaf, own)
                case _:  # said in general
                    yield self.relation(check, found, own)
        for (here, there, name), some in lacking.items():
            yield self._lacks(here, there, name, some)

    def relation(self, check: Check, found: Clause, row: RowId | None) -> Diagnostic:
        """A relation that does not hold."""
        leaves = list(leaves_of(found))
        leaves.sort(key=lambda leaf: leaf.is_premise)
        if check.label is None:
            told = [words.clause(found, row) for words in self._words]
        else:
            told = [words.in_own_words(check.label, leaves) for words in self._words]
        if row is not None:
            told = [words.in_row(row, sentence) for words, sentence in zip(self._words, told, strict=True)]
        places = self._places(leaves)
        shown = _listed([one.place for one in places])
        args = {"relation": check.condition.text, "zh": told[0], "en": told[1], **shown}
        return error("ER410", places[0].place, *places[1:MOST_PLACES], **args)

    def _lacks(self, own: str, other: str, name: str, rows: list[RowId]) -> Diagnostic:
        """A school that stands in one table and not in the other."""
        table, lacking = (self._ruleset.tables[column_from(column).table] for column in (own, other))
        cells = [self._rows[row].cells[own].place for row in rows]
        there = self._evidence.tables[lacking.id]
        near = self._nearest(own, other, name)
        twin = next((row for row in there.rows if near and _text(row, other) == near), None)
        column = self._ruleset.measures[own].label
        args = {
            "name": name, "column_zh": column.zh, "column_en": column.en, "zh": table.label.zh, "en": table.label.en,
            "other_zh": lacking.label.zh, "other_en": lacking.label.en,
            "near_zh": f"（那里有“{near}”）" if near else "", "near_en": f" (which has {near!r})" if near else "",
        }  # fmt: skip
        places = [Related("row", cell) for cell in cells[1:]]
        places.append(Related("table", there.place) if twin is None else Related("row", twin.cells[other].place))
        return error("ER508", cells[0], *places, **args)

    def _nearest(self, own: str, other: str, name: str) -> str:
        """The name most like it among those that only the other table has."""
        if not self._guesses:
            return ""
        self._guesses -= 1
        here, there = (
            {_text(row, column) for row in self._evidence.tables[column_from(column).table].rows}
            for column in (own, other)
        )
        return nearest(name, sorted(there - here - {""}))

    def _differs(self, node: Agrees, leaf: Leaf, row: RowId) -> Diagnostic:
        """A school of which one row says what others do not."""
        own, other = node.matched
        here, name = leaf.scope.facts.get(node.item.measure), str(leaf.scope.facts[own])
        there = self._matching(node.table, other, name)
        subject = leaf.scope.subject or leaf.scope
        usual = there.usual(node.other, self._ruleset.tables[node.table], subject)
        twins = [one for one in there.every(node.table, subject) if said(node.other, one.scope) == usual]
        twin = self._rows[node.table, twins[0].key]
        label = self._ruleset.measures[node.item.measure].label
        found, wanted = (
            [words.value(measure, value) for words in self._words]
            for measure, value in (
                (node.item.measure, here),
                (node.other.measure, value_in(twin, node.other.measure)),
            )
        )
        places = [self._cell(row, node.item.measure), self._cell((node.table, twin.key), node.other.measure)]
        args = {
            "name": name, "zh": label.zh, "en": label.en, "found_zh": found[0], "found_en": found[1],
            "other_zh": wanted[0], "other_en": wanted[1], **_listed(places),
        }  # fmt: skip
        return error("ER509", places[0], Related("row", places[1]), **args)

    def _matching(self, table: str, column: str, name: str) -> SomeRows:
        rows = self._case.scope.rows
        assert isinstance(rows, TableReadings)
        return rows.matching(self._ruleset.tables[table], column, name)

    # -- places ------------------------------------------------------------------------------------------------

    def _places(self, leaves: list[Leaf]) -> list[Related]:
        """Where the figures stand that a check compares, each place once; the evidence itself where it gives none."""
        found: dict[Span, Related] = {}
        for leaf in leaves:
            for place in self._places_of(leaf):
                found.setdefault(place.place, place)
        return list(found.values()) or [Related("evidence", Span(self._evidence.path, 1, 1, 1, 1))]

    def _places_of(self, leaf: Leaf) -> Iterator[Related]:
        """Facts and cells of the row at hand, then cells of matched rows, rows that fail, tables that are looked at."""
        facts = self._evidence.facts
        given = {**facts, **self._rows[leaf.row].cells} if leaf.row is not None else facts
        for measure in measures_behind(leaf.node, self._ruleset.measures):
            if measure in given:
                yield Related("fact", given[measure].place)
        named: set[str] = set()
        for node in walk(leaf.node):
            if isinstance(node, Matched | Listed | Agrees):
                named.add(node.item.table if isinstance(node, Matched) else node.table)
                yield from self._matched_places(node, leaf)
        failing = failing_rows((leaf.node,), leaf.scope, limit=0).keys if leaf.row is None else ()
        for row in failing:
            named.add(row[0])
            yield Related("row", self._rows[row].place)
        for table in tables_behind(Condition("", leaf.node, leaf.node.span), self._ruleset):
            if table in self._evidence.tables.keys() - named:
                yield Related("table", self._evidence.tables[table].place)

    def _matched_places(self, node: Matched | Listed | Agrees, leaf: Leaf) -> Iterator[Related]:
        """The cell that names the school where no figure of its row is compared, then cells of its other rows."""
        own, other = node.matched if isinstance(node, Agrees) else (node.own, node.other)
        if leaf.row is not None and not isinstance(node, Matched):
            yield Related("fact", self._cell(leaf.row, own))
        table = self._ruleset.tables[column_from(other).table]
        rows = self._matching(table.id, other, str(leaf.scope.facts.get(own))).tables[table.id].rows[:FIRST_PLACES]
        wanted = measures_behind(node.item, self._ruleset.measures) if isinstance(node, Matched) else (other,)
        for row in rows:
            cells = [row.cells[measure].place for measure in wanted if measure in row.cells]
            yield from (Related("row", place) for place in cells or [row.place])

    def _cell(self, row: RowId, column: str) -> Span:
        """Where a cell stands, or its row where the cell is empty."""
        found = self._rows[row]
        return found.cells[column].place if column in found.cells else found.place


def _listed(places: list[Span]) -> dict[str, str]:
    """Places as a sentence names them: the first few, and how many more there are."""
    shown, more = ", ".join(map(str, places[:MOST_PLACES])), len(places) - MOST_PLACES
    return {
        "places_zh": f"{shown} 等 {len(places)} 处" if more > 0 else shown,
        "places_en": f"{shown} and {more} more" if more > 0 else shown,
    }


def _only(found: Clause) -> Clause:
    """What is broken where nothing else is: the one alternative behind premises."""
    return found.parts[0] if isinstance(found, Either) and len(found.parts) == 1 else found


def _text(row: Row, column: str) -> str:
    value = value_in(row, column)
    return value if isinstance(value, str) else ""
