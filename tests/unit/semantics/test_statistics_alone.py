"""Several statistics over rows in one comparison, and the least of several figures of a row: rows and amounts are said,
held to going through everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest

import evalrules
from tests.support.selection import one_in

MOST = 4
RULES = f"""
tables:
  t:
    zh: 校
    en: schools
    key: [k]
    columns:
      k: {{{{type: text, zh: 名, en: name}}}}
      x: {{{{type: count, range: [0, {MOST}], better: higher, zh: 甲, en: rooms}}}}
      y: {{{{type: count, range: [0, {MOST}], better: higher, zh: 乙, en: teachers}}}}
      w: {{{{type: count, fixed: true, zh: 生, en: pupils}}}}
indicators: [{{{{id: "1", source: s 1, met: "{{met}}"}}}}]
verdict: [{{{{level: pass, when: "every(indicators, met)", source: s 1}}}}, {{{{level: fail, source: s 1}}}}]
"""
CONDITIONS = {
    "sum(t, min(x, y)) >= {limit}": lambda rows: sum(min(x, y) for x, y, _ in rows),
    "mean(t, min(x, y)) >= {limit} / 3": lambda rows: 3 * Fraction(sum(min(x, y) for x, y, _ in rows), len(rows)),
    "least(t, min(x, y)) >= {limit} / 3": lambda rows: 3 * min(min(x, y) for x, y, _ in rows),
    "sum(t, x) / sum(t, w) >= {limit} / 3": lambda rows: (
        3 * Fraction(sum(x for x, _, _ in rows), sum(w for *_, w in rows))
    ),
    "sum(t, x) + 2 * sum(t, y) >= {limit}": lambda rows: sum(x + 2 * y for x, y, _ in rows),
    "sum(t, x) - {limit} >= sum(t, w)": lambda rows: sum(x - w for x, _, w in rows),
}
"""Conditions, and what of rows must be at least the limit."""


def ways_of(ruleset_from: Any, met: str, rows: list[tuple[int, ...]]) -> list[dict[tuple[int, str], int]] | str:
    """Each way to the level, as what cells come to; the reason where there is none."""
    ruleset = ruleset_from(RULES.format(met=met))
    listed = [{"k": f"r{at}", "x": x, "y": y, "w": w} for at, (x, y, w) in enumerate(rows)]
    try:
        found = evalrules.assess(ruleset, evalrules.evidence_from({"tables": {"t": listed}}, ruleset))
    except evalrules.EvalrulesError:
        return "a row that looks like the total of others"
    for gap in found.gaps:
        if gap.kind == "level":
            if any(one.quantity for one in gap.changes):
                return "only a distance"
            every = (gap.changes, *gap.alternatives)
            return [{(int(one.row[0][1:]), one.measure[2:]): int(one.need) for one in way} for way in every]
    return found.verdict.without_gap or str(found.verdict.level)


def reaching(rows: list[tuple[int, ...]], measure: Any, limit: int) -> Iterator[tuple[int, int]]:
    """How many cells, and how much in all, each set of raised cells takes that reaches the limit."""
    for raised in product(*(range(cell, MOST + 1) for x, y, _ in rows for cell in (x, y))):
        after = [(raised[2 * at], raised[2 * at + 1], w) for at, (_, _, w) in enumerate(rows)]
        if measure(after) >= limit:
            moved = [
                (to, cell)
                for to, cell in zip(raised, (cell for x, y, _ in rows for cell in (x, y)), strict=True)
                if to != cell
            ]
            yield len(moved), sum(to - cell for to, cell in moved)


@pytest.mark.parametrize("seed", one_in(40, range(400), real=4))
def test_rows_and_amounts_reach_what_is_asked(ruleset_from, seed: int):
    """Where raising cells reaches the limit, some ways are named; each does, and with any cell less or lower it does not."""
    random = Random(seed)
    met, measure = random.choice(list(CONDITIONS.items()))
    rows = [(random.randint(0, 3), random.randint(0, 3), random.randint(1, 2)) for _ in range(random.randint(1, 3))]
    limit = int(measure(rows)) + random.randint(0, 6)
    every = list(reaching(rows, measure, limit))
    ways = ways_of(ruleset_from, met.format(limit=limit), rows)
    if (0, 0) in every or not every or ways == "a row that looks like the total of others":
        assert isinstance(ways, str)
        return
    assert not isinstance(ways, str), (met, limit, rows, ways)
    for way in ways:
        assert measure(raised(rows, way)) >= limit, (met, limit, rows, way)
        for cell in way:
            less = {own: to for own, to in way.items() if own != cell}
            assert measure(raised(rows, less)) < limit, (met, limit, rows, way, cell)
    assert min(map(len, ways)) == min(count for count, _ in every), (met, limit, rows, ways)


def raised(rows: list[tuple[int, ...]], way: dict[tuple[int, str], int]) -> list[tuple[int, ...]]:
    return [(way.get((at, "x"), x), way.get((at, "y"), y), w) for at, (x, y, w) in enumerate(rows)]
