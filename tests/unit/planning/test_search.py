"""The search and the solver find the same least sums as going through everything; what is too much is given up."""

from __future__ import annotations

import inspect
import sys
from itertools import pairwise, product
from random import Random

import pytest

from evalrules.planning.program import Program, TooManyChoices
from evalrules.planning.search import search
from evalrules.planning.solver import solve


def drawn(random: Random) -> Program:
    """A small program: flags and numbers, demands with guards and without, two aims."""
    program = Program()
    for _ in range(random.randint(2, 5)):
        program.flag()
    for _ in range(random.randint(1, 3)):
        program.variable(random.randint(-2, 0), random.randint(1, 4))
    own = range(len(program.low))
    for _ in range(random.randint(1, 6)):
        terms = {random.choice(own): random.randint(-3, 3) for _ in range(random.randint(1, 3))}
        guard = random.choice([None, *(one for one in own if (program.low[one], program.high[one]) == (0, 1))])
        program.demand(terms, random.randint(-4, 5), guard)
    positive = [one for one in own if program.low[one] == 0]
    program.aims = [{one: random.randint(1, 4) for one in positive[:3]}, {one: random.randint(1, 9) for one in positive}]
    return program


def by_brute_force(program: Program) -> tuple[int, ...] | None:
    worth = []
    for values in product(*(range(low, high + 1) for low, high in zip(program.low, program.high, strict=True))):
        holds = all(
            (guard is not None and not values[guard]) or sum(by * values[own] for own, by in terms) >= bound
            for guard, terms, bound in program.demands
        )
        if holds:
            worth.append(tuple(sum(by * values[own] for own, by in aim.items()) for aim in program.aims))
    return min(worth, default=None)


@pytest.mark.parametrize("seed", range(60))
def test_the_least_is_found(seed: int):
    """By the search."""
    program = drawn(Random(seed))
    found, best = search(program), by_brute_force(program)
    assert (None if found is None else found.aims) == best
    assert found is None or found.is_least


@pytest.mark.real  # the solver is an extra, which is installed for these
@pytest.mark.parametrize("seed", range(60, 75))
def test_the_solver_finds_the_same(seed: int):
    """And says what is proven."""
    pytest.importorskip("ortools", reason="the extra `plan` is not installed")
    program = drawn(Random(seed))
    found, other = solve(program), search(program)
    assert (None if found is None else found.aims) == (None if other is None else other.aims)
    assert found is None or (found.is_least and found.bound == found.aims[0])


def test_too_many_choices_are_given_up():
    """Half of forty things with prices of their own: nothing is said before all of it was gone through."""
    program, random = Program(), Random(3)
    flags = [program.flag() for _ in range(40)]
    program.demand({own: random.randint(50, 99) for own in flags}, 1500)
    program.aims = [{own: random.randint(50, 99) for own in flags}]
    with pytest.raises(TooManyChoices):
        search(program, 500)


def test_choices_that_lie_deep_are_gone_through():
    """A chain of neighbours of which one at least is taken: the search goes deeper than calls may."""
    program = Program()
    flags = [program.flag() for _ in range(400)]
    for first, second in pairwise(flags):
        program.demand({first: 1, second: 1}, 1)
    program.aims = [{flags[0]: 1}]
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 120)
    try:
        found = search(program)
    finally:
        sys.setrecursionlimit(before)
    assert found is not None
    assert (found.aims, found.is_least) == ((0,), True)
