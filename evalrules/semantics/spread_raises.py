"""Which rows to raise, and to what, so that a spread over rows comes under its limit: in plain floating point.

What is found here is a proposal: whoever asks for it tries it on the case, exactly. With the weight W, the weighted sum
P and the weighted sum of squares Q a coefficient is the root of WQ/P² - 1. Of rows that may only rise, those raised all
come to one level; the coefficient is least where that is Q/P of the rows that stay, a deviation where it is their mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush, nlargest
from math import sqrt
from typing import TypeAlias

from evalrules.base.records import NamedTuple

_ROUNDS = 6
_HALVINGS = 40
_MOST_ROUNDS = 40
_FEW = 12
"""Of so few rows every value is tried as the level to begin with."""


class Raisable(NamedTuple):
    """A row: its value, its weight, and what one more of the value costs (0: nobody raises it)."""

    value: float
    weight: float
    cost: float


class Spread(NamedTuple):
    """A statistic over rows: a coefficient or (`is_share` False) a deviation, by `factor` in a sum that has a limit."""

    rows: tuple[Raisable, ...]
    factor: float
    is_share: bool
    is_sample: bool

    def at(self, raised: Mapping[int, float]) -> float:
        """What it is with some rows raised."""
        weight, total, squares = self._sums()
        for own, value in raised.items():
            row = self.rows[own]
            total += row.weight * (value - row.value)
            squares += row.weight * (value * value - row.value * row.value)
        return self._of(_Sums(weight, total, squares))

    def raised_to(self, chosen: Iterable[int], level: float) -> dict[int, float]:
        """Some rows at a level, those that are not above it."""
        return {at: level for at in chosen if self.rows[at].value < level}

    def curve(self) -> Iterator[Chosen]:
        """The least that it comes to with one row raised, with two, and so on."""
        sums = self._sums()
        level = sums.balance(is_share=self.is_share)
        others = sorted({row.value for row in self.rows}) if len(self.rows) <= _FEW else []
        for count in range(1, sum(row.cost > 0 for row in self.rows) + 1):
            found = min(self._with_raised(count, start, sums) for start in (level, *others))
            yield found
            level = found.level

    def balance(self, raised: Mapping[int, float]) -> float:
        """With some rows raised, the value at which a row does not move it any more."""
        rows = (row._replace(value=raised.get(at, row.value)) for at, row in enumerate(self.rows))
        return _sums_of(rows).balance(is_share=self.is_share)

    def _with_raised(self, count: int, start: float, sums: _Sums) -> Chosen:
        """So many rows, and the level, with which it is least; the search begins at a level."""
        level, rows = start, self.rows
        chosen: list[int] = []
        for _ in range(_ROUNDS):
            gains = [
                (row.weight * (level - row.value) ** 2, at)
                for at, row in enumerate(rows)
                if row.cost and row.value < level
            ]
            picked = sorted(at for _, at in nlargest(count, gains))
            if picked == chosen:
                break
            chosen = picked
            if len(picked) == len(rows):
                level = max(row.value for row in rows)
            elif picked:
                level = sums.less(_sums_of(rows[at] for at in picked)).balance(is_share=self.is_share)
        return Chosen(self.at(self.raised_to(chosen, level)), tuple(chosen), level)

    def _sums(self) -> _Sums:
        return _sums_of(self.rows)

    def _of(self, sums: _Sums) -> float:
        weight, total, squares = sums
        apart = squares / weight - (total / weight) ** 2
        if self.is_sample:
            apart *= weight / (weight - 1)
        spread = sqrt(max(apart, 0.0))
        return spread / (total / weight) if self.is_share else spread


class Chosen(NamedTuple):
    """What a spread comes to with some rows at a level."""

    value: float
    rows: tuple[int, ...]
    level: float


class _Sums(NamedTuple):
    weight: float
    total: float
    squares: float

    def less(self, other: _Sums) -> _Sums:
        """The sums without some of the rows."""
        return _Sums(self.weight - other.weight, self.total - other.total, self.squares - other.squares)

    def balance(self, *, is_share: bool) -> float:
        """The value that a row must have for the spread to neither grow nor fall as it rises a little."""
        return self.squares / self.total if is_share and self.total else self.total / self.weight


def _sums_of(rows: Iterable[Raisable]) -> _Sums:
    weight = total = squares = 0.0
    for row in rows:
        part = row.weight * row.value
        weight += row.weight
        total += part
        squares += part * row.value
    return _Sums(weight, total, squares)


Raised: TypeAlias = Mapping[int, Mapping[int, float]]
"""By the place of a spread: rows, each with the value it is raised to."""


def fewest_raised(spreads: Sequence[Spread], limit: float) -> Iterator[Raised]:
    """Few rows with which the sum of spreads is within its limit, raised by little; then the same rows raised further.

    Of a single spread they are the fewest. Nothing comes where no row helps enough.
    """
    chosen = _fewest(spreads, limit)
    if chosen is None:
        return
    lows = {at: min(spreads[at].rows[own].value for own in one.rows) for at, one in chosen.items()}

    def part_of(share: float) -> Raised:
        levels = {at: lows[at] + share * (one.level - lows[at]) for at, one in chosen.items()}
        return {at: spreads[at].raised_to(one.rows, levels[at]) for at, one in chosen.items()}

    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if total_of(spreads, part_of(middle)) <= limit else (middle, high)
    for more in (0.0, 1e-7, 1e-5, 1e-3, 1.0):
        yield part_of(min(1.0, high + more))


def _fewest(spreads: Sequence[Spread], limit: float) -> Mapping[int, Chosen] | None:
    """For each spread the rows to raise: always of the spread that falls most by one more row."""
    now = {at: spread.at({}) for at, spread in enumerate(spreads)}
    curves = {at: spread.curve() for at, spread in enumerate(spreads)}
    queue: list[tuple[float, int, Chosen]] = []
    found: dict[int, Chosen] = {}

    def ask(at: int) -> None:
        following = next(curves[at], None)
        if following is not None:
            heappush(queue, (spreads[at].factor * (following.value - now[at]), at, following))

    for at in curves:
        ask(at)
    while sum(spreads[at].factor * value for at, value in now.items()) > limit:
        if not queue:
            return None
        _, at, taken = heappop(queue)
        if taken.value < now[at]:
            now[at], found[at] = taken.value, taken
        ask(at)
    return {at: one for at, one in found.items() if one.rows}


def least_raised(spread: Spread, limit: float) -> Iterator[Raised]:
    """The rows that cost least together to bring one spread within its limit, then the same raised a little further.

    Where cost and gain are in balance every raised row is below one level by its own cost in weight, by one measure for
    all: that measure is halved until the limit is just kept, and the level follows.
    """
    level = max(row.value for row in spread.rows)
    reach = 0.0

    def at_reach(measure: float) -> dict[int, float]:
        found = {}
        for at, row in enumerate(spread.rows):
            to = level - measure * row.cost / row.weight if row.cost else row.value
            if to > row.value:
                found[at] = to
        return found

    most = max((row.weight * level / row.cost for row in spread.rows if row.cost), default=0.0)
    for at in range(_MOST_ROUNDS):
        following = level if at == 0 else spread.balance(at_reach(reach))
        if at and abs(following - level) <= 1e-10 * abs(level):
            break
        level = following
        if spread.factor * spread.at(at_reach(0.0)) > limit:
            return
        low, high = 0.0, most
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if spread.factor * spread.at(at_reach(middle)) <= limit else (low, middle)
        reach = low
    for less in (1.0, 1 - 1e-7, 1 - 1e-5, 1 - 1e-3, 0.0):
        yield {0: at_reach(reach * less)}


def total_of(spreads: Sequence[Spread], raised: Raised) -> float:
    """What the sum of spreads comes to."""
    return sum(spread.factor * spread.at(raised.get(at, {})) for at, spread in enumerate(spreads))
