"""Where checks turn that look at a cell from elsewhere: from the subject, rows of other tables, or other rows.

A nine-year school has two rows in one table, whose pupils are those of its row in another: what a blank cell may be is
said there. The places are where lines through two stretches of values cross, near nothing and far out, since of several
rows the greatest counts; what holds beside each of them is tried by whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from evalrules.model.refs import column_from
from evalrules.semantics.case import Case, exactly, scope_with_cells
from evalrules.semantics.checks_after import asked_from_elsewhere
from evalrules.semantics.crossing import before_rounding, crossing_of
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.scope import Scope
from evalrules.semantics.stated import Stated
from evalrules.tree.nodes import Compare
from evalrules.tree.walk import walk

if TYPE_CHECKING:
    from evalrules.semantics.openings import Opening

_STRETCHES = ((Fraction(1), Fraction(3)), (Fraction(10**9), Fraction(3 * 10**9)))
"""Ends of what is taken for a line: small numbers, and such as no row has."""


def turns_of_checks(case: Case, opening: Opening) -> set[Fraction]:
    """The numbers in a cell at which a comparison of such a check turns."""
    table = column_from(opening.measure).table

    def scope_with(at: Fraction) -> Scope:
        cells = {(table, key): {opening.measure: exactly(at)} for key in opening.rows}
        readings = row_readings(case.scope)
        return case.scope if readings is None else scope_with_cells(case.scope, readings, cells)

    stated = Stated(cells={(table, key): {opening.measure: exactly(Fraction(1))} for key in opening.rows})
    return {turn for node, scope_at in _compared(case, stated, scope_with) for turn in _turns(node, scope_at)}


def _compared(
    case: Case, stated: Stated, scope_with: Callable[[Fraction], Scope]
) -> Iterator[tuple[Compare, Callable[[Fraction], Scope]]]:
    """The comparisons of numbers in such checks, each with what is known where it stands."""
    for root, place_in in asked_from_elsewhere(case, stated):
        for node in walk(root):
            if isinstance(node, Compare):
                yield node, lambda at, place_in=place_in: place_in(scope_with(at))  # type: ignore[misc]


def _turns(node: Compare, scope_at: Callable[[Fraction], Scope]) -> Iterator[Fraction]:
    plain = before_rounding(node, scope_at(_STRETCHES[0][0]))
    for ends in _STRETCHES:
        found = crossing_of(plain, scope_at, ends)
        if found is not None:
            yield found.value
