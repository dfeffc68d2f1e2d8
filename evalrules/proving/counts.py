"""How many of several things a condition holds for, and the least of several numbers, in terms of the solver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor

from evalrules.proving import terms
from evalrules.proving.terms import Amount, Term, Tri, both, compared, either, negated, picked


def counted(op: str, items: Iterable[tuple[Term, Tri]]) -> Tri:
    """Every and any, over what counts; over nothing at all they are unknown."""
    listed = [(counts, holds) for counts, holds in items if counts is not False]
    some = either(both((counts, holds.yes)) for counts, holds in listed)
    failing = either(both((counts, holds.no)) for counts, holds in listed)
    is_exact = any(counts is True for counts, _ in listed) and all(one.opposite is None for _, one in listed)
    none_open = both(either((negated(counts), holds.known)) for counts, holds in listed)
    if op == "every":
        if is_exact:
            return Tri(negated(failing))
        # one that always counts is known and does not fail, so that there is some
        is_some = True if any(counts is True for counts, _ in listed) else some
        return Tri(both((is_some, negated(failing), none_open)), failing)
    return Tri(some) if is_exact else Tri(some, both((failing, negated(some), none_open)))


def counted_against(op: str, limit: Fraction, items: list[tuple[Term, Tri]]) -> Tri:
    """How the number of those for which a condition holds compares with a number."""
    holding = [Tri(both((counts, holds.yes))) for counts, holds in items]
    whole, is_whole = floor(limit), limit.denominator == 1
    at_least = {
        ">=": (whole if is_whole else whole + 1, True), ">": (whole + 1, True),
        "<": (whole if is_whole else whole + 1, False), "<=": (whole + 1, False),
    }  # fmt: skip
    if op in at_least:
        needed, wanted = at_least[op]
        found = terms.at_least(needed, holding).yes
        found = found if wanted else negated(found)
    else:
        is_it = both((terms.at_least(whole, holding).yes, negated(terms.at_least(whole + 1, holding).yes)))
        found = (is_it if is_whole else False) if op == "==" else (negated(is_it) if is_whole else True)
    defined = both(either((negated(counts), holds.known)) for counts, holds in items)
    return Tri(found) if defined is True else Tri(both((defined, found)), both((defined, negated(found))))


def sum_of(items: Iterable[tuple[Term, Tri]]) -> Amount:
    """How many of what counts a condition holds for."""
    total, defined = Fraction(0), []
    found: Term = total
    for counts, holds in items:
        found = terms.plus(found, picked(both((counts, holds.yes)), Fraction(1), Fraction(0)))
        defined.append(either((negated(counts), holds.known)))
    return Amount(found, None, both(defined))


def total_of(rows: Iterable[tuple[Term, Amount]]) -> Term:
    """The sum of the numbers of those rows that count."""
    total: Term = Fraction(0)
    for counts, item in rows:
        total = terms.plus(total, picked(counts, item.above, Fraction(0)))
    return total


def mean_of(rows: Sequence[tuple[Term, Amount]]) -> Amount:
    """The mean over those rows that count: a part of their sum for each number of them that there can be."""
    total, counting = total_of(rows), [Tri(counts) for counts, _ in rows]
    found: Term = Fraction(0)
    for number in range(1, len(rows) + 1):
        are_more = terms.at_least(number, counting).yes
        found = picked(are_more, terms.times(total, Fraction(1, number)), found)
    return Amount(found)


def least_of(items: Iterable[Amount], op: str, *, are_all: bool = True) -> Amount:
    """The least (or greatest) of several numbers; `are_all` unless those that are not defined are to be left out."""
    listed = list(items)
    found = listed[0]
    for item in listed[1:]:
        is_it = compared(op, item.above, found.above)
        if not are_all:
            is_it = both((item.defined, either((negated(found.defined), is_it))))
        defined = both((found.defined, item.defined)) if are_all else either((found.defined, item.defined))
        found = Amount(picked(is_it, item.above, found.above), None, defined)
    return found
