"""Mistakes that carrying out advice found (tests/properties/test_advice.py), each as the smallest case of its kind.

The values that are said to decide decide, and the changes of a gap lead where it says.
"""

from __future__ import annotations

import pytest

TAIL = "\nverdict: [{level: pass, when: %s}, {level: fail}]\n"


def needed(assessment, own: str) -> list[tuple[str, str]]:
    """The levels and the values that decide for them, of one missing fact."""
    (found,) = [one for one in assessment.missing if one.id == own]
    return [(one.to, f"{one.op} {one.value}") for one in found.needed]


def gap_of(assessment, own: str):
    """The gap of one indicator, None where there is none."""
    return next((gap for gap in assessment.gaps if gap.id == own), None)


ROUNDED = "measures: {rate: {type: percent, round: {digits: 2, mode: half_up}}}\nindicators: [{id: i, source: s, assessed: yesno}]"


@pytest.mark.parametrize("condition", ["rate >= 95", "95 <= rate"])
def test_a_rounded_number_decides_from_the_tie_on_whichever_side_it_stands(condition: str, assess):
    """94.995 rounds up to 95.00, written on the left of the comparison or on the right."""
    found = assess(ROUNDED + TAIL % f"'{condition}'", {"grades": {"i": True}})
    assert needed(found, "rate") == [("pass", ">= 94.995"), ("fail", "< 94.995")]


def test_a_sum_of_rounded_numbers_decides_nothing_that_it_does_not(assess):
    """Where a sum of two rounded numbers turns is not worked out: no value is claimed near it."""
    found = assess(ROUNDED + TAIL % "'rate + rate >= 95'", {"grades": {"i": True}})
    assert ("fail", "< 47.5") not in needed(found, "rate")


def test_a_divisor_that_may_change_its_sign_is_no_straight_line(assess):
    """1 / m >= 2 holds from above 0 to 0.5; below 0 it does not, and no value below 0.5 is said to decide."""
    rules = "measures: {m: {type: number}}\nindicators: [{id: i, source: s, assessed: yesno}]"
    found = assess(rules + TAIL % "'1 / m >= 2'", {"grades": {"i": True}})
    assert [one for one in needed(found, "m") if one[1].startswith("<")] == []


def test_a_sum_with_something_unknown_decides_only_what_it_does(assess):
    """Beside an unknown second number the first one decides only from where it suffices alone."""
    rules = "measures: {a: {type: number, range: [0, null]}, b: {type: number, range: [0, null]}}\nindicators: [{id: i, source: s, assessed: yesno}]"
    found = assess(rules + TAIL % "'a + b >= 10 and a <= 50'", {"grades": {"i": True}})
    assert needed(found, "a") == [("pass", "between 10..50"), ("fail", "> 50")]


ROWS = """
grades: [A, B]
measures: {open: {type: yesno}}
choices: {stage: {primary: 小学, junior: 初中}}
tables: {units: {key: [name, stage], columns: {name: {type: text}, stage: {type: stage}, has: {type: yesno}}}}
indicators: [{id: i, source: s, bands: {A: '%s', B: %s}, when_both: worse}]
verdict: [{level: pass}]
"""


def rows(*has: bool | None, name: str = "n") -> dict[str, object]:
    listed = [{"name": f"{name}{at}", "stage": "primary", "has": one} for at, one in enumerate(has)]
    return {"facts": {"open": False}, "tables": {"units": listed}}


@pytest.mark.parametrize(
    ("condition", "evidence", "expected"),
    [
        ("every(units, has)", rows(False, True, False), [("n0", "primary"), ("n2", "primary")]),
        ("every(units, has)", rows(False, None), None),
        ("every(units, has)", {"tables": {"units": {"rows": rows(False)["tables"]["units"], "complete": False}}}, None),
        ("every(units, has or open)", rows(False), [("n0", "primary")]),
        ("every(units, open)", rows(False), None),
        ('every(units, stage == "junior")', rows(False), None),
    ],
)
def test_a_gap_of_rows_is_what_closes_it(condition: str, evidence, expected, assess):
    """Every row that fails, where no other may; never a fact of the subject, nor what names the row."""
    gap = gap_of(assess(ROWS % (condition, "otherwise"), evidence), "i")
    assert (None if gap is None else [change.row for change in gap.changes]) == expected


def test_a_gap_of_rows_that_another_band_holds_down_is_none(assess):
    """Where the worse of two bands counts and both hold, raising the rows raises nothing."""
    assert gap_of(assess(ROWS % ("every(units, has)", "not open"), rows(False)), "i") is None


def test_nobody_is_asked_to_have_more_towns(assess):
    """How many members there are is nothing that a county changes."""
    rules = """
members: {towns: {zh: 镇, en: towns, holds: [pass]}}
indicators: [{id: i, source: s, met: 'count(towns) - count(towns, holding) >= 2'}]
verdict: [{level: pass, when: 'met("i")'}, {level: fail}]
"""
    found = assess(rules, {"members": {"towns": {"total": 3, "holding": 3}}})
    moved = {change.measure for gap in found.gaps for change in gap.changes}
    assert "towns:total" not in moved


def test_the_count_behind_a_ratio_is_tried_too(assess):
    """Where the same count stands in the way on the other side, moving it is no way."""
    rules = """
measures:
  ok: {type: count, better: higher}
  share: {type: number, better: higher, value: ok / 2}
indicators: [{id: i, source: s, met: 'share >= ok - 3'}]
"""
    gap = gap_of(assess(rules, {"facts": {"ok": 10}}), "i")
    assert gap is None or all(change.how_many is None for change in gap.changes)
