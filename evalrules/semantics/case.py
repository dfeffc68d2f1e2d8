"""One subject under one ruleset, as it stands; and what it would be with something changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from evalrules.base.remembered import Remembered
from evalrules.base.truth import Truth
from evalrules.model.evidence import Assessed, Bounds, Evidence, FactValue, GivenFacts, Rows
from evalrules.model.outcome import Outcome
from evalrules.model.ruleset import Ruleset
from evalrules.plan.memory import plan_of
from evalrules.plan.nodes import Plan
from evalrules.semantics.conditions import truth
from evalrules.semantics.counting import Outcomes, StepCounts
from evalrules.semantics.joint import Bench, open_outcomes
from evalrules.semantics.meanings import answers_of
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import Standing, standing
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Compare,
    Condition,
    Flag,
    GradeOf,
    MetOf,
    Not,
    Number,
    Own,
    Tally,
    Text,
)
from evalrules.tree.walk import walk

if TYPE_CHECKING:
    from evalrules.semantics.given_standings import GivenStandings
    from evalrules.semantics.row_parts import RowId
    from evalrules.semantics.rows import TableReadings


T = TypeVar("T")


class Case:
    """The standings of every indicator and the levels they leave possible."""

    def __init__(
        self,
        plan: Plan,
        scope: Scope,
        grades: Mapping[str, Assessed],
        standings: tuple[Standing, ...] | None = None,
    ) -> None:
        self.plan = plan
        self.ruleset: Ruleset = scope.ruleset
        self.scope = scope
        self.grades = grades
        self.standings = standings or tuple(standing(one, scope, grades) for one in plan.indicators)
        self._rules: dict[int, tuple[Condition, Truth]] = {}
        self._asked: dict[tuple[tuple[str, tuple[Outcome, ...]], ...], tuple[str, ...]] = {}

    @cached_property
    def bench(self) -> Bench:
        """Gates, vetoes and levels, ready to be tried."""
        return Bench(self.plan, self.scope)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What each indicator can still be."""
        return open_outcomes(self.standings)

    @cached_property
    def possible_levels(self) -> tuple[str, ...]:
        """The levels still possible, best first."""
        if "steps" in self.__dict__:
            return self._levels()  # by the steps of another case, and what changed
        return self.by_outcomes("levels", self._levels)

    def _levels(self) -> tuple[str, ...]:
        return self.bench.levels_after(self.steps, lambda: self.outcomes)

    @cached_property
    def steps(self) -> StepCounts:
        """How many indicators can move the counts of the verdict in the same way."""
        return self.bench.counting.steps_of(self.outcomes)

    @property
    def level(self) -> str | None:
        """The level where it is decided."""
        return self.possible_levels[0] if len(self.possible_levels) == 1 else None

    def holds(self, condition: Condition) -> Truth:
        """Whether a condition of the verdict holds for every joint choice of outcomes, for none, or for some."""
        known = self._rules.get(id(condition))
        if known is None:
            known = (condition, self.bench.truth_over(condition, self.outcomes, self.steps))
            self._rules[id(condition)] = known  # with the condition, so that no other has its identity
        return known[1]

    def by_outcomes(self, what: str, make: Callable[[], T]) -> T:
        """What is made of a case, once for all whose indicators can be the same, where it hangs on these alone."""
        known = _known_of(self)
        if known is None:
            return make()
        own = (what, tuple([one.possible for one in self.standings]))
        found = known.get(own)
        if found is None:
            found = make()
            if len(known) >= MOST_OUTCOMES:
                known.clear()  # another thread may be here, too: what was found is held by itself
            known[own] = found
        return cast("T", found)

    def keys_looked_at(self, table: str) -> list[tuple[str, ...]]:
        """The keys of the rows of a table that the standard does not certainly leave out."""
        return _keys_looked_at(table, self.scope)

    def standing_of(self, indicator: str) -> Standing:
        """The standing of one indicator."""
        return self.standings[self.positions[indicator]]

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where the standing of each indicator is."""
        return {found.indicator.id: at for at, found in enumerate(self.standings)}

    def levels_with(self, changed: Mapping[str, tuple[Outcome, ...]]) -> tuple[str, ...]:
        """The levels possible if some indicators had other outcomes; of a single one each is asked for often."""
        own = tuple(changed.items()) if len(changed) == 1 else None
        if own is None:
            return self._levels_with(changed)
        if own not in self._asked:
            self._asked[own] = self._levels_with(changed)
        return self._asked[own]

    def _levels_with(self, changed: Mapping[str, tuple[Outcome, ...]]) -> tuple[str, ...]:
        steps = self.bench.counting.changed(self.steps, self.outcomes, changed)
        return self.bench.levels_after(steps, lambda: {**self.outcomes, **changed})

    def levels_with_facts(self, changed: Mapping[str, FactValue]) -> tuple[str, ...]:
        """The levels possible if some facts were others: what `with_facts` comes to, without the case."""
        names = frozenset(changed)
        if names & self.plan.resting.verdict:
            return self.with_facts(changed).possible_levels
        return self._levels_under(self.scope.with_facts(changed), names)

    def levels_taken_back(self, before: Case, facts: Iterable[str]) -> tuple[str, ...]:
        """The levels possible with some facts as in the case that it was made of: `taken_back`, without the case."""
        names = frozenset(facts)
        if names & self.plan.resting.verdict:
            return self.taken_back(before, names, ()).possible_levels
        return self._levels_under(self.scope.taken_back(before.scope, names), names)

    def _levels_under(self, scope: Scope, names: frozenset[str]) -> tuple[str, ...]:
        """The levels possible with another scope, in which only what indicators rest on is other."""
        resting = self.resting_on(names) & self.positions.keys()
        after = {own: standing(self.standing_of(own).plan, scope, self.grades).possible for own in resting}
        is_other = any(possible != self.outcomes[own] for own, possible in after.items())
        return self.levels_with(after) if is_other else self.possible_levels

    def with_facts(self, changed: Mapping[str, FactValue]) -> Case:
        """The case with some facts changed; only what rests on them is evaluated again."""
        return self._changed(self.scope.with_facts(changed), frozenset(changed))

    def taken_back(self, before: Case, facts: Iterable[str], grades: Iterable[str]) -> Case:
        """The case with some facts, and what is said of some indicators, as in the case that it was made of."""
        names, given = frozenset(facts), frozenset(grades)
        scope = self.scope.taken_back(before.scope, names) if names else self.scope
        stated = {own: found for own, found in self.grades.items() if own not in given}
        stated |= {own: before.grades[own] for own in given if own in before.grades}
        keeps_bench = not names & self.plan.resting.verdict
        return self._after(scope, stated, self.resting_on(names) | given, keeps_bench=keeps_bench)

    def with_attributes(self, changed: Mapping[str, str]) -> Case:
        """The case with some attributes of the subject changed."""
        return self._changed(self.scope.with_attributes(changed), frozenset(changed))

    def with_cells(self, changed: Mapping[RowId, Mapping[str, FactValue]]) -> Case:
        """The case with some cells of rows changed."""
        readings = row_readings(self.scope)
        if readings is None:
            return self
        scope = scope_with_cells(self.scope, readings, changed)
        columns = frozenset(column for cells in changed.values() for column in cells)
        if any(one.must_when for one in self.plan.indicators):
            return Case(*with_musts(self.plan, scope), self.grades)
        left_out = self.plan.left_out.items()
        tables = frozenset(own for own, guard in left_out if columns.intersection(guard.reads.measures))
        return self._changed(scope, columns, tables)

    def under(self, ruleset: Ruleset) -> Case:
        """The same under a ruleset that says otherwise who may change a measure, and nothing else."""
        readings = row_readings(self.scope)
        rows = self.scope.rows if readings is None else readings.beside()
        return Case(
            self.plan, self.scope.under(ruleset, rows=rows, answers=self.scope.answers), self.grades, self.standings
        )

    def with_value(self, value: str, given: Fraction) -> Case:
        """The case if a number of the standard that no text gives were this one."""
        return Case(self.plan, self.scope.with_value(value, given), self.grades)

    def with_grades(self, changed: Mapping[str, Outcome]) -> Case:
        """The case with grades stated by the assessors."""
        places = {own: found.place for own, found in self.grades.items()}
        stated = {
            own: Assessed(own, grade, (), None, places.get(own) or self.ruleset.indicator(own).span, "", "", "")
            for own, grade in changed.items()
        }
        grades = {**self.grades, **stated}
        return self._after(self.scope, grades, frozenset(changed), keeps_bench=True)

    def _changed(self, scope: Scope, changed: frozenset[str], tables: frozenset[str] = frozenset()) -> Case:
        """The case with another scope: only what rests on what changed, or on the rows of a table, is found again."""
        looks = tables and any(tables.intersection(guard.reads.tables) for guard in self.plan.verdict)
        keeps_bench = not looks and not changed & self.plan.resting.verdict
        resting = self.resting_on(changed) | self._looking_at(tables)
        return self._after(scope, self.grades, resting, keeps_bench=keeps_bench)

    def _after(
        self, scope: Scope, grades: Mapping[str, Assessed], resting: frozenset[str], *, keeps_bench: bool
    ) -> Case:
        """The case in which only these indicators may stand elsewhere; counts are taken on by difference."""
        standings = list(self.standings)
        before: Outcomes = {}
        changed: Outcomes = {}
        for own in resting & self.positions.keys():
            at = self.positions[own]
            found = standing(standings[at].plan, scope, grades)
            before[own], changed[own] = standings[at].possible, found.possible
            standings[at] = found
        case = Case(self.plan, scope, grades, tuple(standings))
        case.positions = self.positions
        if keeps_bench and "bench" in self.__dict__:
            case.bench = self.bench
            if "steps" in self.__dict__:
                case.steps = self.bench.counting.changed(self.steps, before, changed)
        return case

    def resting_on(self, names: frozenset[str]) -> frozenset[str]:
        """The indicators whose outcome rests on one of these measures or attributes."""
        return frozenset(own for name in names for own in self.plan.resting.indicators.get(name, ()))

    def _looking_at(self, tables: frozenset[str]) -> frozenset[str]:
        """The indicators that look at the rows of one of these tables."""
        if not tables:
            return frozenset()
        return frozenset(
            one.indicator.id
            for one in self.plan.indicators
            if any(tables.intersection(guard.reads.tables) for guard in one.guards)
        )


# -- what follows from outcomes alone ----------------------------------------------------------------------------------


MOST_OUTCOMES = 4096
"""For how many different outcomes of a plan it is remembered what follows."""

_OF_OUTCOMES = (
    AllOf, Among, AnyOf, Arithmetic, AtLeast, Compare, Flag, GradeOf, MetOf, Not, Number, Own, Tally, Text,
)  # fmt: skip
"""Nodes that look at indicators, and at nothing else of a subject."""

_Followed: TypeAlias = dict[tuple[str, tuple[tuple[Outcome, ...], ...]], object]


def _known_of(case: Case) -> _Followed | None:
    """What is known for a plan; None where more than outcomes counts, or where the plan was made for this subject."""
    answers, plan = case.scope.answers, case.plan
    if answers is None or answers.plan is not plan or case.ruleset is not plan.ruleset:
        return None
    if case.scope.rows is not None and case.scope.rows.makes_more_indicators:
        return None
    return _FOLLOWED.of(plan)


def _kept_for(plan: Plan) -> _Followed | None:
    nodes = (node for guard in plan.verdict for node in walk(guard.root))
    is_of_outcomes = all(isinstance(node, _OF_OUTCOMES) for node in nodes)
    return {} if is_of_outcomes and not any(one.points or one.must_when for one in plan.indicators) else None


_FOLLOWED: Remembered[Plan, _Followed | None] = Remembered(_kept_for)


# -- cases -------------------------------------------------------------------------------------------------------------


def scope_with_cells(scope: Scope, rows: TableReadings, changed: Mapping[RowId, Mapping[str, FactValue]]) -> Scope:
    """What is known of a subject if some cells of its rows were others."""
    return Scope(
        scope.ruleset, scope.facts, scope.attributes, rows=rows.with_cells(changed), as_of=scope.as_of,
        fixed=scope.fixed, answers=scope.answers,
    )  # fmt: skip


def case_of(ruleset: Ruleset, evidence: Evidence, readings: Callable[..., TableReadings] | None = None) -> Case:
    """The case that a ruleset and evidence bound to it make; `readings` makes what reads its rows."""
    given = evidence.facts
    facts = given if type(given) is GivenFacts else {measure: fact.value for measure, fact in given.items()}
    attributes = {name: value for name, value in evidence.subject.attributes.items() if name in ruleset.choices}
    return _case(ruleset, facts, attributes, evidence.grades, evidence.tables, evidence.as_of, readings)


def _keys_looked_at(table: str, scope: Scope) -> list[tuple[str, ...]]:
    readings = row_readings(scope)
    return [] if readings is None else readings.keys(table, scope)


def bare_case(
    ruleset: Ruleset,
    facts: Mapping[str, FactValue],
    grades: Mapping[str, Assessed],
    attributes: Mapping[str, str] | None = None,
) -> Case:
    """The case of plain facts and grades, without rows or a date."""
    return _case(ruleset, facts, attributes or {}, grades, {}, None, None)


def _case(  # noqa: PLR0913, PLR0917 - what is known of one subject, side by side
    ruleset: Ruleset,
    facts: Mapping[str, FactValue] | GivenFacts,
    attributes: Mapping[str, str],
    grades: Mapping[str, Assessed],
    tables: Mapping[str, Rows],
    as_of: datetime.date | None,
    readings: Callable[..., TableReadings] | None,
) -> Case:
    pattern = plan_of(ruleset)
    plan, has_more = pattern, False
    if any(one.each_row for one in ruleset.indicators):
        from evalrules.semantics.expansion import expanded

        plan, has_more = expanded(pattern, tables)
    answers = answers_of(pattern)
    if readings is None and ruleset.tables:
        from evalrules.semantics.rows import TableReadings

        readings = TableReadings
    rows = None if readings is None else readings(tables, makes_more_indicators=has_more, inputs=answers.inputs)
    scope = Scope(plan.ruleset, facts, attributes, rows=rows, as_of=as_of, answers=answers)
    plan, scope = with_musts(plan, scope)
    is_shared = scope.given is not None and plan is pattern
    return Case(plan, scope, grades, _BY_CODE.of(pattern).of(scope, grades, answers.worth) if is_shared else None)


class _ByCode:
    """The standings of subjects whose facts are as they were handed in: by code, once there were enough of them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._times = 0
        self._code: GivenStandings | None = None

    def of(self, scope: Scope, grades: Mapping[str, Assessed], worth: int) -> tuple[Standing, ...] | None:
        """Where the indicators stand; None before the code is written."""
        if self._code is None:
            self._times += 1
            if self._times <= worth:
                return None
            from evalrules.semantics.given_standings import GivenStandings  # for who has many subjects

            self._code = GivenStandings(self._plan)
        return self._code.of(scope, grades)


_BY_CODE: Remembered[Plan, _ByCode] = Remembered(_ByCode)


def with_musts(plan: Plan, scope: Scope) -> tuple[Plan, Scope]:
    """The plan and the scope in which indicators know whether they must be reached, where a condition says so."""
    if not any(one.must_when for one in plan.indicators):
        return plan, scope
    indicators = tuple(
        one._replace(indicator=one.indicator._replace(must=truth(one.must_when.root, scope))) if one.must_when else one
        for one in plan.indicators
    )
    ruleset = plan.ruleset._replace(indicators=tuple(one.indicator for one in indicators))
    known = Scope(
        ruleset, scope.facts, scope.attributes, rows=scope.rows, as_of=scope.as_of, fixed=scope.fixed,
        answers=scope.answers,
    )  # fmt: skip
    return plan._replace(ruleset=ruleset, indicators=indicators), known


def exactly(value: Fraction) -> Bounds:
    """A number as a fact without uncertainty."""
    return Bounds(value, value)
