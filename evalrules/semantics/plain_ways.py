"""The way to a better outcome where it can be read off: a criterion of comparisons of stated numbers with limits.

What `ways_to` finds by trial is known beforehand of a plain conjunction, each comparison of a measure of its own, all
of them asked for by every still better outcome too: each comparison that fails is one move, and none can be left out.
"""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Bounds
from evalrules.model.outcome import Outcome
from evalrules.model.ruleset import Ruleset
from evalrules.plan.nodes import IndicatorPlan
from evalrules.semantics.interval import compare, point
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, Way

MOST = 2_000
"""For how many indicators it is remembered; what was found first is forgotten first."""


class PlainBound(NamedTuple):
    """A comparison of a stated number with a limit, and the move that makes it hold where it does not."""

    measure: str
    op: str
    limit: Fraction
    move: Move


class PlainWays:
    """For each outcome of one indicator what it asks for, where that is plain. No subject is in it."""

    def __init__(self, plan: IndicatorPlan, scope: Scope) -> None:
        self.plan = plan
        self._measures, self._values = scope.ruleset.measures, scope.ruleset.values
        self._asked: dict[Outcome, tuple[PlainBound, ...]] = {}
        is_computed = not plan.indicator.assessed and not plan.lacking
        if not is_computed or plan.applies is not None or plan.caps:
            return
        from evalrules.semantics.shortfalls import asked_for, has_plain_arms

        if has_plain_arms(plan):
            for rank, outcome in enumerate(plan.every[:-1]):
                bounds = asked_for(plan, rank + 1, scope)
                if bounds is not None and not any(one.share for one in bounds):
                    self._asked[outcome] = tuple(
                        PlainBound(one.threshold.measure, one.threshold.op, Fraction(one.threshold.number),
                                   Move(one.threshold.measure, one.op, Fraction(one.need))) for one in bounds
                    )  # fmt: skip

    def is_of(self, plan: IndicatorPlan, ruleset: Ruleset) -> bool:
        """Whether it was found for this indicator, with the same measures and the same numbers of the standard."""
        return self.plan is plan and self._measures is ruleset.measures and self._values is ruleset.values

    def way(self, target: Outcome, scope: Scope) -> Way | None:
        """The only way to an outcome that the indicator does not have; None where it is not that plain."""
        asked = self._asked.get(target)
        if asked is None or scope.is_row:
            return None
        moves = []
        for measure, op, limit, move in asked:
            have = scope.facts.get(measure)
            if not isinstance(have, Bounds) or have.exact is None:
                return None
            if not compare(op, point(have.exact), point(limit)):
                moves.append(move)
        return tuple(moves) or None


def plain_way(plan: IndicatorPlan, target: Outcome, scope: Scope) -> Way | None:
    """The only way of an indicator to an outcome that it does not have; None where it is not plain."""
    known = _KNOWN.get(id(plan))
    if known is None or not known.is_of(plan, scope.ruleset):
        while len(_KNOWN) >= MOST:
            _KNOWN.pop(next(iter(_KNOWN), 0), None)
        known = _KNOWN[id(plan)] = PlainWays(plan, scope)
    return known.way(target, scope)


_KNOWN: dict[int, PlainWays] = {}
