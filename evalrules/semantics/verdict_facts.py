"""What the verdict looks at beside the indicators: whether its conditions of facts alone hold, and single facts.

The levels possible hang on nothing else than this and the counts of the indicators, so they are worked out once for all
subjects that agree in it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

from evalrules.model.ruleset import Ruleset, measures_behind
from evalrules.plan.nodes import Plan
from evalrules.semantics.code_plain import UNKNOWN, NotPlain, written_truth
from evalrules.semantics.conditions import is_flag, truth
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import AllOf, AnyOf, AtLeast, Expression, GradeOf, MetOf, Not, Tally
from evalrules.tree.walk import children, walk

MOST = 20_000
"""For how many subjects it is kept whether a condition holds that code leaves; with one more all are forgotten."""

_OF_PARTS = (AllOf, AnyOf, AtLeast, Not)
"""Whether these hold hangs on nothing but whether their parts do."""


class VerdictFacts:
    """What the verdict of one plan looks at."""

    def __init__(self, plan: Plan) -> None:
        conditions, self._facts = looked_at(plan)
        self._conditions = tuple(_Condition(part, plan) for part in conditions)

    def __bool__(self) -> bool:
        """Whether it looks at anything."""
        return bool(self._facts or self._conditions)

    def of(self, facts: Mapping[str, Any], scope: Callable[[], Scope]) -> tuple[Hashable, ...]:
        """What it sees of a subject; `scope` is what is known of it, made where something is not known."""
        return (*(one.truth(facts, scope) for one in self._conditions), *map(facts.get, self._facts))


class _Condition:
    """A condition of facts alone."""

    def __init__(self, root: Expression, plan: Plan) -> None:
        self.root = root
        self._behind = measures_behind(root, plan.ruleset.measures)
        self._known: dict[tuple[Any, ...], bool | None] = {}
        try:
            self._plain: Callable[[Mapping[str, Any]], bool | None] = written_truth(root, plan.ruleset)
        except NotPlain:
            self._plain = _unknown

    def truth(self, facts: Mapping[str, Any], scope: Callable[[], Scope]) -> bool | None:
        """Whether it holds."""
        try:
            found = self._plain(facts)
        except UNKNOWN:
            found = None
        return self._read(facts, scope) if found is None else found

    def _read(self, facts: Mapping[str, Any], scope: Callable[[], Scope]) -> bool | None:
        """The same as `assess` reads it, found once for all subjects of whom the same is known where it looks."""
        key = tuple(map(facts.get, self._behind))
        if key not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = truth(self.root, scope())
        return self._known[key]


def looked_at(plan: Plan) -> tuple[tuple[Expression, ...], tuple[str, ...]]:
    """The conditions of facts alone in a verdict, and the single measures that it compares with indicators."""
    parts = [part for guard in plan.verdict for part in _looks(guard.root, plan.ruleset)]
    measures = dict.fromkeys(part for part in parts if isinstance(part, str))
    return tuple(part for part in parts if not isinstance(part, str)), tuple(measures)


def _unknown(_: object) -> None:
    """What is known of a condition that is no expression over plain values."""


def _looks(node: Expression, ruleset: Ruleset) -> Iterator[Expression | str]:
    """The largest conditions of facts alone, and the measures behind what is compared with indicators."""
    is_of_indicators = any(isinstance(part, Tally | GradeOf | MetOf) for part in walk(node))
    if is_flag(node) and not is_of_indicators:
        yield node
    elif isinstance(node, _OF_PARTS):
        for part in children(node):
            yield from _looks(part, ruleset)
    else:
        yield from measures_behind(node, ruleset.measures)
