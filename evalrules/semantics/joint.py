"""The verdict over every joint choice of the outcomes still possible. See docs/semantics.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cached_property

from evalrules.base.truth import Truth
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.plan.nodes import Guard, Plan
from evalrules.semantics.counting import Outcomes, StepCounts, TooManyCases, Vector, counting_of
from evalrules.semantics.interval import INFINITE, ZERO, Bound, Interval
from evalrules.semantics.meanings import holds
from evalrules.semantics.scope import Counts, Scope
from evalrules.semantics.standings import Standing
from evalrules.tree.nodes import Condition, Tally


def open_outcomes(standings: Iterable[Standing]) -> Outcomes:
    """What each indicator can still be."""
    return {one.indicator.id: one.possible for one in standings}


class Bench:
    """The gates, vetoes and levels of a plan, ready to be tried on outcomes of its indicators."""

    def __init__(self, plan: Plan, scope: Scope) -> None:
        self.plan = plan
        self.ruleset = plan.ruleset
        self.scope = scope
        self.counting = counting_of(plan, scope)
        self.more: Bound = INFINITE if scope.rows is not None and scope.rows.makes_more_indicators else ZERO
        self._ranks = {level.id: rank for rank, level in enumerate(self.ruleset.levels)}
        self._levels: dict[frozenset[tuple[tuple[int, ...], int]], tuple[str, ...]] = {}
        is_of_counts_alone = not plan.resting.verdict and not self.more
        self._at = self.counting.levels if is_of_counts_alone else {}

    def possible_levels(self, outcomes: Outcomes) -> tuple[str, ...]:
        """Every level that some joint choice of outcomes gives, best first."""
        return self.levels_after(self.counting.steps_of(outcomes), lambda: outcomes)

    def levels_after(self, counts: StepCounts, outcomes: Callable[[], Outcomes]) -> tuple[str, ...]:
        """The levels that outcomes give which can take so many steps of each kind.

        Outcomes that move the counts alike give the same levels, whichever indicators they belong to.
        """
        key = frozenset(counts.items())
        if key not in self._levels:
            found = self._levels_of(counts, outcomes)
            self._levels[key] = tuple(level.id for level in self.ruleset.levels if level.id in found)
        return self._levels[key]

    def _levels_of(self, counts: StepCounts, outcomes: Callable[[], Outcomes]) -> frozenset[str]:
        try:
            vectors = self.counting.reached_by(counts)
        except TooManyCases:
            return self._levels_under(self.scope.with_board(RangeBoard(self, outcomes())))
        found: set[str] = set()
        for packed in vectors:
            if packed not in self._at:
                self._at[packed] = self._levels_under(self._scope_at(packed))
            found |= self._at[packed]
            if len(found) == len(self.ruleset.levels):
                break
        return frozenset(found)

    def _scope_at(self, packed: int) -> Scope:
        return self.scope.with_board(VectorBoard(self, self.counting.unpacked(packed)))

    def levels_at(self, board: VectorBoard | RangeBoard) -> tuple[str, ...]:
        """Every level that is possible with these counts, best first."""
        found = self._levels_under(self.scope.with_board(board))
        return tuple(level.id for level in self.ruleset.levels if level.id in found)

    def _levels_under(self, scope: Scope) -> frozenset[str]:
        """Gates, vetoes, then levels best first; the worst of what applies wins; unknown goes both ways."""
        ranks = {0}
        for gate, guard in zip(self.ruleset.gates, self.plan.gates, strict=True):
            ranks = self._with_cap(ranks, guard, scope, gate.otherwise, when=False)
        for veto, guard in zip(self.ruleset.vetoes, self.plan.vetoes, strict=True):
            ranks = self._with_cap(ranks, guard, scope, veto.level, when=True)
        worst = {max(cap, level) for cap in ranks for level in self._reached(scope)}
        return frozenset(self.ruleset.levels[rank].id for rank in worst)

    def _with_cap(self, ranks: set[int], guard: Guard, scope: Scope, level: str, *, when: bool) -> set[int]:
        is_it = holds(guard, scope)
        if is_it is (not when):
            return ranks
        capped = {max(rank, self._ranks[level]) for rank in ranks}
        return ranks | capped if is_it is None else capped

    def _reached(self, scope: Scope) -> list[int]:
        """The ranks of the first level that holds, and of those before it that may."""
        found: list[int] = []
        for rule, guard in zip(self.ruleset.verdict, self.plan.levels, strict=True):
            is_it = True if guard is None else holds(guard, scope)
            if is_it is not False:
                found.append(self._ranks[rule.level])
            if is_it:
                break
        return found

    def truth_over(self, condition: Condition, outcomes: Outcomes, steps: StepCounts | None = None) -> Truth:
        """Whether a condition of the verdict holds for every joint choice of outcomes, for none, or for some.

        `steps` are those that the outcomes can take, where somebody has them.
        """
        try:
            vectors = self.counting.reachable(outcomes) if steps is None else self.counting.reached_by(steps)
        except TooManyCases:
            return holds(condition, self.scope.with_board(RangeBoard(self, outcomes)))
        return self.truth_at(condition, vectors)

    def truth_at(self, condition: Condition, vectors: Iterable[int]) -> Truth:
        """Whether a condition of the verdict holds at every one of these packed counts, at none, or at some."""
        found: set[Truth] = set()
        for packed in vectors:
            found.add(holds(condition, self._scope_at(packed)))
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
        at, more = self.bench.counting.position(tally), self.bench.more
        holding, failing = Fraction(self.vector[at]), Fraction(self.vector[at + 1])
        return (holding, holding + more), (failing, failing + more)

    def outcomes(self, indicator: str) -> frozenset[Outcome]:
        """The one outcome of an indicator that the verdict names."""
        counting = self.bench.counting
        number = self.vector[counting.position_of(indicator)]
        if number == 0:
            return frozenset((NOT_APPLICABLE,))
        return frozenset((counting.outcomes_in_order(counting.indicators[indicator])[number - 1],))


class RangeBoard:
    """All joint choices at once: every count within bounds. Sound, and weaker than going through them."""

    def __init__(self, bench: Bench, outcomes: Outcomes, steps: StepCounts | None = None) -> None:
        self.bench = bench
        self.open = outcomes
        self._steps = steps

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        counting = self.bench.counting
        totals = [(0, 0)] * (2 * len(self.bench.plan.counts))
        steps = counting.steps_of(self.open) if self._steps is None else self._steps
        for mine, times in steps.items():
            vectors = [counting.unpacked(step) for step in mine]
            for at, (low, high) in enumerate(totals):
                places = [vector[at] for vector in vectors]
                totals[at] = (low + times * min(places), high + times * max(places))
        return totals

    def counts(self, tally: Tally) -> Counts:
        """Bounds on how many indicators the condition holds for, and does not."""
        at = self.bench.counting.position(tally)
        return self._interval(at), self._interval(at + 1)

    def _interval(self, at: int) -> Interval:
        low, high = self._bounds[at]
        return (Fraction(low), Fraction(high) + self.bench.more)

    def outcomes(self, indicator: str) -> frozenset[Outcome]:
        """Every outcome the indicator can still have."""
        return frozenset(self.open.get(indicator, (NOT_APPLICABLE,)))
