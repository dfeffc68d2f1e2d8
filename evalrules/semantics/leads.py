"""Where the values of something missing lead: which of them leave fewer levels possible, and which levels these are."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from fractions import Fraction

from evalrules.base.numbers import parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.surds import Surd
from evalrules.model.assessment import Narrowing, Needed, Written
from evalrules.model.evidence import Bounds
from evalrules.model.outcome import Outcome
from evalrules.semantics.case import Case, exactly
from evalrules.semantics.comparisons import HOLDS
from evalrules.semantics.conditions import value_of
from evalrules.semantics.crossing import is_straight
from evalrules.semantics.interval import INFINITE
from evalrules.semantics.openings import Opening
from evalrules.semantics.spread_turns import NO_TURNS, SpreadTurns, spread_turns
from evalrules.semantics.trials import Trials, Value
from evalrules.semantics.turning import deciding_ranges, turns_at_crossings_only
from evalrules.semantics.written import bound_text

_OF_THE_SUBJECT = ("fact", "points", "members")
_BETWEEN = "\n"
"""What stands between levels in the label of a stretch of values."""


class Leads(NamedTuple):
    """The values that decide for one level, and those that only rule some level out."""

    needed: tuple[Needed, ...] = ()
    narrows: tuple[Narrowing, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.needed or self.narrows)


def leads_of(trials: Trials, case: Case, opening: Opening) -> Leads:
    """The values of something missing that change which levels are possible, everything else being as it is."""
    choices = trials.choices(case, opening)
    if choices is not None:
        return _of_choices(trials, case, opening, choices)
    if opening.kind == "parameter":
        return _of_numbers(trials, case, opening, (-INFINITE, INFINITE), NO_TURNS, None)
    declared = trials.ruleset.measures[opening.measure]
    if declared.type == "date":
        return _of_days(trials, case, opening)
    low, high = value_of(opening.measure, trials.scope_of(case, opening)).numbers
    if isinstance(low, Surd) or isinstance(high, Surd):
        return Leads()
    spreads = spread_turns(trials, case, opening) if opening.kind == "cell" else NO_TURNS
    return _of_numbers(trials, case, opening, (low, high), spreads, _between(trials, case, opening))


def leading_values(leads: Leads, level: str) -> Iterator[Value]:
    """Values that lead to a level: the ends of stretches of numbers that belong to them, options."""
    for needed in leads.needed:
        if needed.to != level:
            continue
        if needed.op == "in":
            yield from (one for one in needed.options if isinstance(one, bool | str))
        elif needed.op in ("between", "==", ">=", "<="):
            ends = (parse_number(part) for part in str(needed.value).split(".."))
            yield from (exactly(end) for end in ends if end is not None)


def _label(trials: Trials, case: Case, opening: Opening, value: Value) -> str | None:
    """The levels that a value leaves possible; None where they are what they were, or it contradicts what is known."""
    after = trials.levels(case, opening, value)
    return None if after is None or after == case.possible_levels else _BETWEEN.join(after)


def _of_choices(trials: Trials, case: Case, opening: Opening, choices: list[Value]) -> Leads:
    """The options by the levels that they leave possible."""
    together: dict[str, list[Written]] = {}
    for value in choices:
        label = _label(trials, case, opening, value)
        if label is not None:
            shown = value.text if isinstance(value, Outcome) else value
            assert isinstance(shown, bool | str)
            together.setdefault(label, []).append(shown)
    found = [Needed(label, "in", None, tuple(together[label])) for label in _in_order(case, together)]
    return _leads(found)


def _of_numbers(
    trials: Trials,
    case: Case,
    opening: Opening,
    bounds: tuple[Fraction | float, Fraction | float],
    spreads: SpreadTurns,
    between: Callable[[Fraction | None, Fraction | None], str | None] | None,
) -> Leads:
    labels: dict[str, None] = {}
    stated = trials.comparisons.limits_of(opening.measure) if opening.kind in _OF_THE_SUBJECT else None
    limits = None if stated is None else [(HOLDS[op], limit) for op, limit in stated]
    tried: dict[tuple[bool, ...], str | None] = {}

    def label_at(number: Fraction) -> str | None:
        """What a number leads to; numbers for which the same comparisons hold lead to the same."""
        if limits is None:
            return label_of(number)
        holding = tuple([compares(number, limit) for compares, limit in limits])
        if holding not in tried:
            tried[holding] = label_of(number)
        return tried[holding]

    def label_of(number: Fraction) -> str | None:
        if any(low < number < high for low, high in spreads.brackets):
            return None  # the statistic turns somewhere in between
        value = number if opening.kind == "parameter" else exactly(number)
        label = _label(trials, case, opening, value)
        if label is not None:
            labels[label] = None
        return label

    is_whole = opening.kind != "parameter" and trials.ruleset.measures[opening.measure].type == "count"
    turns = trials.turns(case, opening, half_open=True) | spreads.turns
    pieces = deciding_ranges(label_at, labels, turns, bounds, whole=is_whole, level_between=between)
    ends = {
        bound_text(end, up=up) for pair in spreads.brackets if pair[0] < pair[1] for end in pair for up in (True, False)
    }
    inexact = set() if is_whole else ends
    ordered = [one for label in _in_order(case, labels) for one in pieces if one.to == label]
    return _leads([one._replace(exact=not inexact.intersection(str(one.value).split(".."))) for one in ordered])


def _between(
    trials: Trials, case: Case, opening: Opening
) -> Callable[[Fraction | None, Fraction | None], str | None] | None:
    """What all values between two do, where the turning points that were found may not be all there are."""
    comparisons, scope = trials.comparisons.on(opening.measure), trials.scope_of(case, opening)
    if opening.kind != "cell":
        if turns_at_crossings_only(case, opening.measure, comparisons):
            return None
    else:
        resting = [one for one in comparisons if opening.measure in one.behind]
        if any(one.is_of_statistic for one in resting) or all(
            is_straight(one.node, opening.measure, scope) for one in resting
        ):
            return None
    return lambda first, last: _label(trials, case, opening, Bounds(first, last))


def _of_days(trials: Trials, case: Case, opening: Opening) -> Leads:
    """The days that lead somewhere, as days."""
    labels: dict[str, None] = {}

    def label_at(day: Fraction) -> str | None:
        label = _label(trials, case, opening, datetime.date.fromordinal(int(day)))
        if label is not None:
            labels[label] = None
        return label

    bounds = tuple(Fraction(end.toordinal()) for end in (datetime.date.min, datetime.date.max))
    pieces = deciding_ranges(label_at, labels, trials.turns(case, opening), (bounds[0], bounds[1]), whole=True)
    dated = [one._replace(value=_as_days(str(one.value))) for one in pieces]
    return _leads([one for label in _in_order(case, labels) for one in dated if one.to == label])


def _as_days(written: str) -> str:
    """Numbers of days as days; a stretch between two of them has its ends left out."""
    return "..".join(datetime.date.fromordinal(int(part)).isoformat() for part in written.split(".."))


def _in_order(case: Case, labels: dict[str, list[Written]] | dict[str, None]) -> list[str]:
    """Labels with the best level first, those of one level before those of several."""
    ranks = {level.id: rank for rank, level in enumerate(case.ruleset.levels)}
    return sorted(labels, key=lambda label: (label.count(_BETWEEN), [ranks[own] for own in label.split(_BETWEEN)]))


def _leads(pieces: list[Needed]) -> Leads:
    needed = tuple(one for one in pieces if _BETWEEN not in one.to)
    narrows = tuple(
        Narrowing(tuple(one.to.split(_BETWEEN)), one.op, one.value, one.options, one.exact)
        for one in pieces
        if _BETWEEN in one.to
    )
    return Leads(needed, narrows)
