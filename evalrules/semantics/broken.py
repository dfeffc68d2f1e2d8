"""What is broken where a condition that should hold does not: the comparisons behind it, and how they hang together.

Of `a and b` what is broken counts, of `a or b` one of them would do; behind `not` everything is the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.semantics.conditions import truth
from evalrules.semantics.row_parts import RowId, holds_in
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import AllOf, Among, AnyOf, Choose, Compare, Expression, Fact, Flag, Not, RowTally

FIRST_ROWS = 3
"""How many rows of a table are told where every row should do something."""


class Leaf(NamedTuple):
    """A comparison or yes/no fact that is not as `wanted`, seen from its scope; `row` where that is of a row.

    A premise is as wanted: it says for whom the rest is meant.
    """

    node: Expression
    wanted: bool
    scope: Scope
    row: RowId | None
    is_premise: bool = False


class Each(NamedTuple):
    """Each of these is broken."""

    parts: tuple[Clause, ...]


class Either(NamedTuple):
    """One of these would have to hold, since the premises do."""

    premises: tuple[Leaf, ...]
    parts: tuple[Clause, ...]


Clause: TypeAlias = Leaf | Each | Either


def broken(node: Expression, scope: Scope, *, wanted: bool = True, row: RowId | None = None) -> Clause:
    """What keeps a condition from being as wanted; it is certainly not."""
    match node:
        case Not():
            return broken(node.item, scope, wanted=not wanted, row=row)
        case Choose():
            chosen = node.yes if truth(node.condition, scope) else node.no
            return broken(chosen, scope, wanted=wanted, row=row)
        case AllOf() | AnyOf() if isinstance(node, AllOf) is wanted:
            failing = [item for item in node.items if truth(item, scope) is (not wanted)]
            return _one_or(Each(tuple(broken(item, scope, wanted=wanted, row=row) for item in failing)))
        case AllOf() | AnyOf():
            return _either(node.items, scope, wanted=wanted, row=row)
        case RowTally(op="every") if wanted and not isinstance(node.body, Flag):
            return _one_or(Each(tuple(_rows(node, scope))))
        case _:  # of what has no conditions as parts, it is itself what is broken
            return Leaf(node, wanted, scope, row)


def leaves_of(clause: Clause) -> Iterator[Leaf]:
    """The comparisons and facts behind it, premises first."""
    match clause:
        case Leaf():
            yield clause
        case Each():
            for part in clause.parts:
                yield from leaves_of(part)
        case Either():
            yield from clause.premises
            for part in clause.parts:
                yield from leaves_of(part)


def _one_or(found: Each) -> Clause:
    return found.parts[0] if len(found.parts) == 1 else found


def _either(items: tuple[Expression, ...], scope: Scope, *, wanted: bool, row: RowId | None) -> Clause:
    """Alternatives, those that only say for whom the others are meant taken as premises."""
    premises = [item for item in items if wanted and _is_denial(item)]
    if len(premises) == len(items):
        premises = []
    rest = [item for item in items if not any(item is premise for premise in premises)]
    parts = tuple(broken(item, scope, wanted=wanted, row=row) for item in rest)
    if not premises and len(parts) == 1:
        return parts[0]
    return Either(tuple(_holding(item, scope, row) for item in premises), parts)


def _is_denial(node: Expression) -> bool:
    """Whether a condition denies something: what it denies is what holds."""
    return (isinstance(node, Not) and isinstance(node.item, Compare | Among | Fact)) or (
        isinstance(node, Compare) and node.op == "!="
    )


def _holding(node: Expression, scope: Scope, row: RowId | None) -> Leaf:
    """What holds where a denial does not."""
    return (
        Leaf(node.item, True, scope, row, is_premise=True)
        if isinstance(node, Not)
        else Leaf(node, False, scope, row, is_premise=True)
    )


def _rows(node: RowTally, scope: Scope) -> Iterator[Clause]:
    """What is broken in the first rows that are not as every row should be."""
    if isinstance(scope.rows, TableReadings):
        rows = scope.rows.chosen(node.table, node.only, scope, node)
        failing = [row for row in rows if row.counts and holds_in(node.body, row.scope) is False]
        for row in failing[:FIRST_ROWS]:
            yield broken(node.body, row.scope, row=(node.table, row.key))
