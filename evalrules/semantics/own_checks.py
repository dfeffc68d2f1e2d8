"""The checks that look at nothing but what is moved: what breaks them can be carried out by nobody.

`rest <= 9` bounds one figure as its range does, `inside + outside <= 9` bounds two that are moved together. Where a
check looks at more, what it looks at may follow (followed_gaps.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from evalrules.base.remembered import Remembered
from evalrules.model.evidence import FactValue
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.conditions import truth
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    Compare,
    Converted,
    Expression,
    Extreme,
    Fact,
    Not,
    Number,
    Rounded,
    Text,
)
from evalrules.tree.walk import facts_in, walk

_OF_FACTS_ALONE = (AllOf, Among, AnyOf, Arithmetic, Compare, Converted, Extreme, Fact, Not, Number, Rounded, Text)

_Check: TypeAlias = tuple[frozenset[str], Expression]


def breaks_own_check(facts: Mapping[str, FactValue], scope: Scope) -> bool:
    """Whether facts break a check that looks at nothing else, and that is not broken without them."""
    known = _CHECKS.of(scope.ruleset)
    if not known:
        return False
    found = [root for own in facts for measures, root in known.get(own, ()) if measures <= facts.keys()]
    after = scope.with_facts(facts) if found else scope
    return any(truth(one, after) is False and truth(one, scope) is not False for one in found)


def _checks_by_measure(ruleset: Ruleset) -> dict[str, tuple[_Check, ...]]:
    """Of each measure the checks of facts alone in which it stands."""
    found: dict[str, tuple[_Check, ...]] = {}
    for check in (*ruleset.checks, *(one for table in ruleset.tables.values() for one in table.checks)):
        root = check.condition.root
        if all(isinstance(part, _OF_FACTS_ALONE) for part in walk(root)):
            measures = frozenset(facts_in(root))
            for own in measures:
                found[own] = (*found.get(own, ()), (measures, root))
    return found


_CHECKS: Remembered[Ruleset, dict[str, tuple[_Check, ...]]] = Remembered(_checks_by_measure)
