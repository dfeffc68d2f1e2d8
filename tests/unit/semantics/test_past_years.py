"""What an earlier year came to is nobody's to change: the way leads through the year that counts, or there is none."""

from __future__ import annotations

import pytest

RULES = """
measures: {{pupils: {{type: count, series: 3, range: [0, null]}}}}
indicators: [{{id: i, source: s, met: "{0}"}}]
"""
YEARS = {"pupils": {2009: 300, 2010: 200, 2011: 250}}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("previous(pupils, 0) < previous(pupils, 1)", [("pupils:0", "199")]),
        ("previous(pupils, 0) <= previous(pupils, 1) / 2", [("pupils:0", "100")]),
        ("previous(pupils, 1) >= 260", []),
        ("previous(pupils, 2) <= 100", []),
    ],
)
def test_a_figure_moves_in_the_year_that_counts(condition: str, expected: list, assess):
    """Last year's number of pupils is no lever, however little would suffice."""
    found = assess(RULES.format(condition), {"period": 2011, "facts": YEARS})
    assert found.verdict.level == "fail"
    moves = {(one.measure, one.need) for gap in found.gaps for way in (gap.changes, *gap.alternatives) for one in way}
    assert moves == set(expected)
