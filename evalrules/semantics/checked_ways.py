"""Ways beside the checks of a ruleset: those that nobody can go, and those that break none."""

from __future__ import annotations

from collections.abc import Sequence

from evalrules.semantics.conditions import truth
from evalrules.semantics.own_checks import breaks_own_check
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Way, counts_of, facts_of


def possible_ways(ways: Sequence[Way], scope: Scope) -> list[Way]:
    """The ways without those that break a check which looks at nothing but what they move; by counts behind it, too."""
    return [
        way for way in ways if not any(breaks_own_check(one, scope) for one in (facts_of(way), counts_of(way, scope)))
    ]


def unbroken_first(ways: Sequence[Way], scope: Scope) -> list[Way]:
    """The ways, those first that break no check of the subject."""
    held = [one.condition.root for one in scope.ruleset.checks if truth(one.condition.root, scope) is not False]

    def is_broken(way: Way) -> bool:
        after = scope.with_facts(counts_of(way, scope))
        return any(truth(one, after) is False for one in held)

    return sorted(ways, key=is_broken) if held and len(ways) > 1 else list(ways)
