"""What each outcome of each indicator adds to the counts of a verdict, and which counts are reachable.

The conditions of a verdict see indicators only through counts (how many hold, how many do not) and through the outcome
of single indicators. So instead of every assignment (3^16), the set of reachable count vectors is built, one indicator
at a time; counts stop where more makes no difference (evalrules.plan.counts).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from evalrules.base.truth import Truth
from evalrules.model.outcome import MET, NOT_APPLICABLE, SCORED, Outcome, outcomes_graded
from evalrules.model.ruleset import Indicator
from evalrules.plan.nodes import Plan
from evalrules.semantics.conditions import truth
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Attribute, Own, Parameter, Tally
from evalrules.tree.walk import walk

MAX_VECTORS = 200_000

FEW = 64
"""Of how many vectors at most it is remembered which are reached from them."""

Vector: TypeAlias = tuple[int, ...]
"""Twice the number of counts (holding, failing), then an outcome number for each indicator named by itself."""

Outcomes: TypeAlias = dict[str, tuple[Outcome, ...]]
"""The outcomes still possible of each indicator, best first."""


Possible: TypeAlias = Mapping[str, tuple[Outcome, ...]]
"""The outcomes possible of some indicators."""

StepCounts: TypeAlias = Mapping[tuple[int, ...], int]
"""How many indicators can take the same steps, each a packed vector."""


class TooManyCases(Exception):
    """The joint cases exceed `MAX_VECTORS`; the caller falls back to bounds on every count."""


class Counting:
    """The counts of one plan. What was worked out is kept: it is the same for every subject that the plan is of.

    `levels` are those possible at a packed vector, where the verdict looks at nothing else.
    """

    def __init__(self, plan: Plan, scope: Scope) -> None:
        self.plan = plan
        self.scope = scope
        self.indicators = {one.indicator.id: one.indicator for one in plan.indicators}
        self._plans = {one.indicator.id: one for one in plan.indicators}
        self._at = {id(one.tally): 2 * one.number for one in plan.looked}
        self._limits = [limit for one in plan.counts for limit in (one.holding, one.failing)]
        self._is_limited = any(limit is not None for limit in self._limits)
        self._base = len(plan.indicators) + len(plan.ruleset.grades) + 4
        self._effects: dict[tuple[str, Outcome], Vector] = {}
        self._steps: dict[tuple[str, tuple[Outcome, ...]], tuple[int, ...]] = {}
        self._holds: dict[tuple[int, str, str, Truth, Outcome], Truth] = {}
        self._names: dict[int, frozenset[str]] = {}
        self._speaks: dict[tuple[int, str, tuple[Outcome, ...]], bool] = {}
        self._sums: dict[tuple[int, int], int] = {}
        self._reached: dict[tuple[frozenset[int], tuple[int, ...]], frozenset[int]] = {}
        self.levels: dict[int, frozenset[str]] = {}

    def position(self, tally: Tally) -> int:
        """Where in a vector the counts of a tally stand."""
        return self._at[id(tally)]

    def position_of(self, named: str) -> int:
        """Where in a vector the outcome of an indicator that is named stands."""
        return 2 * len(self.plan.counts) + self.plan.named.index(named)

    # -- reachable counts --------------------------------------------------------------------------------------

    def reachable(self, outcomes: Outcomes) -> frozenset[int]:
        """The reachable count vectors, packed, each count stopped where more makes no difference."""
        return self.reached_by(self.steps_of(outcomes))

    def steps_of(self, outcomes: Outcomes) -> StepCounts:
        """How many indicators can take which steps."""
        return Counter(self.steps(own, possible) for own, possible in outcomes.items())

    def changed(self, counts: StepCounts, before: Possible, after: Possible) -> StepCounts:
        """The steps where the indicators of `after` can be what stands there, and no longer what they were before."""
        found = dict(counts)
        for own, possible in after.items():
            old, new = self.steps(own, before[own]), self.steps(own, possible)
            if old != new:
                found[new] = found.get(new, 0) + 1
                found[old] -= 1
                if not found[old]:
                    del found[old]
        return found

    def reached_by(self, counts: StepCounts) -> frozenset[int]:
        """The count vectors that so many steps of each kind reach; `TooManyCases` where they are too many."""
        vectors: frozenset[int] = frozenset((0,))
        for steps, times in counts.items():
            for _ in range(times):
                before, vectors = vectors, self.reached(vectors, (steps,))
                if vectors == before:
                    break
        return vectors

    def reached(self, vectors: frozenset[int], steps: Iterable[tuple[int, ...]]) -> frozenset[int]:
        """The count vectors reached from some by one step of each of several; `TooManyCases` where too many."""
        for mine in steps:
            known = self._reached.get((vectors, mine))
            vectors = self._after(vectors, mine) if known is None else known
        return vectors

    def _after(self, vectors: frozenset[int], steps: tuple[int, ...]) -> frozenset[int]:
        if self._is_limited:
            found = frozenset(self._sum(at, step) for at in vectors for step in steps)
        else:
            found = frozenset(at + step for at in vectors for step in steps)
        if len(found) > MAX_VECTORS:
            raise TooManyCases
        if len(found) <= FEW:
            if len(self._reached) >= MAX_VECTORS:
                self._reached.clear()
            self._reached[vectors, steps] = found
        return found

    def _sum(self, at: int, step: int) -> int:
        found = self._sums.get((at, step))
        if found is None:
            counts = [one + other for one, other in zip(self.unpacked(at), self.unpacked(step), strict=True)]
            for place, limit in enumerate(self._limits):
                counts[place] = counts[place] if limit is None else min(counts[place], limit)
            if len(self._sums) >= MAX_VECTORS:
                self._sums.clear()
            found = self._sums[at, step] = self.packed(tuple(counts))
        return found

    def steps(self, own: str, possible: tuple[Outcome, ...]) -> tuple[int, ...]:
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
        for _ in range(2 * len(self.plan.counts) + len(self.plan.named)):
            total, digit = divmod(total, self._base)
            digits.append(digit)
        return tuple(reversed(digits))

    # -- what one indicator adds -------------------------------------------------------------------------------

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
        for count in self.plan.counts:
            holds = self.holds(count.tally, indicator, outcome)
            counts += [int(holds is True), int(holds is False)]
        named = (self._number(indicator, outcome) if own == indicator.id else 0 for own in self.plan.named)
        return (*counts, *named)

    def holds(self, tally: Tally, indicator: Indicator, outcome: Outcome) -> Truth:
        """Whether the condition of a tally holds for an indicator with this outcome; None where it counts nowhere."""
        if outcome == NOT_APPLICABLE or indicator.advisory:
            return None
        if outcome == SCORED:
            return None
        if id(tally) not in self._at:  # no tally of the plan: another may have its identity later
            return self._holds_of(tally, indicator, outcome)
        names = self._named_in(tally)
        group = indicator.group if "group" in names else ""
        key = (id(tally), group, indicator.id if "id" in names else "", indicator.must, outcome)
        if key not in self._holds:
            self._holds[key] = self._holds_of(tally, indicator, outcome)
        return self._holds[key]

    def _named_in(self, tally: Tally) -> frozenset[str]:
        """What a tally of the plan asks of an indicator; who are alike in it need no look of their own."""
        found = self._names.get(id(tally))
        if found is None:
            found = frozenset(part.name for part in walk(tally.body) if isinstance(part, Own))
            self._names[id(tally)] = found
        return found

    def speaks(self, tally: Tally, own: str, possible: tuple[Outcome, ...]) -> bool:
        """Whether an indicator certainly holds in a tally, whatever of these it comes to; of `every`, that it fails."""
        key = (id(tally), own, possible)
        known = self._speaks.get(key)
        if known is None:
            wanted, indicator = tally.op != "every", self.indicators[own]
            known = all(self.holds(tally, indicator, outcome) is wanted for outcome in possible)
            if id(tally) in self._at:  # no tally of the plan: another may have its identity later
                self._speaks[key] = known
        return known

    def _holds_of(self, tally: Tally, indicator: Indicator, outcome: Outcome) -> Truth:
        own: dict[str, Outcome | str | bool | None] = {
            "grade": outcome, "met": outcome == MET, "group": indicator.group, "id": indicator.id,
            "must": indicator.must,
        }  # fmt: skip
        return truth(tally.body, self.scope.with_own(own))

    def _number(self, indicator: Indicator, outcome: Outcome) -> int:
        """Outcomes of an indicator as numbers from 1, to travel in a vector."""
        return self.outcomes_in_order(indicator).index(outcome) + 1

    def outcomes_in_order(self, indicator: Indicator) -> tuple[Outcome, ...]:
        """Every outcome an indicator can have, in the order of their numbers in a vector."""
        is_graded = indicator.kind == "graded"
        every = outcomes_graded(self.plan.ruleset.grades) if is_graded else self._plans[indicator.id].every
        return (*every, NOT_APPLICABLE)


def counting_of(plan: Plan, scope: Scope) -> Counting:
    """The counting of a plan: one for all its subjects, unless what counts hangs on who the subject is."""
    known = _KNOWN.get(id(plan))
    if known is None or known.plan is not plan:
        if any(isinstance(node, Attribute | Parameter) for one in plan.counts for node in walk(one.tally.body)):
            return Counting(plan, scope)
        while len(_KNOWN) >= MOST:
            _KNOWN.pop(next(iter(_KNOWN), 0), None)
        known = _KNOWN[id(plan)] = Counting(plan, Scope(plan.ruleset, {}, {}))
    return known


MOST = 64
"""For how many plans it is remembered what outcomes add; the one that was used first is forgotten first."""

_KNOWN: dict[int, Counting] = {}
