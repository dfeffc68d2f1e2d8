"""The conditions of a level as demands of a program over what can be changed.

Every literal that is made holds only where its condition does, so a solution of the program reaches the level; what
cannot be written as sums is taken as it is now, and then nothing is said to be least. The engine tries every answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.model.outcome import MET
from evalrules.model.refs import column_from, is_column
from evalrules.model.ruleset import Rule, measures_behind
from evalrules.planning.kept import kept_within
from evalrules.planning.levers import Lever
from evalrules.planning.outcomes import Outcomes
from evalrules.planning.program import Literal, Program, Spread, SpreadRow, spread_row
from evalrules.planning.variables import LeverVariables, NoSum, Sum
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import FLIPPED, is_flag, is_option, number, ratio_parts, truth
from evalrules.semantics.crossing import before_rounding
from evalrules.semantics.interval import exact_value
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.row_parts import RowId
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.spread_mends import SpreadTerm, limited_spreads
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Choose,
    Compare,
    Expression,
    Fact,
    GradeOf,
    MetOf,
    Not,
    Number,
    RowTally,
    Tally,
    Text,
    Worst,
)

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


class Lowered(NamedTuple):
    """A program, what its variables are of, and whether it says all that the level asks (else nothing is least)."""

    program: Program
    levers: tuple[LeverVariables, ...]
    is_whole: bool


def lowered(
    case: Case,
    levers: Mapping[tuple[RowId | None, str], Lever],
    rank: int,
    *,
    is_first_look: bool = False,
    is_relaxed: bool = False,
) -> Lowered:
    """The level of that rank as a program; its aims are still to be set.

    At a first look what holds now is taken to stay so: that asks too little, and of a large county is soon written. A
    least solution of it that the engine accepts is the least of all. Relaxed, what cannot be written as sums is
    taken to hold: its least solution is a bound.
    """
    made = _Lowering(case, levers)
    made.is_relaxed = is_relaxed
    made.is_first_look = is_first_look
    return made.level(rank)


class _Lowering(Outcomes):
    def __init__(self, case: Case, levers: Mapping[tuple[RowId | None, str], Lever]) -> None:
        super().__init__(case, levers)
        self._literals: dict[tuple[int, bool, RowId | None, bool], tuple[object, Literal]] = {}
        self._board = case.scope.with_board(RangeBoard(case.bench, case.outcomes))

    # -- the level -----------------------------------------------------------------------------------------------

    def level(self, rank: int) -> Lowered:
        ruleset = self.case.ruleset
        gates = [(gate.need.root, True, gate.otherwise) for gate in ruleset.gates]
        vetoes = [(veto.when.root, False, veto.level) for veto in ruleset.vetoes]
        for root, holds, level in (*gates, *vetoes):
            if ruleset.level_rank(level) > rank:
                self.program.require(self.literal(root, self._board, wanted=holds))
        enough = [at for at, rule in enumerate(ruleset.verdict) if ruleset.level_rank(rule.level) <= rank]
        self.program.require(self.program.at_least(1, [self._given_by(at, rank) for at in enough]))
        self.is_first_look = False
        self._checks()
        return Lowered(self.program, tuple(self.made.values()), self.is_whole)

    def _given_by(self, at: int, rank: int) -> Literal:
        """What holds only where a rule of the verdict does, and none before it that gives a level below the rank."""
        ruleset = self.case.ruleset
        before = [rule for rule in ruleset.verdict[:at] if ruleset.level_rank(rule.level) > rank]
        barred = [self._rule(rule, wanted=False) for rule in before]
        return self.program.both([self._rule(ruleset.verdict[at], wanted=True), *barred])

    def _rule(self, rule: Rule, *, wanted: bool) -> Literal:
        """Whether a rule holds, or does not; one without a condition always does."""
        return wanted if rule.when is None else self.literal(rule.when.root, self._board, wanted=wanted)

    def _checks(self) -> None:
        """What must hold in all evidence keeps holding: relations, and the ranges of derived figures."""
        ruleset, made = self.case.ruleset, list(self.made.values())
        names = {one.lever.measure for one in made if one.lever.measure}
        rows = {one.lever.row for one in made if one.lever.row is not None}
        self._check(ruleset.checks, names, self.case.scope, None)
        scopes = self._scopes(rows)
        for row, scope in scopes.items():
            self._check(ruleset.tables[row[0]].checks, names, scope, row)
        for own, measure in ruleset.measures.items():
            if measure.value is None or (measure.low is None and measure.high is None):
                continue
            if not names.intersection(measures_behind(measure.value.root, ruleset.measures)):
                continue
            table = column_from(own).table if is_column(own) else ""
            places = [(None, self.case.scope)] if not table else [one for one in scopes.items() if one[0][0] == table]
            for place, scope in places:
                for op, bound in ((">=", measure.low), ("<=", measure.high)):
                    if bound is not None:
                        limit = Compare(op, measure.value.root, Number(bound, "", measure.span), measure.span)
                        self._keep(limit, scope, place)

    def _check(self, checks: Iterable[object], names: set[str], scope: Scope, row: RowId | None) -> None:
        for check in checks:
            root = check.condition.root  # type: ignore[attr-defined]
            if names.intersection(measures_behind(root, self.case.ruleset.measures)):
                self._keep(root, scope, row)

    def _keep(self, root: Expression, scope: Scope, row: RowId | None) -> None:
        if truth(root, scope) is not True:
            return
        before, whole, taken = self.row, self.is_whole, self.taken_so_far
        self.row = row
        literal = self.literal(root, scope, wanted=True)
        if literal is not False and self.is_whole is whole:
            self.program.require(literal)
        if self.taken_so_far != taken:
            self._keep_alone(root, scope)
        self.row = before
        self.is_whole = whole  # without it the program asks for less, and every answer is questioned

    def _keep_alone(self, root: Expression, scope: Scope) -> None:
        """Of a check that is no sum what can be asked: a figure that is changed alone keeps it."""
        behind = sorted(measures_behind(root, self.case.ruleset.measures))
        levers = [made for own in behind if (made := self.variables(own)) is not None]
        for one in levers:
            within = kept_within(root, one.lever, scope) if one.lever.is_number else None
            if within is None or one.lever.have is None:
                continue
            others = [own for other in levers if other is not one for own in other.moved]
            for moved, least in ((one.up, one.lever.have - within[1]), (one.down, within[0] - one.lever.have)):
                if moved is not None:
                    far = self.program.high[moved] + least
                    self.program.demand({moved: -1, **dict.fromkeys(others, far)}, least)

    def _scopes(self, rows: Iterable[RowId]) -> dict[RowId, Scope]:
        readings = self.case.scope.rows
        if not isinstance(readings, TableReadings):
            return {}
        wanted = set(rows)
        return {
            (table, row.key): row.scope
            for table in dict.fromkeys(one[0] for one in sorted(wanted))
            for row in readings.rows(table, self.case.scope)
            if (table, row.key) in wanted
        }

    # -- conditions ----------------------------------------------------------------------------------------------

    def literal(self, node: Expression, scope: Scope, *, wanted: bool) -> Literal:
        """What holds only where the condition has the wanted truth."""
        key = (id(node), wanted, self.row, self.unknown_is_enough)
        if key not in self._literals:
            self._literals[key] = (node, self._literal(node, scope, wanted=wanted))
        return self._literals[key][1]

    def _literal(self, node: Expression, scope: Scope, *, wanted: bool) -> Literal:
        if not self.is_touched(node):
            return self._is_so(node, scope, wanted=wanted)
        if self.is_first_look and truth(node, scope) is wanted:
            return True
        try:
            return self._condition(node, scope, wanted=wanted)
        except NoSum:
            return self.taken(self._is_so(node, scope, wanted=wanted))

    def _is_so(self, node: Expression, scope: Scope, *, wanted: bool) -> bool:
        known = truth(node, scope)
        return known is wanted or (known is None and self.unknown_is_enough)

    def _condition(self, node: Expression, scope: Scope, *, wanted: bool) -> Literal:
        meaning = _CONDITIONS.get(type(node))
        if meaning is None:
            raise NoSum
        return meaning(self, node, scope, wanted)

    def joined(self, node: AllOf | AnyOf | AtLeast, scope: Scope, wanted: bool) -> Literal:  # noqa: FBT001 - of a table
        """How many of several conditions must have the wanted truth."""
        count = len(node.items)
        needed = node.needed if isinstance(node, AtLeast) else count if isinstance(node, AllOf) else 1
        literals = [self.literal(item, scope, wanted=wanted) for item in node.items]
        return self.program.at_least(needed if wanted else count - needed + 1, literals)

    def fact(self, node: Fact, scope: Scope, wanted: bool) -> Literal:  # noqa: FBT001 - of a table
        """A yes/no fact."""
        return self.option(node, scope, lambda option: option is wanted)

    def among(self, node: Among, scope: Scope, wanted: bool) -> Literal:  # noqa: FBT001 - of a table
        """Whether an option is one of several."""
        return self.option(node.item, scope, lambda option: (option in node.options) is wanted)

    def met_of(self, node: MetOf, wanted: bool) -> Literal:  # noqa: FBT001 - of a table
        """Whether one indicator is met."""
        plan = self.plan_of(node.indicator)
        return self.outcome(plan, frozenset(one for one in plan.every if (one == MET) is wanted))

    def compare(self, node: Compare, scope: Scope, *, wanted: bool) -> Literal:
        op = node.op if wanted else _OPPOSITE[node.op]
        if is_option(node.left) or is_option(node.right):
            return self._same(node, scope, is_same=op == "==")
        if is_flag(node.left):
            raise NoSum
        if op == "==":
            parts = [self._numeric(node._replace(op=one), scope) for one in (">=", "<=")]
            return self.program.both(parts)
        if op == "!=":
            return self.program.at_least(1, [self._numeric(node._replace(op=one), scope) for one in (">", "<")])
        return self._numeric(node._replace(op=op), scope)

    def _same(self, node: Compare, scope: Scope, *, is_same: bool) -> Literal:
        left, right = (node.left, node.right) if not isinstance(node.left, Text) else (node.right, node.left)
        if not isinstance(right, Text):
            raise NoSum
        if isinstance(left, GradeOf):
            wanted = frozenset(
                one for one in self.plan_of(left.indicator).every if (one.grade == right.value) is is_same
            )
            return self.outcome(self.plan_of(left.indicator), wanted)
        if isinstance(left, Worst):
            raise NoSum
        return self.option(left, scope, lambda option: (option == right.value) is is_same)

    def _numeric(self, node: Compare, scope: Scope) -> Literal:
        spread = limited_spreads(node, scope)
        if spread is not None and len(spread[0]) == 1:
            return self._within(spread[0][0], spread[1], scope)
        node = before_rounding(node, scope)
        if node.op in ("<", "<="):
            node = Compare(FLIPPED[node.op], node.right, node.left, node.span)
        above_left, below_left = self._ratio(node.left, scope, up=True)
        above_right, below_right = self._ratio(node.right, scope, up=False)
        difference = self._product(above_left, below_right).plus(self._product(above_right, below_left), -1)
        holds = self._demanded(difference, is_strict=node.op == ">")
        reaching_nothing = [one for one in (below_left, below_right) if not one.is_constant and self.ends(one)[0] <= 0]
        below = [self._demanded(one, is_strict=True) for one in reaching_nothing]
        return self.program.both([holds, *below])  # nothing is divided by what is brought to nothing

    def _within(self, term: SpreadTerm, limit: Fraction, scope: Scope) -> Literal:
        """What holds only where a coefficient of variation is within a limit."""
        node = term.node
        statistic, limit = STATISTICS[node.op], limit / term.factor
        if not statistic.is_share or limit < 0:
            raise NoSum
        rows, before = list[SpreadRow](), self.row
        for row in self._chosen_rows(node, scope):
            self.row = (node.table, row.key)
            weight = Fraction(1) if node.weight is None else exact_value(number(node.weight, row.scope))
            if weight is None or (node.weight is not None and self.is_touched(node.weight)):
                raise NoSum
            if weight > 0:
                value = self.sum(node.item, row.scope, up=True)
                makers = [self.maker(own) for own in value.terms]
                if value.needs or None in makers or value != self.sum(node.item, row.scope, up=False):
                    raise NoSum
                changed = [made.changed for made in makers if made is not None]
                rows.append(spread_row(weight, value.constant, value.terms, changed))
        self.row = before
        heads = sum((row.weight for row in rows), Fraction(0))
        if len(rows) < 2 or (statistic.is_sample and heads <= 1):
            raise NoSum
        degrees = heads - 1 if statistic.is_sample else heads
        share = 1 / heads + limit * limit * degrees / heads**2
        is_raised_only = all(by > 0 and self.program.low[own] == 0 for row in rows for own, by in row.terms)
        found = self.program.flag()
        self.program.spreads.append(Spread(found, share, tuple(rows), is_raised_only))
        return found

    def _ratio(self, node: Expression, scope: Scope, *, up: bool) -> tuple[Sum, Sum]:
        above, below = ratio_parts(node, scope)
        if below is None:
            return self.sum(above, scope, up=up), Sum(Fraction(1))
        divisor = self.sum(below, scope, up=not up)
        if divisor.is_constant and divisor.constant <= 0:
            raise NoSum
        return self.sum(above, scope, up=up), divisor

    def _product(self, first: Sum, second: Sum) -> Sum:
        if second.is_constant:
            return first.times(second.constant)
        if first.is_constant:
            return second.times(first.constant)
        raise NoSum

    def _demanded(self, difference: Sum, *, is_strict: bool) -> Literal:
        """What holds only where a sum is not below 0 (or above it)."""
        if difference.is_constant:
            return difference.constant > 0 or (difference.constant == 0 and not is_strict)
        scale = lcm(*(one.denominator for one in (difference.constant, *difference.terms.values())))
        terms = {own: int(by * scale) for own, by in difference.terms.items()}
        bound = int(-difference.constant * scale) + (1 if is_strict else 0)
        if difference.needs and self.unknown_is_enough:
            return True
        found = self.program.flag()
        self.program.demand(terms, bound, found)
        for own in difference.needs:
            self.program.demand({own: 1}, 1, found)
        return found


_CONDITIONS: Mapping[type, Callable[[_Lowering, Any, Scope, bool], Literal]] = {
    Not: lambda on, node, scope, wanted: on.literal(node.item, scope, wanted=not wanted),
    AllOf: _Lowering.joined,
    AnyOf: _Lowering.joined,
    AtLeast: _Lowering.joined,
    Choose: lambda on, node, scope, wanted: on.either(node, scope, lambda part: on.literal(part, scope, wanted=wanted)),
    Fact: _Lowering.fact,
    Compare: lambda on, node, scope, wanted: on.compare(node, scope, wanted=wanted),
    Among: _Lowering.among,
    MetOf: lambda on, node, _scope, wanted: on.met_of(node, wanted),
    Tally: lambda on, node, _scope, wanted: on.tally(node, wanted=wanted),
    RowTally: lambda on, node, scope, wanted: on.rows(node, scope, wanted=wanted),
}
"""What a condition is written as, by its node."""
