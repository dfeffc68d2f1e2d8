"""What is known when a condition is evaluated: facts, numbers of the standard, attributes, outcomes.

A scope never changes; `with_facts` and `with_board` make another one. What is known of the value of a measure is
worked out once a scope and kept (`conditions.value_of`), and so is whether a guard of its plan holds (`truths`, by the
identity of its condition); `fixed` are derived measures that were set in a trial; `answers` says whether guards hold.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from evalrules.base.truth import Truth
from evalrules.model.assessment import Change
from evalrules.model.evidence import Bounds, FactValue, GivenFacts
from evalrules.model.outcome import Outcome
from evalrules.model.ruleset import Measure, Ruleset, Table, Value
from evalrules.plan.nodes import IndicatorPlan, Plan
from evalrules.semantics.interval import Interval, between, hull, point
from evalrules.semantics.measured import Measured
from evalrules.tree.nodes import Expression, Fact, RowStatistic, RowTally, Tally, Worst

Options: TypeAlias = frozenset[str] | None
"""The options something can still be; None where any text may stand."""

Readings: TypeAlias = frozenset[str | Outcome] | None
"""The options an expression can still be; an outcome that is no grade stands for having none of them."""

OwnValue: TypeAlias = Outcome | str | bool | None
"""What an indicator says of itself inside a tally: its outcome for the grade, its group and id, met and must."""

Counts: TypeAlias = tuple[Interval, Interval]
"""How many indicators a condition holds for, and how many it does not, each within bounds."""


class Board(Protocol):
    """What is known of the indicators while gates, vetoes and levels are evaluated."""

    def counts(self, tally: Tally) -> Counts:
        """How many indicators the condition of a tally holds for, and does not."""

    def outcomes(self, indicator: str) -> frozenset[Outcome]:
        """The outcomes an indicator can still have."""


class Answers(Protocol):
    """What says whether the guards of a plan hold: the reference, or code that says the same."""

    plan: Plan

    def truth(self, root: Expression, scope: Scope) -> Truth:
        """Whether a condition holds."""

    def is_settled(self, root: Expression, scope: Scope) -> bool:
        """Whether a condition is certainly known, without being evaluated."""

    def are_settled(self, plan: IndicatorPlan, known: AbstractSet[str]) -> bool:
        """Whether that is so of every condition of an indicator, where these facts are known."""

    def number(self, root: Expression, scope: Scope) -> Interval:
        """What a formula can be."""


class RowReadings(Protocol):
    """What is known of the rows of tables; rows not given may make more indicators where the standard has them so."""

    makes_more_indicators: bool

    def counts(self, node: RowTally, scope: Scope) -> Counts:
        """How many rows the condition holds for, and does not."""

    def statistic(self, node: RowStatistic, scope: Scope) -> Interval:
        """Every number that the statistic can be."""

    def worst(self, node: Worst, scope: Scope) -> Options:
        """The grades that the worst one can be."""

    def for_every_option(self, node: Expression, scope: Scope) -> Truth:
        """What an open condition over rows comes to whatever the unknown options of a few cells are."""

    def matching(self, declared: Table, column: str, value: str) -> MatchingReadings:
        """The rows of one table, left out or not, whose column has a value."""


class MatchingReadings(Protocol):
    """What is known of the rows of one table that are of the same school as the row at hand."""

    def counts(self, node: RowTally, scope: Scope) -> Counts:
        """How many of them the condition holds for, and does not."""

    def statistic(self, node: RowStatistic, scope: Scope) -> Interval:
        """Every number that the statistic over them can be."""

    def some(self, declared: Table) -> Truth:
        """Whether there is any of them."""

    def usual(self, column: Fact, declared: Table, scope: Scope) -> object:
        """What most of them say in a column; None where none says anything."""


class Scope:
    """Facts of one subject against one ruleset; or the cells of one row, with the facts of its subject behind them."""

    facts: Mapping[str, FactValue]
    changes: dict[int, tuple[object, Change]]
    __slots__ = (
        "amounts",
        "answers",
        "as_of",
        "attributes",
        "board",
        "changes",
        "computed",
        "facts",
        "fixed",
        "given",
        "own",
        "rows",
        "ruleset",
        "subject",
        "truths",
    )

    def __init__(  # noqa: PLR0913 - what is known of one subject, side by side
        self,
        ruleset: Ruleset,
        facts: Mapping[str, FactValue] | GivenFacts,
        attributes: Mapping[str, str],
        board: Board | None = None,
        own: Mapping[str, OwnValue] | None = None,
        *,
        rows: RowReadings | None = None,
        as_of: datetime.date | None = None,
        subject: Scope | None = None,
        fixed: frozenset[str] = frozenset(),
        answers: Answers | None = None,
    ) -> None:
        self.ruleset = ruleset
        self.answers = answers
        if type(facts) is GivenFacts:
            self.given: GivenFacts | None = facts
        else:
            self.given = None
            self.facts = facts  # type: ignore[assignment] # what is known of each
        self.attributes = attributes
        self.board = board
        self.own = own or {}
        self.rows = rows
        self.as_of = as_of
        self.subject = subject
        self.fixed = fixed
        self.computed: dict[str, Measured] = {}
        self.truths: dict[int, Truth] = {}
        self.amounts: dict[object, tuple[str, Fraction] | None] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - one of two fields
        """What few scopes need, once somebody reads it: facts as a program handed them in, and changes told of them."""
        if name == "changes":
            self.changes = {}
            return self.changes
        if name != "facts":
            raise AttributeError(name)
        assert self.given is not None
        self.facts = self.given.values_known()
        return self.facts

    @property
    def is_row(self) -> bool:
        """Whether it is the scope of one row; `subject` is then that of its subject."""
        return self.subject is not None

    def with_facts(self, changed: Mapping[str, FactValue]) -> Scope:
        """The same subject with some facts changed; a derived measure may be set too, and then counts as set."""
        numbers = (measure for measure, value in changed.items() if isinstance(value, Bounds))
        fixed = frozenset(measure for measure in numbers if self.ruleset.measures[measure].value is not None)
        return self._with(facts={**self.facts, **changed}, fixed=self.fixed | fixed)

    def taken_back(self, before: Scope, names: frozenset[str]) -> Scope:
        """The same subject with some facts as they were in a scope that this one was made of."""
        facts = dict(self.facts)
        for own in names:
            if own in before.facts:
                facts[own] = before.facts[own]
            else:
                facts.pop(own, None)
        return self._with(facts=facts, fixed=(self.fixed - names) | (before.fixed & names))

    def with_attributes(self, changed: Mapping[str, str]) -> Scope:
        """The same subject with some attributes changed."""
        return self._with(attributes={**self.attributes, **changed})

    def with_value(self, value: str, given: Fraction) -> Scope:
        """The same subject if a number of the standard that no text gives were this one."""
        declared = self.ruleset.values[value]
        filled = {option: given if old is None else old for option, old in declared.branches.items()}
        values = {**self.ruleset.values, value: declared._replace(branches=filled)}
        ruleset = self.ruleset._replace(values=values)
        return Scope(
            ruleset, self.facts, self.attributes, self.board, self.own, rows=self.rows, as_of=self.as_of,
            subject=self.subject, fixed=self.fixed, answers=self.answers,
        )  # fmt: skip

    def under(
        self, ruleset: Ruleset, *, rows: RowReadings | None, subject: Scope | None = None, answers: Answers | None
    ) -> Scope:
        """The same under a ruleset of the same derived measures, whose values are kept.

        What is known of guards is, too, where the same answers for them.
        """
        scope = Scope(
            ruleset, self.facts, self.attributes, self.board, self.own, rows=rows, as_of=self.as_of, subject=subject,
            fixed=self.fixed, answers=answers,
        )  # fmt: skip
        scope.computed = self.computed
        if answers is self.answers:
            scope.truths = self.truths
        return scope

    def with_board(self, board: Board) -> Scope:
        """The same facts, seen with what is known of the indicators."""
        scope = self._with(board=board, own={})
        scope.computed = self.computed
        return scope

    def with_own(self, own: Mapping[str, OwnValue]) -> Scope:
        """The scope of one indicator inside a tally."""
        return self._with(own=own)

    def reading(self, rows: RowReadings) -> Scope:
        """The same subject with other rows."""
        return Scope(
            self.ruleset, self.facts, self.attributes, self.board, self.own, rows=rows, as_of=self.as_of,
            subject=self.subject, fixed=self.fixed, answers=self.answers,
        )  # fmt: skip

    def of_row(self, facts: Mapping[str, FactValue]) -> Scope:
        """The scope of one row of a table: `facts` are what its cells say, and behind them the facts of the subject."""
        return Scope(
            self.ruleset, facts, self.attributes, rows=self.rows, as_of=self.as_of,
            subject=self.subject or self, fixed=self.fixed, answers=self.answers,
        )  # fmt: skip

    def _with(
        self,
        *,
        facts: Mapping[str, FactValue] | None = None,
        attributes: Mapping[str, str] | None = None,
        board: Board | None = None,
        own: Mapping[str, OwnValue] | None = None,
        fixed: frozenset[str] | None = None,
    ) -> Scope:
        return Scope(
            self.ruleset,
            facts if facts is not None else self.facts if self.given is None else self.given,
            self.attributes if attributes is None else attributes,
            self.board if board is None else board,
            self.own if own is None else own,
            rows=self.rows,
            as_of=self.as_of,
            subject=self.subject,
            fixed=self.fixed if fixed is None else fixed,
            answers=self.answers,
        )

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

    def parameter(self, value: str, keys: Options = None) -> Interval:
        """A number of the standard: one, or all that the unknown attribute leaves; any where no text gives it.

        `keys` are the options that can pick it, where it is not an attribute of the subject that does.
        """
        found = self.ruleset.values[value]
        if not found.by and not found.curve:
            (number,) = self.branches(found)
            return between(None, None) if number is None else point(number)
        numbers = self.branches(found, keys)
        if None in numbers or not numbers:
            return between(None, None)
        return hull([point(number) for number in numbers if number is not None])

    def branches(self, value: Value, keys: Options = None) -> list[Fraction | None]:
        """The numbers that can apply, None for one that no text gives."""
        if value.curve:
            return [number for _, number in value.curve]
        if not value.by:
            return [value.branches[""]]
        chosen = self.attribute(value.by) if keys is None else keys
        return [value.branches[option] for option in sorted(chosen or ()) if option in value.branches]

    def is_given(self, value: str, keys: Options = None) -> bool:
        """Whether every number that can apply is given by some text."""
        return None not in self.branches(self.ruleset.values[value], keys)
