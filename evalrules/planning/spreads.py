"""Coefficients of variation in a program: no sums of what can be changed, and yet cut out by sums.

With weights w, values v, P = sum w v and Q = sum w v² a coefficient is within its limit where Q <= share × P². Such
values are a cone, and every plane that touches it leaves all of it on one side: sum w (q - u) v >= 0 for any values u
and a q with q² >= share × sum w u². A program is solved without the cone, its solution cut off where it lies outside,
and solved again: what is least of all that is left, and within, is the least of all. Every plane is exact; only where
it touches is found in floating point. docs/decisions/0046-spreads-proven.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, fsum, lcm, sqrt

from evalrules.planning.program import Demand, Program, Spread, SpreadRow

_HELD = 2**52
"""What a plane may come to in the solver's numbers."""

_LEVELS = 120
"""At so many levels it is looked how many rows must be raised at least."""

_JOINED = 5
"""So many levels next to each other are one range of which it is said what the rows must save."""

_PARTS = 10**6

_ROUNDS = 60

_HAIR = 1e-9

_DOUBT = 1e-10

_ROUNDED = 1e-13
"""Floating point is wrong by less, in proportion, in a few steps."""


def is_within(spread: Spread, values: Sequence[int]) -> bool:
    """Whether the coefficient is within its limit: exactly, where floating point leaves it in doubt."""
    total, squares = _sums(spread, [row.light_value(values) for row in spread.rows])
    margin = float(spread.share) * total * total - squares
    if total > 0 and abs(margin) > _DOUBT * squares:
        return margin > 0
    found = [(row.weight, row.value(values)) for row in spread.rows]
    exact = sum((weight * value for weight, value in found), Fraction(0))
    return exact > 0 and sum((w * value * value for w, value in found), Fraction(0)) <= spread.share * exact * exact


def _sums(spread: Spread, values: Sequence[float]) -> tuple[float, float]:
    """The weighted sum of values, and of their squares."""
    weighted = [row.light[0] * value for row, value in zip(spread.rows, values, strict=True)]
    return fsum(weighted), fsum(by * value for by, value in zip(weighted, values, strict=True))


def prepare(program: Program) -> None:
    """Bound how far rows are raised, and ask for as many as it takes at least: what follows from each spread alone."""
    if program.spreads:
        before = list(program.high)
        _bound(program)
        program.spreads = [_with_far(one, before, program) for one in program.spreads]
        program.demands += [demand for one in program.spreads for demand in _fewest(one, program)]


def planes(program: Program, values: Sequence[int], near: Sequence[int] | None = None) -> list[Demand]:
    """What cuts off values that a spread does not allow: [] where all are within; touching `near` them, where given."""
    lacking = [one for one in program.spreads if values[one.guard] == 1 and not is_within(one, values)]
    if near is not None:
        return [plane(one, [row.light_value(near) for row in one.rows], program) for one in lacking]
    return [plane(one, at, program) for one in lacking for at in _touching(one, values, program)]


# -- planes ------------------------------------------------------------------------------------------------------------


def _touching(spread: Spread, values: Sequence[int], program: Program) -> Iterator[list[float]]:
    """Where planes touch: at the values, and where the rows that are changed are at their best and still too far."""
    yield [row.light_value(values) for row in spread.rows]
    if spread.is_raised_only:
        best = _best(spread, _changed(spread, values), program)
        total, squares = _sums(spread, best)
        if squares > float(spread.share) * total * total:
            yield best


def plane(spread: Spread, touching: Sequence[float], program: Program) -> Demand:
    """The plane that touches the cone there, eased by what bounding the rows leaves out.

    Whatever the values are, and whatever a number above the root is: each factor of it is rounded up, which asks for
    less of what is not below 0, by more than floating point can be wrong. Where everything is 0 no plane touches: more
    than 0 is asked for then.
    """
    if not any(touching):
        return _more_than_nothing(spread)
    length = sqrt(float(spread.share) * _sums(spread, touching)[1]) * (1 + _ROUNDED)
    factors: dict[int, float] = {}
    parts: list[float] = []
    for row, at in zip(spread.rows, touching, strict=True):
        weight, constant, terms = row.light
        by = weight * (length - at)
        parts.append(by * constant)
        for own, factor in terms:
            factors[own] = factors.get(own, 0.0) + by * factor
    factors |= dict.fromkeys(spread.far, _eased(spread) * length if spread.far else 0.0)
    sizes = [abs(by) * max(1, abs(program.low[own]), program.high[own]) for own, by in factors.items()]
    scale = _HELD / (fsum(abs(one) for one in parts) + fsum(sizes))
    rounded = {own: ceil((by + abs(by) * _ROUNDED) * scale) + 1 for own, by in factors.items()}
    below = sum(-min(0, program.low[own]) for own in factors)
    constant = fsum(parts) + fsum(abs(one) for one in parts) * _ROUNDED
    return Demand(spread.guard, tuple((own, by) for own, by in rounded.items() if by), -ceil(constant * scale) - below)


def _more_than_nothing(spread: Spread) -> Demand:
    """That the weighted sum of the rows is above 0, without which there is no coefficient."""
    factors: dict[int, Fraction] = {}
    for row in spread.rows:
        for own, by in row.terms:
            factors[own] = factors.get(own, Fraction(0)) + row.weight * by
    constant = sum((row.weight * row.constant for row in spread.rows), Fraction(0))
    if not constant and spread.is_raised_only:
        return Demand(spread.guard, tuple((own, 1) for own in factors), 1)
    scale = lcm(constant.denominator, *(by.denominator for by in factors.values()))
    return Demand(spread.guard, tuple((own, int(by * scale)) for own, by in factors.items()), 1 - int(constant * scale))


def _with_far(spread: Spread, before: Sequence[int], program: Program) -> Spread:
    """The spread with what can be 1 only where a row is as far as it is bounded, and may have been further."""
    if not spread.is_raised_only or _total(spread) <= 0:
        return spread
    far = []
    every = dict.fromkeys(own for row in spread.rows for own, _ in row.terms)
    for own in (own for own in every if program.high[own] < before[own]):
        far.append(program.flag())
        program.demand({own: 1}, program.high[own], far[-1])
    return spread._replace(far=tuple(far))


def _eased(spread: Spread) -> float:
    """How far outside values may be that were within before every row was brought down to where it is bounded.

    A row in whole steps comes down to less than a step above the level: squares then exceed their share by the squares
    of the steps at most, and their root by so much over twice what the root is at least.
    """
    return _steps(spread) / (2 * float(spread.share) * _total(spread)) * (1 + _HAIR)


def _steps(spread: Spread) -> float:
    steps = ((row.light[0], max((abs(by) for _, by in row.light[2]), default=0.0)) for row in spread.rows)
    return fsum(weight * step * step for weight, step in steps)


def _total(spread: Spread) -> float:
    """The weighted sum of what rows are at least."""
    return fsum(row.light[0] * row.light[1] for row in spread.rows)


def _changed(spread: Spread, values: Sequence[int]) -> list[bool]:
    return [any(values[own] for own in row.changed) for row in spread.rows]


# -- how far, and how many ---------------------------------------------------------------------------------------------


def _bound(program: Program) -> None:
    """Bound what is raised for spreads alone: beyond the level at which the greatest row helps, no row does."""
    far: dict[int, int] = {}
    for spread in program.spreads:
        highest = Fraction(_highest(spread))
        is_bounded = spread.is_raised_only and _total(spread) > 0
        for row in spread.rows:
            for own, factor in row.terms:
                enough = max(1, ceil((highest - row.constant) / factor)) if is_bounded else program.high[own]
                far[own] = max(far.get(own, 0), enough)
    for own, asked in _asked_elsewhere(program, far).items():
        program.high[own] = min(program.high[own], max(far[own], asked))
    for at, (guard, terms, bound) in enumerate(program.demands):
        if guard is None and bound == 0 and len(terms) == 2 and terms[1] == (terms[1][0], -1) and terms[1][0] in far:
            flag, own = terms[0][0], terms[1][0]  # 1 where the other is not 0
            if terms[0][1] > program.high[own]:
                program.demands[at] = Demand(None, ((flag, program.high[own]), (own, -1)), 0)


def _highest(spread: Spread) -> float:
    weight = fsum(row.light[0] for row in spread.rows)
    return float(spread.share) * weight * max(row.light[1] for row in spread.rows) * (1 + _HAIR)


def _asked_elsewhere(program: Program, wanted: Mapping[int, int]) -> dict[int, int]:
    """How far variables are asked to go by demands at most, everything else at its worst."""
    found = dict.fromkeys(wanted, 0)
    for _, terms, bound in program.demands:
        for own, by in terms:
            if by > 0 and own in found:
                others = (
                    factor * (program.low[one] if factor > 0 else program.high[one])
                    for one, factor in terms
                    if one != own
                )
                found[own] = max(found[own], -(-(bound - sum(others)) // by))
    return found


def _fewest(spread: Spread, program: Program) -> list[Demand]:
    """That as many rows are changed as it takes at the level that suits best.

    A coefficient is within its limit where sum w (level - v)² <= level² (W - 1/share) for some level; at a level, a row
    that is changed saves w (level - v)² at most.
    """
    total, squares = _sums(spread, [row.light[1] for row in spread.rows])
    share = float(spread.share)
    lacking = squares - share * total**2
    if not spread.is_raised_only or total <= 0 or lacking <= _HAIR * squares:
        return []
    first = share * total
    last = max(_highest(spread), first * (1 + _HAIR))
    rows = [_Raised(row, program) for row in spread.rows]
    steps = _steps(spread)
    needed, ranges = len(rows), list[tuple[float, float]]()
    for low, high in pairwise(first + (last - first) * at / _LEVELS for at in range(_LEVELS + 1)):
        asked = ((low - first) ** 2 / share + lacking - steps) * (1 - _HAIR) - _HAIR * squares
        count = _so_many(rows, high, asked)
        needed = min(needed, count)
        ranges.append((high, asked))
    found = [_together(spread, needed)] if needed else []
    return found + _by_ranges(spread, rows, ranges[0][1], ranges, program)


def _together(spread: Spread, needed: int) -> Demand:
    """That so many rows are changed."""
    return Demand(spread.guard, tuple((own, 1) for own in _flags(spread)), needed)


def _flags(spread: Spread) -> dict[int, None]:
    return dict.fromkeys(own for row in spread.rows for own in row.changed)


def _by_ranges(
    spread: Spread,
    rows: Sequence[_Raised],
    least: float,
    ranges: Sequence[tuple[float, float]],
    program: Program,
) -> list[Demand]:
    """That the rows that are changed save enough in the range of levels in which the level is; [] where none must."""
    if least <= 0:
        return []
    chosen: list[int] = []
    found: list[Demand] = []
    for at in range(0, len(ranges), _JOINED):
        level, asked = ranges[min(at + _JOINED, len(ranges)) - 1][0], ranges[at][1]
        saved = [row.saves(level) * (1 + _HAIR) for row in rows]
        if sum(saved) < asked:
            continue
        scale = _PARTS / max(asked, least)
        terms: dict[int, int] = {}
        for row, one in zip(spread.rows, saved, strict=True):
            terms |= {own: max(terms.get(own, 0), ceil(one * scale)) for own in row.changed if one}
        chosen.append(program.flag())
        found.append(Demand(chosen[-1], tuple(terms.items()), int(asked * scale)))
    return [Demand(spread.guard, tuple((own, 1) for own in chosen), 1), *found]


class _Raised:
    """A row as it can be raised, in floating point."""

    def __init__(self, row: SpreadRow, program: Program) -> None:
        self._weight, self._value = row.light[0], row.light[1]
        self._most = self._value + sum(by * program.high[own] for own, by in row.light[2])

    def saves(self, level: float) -> float:
        """What it saves at most at a level."""
        if level <= self._value:
            return 0.0
        return self._weight * ((level - self._value) ** 2 - max(0.0, level - self._most) ** 2)


def _so_many(rows: Sequence[_Raised], level: float, asked: float) -> int:
    """How many rows must be changed at least to save so much at a level; all where even they are too few."""
    saved = 0.0
    for count, one in enumerate(sorted((row.saves(level) for row in rows), reverse=True)):
        if saved * (1 + _HAIR) >= asked:
            return count
        saved += one
    return len(rows)


# -- values that are within --------------------------------------------------------------------------------------------


def _best(spread: Spread, free: Sequence[bool], program: Program) -> list[float]:
    """What rows come to where those that are changed are at the level that makes the coefficient least."""
    level = _level(spread, free)
    found = []
    for row, is_free in zip(spread.rows, free, strict=True):
        _, value, terms = row.light
        most = min(level, value + sum(by * program.high[own] for own, by in terms)) if is_free else value
        found.append(max(value, most))
    return found


def _enough(spread: Spread, values: Sequence[int], program: Program) -> list[float]:
    """The same with as many more rows as it takes, those first that save most."""
    free = _changed(spread, values)
    rows = [_Raised(row, program) for row in spread.rows]
    while True:
        best = _best(spread, free, program)
        total, squares = _sums(spread, best)
        others = [at for at, is_free in enumerate(free) if not is_free]
        if not others or squares <= float(spread.share) * total * total * (1 - _HAIR):
            return best
        level = _level(spread, free)
        free[max(others, key=lambda at: rows[at].saves(level))] = True


def _level(spread: Spread, free: Sequence[bool]) -> float:
    """The level that suits best: Q/P of the rows that stay, and of those that are above it."""
    listed = [(*row.light[:2], one) for row, one in zip(spread.rows, free, strict=True)]
    level = max(value for _, value, _ in listed)
    for _ in range(_ROUNDS):
        stay = [(weight, value) for weight, value, is_free in listed if not is_free or value > level]
        total = sum(weight * value for weight, value in stay)
        again = sum(weight * value * value for weight, value in stay) / total if total else level
        if abs(again - level) <= _HAIR * level:
            break
        level = again
    return level


def brought_within(program: Program, values: Sequence[int], *, part: Fraction = Fraction(1)) -> tuple[int, ...] | None:
    """The values with rows that are changed raised to their best, or `part` of the way; None where that does not do."""
    found = list(values)
    for spread in program.spreads:
        if values[spread.guard] != 1 or not spread.is_raised_only or is_within(spread, values):
            continue
        for row, best in zip(spread.rows, _enough(spread, values, program), strict=True):
            there = row.light_value(values)
            if best > there:
                at = next((at for at, flag in enumerate(row.changed) if values[flag]), 0)
                own, by = row.light[2][at]
                found[own] = max(
                    found[own], min(program.high[own], values[own] + ceil((best - there) * float(part) / by))
                )
                found[row.changed[at]] = 1
    follow(program, found)
    return tuple(found) if meets(program, found) else None


def meets(program: Program, values: Sequence[int]) -> bool:
    """Whether values meet all demands, and all spreads are within."""
    return all(
        holds_at(one, values) for one in program.demands if one.guard is None or values[one.guard]
    ) and not planes(program, values)


def holds_at(demand: Demand, values: Sequence[int]) -> bool:
    """Whether what is asked for holds, whatever its guard says."""
    return _sum(demand.terms, values) >= demand.bound


def follow(program: Program, values: list[int]) -> None:
    """Raise what must be as large as another: the other stage of a school says the same."""
    for guard, terms, bound in program.demands * 2:
        if guard is None and len(terms) < 3 and (lacking := bound - _sum(terms, values)) > 0:
            for own, by in terms:
                if by > 0 and program.high[own] - values[own] >= -(-lacking // by):
                    values[own] -= -lacking // by
                    break


def _sum(terms: Sequence[tuple[int, int]], values: Sequence[int]) -> int:
    return sum(by * values[own] for own, by in terms)
