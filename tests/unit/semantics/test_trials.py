"""A value is tried unless it certainly contradicts what is known: what may still be right beside it is no contradiction."""

from __future__ import annotations

import pytest

SHARE = """
measures:
  passed: {type: number, range: [0, null]}
  all: {type: number, range: [0, null]}
  share: {type: percent, value: "percent(passed, all)", range: [50, 100]}
indicators: [{id: i, source: s, met: CONDITION}]
"""


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("passed >= 15", ["pass 15..20", "fail 5..15"]),  # 15 of 20 are 75 %: only of 10 they were too many
        ("passed >= 20", ["pass 20", "fail 5..20"]),
        ("passed >= 20.5", ["fail 5..20"]),  # more than there can be
        ("passed <= 9", ["pass 5..9", "fail 9..20"]),  # 9 of 10 are 90 %: only of 20 they were too few
        ("passed <= 5", ["pass 5", "fail 5..20"]),
        ("passed <= 4.5", ["fail 5..20"]),
    ],
)  # fmt: skip
def test_what_is_derived_forbids_a_value_only_where_it_certainly_leaves_its_range(condition, expected, assess):
    """Of something between 10 and 20 a share may be in its range for each figure up to 20, and from 5 on."""
    found = assess(SHARE.replace("CONDITION", condition), {"facts": {"all": {"between": [10, 20]}}})
    (passed,) = [one for one in found.missing if one.id == "passed"]
    assert [f"{one.to} {one.value}" for one in passed.needed] == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("all >= 15", ["pass >= 15", "fail < 15"]),
        ("all >= 10.5", ["pass >= 10.5", "fail < 10.5"]),
        ("all <= 10", ["pass <= 10", "fail > 10"]),
        ("all == 12", ["pass == 12", "fail < 12", "fail > 12"]),
    ],
)
def test_of_what_is_known_within_bounds_only_what_they_leave_is_tried(condition: str, expected: list, assess):
    """Both ends are among it: there the verdict turns as anywhere between them."""
    found = assess(SHARE.replace("CONDITION", condition), {"facts": {"all": {"between": [10, 20]}}})
    (every,) = [one for one in found.missing if one.id == "all"]
    assert [f"{one.to} {one.op} {one.value}" for one in every.needed] == expected
