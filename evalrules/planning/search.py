"""The least solution of a program, found by going through its choices and leaving out what cannot be better.

What each demand leaves its variables is worked out before every choice; parts that share no variable are searched
apart. For programs with few choices; it never says that a solution is the least one without having been through.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from evalrules.base.records import NamedTuple
from evalrules.planning.program import Demand, Program, Solution, TooManyChoices

MOST_LOOKS = 1_000_000
"""So many demands are looked at, again and again, and once more for every four terms of one: some ten seconds. A
program that takes more is for a solver.
"""

_TERMS_OF_A_LOOK = 4

_FEWEST_STEPS = 25
"""A part that is not through with so many is not begun."""


class _State(NamedTuple):
    """What is left of each variable, and what was left before each step, so that steps can be taken back."""

    low: list[int]
    high: list[int]
    before: list[tuple[int, int, int]]

    def leave(self, own: int, low: int, high: int) -> None:
        """Leave a variable no more than that."""
        self.before.append((own, self.low[own], self.high[own]))
        self.low[own], self.high[own] = low, high

    def back_to(self, steps: int) -> None:
        """Take back all but so many steps."""
        while len(self.before) > steps:
            own, self.low[own], self.high[own] = self.before.pop()


def search(program: Program, most_looks: int = MOST_LOOKS) -> Solution | None:
    """The least solution; None where there is none. Raises TooManyChoices."""
    weights = _one_aim(program)
    state = _State(list(program.low), list(program.high), [])
    if not _narrowed(program.demands, state, range(len(program.demands)), _by_variable(program.demands)):
        return None
    values = list(state.low)
    left = [most_looks]
    for demands in _parts(program.demands, state):
        best = _Part(demands, weights, left).least(state)
        if best is None:
            return None
        for own in {own for one in demands for own in _variables(one)}:
            values[own] = best[own]
    aims = tuple(sum(by * values[own] for own, by in aim.items()) for aim in program.aims)
    return Solution(tuple(values), aims, aims[0] if aims else 0, is_least=True, proven=len(aims))


class Part(NamedTuple):
    """Demands that hang together, on variables of which something is left to choose."""

    demands: list[Demand]
    low: Sequence[int]
    high: Sequence[int]


def parts_of(program: Program, joined: Iterable[Demand] = ()) -> list[Part] | None:
    """The demands that share no variable, apart; those of `joined` join what is in them. None where nothing is left."""
    state = _State(list(program.low), list(program.high), [])
    if not _narrowed(program.demands, state, range(len(program.demands)), _by_variable(program.demands)):
        return None
    return [Part(some, state.low, state.high) for some in _parts([*program.demands, *joined], state)]


def _one_aim(program: Program) -> list[int]:
    """The aims as one: each counts for more than all that come after it together."""
    weights = [0] * len(program.low)
    scale = 1
    for aim in reversed(program.aims):
        for own, by in aim.items():
            weights[own] += by * scale
        scale *= 1 + sum(by * max(program.high[own], 0) for own, by in aim.items())
    return weights


def _variables(demand: Demand) -> list[int]:
    own = [variable for variable, _ in demand.terms]
    return own if demand.guard is None else [*own, demand.guard]


def _by_variable(demands: Sequence[Demand]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for at, demand in enumerate(demands):
        for own in _variables(demand):
            found.setdefault(own, []).append(at)
    return found


def _parts(demands: Sequence[Demand], state: _State) -> list[list[Demand]]:
    """The demands that are still open, those that share a variable together."""
    leader: dict[int, int] = {}

    def led_by(own: int) -> int:
        while leader.setdefault(own, own) != own:
            leader[own] = own = leader[leader[own]]
        return own

    still = [one for one in demands if not _is_settled(one, state)]
    for one in still:
        free = [own for own in _variables(one) if state.low[own] != state.high[own]]
        for own in free[1:]:
            leader[led_by(own)] = led_by(free[0])
    found: dict[int, list[Demand]] = {}
    for one in still:
        first = next(own for own in _variables(one) if state.low[own] != state.high[own])
        found.setdefault(led_by(first), []).append(one)
    return list(found.values())


def _is_settled(demand: Demand, state: _State) -> bool:
    """Whether it holds however the open variables are chosen."""
    if demand.guard is not None and state.high[demand.guard] == 0:
        return True
    least = sum(by * (state.low[own] if by > 0 else state.high[own]) for own, by in demand.terms)
    return least >= demand.bound


def _narrowed(
    demands: Sequence[Demand], state: _State, first: Sequence[int] | range, by_variable: Mapping[int, list[int]]
) -> bool:
    """Leave each variable only what the demands leave it; whether something is left of all.

    What waits longest is next: of 17,000 demands each is looked at twice, with the newest first ten times. What is
    required is the last that is asked for, and what it is made of stands before it.
    """
    pending, waiting = deque(reversed(first)), set(first)
    while pending:
        at = pending.popleft()
        waiting.discard(at)
        moved = _moved(demands[at], state)
        if moved is None:
            return False
        for own in moved:
            for other in by_variable.get(own, ()):
                if other not in waiting:
                    waiting.add(other)
                    pending.append(other)
    return True


def _moved(demand: Demand, state: _State) -> list[int] | None:
    """The variables of which a demand leaves less than they had; None where it leaves nothing."""
    guard, terms, bound = demand
    low, high, _ = state
    if guard is not None and high[guard] == 0:
        return []
    is_asked = guard is None or low[guard] == 1
    most = sum(by * (high[own] if by > 0 else low[own]) for own, by in terms)
    if most < bound:
        if is_asked or guard is None:
            return None
        state.leave(guard, low[guard], 0)
        return [guard]
    moved: list[int] = []
    for own, by in terms if is_asked else ():
        rest = bound - (most - by * (high[own] if by > 0 else low[own]))
        if by > 0 and (least := -(-rest // by)) > low[own]:
            state.leave(own, least, high[own])
            moved.append(own)
        elif by < 0 and (greatest := rest // by) < high[own]:
            state.leave(own, low[own], greatest)
            moved.append(own)
    return moved


class _Half(NamedTuple):
    """What a choice leaves of a variable."""

    own: int
    low: int
    high: int


class _Part:
    """Demands that hang together, searched depth first; `left` is how many demands may still be looked at."""

    def __init__(self, demands: list[Demand], weights: list[int], left: list[int]) -> None:
        self._own = sorted({own for one in demands for own in _variables(one)})
        self._weights = {own: weights[own] for own in self._own if weights[own]}
        self._demands = [*demands, Demand(None, tuple((own, -by) for own, by in self._weights.items()), 0)]
        self._looks = sum(1 + len(one.terms) // _TERMS_OF_A_LOOK for one in self._demands)
        self._by_variable = _by_variable(self._demands)
        self._guarded: dict[int, list[Demand]] = {}
        for one in demands:
            if one.guard is not None:
                self._guarded.setdefault(one.guard, []).append(one)
        self._left = left
        if self._looks * _FEWEST_STEPS > left[0]:
            raise TooManyChoices
        self._best: list[int] | None = None

    def least(self, state: _State) -> list[int] | None:
        """The values of a least solution; None where there is none."""
        most = sum(by * state.high[own] for own, by in self._weights.items())
        self._demands[-1] = self._demands[-1]._replace(bound=-most)
        self._go(_State(list(state.low), list(state.high), []))
        return self._best

    def _go(self, state: _State) -> None:
        """Through all choices, a later half of one taken up when the earlier one is done with."""
        aim = len(self._demands) - 1
        moved: Sequence[int] = range(aim)
        halves: list[tuple[int, _Half]] = []
        while True:
            self._left[0] -= self._looks
            if self._left[0] < 0:
                raise TooManyChoices
            if _narrowed(self._demands, state, [*moved, aim], self._by_variable):
                halves += ((len(state.before), half) for half in reversed(self._halves(state)))
            if not halves:
                return
            steps, (own, low, high) = halves.pop()
            state.back_to(steps)
            state.leave(own, low, high)
            moved = self._by_variable.get(own, [])

    def _halves(self, state: _State) -> list[_Half]:
        """What to try next: the halves of a variable; [] where what is left is solved at its least."""
        values = self._at_no_cost(state)
        lacking = self._lacking(values)
        if lacking is None:
            self._best = values
            cost = sum(by * values[own] for own, by in self._weights.items())
            self._demands[-1] = self._demands[-1]._replace(bound=1 - cost)
            return []
        own = self._choice(lacking, state)
        low, high = state.low[own], state.high[own]
        middle = (low + high) // 2
        halves = [_Half(own, low, middle), _Half(own, middle + 1, high)]
        return halves[::-1] if high - low == 1 else halves

    def _at_no_cost(self, state: _State) -> list[int]:
        """Everything at its least, and 1 whatever then holds already; what hangs on another comes after it."""
        values = list(state.low)
        for own in self._own:
            if state.low[own] == state.high[own] or state.high[own] - state.low[own] != 1 or own in self._weights:
                continue
            asked = self._guarded.get(own)
            if asked is None:
                others = (self._demands[at] for at in self._by_variable.get(own, ()))
                asked = [one for one in others if one.guard is None or values[one.guard] == 1]
            values[own] += 1
            if not all(holds(one, values) for one in asked):
                values[own] -= 1
        return values

    def _lacking(self, values: list[int]) -> Demand | None:
        """The first demand that these values do not meet; None where they are a solution."""
        for one in self._demands[:-1]:
            if (one.guard is None or values[one.guard] == 1) and not holds(one, values):
                return one
        return None

    def _choice(self, lacking: Demand, state: _State) -> int:
        """The variable to choose a half of, one that the demand lacks: a flag before a number, what is cheap first."""
        free = [own for own, by in lacking.terms if by > 0 and state.low[own] != state.high[own]]
        free = free or [own for own in _variables(lacking) if state.low[own] != state.high[own]]
        flags = [own for own in free if state.high[own] - state.low[own] == 1]
        return min(flags or free, key=lambda own: self._weights.get(own, 0))


def holds(demand: Demand, values: Sequence[int]) -> bool:
    """Whether values meet a demand, where its guard is 1."""
    return sum(by * values[own] for own, by in demand.terms) >= demand.bound
