"""The counts that a verdict looks at: each once, with the number from which on more of it makes no difference.

`count(indicators, grade == "C") >= 1` asks for no more than one C: with two, or twenty, nothing else comes out. So a
count stops there, and what is reachable over all joint choices stays small however many indicators there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil, floor
from typing import TypeAlias

from evalrules.base.source import Span
from evalrules.model.ruleset import Ruleset
from evalrules.plan.nodes import Count, Looked
from evalrules.tree.nodes import NODE_TYPES, Compare, Condition, Expression, Number, Parameter, Tally
from evalrules.tree.walk import children

Limits: TypeAlias = tuple[int | None, int | None]
"""From which number on a count of what holds, and of what fails, makes no difference; None where each one does."""

_EACH: Limits = (None, None)
_ANY: Limits = (1, 1)


def counts_of(conditions: Iterable[Condition], ruleset: Ruleset) -> tuple[tuple[Count, ...], tuple[Looked, ...]]:
    """The counts behind the tallies of conditions, those of one body as one; and which tally looks at which."""
    found: dict[object, Count] = {}
    looked: list[Looked] = []
    for tally, (holding, failing) in (one for condition in conditions for one in _looks(condition.root, ruleset)):
        key = (tally.over, without_places(tally.body))
        known = found.setdefault(key, Count(tally, holding, failing))
        found[key] = known._replace(holding=_most(known.holding, holding), failing=_most(known.failing, failing))
        looked.append(Looked(tally, list(found).index(key)))
    return tuple(found.values()), tuple(looked)


def without_places(item: object) -> object:
    """A node by what it says, wherever it was written."""
    if isinstance(item, Span):
        return None
    if isinstance(item, NODE_TYPES):
        return (type(item).__name__, *(without_places(part) for part in item))  # type: ignore[attr-defined]  # a tuple
    return tuple(without_places(part) for part in item) if type(item) is tuple else item


def _most(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _looks(node: Expression, ruleset: Ruleset) -> Iterator[tuple[Tally, Limits]]:
    """Each tally below a node, in reading order, with what its surroundings ask of it."""
    if isinstance(node, Tally):
        yield node, _EACH if node.op == "count" else _ANY
    elif isinstance(node, Compare):
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(side, Tally) and side.op == "count":
                is_from_on = node.op in (">=", "<") if side is node.left else node.op in ("<=", ">")
                yield side, (_turn(other, ruleset, is_from_on=is_from_on), 0)
            else:
                yield from _looks(side, ruleset)
    else:
        for child in children(node):
            yield from _looks(child, ruleset)


def _turn(node: Expression, ruleset: Ruleset, *, is_from_on: bool) -> int | None:
    """The number of indicators at which a comparison with a number of the standard has turned for good.

    `is_from_on` where reaching the number turns it; else exceeding it does.
    """
    if isinstance(node, Number):
        numbers = [node.value]
    elif isinstance(node, Parameter) and not ruleset.values[node.value].is_parameter:
        numbers = [number for number in ruleset.values[node.value].branches.values() if number is not None]
    else:
        return None
    return max((max(0, ceil(number) if is_from_on else floor(number) + 1) for number in numbers), default=None)
