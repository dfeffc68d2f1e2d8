"""What is known when a condition is evaluated: facts, numbers of the standard, attributes, outcomes.

A scope never changes; `with_facts` and `with_board` make another one. Values of derived measures are
computed once a scope and kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol, TypeAlias

from evalrules.base.truth import Truth
from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.ruleset import Measure, Ruleset, Value
from evalrules.semantics.interval import Interval, between, hull, point
from evalrules.tree.nodes import Tally

Options: TypeAlias = frozenset[str] | None
"""The options something can still be; None where any text may stand."""

Counts: TypeAlias = tuple[Interval, Interval]
"""How many indicators a condition holds for, and how many it does not, each within bounds."""


class Board(Protocol):
    """What is known of the indicators while gates, vetoes and levels are evaluated."""

    def counts(self, tally: Tally) -> Counts:
        """How many indicators the condition of a tally holds for, and does not."""

    def outcomes(self, indicator: str) -> frozenset[str]:
        """The outcomes an indicator can still have: grades, met, not_met, not_applicable."""


class Scope:
    """Facts of one subject against one ruleset."""

    __slots__ = ("attributes", "board", "computed", "facts", "own", "ruleset")

    def __init__(
        self,
        ruleset: Ruleset,
        facts: Mapping[str, FactValue],
        attributes: Mapping[str, str],
        board: Board | None = None,
        own: Mapping[str, str | bool] | None = None,
    ) -> None:
        self.ruleset = ruleset
        self.facts = facts
        self.attributes = attributes
        self.board = board
        self.own = own or {}
        self.computed: dict[str, Interval] = {}

    def with_facts(self, changed: Mapping[str, FactValue]) -> Scope:
        """The same subject with some facts changed; a derived measure may be set too, and then counts as set."""
        scope = Scope(self.ruleset, {**self.facts, **changed}, self.attributes, self.board, self.own)
        for measure, value in changed.items():
            if isinstance(value, Bounds) and self.ruleset.measures[measure].value is not None:
                scope.computed[measure] = between(value.low, value.high)
        return scope

    def with_attributes(self, changed: Mapping[str, str]) -> Scope:
        """The same subject with some attributes changed."""
        return Scope(self.ruleset, self.facts, {**self.attributes, **changed}, self.board, self.own)

    def with_board(self, board: Board) -> Scope:
        """The same facts, seen with what is known of the indicators."""
        scope = Scope(self.ruleset, self.facts, self.attributes, board)
        scope.computed = self.computed
        return scope

    def with_own(self, own: Mapping[str, str | bool]) -> Scope:
        """The scope of one indicator inside a tally."""
        return Scope(self.ruleset, self.facts, self.attributes, self.board, own)

    def measure(self, measure: str) -> Measure:
        """The declaration of a measure."""
        return self.ruleset.measures[measure]

    def stated(self, measure: str) -> Interval | None:
        """A number as the evidence gives it, or None where it gives none."""
        fact = self.facts.get(measure)
        return between(fact.low, fact.high) if isinstance(fact, Bounds) else None

    def declared(self, measure: str) -> Interval:
        """Every number the measure may be."""
        found = self.ruleset.measures[measure]
        return between(found.low, found.high)

    def flag(self, measure: str) -> Truth:
        """A yes/no fact."""
        fact = self.facts.get(measure)
        return fact if isinstance(fact, bool) else None

    def date(self, measure: str) -> Interval:
        """A date as a day number."""
        fact = self.facts.get(measure)
        if isinstance(fact, datetime.date):
            return point(fact.toordinal())
        return between(None, None)

    def options(self, measure: str) -> Options:
        """What an option or text can still be."""
        fact = self.facts.get(measure)
        if isinstance(fact, str):
            return frozenset((fact,))
        choice = self.ruleset.measures[measure].choice
        if choice == "grade":
            return frozenset(self.ruleset.grades)
        return frozenset(self.ruleset.choices[choice].options) if choice else None

    def attribute(self, name: str) -> Options:
        """What an attribute of the subject can still be."""
        known = self.attributes.get(name)
        return frozenset(self.ruleset.choices[name].options) if known is None else frozenset((known,))

    def parameter(self, value: str) -> Interval:
        """A number of the standard: one, or all that the unknown attribute leaves; any where no text gives it."""
        numbers = self.branches(self.ruleset.values[value])
        if None in numbers or not numbers:
            return between(None, None)
        return hull([point(number) for number in numbers if number is not None])

    def branches(self, value: Value) -> list[Fraction | None]:
        """The numbers that can apply to this subject, None for one that no text gives."""
        if not value.by:
            return [value.branches[""]]
        return [value.branches[option] for option in sorted(self.attribute(value.by) or ()) if option in value.branches]

    def is_given(self, value: str) -> bool:
        """Whether every number that can apply to this subject is given by some text."""
        return None not in self.branches(self.ruleset.values[value])
