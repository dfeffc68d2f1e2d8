"""The checks that changed figures break although they held before: of the subject, of rows, of the rows beside them.

Only what looks at something that changed is asked; of a table the changed rows, and those that are matched with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.remembered import Remembered
from evalrules.model.evidence import FactValue
from evalrules.model.refs import column_from
from evalrules.model.ruleset import Ruleset, measures_behind
from evalrules.semantics.case import Case, scope_with_cells
from evalrules.semantics.conditions import truth
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import (
    Agrees,
    AllOf,
    AnyOf,
    Arithmetic,
    Compare,
    Expression,
    Fact,
    Listed,
    Matched,
    RowStatistic,
    RowTally,
    Worst,
)
from evalrules.tree.walk import columns_choosing_rows, facts_in, walk

if TYPE_CHECKING:
    from evalrules.semantics.row_parts import RowId, ScopedRow
    from evalrules.semantics.stated import Stated

_Link: TypeAlias = tuple[str, str]
"""The column of a row that names others, and theirs."""


class _Check(NamedTuple):
    """A check: where it stands among all, what it asks, and the measures it looks at; `every` asks it of each row.

    `links` tell which rows it looks at beside its own; of one that looks at `all_rows` any row may be meant.
    """

    place: int
    root: Expression
    every: RowTally | None
    measures: frozenset[str]
    links: tuple[_Link, ...]
    all_rows: bool


class Broken(NamedTuple):
    """A check that no longer holds, the row in which it stands, and what is known there now."""

    root: Expression
    row: RowId | None
    scope: Scope


def may_break(measures: Iterable[str], ruleset: Ruleset) -> bool:
    """Whether any check looks at one of these measures."""
    every = _CHECKS.of(ruleset)
    return bool(every) and any(own in every for own in measures)


def looked_at_with(measures: Iterable[str], ruleset: Ruleset) -> tuple[str, ...]:
    """The measures, and all that checks look at together with them, and with those: a gap of one may rest on each."""
    every, found = _CHECKS.of(ruleset), dict.fromkeys(measures)
    pending = list(found) if every else []
    while pending:
        more = dict.fromkeys(own for check in every.get(pending.pop(), ()) for own in sorted(check.measures))
        pending += [own for own in more if own not in found]
        found.update(more)
    return tuple(found)


def may_be_broken_by(measure: str, ruleset: Ruleset, *, upward: bool, at_most: str = "") -> bool:
    """Whether a check may break as a measure of the subject goes up or down, never beyond the one it is `at_most`."""
    checks = _CHECKS.of(ruleset).get(measure, ())
    return not all(one.every is None and _bears(one.root, measure, ruleset, upward, at_most) for one in checks)


def _bears(node: Expression, measure: str, ruleset: Ruleset, upward: bool, at_most: str) -> bool:  # noqa: FBT001
    """Whether a condition that holds does so, too, when a measure moves that way."""
    if measure not in measures_behind(node, ruleset.measures):
        return True
    match node:
        case AllOf() | AnyOf():
            return all(_bears(item, measure, ruleset, upward, at_most) for item in node.items)
        case Fact():
            return upward and node.measure == measure
        case Compare() if node.op in ("<", "<=", ">", ">="):
            less, more = (node.left, node.right) if node.op[0] == "<" else (node.right, node.left)
            if isinstance(less, Fact) and isinstance(more, Fact) and (less.measure, more.measure) == (measure, at_most):
                return len(node.op) > 1
            moved, other = (more, less) if upward else (less, more)
            return _rises(moved, measure) and measure not in measures_behind(other, ruleset.measures)
        case _:  # any other condition may turn out otherwise
            return False


def _rises(node: Expression, measure: str) -> bool:
    """Whether a number certainly does not fall as a measure grows, of which it is a sum."""
    if isinstance(node, Fact):
        return node.measure == measure
    if isinstance(node, Arithmetic) and node.op == "+":
        parts = [part for part in (node.left, node.right) if measure in facts_in(part)]
        return bool(parts) and all(_rises(part, measure) for part in parts)
    return False


def newly_broken(case: Case, stated: Stated, now: Scope | None = None) -> Iterator[Broken]:
    """The checks that what is stated breaks; `now` is what is known with it, where that was made already."""
    changed = {*stated.facts, *(own for cells in stated.cells.values() for own in cells)}
    every = _CHECKS.of(case.ruleset)
    asked = {one.place: one for own in changed for one in every.get(own, ())} if every else {}
    if not asked:
        return
    now = _known_with(case, stated) if now is None else now
    for _, check in sorted(asked.items()):
        if check.every is not None:
            yield from _in_rows(check, check.every, stated, (case.scope, now))
        elif truth(check.root, now) is False and truth(check.root, case.scope) is not False:
            yield Broken(check.root, None, now)


def asked_from_elsewhere(case: Case, stated: Stated) -> Iterator[tuple[Expression, Callable[[Scope], Scope]]]:
    """The checks that look at changed cells, but for those that a changed row is asked of its own figures alone.

    Each with how the place where it stands is found in what is known.
    """
    changed = {own for cells in stated.cells.values() for own in cells}
    every = _CHECKS.of(case.ruleset)
    asked = {one.place: one for own in changed for one in every.get(own, ())} if every else {}
    for _, check in sorted(asked.items()):
        if check.every is None:
            yield check.root, _the_subject
            continue
        table, now = check.every.table, _known_with(case, stated)
        if check.links or check.all_rows or any(own != table for own, _ in stated.cells):
            rows = _by_key(table, now, check.every)
            yield from ((check.root, _row_of(check.every, key)) for key in _looked_at(check, table, stated, rows, now))


def _the_subject(known: Scope) -> Scope:
    return known


def _row_of(every: RowTally, key: tuple[str, ...]) -> Callable[[Scope], Scope]:
    return lambda known: _by_key(every.table, known, every)[key].scope


def _known_with(case: Case, stated: Stated) -> Scope:
    """What is then known: of indicators nothing is worked out again."""
    scope = case.scope.with_facts(stated.facts) if stated.facts else case.scope
    readings = row_readings(scope)
    return scope if readings is None else scope_with_cells(scope, readings, stated.cells)


def _in_rows(check: _Check, every: RowTally, stated: Stated, scopes: tuple[Scope, Scope]) -> Iterator[Broken]:
    from evalrules.semantics.row_parts import holds_in

    was, now = (_by_key(every.table, one, every) for one in scopes)
    for key in _looked_at(check, every.table, stated, now, scopes[1]):
        if holds_in(check.root, now[key].scope) is False and holds_in(check.root, was[key].scope) is not False:
            yield Broken(check.root, (every.table, key), now[key].scope)


def _by_key(table: str, scope: Scope, node: RowTally | None) -> Mapping[tuple[str, ...], ScopedRow]:
    """The rows as something asked of each sees them: where that looks at others, too, as these are now."""
    readings = row_readings(scope)
    return {} if readings is None else readings.by_key(table, scope, node)


def _looked_at(
    check: _Check, table: str, stated: Stated, rows: Mapping[tuple[str, ...], ScopedRow], now: Scope
) -> list[tuple[str, ...]]:
    """The rows for which a check may come out otherwise, in the order of the table."""
    if check.all_rows or any(own in check.measures for own in stated.facts):
        return list(rows)
    found = {key for own, key in stated.cells if own == table}
    for own, other in check.links:
        names = _names_of_changed(check, other, stated, now)
        found.update(_named(own, table, names, now) if names else ())
    return [key for key in rows if key in found]


def _named(own: str, table: str, names: set[FactValue], now: Scope) -> Iterator[tuple[str, ...]]:
    """The keys of the rows that have one of these names in a column."""
    readings = row_readings(now)
    if readings is None or table not in readings.tables:
        return
    from evalrules.model.plain_cells import said_in  # most subjects have no rows

    rows, changed = readings.tables[table].rows, readings.changed
    for row, said in zip(rows, said_in(rows, own), strict=True):
        if changed.get((table, row.key), {}).get(own, said) in names:
            yield row.key


def _names_of_changed(check: _Check, column: str, stated: Stated, now: Scope) -> set[FactValue]:
    """What the rows in which something changed that a check looks at have in a column by which others find them."""
    rows = _by_key(column_from(column).table, now, None)
    changed = (key for (table, key), cells in stated.cells.items() if table == column_from(column).table
               and not check.measures.isdisjoint(cells))  # fmt: skip
    return {rows[key].scope.facts.get(column) for key in changed}


# -- the checks of a ruleset -------------------------------------------------------------------------------------------


def _checks_by_measure(ruleset: Ruleset) -> dict[str, tuple[_Check, ...]]:
    """Of each measure the checks that look at it, also through derived ones."""
    asked = [("", one.condition.root) for one in ruleset.checks]
    asked += [(table.id, one.condition.root) for table in ruleset.tables.values() for one in table.checks]
    found: dict[str, list[_Check]] = {}
    for place, (table, root) in enumerate(asked):
        every = RowTally("every", table, root, (), None, root.span) if table else None
        check = _check(place, root, every, ruleset)
        for own in check.measures:
            found.setdefault(own, []).append(check)
    return {own: tuple(checks) for own, checks in found.items()}


def _check(place: int, root: Expression, every: RowTally | None, ruleset: Ruleset) -> _Check:
    measures = frozenset(measures_behind(root, ruleset.measures))
    formulas = [value.root for own in sorted(measures) if (value := ruleset.measures[own].value) is not None]
    nodes = [node for part in (root, *formulas) for node in walk(part)]
    links = [link for node in nodes if (link := _link(node)) is not None]
    linked = {id(node.item) for node in nodes if isinstance(node, Matched)}
    all_rows = any(isinstance(node, RowTally | RowStatistic | Worst) and id(node) not in linked for node in nodes)
    chosen = {own for part in (root, *formulas) for own in columns_choosing_rows(part)}
    read = measures | chosen | {own for link in links for own in link}
    return _Check(place, root, every, read, tuple(dict.fromkeys(links)), all_rows)


def _link(node: Expression) -> _Link | None:
    """The columns by which an expression finds the rows it looks at."""
    match node:
        case Matched() | Listed():
            return node.own, node.other
        case Agrees():
            return node.matched
        case _:  # it looks at the row at hand, or at all of them
            return None


_CHECKS: Remembered[Ruleset, dict[str, tuple[_Check, ...]]] = Remembered(_checks_by_measure)
