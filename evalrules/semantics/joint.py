"""The verdict over every joint choice of the outcomes still possible. See docs/semantics.md.

The conditions of a verdict see indicators only through tallies (how many hold, how many do not) and
through the outcome of single indicators. So instead of every assignment (3^16), the set of reachable
count vectors is built, one indicator at a time: 16 open indicators over A, B, C give 153 vectors.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from evalrules.base.truth import Truth
from evalrules.model.outcome import MET, NOT_APPLICABLE, SCORED, Outcome, outcomes_graded
from evalrules.model.ruleset import Indicator, Ruleset
from evalrules.plan.nodes import Plan
from evalrules.semantics.conditions import truth
from evalrules.semantics.interval import INFINITE, ZERO, Bound, Interval
from evalrules.semantics.scope import Counts, Scope
from evalrules.semantics.standings import Standing
from evalrules.tree.nodes import Condition, GradeOf, MetOf, Tally
from evalrules.tree.walk import tallies_in, walk

MAX_VECTORS = 200_000

Vector: TypeAlias = tuple[int, ...]
"""Twice the number of tallies (holding, failing), then an outcome number for each indicator named by itself."""

Outcomes: TypeAlias = dict[str, tuple[Outcome, ...]]
"""The outcomes still possible of each indicator, best first."""


class TooManyCases(Exception):
    """The joint cases exceed `MAX_VECTORS`; the caller falls back to bounds on every count."""


def open_outcomes(standings: Iterable[Standing]) -> Outcomes:
    """What each indicator can still be."""
    return {one.indicator.id: one.possible for one in standings}


class Bench:
    """The gates, vetoes and levels of a ruleset, ready to be tried on outcomes of its indicators."""

    def __init__(self, plan: Plan, scope: Scope) -> None:
        ruleset = self.ruleset = plan.ruleset
        self.scope = scope
        self.plans = {one.indicator.id: one for one in plan.indicators}
        self.indicators = {indicator.id: indicator for indicator in ruleset.indicators}
        self.tallies = [tally for condition in _conditions(ruleset) for tally in tallies_in(condition.root)]
        self._tally_at = {id(tally): 2 * at for at, tally in enumerate(self.tallies)}
        self.named = _named_indicators(ruleset)
        self.more: Bound = INFINITE if scope.rows is not None and scope.rows.makes_more_indicators else ZERO
        self._base = len(ruleset.indicators) + len(ruleset.grades) + 4
        self._effects: dict[tuple[str, Outcome], Vector] = {}
        self._levels: dict[tuple[object, ...], frozenset[str]] = {}
        self._steps: dict[tuple[str, tuple[Outcome, ...]], tuple[int, ...]] = {}
        self._at: dict[int, frozenset[str]] = {}

    def possible_levels(self, outcomes: Outcomes) -> tuple[str, ...]:
        """Every level that some joint choice of outcomes gives, best first."""
        key = self._signature(outcomes)
        if key not in self._levels:
            self._levels[key] = self._levels_of(outcomes)
        found = self._levels[key]
        return tuple(level.id for level in self.ruleset.levels if level.id in found)

    def position(self, tally: Tally) -> int:
        """Where in a vector the counts of a tally stand."""
        return self._tally_at[id(tally)]

    def _signature(self, outcomes: Outcomes) -> tuple[object, ...]:
        """Outcomes that move the counts alike give the same levels, whichever indicators they belong to."""
        return tuple(sorted(self._choices(own, possible) for own, possible in outcomes.items()))

    def _choices(self, own: str, possible: tuple[Outcome, ...]) -> tuple[int, ...]:
        """What each outcome adds to the counts, packed; outcomes that add the same stand once."""
        key = (own, possible)
        if key not in self._steps:
            found = {self.packed(effect) for outcome in possible for effect in self.effects(own, outcome)}
            self._steps[key] = tuple(sorted(found))
        return self._steps[key]

    def packed(self, vector: Vector) -> int:
        """A vector as the digits of one number: adding the numbers adds the vectors."""
        total = 0
        for count in vector:
            total = total * self._base + count
        return total

    def unpacked(self, total: int) -> Vector:
        """The vector of a packed number."""
        digits = []
        for _ in range(2 * len(self.tallies) + len(self.named)):
            total, digit = divmod(total, self._base)
            digits.append(digit)
        return tuple(reversed(digits))

    def _levels_of(self, outcomes: Outcomes) -> frozenset[str]:
        try:
            vectors = self.vectors(outcomes)
        except TooManyCases:
            return self._levels_under(self.scope.with_board(RangeBoard(self, outcomes)))
        found: set[str] = set()
        for packed in vectors:
            if packed not in self._at:
                board = VectorBoard(self, self.unpacked(packed))
                self._at[packed] = self._levels_under(self.scope.with_board(board))
            found |= self._at[packed]
            if len(found) == len(self.ruleset.levels):
                break
        return frozenset(found)

    def vectors(self, outcomes: Outcomes) -> set[int]:
        """The reachable count vectors, packed."""
        reached = {0}
        for own, possible in outcomes.items():
            steps = self._choices(own, possible)
            reached = {at + step for at in reached for step in steps}
            if len(reached) > MAX_VECTORS:
                raise TooManyCases
        return reached

    def effects(self, own: str, outcome: Outcome) -> tuple[Vector, ...]:
        """What one outcome can add to the counts: two things where it is open whether the indicator must be reached."""
        indicator = self.indicators[own]
        if indicator.must is not None or outcome == NOT_APPLICABLE:
            return (self.effect(own, outcome),)
        return tuple(dict.fromkeys(self._effect(indicator._replace(must=must), outcome) for must in (True, False)))

    def effect(self, own: str, outcome: Outcome) -> Vector:
        """What one outcome of one indicator adds to the counts."""
        key = (own, outcome)
        if key not in self._effects:
            self._effects[key] = self._effect(self.indicators[own], outcome)
        return self._effects[key]

    def _effect(self, indicator: Indicator, outcome: Outcome) -> Vector:
        counts: list[int] = []
        for tally in self.tallies:
            holds = self.holds(tally, indicator, outcome)
            counts += [int(holds is True), int(holds is False)]
        counts += [self.outcome_number(indicator, outcome) if own == indicator.id else 0 for own in self.named]
        return tuple(counts)

    def holds(self, tally: Tally, indicator: Indicator, outcome: Outcome) -> Truth:
        """Whether the condition of a tally holds for an indicator with this outcome; None where it counts nowhere."""
        if outcome == NOT_APPLICABLE or indicator.advisory:
            return None
        if outcome == SCORED:
            return None
        own: dict[str, Outcome | str | bool | None] = {
            "grade": outcome, "met": outcome == MET, "group": indicator.group, "id": indicator.id,
            "must": indicator.must,
        }  # fmt: skip
        return truth(tally.body, self.scope.with_own(own))

    def outcome_number(self, indicator: Indicator, outcome: Outcome) -> int:
        """Outcomes of an indicator as numbers from 1, to travel in a vector."""
        return self.outcomes_in_order(indicator).index(outcome) + 1

    def outcomes_in_order(self, indicator: Indicator) -> tuple[Outcome, ...]:
        """Every outcome an indicator can have, in the order of `outcome_number`."""
        is_graded = indicator.kind == "graded"
        every = outcomes_graded(self.ruleset.grades) if is_graded else self.plans[indicator.id].every
        return (*every, NOT_APPLICABLE)

    def levels_at(self, board: VectorBoard | RangeBoard) -> tuple[str, ...]:
        """Every level that is possible with these counts, best first."""
        found = self._levels_under(self.scope.with_board(board))
        return tuple(level.id for level in self.ruleset.levels if level.id in found)

    def _levels_under(self, scope: Scope) -> frozenset[str]:
        """Gates, vetoes, then levels best first; the worst of what applies wins; unknown goes both ways."""
        ranks = {0}
        for need, level in [(gate.need, gate.otherwise) for gate in self.ruleset.gates]:
            ranks = self._with_cap(ranks, truth(need.root, scope), level, when=False)
        for veto in self.ruleset.vetoes:
            ranks = self._with_cap(ranks, truth(veto.when.root, scope), veto.level, when=True)
        reached = [self.ruleset.level_rank(level) for level in self._rules_under(scope)]
        worst = {max(cap, level) for cap in ranks for level in reached}
        return frozenset(self.ruleset.levels[rank].id for rank in worst)

    def _with_cap(self, ranks: set[int], holds: Truth, level: str, *, when: bool) -> set[int]:
        if holds is (not when):
            return ranks
        capped = {max(rank, self.ruleset.level_rank(level)) for rank in ranks}
        return ranks | capped if holds is None else capped

    def _rules_under(self, scope: Scope) -> list[str]:
        levels: list[str] = []
        for rule in self.ruleset.verdict:
            holds = True if rule.when is None else truth(rule.when.root, scope)
            if holds is not False:
                levels.append(rule.level)
            if holds:
                break
        return levels

    def truth_over(self, condition: Condition, outcomes: Outcomes) -> Truth:
        """Whether a condition holds for every joint choice of outcomes, for none, or for some."""
        try:
            vectors = self.vectors(outcomes)
        except TooManyCases:
            return truth(condition.root, self.scope.with_board(RangeBoard(self, outcomes)))
        found: set[Truth] = set()
        for packed in vectors:
            found.add(truth(condition.root, self.scope.with_board(VectorBoard(self, self.unpacked(packed)))))
            if len(found) > 1 or None in found:
                return None
        return found.pop()


class VectorBoard:
    """One joint choice: every count is a number."""

    __slots__ = ("bench", "vector")

    def __init__(self, bench: Bench, vector: Vector) -> None:
        self.bench = bench
        self.vector = vector

    def counts(self, tally: Tally) -> Counts:
        """How many indicators the condition holds for, and how many it does not."""
        at, more = self.bench.position(tally), self.bench.more
        holding, failing = Fraction(self.vector[at]), Fraction(self.vector[at + 1])
        return (holding, holding + more), (failing, failing + more)

    def outcomes(self, indicator: str) -> frozenset[Outcome]:
        """The one outcome of an indicator that the verdict names."""
        number = self.vector[2 * len(self.bench.tallies) + self.bench.named.index(indicator)]
        if number == 0:
            return frozenset((NOT_APPLICABLE,))
        return frozenset((self.bench.outcomes_in_order(self.bench.indicators[indicator])[number - 1],))


class RangeBoard:
    """All joint choices at once: every count within bounds. Sound, and weaker than going through them."""

    def __init__(self, bench: Bench, outcomes: Outcomes) -> None:
        self.bench = bench
        self.open = outcomes

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        totals = [(0, 0)] * (2 * len(self.bench.tallies))
        for own, possible in self.open.items():
            effects = [effect for outcome in possible for effect in self.bench.effects(own, outcome)]
            for at, (low, high) in enumerate(totals):
                steps = [effect[at] for effect in effects]
                totals[at] = (low + min(steps), high + max(steps))
        return totals

    def counts(self, tally: Tally) -> Counts:
        """Bounds on how many indicators the condition holds for, and does not."""
        at = self.bench.position(tally)
        return self._interval(at), self._interval(at + 1)

    def _interval(self, at: int) -> Interval:
        low, high = self._bounds[at]
        return (Fraction(low), Fraction(high) + self.bench.more)

    def outcomes(self, indicator: str) -> frozenset[Outcome]:
        """Every outcome the indicator can still have."""
        return frozenset(self.open.get(indicator, (NOT_APPLICABLE,)))


def _conditions(ruleset: Ruleset) -> list[Condition]:
    """Every condition that may look at what came out of indicators."""
    found = [gate.need for gate in ruleset.gates] + [veto.when for veto in ruleset.vetoes]
    found += [obligation.when for obligation in ruleset.obligations]
    return found + [rule.when for rule in ruleset.verdict if rule.when is not None]


def _named_indicators(ruleset: Ruleset) -> list[str]:
    named = [
        node.indicator
        for condition in _conditions(ruleset)
        for node in walk(condition.root)
        if isinstance(node, GradeOf | MetOf)
    ]
    return list(dict.fromkeys(named))
