"""How far a figure may be changed before a check breaks that holds now, everything else as it is."""

from __future__ import annotations

from collections.abc import Callable

from evalrules.planning.levers import Lever
from evalrules.semantics.conditions import truth
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import (
    AllOf,
    AnyOf,
    Arithmetic,
    Compare,
    Expression,
    Extreme,
    Fact,
    Flag,
    Not,
    Number,
    Parameter,
    Text,
)
from evalrules.tree.walk import walk

_ONE_WAY = (AllOf, AnyOf, Arithmetic, Compare, Extreme, Fact, Flag, Not, Number, Parameter, Text)
"""Parts through which a figure that stands in a condition once turns it once, if at all, while it grows from 0."""


def kept_within(root: Expression, lever: Lever, scope: Scope) -> tuple[int, int] | None:
    """The steps from and to which a lever keeps a condition that holds in its row; None where that cannot be told.

    It can where the figure stands in it once and is never below 0: then it turns the condition at one place at most.
    """
    parts = list(walk(root))
    own = [part for part in parts if isinstance(part, Fact) and part.measure == lever.measure]
    is_equal = any(isinstance(part, Compare) and part.op in ("==", "!=") for part in parts)
    if len(own) != 1 or is_equal or lever.low < 0 or not all(isinstance(part, _ONE_WAY) for part in parts):
        return None
    if any(isinstance(part, Fact) and scope.measure(part.measure).value is not None for part in parts):
        return None

    def keeps(steps: int) -> bool:
        return truth(root, scope.with_facts({lever.measure: lever.fact(steps)})) is not False

    have = lever.have
    if have is None or not keeps(have):
        return None
    low, high = (end if keeps(end) else _last(keeps, have, end) for end in (lever.low, lever.high))
    return low, high


def _last(keeps: Callable[[int], bool], good: int, bad: int) -> int:
    """Of the steps between one that keeps it and one that does not the last that does."""
    while abs(bad - good) > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if keeps(middle) else (good, middle)
    return good
