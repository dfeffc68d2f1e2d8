"""The least solution of a program: by going through all choices, or by the solver where these are many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalrules.planning.program import Demand, Known, Program, Solution, Spread, TooManyChoices, spread_row
from evalrules.planning.search import MOST_LOOKS, Part, holds, parts_of, search
from evalrules.planning.solver import is_installed, solve
from evalrules.planning.spreads import planes, prepare

LOOKS_BESIDE_A_SOLVER = 50_000
"""After so many demands that were looked at the solver takes over, where it is installed."""

MOST_ROUNDS = 100
"""So often the choices are gone through again after values were cut off that a spread does not allow."""


class NeedsSolver(Exception):
    """There are too many choices to go through them all without the extra `plan`."""


def least_of(program: Program, known: Known | None = None) -> Solution | None:
    """The least solution; None where there is none. Raises NeedsSolver without the solver, else TooManyChoices.

    Where something is known already, and nothing better is found, the solution has no values; without the solver
    nothing is proven then.
    """
    most = LOOKS_BESIDE_A_SOLVER if is_installed() else MOST_LOOKS
    bare = program.copy()
    prepare(program)
    for one in (program, bare) if program.spreads else (program,):  # bare, rows may be raised without end
        try:
            return _searched(one, most)
        except TooManyChoices:
            continue
    if not is_installed():
        if known is None:
            raise NeedsSolver
        return Solution((), (), 0, is_least=False)
    return _in_parts(program, known) if program.spreads and known is not None else solve(program)


def _searched(program: Program, most_looks: int) -> Solution | None:
    """The least of all solutions, found by going through them; what a spread does not allow is cut off each time."""
    for _ in range(MOST_ROUNDS):
        solution = search(program, most_looks)
        cuts = [] if solution is None else planes(program, solution.values)
        if not cuts:
            return solution
        if all(holds(one, solution.values) for one in cuts if solution is not None):
            break  # what is outside by less than a step, as far as rows are bounded
        program.demands += cuts
    raise TooManyChoices


# -- by the solver, in parts -------------------------------------------------------------------------------------------


def _in_parts(program: Program, known: Known) -> Solution | None:
    """What shares nothing is solved apart: each part takes what is known where nothing better is found."""
    parts = parts_of(program, (_as_demand(one) for one in program.spreads))
    if parts is None:
        return None
    values = list(parts[0].low if parts else program.low)
    bound, is_least, is_bettered = 0, True, False
    for part in parts:
        small, own = _small(program, part)
        back = {at: one for one, at in own.items()}
        mine = {own[one]: value for one, value in known.values.items() if one in own}
        is_free = len(small.aims) > 2 and not small.aims[0]
        small.aims = small.aims[1:] if is_free else small.aims  # what costs nothing, in few changes
        solution = solve(small, known=Known(sum(by * mine.get(one, 0) for one, by in small.aims[0].items()), mine))
        if solution is None:
            return None
        bound, is_least = bound + (0 if is_free else solution.bound), is_least and (is_free or solution.is_least)
        is_bettered = is_bettered or bool(solution.values)
        for at, value in enumerate(solution.values) if solution.values else mine.items():
            if at in back:
                values[back[at]] = value
    if not is_bettered:
        return Solution((), (), bound, is_least)
    return Solution(
        tuple(values), tuple(sum(by * values[own] for own, by in aim.items()) for aim in program.aims), bound, is_least
    )


def _as_demand(spread: Spread) -> Demand:
    """What joins the variables of a spread, and is never said to hold already."""
    own = dict.fromkeys(one for row in spread.rows for one, _ in row.terms)
    return Demand(spread.guard, tuple((one, 1) for one in own), 10**40)


def _small(program: Program, part: Part) -> tuple[Program, Mapping[int, int]]:
    """A part as a program of its own, and which variable of it stands for which; what is settled is a constant."""
    found, own = Program(), dict[int, int]()
    for one in dict.fromkeys(_free(part)):
        own[one] = found.variable(part.low[one], part.high[one])
    for guard, terms, bound in part.demands:
        if bound != 10**40:
            rest = bound - sum(by * part.low[one] for one, by in terms if one not in own)
            is_asked = guard is None or (guard not in own and part.low[guard] == 1)
            if is_asked or guard in own:
                found.demands.append(
                    Demand(
                        None if is_asked or guard is None else own[guard],
                        tuple((own[one], by) for one, by in terms if one in own),
                        rest,
                    )
                )
    for spread in program.spreads:
        if any(one in own for row in spread.rows for one, _ in row.terms):
            found.spreads.append(_smaller(spread, part, own, found))
    found.aims = [{own[one]: by for one, by in aim.items() if one in own} for aim in program.aims]
    return found, own


def _smaller(spread: Spread, part: Part, own: Mapping[int, int], found: Program) -> Spread:
    nothing = found.variable(0, 1)
    rows = []
    for row in spread.rows:
        fixed = sum((by * part.low[one] for one, by in row.terms if one not in own), row.constant)
        kept = [(one, by, flag) for (one, by), flag in zip(row.terms, row.changed, strict=True) if one in own]
        flags = [own.get(flag, nothing) for _, _, flag in kept]
        rows.append(spread_row(row.weight, fixed, {own[one]: by for one, by, _ in kept}, flags))
    guard = own.get(spread.guard)
    if guard is None:
        guard = found.variable(part.low[spread.guard], part.low[spread.guard])
    far = tuple(own[one] for one in spread.far if one in own)
    return Spread(guard, spread.share, tuple(rows), spread.is_raised_only, far)


def _free(part: Part) -> Iterator[int]:
    for guard, terms, _ in part.demands:
        for one in (*(own for own, _ in terms), *(() if guard is None else (guard,))):
            if part.low[one] != part.high[one]:
                yield one
