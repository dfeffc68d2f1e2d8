"""The figures of a result, worked out in one place: every format only draws them.

For each indicator what there is, what is asked for and the distance, also where it is met; the points with their sums;
the statistics with their limits; the rows behind them. Numbers are exact here, and in words nowhere.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeAlias

from evalrules.base.numbers import Rounding, number_text, rounded
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import (
    NOT_APPLICABLE,
    Assessment,
    FactUse,
    Finding,
    Irrational,
    Requirement,
    StatisticUse,
    Titles,
    Written,
)

_NUMBER = pattern(r"-?[0-9]{1,4000}(\.[0-9]{1,4000}|/[1-9][0-9]{0,3999})?", re.ASCII)
"""A number as results write it: a text beside it may be 1/0 or 1e999999999."""

Scaled: TypeAlias = tuple[int, int]
"""A plain number without its point, and how many of its digits stand behind it."""

AT_LEAST, AT_MOST = (">=", ">"), ("<=", "<")


class Compared(NamedTuple):
    """A requirement with what there is, rounded where the standard rounds it, and the distance between them.

    `lacks` is how far it is from being reached, `spare` how far beyond, as results write numbers; both None where
    there is no such number, or where it is not known. `holds` is None where that is open.
    """

    requirement: Requirement
    have: Written
    need: Written
    holds: bool | None
    lacks: str | None
    spare: str | None


class Scored(NamedTuple):
    """Points: the full ones, those awarded and those lost; None where they are not known."""

    full: Fraction | None
    awarded: Fraction | None
    lost: Fraction | None


class ScoredGroup(NamedTuple):
    """The indicators with points of one group, each with its points, and their sum."""

    group: str
    findings: tuple[tuple[Finding, Scored], ...]
    total: Scored


class Spread(NamedTuple):
    """A statistic behind indicators, and what is asked of it (None: nothing)."""

    use: StatisticUse
    compared: Compared | None


def number_of(written: Written) -> Fraction | None:
    """The number that a result writes; the first digits of one that has no end. None for everything else."""
    text = written.shown if isinstance(written, Irrational) else written
    if not isinstance(text, str):
        return None
    return _number_once(text) if len(text) <= _MOST_KEPT else _number(text)


def _number(text: str) -> Fraction | None:
    return Fraction(text) if _NUMBER.fullmatch(text) else None


_number_once = lru_cache(maxsize=1 << 14)(_number)
"""The same, read once: a report of many rows asks for each of its figures many times."""
_MOST_KEPT = 40
"""Longer texts are not kept."""


def compared(finding: Finding, titles: Titles) -> tuple[Compared, ...]:
    """What an indicator asks for, beside what there is, in the order of its criteria.

    A measure is called as the result calls it, where a year of a series has its number.
    """
    facts = {use.measure: use.value for use in finding.facts}
    values = {use.id: use.value for use in finding.values}
    return tuple(compared_with(one, facts, values, titles) for one in finding.requirements)


def compared_with(
    one: Requirement, facts: Mapping[str, Written], values: Mapping[str, str | None], titles: Titles
) -> Compared:
    """One requirement beside what there is, from the facts and the numbers of the standard behind its indicator."""
    return _compared(_as_called(one, titles), facts, values, titles.roundings)


def _as_called(one: Requirement, titles: Titles) -> Requirement:
    title = titles.measures.get(one.measure)
    return one if title is None or title == one.title else one._replace(title=title)


def _compared(
    one: Requirement,
    facts: Mapping[str, Written],
    values: Mapping[str, str | None],
    roundings: Mapping[str, Rounding],
) -> Compared:
    have = facts.get(one.measure) if one.have is None else one.have
    need = values.get(one.value) if one.need is None else one.need
    if roundings and one.measure in roundings and (exact := number_of(have)) is not None:
        have = number_text(rounded(exact, roundings[one.measure]))
    numbers = _two_numbers(have, need)
    if numbers is None:
        return Compared(one, have, need, _holds_otherwise(have, one.op, need), None, None)
    left, right = numbers
    if isinstance(have, Irrational) and left == right:
        return Compared(one, have, need, None, None, None)  # the digits that are shown are not all of them
    compare = COMPARES.get(one.op)
    holds = None if compare is None else compare(left, right)
    if holds is None or one.op == "!=":
        return Compared(one, have, need, holds, None, None)
    apart = distance(left, right)
    return Compared(one, have, need, holds, None if holds else apart, apart if holds else None)


COMPARES: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
"""What compares two numbers, by its sign."""

_PLAIN = pattern(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", re.ASCII)
_EXACT = Context(prec=100)
"""Enough for the difference of two such numbers: the quick way for most figures there are."""


def _two_numbers(have: Written, need: Written) -> tuple[Decimal, Decimal] | tuple[Fraction, Fraction] | None:
    """Both sides as exact numbers of one kind; None where one of them is no number."""
    if isinstance(have, str) and isinstance(need, str):
        plain = decimal_of(have), decimal_of(need)
        if plain[0] is not None and plain[1] is not None:
            return plain[0], plain[1]
    left, right = number_of(have), number_of(need)
    return None if left is None or right is None else (left, right)


def decimal_of(text: str) -> Decimal | None:
    """A plain number; None for any other."""
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def distance(left: Decimal | Fraction, right: Decimal | Fraction) -> str:
    """How far two numbers are apart, as results write numbers."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        found = _EXACT.subtract(right, left).copy_abs()  # `abs` would round to the digits of whoever calls this
        text = str(found)
        text = format(found, "f") if "E" in text else text
        return text.rstrip("0").rstrip(".") if "." in text else text
    return number_text(abs(Fraction(right) - Fraction(left)))


def scaled_of(text: str) -> Scaled | None:
    """A plain number as a whole one, and how many of its digits stand behind the point; None for any other."""
    whole, point, decimals = text.partition(".")
    digits = whole + decimals
    is_plain = (
        digits.isdecimal() and digits.isascii() and len(digits) <= _MOST_KEPT and whole and (decimals or not point)
    )
    if is_plain or _PLAIN.fullmatch(text):
        return int(digits), len(decimals)
    return None


def _holds_otherwise(have: Written, op: str, need: Written) -> bool | None:
    """Whether it holds of what are no two numbers."""
    if have is None or need is None:
        return None
    if isinstance(have, str) and isinstance(need, str) and ".." in have + need:
        return _holds_within(have, op, need)
    if op == "in":
        return str(have) in str(need).split(", ")
    return {"==": have == need, "!=": have != need}.get(op)


def _holds_within(have: str, op: str, need: str) -> bool | None:
    """Whether it holds for every number between bounds, or for none."""
    ends = [number_of(end) for side in (have, need) for end in (side.split("..") * 2)[:2]]
    if None in ends or op not in AT_LEAST + AT_MOST:
        return None
    told = {COMPARES[op](a, b) for a in ends[:2] for b in ends[2:]}
    return told.pop() if len(told) == 1 else None


# -- points ------------------------------------------------------------------------------------------------------------


def scored(found: Assessment) -> tuple[ScoredGroup, ...]:
    """The indicators with points by group, each group with its sums."""
    with_points = [one for one in found.findings if one.points is not None and one.outcome != NOT_APPLICABLE]
    groups = []
    for group, findings in groupby(with_points, key=lambda one: one.group):
        rows = tuple((one, _scored(one)) for one in findings)
        groups.append(ScoredGroup(group, rows, total_of(one for _, one in rows)))
    return tuple(groups)


def _scored(finding: Finding) -> Scored:
    points = finding.points
    if points is None:
        return Scored(None, None, None)
    full, awarded = number_of(points.full), number_of(points.value)
    return Scored(full, awarded, None if full is None or awarded is None else full - awarded)


def total_of(parts: Iterable[Scored]) -> Scored:
    """The sums; None where a part is not known."""
    listed = list(parts)
    return Scored(*(_sum(getattr(one, name) for one in listed) for name in Scored._fields))


def _sum(parts: Iterable[Fraction | None]) -> Fraction | None:
    listed = list(parts)
    known = [one for one in listed if one is not None]
    return sum(known, Fraction(0)) if len(known) == len(listed) else None


# -- spreads -----------------------------------------------------------------------------------------------------------


def spreads(found: Assessment) -> Iterator[tuple[Finding, tuple[Spread, ...], tuple[Compared, ...]]]:
    """Each indicator with statistics: these, each with its limit, and what else of it is compared (a composite)."""
    for finding in found.findings:
        if not finding.statistics:
            continue
        asked = compared(finding, found.titles)
        by_measure = {one.requirement.measure: one for one in asked if one.requirement.measure}
        listed = tuple(Spread(use, by_measure.get(use.measure) if use.measure else None) for use in finding.statistics)
        own = {use.measure for use in finding.statistics if use.measure}
        others = tuple(one for one in asked if one.requirement.measure not in own)
        for at, spread in enumerate(listed):
            named = [one for one in others if spread.use.measure == "" == one.requirement.measure]
            same = [one for one in named if len(listed) == len(others) == 1 or one.have == spread.use.value]
            if len(same) == 1:  # the condition names the statistic itself
                listed = (*listed[:at], Spread(spread.use, same[0]), *listed[at + 1 :])
                others = tuple(one for one in others if one is not same[0])
        yield finding, listed, others


def shown_beside(found: Assessment) -> Iterator[tuple[FactUse, Written]]:
    """What papers print beside the statistics although nothing asks for it, each known figure as it is printed."""
    for use in found.shown:
        exact, rounding = number_of(use.value), found.titles.roundings.get(use.measure)
        if exact is not None:
            yield use, use.value if rounding is None else number_text(rounded(exact, rounding))
