"""Mistakes that random completions found (tests/properties/test_soundness.py), each as the smallest case of its kind.

What is certain with less evidence has to be what every completion of it gives.
"""

from __future__ import annotations

import pytest

FAIL_ON_A_B = """
vetoes: [{id: b, when: 'any(indicators, grade == "B")', level: fail, source: s}]
verdict: [{level: pass}]
"""
BY_REGION = """
grades: [A, B]
choices: {region: {south: 苏南, north: 苏北}}
values: {limit: {by: region, south: 50, north: null, source: s}}
measures: {rate: {type: percent, range: [0, 100], better: higher}, has: {type: yesno}}
"""
BY_PANEL_OR_RATE = BY_REGION + "indicators: [{id: i, source: s, bands: {A: rate >= limit, B: otherwise}}]" + FAIL_ON_A_B


def outcomes(assessment) -> list[str]:
    return ["/".join(map(str, one.possible)) for one in assessment.indicators]


@pytest.mark.parametrize(
    ("region", "rate", "grade", "expected"),
    [
        (None, 40, "A", "A/B"), ("south", 40, "A", "B"), ("north", 40, "A", "A"), (None, 60, "B", "A/B"),
        (None, None, None, "A/B"),
    ],
)  # fmt: skip
def test_a_number_given_for_some_regions_waits_for_the_region(region, rate, grade, expected: str, assess):
    """Whether a panel decides or the rate does depends on a region that is not known: both stay possible."""
    attributes = {} if region is None else {"region": region}
    evidence = {"facts": {"rate": rate}, "grades": {"i": grade}, "subject": {"attributes": attributes}}
    assert outcomes(assess(BY_PANEL_OR_RATE, evidence)) == [expected]


def test_the_region_that_decides_who_judges_is_missing(assess):
    """The region is asked for, and which one leads where."""
    found = assess(BY_PANEL_OR_RATE, {"facts": {"rate": 40}, "grades": {"i": "A"}})
    (region,) = [one for one in found.missing if one.kind == "attribute"]
    assert region.decides
    assert [(one.to, one.options) for one in region.needed] == [("pass", ("north",)), ("fail", ("south",))]


@pytest.mark.parametrize(("region", "expected"), [(None, "A/B"), ("south", "B"), ("north", "A")])
def test_a_ceiling_given_for_some_regions_may_lower_a_computed_grade(region, expected: str, assess):
    """A ceiling whose number is given in the south only leaves both grades where the region is not known."""
    rules = BY_REGION + "indicators: [{id: i, source: s, bands: {A: has, B: otherwise}, ceiling: {A: rate >= limit}}]" + FAIL_ON_A_B
    attributes = {} if region is None else {"region": region}
    evidence = {"facts": {"rate": 40, "has": True}, "subject": {"attributes": attributes}}
    assert outcomes(assess(rules, evidence)) == [expected]


TWO_CEILINGS = """
grades: [A, B, C]
measures: {has: {type: yesno}, one: {type: yesno}, two: {type: yesno}}
indicators: [{id: i, source: s, bands: {A: has, B: otherwise}, ceiling: {A: one, B: two}}]
verdict: [{level: pass, when: 'grade("i") != "B"'}, {level: fail}]
"""


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (None, None, "A/B/C"), (False, None, "B/C"), (None, True, "A/B"), (None, False, "C"), (True, None, "A/C"),
        (False, True, "B"),
    ],
)  # fmt: skip
def test_each_of_several_unknown_ceilings_may_be_the_one_that_lowers(one, two, expected: str, assess):
    """Of two unknown ceilings the first alone, the second, both or none may be broken."""
    assert outcomes(assess(TWO_CEILINGS, {"facts": {"has": True, "one": one, "two": two}})) == [expected]


WORST = """
grades: [A, B, C]
tables: {parts: {key: [no], columns: {no: {type: count}, mark: {type: grade}, gone: {type: yesno}}, leave_out: gone}}
indicators: [{id: i, source: s, grade: 'worst(parts, mark)'}]
verdict: [{level: pass, when: 'grade("i") == "A"'}, {level: fail}]
"""


@pytest.mark.parametrize(
    ("gone", "expected"),
    [((None,), "A/B/C"), ((None, None), "A/B/C"), ((False, None), "A"), ((True,), "A/B/C"), ((False, False), "A")],
)
def test_the_worst_of_rows_that_may_all_be_left_out_is_open(gone, expected: str, assess):
    """Where every row may be left out, there may be none to look at, and then any grade is possible."""
    rows = [{"no": at, "mark": "A", "gone": one} for at, one in enumerate(gone)]
    assert outcomes(assess(WORST, {"tables": {"parts": rows}})) == [expected]


MADE_FROM_ROWS = """
grades: [A, B]
tables:
  parts:
    key: [no]
    columns: {no: {type: count}, heading: {type: text}, mark: {type: grade}, gone: {type: yesno}}
    %s
indicators:
  - {id: parts, source: s, each: parts by heading, grade: 'worst(parts, mark)'}
  - {id: panel, source: s, assessed: grade}
verdict: [{level: pass, when: 'every(indicators, grade == "A")'}, {level: fail}]
"""


def rows_of(*rows: tuple[str | None, str, bool | None]) -> dict[str, object]:
    names = ("heading", "mark", "gone")
    listed = [{"no": at, **dict(zip(names, row, strict=True))} for at, row in enumerate(rows)]
    return {"grades": {"panel": "A"}, "tables": {"parts": listed}}


@pytest.mark.parametrize(
    ("declared", "rows", "possible"),
    [
        ("", [("h", "A", None)], ("pass",)),
        ("", [("h", "A", None), (None, "A", None)], ("pass", "fail")),
        ("rows: 2", [("h", "A", None)], ("pass", "fail")),
        ("rows: 1", [("h", "A", None)], ("pass",)),
    ],
)
def test_a_row_that_may_be_of_another_indicator_may_make_one_more(declared: str, rows, possible, assess):
    """A row without its heading, or one that still must come, may be of an indicator that nobody knows yet."""
    assert assess(MADE_FROM_ROWS % declared, rows_of(*rows)).verdict.possible == possible


@pytest.mark.parametrize(
    ("rows", "possible", "expected"),
    [
        ([("h", "A", False), ("k", "B", True)], ("pass",), "A not_applicable A"),
        ([("h", "A", False), ("k", "B", None)], ("pass", "fail"), "A A/B/not_applicable A"),
        ([("h", "A", False), ("k", "B", False)], ("fail",), "A B A"),
    ],
)
def test_an_indicator_whose_rows_are_left_out_does_not_apply(rows, possible, expected: str, assess):
    """Rows that are left out are no rows: they make no indicator that could count."""
    found = assess(MADE_FROM_ROWS % "leave_out: gone", rows_of(*rows))
    assert outcomes(found) == expected.split()
    assert found.verdict.possible == possible


CONDITIONAL = """
grades: [A, B]
indicators: [{id: one, source: s, assessed: grade}, {id: two, source: s, assessed: grade}]
verdict: [{level: pass}]
conditions: [{id: again, when: 'count(indicators, grade == "B") >= 1 and grade("one") == "B"', level: pass, source: s}]
"""


@pytest.mark.parametrize(
    ("grades", "expected"),
    [({"one": "B", "two": "A"}, [("again", True)]), ({"one": "A", "two": "B"}, []), ({"two": "A"}, [("again", False)])],
)
def test_a_conditional_result_may_count_indicators(grades, expected, assess):
    """A condition that a result carries may look at the indicators, as a veto does."""
    found = assess(CONDITIONAL, {"grades": grades}).verdict.conditions
    assert [(due.id, due.certain) for due in found] == expected


WHETHER_IT_APPLIES = """
grades: [A, B]
measures: {boarders: {type: yesno}}
indicators:
  - {id: beds, source: s, assessed: grade, applies: boarders}
  - {id: other, source: s, assessed: grade}
verdict: [{level: pass, when: 'count(indicators, grade == "A") >= 2'}, {level: fail}]
"""


@pytest.mark.parametrize(
    ("boarders", "expected"), [(None, {"fail": ("B",)}), (True, {"pass": ("A",), "fail": ("B",)})]
)
def test_a_grade_decides_no_more_than_whether_it_applies_leaves(boarders, expected, assess):
    """Where it is not known whether an indicator applies, its A decides nothing; and assessors give no `not_applicable`."""
    found = assess(WHETHER_IT_APPLIES, {"facts": {"boarders": boarders}, "grades": {"other": "A"}})
    (grade,) = [one for one in found.missing if one.kind == "grade"]
    assert {one.to: one.options for one in grade.needed} == expected
