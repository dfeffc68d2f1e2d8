"""What a plain criterion lacks: the comparisons that the next better grade fails, each with its distance.

Only of criteria of which that is the whole gap: comparisons with numbers of the standard, each of another measure or
share of counts, all of them asked for by every still better grade too; and yes/no facts that a panel's best grade
needs. What is not known here, and every other gap, is found on the case itself (evalrules.semantics.gaps).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, TypeAlias

from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Gap
from evalrules.model.refs import OWN
from evalrules.model.ruleset import Ruleset
from evalrules.plan.nodes import Guard, IndicatorPlan
from evalrules.semantics.checks_after import may_be_broken_by
from evalrules.semantics.code_lines import constant_of, function_of
from evalrules.semantics.code_plain import UNKNOWN, NotPlain, exact_decimal
from evalrules.semantics.conditions import FLIPPED
from evalrules.semantics.interval import compare, point
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, is_possible
from evalrules.semantics.standings import is_assessed
from evalrules.tree.nodes import AllOf, Arithmetic, Compare, Expression, Fact, Number
from evalrules.tree.walk import walk

Shortfall: TypeAlias = tuple[str | None, Any, str, Any, Any]
"""(measure, have, op, need, short): one comparison that the next better grade fails, numbers as int or Decimal."""

IndicatorGap: TypeAlias = tuple[str, str, str, tuple[Shortfall, ...]]
"""(indicator, from, to, shortfalls)."""

_HOLDS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


class Threshold(NamedTuple):
    """One comparison of a measure with a number of the standard."""

    measure: str
    op: str
    number: Decimal

    def __str__(self) -> str:
        """As `measure op number`."""
        return f"{self.measure} {self.op} {self.number}"


class Share(NamedTuple):
    """A derived measure that is so many times one stated number over another."""

    times: Fraction
    above: str
    below: str

    def of(self, facts: Mapping[str, Any]) -> Fraction | None:
        """What it comes to; None where that is not known or the divisor is not above 0."""
        above, below = facts.get(self.above), facts.get(self.below)
        return None if above is None or below is None or below <= 0 else self.times * Fraction(above) / Fraction(below)


class Bound(NamedTuple):
    """A threshold with the bound that has to be reached, and what the measure is made of where it is derived."""

    threshold: Threshold
    op: str
    need: Decimal
    share: Share | None


class Shortfalls:
    """The plain gaps of one indicator: by what it is, what the next better outcome asks for (None: not plain)."""

    def __init__(self, plan: IndicatorPlan, scope: Scope) -> None:
        self._id = plan.indicator.id
        self._flags: tuple[str, ...] = ()
        self._pair = ("", "")
        self._asked: dict[str, tuple[str, tuple[Bound, ...]]] = {}
        if is_assessed(plan, scope):
            self._flags = _flags(plan, scope.ruleset)
            self._pair = (plan.every[1].text, plan.every[0].text) if self._flags else self._pair
        elif plan.applies is None and not plan.caps and has_plain_arms(plan):
            for rank in range(1, len(plan.every)):
                bounds = asked_for(plan, rank, scope)
                if bounds is not None:
                    self._asked[plan.every[rank].text] = (plan.every[rank - 1].text, bounds)

    @property
    def asked(self) -> Mapping[str, tuple[str, tuple[Bound, ...]]]:
        """Of each outcome of which the gap is plain, the next better one and what that asks for."""
        return self._asked

    @property
    def flags(self) -> tuple[tuple[str, str], tuple[str, ...]]:
        """The second best outcome and the best, and the yes/no facts of which a panel's best asks; () for none."""
        return self._pair, self._flags

    def gap(self, facts: Mapping[str, Any], outcome: str) -> IndicatorGap | None:
        """The gap of an indicator that has an outcome below its best; None where it is not that plain."""
        if self._flags:
            lacking: tuple[Shortfall, ...] = tuple(
                (flag, False, "==", True, None) for flag in self._flags if facts.get(flag) is False
            )
            return (self._id, *self._pair, lacking) if lacking and outcome == self._pair[0] else None
        asked = self._asked.get(outcome)
        if asked is None:
            return None
        better, bounds = asked
        found: list[Shortfall] = []
        try:
            for (measure, op, number), need_op, need, share in bounds:
                have = facts.get(measure)
                if share is not None:
                    if have is not None or not _add_share(found, measure, share.of(facts), op, need):
                        return None
                elif have is None:
                    found.append((measure, None, need_op, need, None))
                elif not _HOLDS[op](have, number):
                    found.append((measure, have, need_op, need, abs(need - have)))
        except UNKNOWN:
            return None
        return (self._id, outcome, better, tuple(found)) if found else None


def _add_share(found: list[Shortfall], measure: str, have: Fraction | None, op: str, need: Decimal) -> bool:
    """Add what a share lacks; whether that is known."""
    if have is None:
        return False
    if not _HOLDS[op](have, wanted := Fraction(need)):
        found.append((measure, plain_number(have), op, need, plain_number(abs(wanted - have))))
    return True


def plain_number(value: Fraction) -> Decimal | str:
    """A number as Decimal where it ends, else as the text of a fraction."""
    try:
        return exact_decimal(value)
    except NotPlain:
        return number_text(value)


def plain_gap(gap: Gap) -> IndicatorGap:
    """A gap as it was found on a case, in plain values."""
    changes = ((one.measure, _given(one.have), one.op, _given(one.need), _given(one.short)) for one in gap.changes)
    return (gap.id, gap.start, gap.to, tuple(changes))


def _given(written: object) -> object:
    """Canonical number text as Decimal where it ends; everything else as it is."""
    if not isinstance(written, str):
        return written
    try:
        return exact_decimal(Fraction(written))
    except (ValueError, NotPlain):
        return written


def thresholds_of(guards: Iterable[Guard], ruleset: Ruleset) -> tuple[Threshold, ...]:
    """The comparisons in conditions of a stated number with one of the standard, each once, in reading order."""
    nodes = (node for guard in guards for node in walk(guard.root) if isinstance(node, Compare))
    found = (threshold for node in nodes if (threshold := _threshold(node, ruleset)) is not None)
    return tuple(dict.fromkeys(one for one in found if ruleset.measures[one.measure].value is None))


def _threshold(node: Compare, ruleset: Ruleset) -> Threshold | None:
    for fact, other, op in ((node.left, node.right, node.op), (node.right, node.left, FLIPPED[node.op])):
        number = constant_of(other, ruleset)
        if not isinstance(fact, Fact) or fact.kind != "number" or number is None:
            continue
        try:
            return Threshold(fact.measure, op, exact_decimal(number))
        except NotPlain:
            return None
    return None


def written_distances(thresholds: Sequence[Threshold]) -> Callable[[Mapping[str, Any]], tuple[Decimal | None, ...]]:
    """The distance of each number from what it is compared with, None where it is not given."""
    constants = {f"k{at}": one.number for at, one in enumerate(thresholds)}
    lines = ["get = facts.get"]
    for measure in dict.fromkeys(one.measure for one in thresholds):
        mine = [at for at, one in enumerate(thresholds) if one.measure == measure]
        lines += [f"m = get({measure!r})", f"if m is None: {' = '.join(f'd{at}' for at in mine)} = None"]
        lines.append(f"else: {'; '.join(f'd{at} = m - k{at}' for at in mine)}")
    lines.append(f"return ({''.join(f'd{at}, ' for at in range(len(thresholds)))})")
    return function_of("\n".join(["def distances(facts):", *(f"    {line}" for line in lines)]), "distances", constants)


def has_plain_arms(plan: IndicatorPlan) -> bool:
    """Whether each outcome has one arm, the best first, and the last is what is left."""
    *stated, last = plan.arms or (None,)
    if last is None or last.guard is not None or any(arm.guard is None for arm in stated):
        return False
    return tuple(arm.outcome for arm in plan.arms) == plan.every


def asked_for(plan: IndicatorPlan, rank: int, scope: Scope) -> tuple[Bound, ...] | None:
    """What the outcome just above a rank asks for, in the order of the ruleset; None where it is not plain.

    A still better outcome must ask for all of it too: else a part of it might be enough for that one.
    """
    *best, wanted = (_conjuncts(arm.guard, scope.ruleset) for arm in plan.arms[:rank])
    if not wanted:
        return None
    for criteria in best:
        if not criteria or not all(any(_implies(asked, one) for asked in criteria) for one in wanted):
            return None
    order = {measure: at for at, measure in enumerate(scope.ruleset.measures)}
    bounds = [_bound(one, scope) for one in sorted(wanted, key=lambda one: order[one.measure])]
    known = tuple(one for one in bounds if one is not None)
    names = [own for one in known for own in (one.share[1:] if one.share else (one.threshold.measure,))]
    is_plain = len(known) == len(bounds) and len(set(names)) == len(names)
    return known if is_plain and not _may_break_checks(known, scope.ruleset) else None


def _may_break_checks(bounds: Collection[Bound], ruleset: Ruleset) -> bool:
    """Whether a check may break as the bounds are reached: whether it does, is found on the case itself."""
    for one in bounds:
        own, upward, whole = one.threshold.measure, one.op[0] == ">", ""
        if one.share is not None:
            is_part = upward and one.share.times >= Fraction(one.need)
            own, whole = one.share.above, one.share.below if is_part else ""
        if may_be_broken_by(own, ruleset, upward=upward, at_most=whole):
            return True
    return False


def _conjuncts(guard: Guard | None, ruleset: Ruleset) -> tuple[Threshold, ...]:
    """The comparisons of a plain conjunction over different measures; () for everything else."""
    root = guard.root if guard is not None else None
    items: tuple[Expression | None, ...] = root.items if isinstance(root, AllOf) else (root,)
    found = [_threshold(item, ruleset) if isinstance(item, Compare) else None for item in items]
    known = tuple(one for one in found if one is not None)
    return known if len(known) == len(items) == len({one.measure for one in known}) else ()


def _implies(asked: Threshold, other: Threshold) -> bool:
    """Whether what holds against one threshold holds against the other: of the same measure, and no easier."""
    if asked.measure != other.measure or asked.op[0] != other.op[0]:
        return False
    if asked.number == other.number:
        return len(asked.op) <= len(other.op)
    return (asked.number > other.number) is (asked.op[0] == ">")


def _bound(one: Threshold, scope: Scope) -> Bound | None:
    """What has to be reached; None where a measure cannot be moved there, or its range alone settles it."""
    declared, exact = scope.measure(one.measure), Fraction(one.number)
    is_own = declared.ref.kind == OWN and not declared.series and not declared.each and not declared.is_fixed
    if not is_own or one.op in ("==", "!=") or compare(one.op, scope.declared(one.measure), point(exact)) is not None:
        return None
    share = None if declared.value is None else _share(declared.value.root, scope)
    if declared.value is not None and (share is None or declared.type == "count" or one.op not in (">", ">=")):
        return None
    need, op = _whole(exact, one.op) if declared.type == "count" else (exact, one.op)
    return Bound(one, op, exact_decimal(need), share) if is_possible(Move(one.measure, op, need), scope) else None


def _share(root: Expression, scope: Scope) -> Share | None:
    """A ratio of stated numbers of which a gap would move the one above; None for every other formula."""
    if not isinstance(root, Arithmetic) or root.op != "/" or not isinstance(root.right, Fact):
        return None
    above, times = root.left, Fraction(1)
    if isinstance(above, Arithmetic) and above.op == "*":
        above, factor = (above.left, above.right) if isinstance(above.left, Fact) else (above.right, above.left)
        times = factor.value if isinstance(factor, Number) else Fraction(0)
    if not isinstance(above, Fact) or times <= 0 or above.measure == root.right.measure:
        return None
    moved, other = scope.measure(above.measure), scope.measure(root.right.measure)
    is_stated = all(
        one.value is None and one.ref.kind == OWN and not one.series and not one.each for one in (moved, other)
    )
    is_moved = bool(moved.better) or moved.type == "count"
    is_alone = not other.better or (moved.type == "count" and bool(moved.better))
    is_free = moved.high is None and moved.type in ("count", "number", "percent")
    return Share(times, moved.id, other.id) if is_stated and is_moved and is_alone and is_free else None


def _whole(value: Fraction, op: str) -> tuple[Fraction, str]:
    """The bound that whole numbers have to reach."""
    bounds = {
        ">=": (ceil(value), ">="),
        ">": (floor(value) + 1, ">="),
        "<=": (floor(value), "<="),
        "<": (ceil(value) - 1, "<="),
    }
    bound, bound_op = bounds[op]
    return Fraction(bound), bound_op


def _flags(plan: IndicatorPlan, ruleset: Ruleset) -> tuple[str, ...]:
    """The yes/no facts that a panel's best grade needs all of, in the order of the ruleset; () where it is not so."""
    if len(plan.caps) != 1 or (plan.caps[0].rank, plan.caps[0].limit) != (0, 1) or plan.applies is not None:
        return ()
    root = plan.caps[0].guard.root
    items = root.items if isinstance(root, AllOf) else (root,)
    flags = {item.measure for item in items if isinstance(item, Fact) and item.kind == "flag"}
    is_plain = bool(flags) and all(isinstance(item, Fact) and item.kind == "flag" for item in items)
    is_own = all(ruleset.measures[flag].ref.kind == OWN for flag in flags)
    is_plain = is_plain and not any(may_be_broken_by(flag, ruleset, upward=True) for flag in flags)
    return tuple(own for own in ruleset.measures if own in flags) if is_plain and is_own else ()
