"""Which rows to raise, held to every choice of rows and to every small shift of what is added."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from evalrules.semantics.spread_raises import Raisable, Spread, fewest_raised, least_raised, total_of


def drawn(random: Random, *, is_share: bool, fixed: bool = False) -> Spread:
    rows = tuple(
        Raisable(random.uniform(1, 30), random.uniform(1, 9), 0.0 if fixed and random.random() < 0.3 else random.uniform(0.2, 5))
        for _ in range(random.randint(3, 7))
    )
    return Spread(rows, 1.0, is_share, is_sample=False)


def least_with(spread: Spread, rows: tuple[int, ...]) -> float:
    """The least that it comes to with these rows at one level, by trying many levels."""
    values = [row.value for row in spread.rows]
    levels = [min(values) + (max(values) - min(values)) * at / 300 for at in range(301)]
    return min(spread.at(spread.raised_to(rows, level)) for level in levels)


@pytest.mark.parametrize("is_share", [True, False])
def test_no_fewer_rows_are_enough(is_share: bool):
    """Of every smaller set of rows none brings the spread so low, whatever level they are raised to."""
    random, tried = Random(1), 0
    for _ in range(12):
        spread = drawn(random, is_share=is_share, fixed=True)
        limit = spread.at({}) * random.uniform(0.3, 0.95)
        raised = next(fewest_raised([spread], limit), None)
        able = [at for at, row in enumerate(spread.rows) if row.cost]
        if raised is None:
            assert min(least_with(spread, some) for count in range(len(able) + 1) for some in combinations(able, count)) > limit - 1e-6
            continue
        assert total_of([spread], raised) <= limit + 1e-9
        assert set(raised[0]) <= set(able)
        assert all(least_with(spread, some) > limit for some in combinations(able, len(raised[0]) - 1))
        tried += 1
    assert tried > 3


def test_a_sum_of_spreads_comes_within_its_limit():
    """Of several statistics together; where all rows together are not enough, nothing is proposed."""
    random = Random(2)
    for _ in range(20):
        spreads = [drawn(random, is_share=True) for _ in range(3)]
        limit = total_of(spreads, {}) * random.uniform(0.3, 0.95)
        assert total_of(spreads, next(fewest_raised(spreads, limit))) <= limit + 1e-9
    stuck = Spread((Raisable(1, 1, 0.0), Raisable(9, 1, 0.0)), 1.0, is_share=True, is_sample=False)
    assert list(fewest_raised([stuck], 0.1)) == []
    assert list(least_raised(stuck, 0.1)) == []


@pytest.mark.parametrize("is_share", [True, False])
def test_no_shift_from_row_to_row_costs_less(is_share: bool):
    """A little more in one row and less in another keeps the limit only at a greater cost; so does a random choice."""
    random = Random(3)
    for _ in range(8):
        spread = drawn(random, is_share=is_share)
        limit = spread.at({}) * random.uniform(0.4, 0.9)
        found = next(least_raised(spread, limit))[0]
        cost = cost_of(spread, found)
        assert spread.at(found) <= limit + 1e-9
        for _ in range(100):
            other = {at: row.value + random.uniform(0, 12) * random.choice((0, 1)) for at, row in enumerate(spread.rows)}
            near = {at: max(spread.rows[at].value, found.get(at, spread.rows[at].value) + random.uniform(-0.3, 0.3)) for at in other}
            for one in (other, near):
                assert spread.at(one) > limit or cost_of(spread, one) >= cost * (1 - 1e-6)


def cost_of(spread: Spread, raised: dict[int, float]) -> float:
    return sum(spread.rows[at].cost * (value - spread.rows[at].value) for at, value in raised.items())
