"""The rows that keep an indicator down, and what each of them lacks. See docs/contract.md, `failing_rows`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from evalrules.model.assessment import FailingRow
from evalrules.semantics.changes import changes_of
from evalrules.semantics.conditions import truth
from evalrules.semantics.moves import ways_to
from evalrules.semantics.rows import ScopedRow, TableReadings
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Compare, Expression, Flag, RowTally
from evalrules.tree.walk import children

FIRST_ROWS = 20


class Failing(NamedTuple):
    """The first failing rows with what they lack, how many there are in all, and whether more rows may come."""

    first: tuple[FailingRow, ...]
    total: int
    may_be_more: bool = False


def failing_rows(node: Expression, scope: Scope, *, limit: int = FIRST_ROWS) -> Failing:
    """The rows that a condition over tables counts against the subject, in the order of their keys.

    A row with nothing known to change (its condition holds on no number of it) is listed without gaps.
    """
    if not isinstance(scope.rows, TableReadings):
        return Failing((), 0)
    found: list[FailingRow] = []
    total, may_be_more = 0, False
    for tally, wanted in _tallies(node):
        may_be_more = may_be_more or scope.rows.more(scope.ruleset.tables[tally.table]) != 0
        for row in scope.rows.chosen(tally.table, tally.only, scope, tally):
            if row.counts and truth(tally.body, row.scope) is (not wanted):
                total += 1
                if len(found) < limit:
                    found.append(_failing(tally, row, wanted=wanted))
    return Failing(tuple(found), total, may_be_more)


def failing_keys(node: Expression, scope: Scope) -> list[tuple[str, tuple[str, ...]]]:
    """The table and key of every row that a condition over tables counts against the subject."""
    if not isinstance(scope.rows, TableReadings):
        return []
    return [
        (tally.table, row.key)
        for tally, wanted in _tallies(node)
        for row in scope.rows.chosen(tally.table, tally.only, scope, tally)
        if row.counts and truth(tally.body, row.scope) is (not wanted)
    ]


def _failing(tally: RowTally, row: ScopedRow, *, wanted: bool) -> FailingRow:
    ways = ways_to(tally.body, wanted, row.scope)
    changes = changes_of(ways[0], row.scope) if ways else ()
    return FailingRow(tally.table, row.key, tuple(change._replace(row=row.key) for change in changes))


def _tallies(node: Expression, *, few: bool = False) -> Iterator[tuple[RowTally, bool]]:
    """Each look at rows with the truth that its rows should have: `count(…) <= 2` wants its condition not to hold."""
    match node:
        case RowTally(op="any") | RowTally(body=Flag()):
            return
        case RowTally():
            yield node, not few
        case Compare():
            few_left = node.op in ("<", "<=", "==")
            yield from _tallies(node.left, few=few_left)
            yield from _tallies(node.right, few=node.op in (">", ">="))
        case _:
            for child in children(node):
                yield from _tallies(child, few=few)
