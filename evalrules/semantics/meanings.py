"""The meanings of conditions, each a table from node to what it makes of it and the nodes that it leaves to others.

`exact` is the reference and means every node. `python` writes code, which pays for a condition that is asked often: so
a plan answers by the reference at first, and by code from then on. Both say the same (tests/agreement).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias

from evalrules.base.truth import Truth
from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.refs import is_column
from evalrules.model.ruleset import Measure, Ruleset
from evalrules.plan.nodes import Guard, IndicatorPlan, Plan
from evalrules.semantics.conditions import MEANT as MEANT_BY_REFERENCE
from evalrules.semantics.conditions import is_flag, is_open, number, truth
from evalrules.semantics.interval import Interval
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Expression,
    Fact,
    Flag,
    Not,
    Number,
    RowStatistic,
    RowTally,
    Text,
)
from evalrules.tree.walk import walk

if TYPE_CHECKING:
    from evalrules.semantics.row_parts import Inputs

Function: TypeAlias = Callable[[Scope], Truth]
"""The truth of a condition for a subject."""

Formula: TypeAlias = Callable[[Scope], Interval]
"""The numbers that an expression can be for a subject."""


class Meaning(Protocol):
    """A way to evaluate conditions."""

    name: str

    @property
    def meant(self) -> frozenset[type]:
        """The nodes that it evaluates itself."""

    @property
    def unmeant(self) -> frozenset[type]:
        """The nodes for which, each alone, it asks the reference."""

    def function(self, root: Expression, ruleset: Ruleset) -> Function:
        """The truth of a condition, as a function of what is known."""

    def formula(self, root: Expression, ruleset: Ruleset) -> Formula:
        """The numbers that an expression can be, as a function of what is known."""


class Exact:
    """The reference, over intervals."""

    name = "exact"
    meant = MEANT_BY_REFERENCE
    unmeant: frozenset[type] = frozenset()

    def function(self, root: Expression, ruleset: Ruleset) -> Function:  # noqa: ARG002 - it stands in every scope
        """The reading of a condition."""
        return partial(truth, root)

    def formula(self, root: Expression, ruleset: Ruleset) -> Formula:  # noqa: ARG002 - it stands in every scope
        """The reading of a number."""
        return partial(number, root)


class Python:
    """Generated functions; what writes them is imported when there is something to write (docs/decisions/0003)."""

    name = "python"

    @property
    def meant(self) -> frozenset[type]:
        """The nodes that are written as code."""
        from evalrules.semantics.python_code import MEANT

        return MEANT

    @property
    def unmeant(self) -> frozenset[type]:
        """The nodes that are not."""
        from evalrules.semantics.python_code import UNMEANT

        return UNMEANT

    def function(self, root: Expression, ruleset: Ruleset) -> Function:
        """The condition as a function of its own."""
        from evalrules.semantics.python_code import written

        return written(root, ruleset).function

    def formula(self, root: Expression, ruleset: Ruleset) -> Formula:
        """The number as a function of its own."""
        from evalrules.semantics.python_code import written_number

        return written_number(root, ruleset).function


MEANINGS: tuple[Meaning, ...] = (Exact(), Python())
"""The reference first."""

WORTH_WRITING = 100
"""How often a condition is asked before it is written as code: what is saved by then pays for the writing."""

WORTH_OF_ROWS = 16
"""The same for what is asked of rows: where so many were asked, there are more."""

MOST = 64
"""For how many plans code is remembered; what was written first is forgotten first."""


class PlanAnswers:
    """What the guards of one plan come to, and what it asks of rows: by the reference at first, then by code."""

    def __init__(self, plan: Plan, worth: int) -> None:
        self.plan = plan
        self.inputs: Inputs = {}
        guards = [guard.root for guard in (*conditions_of(plan), *formulas_of(plan))]
        guards += [one.value.root for one in plan.ruleset.measures.values() if one.value is not None]
        self._plans = frozenset(map(id, plan.indicators))
        self._left = dict.fromkeys(map(id, guards), worth)
        self._left |= dict.fromkeys((id(root) for _, root in asked_of_rows(plan)), min(worth, WORTH_OF_ROWS))
        self._functions: dict[int, Function] = {}
        self._formulas: dict[int, Formula] = {}
        self._needs: dict[int, frozenset[str] | None] = {}
        self.worth = worth

    def truth(self, root: Expression, scope: Scope) -> Truth:
        """Whether a guard of the plan, by its condition, holds; of a subject it is found once."""
        own = id(root)
        if own in scope.truths:
            return scope.truths[own]
        found = self._found(own, root, scope)
        if scope.subject is None and own in self._left:  # of rows there are too many, and each is asked once
            scope.truths[own] = found
        return found

    def _found(self, own: int, root: Expression, scope: Scope) -> Truth:
        function = self._functions.get(own)
        if function is None:
            if not self._is_worth_writing(root):
                return truth(root, scope)
            function = self._functions[own] = MEANINGS[1].function(root, self.plan.ruleset)
        return function(scope)

    def is_settled(self, root: Expression, scope: Scope) -> bool:
        """Whether a guard of the plan is certainly known, since all that it looks at is: nothing need be evaluated."""
        own = id(root)
        if own not in self._needs:
            self._needs[own] = stated_facts_of(root, self.plan.ruleset.measures) if own in self._left else None
        needs = self._needs[own]
        return needs is not None and all(_is_one(scope.facts.get(measure)) for measure in needs)

    def are_settled(self, plan: IndicatorPlan, known: AbstractSet[str]) -> bool:
        """Whether that is so of every guard of an indicator, where these facts are known."""
        own = id(plan)
        if own not in self._plans:
            return False
        if own not in self._needs:
            needs = [stated_facts_of(guard.root, self.plan.ruleset.measures) for guard in plan.guards]
            every = frozenset[str]().union(*(one for one in needs if one is not None))
            self._needs[own] = None if None in needs else every
        needed = self._needs[own]
        return needed is not None and needed <= known

    def number(self, root: Expression, scope: Scope) -> Interval:
        """What a guard of the plan, by its formula, can be."""
        formula = self._formulas.get(id(root))
        if formula is None:
            if not self._is_worth_writing(root):
                return number(root, scope)
            formula = self._formulas[id(root)] = MEANINGS[1].formula(root, self.plan.ruleset)
        return formula(scope)

    def _is_worth_writing(self, root: Expression) -> bool:
        """Whether something of the plan was asked often enough; never what the rows of a subject made."""
        left = self._left.get(id(root))
        if left is None:
            return False
        self._left[id(root)] = left - 1
        return left <= 0


def conditions_of(plan: Plan) -> list[Guard]:
    """The guards of a plan that hold or do not."""
    arms = (arm.guard for one in plan.indicators for arm in one.arms if arm.guard is not None)
    caps = (cap.guard for one in plan.indicators for cap in one.caps)
    applies = (one.applies for one in plan.indicators if one.applies is not None)
    return [*arms, *caps, *applies, *plan.verdict, *plan.obligations]


def formulas_of(plan: Plan) -> list[Guard]:
    """The guards of a plan that are numbers: points."""
    return [one.points for one in plan.indicators if one.points is not None]


def asked_of_rows(plan: Plan) -> list[tuple[str, Expression]]:
    """What a plan asks of each row, by table: what leaves it out, is counted, added up, checked or derived."""
    found = [(table, guard.root) for table, guard in plan.left_out.items()]
    for table in plan.ruleset.tables.values():
        found += [(table.id, check.condition.root) for check in table.checks]
        formulas = (plan.ruleset.measures[own].value for own in table.columns)
        found += [(table.id, formula.root) for formula in formulas if formula is not None]
    for condition in plan.ruleset.conditions:
        for node in walk(condition.root):
            if isinstance(node, RowTally):
                found += [(node.table, part) for part in (node.body, node.where) if part is not None]
            elif isinstance(node, RowStatistic):
                found += [(node.table, part) for part in (node.item, node.weight, node.where) if part is not None]
    return found


def answers_of(plan: Plan) -> PlanAnswers:
    """What answers for the guards of a plan, for all its subjects."""
    known = _KNOWN.get(id(plan))
    if known is None or known.plan is not plan:
        while len(_KNOWN) >= MOST:
            _KNOWN.pop(next(iter(_KNOWN), 0), None)
        known = _KNOWN[id(plan)] = PlanAnswers(plan, WORTH_WRITING)
    return known


_KNOWN: dict[int, PlanAnswers] = {}


def holds(guard: Guard | Condition, scope: Scope) -> Truth:
    """Whether a guard, or the condition of one, holds."""
    return truth(guard.root, scope) if scope.answers is None else scope.answers.truth(guard.root, scope)


def numbers_of(guard: Guard, scope: Scope) -> Interval:
    """What a formula can be."""
    return number(guard.root, scope) if scope.answers is None else scope.answers.number(guard.root, scope)


def are_settled(plan: IndicatorPlan, scope: Scope, known: AbstractSet[str]) -> bool:
    """Whether every guard of an indicator is certainly known, since all that it looks at is `known_facts`."""
    return scope.answers is not None and scope.answers.are_settled(plan, known)


def known_facts(scope: Scope) -> AbstractSet[str]:
    """The measures whose fact is one value."""
    if scope.given is not None:
        return {own for own, value in scope.given.stated.items() if value is not None}
    return {own for own, value in scope.facts.items() if _is_one(value)}


def is_guard_open(guard: Guard, scope: Scope) -> bool:
    """Whether it is not known whether a guard holds, or what its formula comes to."""
    if scope.answers is not None and scope.answers.is_settled(guard.root, scope):
        return False
    return holds(guard, scope) is None if is_flag(guard.root) else is_open(guard.root, scope)


_ALWAYS_KNOWN = (AllOf, AnyOf, AtLeast, Compare, Flag, Not, Number, Text)
"""Nodes that are known where their parts are."""


def stated_facts_of(root: Expression, measures: Mapping[str, Measure]) -> frozenset[str] | None:
    """The stated measures of the subject that settle a condition once they are known; None where more may be needed."""
    found: set[str] = set()
    for node in walk(root):
        if isinstance(node, Fact) and measures[node.measure].value is None and not is_column(node.measure):
            found.add(node.measure)
        elif not isinstance(node, _ALWAYS_KNOWN):
            return None
    return frozenset(found)


def _is_one(value: FactValue) -> bool:
    """Whether a fact is one value: not unknown, and no number within bounds."""
    return value.exact is not None if isinstance(value, Bounds) else value is not None
