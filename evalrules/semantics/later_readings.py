"""Cases of evidence that is given again and again, a little changed each time, as somebody does who fills in a form.

What was found of rows that stay as they were is not found again: a table of hundreds of schools in which one cell was
changed is counted by the difference. The results are those of evidence that nobody has seen before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Evidence, FactValue, Row, Rows, are_same
from evalrules.model.plain_cells import value_in, values_of
from evalrules.model.refs import is_column
from evalrules.model.ruleset import Ruleset, Table, measures_behind
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.row_parts import Inputs, Keys, ScopedRow, holds_in, looks_at_no_other
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Agrees, Expression, Listed, Matched, RowStatistic, RowTally, Worst
from evalrules.tree.walk import walk

MOST_MOVED = 64
"""So many rows may be other than in the evidence that is held against; with more it is begun anew."""

MOST_TIMES = 64
"""For so many changes what is known of the first evidence is kept."""


class LaterReadings(TableReadings):
    """The tables of evidence; `before` are those that it is held against, `moved` the keys of rows that differ.

    A table that is not in `moved` has other rows and is read afresh. `is_same_subject`: all but the rows is as before.
    """

    def __init__(
        self,
        tables: Mapping[str, Rows],
        *,
        makes_more_indicators: bool = False,
        inputs: Inputs | None = None,
        before: LaterReadings | None = None,
        moved: Mapping[str, frozenset[tuple[str, ...]]] | None = None,
        is_same_subject: bool = True,
    ) -> None:
        super().__init__(tables, makes_more_indicators=makes_more_indicators, before=before, inputs=inputs)
        self.steps = 0
        self._held_against = before
        self.cells = {} if before is None else before.cells
        self._others = moved or {}
        self._is_same_subject = is_same_subject

    @property
    def first(self) -> TableReadings:
        return self

    def _moved(self, table: str) -> list[tuple[str, ...]]:
        return list(self._others[table])

    def _is_of_each_alone(self, table: str, node: Expression | None, scope: Scope) -> bool:
        return table in self._others and super()._is_of_each_alone(table, node, scope)

    def _scoped(self, declared: Table, scope: Scope, node: Expression | None) -> list[ScopedRow]:
        given, before = self.tables.get(declared.id), self._held_against
        rows: tuple[Row, ...] = () if given is None else given.rows
        is_known = before is not None and self._is_same_subject and self._is_of_each_alone(declared.id, node, scope)
        if before is None or not is_known:
            return [self.scoped(declared, row, scope) for row in rows]
        moved = self._others[declared.id]
        pairs = zip(rows, before.every(declared.id, scope, node), strict=True)
        return [
            self.scoped(declared, row, scope) if row.key in moved else self._carried(known, scope)
            for row, known in pairs
        ]

    def _carried(self, known: ScopedRow, scope: Scope) -> ScopedRow:
        """A row as it was, among the rows of now: what its columns come to is known, as they look at no other row."""
        own = known.scope
        carried = Scope(
            scope.ruleset, own.facts, own.attributes, rows=self, as_of=own.as_of, subject=scope.subject or scope,
            fixed=own.fixed, answers=scope.answers,
        )  # fmt: skip
        carried.computed = {name: found for name, found in own.computed.items() if is_column(name)}
        return known._replace(scope=carried)

    # -- conditions that rows break ------------------------------------------------------------------------------------

    def breaking(self, root: Expression, table: str, scope: Scope, left: Keys | None = None) -> list[ScopedRow]:
        keys = self.keys_breaking(root, table, scope)  # of every row: the next change takes them
        keys = keys if left is None else keys.intersection(left)
        return [row for row in self.every(table, scope) if row.key in keys] if keys else []

    def keys_breaking(self, root: Expression, table: str, scope: Scope) -> frozenset[tuple[str, ...]]:
        """The keys of those rows; of rows that a change cannot concern it is known."""
        key = ("breaking", id(root), *self._state(table, root, scope))
        if key not in self.kept:
            self.kept[key] = (root, self._found_breaking(root, table, scope))
        found: frozenset[tuple[str, ...]] = self.kept[key][1]
        return found

    def _found_breaking(self, root: Expression, table: str, scope: Scope) -> frozenset[tuple[str, ...]]:
        before, rows = self._held_against, self.every(table, scope)
        moved = None if before is None else self._affected(root, table, scope)
        if before is None or moved is None:
            return frozenset(row.key for row in rows if holds_in(root, row.scope) is False)
        now = [row.key for row in rows if row.key in moved and holds_in(root, row.scope) is False]
        return (before.keys_breaking(root, table, scope) - moved).union(now)

    def _affected(self, root: Expression, table: str, scope: Scope) -> frozenset[tuple[str, ...]] | None:
        """The rows of which a condition may say something else than before; None where that may be all of them.

        Those are the rows that moved, and those of whose school another row did that the condition looks at.
        """
        key = ("matched in", id(root))
        if key not in self.kept:
            self.kept[key] = (root, _matched_in(root, table, scope.ruleset))
        matched: tuple[_Match, ...] | None = self.kept[key][1]
        if matched is None or table not in self._others:
            return None
        affected = set(self._others[table])
        for there in matched:
            touched = self._touched(there)
            if touched is None:
                return None
            rows = self.tables[table].rows if touched else ()
            affected.update(row.key for row in rows if value_in(row, there.own) in touched)
        return frozenset(affected)

    def _touched(self, there: _Match) -> set[FactValue] | None:
        """What the rows of a table that moved are matched by; None where a word of theirs is another one, too."""
        before = self._held_against
        if before is None or there.table not in self._others:
            return None
        was, now = before.tables[there.table], self.tables[there.table]
        if was.complete != now.complete:
            return None
        moved, touched = self._others[there.table], set[FactValue]()
        for old, new in zip(was.rows, now.rows, strict=True):
            if new.key not in moved:
                continue
            if _words(old) != _words(new) or there.other not in new.cells:
                return None
            touched.add(value_in(new, there.other))
        return touched


class _Match(NamedTuple):
    """By which columns the rows of another table are matched with the row at hand."""

    table: str
    own: str
    other: str


_LOOKS = (RowTally, RowStatistic, Worst)


def _matched_in(root: Expression, table: str, ruleset: Ruleset) -> tuple[_Match, ...] | None:
    """How a condition looks at other rows than the one at hand; None where in more ways than by what they share."""
    found, within = [], set[int]()
    for node in walk(root):
        match node:
            case Matched():
                found.append(_Match(node.item.table, node.own, node.other))
                within.update(id(part) for part in walk(node.item) if isinstance(part, _LOOKS))
            case Listed():
                found.append(_Match(node.table, node.own, node.other))
            case Agrees():
                found.append(_Match(node.table, *node.matched))
            case _ if isinstance(node, _LOOKS) and id(node) not in within:
                return None
            case _:  # the row at hand alone
                pass
    derived = (ruleset.measures[own].value for own in measures_behind(root, ruleset.measures))
    others = (Matched, Listed, Agrees, *_LOOKS)
    if any(isinstance(part, others) for one in derived if one is not None for part in walk(one.root)):
        return None
    tables = {table, *(one.table for one in found)}
    is_plain = all(one.own in ruleset.tables[table].columns for one in found) and all(
        looks_at_no_other(ruleset.tables[own], None, ruleset) for own in tables
    )
    return tuple(found) if is_plain else None


class Cases:
    """Makes the cases of evidence that somebody changes, one after the other."""

    def __init__(self) -> None:
        self.last: Case | None = None
        self._first: tuple[Ruleset, Evidence, LaterReadings] | None = None
        self._times = 0
        self._asked: dict[tuple[str, str], tuple[Sequence[Row], Sequence[object], list[Diagnostic]]] = {}

    def asked(
        self, what: str, evidence: Evidence, resting: Sequence[object], find: Callable[[Evidence], Iterable[Diagnostic]]
    ) -> Iterator[Diagnostic]:
        """What is asked about the rows of each table, which rests on them and on what else is told.

        Of a table with the very same rows that is known.
        """
        for own, rows in evidence.tables.items():
            known = self._asked.get((what, own))
            if known is None or not are_same(known[0], rows.rows) or known[1] != resting:
                found = list(find(evidence._replace(tables={own: rows})))
                known = self._asked[what, own] = (rows.rows, resting, found)
            yield from known[2]

    def case_of(self, ruleset: Ruleset, evidence: Evidence) -> Case:
        """The case that a ruleset and evidence bound to it make."""
        self.last = self._after(ruleset, evidence) or self._anew(ruleset, evidence)
        return self.last

    def _anew(self, ruleset: Ruleset, evidence: Evidence) -> Case:
        case = case_of(ruleset, evidence, LaterReadings)
        rows = case.scope.rows
        self._first, self._times = (ruleset, evidence, rows) if isinstance(rows, LaterReadings) else None, 0
        return case

    def _after(self, ruleset: Ruleset, evidence: Evidence) -> Case | None:
        """The case held against the first one; None where they have too little in common."""
        if self._first is None or self._first[0] is not ruleset or self._times >= MOST_TIMES:
            return None
        _, first, before = self._first
        moved = {
            own: _moved(first.tables[own], rows)
            for own, rows in evidence.tables.items()
            if own in first.tables and _keys(first.tables[own]) == _keys(rows)
        }
        if not moved or sum(map(len, moved.values())) > MOST_MOVED:
            return None
        self._times += 1
        is_same = _subject(first) == _subject(evidence)
        return case_of(ruleset, evidence, partial(LaterReadings, before=before, moved=moved, is_same_subject=is_same))


def _keys(rows: Rows) -> list[tuple[str, ...]]:
    return [row.key for row in rows.rows]


def _moved(before: Rows, now: Rows) -> frozenset[tuple[str, ...]]:
    """The keys of rows that say something else, wherever they stand."""
    pairs = zip(before.rows, now.rows, strict=True)
    return frozenset(row.key for known, row in pairs if known is not row and values_of(known) != values_of(row))


def _words(row: Row) -> dict[str, str]:
    return {own: value for own, value in values_of(row).items() if isinstance(value, str)}


def _subject(evidence: Evidence) -> tuple[object, ...]:
    """What is said of a subject beside its rows, as its rows look at it."""
    facts = {own: fact.value for own, fact in evidence.facts.items()}
    return facts, evidence.subject.attributes, evidence.as_of
