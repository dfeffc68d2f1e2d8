"""What was found of an indicator, kept for subjects of whom the same is known where it rests: most are alike somewhere.

An indicator rests on the facts that its conditions read and on what assessors said of it, and on nothing else of a
subject; the gap of one also on what checks look at together with these. So many answers are kept and no more, whatever
the number of subjects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from evalrules.plan.nodes import IndicatorPlan

Found = TypeVar("Found")

MOST = 20_000
"""How many answers are kept; with one more all are forgotten."""


class Recalled(Generic[Found]):
    """One kind of answers about the indicators of a plan; `facts` is what each rests on, where not on its own alone."""

    def __init__(self, plans: Sequence[IndicatorPlan], facts: Sequence[tuple[str, ...]] | None = None) -> None:
        self.facts = tuple(one.facts for one in plans) if facts is None else tuple(facts)
        self._own = tuple(one.indicator.id for one in plans)
        self._known: dict[object, Found] = {}

    def of(
        self, at: int, facts: Mapping[str, Any], grades: Mapping[str, str | bool], find: Callable[[int], Found]
    ) -> Found:
        """The answer about the indicator of that number, found where it is not known."""
        key = (at, grades.get(self._own[at]), *map(facts.get, self.facts[at]))
        if key not in self._known:
            found = find(at)
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = found
            return found
        return self._known[key]
