"""Numbers as sums of what can be changed, never above what they are, or never below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any

from evalrules.planning.program import Literal
from evalrules.planning.variables import NoSum, Sum, Variables
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.row_parts import ScopedRow
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import (
    Arithmetic,
    Choose,
    Converted,
    Expression,
    Extreme,
    Fact,
    RowStatistic,
    RowTally,
    Score,
    Tally,
)


class Sums(Variables):
    """Writes numbers; what writes conditions and looks at indicators stands above it."""

    def literal(self, node: Expression, scope: Scope, *, wanted: bool) -> Literal:
        """What holds only where the condition has the wanted truth."""
        raise NotImplementedError

    def tally_literals(self, node: Tally, *, wanted: bool) -> list[Literal]:
        """For each indicator that counts what holds only where the body of a tally has the wanted truth for it."""
        raise NotImplementedError

    def sum(self, node: Expression, scope: Scope, *, up: bool) -> Sum:
        """A number as a sum that is never above it (`up`), or never below it."""
        if not self.is_touched(node):
            return self._as_it_is(node, scope, up=up)
        meaning = _NUMBERS.get(type(node))
        if meaning is None:
            raise NoSum
        return meaning(self, node, scope, up)

    def number_of(self, node: Fact, scope: Scope, up: bool) -> Sum:  # noqa: FBT001 - of a table
        """A figure that can be changed, or what one that cannot be is made of."""
        made = self.variables(node.measure)
        if made is not None:
            return made.sum()
        value = scope.measure(node.measure).value
        return self._as_it_is(node, scope, up=up) if value is None else self.sum(value.root, scope, up=up)

    def counted(self, node: RowTally | Tally, scope: Scope, up: bool) -> Sum:  # noqa: FBT001 - of a table
        """How many rows, or indicators, something holds for."""
        if node.op != "count":
            raise NoSum
        if isinstance(node, RowTally):
            return self._count(self.row_literals(node, scope, wanted=up), up=up)
        return self._count(self.tally_literals(node, wanted=up), up=up)

    def _as_it_is(self, node: Expression, scope: Scope, *, up: bool) -> Sum:
        """A number that nothing changes; where it is known within bounds, the end that is never above it, or below."""
        end = number(node, scope)[0 if up else 1]
        if not isinstance(end, Fraction):
            raise NoSum
        return Sum(end)

    def added(self, sums: Iterable[Sum]) -> Sum:
        total = Sum(Fraction(0))
        for one in sums:
            total = total.plus(one)
        return total

    def arithmetic(self, node: Arithmetic, scope: Scope, *, up: bool) -> Sum:
        if node.op in ("+", "-"):
            right_up = up if node.op == "+" else not up
            left, right = self.sum(node.left, scope, up=up), self.sum(node.right, scope, up=right_up)
            return left.plus(right, 1 if node.op == "+" else -1)
        constant_first = node.op == "*" and not self.is_touched(node.left)
        first, other = (node.right, node.left) if constant_first else (node.left, node.right)
        factor = self.sum(other, scope, up=up)
        if not factor.is_constant or (node.op == "/" and factor.constant == 0):
            raise NoSum
        by = factor.constant if node.op == "*" else 1 / factor.constant
        return self.sum(first, scope, up=up if by > 0 else not up).times(by)

    def chosen(self, node: Choose, scope: Scope, *, up: bool) -> Sum:
        if not self.is_touched(node.condition):
            holds = truth(node.condition, scope)
            if holds is None:
                raise NoSum
            return self.sum(node.yes if holds else node.no, scope, up=up)
        parts = [
            (self.literal(node.condition, scope, wanted=holds), self.sum(part, scope, up=up))
            for holds, part in ((True, node.yes), (False, node.no))
        ]
        return self._one_of(parts, up=up)

    def extreme(self, node: Extreme, scope: Scope, *, up: bool) -> Sum:
        sums = [self.sum(item, scope, up=up) for item in node.items]
        if (node.op == "max") is up:  # one of them is enough
            return self._one_of([(True, one) for one in sums], up=up)
        found, step = self._auxiliary(sums)
        for one in sums:  # beside each of them
            self._beside(Sum(Fraction(0), {found: step}), one, up=up, guard=None)
        return Sum(Fraction(0), {found: step})

    def _one_of(self, parts: Iterable[tuple[Literal, Sum]], *, up: bool) -> Sum:
        """A number that is beside one of several, under what each of them takes for granted."""
        listed = [(literal, one) for literal, one in parts if literal is not False]
        found, step = self._auxiliary([one for _, one in listed])
        choices: list[Literal] = []
        for literal, one in listed:
            choice = self.program.flag()
            if literal is not True:
                self.program.demand({literal: 1}, 1, choice)
            self._beside(Sum(Fraction(0), {found: step}), one, up=up, guard=choice)
            choices.append(choice)
        self.program.require(self.program.at_least(1, choices))
        return Sum(Fraction(0), {found: step})

    def _auxiliary(self, sums: list[Sum]) -> tuple[int, Fraction]:
        """A variable for a number that can be what any of some sums can."""
        if not sums:
            raise NoSum
        fractions = [part for one in sums for part in (one.constant, *one.terms.values())]
        step = Fraction(1, lcm(*(part.denominator for part in fractions)))
        ends = [end / step for one in sums for end in self.ends(one)]
        return self.program.variable(floor(min(ends)), ceil(max(ends))), step

    def ends(self, one: Sum) -> tuple[Fraction, Fraction]:
        low, high = self.program.low, self.program.high
        pairs = [sorted((by * low[own], by * high[own])) for own, by in one.terms.items()]
        return one.constant + sum(pair[0] for pair in pairs), one.constant + sum(pair[1] for pair in pairs)

    def _beside(self, one: Sum, other: Sum, *, up: bool, guard: int | None) -> None:
        """Keep a number not above another (`up`), or not below it, where the guard is 1."""
        difference = other.plus(one, -1) if up else one.plus(other, -1)
        scale = lcm(*(part.denominator for part in (difference.constant, *difference.terms.values())))
        terms = {own: int(by * scale) for own, by in difference.terms.items()}
        self.program.demand(terms, int(-difference.constant * scale), guard)
        for own in difference.needs:
            self.program.demand({own: 1}, 1, guard)

    def statistic(self, node: RowStatistic, scope: Scope, *, up: bool) -> Sum:
        if node.op not in ("sum", "mean") or node.weight is not None:
            raise NoSum
        rows = self._chosen_rows(node, scope)
        total, before = Sum(Fraction(0)), self.row
        for row in rows:
            self.row = (node.table, row.key)
            total = total.plus(self.sum(node.item, row.scope, up=up))
        self.row = before
        if node.op == "sum":
            return total
        if not rows:
            raise NoSum
        return total.times(Fraction(1, len(rows)))

    # -- rows ----------------------------------------------------------------------------------------------------

    def _chosen_rows(self, node: RowTally | RowStatistic, scope: Scope) -> list[ScopedRow]:
        readings = scope.rows
        if not isinstance(readings, TableReadings) or readings.more(scope.ruleset.tables[node.table], node.only) != 0:
            raise NoSum
        rows = readings.chosen(node.table, node.only, scope, node)
        left_out = self.case.plan.left_out.get(node.table)
        if any(row.counts is not True for row in rows) or (left_out is not None and self.is_touched(left_out.root)):
            raise NoSum
        return rows

    def row_literals(self, node: RowTally, scope: Scope, *, wanted: bool) -> list[Literal]:
        found: list[Literal] = []
        before = self.row
        for row in self._chosen_rows(node, scope):
            self.row = (node.table, row.key)
            found.append(self.literal(node.body, row.scope, wanted=wanted))
        self.row = before
        return found

    def rows(self, node: RowTally, scope: Scope, *, wanted: bool) -> Literal:
        literals = self.row_literals(node, scope, wanted=wanted)
        is_all = (node.op == "every") is wanted
        return self.program.at_least(len(literals) if is_all else 1, literals)

    def _count(self, literals: list[Literal], *, up: bool) -> Sum:
        """How many hold, from below; or from above as all but those that certainly do not."""
        certain = sum(one is True for one in literals)
        terms: dict[int, Fraction] = {}
        for one in literals:
            if one is not True and one is not False:
                terms[one] = terms.get(one, Fraction(0)) + 1
        found = Sum(Fraction(certain), terms)
        return found if up else Sum(Fraction(len(literals))).plus(found, -1)


_NUMBERS: Mapping[type, Callable[[Sums, Any, Scope, bool], Sum]] = {
    Fact: Sums.number_of,
    Converted: lambda on, node, scope, up: on.sum(node.item, scope, up=up is (node.factor > 0)).times(node.factor),
    Arithmetic: lambda on, node, scope, up: on.arithmetic(node, scope, up=up),
    Choose: lambda on, node, scope, up: on.chosen(node, scope, up=up),
    Extreme: lambda on, node, scope, up: on.extreme(node, scope, up=up),
    Score: lambda on, node, scope, up: on.added(on.sum(item, scope, up=up) for item in node.items),
    RowStatistic: lambda on, node, scope, up: on.statistic(node, scope, up=up),
    RowTally: Sums.counted,
    Tally: Sums.counted,
}
"""What a number is written as, by its node."""
