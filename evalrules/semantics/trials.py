"""What a case would be with something that is missing given: which values are worth a trial, and which may be."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor
from typing import TypeAlias

from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.model.refs import column_from, is_column
from evalrules.model.ruleset import Measure
from evalrules.semantics.case import Case, exactly
from evalrules.semantics.check_turns import turns_of_checks
from evalrules.semantics.checks_after import may_break, newly_broken
from evalrules.semantics.comparisons import comparisons_in, comparisons_of
from evalrules.semantics.conditions import number, truth, value_of
from evalrules.semantics.crossing import crossing_of
from evalrules.semantics.interval import INFINITE
from evalrules.semantics.openings import Opening
from evalrules.semantics.row_parts import ScopedRow
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.stated import Stated
from evalrules.semantics.turning import crossings_of, turns_of
from evalrules.tree.nodes import Compare, Condition, Fact, Text, YearsSince
from evalrules.tree.walk import parameters_in, walk

Value: TypeAlias = FactValue | Outcome | Fraction
"""What something missing may be: of a grade an outcome, of a parameter a number, else as a fact is."""

_USUAL = (100, 1000, 10, 1, 0)
"""Numbers that are tried where no limit of the standard says which, within what the measure may be; 0 last, since a
share of nothing says nothing.
"""


class Trials:
    """Gives what is missing in a case its values, never such that break a check of the ruleset."""

    def __init__(self, case: Case) -> None:
        self.ruleset = case.ruleset
        self.comparisons = comparisons_of(case.plan)
        self._questioned: dict[str, bool] = {}

    # -- giving ------------------------------------------------------------------------------------------------

    def given(self, case: Case, opening: Opening, value: Value) -> Case | None:
        """The case with a value given; None where that contradicts what is known."""
        found = self._given(case, opening, value)
        return None if opening.measure and self._is_contradicted(case, found, opening, value) else found

    def levels(self, case: Case, opening: Opening, value: Value) -> tuple[str, ...] | None:
        """The levels possible with a value given; None where that contradicts what is known."""
        is_plain = opening.kind in ("fact", "points", "members") and not self._is_questioned(opening.measure)
        if is_plain and not isinstance(value, Outcome | Fraction):
            return case.levels_with_facts({opening.measure: value})
        found = self.given(case, opening, value)
        return None if found is None else found.possible_levels

    def _given(self, case: Case, opening: Opening, value: Value) -> Case:
        match opening.kind:
            case "grade":
                assert isinstance(value, Outcome)
                return case.with_grades({opening.id: value})
            case "attribute":
                return case.with_attributes({opening.id: str(value)})
            case "parameter":
                assert isinstance(value, Fraction)
                return case.with_value(opening.id, value)
            case "cell" | "column":
                assert not isinstance(value, Outcome | Fraction)
                table = column_from(opening.measure).table
                return case.with_cells({(table, key): {opening.measure: value} for key in opening.rows})
            case _:
                assert not isinstance(value, Outcome | Fraction)
                return case.with_facts({opening.measure: value})

    def _is_questioned(self, measure: str) -> bool:
        """Whether some value of a measure may contradict a check, or what a derived measure may be."""
        known = self._questioned.get(measure)
        if known is None:
            known = bool(self.comparisons.ranged_on(measure)) or may_break((measure,), self.ruleset)
            self._questioned[measure] = known
        return known

    def _is_contradicted(self, before: Case, case: Case, opening: Opening, value: Value) -> bool:
        """Whether a check is certainly broken, wherever it stands, or a derived measure certainly out of its range."""
        scope = self.scope_of(case, opening)
        if any(truth(check.root, scope) is False for check in self.comparisons.checks_on(opening.measure)):
            return True
        if next(newly_broken(before, _stated(opening, value), case.scope), None) is not None:
            return True
        for own in self.comparisons.ranged_on(opening.measure):
            low, high = self.ruleset.measures[own].low, self.ruleset.measures[own].high
            known = value_of(own, scope if is_column(own) else case.scope).numbers
            if (high is not None and known[0] > high) or (low is not None and known[1] < low):
                return True
        return False

    def scope_of(self, case: Case, opening: Opening) -> Scope:
        """What is known where the value stands: of its row, or of the subject."""
        row = self.row_of(case, opening)
        return case.scope if row is None else row.scope

    def row_of(self, case: Case, opening: Opening) -> ScopedRow | None:
        """The row of a cell."""
        if opening.kind != "cell" or not isinstance(case.scope.rows, TableReadings):
            return None
        table = column_from(opening.measure).table
        return case.scope.rows.by_key(table, case.scope, None).get(opening.rows[0])

    # -- what is worth a trial ---------------------------------------------------------------------------------

    def values(self, case: Case, opening: Opening) -> list[Value]:
        """Values on every side of each limit that the rest of the case leaves in view, in a fixed order."""
        choices = self.choices(case, opening)
        if choices is not None:
            return choices
        if opening.kind == "parameter":
            turns = self.turns(case, opening)
            return [*sorted({near for turn in turns for near in (turn - 1, turn, turn + 1)}), *map(Fraction, _USUAL)]
        if self.ruleset.measures[opening.measure].type == "date":
            return [datetime.date.fromordinal(int(day)) for day in self._around(self.turns(case, opening), 1)]
        return [exactly(number) for number in self._numbers(case, opening)]

    def choices(self, case: Case, opening: Opening) -> list[Value] | None:
        """Every value of something that has few; None for numbers and dates."""
        if opening.kind == "grade":
            return [one for one in case.standing_of(opening.id).possible if one != NOT_APPLICABLE]
        if opening.kind == "attribute":
            return list(self.ruleset.choices[opening.id].options)
        if opening.kind == "parameter":
            return None
        declared = self.ruleset.measures[opening.measure]
        if declared.type == "yesno":
            return [True, False]
        scope = self.scope_of(case, opening)
        options = scope.with_facts({opening.measure: None}).options(opening.measure) if declared.choice else None
        if options is not None:
            return [option for option in sorted(options)]  # noqa: C416 - of a wider type
        return self._texts(opening.measure) if declared.type == "text" else None

    def _texts(self, measure: str) -> list[Value]:
        """The texts that conditions compare a measure with."""
        found: dict[str, None] = {}
        for node in _compared(self.comparisons.conditions_on(measure)):
            sides = (node.left, node.right)
            if any(isinstance(side, Fact) and side.measure == measure for side in sides):
                found.update((side.value, None) for side in sides if isinstance(side, Text))
        return list(found)

    def _numbers(self, case: Case, opening: Opening) -> list[Fraction]:
        declared = self.ruleset.measures[opening.measure]
        low, high = declared.low, declared.high
        step = 1 if declared.type == "count" else Fraction(1, 1000)
        around = self._around(self.turns(case, opening), step)
        ends = [end for end in (high,) if end is not None]
        known = self.scope_of(case, opening).facts.get(opening.measure)
        within = (known.low, known.high) if isinstance(known, Bounds) else (None, None)
        ends += [end for end in within if end is not None]
        return [
            one
            for one in dict.fromkeys((*around, *ends, *map(Fraction, _USUAL), *(() if low is None else (low,))))
            if is_within(one, declared, within) and (declared.type != "count" or one.denominator == 1)
        ]

    def _around(self, turns: Iterable[Fraction], step: Fraction | int) -> list[Fraction]:
        """Each turning point and what lies just beside it."""
        found: set[Fraction] = set()
        for turn in turns:
            for near in {Fraction(floor(turn)), Fraction(ceil(turn))} if step == 1 else {turn}:
                found |= {near - step, near, near + step}
        return sorted(found)

    # -- where comparisons turn --------------------------------------------------------------------------------

    def turns(self, case: Case, opening: Opening, *, half_open: bool = False) -> set[Fraction]:
        """The numbers at which a comparison with something else that is known turns; days as their numbers.

        With `half_open` also those at which one turns whose other facts are not known, but not below an end.
        """
        if opening.kind == "parameter":
            return self._turns_of_parameter(case, opening.id)
        comparisons = self.comparisons.on(opening.measure)
        row = self.row_of(case, opening)
        if row is None:
            found = turns_of(case, opening.measure, comparisons, half_open=half_open)
            return found | self._anniversaries(case.scope, opening.measure)
        plain = [one for one in comparisons if not one.is_of_statistic]
        found = crossings_of(row.scope, opening.measure, plain) | turns_of_checks(case, opening)
        return found | self._anniversaries(row.scope, opening.measure)

    def _turns_of_parameter(self, case: Case, value: str) -> set[Fraction]:
        found = (
            crossing_of(node, lambda at: case.scope.with_value(value, at))
            for guard in case.plan.verdict
            for node, *_ in comparisons_in((guard.condition,), self.ruleset)
            if value in parameters_in(node)
        )
        return {turn.value for turn in found if turn is not None}

    def _anniversaries(self, scope: Scope, measure: str) -> set[Fraction]:
        """The days from which on one year more, or less, has passed than a condition asks for; other dates beside."""
        if self.ruleset.measures[measure].type != "date" or scope.as_of is None:
            return set()
        found = {
            Fraction(value.toordinal()) for value in scope.facts.values() if isinstance(value, datetime.date)
        }  # fmt: skip
        found.add(Fraction(scope.as_of.toordinal()))
        for node, *_ in self.comparisons.on(measure):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                known = number(other, scope) if isinstance(side, YearsSince) else ()
                for limit in {end for end in known if isinstance(end, Fraction)}:  # of bounds: both
                    for years in (floor(limit), ceil(limit), floor(limit) + 1):
                        found.add(Fraction(_so_many_years_before(scope.as_of, years).toordinal()))
        return found


def _compared(conditions: Iterable[Condition]) -> list[Compare]:
    """Every comparison in conditions."""
    return [node for one in conditions for node in walk(one.root) if isinstance(node, Compare)]


def is_within(one: Fraction, declared: Measure, within: tuple[Fraction | None, Fraction | None]) -> bool:
    """Whether a number is one that a measure may be, and that the bounds known of it leave."""
    lows = [
        end for end in (declared.low, within[0], Fraction(0) if declared.type == "count" else None) if end is not None
    ]
    highs = [end for end in (declared.high, within[1]) if end is not None]
    return max(lows, default=-INFINITE) <= one <= min(highs, default=INFINITE)


def _so_many_years_before(day: datetime.date, years: int) -> datetime.date:
    """The last day of which so many years have passed; the first day that is known where the calendar begins."""
    if not 1 <= day.year - years <= datetime.MAXYEAR:
        return datetime.date.min if years > 0 else datetime.date.max
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return datetime.date(day.year - years, 2, 28)


def _stated(opening: Opening, value: Value) -> Stated:
    """A value of a measure as what is stated in the evidence."""
    assert not isinstance(value, Outcome | Fraction)
    if opening.kind not in ("cell", "column"):
        return Stated(facts={opening.measure: value})
    table = column_from(opening.measure).table
    return Stated(cells={(table, key): {opening.measure: value} for key in opening.rows})
