"""Where the verdict turns as one number moves: the stretches of its values that decide, and for which level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice, product
from math import ceil, floor
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Needed
from evalrules.model.evidence import Bounds
from evalrules.model.refs import is_column
from evalrules.semantics.case import Case, exactly
from evalrules.semantics.comparisons import Comparison
from evalrules.semantics.conditions import is_known, value_of
from evalrules.semantics.crossing import crossing, is_straight
from evalrules.semantics.scope import Scope
from evalrules.semantics.written import bound_text
from evalrules.tree.nodes import Compare, Expression, Fact
from evalrules.tree.walk import parameters_in, walk

LevelAt: TypeAlias = Callable[[Fraction], str | None]
"""The level that a value decides, None where it decides none."""

LevelBetween: TypeAlias = Callable[[Fraction | None, Fraction | None], str | None]
"""The level that every value between two decides, None where they do not all decide one."""

_HAIR = Fraction(1, 10**15)


def deciding_ranges(
    level_at: LevelAt,
    levels: Iterable[str],
    turns: Iterable[Fraction],
    bounds: tuple[Fraction | float, Fraction | float],
    *,
    whole: bool,
    level_between: LevelBetween | None = None,
) -> tuple[Needed, ...]:
    """The values that decide, by level in the order given, each as `op value`.

    Between two turning points, and beyond the last within the bounds, every value decides alike; where there may be
    further ones, `level_between` says what all values between two decide. `whole` takes whole numbers only.
    """
    low, high = bounds
    rounded = {Fraction(near) for turn in turns for near in (floor(turn), ceil(turn))} if whole else turns
    found = {turn for turn in rounded if low <= turn <= high}
    if not found:
        return ()
    ends = {end for end in bounds if whole and isinstance(end, Fraction)}  # 5..6 holds no number between
    pieces = _pieces(level_at, low, sorted(found | ends), high, whole=whole)
    if level_between is not None:
        step = Fraction(1) if whole else _HAIR
        pieces = [_confirmed(piece, level_between, dict.fromkeys(found | ends, step)) for piece in pieces]
    return tuple(
        needed
        for level in levels
        for needed in _stretches(level, [piece for piece in pieces if piece.level == level], pieces, whole=whole)
    )


class _Piece(NamedTuple):
    """A stretch of values that decide alike: a single turning point, or what lies between two (both left out)."""

    low: Fraction | float
    high: Fraction | float
    is_point: bool
    level: str | None


def _pieces(
    level_at: LevelAt, low: Fraction | float, turns: list[Fraction], high: Fraction | float, *, whole: bool
) -> list[_Piece]:
    """The stretches from low to high in order, each with the level it decides."""
    pieces: list[_Piece] = []
    edges = [low, *turns, high]
    for at, turn in enumerate(turns):
        before = edges[at]
        sample = _sample(before, turn, whole=whole)
        if sample is not None:
            pieces.append(_Piece(before, turn, False, level_at(sample)))
        pieces.append(_Piece(turn, turn, True, level_at(turn)))
    sample = _sample(turns[-1], high, whole=whole)
    if sample is not None:
        pieces.append(_Piece(turns[-1], high, False, level_at(sample)))
    return pieces


def _confirmed(piece: _Piece, level_between: LevelBetween, steps: Mapping[Fraction | float, Fraction]) -> _Piece:
    """The stretch, without its level where not every value of it decides alike.

    `steps` are the turning points, which do not belong to it, each with how far beyond it the stretch begins.
    """
    if piece.is_point or piece.level is None:
        return piece
    inside = (piece.low + steps.get(piece.low, 0), piece.high - steps.get(piece.high, 0))
    first, last = (end if isinstance(end, Fraction) else None for end in inside)
    return piece if level_between(first, last) == piece.level else piece._replace(level=None)


def _sample(low: Fraction | float, high: Fraction | float, *, whole: bool) -> Fraction | None:
    """A value strictly between two bounds, or None where there is none."""
    if low == high:
        return None
    if isinstance(low, float):
        found = Fraction(0) if isinstance(high, float) else high - 1
    else:
        found = low + 1 if isinstance(high, float) else (low + high) / 2
    if not whole:
        return found
    found = Fraction(floor(found))
    found = found if found > low else found + 1
    return found if low < found < high else None


def _stretches(level: str, decided: list[_Piece], every: list[_Piece], *, whole: bool) -> list[Needed]:
    """The pieces of one level, joined where they touch, as `op value`."""
    found: list[Needed] = []
    at = 0
    while at < len(decided):
        end = at
        while end + 1 < len(decided) and every.index(decided[end + 1]) == every.index(decided[end]) + 1:
            end += 1
        if at < end or not _is_beyond_writing(decided[at]):
            found.append(_stretch(level, decided[at], decided[end], every, whole=whole))
        at = end + 1
    return found


def _is_beyond_writing(piece: _Piece) -> bool:
    """Whether a piece is a single number of more digits than evidence may have."""
    low = piece.low
    return piece.is_point and isinstance(low, Fraction) and bound_text(low, up=True) != bound_text(low, up=False)


def _stretch(level: str, first: _Piece, last: _Piece, every: list[_Piece], *, whole: bool) -> Needed:
    """Pieces that touch as one `op value`; of whole numbers both ends of a stretch are numbers of it."""
    to_top = last is every[-1]
    from_bottom = first is every[0]
    if to_top and not from_bottom:
        return Needed(level, ">=" if first.is_point else ">", _text(first.low, up=True), ())
    if from_bottom and not to_top:
        return Needed(level, "<=" if last.is_point else "<", _text(last.high, up=False), ())
    if first is last and first.is_point:
        return Needed(level, "==", _text(first.low, up=True), ())
    low, high = first.low, last.high
    if whole:
        low, high = (low if first.is_point else low + 1), (high if last.is_point else high - 1)
    if low == high:
        return Needed(level, "==", _text(low, up=True), ())
    return Needed(level, "between", f"{_text(low, up=True)}..{_text(high, up=False)}", ())


def _text(value: Fraction | float, *, up: bool) -> str:
    return bound_text(value, up=up) if isinstance(value, Fraction) else "-∞" if value < 0 else "∞"


# -- where comparisons turn --------------------------------------------------------------------------------------------


MAX_CORNERS = 16
"""How many ends of what is known within bounds are tried together."""


def turns_of(case: Case, measure: str, comparisons: Iterable[Comparison], *, half_open: bool = False) -> set[Fraction]:
    """The values of a measure at which comparisons turn; where others lie within bounds, at each of their ends."""
    turns = {one.limit for one in comparisons if one.of == measure and one.limit is not None}
    rest = [one for one in comparisons if one.of != measure]
    return turns | crossings_of(case.scope, measure, rest, half_open=half_open)


def crossings_of(
    scope: Scope, measure: str, comparisons: Iterable[Comparison], *, half_open: bool = False
) -> set[Fraction]:
    """The values at which comparisons cross, for every end of what else they look at and is known within bounds.

    With `half_open` also for the one end of what is not known at all, such as that there are no fewer than 0.
    """
    found = (
        crossing(one.node, measure, corner)
        for one in comparisons
        if measure in one.behind
        for corner in _corners(scope, one, measure, half_open=half_open)
    )
    return {turn.value for turn in found if turn is not None}


def turns_at_crossings_only(case: Case, measure: str, comparisons: Iterable[Comparison]) -> bool:
    """Whether nothing that rests on a measure turns anywhere but where its comparisons cross."""
    return all(
        is_straight(one.node, measure, scope) and not _looks_twice_at_open(case, one.node, measure)
        for one in comparisons
        if measure in one.behind and one.of != measure
        for scope in _corners(case.scope, one, measure)
    )


def _looks_twice_at_open(case: Case, node: Compare, measure: str) -> bool:
    """Whether another fact within bounds stands in a comparison twice: each place is then read as if by itself."""
    known, seen = case.scope.facts, Counter(_facts_in(node, case))
    twice = [own for own, times in seen.items() if times > 1 and own != measure]
    return any(isinstance(known.get(own), Bounds) and not is_known(own, case.scope) for own in twice)


def _facts_in(node: Expression, case: Case) -> Iterator[str]:
    """The facts in an expression as often as they stand in it, also through derived measures."""
    for one in walk(node):
        if isinstance(one, Fact):
            value = case.scope.measure(one.measure).value
            yield from [one.measure] if value is None else _facts_in(value.root, case)


def _corners(scope: Scope, one: Comparison, measure: str, *, half_open: bool = False) -> list[Scope]:
    """What is known, with everything else that the comparison looks at within bounds at each of its ends, and with
    every option of an attribute that is not known and picks a number of it. What has one end is put there where
    bounds may be `half_open`, else it stays as it is.
    """
    scopes = _by_attribute(scope, one.node)
    others = [own for own in one.behind if own != measure]
    if not others:
        return scopes
    within = [own for own in others if _is_within(own, scope, half_open=half_open) and not is_known(own, scope)]
    numbers = {own: value_of(own, scope).numbers for own in within}
    ends = {
        own: [exactly(end) for end in known if isinstance(end, Fraction)]
        for own, known in numbers.items()
        if (any if half_open else all)(isinstance(end, Fraction) for end in known)
    }
    chosen = [dict(zip(ends, corner, strict=True)) for corner in islice(product(*ends.values()), MAX_CORNERS)]
    return [each.with_facts(corner) if corner else each for each in scopes for corner in chosen][:MAX_CORNERS]


def _is_within(measure: str, scope: Scope, *, half_open: bool) -> bool:
    """Whether a fact is known within bounds; those of its measure count, too, where they may be half open."""
    if isinstance(scope.facts.get(measure), Bounds):
        return True
    declared = scope.measure(measure)
    is_number = declared.value is None and declared.type in ("count", "number", "percent") and not is_column(measure)
    return half_open and is_number and scope.facts.get(measure) is None


def _by_attribute(scope: Scope, node: Compare) -> list[Scope]:
    ruleset = scope.ruleset
    picking = dict.fromkeys(ruleset.values[value].by for value in parameters_in(node))
    open_ones = [own for own in picking if own and own not in scope.attributes]
    options = islice(product(*(ruleset.choices[own].options for own in open_ones)), MAX_CORNERS)
    return [scope.with_attributes(dict(zip(open_ones, chosen, strict=True))) if chosen else scope for chosen in options]
