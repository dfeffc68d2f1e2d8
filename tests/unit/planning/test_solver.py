"""The solver: what is impossible, and what is too much for the effort given. tests/unit/planning/test_search.py compares."""

from __future__ import annotations

import pytest

from evalrules.planning.program import Program, TooManyChoices
from evalrules.planning.solver import is_installed, solve


@pytest.fixture(autouse=True)
def installed():
    if not is_installed():
        pytest.skip("the extra `plan` is not installed")


def test_what_is_impossible_has_no_solution():
    """With a guard that cannot be, too."""
    program = Program()
    flag = program.flag()
    program.demand({flag: 1}, 1)
    program.demand({}, 1, flag)
    program.aims = [{flag: 1}]
    assert solve(program) is None


def test_without_effort_nothing_is_found():
    """Then nothing is said."""
    program = Program()
    flags = [program.flag() for _ in range(200)]
    program.demand(dict.fromkeys(flags, 3), 301)
    program.aims = [{own: 7 + at % 5 for at, own in enumerate(flags)}]
    with pytest.raises(TooManyChoices):
        solve(program, 1e-9)


def test_large_numbers_are_held():
    """An aim beyond what the solver can hold is rounded, and then nothing is said to be least."""
    program = Program()
    one, other = program.variable(0, 10**9), program.variable(0, 10**9)
    program.demand({one: 1, other: 1}, 10)
    program.aims = [{one: 10**15, other: 2 * 10**15}]
    found = solve(program)
    assert found is not None
    assert (found.values[one], found.values[other], found.is_least) == (10, 0, False)
