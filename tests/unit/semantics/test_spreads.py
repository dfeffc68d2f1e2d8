"""What a coefficient is made of stands beside it, met or not."""

from __future__ import annotations

from typing import Any

import pytest

RULES = """
measures:
  spread: {type: number, range: [0, null], value: "cv(t, x, weight=w)", round: {digits: 2, mode: half_up}, zh: 系数, en: coefficient}
tables:
  t:
    zh: 表
    en: table
    key: [name]
    columns:
      name: {type: text, zh: 名, en: name}
      x: {type: number, unit: m2, zh: 量, en: x}
      w: {type: count, zh: 权, en: w}
"""
SPREAD = 'indicators: [{id: "1", source: s 1, met: spread <= 1}]'


@pytest.mark.parametrize(
    ("indicators", "rows", "expected"),
    [
        (SPREAD, [(1, 1), (4, 2)], [("spread", "0.4714", "3", "1.4142", "m2", 2)]),
        (SPREAD, [(1, 1), (4, 2), (9, 0)], [("spread", "0.4714", "3", "1.4142", "m2", 2)]),
        (SPREAD, [(1, 1), (4, None)], []),
        ('indicators: [{id: "1", source: s 1, met: "stdev_sample(t, x) <= 1"}]', [(2, 1), (4, 1)], [("", "1.4142", "3", "1.4142", "m2", 2)]),
        ('indicators: [{id: "1", source: s 1, met: "mean(t, x) <= 1"}]', [(2, 1), (4, 1)], []),
    ],
)  # fmt: skip
def test_a_coefficient_stands_with_mean_deviation_and_rows(indicators: str, rows: list[Any], expected: list[Any], assess):
    """By its weights; rows of no weight are not counted, and one that is not known makes it unknown."""
    table = [{"name": f"s{at}", "x": x, "w": w} for at, (x, w) in enumerate(rows)]
    found = assess(RULES + indicators, {"tables": {"t": table}}).indicators[0].statistics
    shown = [getattr(one, "shown", one) for use in found for one in (use.value, use.mean, use.deviation)]
    assert expected == [
        (use.measure, shown[3 * at][:6], shown[3 * at + 1], shown[3 * at + 2][:6], use.unit, use.rows)
        for at, use in enumerate(found)
    ]
