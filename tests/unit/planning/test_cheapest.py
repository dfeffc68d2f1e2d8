"""Where the rows of a spread are cheapest, in floating point: within the limit, and no dearer than what is looked up."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from evalrules.planning.cheapest import cheapest, least_beyond, raised_to
from evalrules.planning.program import Program, Spread, spread_row
from evalrules.planning.spreads import is_within, plane

MOST = 12


def made(weights: Sequence[int], values: Sequence[int], limit: Fraction) -> tuple[Program, list[int], list[int]]:
    """Rows that can be raised, whose coefficient is to be within a limit."""
    program = Program()
    ups, flags, rows = [], [], []
    for weight, value in zip(weights, values, strict=True):
        up, flag = program.variable(0, MOST), program.flag()
        program.demand({flag: MOST, up: -1}, 0)
        rows.append(spread_row(Fraction(weight), Fraction(value), {up: Fraction(1)}, [flag]))
        ups.append(up)
        flags.append(flag)
    guard = program.flag()
    program.require(guard)
    program.spreads.append(Spread(guard, (1 + limit**2) / sum(weights), tuple(rows), is_raised_only=True))
    return program, ups, flags


def is_close(weights: Sequence[int], values: Sequence[float], share: float) -> bool:
    total = sum(by * at for by, at in zip(weights, values, strict=True))
    return sum(by * at * at for by, at in zip(weights, values, strict=True)) <= share * total * total * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(20))
def test_nothing_in_whole_steps_is_cheaper_than_where_rows_are_cheapest(seed: int):
    """With prices of each unit: what is found is within, and everything that is within costs as much at least."""
    random = Random(seed)
    weights, values = [random.randint(1, 4) for _ in range(3)], [random.randint(1, 9) for _ in range(3)]
    prices = [random.randint(1, 5) for _ in range(3)]
    program, ups, _ = made(weights, values, Fraction(random.randint(2, 8), 20))
    spread, share = program.spreads[0], float(program.spreads[0].share)
    found = cheapest(spread, dict(zip(ups, prices, strict=True)), program)
    assert found is not None
    assert found.relaxed == found.whole
    assert is_close(weights, found.relaxed, share)

    def cost(at: Sequence[float]) -> float:
        return sum(price * (to - value) for price, to, value in zip(prices, at, values, strict=True))

    least = min(
        cost(at)
        for at in product(*(range(value, value + MOST + 1) for value in values))
        if is_close(weights, at, share)
    )
    assert cost(found.relaxed) <= least + 1e-6
    assert least <= cost(found.relaxed) + sum(prices), "in whole steps it is less than a step of each row more"


def test_a_row_whose_change_is_dear_is_left_as_it_is():
    """What changing a row costs once is shared out over what it is raised by: few rows are raised far."""
    program, ups, flags = made([1] * 6, [2, 5, 5, 5, 8, 9], Fraction(7, 20))
    aim = dict.fromkeys(ups, 1) | dict.fromkeys(flags, 50)
    found = cheapest(program.spreads[0], aim, program)
    assert found is not None

    def changed(values: Sequence[float]) -> int:
        return sum(to > row.light[1] for row, to in zip(program.spreads[0].rows, values, strict=True))

    assert changed(found.whole) <= changed(found.relaxed)
    now = [0] * len(program.low)
    now[program.spreads[0].guard] = 1
    whole = raised_to(program, now, {0: found.whole}, aim)
    assert whole is not None
    assert sum(whole[own] for own in flags) == changed(found.whole)


def test_where_no_unit_costs_anything_nothing_is_cheapest():
    """Of the number of changes, say."""
    program, _, flags = made([1, 1, 1], [2, 5, 9], Fraction(1, 5))
    assert cheapest(program.spreads[0], dict.fromkeys(flags, 1), program) is None


def test_values_that_miss_another_demand_are_not_taken():
    """What else is asked of a row holds there, too, or there is nothing."""
    program, ups, _ = made([1, 1, 1], [2, 5, 9], Fraction(2, 5))
    aim = dict.fromkeys(ups, 1)
    found = cheapest(program.spreads[0], aim, program)
    assert found is not None
    now = [0] * len(program.low)
    now[program.spreads[0].guard] = 1
    assert raised_to(program, now, {0: found.whole}, aim) is not None
    program.demand({ups[2]: 1, ups[1]: 1}, 20)
    assert raised_to(program, now, {0: found.whole}, aim) is None


@pytest.mark.parametrize("seed", range(20))
def test_nothing_within_costs_less_than_what_lies_beyond_a_plane(seed: int):
    """With prices of units and of changes: beyond the plane where rows are cheapest, and beyond any other."""
    random = Random(seed)
    weights, values = [random.randint(1, 4) for _ in range(3)], [random.randint(1, 9) for _ in range(3)]
    program, ups, flags = made(weights, values, Fraction(random.randint(2, 8), 20))
    spread = program.spreads[0]
    program.low[spread.guard] = 1
    aim = {own: random.randint(1, 5) for own in ups} | {own: random.randint(0, 9) for own in flags}
    found = cheapest(spread, aim, program)
    assert found is not None
    costs = []
    for moved in product(range(MOST + 1), repeat=3):
        at = list(program.low)
        for own, flag, by in zip(ups, flags, moved, strict=True):
            at[own], at[flag] = by, int(by > 0)
        if is_within(spread, at):
            costs.append(sum(by * at[own] for own, by in aim.items()))
    for point in (found.relaxed, found.whole, [random.randint(1, 20) for _ in range(3)]):
        assert least_beyond(program, aim, plane(spread, point, program)) <= min(costs)


def test_a_price_that_is_paid_once_for_two_rows_is_counted_once():
    """And where the coefficient need not be within its limit nothing is said."""
    program, ups, flags = made([1, 1], [2, 9], Fraction(1, 5))
    shared = program.flag()
    program.demands = [one for one in program.demands if one.guard is not None or len(one.terms) == 1]
    for own in ups:
        program.demand({shared: MOST, own: -1}, 0)
    beyond = plane(program.spreads[0], [7.0, 9.0], program)
    program.low[program.spreads[0].guard] = 1
    assert 0 < least_beyond(program, {shared: 10}, beyond) <= 10
    program.low[program.spreads[0].guard] = 0
    assert least_beyond(program, {shared: 10} | dict.fromkeys(flags, 1), beyond) == 0
