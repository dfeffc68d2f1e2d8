"""Which values are far from those of last year."""

from __future__ import annotations

from typing import Any

import pytest

import evalrules
from evalrules.base.diagnostics import Diagnostic
from evalrules.earlier import earlier_of
from evalrules.model.earlier import Earlier
from evalrules.semantics.last_year import far_from_last_year, matching

RULESET = """
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
measures:
  area: {type: number, unit: m2, zh: 面积, en: area}
  people: {type: count, unit: 人, zh: 人数, en: people}
  rate: {type: percent, zh: 比例, en: rate}
  level: {type: stage, zh: 学段, en: stage}
  built: {type: date}
  has: {type: yesno}
  funds: {type: number, series: 3, zh: 经费, en: funds}
  grants: {type: number, questioned: false}
  per: {type: number, unit: m2, value: area / 2}
tables:
  units:
    zh: 学校
    key: [school]
    columns: {school: {type: text}, kind: {type: stage, zh: 类别, en: kind}, pupils: {type: count, unit: 人, zh: 学生数, en: pupils}}
indicators: [{id: "1", source: s, met: "area >= 400"}]
"""


@pytest.fixture
def asked(ruleset_from):
    """What is asked of evidence of 2007 beside that of 2006."""

    def ask(now: dict[str, Any], then: dict[str, Any], **options: Any) -> list[Diagnostic]:
        ruleset = ruleset_from(RULESET)
        before = evalrules.evidence_from({"period": 2006, **then}, ruleset, name="2006").data
        evidence = evalrules.evidence_from({"period": 2007, **now}, ruleset, name="2007").data
        return list(far_from_last_year(ruleset.data, evidence, earlier_of(before, ruleset.data), **options))

    return ask


@pytest.mark.parametrize(
    ("own", "then", "now", "is_asked"),
    [
        ("area", 100, 300, True), ("area", 100, "299.9", False), ("area", 300, 100, True), ("area", 0, 500, False),
        ("area", 500, 0, True), ("area", 500, None, False), ("area", None, 500, False),
        ("area", 100, {"between": [300, 400]}, False), ("area", "0.1", 1, True),
        ("people", 100, 300, True), ("people", 2, 8, False), ("people", 1, 10, True), ("people", 9, 0, False),
        ("people", 10, 0, True), ("people", 4, 13, False), ("people", 5, 15, True),
        ("rate", 95, 59, True), ("rate", 60, 85, False), ("rate", 4, 14, False), ("rate", 2, 10, True),
        ("rate", 98, "9.8", True), ("level", "primary", "junior", True), ("level", "primary", "小学", False),
        ("has", True, False, False), ("grants", 1, 100, False), ("per", 10, 500, False),
    ],
)  # fmt: skip
def test_how_far_is_far(asked, own: str, then: Any, now: Any, is_asked: bool) -> None:
    """Three times or a third; small counts, percentages and options have rules of their own."""
    from decimal import Decimal

    def number(value: Any) -> Any:
        return Decimal(value) if isinstance(value, str) and value[0].isdigit() else value

    found = asked({"facts": {own: number(now)}}, {"facts": {own: number(then)}})
    assert [one.code for one in found] == ["ER512"] * is_asked


def test_the_question_has_both_figures_and_both_places(asked) -> None:
    """In both languages, with what to confirm."""
    (one,) = asked({"facts": {"area": 50}}, {"facts": {"area": 500}})
    assert one.sentence("zh") == "“面积”填的是 50 平方米，上年（2006）填的是 500 平方米（2006#facts.area）"
    assert one.sentence("en") == "area is 50 m²; in 2006 it was 500 m² (2006#facts.area)"
    assert (str(one.place), [str(other.place) for other in one.related]) == ("2007#facts.area", ["2006#facts.area"])
    assert "facts.area" in one.hint("zh")


@pytest.mark.parametrize(
    ("now", "paths"),
    [
        ({2005: 10, 2006: 11, 2007: 12}, []),
        ({2005: 10, 2006: 12, 2007: 12}, ["facts.funds.2006"]),
        ({2005: 10, 2006: 11, 2007: 120}, ["facts.funds.2007"]),
    ],
)
def test_the_figure_of_a_past_year_stays_as_it_was_reported(asked, now: dict[int, int], paths: list[str]) -> None:
    """The new year is held against the newest of before."""
    found = asked({"facts": {"funds": now}}, {"facts": {"funds": {2004: 9, 2005: 10, 2006: 11}}})
    assert [dict(one.args)["path"] for one in found] == paths


def rows(**schools: int) -> dict[str, Any]:
    return {"tables": {"units": [{"school": name, "kind": "primary", "pupils": pupils} for name, pupils in schools.items()]}}


def test_a_row_is_held_against_the_row_of_its_key(asked) -> None:
    """Also the kind of a school."""
    now = rows(一小=100, 二小=400)
    now["tables"]["units"][0]["kind"] = "junior"
    found = asked(now, rows(二小=40, 一小=100))
    assert [dict(one.args)["path"] for one in found] == ["tables.units[一小].kind", "tables.units[二小].pupils"]
    assert found[1].sentence("zh").startswith("“二小”的“学生数”填的是 400 人，上年（2006）填的是 40 人")
    assert found[0].sentence("zh").startswith("“一小”的“类别”填的是 初中，上年（2006）填的是 小学")


def test_a_row_that_is_gone_is_asked_about(asked) -> None:
    """A new one is not; nor are rows of a table that says that some are missing, or is not filled in, or is wrong."""
    then = rows(一小=100, 二小=400)
    (one,) = asked(rows(一小=100, 三小=90), then)
    assert (one.code, dict(one.args)["path"]) == ("ER513", "tables.units[二小]")
    assert one.sentence("zh") == "表“学校”上年（2006）有“二小”（2006#tables.units[1]），这次没有"
    assert asked({"tables": {"units": {"rows": rows(一小=100)["tables"]["units"], "complete": False}}}, then) == []
    assert asked({"tables": {}}, then) == []


def test_what_is_wrong_already_is_not_asked_about(asked, ruleset_from) -> None:
    """Neither the value nor, in its table, rows that are gone."""
    evidence = evalrules.evidence_from({"period": 2007, **rows(一小=100)}, ruleset_from(RULESET), name="2007").data
    told = {evidence.tables["units"].rows[0].cells["units.pupils"].place}
    assert asked(rows(一小=100), rows(一小=1000, 二小=400), told=told) == []


# -- whose data they are -----------------------------------------------------------------------------------------------


def of(ruleset: Any, period: Any, **subject: str) -> Any:
    return evalrules.evidence_from({"period": period, "subject": subject, "facts": {"area": 1}}, ruleset).data


def before(ruleset: Any, period: Any, **subject: str) -> Earlier:
    return earlier_of(of(ruleset, period, **subject), ruleset.data)


def test_the_latest_data_of_the_same_subject_count(ruleset_from) -> None:
    """By the id where both have one, else by the name."""
    ruleset = ruleset_from(RULESET)
    every = [before(ruleset, 2004, id="1"), before(ruleset, 2006, id="1"), before(ruleset, 2005, id="1"), before(ruleset, 2006, id="2")]
    found, problems = matching(every, of(ruleset, 2007, id="1", name="某校"), ruleset.data)
    assert found is every[1]
    assert problems == []
    named = before(ruleset, 2006, name="某校")
    assert matching([named], of(ruleset, 2007, id="1", name="某校"), ruleset.data)[0] is named


@pytest.mark.parametrize(
    ("change", "code", "is_error"),
    [
        ({"ruleset": "other", "name": "other@1"}, "ER050", True),
        ({"name": "t@0"}, "ER053", False),
        ({"rows": None}, "ER054", False),
    ],
)
def test_what_does_not_compare_is_said(ruleset_from, change: dict[str, Any], code: str, is_error: bool) -> None:
    """Another ruleset is refused; of another edition, and of a kept result, as much is compared as can be."""
    ruleset = ruleset_from(RULESET)
    evidence = evalrules.evidence_from({"period": 2007, **rows(一小=1)}, ruleset).data
    found, problems = matching([before(ruleset, 2006)._replace(**change)], evidence, ruleset.data)
    assert [(one.code, one.is_error) for one in problems] == [(code, is_error)]
    assert (found is None) == is_error


@pytest.mark.parametrize("period", [2007, 2008, {"from": "2006-09-01", "to": "2007-08-31"}])
def test_data_that_are_no_earlier_are_refused(ruleset_from, period: Any) -> None:
    """The same year, a later one, and one that overlaps."""
    ruleset = ruleset_from(RULESET)
    found, problems = matching([before(ruleset, period)], of(ruleset, 2007), ruleset.data)
    assert (found, [one.code for one in problems]) == (None, ["ER052"])


def test_another_subject_is_refused_and_among_many_a_warning(ruleset_from) -> None:
    """Where a whole province is given, one county that is new is no mistake."""
    ruleset = ruleset_from(RULESET)
    others = [before(ruleset, 2006, id="2"), before(ruleset, 2006, id="3")]
    for every, severity in ((others[:1], "error"), (others, "warning")):
        found, problems = matching(every, of(ruleset, 2007, id="1"), ruleset.data)
        assert (found, [(one.code, one.severity) for one in problems]) == (None, [("ER051", severity)])
