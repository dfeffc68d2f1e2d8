"""Why a subject stands where it stands, in few words."""

from __future__ import annotations

import pytest

import evalrules
from evalrules.model.report import Result
from evalrules.reporters.short_reasons import MOST_NAMED, short_reason

GOOD = {"rate": 99, "ok": 9, "total": 9, "exam": False}
SOUTH = {"attributes": {"region": "苏南"}}


def reason(report, language: str = "zh") -> str:
    return short_reason(report.results[0], language)


def test_a_subject_that_reaches_its_level_needs_no_reason(report_on) -> None:
    """Nothing speaks against it."""
    assert reason(report_on(GOOD, {"3": "A", "4": True}, subject=SOUTH)) == ""


def test_a_veto_is_named_with_what_it_rests_on(report_on) -> None:
    """By the names of its indicators; what else is not met is counted beside it, once."""
    report = report_on({**GOOD, "rate": 62}, {"3": "A", "4": False}, subject=SOUTH)
    assert reason(report) == "一票否决“有C”：入学；1 项未达标：规划"
    assert reason(report, "en") == "veto “a C”: enrolment; 1 not met: plan"


def test_a_gate_that_does_not_hold_is_named(report_on) -> None:
    """It is the reason, whatever the indicators are."""
    assert reason(report_on({**GOOD, "ok": 0, "total": 0}, {"3": "A", "4": True}, subject=SOUTH)).startswith(
        "未达到申报条件“有学校”"
    )


def test_what_is_missing_is_the_reason_of_an_open_one(report_on) -> None:
    """By name, and only what decides."""
    assert reason(report_on(GOOD, {"3": "A"}, subject=SOUTH)) == "尚缺 1 项：规划"


@pytest.mark.parametrize(("count", "more"), [(MOST_NAMED, ""), (MOST_NAMED + 1, " 等")])
def test_a_long_list_names_the_first_and_counts_all(assess, count: int, more: str) -> None:
    """What is left out is said to be."""
    lines = "".join(f'\n  - {{id: "{at}", zh: 项{at}, en: item, source: s, assessed: yesno}}' for at in range(count))
    found = assess(f"indicators:{lines}", {"grades": {str(at): False for at in range(count)}}).data
    assert short_reason(Result("a.yaml", found, ()), "zh") == f"{count} 项未达标：项0、项1、项2{more}"


def test_points_are_told_of_everybody_who_has_some() -> None:
    """Also where they suffice: a ranking is read by them."""
    path = "examples/fushan-town/self-score.yaml"
    rules = evalrules.load_ruleset("guangdong-strong-town")
    found = evalrules.assess(rules, evalrules.load_evidence(path, rules)).data
    assert short_reason(Result(path, found, ()), "zh").startswith("得 96.8 分（满分 100）")


def test_a_broken_input_says_its_first_error(broken) -> None:
    """In the language of the reader."""
    assert "两次" in reason(broken) or "重复" in reason(broken)
    assert "twice" in reason(broken, "en")
