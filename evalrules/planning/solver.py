"""The least solution of a program by a solver (CP-SAT of OR-tools, extra `plan`), for many choices.

One worker, no clock, always the same seed: the same program has the same solution on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, inf
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.planning.cheapest import Cheapest, cheapest, least_beyond, raised_to
from evalrules.planning.program import Demand, Known, Program, Solution, TooManyChoices
from evalrules.planning.spreads import brought_within, plane, planes

MOST_HELD = 2**60
"""What an aim may come to in the solver's numbers."""

EFFORT = 20.0
"""How much work each aim is worth, in the solver's own measure that no clock enters."""


def is_installed() -> bool:
    """Whether the extra is there."""
    from importlib.util import find_spec

    return find_spec("ortools") is not None


HAIR = 1e-6

LATER = 0.1
"""How much of that the aims after the first are worth: nothing is said to be least by them."""

MOST_OF_ONE = 0.2
"""How much of it goes to one solution that may be cut off again."""

OF_SPREADS = (0.1, 0.015)
"""And how much where spreads are cut out, again and again: of a program of few variables and of one of many."""

FEW = 500
"""So many variables are few."""

CLOSE = (Fraction(1, 100_000), Fraction(1, 1000))
"""So near to what is least, in proportion, the search ends where spreads are cut out: by the first aim, by later ones.

Every step of every cell counts there, and one more cut leaves a little less.
"""

HALVED = (Fraction(1, 2**12), Fraction(1, 2**3))
"""So small a part of the way is left when a way is halved: of few variables and of many."""

MOST_ROUNDS = ((60, 3), (3, 2))
"""So often values are cut off that a spread does not allow, for the first aim and for later ones: of few variables and
of many.
"""


PROVEN = 80
"""Of so many variables a plan through spreads is proven by what it costs; of more the search ends as `NEAR` that is."""

NEAR = Fraction(1, 200)

CLOSE_OF_NEAR = Fraction(1, 1000)
"""And one solution as this: the planes where rows are cheapest give the bound at once."""

MOST_OF_NEAR = 0.05
"""How much of the effort goes to one solution where values and a bound are known before."""

ROUNDS_NEAR = 2


def solve(program: Program, effort: float = EFFORT, known: Known | None = None) -> Solution | None:
    """The least solution that is found; None where there is none. Raises TooManyChoices where none is found in time."""
    return _Solving(program, known, effort).solution()


class _Solving:
    """A program in the solver's own words, with what has been found of it so far."""

    def __init__(self, program: Program, known: Known | None, effort: float) -> None:
        from ortools.sat.python import cp_model

        self._words = cp_model
        self._program = program
        self._known = known
        self._effort = effort
        self._touched: list[Demand] = []
        self._kept: list[tuple[Mapping[int, int], int]] = []
        self._model, self._variables = _model(cp_model, program)
        for own, value in known.values.items() if known is not None else ():
            self._model.add_hint(self._variables[own], value)

    def solution(self) -> Solution | None:
        values: tuple[int, ...] | None = None
        bound, is_least, proven = 0, True, 0
        known = None if self._known is None else self._known.worth
        for at, aim in enumerate(self._program.aims):
            fitted = _fitted(aim, self._program.high)
            effort = self._effort * (LATER if at else 1)
            if self._program.spreads:
                effort *= OF_SPREADS[len(self._program.high) > FEW]
            enough = inf if known is None or at or fitted != aim else known
            points = {} if at else self._points(aim)
            found = self._least(_Aim(aim, fitted, min(at, 1), enough, points), effort)
            if found is None:
                return None
            if found.values is not None and _sum(aim, found.values) <= enough:
                values = found.values
            elif at == 0 and enough < inf:
                return Solution((), (), found.bound, is_least=found.bound >= enough)
            elif values is None:
                raise TooManyChoices
            is_proven = found.values is not None and fitted == aim and found.bound == _sum(aim, found.values)
            proven += is_proven and proven == at
            if at == 0:
                is_least = found.bound == _sum(aim, values) and fitted == aim
                bound = found.bound if fitted == aim else 0
            if found.values is None or (points and self._is_large):
                is_least = False
                break
            self._kept.append((aim, _sum(aim, values)))
            if fitted:
                self._model.add(self._of(fitted) <= _sum(fitted, values))
        assert values is not None, "a program has an aim"
        return Solution(values, tuple(_sum(aim, values) for aim in self._program.aims), bound, is_least, proven)

    @property
    def _is_large(self) -> bool:
        return len(self._program.high) > PROVEN

    def _of(self, aim: Mapping[int, int]) -> Any:  # noqa: ANN401 - what the extra brings has no types here
        return sum(by * self._variables[own] for own, by in aim.items()) if aim else 0

    def _least(self, aim: _Aim, left: float) -> _Best | None:
        """The least by one aim that is found, after those before it: None where nothing ever met all demands.

        The search ends where nothing is better than what is enough.
        """
        model, words, fitted = self._model, self._words, aim.fitted
        model.minimize(self._of(fitted))
        best = self._begun(aim)
        bound = ceil(max((least_beyond(self._program, fitted, one) for one in self._touched), default=0))
        is_near = bool(aim.points) and self._is_large
        close, of_one = (NEAR, CLOSE_OF_NEAR) if is_near else (CLOSE[aim.stage], CLOSE[aim.stage])
        if is_near and best is not None and _sum(fitted, best) <= bound * (1 + close):
            return _Best(best, bound)
        most = MOST_OF_NEAR if is_near and best is not None else MOST_OF_ONE
        for _ in range(ROUNDS_NEAR if is_near else MOST_ROUNDS[len(self._program.high) > FEW][aim.stage]):
            solver = _solver(words, min(left, most) if self._program.spreads else left)
            if self._program.spreads:
                solver.parameters.relative_gap_limit = float(of_one)
            status = solver.solve(model)
            left -= solver.response_proto.deterministic_time
            if status == words.INFEASIBLE:
                return None if best is None and not self._kept else _Best(best, 0)
            if status not in (words.OPTIMAL, words.FEASIBLE):
                bound = max(bound, ceil(solver.best_objective_bound - HAIR))
                break
            values = tuple(solver.response_proto.solution)
            is_exact = status == words.OPTIMAL and solver.best_objective_bound == solver.objective_value
            bound = max(bound, _sum(fitted, values) if is_exact else ceil(solver.best_objective_bound - HAIR))
            cuts = planes(self._program, values)
            met = self._met(values, aim.terms) if cuts else values
            best = self._better(aim, best, met, self._cheapest(values, aim) if cuts else None)
            worth = aim.enough if best is None else min(aim.enough, _sum(fitted, best))
            if not cuts or left <= 0 or worth <= bound * (1 + close):
                break
            for demand in cuts if met is None else [*cuts, *planes(self._program, values, met)]:
                _ask(model, self._variables, demand)
        if best is not None:
            self._hint(best)
        return _Best(best, bound)

    def _hint(self, values: Sequence[int]) -> None:
        """Tell the solver of values."""
        self._model.clear_hints()
        for own, value in zip(self._variables, values, strict=True):
            self._model.add_hint(own, value)

    def _better(self, aim: _Aim, *found: tuple[int, ...] | None) -> tuple[int, ...] | None:
        """The best by an aim of what was found that is no worse by those before it."""
        kept = (one for one in found if one is not None and all(_sum(by, one) <= most for by, most in self._kept))
        return min(kept, key=lambda one: _sum(aim.terms, one), default=None)

    def _begun(self, aim: _Aim) -> tuple[int, ...] | None:
        """Nothing but rows where they are cheapest, where that is enough: the solver is told of it."""
        if not aim.points:
            return None
        values = list(self._program.low)
        for at in aim.points:
            values[self._program.spreads[at].guard] = 1
        found = self._cheapest(tuple(values), aim)
        if found is not None and (self._known is None or _sum(aim.terms, found) < self._known.worth):
            self._hint(found)
        return found

    def _cheapest(self, values: tuple[int, ...], aim: _Aim) -> tuple[int, ...] | None:
        """The values with rows where they are cheapest."""
        whole = {at: one.whole for at, one in aim.points.items()}
        return raised_to(self._program, values, whole, aim.terms) if whole else None

    def _points(self, aim: Mapping[int, int]) -> Mapping[int, Cheapest]:
        """Where rows of spreads are cheapest by an aim, each touched by a plane."""
        listed = {at: cheapest(one, aim, self._program) for at, one in enumerate(self._program.spreads)}
        found = {at: one for at, one in listed.items() if one is not None}
        for at, one in found.items():
            for point in (one.relaxed, one.whole):
                self._touched.append(plane(self._program.spreads[at], point, self._program))
                _ask(self._model, self._variables, self._touched[-1])
        return found

    def _met(self, values: tuple[int, ...], aim: Mapping[int, int]) -> tuple[int, ...] | None:
        """Values raised until all spreads are within, as little by the aim as halving finds."""
        found = brought_within(self._program, values)
        low, high, near = Fraction(0), Fraction(1), HALVED[len(values) > FEW]
        while found is not None and _sum(aim, found) > _sum(aim, values) and high - low > near:
            middle = (low + high) / 2
            nearer = brought_within(self._program, values, part=middle)
            low, high, found = (middle, high, found) if nearer is None else (low, middle, nearer)
        return found


class _Aim(NamedTuple):
    """An aim, in numbers that the solver holds, too; what is enough of it; where rows of spreads are cheapest by it."""

    terms: Mapping[int, int]
    fitted: Mapping[int, int]
    stage: int
    enough: float
    points: Mapping[int, Cheapest]


class _Best(NamedTuple):
    """The best values by one aim, where some were found, and below which bound there are none."""

    values: tuple[int, ...] | None
    bound: int


def _sum(aim: Mapping[int, int], values: Sequence[int]) -> int:
    return sum(by * values[own] for own, by in aim.items())


def _model(cp_model: Any, program: Program) -> tuple[Any, list[Any]]:  # noqa: ANN401 - what the extra brings has no types here
    """The program in the solver's own words."""
    model = cp_model.CpModel()
    variables = [model.new_int_var(low, high, "") for low, high in zip(program.low, program.high, strict=True)]
    for demand in program.demands:
        _ask(model, variables, demand)
    return model, variables


def _ask(model: Any, variables: Sequence[Any], demand: Demand) -> None:  # noqa: ANN401 - what the extra brings has no types here
    guard, terms, bound = demand
    asked = model.add(sum(by * variables[own] for own, by in terms) >= bound) if terms else None
    if guard is not None and asked is not None:
        asked.only_enforce_if(variables[guard])
    elif asked is None and bound > 0:
        model.add_bool_or([variables[guard].Not()] if guard is not None else [])


def _fitted(aim: Mapping[int, int], highest: Sequence[int]) -> dict[int, int]:
    """An aim in numbers that the solver can hold; what is too fine for it is rounded."""
    most = sum(by * max(1, highest[own]) for own, by in aim.items())
    excess = -(-most // MOST_HELD)
    return {own: by if excess <= 1 else round(by / excess) for own, by in aim.items()}


def _solver(cp_model: Any, effort: float) -> Any:  # noqa: ANN401 - what the extra brings has no types here
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 2  # all demands are sums: half the time where hundreds are changed
    solver.parameters.max_deterministic_time = effort
    return solver
