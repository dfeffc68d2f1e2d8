"""The rows that keep an indicator down, and what each of them lacks. See docs/contract.md, `failing_rows`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import FailingRow
from evalrules.model.evidence import Row
from evalrules.semantics.changes import changes_of
from evalrules.semantics.moves import ways_to
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Way
from evalrules.tree.nodes import Compare, Expression, Flag, RowTally
from evalrules.tree.walk import children

if TYPE_CHECKING:
    from evalrules.semantics.row_parts import RowId, ScopedRow

FIRST_ROWS = 20


class Failing(NamedTuple):
    """The first failing rows with what they lack, and table and key of all of them.

    `ways` are the moves, by table and key, that make the first of them hold, in their `scopes`.
    """

    first: tuple[FailingRow, ...] = ()
    keys: tuple[RowId, ...] = ()
    ways: Mapping[RowId, Way] = MappingProxyType({})
    scopes: Mapping[RowId, Scope] = MappingProxyType({})

    @property
    def total(self) -> int:
        """How many rows fail."""
        return len(self.keys)


def failing_rows(
    nodes: Iterable[Expression], scope: Scope, *, limit: int = FIRST_ROWS, is_all: bool = False
) -> Failing:
    """The rows that conditions over tables count against the subject, each once, in the order of conditions and keys.

    A row is listed with what it lacks for the first condition that it fails, and without gaps where nothing is known
    to change (the condition holds on no number of it). `limit` is how many are listed; with `is_all` none where more
    fail.
    """
    readings = row_readings(scope)
    if readings is None:
        return Failing()
    found: dict[RowId, tuple[RowTally, bool, Row | ScopedRow]] = {}
    for tally, wanted in (one for node in nodes for one in tallies_in(node)):
        for given in readings.failing(tally, scope, wanted=wanted):
            found.setdefault((tally.table, given.key), (tally, wanted, given))
    if is_all and len(found) > limit:
        return Failing(keys=tuple(found))
    first, ways, scopes = [], {}, {}
    for own, (tally, wanted, given) in islice(found.items(), limit):
        row = readings.in_scope(tally.table, given, scope)
        ways[own], scopes[own] = next(iter(ways_to(tally.body, wanted, row.scope)), ()), row.scope
        first.append(_failing(tally, row, ways[own]))
    return Failing(tuple(first), tuple(found), ways, scopes)


def _failing(tally: RowTally, row: ScopedRow, way: Way) -> FailingRow:
    changes = changes_of(way, row.scope)
    return FailingRow(tally.table, row.key, tuple(change._replace(row=row.key) for change in changes))


def tallies_in(node: Expression, *, few: bool = False) -> Iterator[tuple[RowTally, bool]]:
    """Each look at rows with the truth that its rows should have: `count(…) <= 2` wants its condition not to hold."""
    match node:
        case RowTally(op="any") | RowTally(body=Flag()):
            return
        case RowTally():
            yield node, not few
        case Compare():
            few_left = node.op in ("<", "<=", "==")
            yield from tallies_in(node.left, few=few_left)
            yield from tallies_in(node.right, few=node.op in (">", ">="))
        case _:  # looks at rows may stand anywhere in it
            for child in children(node):
                yield from tallies_in(child, few=few)
