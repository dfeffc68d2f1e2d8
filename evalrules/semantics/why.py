"""Which rule gives a decided level: each gate and veto that does by itself, else the level's own, else no single one.

What each rests on, the indicators, is found from the case (evalrules.semantics.reasons).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.base.truth import Truth
from evalrules.model.ruleset import Ruleset
from evalrules.tree.nodes import Condition

Holds: TypeAlias = Callable[[Condition], Truth]
"""Whether a condition of the verdict holds for every joint choice of outcomes, for none, or for some."""

GATE, VETO, LEVEL, EVERY_COMPLETION = "gate", "veto", "level", "every_completion"


class Rule(NamedTuple):
    """One rule that gives the level: its kind, its id ("" for every completion), and the conditions that prove it,
    with the truth that each of them has.
    """

    kind: str
    id: str
    conditions: tuple[Condition, ...]
    wanted: bool

    @property
    def text(self) -> str:
        """`veto any-c`, `every_completion`."""
        return f"{self.kind} {self.id}" if self.id else self.kind


def rules_giving(level: str, ruleset: Ruleset, holds: Holds) -> tuple[Rule, ...]:
    """A rule for each gate or veto that by itself gives the level; else the level's own; else every completion."""
    found = [
        Rule(GATE, gate.id, (gate.need,), False)
        for gate in ruleset.gates
        if gate.otherwise == level and holds(gate.need) is False
    ]
    found += [
        Rule(VETO, veto.id, (veto.when,), True)
        for veto in ruleset.vetoes
        if veto.level == level and holds(veto.when) is True
    ]
    return tuple(found) if found else (_of_levels(level, ruleset, holds),)


def _of_levels(level: str, ruleset: Ruleset, holds: Holds) -> Rule:
    """The level's own condition, with those of every better level, which do not hold; or every completion."""
    better: list[Condition] = []
    for rule in ruleset.verdict:
        known = True if rule.when is None else holds(rule.when)
        if rule.level == level and known is True and not _is_capped(level, ruleset, holds):
            return Rule(LEVEL, level, tuple(better), False)
        if known is not False or rule.when is None:
            break
        better.append(rule.when)
    return Rule(EVERY_COMPLETION, "", (), False)


def _is_capped(level: str, ruleset: Ruleset, holds: Holds) -> bool:
    """Whether a gate or veto that may apply could still give another level."""
    rank = ruleset.level_rank(level)
    caps = [(gate.otherwise, holds(gate.need), False) for gate in ruleset.gates]
    caps += [(veto.level, holds(veto.when), True) for veto in ruleset.vetoes]
    return any(ruleset.level_rank(cap) > rank and known is not (not when) for cap, known, when in caps)
