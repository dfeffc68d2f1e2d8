"""Planes leave every value on their side that a coefficient allows, and cut off the one for which they are made."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest

from evalrules.planning.program import Program, Spread, spread_row
from evalrules.planning.spreads import brought_within, is_within, planes, prepare

MOST = 6


def drawn(random: Random, rows: int = 3) -> Program:
    program = Program()
    made = []
    for _ in range(rows):
        up, flag = program.variable(0, MOST), program.flag()
        program.demand({flag: MOST, up: -1}, 0)
        made.append(spread_row(Fraction(random.randint(1, 5)), Fraction(random.randint(1, 9)), {up: Fraction(1, 2)}, [flag]))
    guard, limit = program.variable(1, 1), Fraction(random.randint(1, 10), 20)
    weight = sum((row.weight for row in made), Fraction(0))
    program.spreads.append(Spread(guard, (1 + limit**2) / weight, tuple(made), is_raised_only=True))
    return program


def everything(program: Program) -> list[tuple[int, ...]]:
    """All values in which what is raised is said to be changed."""
    ups = product(range(MOST + 1), repeat=len(program.spreads[0].rows))
    return [(*(one for up in some for one in (up, int(up > 0))), 1) for some in ups]


def holds(program: Program, demand: object, values: tuple[int, ...]) -> bool:
    _, terms, bound = demand  # type: ignore[misc]
    return sum(by * values[own] for own, by in terms) >= bound


@pytest.mark.parametrize("seed", range(8))
def test_a_plane_cuts_off_what_is_outside_and_nothing_that_is_within(seed: int):
    """Of every value that a spread does not allow."""
    program = drawn(Random(seed))
    every = everything(program)
    within = [values for values in every if is_within(program.spreads[0], values)]
    for values in every[:: 1 + seed]:
        cuts = planes(program, values)
        assert bool(cuts) == (values not in within)
        assert not cuts or not holds(program, cuts[0], values)
        assert all(holds(program, cut, one) for cut in cuts for one in within)


@pytest.mark.parametrize("seed", range(8))
def test_as_many_rows_are_asked_for_as_it_takes(seed: int):
    """Never more than the fewest that going through everything finds."""
    program = drawn(Random(seed))
    within = [values for values in everything(program) if is_within(program.spreads[0], values)]
    prepare(program)
    needed = next((one.bound for one in program.demands if one.guard == 6 and {by for _, by in one.terms} == {1}), 0)
    if within:
        assert needed <= min(sum(values[1::2]) for values in within)


def test_rows_that_are_changed_are_raised_until_it_is_within():
    """And more rows where these are too few."""
    for seed in range(8):
        program = drawn(Random(seed))
        start = (0, 1, 0, 0, 0, 0, 1)
        found = brought_within(program, start)
        assert found is None or is_within(program.spreads[0], found)
