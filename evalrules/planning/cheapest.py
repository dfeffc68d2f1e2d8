"""Where the rows of a spread come within their limit for the least cost, in floating point.

With weights w, values v and costs c of a unit, the least of sum c v within sum w (t - v)² <= t² (W - 1/share) is
where v = t - s c/w, as far as rows go: one level t and one s for all rows. At the best level the plane that touches
there cuts off all that costs less, so it gives nearly the whole bound at once, and the values there nearly a plan.
docs/decisions/0046-spreads-proven.md.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from fractions import Fraction
from math import ceil, fsum, inf, sqrt

from evalrules.base.records import NamedTuple
from evalrules.planning.program import Demand, Program, Spread, SpreadRow
from evalrules.planning.spreads import follow, holds_at, meets

_LEVELS = 40
"""So often the range is narrowed in which the best level is."""

_ROUNDS = 40

_GOLDEN = (sqrt(5) - 1) / 2

_AGAIN = 4
"""So often what changing a row costs once is shared out anew over what it is raised by."""

_NEARLY = 1 - 1e-9


class Cheapest(NamedTuple):
    """What the rows of a spread come to at the least cost: where they need not be changed as a whole, and where so."""

    relaxed: tuple[float, ...]
    whole: tuple[float, ...]


class _Row(NamedTuple):
    weight: float
    value: float
    most: float
    each: float
    once: float


def cheapest(spread: Spread, aim: Mapping[int, int], program: Program) -> Cheapest | None:
    """Where the rows are at the least cost; None where no unit of them costs anything, or they are not only raised."""
    rows = [_priced(row, aim, program) for row in spread.rows]
    if (
        not spread.is_raised_only
        or not any(one.each for one in rows)
        or fsum(one.weight * one.value for one in rows) <= 0
    ):
        return None
    share = float(spread.share)
    relaxed = _least(rows, share, [one.each + one.once / max(one.most - one.value, 1e-9) for one in rows])
    if relaxed is None:
        return None
    best, found = relaxed, relaxed
    for _ in range(_AGAIN if any(one.once for one in rows) else 0):
        moved = [at - one.value for one, at in zip(rows, found, strict=True)]
        shared = [one.each + one.once / by if by > 0 else inf for one, by in zip(rows, moved, strict=True)]
        again = _least(rows, share, shared)
        if again is None:
            break
        found = again
        best = found if _cost(rows, found) < _cost(rows, best) else best
    return Cheapest(tuple(relaxed), tuple(best))


def raised_to(
    program: Program, values: Sequence[int], points: Mapping[int, Sequence[float]], aim: Mapping[int, int]
) -> tuple[int, ...] | None:
    """The values with the rows of spreads, by their places, at such points instead; None where that meets not all."""
    found = list(values)
    chosen = [(program.spreads[at], point) for at, point in points.items() if values[program.spreads[at].guard] == 1]
    for own in (own for spread, _ in chosen for row in spread.rows for own, _ in row.terms):
        found[own] = program.low[own]
    for flag in (flag for spread, _ in chosen for row in spread.rows for flag in row.changed):
        found[flag] = program.low[flag]
    for spread, point in chosen:
        for row, to in zip(spread.rows, point, strict=True):
            if to > (there := row.light_value(found)):
                at = _by(row, aim)
                own, by = row.light[2][at]
                found[own] = min(program.high[own], found[own] + ceil((to - there) / by))
                found[row.changed[at]] = 1
    follow(program, found)
    _settle(program, found, aim)
    return tuple(found) if meets(program, found) else None


def least_beyond(program: Program, aim: Mapping[int, int], plane: Demand) -> Fraction:
    """What an aim comes to at least beyond a plane, everything else left open: exactly, as if steps could be parted.

    What is changed costs its part of what a change costs once; nothing is below 0, or nothing is said.
    """
    if (plane.guard is not None and program.low[plane.guard] == 0) or any(one < 0 for one in program.low):
        return Fraction(0)
    helping = [(own, by) for own, by in plane.terms if by > 0]
    once = _shared_out(program, aim, {own for own, _ in helping})
    lacking = plane.bound - sum(by * program.low[own] for own, by in plane.terms)
    rates = {own: (aim.get(own, 0) + once.get(own, Fraction(0))) / Fraction(by) for own, by in helping}
    found = sum((Fraction(by * program.low[own]) for own, by in aim.items() if own not in rates), Fraction(0))
    for own, by in sorted(helping, key=lambda one: rates[one[0]]):
        found += rates[own] * by * program.low[own]
        moved = min(max(lacking, 0), by * (program.high[own] - program.low[own]))
        found, lacking = found + rates[own] * moved, lacking - moved
    return found


def _shared_out(program: Program, aim: Mapping[int, int], rows: Container[int]) -> dict[int, Fraction]:
    """What a step of each costs at least of what must be paid once where it is not 0; each is paid for one only."""
    found: dict[int, Fraction] = {}
    paid = set[int]()
    for guard, terms, bound in program.demands:
        if guard is None and bound == 0 and len(terms) == 2 and terms[0][1] > 0 and terms[1][1] == -1:
            (flag, most), (own, _) = terms
            if own in rows and own not in found and flag not in rows and flag not in paid and program.low[flag] == 0:
                found[own] = Fraction(aim.get(flag, 0), most)
                paid.add(flag)
    return found


def _settle(program: Program, values: list[int], aim: Mapping[int, int]) -> None:
    """Say of each guard that costs nothing whether what it asks for holds: the inner ones are made first."""
    held: dict[int, bool] = {}
    for demand in program.demands:
        guard = demand.guard
        if guard is not None and guard not in aim and program.low[guard] != program.high[guard]:
            held[guard] = held.get(guard, True) and holds_at(demand, values)
            values[guard] = int(held[guard])


def _priced(row: SpreadRow, aim: Mapping[int, int], program: Program) -> _Row:
    """A row with what a unit of it costs, and what changing it costs once, by the variable that raises it cheapest."""
    weight, value, terms = row.light
    if not terms:
        return _Row(weight, value, value, 0.0, 0.0)
    at = _by(row, aim)
    own, by = terms[at]
    most = value + by * program.high[own]
    return _Row(weight, value, most, aim.get(own, 0) / by, float(aim.get(row.changed[at], 0)))


def _by(row: SpreadRow, aim: Mapping[int, int]) -> int:
    """Which term of a row raises it cheapest."""
    return min(range(len(row.terms)), key=lambda at: aim.get(row.light[2][at][0], 0) / row.light[2][at][1])


def _cost(rows: Sequence[_Row], values: Sequence[float]) -> float:
    listed = zip(rows, values, strict=True)
    return fsum((at - one.value) * one.each + one.once for one, at in listed if at > one.value)


def _least(rows: Sequence[_Row], share: float, each: Sequence[float]) -> list[float] | None:
    """The values at the level that costs least, each unit at its price; None where no level is within the limit."""
    total, weight = fsum(one.weight * one.value for one in rows), fsum(one.weight for one in rows)
    low, high = share * total, share * weight * max(one.value for one in rows)
    known: dict[float, tuple[float, list[float]]] = {}

    def at(level: float) -> float:
        found = _at_level(rows, each, level, level * level * (weight - 1 / share))
        if found is None:
            return inf
        moved = zip(rows, each, found, strict=True)
        known[level] = fsum((to - one.value) * by for one, by, to in moved if to > one.value), found
        return known[level][0]

    # too low a level is within no limit, and what is within is a range in which the cost is convex
    near, far = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    cheap, dear = at(near), at(far)
    for _ in range(_LEVELS):
        if cheap < dear:
            high, far, dear = far, near, cheap
            near = high - _GOLDEN * (high - low)
            cheap = at(near)
        else:
            low, near, cheap = near, far, dear
            far = low + _GOLDEN * (high - low)
            dear = at(far)
    return min(known.values(), key=lambda one: one[0], default=(0.0, None))[1]


def _at_level(rows: Sequence[_Row], each: Sequence[float], level: float, allowed: float) -> list[float] | None:
    """The values of least cost whose weighted squares from a level come to no more than is allowed."""

    def values(by: float) -> list[float]:
        return [
            one.value if price == inf else max(one.value, min(one.most, level - by * price / one.weight))
            for one, price in zip(rows, each, strict=True)
        ]

    def squares(found: Sequence[float]) -> float:
        return fsum(one.weight * (level - at) ** 2 for one, at in zip(rows, found, strict=True))

    allowed *= _NEARLY
    if squares(values(0.0)) > allowed:
        return None
    low, high = (
        0.0,
        max(
            ((level - one.value) * one.weight / by for one, by in zip(rows, each, strict=True) if 0 < by < inf),
            default=0.0,
        ),
    )
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if squares(values(middle)) <= allowed else (low, middle)
    return values(low)
