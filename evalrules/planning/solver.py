"""The least solution of a program by a solver (CP-SAT of OR-tools, extra `plan`), for many choices.

One worker, no clock, always the same seed: the same program has the same solution on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evalrules.planning.program import Program, Solution, TooManyChoices

MOST_HELD = 2**60
"""What an aim may come to in the solver's numbers."""

EFFORT = 20.0
"""How much work each aim is worth, in the solver's own measure that no clock enters."""


def is_installed() -> bool:
    """Whether the extra is there."""
    from importlib.util import find_spec

    return find_spec("ortools") is not None


def solve(program: Program, effort: float = EFFORT) -> Solution | None:
    """The least solution that is found; None where there is none. Raises TooManyChoices where none is found in time."""
    from ortools.sat.python import cp_model

    model, variables = _model(cp_model, program)
    values: tuple[int, ...] | None = None
    bound, is_least = 0, True
    for at, aim in enumerate(program.aims):
        fitted = _fitted(aim, program.high)
        expression: Any = sum(by * variables[own] for own, by in fitted.items()) if fitted else 0
        model.minimize(expression)
        solver = _solver(cp_model, effort)
        status = solver.solve(model)
        is_proven = status == cp_model.OPTIMAL
        if status == cp_model.INFEASIBLE:
            return None
        if not is_proven and status != cp_model.FEASIBLE:
            if values is None:
                raise TooManyChoices
            is_least = False
            break
        values = tuple(solver.value(one) for one in variables)
        if at == 0:
            is_least = is_proven and fitted == aim
            bound = round(solver.best_objective_bound) if fitted == aim else 0
        model.add(expression <= sum(by * values[own] for own, by in fitted.items())) if fitted else None
        model.clear_hints()
        for own, value in zip(variables, values, strict=True):
            model.add_hint(own, value)
    assert values is not None, "a program has an aim"
    return Solution(
        values, tuple(sum(by * values[own] for own, by in aim.items()) for aim in program.aims), bound, is_least
    )


def _model(cp_model: Any, program: Program) -> tuple[Any, list[Any]]:  # noqa: ANN401 - what the extra brings has no types here
    """The program in the solver's own words."""
    model = cp_model.CpModel()
    variables = [model.new_int_var(low, high, "") for low, high in zip(program.low, program.high, strict=True)]
    for guard, terms, bound in program.demands:
        asked = model.add(sum(by * variables[own] for own, by in terms) >= bound) if terms else None
        if guard is not None and asked is not None:
            asked.only_enforce_if(variables[guard])
        elif asked is None and bound > 0:
            model.add_bool_or([variables[guard].Not()] if guard is not None else [])
    return model, variables


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
