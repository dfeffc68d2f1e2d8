"""Where the verdict turns as one number moves: the stretches of its values that decide, and for which level."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple, TypeAlias

from evalrules.base.numbers import number_text
from evalrules.model.assessment import Needed
from evalrules.semantics.interval import INFINITE

LevelAt: TypeAlias = Callable[[Fraction], str | None]
"""The level that a value decides, None where it decides none."""


def deciding_ranges(
    level_at: LevelAt,
    levels: Iterable[str],
    turns: Iterable[Fraction],
    bounds: tuple[Fraction | float, Fraction | float],
    *,
    whole: bool,
) -> tuple[Needed, ...]:
    """The values that decide, by level in the order given, each as `op value`.

    Between two turning points, and beyond the last within the bounds, every value decides alike; `whole` takes
    whole numbers only.
    """
    low, high = bounds
    rounded = {Fraction(near) for turn in turns for near in ((floor(turn), ceil(turn)) if whole else (turn,))}
    found = {turn for turn in rounded if low <= turn <= high}
    if not found:
        return ()
    ends = {end for end in bounds if whole and isinstance(end, Fraction)}  # 5..6 holds no number between
    pieces = _pieces(level_at, low, sorted(found | ends), high, whole=whole)
    return tuple(
        needed
        for level in levels
        for needed in _stretches(level, [piece for piece in pieces if piece.level == level], pieces)
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


def _sample(low: Fraction | float, high: Fraction | float, *, whole: bool) -> Fraction | None:
    """A value strictly between two bounds, or None where there is none."""
    if low == high:
        return None
    if low == -INFINITE:
        found = Fraction(0) if high == INFINITE else Fraction(high) - 1
    else:
        found = Fraction(low) + 1 if high == INFINITE else (Fraction(low) + Fraction(high)) / 2
    if whole:
        found = Fraction(floor(found))
        found = found if found > low else found + 1
    return found if low < found < high else None


def _stretches(level: str, decided: list[_Piece], every: list[_Piece]) -> list[Needed]:
    """The pieces of one level, joined where they touch, as `op value`."""
    found: list[Needed] = []
    at = 0
    while at < len(decided):
        end = at
        while end + 1 < len(decided) and every.index(decided[end + 1]) == every.index(decided[end]) + 1:
            end += 1
        found.append(_stretch(level, decided[at], decided[end], every))
        at = end + 1
    return found


def _stretch(level: str, first: _Piece, last: _Piece, every: list[_Piece]) -> Needed:
    to_top = last is every[-1]
    from_bottom = first is every[0]
    if to_top and not from_bottom:
        return Needed(level, ">=" if first.is_point else ">", _text(first.low), ())
    if from_bottom and not to_top:
        return Needed(level, "<=" if last.is_point else "<", _text(last.high), ())
    if first is last and first.is_point:
        return Needed(level, "==", _text(first.low), ())
    return Needed(level, "between", f"{_text(first.low)}..{_text(last.high)}", ())


def _text(value: Fraction | float) -> str:
    return number_text(value) if isinstance(value, Fraction) else "∞"
