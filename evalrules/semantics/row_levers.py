"""The cell by which the value of a row is moved, what must follow it, and the checks that must still hold."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from fractions import Fraction

from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Bounds, FactValue
from evalrules.semantics.case import Case, scope_with_cells
from evalrules.semantics.checks_after import Broken, newly_broken
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.extremes import with_each
from evalrules.semantics.interval import exact_value
from evalrules.semantics.moves import ways_to
from evalrules.semantics.row_parts import Cells, RowId, ScopedRow
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, hundredths_of, is_own, numeric_move, stated_inputs, worsens
from evalrules.semantics.stated import Stated
from evalrules.tree.nodes import Agrees, Compare, Expression, Extreme, Number
from evalrules.tree.walk import facts_in, walk

FAR = Fraction(10**12)
"""What stands for a figure as large as can be, where its range has no end."""


class Lever(NamedTuple):
    """The cell by which the value of a row is raised, and those of the row that go with it."""

    row: ScopedRow
    measure: str
    also: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """The columns of its cells."""
        return (self.measure, *self.also)

    def at_their_ends(self, *, is_lowered: bool, but: str = "", far: Fraction | None = None) -> Scope | None:
        """The row with its cells moved as far as they may be, `but` for one; None where that has no end, unless `far`
        stands for it.
        """
        scope = self.row.scope
        facts: dict[str, FactValue] = {}
        for own in self.measures:
            end = scope.declared(own)[0 if is_lowered else 1]
            end = far if far is not None and not isinstance(end, Fraction) else end
            if own != but and not isinstance(end, Fraction):
                return None
            if own != but and isinstance(end, Fraction):
                facts[own] = Bounds(end, end)
        return scope.with_facts(facts)


def lever_of(
    item: Expression, value: Fraction, row: ScopedRow, *, is_lowered: bool = False
) -> tuple[Lever | None, float]:
    """What is raised to raise a row, and how much of it one more of the value takes; nothing where nobody raises it.

    Where a row `is_lowered` only what is meant to be lower is.
    """
    scope = row.scope
    inputs = [own for own in stated_inputs(item, scope) if is_own(own, scope)]
    inputs = [own for own in inputs if (scope.measure(own).better == "lower") is is_lowered]
    improving = [own for own in inputs if scope.measure(own).better]
    found: list[tuple[Lever, float]] = []
    for own in sorted(improving or inputs, key=lambda one: scope.measure(one).type != "count"):
        stated = scope.stated(own)
        have = None if stated is None else exact_value(stated)
        if have is None:
            continue
        more = max(Fraction(1000), abs(have))  # far enough for values that are rounded
        after = exact_value(number(item, scope.with_facts({own: Bounds(have + more, have + more)})))
        if after is not None and after > value:
            found.append((Lever(row, own), float(more / (after - value))))
            if not _has_extreme(item, "max"):
                break
    return min(found, key=lambda one: one[1], default=(None, 0.0))  # of the greatest of several the one that it is


def _has_extreme(item: Expression, op: str) -> bool:
    return any(isinstance(part, Extreme) and part.op == op for part in walk(item))


def joint_lever(item: Expression, row: ScopedRow) -> Lever | None:
    """All that is meant to be higher behind the least of several figures of a row; None where that is but one."""
    scope = row.scope
    if not _has_extreme(item, "min"):
        return None
    inputs = [own for own in stated_inputs(item, scope) if is_own(own, scope) and scope.measure(own).better == "higher"]
    known = [own for own in inputs if (stated := scope.stated(own)) is not None and exact_value(stated) is not None]
    return Lever(row, known[0], tuple(known[1:])) if len(known) > 1 else None


def cell_for(item: Expression, lever: Lever, value: Fraction, op: str = ">=") -> Fraction | None:
    """What the cell comes to where its row is brought to a value, in the steps in which it is given; None where it may
    not be that.
    """
    return _cell_for(item, lever.measure, value, op, lever.row.scope)


def cells_for(item: Expression, lever: Lever, value: Fraction, op: str = ">=") -> dict[str, FactValue]:
    """What all its cells come to, each seen with the others as far as they may go; {} where one may not be that."""
    found: dict[str, FactValue] = {}
    far = None if op[0] == "<" else FAR
    for own in lever.measures:
        scope = lever.at_their_ends(is_lowered=far is None, but=own, far=far) if lever.also else lever.row.scope
        if lever.also and scope is not None and truth(_at(item, op, value), scope) is True:
            continue
        moved = None if scope is None else _cell_for(item, own, value, op, scope)
        if moved is None:
            return {}
        found[own] = Bounds(moved, moved)
    return found if truth(_at(item, op, value), lever.row.scope.with_facts(found)) is True else {}


def _at(item: Expression, op: str, value: Fraction) -> Compare:
    return Compare(op, item, Number(value, "", item.span), item.span)


def _cell_for(item: Expression, own: str, value: Fraction, op: str, scope: Scope) -> Fraction | None:
    asked = _at(item, op, value)
    moves = (numeric_move(one, op, own, scope) for one in (asked, *with_each(asked, scope)))
    move = next((one for one in moves if one is not None), None)
    stated = scope.stated(own)
    have = None if stated is None else exact_value(stated)
    if move is None or have is None or not isinstance(move.need, Fraction):
        return None
    return have + hundredths_of(move, move.need - have)


def scope_with(case: Case, cells: Cells) -> Scope:
    """The scope with cells raised: of indicators nothing is worked out again."""
    rows = case.scope.rows
    return scope_with_cells(case.scope, rows, cells) if isinstance(rows, TableReadings) else case.scope


def linked_rows(row: RowId, changed: Container[str], case: Case) -> list[RowId]:
    """A row, and those that must say the same in one of the changed columns: the other stage of the same school."""
    table, readings = case.ruleset.tables[row[0]], case.scope.rows
    found = {row: None}
    for check in table.checks:
        for node in walk(check.condition.root):
            is_of_it = isinstance(node, Agrees) and node.item.measure in changed and node.table == row[0]
            if is_of_it and isinstance(node, Agrees) and isinstance(readings, TableReadings):
                own, other = node.matched
                every = readings.by_key(row[0], case.scope, None)
                name = every[row[1]].scope.facts.get(own)
                twins = (key for key, one in every.items() if one.scope.facts.get(other) == name)
                found |= dict.fromkeys((row[0], key) for key in twins)
    return list(found)


def agreeing(case: Case, cells: Cells) -> Cells:
    """The cells, and those of other rows that must say the same: one figure of a school in both its stages."""
    found = {row: dict(changed) for row, changed in cells.items()}
    for row, changed in cells.items():
        for own, value in changed.items():
            for linked in linked_rows(row, (own,), case) if isinstance(value, Bounds) else ():
                add_cells(found, linked, {own: value})
    return found


def followed(case: Case, cells: Cells) -> dict[RowId, dict[str, FactValue]]:
    """The cells with those that must follow: teachers above the degree are teachers, also in the other stage."""
    found = {row: dict(changed) for row, changed in cells.items()}
    for broken in list(newly_broken(case, Stated(cells=cells))):
        row = broken.row
        moves = () if row is None else moves_that_follow(broken, found.get(row, {}))
        if row is not None and moves:
            changed: dict[str, FactValue] = {moves[0].measure: moves[0].fact}
            for linked in linked_rows(row, changed, case):
                add_cells(found, linked, changed)
    return found


def moves_that_follow(broken: Broken, changed: Container[str]) -> list[Move]:
    """The moves up of what is not changed that make a check of a row hold, those first that worsen nothing."""
    root, now = broken.root, broken.scope
    moves = [way[0] for way in ways_to(root, True, now) if len(way) == 1] + list(_of_others(root, now))
    raising = [one for one in moves if one.op[0] == ">" and one.measure not in changed]
    return sorted(raising, key=lambda one: worsens((one,), now))


def _of_others(root: Expression, now: Scope) -> Iterator[Move]:
    """The moves of what a check compares and what says no better: classes, where the largest is to shrink."""
    for part in (one for one in walk(root) if isinstance(one, Compare)):
        for own in (one for one in facts_in(part) if is_own(one, now) and not now.measure(one).better):
            move = numeric_move(part, part.op, own, now)
            if move is not None and truth(root, now.with_facts({own: move.fact})) is True:
                yield move


def merged(first: Cells, second: Cells) -> Cells:
    """Both; of two values of one cell the larger."""
    found = {row: dict(cells) for row, cells in first.items()}
    for row, cells in second.items():
        add_cells(found, row, cells)
    return found


def add_cells(found: dict[RowId, dict[str, FactValue]], row: RowId, cells: Mapping[str, FactValue]) -> None:
    """Put the cells of a row to others; of two values of one cell the larger counts."""
    into = found.setdefault(row, {})
    for own, value in cells.items():
        into[own] = max(into[own], value, key=_low) if own in into else value


def _low(value: FactValue) -> Fraction:
    assert isinstance(value, Bounds), "what is raised is a number"
    assert value.low is not None, "what is raised is known"
    return value.low


def keeps_checks(case: Case, after: Case, stated: Stated) -> bool:
    """Whether what must hold in all evidence still does where it did: of the subject, and of rows."""
    return next(newly_broken(case, stated, after.scope), None) is None
