"""Checks that evidence breaks: which rows, which words, which places; what is not known breaks nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from cProfile import Profile
from datetime import date
from typing import Any

import pytest

import evalrules
from evalrules.semantics.case import case_of
from evalrules.semantics.relations import MOST_PLACES, broken_checks

RULES = """\
choices:
  stage: {low: {zh: 小学, en: primary}, high: {zh: 初中, en: junior}, nine: {zh: 九年, en: all nine}}
  kind: {primary: {zh: 小学, en: primary school}, nine: {zh: 九年一贯制学校, en: nine-year school}, special: {zh: 特殊教育学校, en: special school}}
values: {line: {value: 45, unit: 名, zh: 班额上限, en: limit of a class, source: s}}
measures:
  trained: {type: count, unit: 名, zh: 已培训教师数, en: trained teachers}
  teachers: {type: count, unit: 名, zh: 专任教师数, en: full-time teachers}
  share: {type: percent, zh: 培训率, en: share trained, value: "percent(trained, teachers)"}
  boards: {type: yesno, zh: 有寄宿生, en: has boarders}
  opened: {type: date, zh: 开办日期, en: day of opening}
  named: {type: date, zh: 命名日期, en: day of naming}
tables:
  sites:
    zh: 学校
    en: schools
    key: [school]
    columns:
      school: {type: text, zh: 学校名称, en: name}
      kind: {type: kind, zh: 类别, en: kind}
      pupils: {type: count, unit: 人, zh: 学生数, en: pupils}
      classes: {type: count, unit: 个, zh: 班数, en: classes}
      largest: {type: count, unit: 人, zh: 最大班额, en: largest class}
      area: {type: number, unit: m2, zh: 校舍面积, en: floor area}
      indoor: {type: number, unit: m2, zh: 其中室内体育用房, en: indoor sports rooms}
      young: {type: yesno, zh: 新建学校, en: new school}
    leave_out: kind == "special"
    checks: [%(sites)s]
  units:
    zh: 分学段
    en: stages
    key: [school, stage]
    columns:
      school: {type: text, zh: 学校名称, en: name}
      stage: {type: stage, zh: 学段, en: stage}
      kind: {type: kind, zh: 类别, en: kind}
      students: {type: count, unit: 人, zh: 本学段学生数, en: pupils of the stage}
      key_teachers: {type: count, unit: 名, zh: 骨干教师数, en: key teachers}
    checks: [%(units)s]
checks: [%(own)s]
indicators: [{id: "1", zh: 一, en: one, source: s, met: teachers >= 0 or trained >= 0}]
"""
SITE = {"kind": "primary", "pupils": 376, "classes": 9, "largest": 44, "area": 2100, "indoor": 300, "young": False}
A, B = {"school": "北关小学", **SITE}, {"school": "南关学校", **SITE, "kind": "nine", "area": 2200}
UNITS = [
    {"school": "北关小学", "stage": "low", "kind": "primary", "students": 376, "key_teachers": 3},
    {"school": "南关学校", "stage": "low", "kind": "nine", "students": 300, "key_teachers": 3},
    {"school": "南关学校", "stage": "high", "kind": "nine", "students": 76, "key_teachers": 3},
]

Make = Callable[[str], Any]


def places(problem: Any) -> list[str]:
    """The paths of a diagnostic, its own first."""
    return [one.path for one in (problem.place, *(other.place for other in problem.related))]


def said(problem: Any, language: str = "zh") -> str:
    """What it says, without the places."""
    return str(dict(problem.args)[language])


def broken(
    make: Make,
    sites: list[Any] | None = None,
    units: list[Any] | None = None,
    *,
    own: str = "",
    at_sites: str = "",
    at_units: str = "",
    complete: bool = True,
    facts: Mapping[str, Any] | None = None,
) -> list[Any]:
    """The diagnostics that evidence gets under the checks given; none where it is assessed."""
    ruleset = make(RULES % {"own": own, "sites": at_sites, "units": at_units})
    tables: dict[str, Any] = {} if sites is None else {"sites": sites}
    tables |= {} if units is None else {"units": {"rows": units, "complete": complete}}
    evidence = evalrules.evidence_from({"facts": facts or {}, "tables": tables}, ruleset)
    try:
        evalrules.assess(ruleset, evidence)
    except evalrules.EvalrulesError as refused:
        return list(refused.diagnostics)
    return []


@pytest.mark.parametrize(
    ("check", "facts", "zh", "en"),
    [
        ("trained <= teachers", {"trained": 1300, "teachers": 1260},
         "“已培训教师数”（1300名）不应大于“专任教师数”（1260名）", "“trained teachers” (1300) should not be above “full-time teachers” (1260)"),
        ("trained < teachers", {"trained": 5, "teachers": 5},
         "“已培训教师数”（5名）应小于“专任教师数”（5名）", "“trained teachers” (5) should be below “full-time teachers” (5)"),
        ("not trained <= teachers", {"trained": 4, "teachers": 5},
         "“已培训教师数”（4名）应大于“专任教师数”（5名）", "“trained teachers” (4) should be above “full-time teachers” (5)"),
        ("trained + 2 * teachers == 7", {"trained": 1, "teachers": 5},
         "“已培训教师数”（1名）与2 × “专任教师数”（5名）（10）之和（11名）应为7", "“trained teachers” (1) and 2 × “full-time teachers” (5) (10) together (11) should be 7"),
        ("trained + teachers <= 3", {"trained": 1, "teachers": 5},
         "“已培训教师数”（1名）与“专任教师数”（5名）之和（6名）不应大于3",
         "“trained teachers” (1) and “full-time teachers” (5) together (6) should not be above 3"),
        ("percent(trained, teachers) <= 90", {"trained": 113, "teachers": 119},
         "“已培训教师数”（113名）占“专任教师数”（119名）的百分比（94.96%）不应大于90",
         "“trained teachers” (113) as a percentage of “full-time teachers” (119) (94.96%) should not be above 90"),
        ("max(trained, teachers) <= 3", {"trained": 1, "teachers": 5},
         "“已培训教师数”（1名）、“专任教师数”（5名）中最大的（5名）不应大于3",
         "the greatest of “trained teachers” (1), “full-time teachers” (5) (5) should not be above 3"),
        ("trained >= 1 or not boards", {"trained": 0, "boards": True},
         "“有寄宿生”填“是”的，“已培训教师数”（0名）不应小于1", "where “has boarders” is yes, “trained teachers” (0) should not be below 1"),
        ("trained >= 1 or teachers >= 1", {"trained": 0, "teachers": 0},
         "“已培训教师数”（0名）不应小于1，或者“专任教师数”（0名）不应小于1",
         "“trained teachers” (0) should not be below 1, or “full-time teachers” (0) should not be below 1"),
        ("trained >= 1 and teachers >= 1 and boards", {"trained": 0, "teachers": 1, "boards": False},
         "“已培训教师数”（0名）不应小于1；“有寄宿生”（否）应为是", "“trained teachers” (0) should not be below 1; “has boarders” (no) should be yes"),
        ("opened <= named", {"opened": date(2012, 9, 1), "named": date(2010, 5, 4)},
         "“开办日期”（2012-09-01）不应大于“命名日期”（2010-05-04）", "“day of opening” (2012-09-01) should not be above “day of naming” (2010-05-04)"),
        ("trained <= line", {"trained": 46}, "“已培训教师数”（46名）不应大于“班额上限”（45名）", "“trained teachers” (46) should not be above “limit of a class” (45)"),
        ("trained <= teachers", {"trained": {"between": [9, 12]}, "teachers": 8},
         "“已培训教师数”（9至12名）不应大于“专任教师数”（8名）", "“trained teachers” (9 to 12) should not be above “full-time teachers” (8)"),
        ("trained <= teachers if boards else trained == 0", {"trained": 9, "teachers": 10, "boards": False},
         "“已培训教师数”（9名）应为0", "“trained teachers” (9) should be 0"),
    ],
)  # fmt: skip
def test_a_broken_relation_is_told_in_words(check: str, facts: dict[str, Any], zh: str, en: str, ruleset_from: Make):
    """Labels and figures with their units and what should hold, in both languages; no id, no sign of comparison."""
    (problem,) = broken(ruleset_from, own=f"'{check}'", facts=facts)
    assert (problem.code, said(problem), said(problem, "en")) == ("ER410", zh, en)
    assert {f"facts.{name}" for name in facts} >= set(places(problem))
    assert zh in problem.sentence("zh")


@pytest.mark.parametrize(
    ("check", "change", "zh", "at"),
    [
        ("indoor <= area", {"indoor": 3000},
         "表“学校”的“北关小学”：“其中室内体育用房”（3000平方米）不应大于“校舍面积”（2100平方米）", ["indoor", "area"]),
        ("{need: pupils / classes / largest <= 1, zh: 平均班额不应大于最大班额, en: …}", {"classes": 2},
         "表“学校”的“北关小学”：平均班额不应大于最大班额（“学生数”为376人、“班数”为2个、“最大班额”为44人）", ["pupils", "classes", "largest"]),
        ("'kind != \"primary\" or pupils <= 300'", {},
         "表“学校”的“北关小学”：“类别”是小学的，“学生数”（376人）不应大于300", ["pupils", "kind"]),
        ("'kind not in (\"primary\", \"special\") or young'", {},
         "表“学校”的“北关小学”：“类别”是小学或特殊教育学校的，“新建学校”（否）应为是", ["young", "kind"]),
        ("'kind in (\"nine\", \"special\")'", {}, "表“学校”的“北关小学”：“类别”（小学）应为九年一贯制学校或特殊教育学校之一", ["kind"]),
    ],
)  # fmt: skip
def test_a_check_below_a_table_is_about_each_row(
    check: str, change: dict[str, Any], zh: str, at: list[str], ruleset_from: Make
):
    """The row is named, and its cells are the places, those that are wrong first; rows that hold are silent."""
    (problem,) = broken(ruleset_from, [{**A, **change}, {**B, "pupils": 100}], at_sites=check)
    assert said(problem) == zh
    assert places(problem) == [f"tables.sites[0].{column}" for column in at]


def test_a_sum_of_another_table_is_of_the_same_school(ruleset_from: Make):
    """380 pupils in one table and 300 + 76 in the other: both cells of the other table are named."""
    problems = broken(
        ruleset_from, [A, {**B, "pupils": 380}], UNITS, at_sites="'pupils == sum(units, students, same=school)'"
    )
    (problem,) = problems
    assert (
        said(problem)
        == "表“学校”的“南关学校”：“学生数”（380人）应等于表“分学段”中“南关学校”的“本学段学生数”合计（376人）"
    )
    assert places(problem) == [
        "tables.sites[1].pupils",
        "tables.units.rows[2].students",
        "tables.units.rows[1].students",
    ]
    assert broken(ruleset_from, [A, B], UNITS, at_sites="'pupils == sum(units, students, same=school)'") == []


def test_a_table_is_held_against_a_fact(ruleset_from: Make):
    """The sum over a table, its place, and the fact."""
    (problem,) = broken(
        ruleset_from, [A, B], UNITS, own="'sum(units, key_teachers) <= teachers'", facts={"teachers": 8}
    )
    assert said(problem) == "表“分学段”的“骨干教师数”合计（9名）不应大于“专任教师数”（8名）"
    assert places(problem) == ["facts.teachers", "tables.units"]


def test_of_many_failing_rows_the_first_are_named(ruleset_from: Make):
    """The sentence stays short, and says how many places there are in all."""
    sites = [{**A, "school": f"第{at}小学", "classes": 1, "area": 2000 + at} for at in range(1, 31)]
    (problem,) = broken(ruleset_from, sites, own="'count(sites, classes >= 2) >= 30'")
    assert len(places(problem)) == MOST_PLACES
    assert problem.sentence("zh").endswith(" 等 30 处）")
    assert problem.sentence("en").endswith(" and 24 more)")
    (problem,) = broken(ruleset_from, sites[:MOST_PLACES], own="'count(sites, classes >= 2) >= 30'")
    assert "more" not in problem.sentence("en")
    assert "等" not in problem.sentence("zh")


def test_a_school_in_one_table_only_is_told_once(ruleset_from: Make):
    """Both rows of a renamed school are one problem, with the nearest name that only the other table has."""
    renamed = [{**row, "school": row["school"].replace("南关学校", "南关九年制学校")} for row in UNITS]
    problems = broken(
        ruleset_from, [A, B], renamed, at_sites="'listed(units, school)'", at_units="'listed(sites, school)'"
    )
    here, there = sorted(problems, key=lambda one: one.place.path)
    assert (here.code, there.code) == ("ER508", "ER508")
    assert here.sentence("zh") == "“南关学校”（学校名称）在表“学校”中，却不在表“分学段”中（那里有“南关九年制学校”）"
    assert (
        there.sentence("en")
        == "'南关九年制学校' (name) is in the table 'stages', but not in 'schools' (which has '南关学校')"
    )
    assert places(there) == ["tables.units.rows[2].school", "tables.units.rows[1].school", "tables.sites[1].school"]


@pytest.mark.parametrize(
    ("sites", "units", "complete"),
    [
        ([A, B], UNITS, True),
        ([A, B], UNITS[:1], False),
        ([A, {**B, "kind": "special"}], UNITS[:1], True),
        ([A, {**B, "kind": None}], UNITS[:1], True),
    ],
)
def test_rows_that_need_not_be_listed(sites: list[Any], units: list[Any], complete: bool, ruleset_from: Make):
    """A table that is not complete may still have the school; one that is, or may be, left out is not asked for."""
    assert broken(ruleset_from, sites, units, at_sites="'listed(units, school)'", complete=complete) == []


def test_one_school_has_one_kind(ruleset_from: Make):
    """In two tables, and in the rows of one, where the odd one out is told."""
    odd = [UNITS[0], UNITS[1], {**UNITS[2], "kind": "primary"}]
    (problem,) = broken(ruleset_from, [A, B], odd, at_units="'agrees(sites, kind, same=school)'")
    assert problem.code == "ER509"
    assert problem.sentence("zh").startswith("“南关学校”的“类别”前后不一：此处为小学，另一处为九年一贯制学校（见 ")
    assert problem.sentence("en").startswith(
        "'kind' of '南关学校' differs: primary school here, nine-year school elsewhere"
    )
    assert places(problem) == ["tables.units.rows[2].kind", "tables.sites[1].kind"]
    assert broken(ruleset_from, [A, B], UNITS, at_units="'agrees(sites, kind, same=school)'") == []
    (same,) = broken(ruleset_from, [A], odd, at_units="'agrees(units, kind, same=school)'")
    assert set(places(same)) == {"tables.units.rows[1].kind", "tables.units.rows[2].kind"}


@pytest.mark.parametrize(
    "check",
    ["'pupils == sum(units, students, same=school)'", "indoor <= area", "'agrees(units, kind, same=school)'",
     "'listed(units, school)'", "'pupils >= greatest(units, students, same=school)'"],
)  # fmt: skip
def test_what_is_not_known_breaks_nothing(check: str, ruleset_from: Make):
    """Empty cells, a table that was not given, a school without a row there."""
    empty = dict.fromkeys(SITE) | {"school": "北关小学"}
    blank = [{**UNITS[0], "students": None, "kind": None}]
    assert broken(ruleset_from, [empty], UNITS, at_sites=check) == []
    assert broken(ruleset_from, [A], blank, at_sites=check) == []
    assert broken(ruleset_from, [A, B], at_sites=check) == []


def test_a_lower_bound_is_enough_to_break_a_check(ruleset_from: Make):
    """One of two cells is empty, and the other alone is too much."""
    units = [UNITS[0], {**UNITS[1], "students": 400}, {**UNITS[2], "students": None}]
    (problem,) = broken(ruleset_from, [A, B], units, at_sites="'pupils >= sum(units, students, same=school)'")
    assert "合计（至少400人）" in said(problem)


def test_rows_that_are_left_out_are_checked(ruleset_from: Make):
    """A special school is not judged, but its figures are still wrong."""
    sites = [A, {**B, "kind": "special", "indoor": 9000}]
    (problem,) = broken(ruleset_from, sites, UNITS, at_sites="indoor <= area")
    assert places(problem)[0] == "tables.sites[1].indoor"


def test_checks_of_many_rows_take_the_steps_of_their_rows(ruleset_from: Make):
    """Four times the rows, four times the calls: a table is gone through once, whatever it is held against."""
    checks = (
        "'pupils == sum(units, students, same=school)', 'listed(units, school)', 'agrees(units, kind, same=school)'"
    )
    ruleset = ruleset_from(
        RULES % {"own": "", "sites": checks, "units": "'agrees(units, kind, same=kind)', 'listed(sites, school)'"}
    )
    calls = []
    for count in (100, 400):
        pupils = {f"校{at}": 50 + at * at % 1987 for at in range(count)}
        sites = [{**A, "school": school, "pupils": found} for school, found in pupils.items()]
        units = [{**UNITS[0], "school": school, "students": found} for school, found in pupils.items()]
        evidence = evalrules.evidence_from({"tables": {"sites": sites, "units": units}}, ruleset)
        case, profile = case_of(ruleset.data, evidence.data), Profile()
        assert profile.runcall(lambda case=case, evidence=evidence: list(broken_checks(case, evidence.data))) == []
        calls.append(sum(entry.callcount for entry in profile.getstats()))
    assert 3 * calls[0] <= calls[1] <= 5 * calls[0]
