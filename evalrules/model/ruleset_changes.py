"""What is different between two rulesets, part by part. Found by evalrules.authoring.differences, told by reporters."""

from __future__ import annotations

from typing import Literal, TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.model.ruleset import Ruleset

Part: TypeAlias = Literal[
    "standard", "source", "level", "grade", "group", "choice", "gate", "veto", "verdict", "indicator", "value",
    "measure", "table", "members", "condition", "check",
]  # fmt: skip
"""What a difference is of, in the order in which they are told."""

ADDED, REMOVED, TIGHTENED, LOOSENED, CHANGED, RENAMED, CITED = (
    "added", "removed", "tightened", "loosened", "changed", "renamed", "cited",
)  # fmt: skip
"""How a part is different: harder or easier to satisfy, in another way, in its name alone, in its source alone."""


class PartChange(NamedTuple):
    """One part that is different; `id` is its id, of a relation or a rule its number.

    `through` are the numbers, derived measures and tables that make it so where the part itself is written as before.
    """

    part: Part
    id: str
    change: str
    through: tuple[str, ...] = ()


class RulesetChanges(NamedTuple):
    """Two rulesets and every part in which they differ, in the order of the parts and of the newer ruleset."""

    before: Ruleset
    after: Ruleset
    changes: tuple[PartChange, ...]

    def with_change(self, change: str) -> tuple[PartChange, ...]:
        """The parts that are different in one way."""
        return tuple(one for one in self.changes if one.change == change)
