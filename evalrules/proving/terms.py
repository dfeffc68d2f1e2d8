"""Truth and numbers as the solver reads them: what is known already is folded, so that little is left to be solved.

A truth has two parts, when it certainly holds and when it certainly does not; where neither is so it is unknown, as it
is for the engine. A number is a ratio whose divisor is kept apart, so that a limit on it stays a sum.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

import z3

from evalrules.base.records import NamedTuple

Term: TypeAlias = Any
"""A formula of the solver, or what is known without it: a bool, a Fraction."""

FLIPPED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}

_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def both(items: Iterable[Term]) -> Term:
    """What holds where every item does."""
    left = [item for item in items if item is not True]
    if any(item is False for item in left):
        return False
    return True if not left else left[0] if len(left) == 1 else z3.And(left)


def either(items: Iterable[Term]) -> Term:
    """What holds where some item does."""
    left = [item for item in items if item is not False]
    if any(item is True for item in left):
        return True
    return False if not left else left[0] if len(left) == 1 else z3.Or(left)


def negated(item: Term) -> Term:
    """What holds where the item does not."""
    return not item if isinstance(item, bool) else z3.Not(item)


def real(value: Term) -> Term:
    """A number as the solver writes it."""
    return z3.RealVal(f"{value.numerator}/{value.denominator}") if isinstance(value, Fraction) else value


def compared(op: str, left: Term, right: Term) -> Term:
    """One comparison of two plain numbers."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return bool(_COMPARED[op](left, right))
    return _COMPARED[op](real(left), real(right))


def plus(left: Term, right: Term, sign: int = 1) -> Term:
    """The sum (or the difference) of two plain numbers."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left + sign * right
    if isinstance(right, Fraction) and not right:
        return left
    return real(left) + real(right) if sign > 0 else real(left) - real(right)


def times(left: Term, right: Term) -> Term:
    """The product of two plain numbers."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left * right
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Fraction) and one in (0, 1):
            return other if one else Fraction(0)
    return real(left) * real(right)


def picked(condition: Term, yes: Term, no: Term) -> Term:
    """One of two plain numbers."""
    if isinstance(condition, bool):
        return yes if condition else no
    if isinstance(yes, Fraction) and isinstance(no, Fraction) and yes == no:
        return yes
    return z3.If(condition, real(yes), real(no))


class Tri(NamedTuple):
    """When something certainly holds, and when it certainly does not (None: whenever it does not hold)."""

    yes: Term
    opposite: Term | None = None

    @property
    def no(self) -> Term:
        """When it certainly does not hold."""
        return negated(self.yes) if self.opposite is None else self.opposite

    @property
    def known(self) -> Term:
        """When it is known whether it holds."""
        return True if self.opposite is None else either((self.yes, self.opposite))


CERTAIN = Tri(True)
NEVER = Tri(False)
UNKNOWN = Tri(False, False)


def inverse(item: Tri) -> Tri:
    """`not`."""
    return Tri(item.no, None if item.opposite is None else item.yes)


def all_of(items: Iterable[Tri]) -> Tri:
    """`and`."""
    listed = tuple(items)
    yes = both(item.yes for item in listed)
    return Tri(yes) if all(item.opposite is None for item in listed) else Tri(yes, either(item.no for item in listed))


def any_of(items: Iterable[Tri]) -> Tri:
    """`or`."""
    listed = tuple(items)
    yes = either(item.yes for item in listed)
    return Tri(yes) if all(item.opposite is None for item in listed) else Tri(yes, both(item.no for item in listed))


def at_least(needed: int, items: Iterable[Tri]) -> Tri:
    """At least so many of several."""
    listed = tuple(items)
    yes = _so_many(needed, [item.yes for item in listed])
    if all(item.opposite is None for item in listed):
        return Tri(yes)
    return Tri(yes, _so_many(len(listed) - needed + 1, [item.no for item in listed]))


def _so_many(needed: int, items: list[Term]) -> Term:
    needed -= sum(item is True for item in items)
    left = [item for item in items if not isinstance(item, bool)]
    if needed <= 0:
        return True
    return False if needed > len(left) else z3.AtLeast(*left, needed)


def either_way(condition: Tri, yes: Tri, no: Tri) -> Tri:
    """`yes if condition else no`, known too where both say the same."""
    if isinstance(condition.yes, bool) and condition.opposite is None:
        return yes if condition.yes else no
    found = either((both((condition.yes, yes.yes)), both((condition.no, no.yes))))
    if condition.opposite is None and yes.opposite is None and no.opposite is None:
        return Tri(found)
    refused = either((both((condition.yes, yes.no)), both((condition.no, no.no)), both((yes.no, no.no))))
    return Tri(either((found, both((yes.yes, no.yes)))), refused)


class Amount(NamedTuple):
    """A number: `above` through `below` (None: by nothing), which is a number where `defined`.

    `is_positive` says that the divisor is above 0 wherever the number is defined. Where it is one plain ratio, `parts`
    says when above and below are numbers: against a limit it is compared over 0, too, unless both are 0.
    """

    above: Term
    below: Term | None = None
    defined: Term = True
    is_positive: bool = True
    parts: Term = None


def _divisor(number: Amount) -> Term:
    return Fraction(1) if number.below is None else number.below


def amount(value: Fraction | int) -> Amount:
    """A number that is known."""
    return Amount(Fraction(value))


def added(left: Amount, right: Amount, sign: int = 1) -> Amount:
    """The sum, or the difference."""
    defined = both((left.defined, right.defined))
    if left.below is None and right.below is None:
        return Amount(plus(left.above, right.above, sign), None, defined)
    one, other = _divisor(left), _divisor(right)
    above = plus(times(left.above, other), times(right.above, one), sign)
    return Amount(above, times(one, other), defined, left.is_positive and right.is_positive)


def multiplied(left: Amount, right: Amount) -> Amount:
    """The product."""
    defined = both((left.defined, right.defined))
    above = times(left.above, right.above)
    if left.below is None and right.below is None:
        return Amount(above, None, defined)
    below = times(_divisor(left), _divisor(right))
    return Amount(above, below, defined, left.is_positive and right.is_positive)


def divided(left: Amount, right: Amount, *, never_negative: bool) -> Amount:
    """The quotient; over 0 it is no number. `never_negative`: the declarations say so of the divisor."""
    if right.below is None and isinstance(right.above, Fraction):
        defined = both((left.defined, right.defined, right.above != 0))
        return multiplied(left, Amount(1 / right.above, None, defined)) if right.above else left._replace(defined=False)
    parts = both((left.defined, right.defined))
    defined = both((parts, compared("!=", right.above, Fraction(0))))
    is_plain = left.below is None and right.below is None and never_negative
    above = times(left.above, _divisor(right))
    below = times(_divisor(left), right.above)
    is_positive = never_negative and left.is_positive and right.is_positive
    return Amount(above, below, defined, is_positive, parts if is_plain else None)


def chosen(condition: Tri, yes: Amount, no: Amount) -> Amount:
    """One of two numbers."""
    if isinstance(condition.yes, bool) and condition.opposite is None:
        return yes if condition.yes else no
    defined = either((both((condition.yes, yes.defined)), both((condition.no, no.defined))))
    if yes.defined is True and no.defined is True and condition.opposite is None:
        defined = True
    above = picked(condition.yes, yes.above, no.above)
    if yes.below is None and no.below is None:
        return Amount(above, None, defined)
    below = picked(condition.yes, _divisor(yes), _divisor(no))
    return Amount(above, below, defined, yes.is_positive and no.is_positive)


def holds(op: str, left: Amount, right: Amount) -> Tri:
    """One comparison; divisors are multiplied across, so that a ratio against a limit stays a sum."""
    one, other = _divisor(left), _divisor(right)
    above, below = times(left.above, other), times(right.above, one)
    found = compared(op, above, below)
    if not (left.is_positive and right.is_positive):
        turned = compared(FLIPPED[op], above, below)
        is_up = compared(">", times(one, other), Fraction(0))
        found = either((both((is_up, found)), both((negated(is_up), turned))))
    defined = _comparable(left, right)
    return Tri(found) if defined is True else Tri(both((defined, found)), both((defined, negated(found))))


def _comparable(left: Amount, right: Amount) -> Term:
    """When two numbers can be compared: over 0, too, where a ratio is multiplied across and is not 0 over 0."""
    ratios = [one for one in (left, right) if one.below is not None]
    if not ratios or any(one.parts is None for one in ratios):
        return both((left.defined, right.defined))
    zero = Fraction(0)
    nothing = [both((compared("==", one.above, zero), compared("==", one.below, zero))) for one in ratios]
    ends = [compared("==", one.below, zero) for one in ratios] if len(ratios) > 1 else [False]
    parts = [one.defined if one.below is None else one.parts for one in (left, right)]
    return both((*parts, *(negated(one) for one in nothing), negated(both(ends))))
