"""Whether plain facts contradict one another: the checks of a ruleset, and derived measures beyond what they may be.

All of it is one function over plain values. Where that is left, as something is not known or a divisor is not above
0, the relation at hand is read as `assess` reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import getcontext, setcontext
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.model.refs import is_column
from evalrules.model.ruleset import Measure, Ruleset
from evalrules.plan.reads import measures_in
from evalrules.semantics.claims import impossible_value
from evalrules.semantics.code_lines import function_of
from evalrules.semantics.code_plain import EXACT, NotPlain, PlainWriter
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.plain_facts import PlainFacts, scope_of
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import AllOf, Compare, Condition, Expression, Number


class Relation(NamedTuple):
    """A relation between measures: what certainly holds where it is kept, and how it is read where that is left."""

    names: frozenset[str]
    root: Expression
    is_broken: Callable[[Scope], bool]


class PlainRelations:
    """The relations that the evidence of one ruleset has to keep."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._nobody = Scope(ruleset, {}, {}, rows=TableReadings({}))
        self.relations = _relations(ruleset, self._nobody)
        self._is_hopeless = any(one.is_broken(self._nobody) for one in self.relations)
        self._left = _written(self.relations, ruleset)
        self.names = frozenset(name for one in self.relations for name in one.names)

    def are_kept(self, facts: Mapping[str, Any]) -> bool:
        """Whether no relation between facts of the right types is broken."""
        if self.names.isdisjoint(facts):
            return not self._is_hopeless
        before = getcontext()
        setcontext(EXACT)
        try:
            left = self._left(facts)
        finally:
            setcontext(before)
        if left is None or self._is_hopeless:
            return False
        if not left:
            return True
        asked = [one for at in left if not (one := self.relations[at]).names.isdisjoint(facts)]
        scope = scope_of(PlainFacts(facts), self._nobody)
        return not any(one.is_broken(scope) for one in asked)


def _relations(ruleset: Ruleset, nobody: Scope) -> tuple[Relation, ...]:
    found = [_check(check.condition, ruleset) for check in ruleset.checks]
    for measure in ruleset.measures.values():
        if measure.value is not None and not is_column(measure.id) and not measure.each:
            is_kept = _is_always_within(measure, measure.value, nobody)
            found += [] if is_kept else _within_its_range(measure, measure.value, ruleset)
    return tuple(found)


def _is_always_within(measure: Measure, value: Condition, nobody: Scope) -> bool:
    """Whether a formula gives nothing but what its measure may be, whatever is known; shares of nothing are another."""
    if measure.unit == "%":
        return False
    low, high = number(value.root, nobody)
    return (measure.low is None or low >= measure.low) and (measure.high is None or high <= measure.high)


def _check(condition: Condition, ruleset: Ruleset) -> Relation:
    root = condition.root
    return Relation(frozenset(measures_in(condition, ruleset)), root, lambda scope: truth(root, scope) is False)


def _within_its_range(measure: Measure, value: Condition, ruleset: Ruleset) -> list[Relation]:
    """What the inputs of a derived measure give is something that it may be."""
    ends = ((">=", measure.low), ("<=", measure.high))
    span = value.span
    items = [Compare(op, value.root, Number(end, measure.unit, span), span) for op, end in ends if end is not None]
    if not items:
        return []
    names = frozenset((measure.id, *measures_in(value, ruleset)))
    return [Relation(names, AllOf(tuple(items), False, span), lambda scope: bool(impossible_value(measure, scope)))]


def _written(relations: tuple[Relation, ...], ruleset: Ruleset) -> Callable[[Mapping[str, Any]], list[int] | None]:
    """The numbers of the relations that code leaves; None where one is certainly broken."""
    writer = PlainWriter(ruleset)
    left: list[int] = []
    lines: list[str] = []
    for at, one in enumerate(relations):
        try:
            holds, fails = writer.surely(one.root), writer.surely(one.root, wanted=False)
        except NotPlain:
            left.append(at)
            continue
        lines += ["    try:", f"        if not {holds}:", f"            if {fails}: return None"]
        lines += [f"            left.append({at})", f"    except UNKNOWN: left.append({at})"]
    source = "\n".join(["def left(facts):", "    get = facts.get", f"    left = {left}", *lines, "    return left"])
    return function_of(source, ruleset.name, writer.constants)
