"""Many subjects at once: a row of conclusions for each row of a frame, or for each of a stream of records."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

import evalrules
from evalrules.frames import assess_frame, assess_records

RULES = """choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
measures:
  rate: {type: percent, range: [0, 100], better: higher, zh: 升学率, en: enrolment}
  near: {type: count, each: stage, zh: 就近入学, en: near}
  gdp: {type: number, series: 2, zh: 产值, en: product}
indicators:
  - {id: "1", zh: 升学率达标, source: s 1, met: rate >= 95}
  - {id: "2", zh: 管理, source: s 2, assessed: yesno}
verdict: [{level: pass, when: "every(indicators, met)"}, {level: fail}]
"""


@pytest.fixture
def rules(ruleset_from: Any) -> Any:
    """A ruleset with facts of every kind and a grade of assessors."""
    return ruleset_from(RULES)


@pytest.fixture
def counties() -> pd.DataFrame:
    """One that passes, one that does not, one of which a figure is not known, one that cannot be."""
    return pd.DataFrame(
        {"county": ["甲", "乙", "丙", "丁"], "rate": [95, 94.5, float("nan"), 120], "2": ["是", "是", "是", "否"]},
        index=[4, 5, 6, 7],
    )


def test_each_row_has_its_conclusion(rules: Any, counties: pd.DataFrame):
    """Level, status, what is possible, grades, gaps and problems, under the index that was there."""
    found = assess_frame(counties, rules, keep=["county"])
    assert list(found.index) == [4, 5, 6, 7]
    assert list(found.columns) == ["county", "level", "status", "possible", "grade.1", "grade.2", "gaps", "problems"]
    assert list(found["county"]) == ["甲", "乙", "丙", "丁"]
    assert list(found["status"]) == ["decided", "decided", "undetermined", "refused"]
    assert list(found["possible"]) == ["pass", "fail", "pass, fail", ""]
    assert list(found["level"])[:2] == ["pass", "fail"]
    assert found["level"].isna().tolist() == [False, False, True, True]
    assert "rate >= 95" in found["gaps"][5]
    assert found["problems"][7].startswith("facts.rate: ")


def test_it_is_the_answer_of_assess(rules: Any, counties: pd.DataFrame):
    """Row by row the level that evidence with the same facts and grades has."""
    found = assess_frame(counties, rules, keep=["county"])
    for at in (4, 5, 6):
        value = None if counties["rate"].isna()[at] else Decimal(str(counties["rate"][at]))
        evidence = evalrules.evidence_from({"facts": {"rate": value}, "grades": {"2": "是"}}, rules)
        level = evalrules.assess(rules, evidence).verdict.level
        assert level == (None if pd.isna(found["level"][at]) else found["level"][at])


@pytest.mark.parametrize("names", [("rate", "2"), ("facts.rate", "grades.2"), ("升学率", "管理"), ("enrolment", "管理")])
def test_a_column_is_named_by_id_or_by_name(names: tuple[str, str], rules: Any):
    """The id, the name in either language, or the place in evidence."""
    (found,) = assess_records([dict(zip(names, (95, True), strict=True))], rules)
    assert found["level"] == "pass"


def test_options_have_columns_of_their_own(rules: Any):
    """`near.primary`; a year, for which a row has no period, and an option that is not there are unknown columns."""
    (found,) = assess_records([{"rate": 95, "2": "是", "near.primary": 5}], rules)
    assert (found["level"], found["problems"]) == ("pass", "")
    with pytest.raises(evalrules.EvalrulesError) as refused:
        list(assess_records([{"near.senior": 5, "gdp": 1, "rate.2007": 1}], rules))
    assert ["ER401"] * 3 == [one.code for one in refused.value.diagnostics]


def test_a_column_that_means_nothing_is_no_fact_left_out(rules: Any, counties: pd.DataFrame):
    """A misspelt name is told with the nearest one, and nothing is judged."""
    with pytest.raises(evalrules.EvalrulesError, match="unknown column 'rat'.*rate"):
        assess_frame(counties.rename(columns={"rate": "rat"}), rules, keep=["county"])
    with pytest.raises(evalrules.EvalrulesError, match="ER401.*'county'"):
        assess_frame(counties, rules)


def test_a_stream_without_end_is_assessed_as_it_comes(rules: Any):
    """Nothing is read ahead, and nothing is kept."""
    taken: list[int] = []

    def records() -> Iterator[dict[str, Any]]:
        for number in itertools.count():
            taken.append(number)
            yield {"rate": number % 100, "2": "是"}

    found = assess_records(records(), rules)
    assert [next(found)["level"] for _ in range(3)] == ["fail"] * 3
    assert taken == [0, 1, 2]


def test_a_wrong_record_is_told_and_the_next_is_assessed(rules: Any):
    """In Chinese where that is asked for."""
    found = list(assess_records([{"rate": "九十", "2": "是"}, {"rate": 95, "2": "是"}], rules, lang="zh"))
    assert [("refused", True), ("decided", False)] == [(one["status"], bool(one["problems"])) for one in found]
    assert found[0]["problems"].startswith("facts.rate: “升学率”填的是“九十”")
    assert [one.keys() for one in found] == [found[0].keys()] * 2


def test_what_no_row_can_hold_is_said(counties: pd.DataFrame):
    """A ruleset with tables of rows; what is no frame."""
    with_tables = evalrules.load_ruleset("national-quality-balance@2017")
    with pytest.raises(evalrules.EvalrulesError, match="ER463.*without tables of rows"):
        assess_records([], with_tables)
    with pytest.raises(evalrules.EvalrulesError, match="ER463.*pandas or polars"):
        assess_frame([{"rate": 95}], evalrules.load_ruleset("jiangsu-16@2007"))


def test_frames_of_polars_are_answered_in_polars(rules: Any):
    """The same columns and values."""
    pl = pytest.importorskip("polars", reason="polars is not installed; pandas stands for both here")
    found = assess_frame(pl.DataFrame({"rate": [95.0, None], "2": ["是", "否"]}), rules)
    assert isinstance(found, pl.DataFrame)
    assert found["level"].to_list() == ["pass", "fail"]


def test_yes_and_no_may_be_written_or_truths(rules: Any):
    """是 and 否 are what True and False are, and another word is refused as in evidence."""
    records = [{"rate": 95, "2": said} for said in ("是", True, "否", False, "有")]
    yes, true, no, false, other = assess_records(records, rules)
    assert yes == true
    assert no == false
    assert [yes["level"], no["level"], other["status"]] == ["pass", "fail", "refused"]
