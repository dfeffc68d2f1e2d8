"""The least solution where a coefficient of variation must come within its limit, with the solver and without."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest

from evalrules.planning import least, solver
from evalrules.planning.least import least_of
from evalrules.planning.program import Known, Program, Spread, spread_row
from evalrules.planning.spreads import is_within

MOST = 7


def drawn(random: Random) -> Program:
    """Rows that can be raised, whose coefficient is to be within a limit; with prices or by how many are changed."""
    program = Program()
    rows, flags, ups = [], [], []
    for _ in range(3):
        up, flag = program.variable(0, MOST), program.flag()
        program.demand({flag: MOST, up: -1}, 0)
        rows.append((Fraction(random.randint(1, 4)), Fraction(random.randint(0, 8)), {up: Fraction(1, random.randint(1, 3))}, [flag]))
        flags.append(flag)
        ups.append(up)
    weight = sum((row[0] for row in rows), Fraction(0))
    limit = Fraction(random.randint(1, 12), 20)
    guard = program.flag()
    program.require(guard)
    program.spreads.append(Spread(guard, (1 + limit**2) / weight, tuple(spread_row(*row) for row in rows), is_raised_only=True))
    if random.random() < 0.4:
        program.demand({ups[0]: 1, ups[1]: 1}, random.randint(1, 6))
    program.aims = [dict.fromkeys(flags, 1), {own: random.randint(1, 5) for own in ups}]
    if random.random() < 0.5:
        program.aims.insert(0, {own: random.randint(0, 4) for own in (*ups, *flags)})
    return program


def by_brute_force(program: Program) -> tuple[int, ...] | None:
    """What the aims come to of the least of all values that meet everything."""
    found = []
    for values in product(*(range(low, high + 1) for low, high in zip(program.low, program.high, strict=True))):
        is_met = all(
            (guard is not None and not values[guard]) or sum(by * values[own] for own, by in terms) >= bound
            for guard, terms, bound in program.demands
        )
        if is_met and all(is_within(one, values) for one in program.spreads):
            found.append(tuple(sum(by * values[own] for own, by in aim.items()) for aim in program.aims))
    return min(found, default=None)


@pytest.mark.parametrize("seed", range(12))
def test_spreads_are_within_at_the_least_that_going_through_everything_finds(seed: int):
    """By our own search: the values that are found are the least, and where there are none there are none."""
    expected, found = by_brute_force(drawn(Random(seed))), least_of(drawn(Random(seed)))
    assert expected == (None if found is None else found.aims)
    assert found is None or found.is_least


@pytest.mark.parametrize("seed", range(6))
def test_the_solver_finds_no_less_and_no_more(monkeypatch: pytest.MonkeyPatch, seed: int):
    """By the solver the first aim is the same, and its bound is never above it."""
    if not least.is_installed():
        pytest.skip("the extra `plan` is not installed")
    monkeypatch.setattr(least, "LOOKS_BESIDE_A_SOLVER", 0)
    program = drawn(Random(100 + seed))
    expected, found = by_brute_force(drawn(Random(100 + seed))), least_of(program)
    assert (expected is None) == (found is None)
    if expected is not None and found is not None:
        assert is_within(program.spreads[0], found.values)
        assert found.bound <= expected[0] <= found.aims[0]
        assert found.aims[0] == expected[0] or not found.is_least


# what hides: rows that are all 0, and steps so coarse that nothing is sure to be asked for
@pytest.mark.parametrize("seed", [1006, 1017])
def test_rows_that_are_nothing_and_coarse_steps_are_no_reason_to_give_up(monkeypatch: pytest.MonkeyPatch, seed: int):
    """Where everything is 0 no plane touches; where a step does more than is lacking no row is sure to be needed."""
    if not least.is_installed():
        pytest.skip("the extra `plan` is not installed")
    monkeypatch.setattr(least, "LOOKS_BESIDE_A_SOLVER", 0)
    expected, found = by_brute_force(drawn(Random(seed))), least_of(drawn(Random(seed)))
    assert expected is not None
    assert found is not None
    assert found.aims[0] == expected[0]


@pytest.mark.parametrize("seed", range(1000, 1006))
def test_what_ends_near_is_within_and_no_better_than_its_bound(monkeypatch: pytest.MonkeyPatch, seed: int):
    """As programs of many variables do: what is found is within its limit, and what is least is between both."""
    if not least.is_installed():
        pytest.skip("the extra `plan` is not installed")
    monkeypatch.setattr(least, "LOOKS_BESIDE_A_SOLVER", 0)
    monkeypatch.setattr(solver, "PROVEN", 0)
    program, expected = drawn(Random(seed)), by_brute_force(drawn(Random(seed)))
    found = least_of(program)
    assert (expected is None) == (found is None)
    if expected is not None and found is not None:
        assert is_within(program.spreads[0], found.values)
        assert found.bound <= expected[0] <= found.aims[0]


def test_later_aims_give_up_nothing_of_the_first(monkeypatch: pytest.MonkeyPatch):
    """Fewer changes are never bought with more cost."""
    if not least.is_installed():
        pytest.skip("the extra `plan` is not installed")
    monkeypatch.setattr(least, "LOOKS_BESIDE_A_SOLVER", 0)
    for seed in (1020, 1030, 1079, 1095):
        expected, found = by_brute_force(drawn(Random(seed))), least_of(drawn(Random(seed)))
        assert expected is not None
        assert found is not None
        assert found.aims[0] == expected[0]


def test_without_a_solver_what_is_known_stays_and_nothing_is_said_to_be_least(monkeypatch: pytest.MonkeyPatch):
    """Where there are too many choices to go through; of what is not known, the solver is asked for."""
    monkeypatch.setattr(least, "MOST_LOOKS", 1)
    monkeypatch.setattr(least, "is_installed", lambda: False)
    seed = next(seed for seed in range(12) if by_brute_force(drawn(Random(seed))))
    found = least_of(drawn(Random(seed)), Known(3, {}))
    assert found is not None and (found.values, found.is_least) == ((), False)
    with pytest.raises(least.NeedsSolver):
        least_of(drawn(Random(seed)))
