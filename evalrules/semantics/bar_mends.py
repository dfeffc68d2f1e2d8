"""What opens gates, lifts vetoes and gives levels what they ask, through facts and the rows of tables.

Each part of a condition is mended on the case as the parts before it leave it; of alternatives the first that is
mended whole is taken, else the first of which only the distance of a statistic is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, product
from types import MappingProxyType

from evalrules.base.records import NamedTuple
from evalrules.semantics.affirmed import affirmed
from evalrules.semantics.bars import looks_at_indicators
from evalrules.semantics.case import Case
from evalrules.semantics.changes import is_quantity
from evalrules.semantics.conditions import truth
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.moves import ways_to
from evalrules.semantics.row_levers import merged
from evalrules.semantics.row_mends import MOST_ROWS, Lacks, cells_that_fail
from evalrules.semantics.row_parts import Cells, RowId
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Way
from evalrules.semantics.spread_mends import cells_within
from evalrules.tree.nodes import AllOf, AnyOf, AtLeast, Compare, Expression, RowTally
from evalrules.tree.walk import walk

MOST_CHOICES = 16
"""So many of the alternatives of a condition are tried."""


class BarMend(NamedTuple):
    """What gives a condition of the verdict its truth: facts, cells for statistics, and rows that fail.

    `is_whole` is False where of a statistic only the distance is known; `is_of_every` where each of the rows is needed.
    """

    way: Way = ()
    spread: Cells = MappingProxyType({})
    rows: tuple[dict[RowId, Lacks], ...] = ()
    is_whole: bool = True
    is_of_every: bool = True


def bar_mend(case: Case, root: Expression, *, wanted: bool, least_amount: bool) -> BarMend | None:
    """What gives a condition a truth, but for its parts that look at indicators; None where nothing is known to."""
    scope = case.scope
    if looks_at_indicators(root):
        scope = scope.with_board(RangeBoard(case.bench, case.outcomes))
    else:
        ways = ways_to(root, wanted, scope)
        if ways:
            return BarMend(ways[0])
    within: BarMend | None = None
    choices = [*islice(_choices(affirmed(root, wanted=wanted), scope), MOST_CHOICES)]
    for parts in sorted(choices, key=lambda some: sum(map(looks_at_indicators, some))):
        own = tuple(part for part in parts if not looks_at_indicators(part))
        found = _of_parts(case, own, least_amount=least_amount)
        if found is not None and found.is_whole:
            return found
        within = within or found
    return within


def _choices(node: Expression, scope: Scope) -> Iterator[tuple[Expression, ...]]:
    """The parts of a condition that fail and that together make it hold, one set after the other."""
    if truth(node, scope) is True:
        yield ()
        return
    match node:
        case AllOf():
            yield from _each(node.items, scope)
        case AnyOf():
            for item in node.items:
                yield from _choices(item, scope)
        case AtLeast():
            failing = [item for item in node.items if truth(item, scope) is not True]
            short = node.needed - (len(node.items) - len(failing))
            for chosen in combinations(failing, short):
                yield from _each(chosen, scope)
        case _:  # one part
            yield (node,)


def _each(items: tuple[Expression, ...], scope: Scope) -> Iterator[tuple[Expression, ...]]:
    for chosen in product(*(list(islice(_choices(item, scope), MOST_CHOICES)) for item in items)):
        yield tuple(part for parts in chosen for part in parts)


def _of_parts(case: Case, parts: tuple[Expression, ...], *, least_amount: bool) -> BarMend | None:
    found, after = BarMend(), case
    for part in parts:
        ways = ways_to(part, True, after.scope)
        if ways:
            found = found._replace(way=(*found.way, *ways[0]))
            continue
        cells = _of_statistic(after, part, least_amount=least_amount)
        if cells:
            found = found._replace(spread=merged(found.spread, cells))
            after = after.with_cells(found.spread)
            continue
        rows = cells_that_fail(case, (_by_row(part),))
        if rows:
            found = found._replace(rows=(*found.rows, rows), is_of_every=found.is_of_every and _is_of_every(part))
        elif is_quantity(part):
            found = found._replace(is_whole=False)
        else:
            return None
    return found


def _of_statistic(case: Case, part: Expression, *, least_amount: bool) -> Cells:
    if not isinstance(part, Compare):
        return {}
    cells = cells_within(case, part, least_amount=least_amount)
    cells = cells or (cells_within(case, part, least_amount=False) if least_amount else {})
    return cells if len(cells) <= MOST_ROWS else {}


def _by_row(part: Expression) -> Expression:
    """The same as what each row is asked: which of them are needed is tried."""
    return part._replace(op="every") if isinstance(part, RowTally) and part.op == "any" else part


def _is_of_every(part: Expression) -> bool:
    return all(one.op == "every" for one in walk(part) if isinstance(one, RowTally))
