"""The comparisons that rest on each measure: found once for a plan, for everything that asks where they turn."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cached_property

from evalrules.base.records import NamedTuple
from evalrules.model.refs import column_from, is_column
from evalrules.model.ruleset import Measure, Ruleset, measures_behind
from evalrules.plan.nodes import Plan
from evalrules.semantics.conditions import FLIPPED, is_flag, is_option
from evalrules.semantics.limits import limit_of
from evalrules.tree.nodes import Compare, Condition, Fact, Number, RowStatistic
from evalrules.tree.walk import walk

MOST = 64
"""For how many plans they are remembered; what was found first is forgotten first."""


HOLDS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
"""Whether two known numbers compare so."""


class Comparison(NamedTuple):
    """A comparison of numbers, with all measures that it rests on, columns too, also through derived ones.

    `is_of_statistic` where it looks at a statistic over rows, also through derived measures. `limit` is where it turns
    as the measure `of` moves, which is stated and stands alone on one side, whatever the subject is; None elsewhere.
    """

    node: Compare
    behind: tuple[str, ...]
    is_of_statistic: bool
    of: str = ""
    limit: Fraction | None = None

    @property
    def op(self) -> str:
        """How the measure `of` is compared with the limit."""
        node = self.node
        return node.op if isinstance(node.left, Fact) and node.left.measure == self.of else FLIPPED[node.op]


def comparisons_in(conditions: Iterable[Condition], ruleset: Ruleset) -> tuple[Comparison, ...]:
    """The comparisons of numbers in conditions, in reading order."""
    found = (node for one in conditions for node in walk(one.root) if isinstance(node, Compare))
    numeric = (node for node in found if not (is_option(node.left) or is_flag(node.left)))
    return tuple(_comparison(node, ruleset) for node in numeric)


def _comparison(node: Compare, ruleset: Ruleset) -> Comparison:
    measures = ruleset.measures
    behind = measures_behind(node, measures)
    formulas = [value.root for own in behind if (value := measures[own].value) is not None]
    parts = (part for root in (node, *formulas) for part in walk(root))
    of = behind[0] if len(behind) == 1 else ""
    limit = limit_of(node, of, ruleset) if of else None
    is_of_statistic = any(isinstance(part, RowStatistic) for part in parts)
    return Comparison(node, behind, is_of_statistic, "" if limit is None else of, limit)


class Comparisons:
    """What rests on each measure of a ruleset, as its plan has it. No subject is in it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._conditions: dict[str, tuple[Condition, ...]] = {}
        self._found: dict[str, tuple[Comparison, ...]] = {}
        self._limits: dict[str, tuple[tuple[str, Fraction], ...] | None] = {}

    def conditions_on(self, measure: str) -> tuple[Condition, ...]:
        """What rests on a measure: guards, what leaves rows out, checks, and the ranges of derived measures."""
        known = self._conditions.get(measure)
        if known is None:
            guards = [guard for one in self.plan.indicators for guard in one.guards]
            guards += [*self.plan.verdict, *self.plan.left_out.values()]
            guards += [one.must_when for one in self.plan.indicators if one.must_when is not None]
            found = [guard.condition for guard in guards if measure in guard.reads.measures]
            found += self.checks_on(measure)
            found += [one for own in self.ranged_on(measure) for one in _range_of(self.plan.ruleset.measures[own])]
            known = self._conditions[measure] = tuple(found)
        return known

    def on(self, measure: str) -> tuple[Comparison, ...]:
        """The comparisons of numbers in what rests on a measure, in reading order; not all of them rest on it."""
        known = self._found.get(measure)
        if known is None:
            known = comparisons_in(self.conditions_on(measure), self.plan.ruleset)
            self._found[measure] = known
        return known

    def limits_of(self, measure: str) -> tuple[tuple[str, Fraction], ...] | None:
        """Each `op limit` that a stated measure is compared with; None where something else of it counts, too."""
        if measure not in self._limits:
            resting = [one for one in self.on(measure) if measure in one.behind]
            plain = [(one.op, one.limit) for one in resting if one.of == measure and one.limit is not None]
            self._limits[measure] = tuple(dict.fromkeys(plain)) if len(plain) == len(resting) else None
        return self._limits[measure]

    def checks_on(self, measure: str) -> list[Condition]:
        """The checks that can be asked where a measure stands: those of its table for a column."""
        return self._checks.get(measure, [])

    def ranged_on(self, measure: str) -> tuple[str, ...]:
        """The derived measures with a range that rest on a measure."""
        return tuple(self._ranged.get(measure, ()))

    @cached_property
    def _checks(self) -> Mapping[str, list[Condition]]:
        ruleset = self.plan.ruleset
        own = [(check.condition, "") for check in ruleset.checks]
        own += [(check.condition, table.id) for table in ruleset.tables.values() for check in table.checks]
        found: dict[str, list[Condition]] = {}
        for condition, table in own:
            for measure in measures_behind(condition.root, ruleset.measures):
                if (column_from(measure).table if is_column(measure) else "") == table:
                    found.setdefault(measure, []).append(condition)
        return found

    @cached_property
    def _ranged(self) -> Mapping[str, dict[str, None]]:
        measures = self.plan.ruleset.measures
        found: dict[str, dict[str, None]] = {}
        for one in measures.values():
            if one.value is not None and (one.low is not None or one.high is not None):
                for measure in measures_behind(one.value.root, measures):
                    found.setdefault(measure, {})[one.id] = None
        return found


def comparisons_of(plan: Plan) -> Comparisons:
    """The comparisons of a plan, found once for all its subjects."""
    known = _KNOWN.get(id(plan))
    if known is None or known.plan is not plan:
        while len(_KNOWN) >= MOST:
            _KNOWN.pop(next(iter(_KNOWN), 0), None)
        known = _KNOWN[id(plan)] = Comparisons(plan)
    return known


_KNOWN: dict[int, Comparisons] = {}


def _range_of(measure: Measure) -> list[Condition]:
    """What the range of a derived measure comes to as conditions."""
    span = measure.span
    fact = Fact(measure.id, "number", measure.unit, span)
    ends = ((">=", measure.low), ("<=", measure.high))
    nodes = [Compare(op, fact, Number(end, measure.unit, span), span) for op, end in ends if end is not None]
    return [Condition("", node, span) for node in nodes]
