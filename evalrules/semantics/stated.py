"""What is changed in the evidence itself to mend what fails: figures, cells and decisions, and how that is reported."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Change
from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.outcome import Outcome, outcome_from
from evalrules.model.refs import column_from
from evalrules.semantics.case import Case
from evalrules.semantics.changes import changes_of
from evalrules.semantics.conditions import value_of
from evalrules.semantics.interval import exact_value
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move

if TYPE_CHECKING:
    from evalrules.semantics.row_parts import RowId


class Stated(NamedTuple):
    """What is changed in the evidence itself: facts, cells and grades."""

    facts: Mapping[str, FactValue] = MappingProxyType({})
    cells: Mapping[RowId, Mapping[str, FactValue]] = MappingProxyType({})
    grades: Mapping[str, Outcome] = MappingProxyType({})

    def then(self, more: Iterable[Stated]) -> Stated:
        """With more stated as well; of two numbers for one figure among what is added the larger counts."""
        facts, grades = dict(self.facts), dict(self.grades)
        cells = {row: dict(changed) for row, changed in self.cells.items()}
        fresh: set[tuple[RowId | None, str]] = set()
        for one in more:
            grades |= one.grades
            for row, changed in ((None, one.facts), *one.cells.items()):
                into = facts if row is None else cells.setdefault(row, {})
                for own, value in changed.items():
                    is_second = (row, own) in fresh
                    into[own] = _further(into[own], value) if is_second else value
                    fresh.add((row, own))
        return Stated(facts, cells, grades)

    def put_into(self, case: Case) -> Case:
        """The case with it."""
        return case.with_facts(self.facts).with_cells(self.cells).with_grades(self.grades)

    def one_less(self, certain: Collection[tuple[RowId, str]] = ()) -> Iterator[Stated]:
        """It without each single change, but for cells that are needed for certain."""
        for own in self.grades:
            yield self._replace(grades={key: need for key, need in self.grades.items() if key != own})
        for own in self.facts:
            yield self._replace(facts={key: value for key, value in self.facts.items() if key != own})
        for row, changed in self.cells.items():
            for own in (one for one in changed if (row, one) not in certain):
                less = {key: value for key, value in changed.items() if key != own}
                yield self._replace(cells={**self.cells, row: less})


def _further(first: FactValue, second: FactValue) -> FactValue:
    if isinstance(first, Bounds) and isinstance(second, Bounds) and first.low is not None and second.low is not None:
        return first if first.low > second.low else second
    return second


def stated_of(case: Case, changes: Iterable[Change]) -> Stated:
    """What is then stated of the subject, of its rows and of its grades, where changes are made as they are reported.

    Of two amounts of one figure the larger counts.
    """
    facts: dict[str, FactValue] = {}
    cells: dict[RowId, dict[str, FactValue]] = {}
    grades: dict[str, Outcome] = {}
    for one in changes:
        if one.grade is not None:
            grades[one.grade] = outcome_from(str(one.need))
        if one.grade is not None or one.measure is None:
            continue
        table = "" if one.row is None else column_from(one.measure).table
        scope = case.scope if one.row is None else _scope_of_row(case, (table, one.row))
        value = None if scope is None else _value_after(one, scope)
        if value is not None:
            own, into = one.count_of or one.measure, facts
            if one.row is not None:
                into = cells.setdefault((table, one.row), {})
            is_second = one.count_of is not None and own in into
            into[own] = _further(into[own], value) if is_second else value
    return Stated(facts, cells, grades)


def _scope_of_row(case: Case, row: RowId) -> Scope | None:
    readings = row_readings(case.scope)
    return None if readings is None else readings.by_key(row[0], case.scope, None)[row[1]].scope


def _value_after(change: Change, scope: Scope) -> FactValue:
    """What a change brings its figure to; None where it says no value."""
    if change.count_of is not None:
        have = exact_value(scope.stated(change.count_of) or (Fraction(0), Fraction(0)))
        value = (have or Fraction(0)) + Fraction(str(change.how_many))
        return Bounds(value, value)
    if (isinstance(change.need, str) and change.op != "==") or scope.measure(str(change.measure)).type in _NUMBERS:
        return Move(str(change.measure), change.op, Fraction(str(change.need))).fact
    return change.need if isinstance(change.need, bool | str) else None


_NUMBERS = ("count", "number", "percent", "ratio")


def reported(case: Case, stated: Stated) -> tuple[Change, ...]:
    """What is stated as changes to report."""
    found = []
    for own, need in stated.grades.items():
        decided = case.standing_of(own).decided
        have = None if decided is None else decided.text
        found.append(Change(None, own, have, "==", need.text, None, "", None, None))
    found += changes_of(tuple(_move(own, value, case.scope) for own, value in stated.facts.items()), case.scope)
    readings = row_readings(case.scope)
    if readings is not None:
        for (table, key), changed in stated.cells.items():
            scope = readings.by_key(table, case.scope, None)[key].scope
            moves = tuple(_move(own, value, scope) for own, value in changed.items())
            found += [change._replace(row=key) for change in changes_of(moves, scope)]
    return tuple(found)


def _move(measure: str, value: FactValue, scope: Scope) -> Move:
    if isinstance(value, bool | str):
        return Move(measure, "==", value)
    assert isinstance(value, Bounds), "no move leads to a date"
    assert value.exact is not None, "a move leads to one number"
    known = value_of(measure, scope).numbers
    return Move(measure, ">=" if value.exact >= known[0] else "<=", value.exact)
