"""Means, medians, sums, leasts and greatests beyond their limit: which rows, and by how much, held to going through everything."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product
from random import Random
from statistics import mean, median
from typing import Any

import pytest

import evalrules

RULES = """
tables:
  t:
    zh: 校
    en: schools
    key: [k]
    columns:
      k: {{type: text, zh: 名, en: name}}
      n: {{type: count, range: [0, {most}], better: higher, zh: 册, en: books}}
      w: {{type: count, fixed: true, zh: 生, en: pupils}}
      c: {{type: count, better: lower, zh: 班额, en: class size}}
      each: {{type: number, value: n / w, zh: 生均, en: each}}
indicators: [{{id: "1", source: s 1, met: "{met}"}}]
verdict: [{{level: pass, when: "every(indicators, met)", source: s 1}}, {{level: fail, source: s 1}}]
"""


@pytest.fixture(scope="module")
def ways(ruleset_from):
    """`ways(condition, rows, most)`: each way to the level, as key and value of rows; "" or a reason without one."""

    def of(met: str, rows: list[tuple[int, ...]], most: Any = "null") -> Any:
        ruleset = ruleset_from(RULES.format(met=met, most=most))
        listed = [{"k": f"r{at}", "n": one[0], "w": (*one, 1)[1], "c": (*one, 1, 1)[2]} for at, one in enumerate(rows)]
        found = evalrules.assess(ruleset, evalrules.evidence_from({"tables": {"t": listed}}, ruleset))
        for gap in found.gaps:
            if gap.kind == "level":
                assert not any(one.quantity for one in gap.changes), "only a distance"
                return [{one.row[0]: Fraction(figure(one)) for one in way} for way in (gap.changes, *gap.alternatives)]
        return found.verdict.without_gap

    def figure(change: Any) -> Any:
        return change.need

    return of


def test_a_mean_is_reached_by_one_school_or_by_those_behind(ways):
    """60, 40, 20 and 80 books of 60 on average: 40 more in all, for the last school, or for the two behind."""
    assert ways("mean(t, n) >= 60", [(60,), (40,), (20,), (80,)]) == [{"r2": 60}, {"r1": 50, "r2": 50}]


def test_where_one_school_may_not_be_so_much_others_help(ways):
    """No school may have more than 50."""
    assert ways("sum(t, n) >= 95", [(10,), (20,)], 50)[:1] == [{"r0": 50, "r1": 45}]


def test_a_median_is_reached_by_the_schools_that_lack_least(ways):
    """Of five the middle one; of four the sum of the middle two."""
    assert ways("median(t, n) >= 50", [(60,), (40,), (20,), (80,), (10,)]) == [{"r1": 50}]
    assert ways("median(t, n) >= 60", [(60,), (40,), (20,), (80,)]) == [{"r1": 60}]


def test_nobody_makes_classes_larger_and_larger_ones_are_made_smaller(ways):
    """Classes of 50 and 44 of 45 on average: two pupils less in all, in the larger."""
    assert ways("mean(t, c) <= 45", [(1, 1, 50), (1, 1, 44)])[:1] == [{"r0": 46}]
    assert ways("mean(t, w) <= 45", [(1, 50), (1, 44)]) == "fixed"


def test_the_least_school_is_brought_to_the_limit(ways):
    """Both that lie below, and no other."""
    assert ways("least(t, n) >= 10", [(1,), (20,), (9,)]) == [{"r0": 10, "r2": 10}]


def test_the_greatest_school_is_the_nearest_one_raised(ways):
    """Of two that lie below the one that lacks less; beyond a strict limit one more."""
    assert ways("greatest(t, n) >= 30", [(1,), (20,), (9,)]) == [{"r1": 30}]
    assert ways("greatest(t, n) > 30", [(1,), (20,), (9,)]) == [{"r1": 31}]


def test_what_is_to_be_lower_is_lowered_in_one_row_or_in_all(ways):
    """Of the least one school is enough, of the greatest each that lies above; written on either side."""
    rows = [(1, 1, 50), (1, 1, 44), (1, 1, 48)]
    assert ways("least(t, c) <= 40", rows) == [{"r1": 40}]
    assert ways("greatest(t, c) <= 45", rows) == [{"r0": 45, "r2": 45}]
    assert ways("45 > greatest(t, c)", rows) == [{"r0": 44, "r2": 44}]


def test_nobody_takes_books_away_from_the_greatest_school(ways):
    """Books are better higher: of the greatest only its distance is known."""
    with pytest.raises(AssertionError, match="only a distance"):
        ways("greatest(t, n) <= 5", [(10,), (1,)])


MOST = 6


def drawn(random: Random) -> tuple[str, list[tuple[int, ...]], int]:
    rows = [(random.randint(0, 4),) for _ in range(random.randint(1, 4))]
    op = random.choice(["mean", "median", "sum"])
    limit = random.randint(2, 5) * (len(rows) if op == "sum" else 1) - random.randint(0, 1)
    return op, rows, limit


def reaching(op: str, rows: list[tuple[int, ...]], limit: int) -> Iterator[tuple[int, int]]:
    """How many rows, and how much in all, each set of raised rows takes that reaches the limit."""
    of = {"mean": lambda one: Fraction(mean(map(Fraction, one))), "median": median, "sum": sum}[op]
    for raised in product(*(range(one[0], MOST + 1) for one in rows)):
        if of(list(raised)) >= limit:
            yield sum(to != one[0] for to, one in zip(raised, rows, strict=True)), sum(raised) - sum(one[0] for one in rows)


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(at, marks=pytest.mark.real) for at in range(6, 300))])
def test_no_fewer_rows_and_no_less_in_all_would_do(ways, seed: int):
    """The first way has the fewest rows there are; one of the ways the least total."""
    op, rows, limit = drawn(Random(seed))
    every = list(reaching(op, rows, limit))
    found = ways(f"{op}(t, n) >= {limit}", rows, MOST)
    if not every or (0, 0) in every:
        assert found in ("", "not_found", "fixed") or not every
        return
    assert isinstance(found, list), (op, rows, limit, found)
    totals = [sum(to - rows[int(own[1:])][0] for own, to in way.items()) for way in found]
    assert (len(found[0]), min(totals)) == (min(one for one, _ in every), min(total for _, total in every)), (op, rows, limit)


def test_each_row_of_a_way_is_needed(ways):
    """Without any of them the limit is not reached."""
    rows = [(10,), (0,), (30,), (5,)]
    for way in ways("mean(t, n) >= 40", rows, 50):
        for fewer in combinations(way, len(way) - 1):
            after = [way[f"r{at}"] if f"r{at}" in fewer else one[0] for at, one in enumerate(rows)]
            assert mean(map(Fraction, after)) < 40
