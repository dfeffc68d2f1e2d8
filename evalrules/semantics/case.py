"""One subject under one ruleset, as it stands; and what it would be with something changed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from evalrules.model.evidence import Assessed, Bounds, Evidence, FactValue, Rows
from evalrules.model.outcome import Outcome
from evalrules.model.ruleset import Indicator, Ruleset, measures_behind
from evalrules.semantics.conditions import truth
from evalrules.semantics.expansion import expanded
from evalrules.semantics.joint import Bench, Outcomes, open_outcomes
from evalrules.semantics.rows import RowId, TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import Standing, criteria, standing
from evalrules.tree.nodes import Condition, Parameter
from evalrules.tree.walk import attributes_in, tables_in, walk


class Reach(NamedTuple):
    """For each measure and attribute the indicators whose outcome rests on it, and what the verdict itself names."""

    indicators: dict[str, set[str]]
    verdict: frozenset[str]


def reach_of(ruleset: Ruleset) -> Reach:
    """What each measure and attribute of a ruleset bears on."""
    indicators: dict[str, set[str]] = {}
    for indicator in ruleset.indicators:
        for condition in all_conditions(indicator):
            for name in names_in(condition, ruleset):
                indicators.setdefault(name, set()).add(indicator.id)
    conditions = verdict_conditions(ruleset)
    return Reach(indicators, frozenset(name for condition in conditions for name in names_in(condition, ruleset)))


class Case:
    """The standings of every indicator and the levels they leave possible."""

    def __init__(
        self,
        scope: Scope,
        grades: Mapping[str, Assessed],
        standings: tuple[Standing, ...] | None = None,
        reach: Reach | None = None,
    ) -> None:
        self.ruleset: Ruleset = scope.ruleset
        self.scope = scope
        self.grades = grades
        self.standings = standings or tuple(standing(indicator, scope, grades) for indicator in self.ruleset.indicators)

        if reach is not None:
            self.reach = reach

    @cached_property
    def reach(self) -> Reach:
        """What each measure and attribute bears on."""
        return reach_of(self.ruleset)

    @cached_property
    def bench(self) -> Bench:
        """Gates, vetoes and levels, ready to be tried."""
        return Bench(self.ruleset, self.scope)

    @cached_property
    def outcomes(self) -> Outcomes:
        """What each indicator can still be."""
        return open_outcomes(self.standings)

    @cached_property
    def possible_levels(self) -> tuple[str, ...]:
        """The levels still possible, best first."""
        return self.bench.possible_levels(self.outcomes)

    @property
    def level(self) -> str | None:
        """The level where it is decided."""
        return self.possible_levels[0] if len(self.possible_levels) == 1 else None

    def keys_looked_at(self, table: str) -> list[tuple[str, ...]]:
        """The keys of the rows of a table that the standard does not certainly leave out."""
        return _keys_looked_at(table, self.scope)

    def standing_of(self, indicator: str) -> Standing:
        """The standing of one indicator."""
        return next(found for found in self.standings if found.indicator.id == indicator)

    def levels_with(self, changed: Mapping[str, tuple[Outcome, ...]]) -> tuple[str, ...]:
        """The levels possible if some indicators had other outcomes."""
        return self.bench.possible_levels({**self.outcomes, **changed})

    def with_facts(self, changed: Mapping[str, FactValue]) -> Case:
        """The case with some facts changed; only what rests on them is evaluated again."""
        return self._changed(self.scope.with_facts(changed), frozenset(changed))

    def with_attributes(self, changed: Mapping[str, str]) -> Case:
        """The case with some attributes of the subject changed."""
        return self._changed(self.scope.with_attributes(changed), frozenset(changed))

    def with_cells(self, changed: Mapping[RowId, Mapping[str, FactValue]]) -> Case:
        """The case with some cells of rows changed."""
        if not isinstance(self.scope.rows, TableReadings):
            return self
        rows = self.scope.rows.with_cells(changed)
        scope = Scope(self.ruleset, self.scope.facts, self.scope.attributes, rows=rows, as_of=self.scope.as_of)
        return Case(scope, self.grades)

    def with_grades(self, changed: Mapping[str, Outcome]) -> Case:
        """The case with grades stated by the assessors."""
        places = {own: found.place for own, found in self.grades.items()}
        stated = {
            own: Assessed(own, grade, (), None, places.get(own) or self.ruleset.indicator(own).span, "", "", "")
            for own, grade in changed.items()
        }
        grades = {**self.grades, **stated}
        standings = tuple(
            standing(found.indicator, self.scope, grades) if found.indicator.id in changed else found
            for found in self.standings
        )
        return Case(self.scope, grades, standings, self.reach)

    def _changed(self, scope: Scope, changed: frozenset[str]) -> Case:
        resting = self.resting_on(changed)
        standings = tuple(
            standing(found.indicator, scope, self.grades) if found.indicator.id in resting else found
            for found in self.standings
        )
        case = Case(scope, self.grades, standings, self.reach)
        if not changed & self.reach.verdict:
            case.bench = self.bench
        return case

    def resting_on(self, names: frozenset[str]) -> frozenset[str]:
        """The indicators whose outcome rests on one of these measures or attributes."""
        return frozenset(own for name in names for own in self.reach.indicators.get(name, ()))


def case_of(ruleset: Ruleset, evidence: Evidence) -> Case:
    """The case that a ruleset and evidence bound to it make."""
    facts = {measure: fact.value for measure, fact in evidence.facts.items()}
    attributes = {name: value for name, value in evidence.subject.attributes.items() if name in ruleset.choices}
    return _case(ruleset, facts, attributes, evidence.grades, evidence.tables, evidence.as_of)


def _keys_looked_at(table: str, scope: Scope) -> list[tuple[str, ...]]:
    return [row.key for row in scope.rows.rows(table, scope)] if isinstance(scope.rows, TableReadings) else []


def bare_case(ruleset: Ruleset, facts: Mapping[str, FactValue], grades: Mapping[str, Assessed]) -> Case:
    """The case of plain facts and grades, without rows, attributes or a date."""
    return _case(ruleset, facts, {}, grades, {}, None)


def _case(
    ruleset: Ruleset,
    facts: Mapping[str, FactValue],
    attributes: Mapping[str, str],
    grades: Mapping[str, Assessed],
    tables: Mapping[str, Rows],
    as_of: datetime.date | None,
) -> Case:
    single = expanded(ruleset, tables)
    rows = TableReadings(tables, makes_more_indicators=single.has_more)
    scope = Scope(single.ruleset, facts, attributes, rows=rows, as_of=as_of)
    return Case(_with_musts(scope), grades)


def _with_musts(scope: Scope) -> Scope:
    """The scope with the ruleset whose indicators made from rows know whether they must be reached."""
    if not any(indicator.must_when for indicator in scope.ruleset.indicators):
        return scope
    indicators = tuple(
        indicator._replace(must=truth(indicator.must_when.root, scope)) if indicator.must_when else indicator
        for indicator in scope.ruleset.indicators
    )
    ruleset = scope.ruleset._replace(indicators=indicators)
    return Scope(ruleset, scope.facts, scope.attributes, rows=scope.rows, as_of=scope.as_of, fixed=scope.fixed)


def all_conditions(indicator: Indicator) -> tuple[Condition, ...]:
    """Every condition of an indicator: criteria, ceilings, and whether it applies."""
    ceilings = tuple(band.condition for band in indicator.ceiling if band.condition is not None)
    applies = (indicator.applies,) if indicator.applies is not None else ()
    return (*criteria(indicator), *ceilings, *applies)


def verdict_conditions(ruleset: Ruleset) -> tuple[Condition, ...]:
    """The conditions of gates, vetoes and levels."""
    rules = tuple(rule.when for rule in ruleset.verdict if rule.when is not None)
    return (*(gate.need for gate in ruleset.gates), *(veto.when for veto in ruleset.vetoes), *rules)


def names_in(condition: Condition, ruleset: Ruleset) -> frozenset[str]:
    """The measures and attributes that a condition rests on, also through derived measures."""
    measures = measures_in(condition, ruleset)
    found = set(measures)
    for part in (condition, *(ruleset.measures[measure].value for measure in measures)):
        if part is not None:
            found |= set(attributes_in(part.root))
            keyless = {one.value for one in walk(part.root) if isinstance(one, Parameter) and one.key is None}
            found |= {ruleset.values[value].by for value in keyless} - {""}
    return frozenset(found)


def measures_in(condition: Condition, ruleset: Ruleset) -> tuple[str, ...]:
    """The measures a condition rests on, in reading order, each derived one before its inputs."""
    return measures_behind(condition.root, ruleset.measures)


def tables_behind(condition: Condition, ruleset: Ruleset) -> tuple[str, ...]:
    """The tables that a condition looks at, also through derived measures, each once."""
    values = [ruleset.measures[measure].value for measure in measures_in(condition, ruleset)]
    roots = [part.root for part in (condition, *values) if part is not None]
    return tuple(dict.fromkeys(table for root in roots for table in tables_in(root)))


def exactly(value: Fraction) -> Bounds:
    """A number as a fact without uncertainty."""
    return Bounds(value, value)
