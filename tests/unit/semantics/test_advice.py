"""A verdict that is not reached has its way to the level, or says why it has none."""

from __future__ import annotations

from typing import Any


def test_what_only_fixed_figures_would_do_is_said(advice):
    """No school can have fewer pupils this year, and no building be older."""
    assert advice("every(t, pupils <= 100)") == ([], "fixed", ("t.pupils",))
    assert advice("built <= 2000", built=2010) == ([], "fixed", ("built",))


def test_a_fixed_figure_that_is_not_given_is_still_asked_for(advice):
    """Fixed is what is known; whoever does not know it can find it out."""
    assert advice("built <= 2000", built=None)[1:] == ("", ())


def test_a_mean_of_what_nobody_changes_is_said_to_be_that(advice):
    """No school gets more pupils for it."""
    assert advice("mean(t, pupils) >= 100") == ([], "fixed", ("t.pupils",))


TWO_TABLES = """
measures:
  built: {type: number, fixed: true, zh: 年份, en: year}
tables:
  sites:
    zh: 校
    en: schools
    key: [name]
    columns:
      name: {type: text, zh: 名, en: name}
      pupils: {type: count, fixed: true, zh: 学生, en: pupils}
    checks: [{need: "sum(stages, students, same=name) == pupils", zh: 学生数应一致, en: pupils are the same}]
  stages:
    zh: 学段
    en: stages
    key: [name, stage]
    columns:
      name: {type: text, zh: 名, en: name}
      stage: {type: text, zh: 学段, en: stage}
      students: {type: count, fixed: true, zh: 学生, en: pupils}
indicators:
  - {id: "1", source: s 1, met: "every(sites, pupils <= 100) and built <= 2010"}
  - {id: "2", source: s 1, met: "built <= 2000"}
verdict: [{level: pass, when: "every(indicators, met)", source: s 1}, {level: fail, source: s 1}]
"""


def test_fixed_figures_that_stand_in_two_tables_are_named(assess):
    """Fewer pupils in one table alone contradict the other; that only they would do it is said all the same."""
    schools = [{"name": "甲", "pupils": 120}, {"name": "乙", "pupils": 100}]
    stages = [{"name": "甲", "stage": "小学", "students": 120}, {"name": "乙", "stage": "小学", "students": 100}]
    found = assess(TWO_TABLES, {"facts": {"built": 2010}, "tables": {"sites": schools, "stages": stages}})
    assert (found.verdict.without_gap, found.verdict.fixed) == ("fixed", ("sites.pupils", "built"))


def test_where_no_change_is_known_that_is_said(advice):
    """A school has the name that it has."""
    assert advice("every(t, name == '丙')") == ([], "not_found", ())


def test_what_is_missing_comes_first(advice):
    """While it is not known what the assessors decide, nothing can be said of the rest either."""
    assert advice("every(t, name == '丙')", "") == ([], "open", ())


def test_a_verdict_at_its_best_needs_no_reason(advice):
    """Nothing is left to say."""
    assert advice("funds >= 1", funds=1) == ([], "", ())


def test_a_day_that_has_passed_is_named(assess):
    """Nobody opens earlier: the day is named without being declared fixed."""
    rules = """
measures: {opened: {type: date, zh: 开办日期, en: day of opening}}
indicators: [{id: "1", source: s 1, assessed: yesno}]
gates: [{id: open, need: years_since(opened) >= 3, else: fail, source: s 1}]
"""
    found = assess(rules, {"period": 2014, "facts": {"opened": "2013-01-01"}, "grades": {"1": True}})
    assert (found.verdict.without_gap, found.verdict.fixed) == ("fixed", ("opened",))


TOWNS = """
members: {towns: {zh: 镇, en: towns, holds: [pass]}}
measures: {built: {type: number, range: [1900, 2100], fixed: true, zh: 年份, en: year}, funds: {type: number, range: [0, 9], zh: 经费, en: funds}}
indicators: [{id: "1", source: s 1, met: funds >= 5}]
gates: [{id: towns, need: "share(towns, holding) >= 0.7 and built >= 2000", else: fail, source: s 1}]
"""


def said(assess, towns: Any, **facts: Any) -> list[tuple[str | None, str, Any, bool]]:
    found = assess(TOWNS, {"facts": {"funds": 1, **facts}, "members": {"towns": towns}})
    gaps = [gap for gap in found.gaps if gap.kind == "level"]
    return [(one.measure, one.op, one.need, one.fixed) for gap in gaps for one in gap.changes]


def test_what_nobody_changes_and_nobody_has_given_must_turn_out_so(assess):
    """24 towns hold the title, and how many there are is not known: that is no thing to do, and said as what it must be."""
    assert said(
        assess, {"total": None, "holding": 24}
    ) == [("built", ">=", "2000", True), ("funds", ">=", "5", False), ("towns:total", "<=", "34", True)]


def test_what_can_be_done_is_no_fixed_change(assess):
    """How many towns there are is known: more of them get the title."""
    assert said(
        assess, {"total": 40, "holding": 24}, built=2004
    ) == [("funds", ">=", "5", False), ("towns:holding", ">=", "28", False)]
