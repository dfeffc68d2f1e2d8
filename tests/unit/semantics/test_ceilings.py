"""What a panel's grade stands in for is said, with what it would lower and what the verdict would be then."""

from __future__ import annotations

import pytest
from drawing import draws
from hypothesis import given
from hypothesis import strategies as st

import evalrules

RULES = """
grades: [A, B, C]
choices: {area: {south: {zh: 南, en: south}, north: {zh: 北, en: north}}}
measures:
  plan: {type: yesno, zh: 有规划, en: has a plan}
  staff: {type: yesno, zh: 有人员, en: has staff}
  rate: {type: percent, range: [0, 100], better: higher, zh: 比例, en: rate}
  room: {type: yesno, zh: 有场地, en: has a place}
  yard: {type: yesno, zh: 有操场, en: has a yard}
tables:
  t: {zh: 表, en: table, key: [n], columns: {n: {type: text, zh: 名, en: name}, ok: {type: yesno, zh: 好, en: good}}}
indicators:
  - {id: "1", zh: 甲, en: first, assessed: grade, ceiling: {A: plan and staff, B: rate >= 60}, source: s 1}
  - {id: "2", zh: 乙, en: second, assessed: grade, ceiling: {A: room or yard}, source: s 1}
  - {id: "3", zh: 丙, en: third, assessed: grade, ceiling: {A: 'area == "south"'}, source: s 1}
  - {id: "4", zh: 丁, en: fourth, assessed: grade, ceiling: {A: 'every(t, ok)'}, source: s 1}
vetoes:
  - {id: any-c, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s 1}
  - {id: two-b, when: 'count(indicators, grade == "B") >= 2', level: fail, source: s 1}
verdict: [{level: pass, when: 'count(indicators, grade == "A") >= 2'}, {level: fail}]
"""
ALL_A = {"1": "A", "2": "A", "3": "A", "4": "A"}


def told(found) -> dict[str, list[tuple]]:
    """By what is missing: what single values of it would lower, and the levels possible then."""
    return {
        item.id: [(one.op, one.value, one.options, one.grades, one.levels) for one in item.lowers]
        for item in found.missing
        if item.taken_as_graded
    }


def test_each_fact_under_a_ceiling_says_what_it_would_lower(assess):
    """Yes and no, a number from where it lowers, an attribute by its options; alone each leaves the verdict here."""
    found = assess(RULES, {"grades": ALL_A})
    assert found.verdict.level == "pass"
    assert told(found) == {
        "plan": [("in", None, (False,), (("1", ("B",)),), ("pass",))],
        "staff": [("in", None, (False,), (("1", ("B",)),), ("pass",))],
        "rate": [("<", "60", (), (("1", ("C",)),), ("fail",))],
        "room": [],
        "yard": [],
        "area": [("in", None, ("north",), (("3", ("B",)),), ("pass",))],
        "t": [],
    }
    assert {item.taken_as_graded for item in found.missing if item.id in ("room", "yard")} == {("2",)}
    assert not any(item.decides for item in found.missing)
    assert found.verdict.possible_if_lowered == ("pass", "fail")


def test_one_b_more_fails_and_that_is_said(assess):
    """Beside one B every fact that lowers another grade would make it fail."""
    found = assess(RULES, {"grades": {**ALL_A, "2": "B"}})
    assert found.verdict.level == "pass"
    levels = {own: [one[4] for one in lowers] for own, lowers in told(found).items()}
    assert levels == {"plan": [("fail",)], "staff": [("fail",)], "rate": [("fail",)], "area": [("fail",)], "t": []}
    assert {"room", "yard"} <= {item.id for item in found.missing if not item.taken_as_graded}


@pytest.mark.parametrize("panel", [{}, {"1": None}, {"1": {"votes": {"A": 0}, "panel": 9}}])
def test_no_grade_stands_in_where_a_panel_said_nothing(panel: dict, assess):
    """An indicator that nobody graded is missing itself, and its facts wait with it."""
    found = assess(RULES, {"grades": {"2": "B", "3": "B", "4": "C", **panel}})
    assert [item.id for item in found.missing if item.taken_as_graded] == []


def test_a_grade_that_no_ceiling_would_lower_stands_in_for_nothing(assess):
    """Under C there is nothing to lower; known facts, and a ceiling that they settle, are not asked for."""
    found = assess(RULES, {"grades": {"1": "C", "2": "C", "3": "B", "4": "B"}})
    assert (told(found), found.verdict.possible_if_lowered) == ({}, ("fail",))
    facts = {"plan": True, "staff": True, "rate": 60, "room": True}
    rows = {"tables": {"t": [{"n": "一", "ok": True}]}, "subject": {"attributes": {"area": "south"}}}
    found = assess(RULES, {"grades": ALL_A, "facts": facts, **rows})
    assert (told(found), found.verdict.possible_if_lowered) == ({}, ("pass",))


def test_votes_that_are_open_are_lowered_too(assess):
    """Of a tie between A and B a broken ceiling leaves B."""
    found = assess(RULES, {"grades": {**ALL_A, "1": {"votes": {"A": 4, "B": 4}}}})
    assert told(found)["plan"] == [("in", None, (False,), (("1", ("B",)),), ("pass",))]


@draws(15)
@given(
    grades=st.fixed_dictionaries({own: st.sampled_from("ABC") for own in "1234"}),
    facts=st.dictionaries(st.sampled_from(["plan", "staff", "room", "yard"]), st.booleans()),
    more=st.fixed_dictionaries({own: st.booleans() for own in ("plan", "staff", "room", "yard")}),
    rate=st.integers(0, 100), area=st.sampled_from(["south", "north"]), good=st.booleans(),
)  # fmt: skip
def test_whatever_is_given_later_was_said_before(grades, facts, more, rate, area, good, assess):
    """However the facts turn out, the level is among those said; alone, it and the grades are what was told."""
    before = assess(RULES, {"grades": grades, "facts": facts})
    later = {**more, **facts, "rate": rate}
    rows = {"tables": {"t": [{"n": "一", "ok": good}]}, "subject": {"attributes": {"area": area}}}
    after = assess(RULES, {"grades": grades, "facts": later, **rows})
    assert after.verdict.level in before.verdict.possible_if_lowered
    for item in before.missing:
        if item.kind == "fact" and item.id != "rate":
            for value in (True, False):
                alone = assess(RULES, {"grades": grades, "facts": {**facts, item.id: value}})
                levels = [one.levels for one in item.lowers if value in one.options]
                assert alone.verdict.possible == (levels[0] if levels else before.verdict.possible)


def test_kept_results_hold_it(assess):
    """The result says it to machines, and reading it back gives the same."""
    import json

    from evalrules.results.reading import report_from

    found = assess(RULES, {"grades": ALL_A})
    document = json.loads(found.to_json())
    kept = document["results"][0]
    assert kept["verdict"]["possible_if_lowered"] == ["pass", "fail"]
    plan = next(item for item in kept["missing"] if item["id"] == "plan")
    assert plan["taken_as_graded"] == ["1"]
    assert plan["lowers"] == [{"in": [False], "grades": [{"indicator": "1", "possible": ["B"]}], "possible": ["pass"]}]
    report, problems = report_from(found.to_json().encode(), "r.json")
    assert problems == []
    assert (report.results[0].assessment.missing, report.results[0].assessment.verdict) == (
        found.missing, found.verdict)  # fmt: skip


def test_the_sixteen_indicators_say_what_their_panels_stand_in_for(jiangsu):
    """Sixteen A but one B, no fact of a ceiling: every one of the twelve under an A would make it fail."""
    grades = {one.id: "A" for one in jiangsu.data.indicators} | {"10": "B"}
    found = evalrules.assess(jiangsu, evalrules.evidence_from({"grades": grades}, jiangsu))
    assert found.verdict.possible == ("pass",)
    lowered = {item.id: item.lowers for item in found.missing if item.taken_as_graded}
    assert len(lowered) == 12
    assert {(one.options, one.levels) for lowers in lowered.values() for one in lowers} == {((False,), ("fail",))}
