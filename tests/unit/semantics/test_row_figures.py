"""Every row behind indicators, with its figures."""

from __future__ import annotations

import evalrules
from evalrules.semantics.case import case_of
from evalrules.semantics.row_figures import AT_A_STRETCH, row_tables, row_tables_in_steps

RULES = """
choices: {stage: {low: {zh: 小学, en: primary}, high: {zh: 初中, en: junior}}}
values: {line: {by: stage, low: 4, high: 5, zh: 线, en: line, source: s}}
tables:
  units:
    zh: 学校
    en: schools
    key: [name, stage]
    columns:
      name: {type: text, zh: 校名, en: name}
      stage: {type: stage, zh: 学段, en: stage}
      pupils: {type: count, zh: 学生数, en: pupils}
      area: {type: number, unit: m2, zh: 面积, en: area}
      each: {type: number, unit: m2, zh: 生均面积, en: area a pupil, value: area / pupils, round: {digits: 2, mode: half_up}}
    leave_out: pupils < 5
measures: {spread: {type: number, each: stage, zh: 系数, en: spread, value: "cv(units, each)"}}
indicators:
  - {id: rows, each: stage, zh: 每校, en: each school, source: s, met: "every(units, each >= line and each >= 0.9 * line)"}
  - {id: spread, each: stage, zh: 差异, en: spread, source: s, met: spread <= 0.5}
"""
ROWS = [("甲", "low", 100, 390), ("甲", "high", 10, 50), ("乙", "low", 100, 400), ("小", "low", 4, 1)]


def tables(assess, *, rules=RULES, explain=True):
    rows = [dict(zip(("name", "stage", "pupils", "area"), row, strict=True)) for row in ROWS]
    return assess(rules, {"tables": {"units": rows}}, explain=explain).data.tables


def test_rows_stand_together_by_what_they_have_in_common(assess):
    """One table for each option, for all indicators that look at it; the first limit of a column is that of the standard."""
    low, high = tables(assess)
    assert ((("units.stage", "low"),), ("rows:low", "spread:low")) == (low.options, low.indicators)
    assert [("units.each", "m2")] == [(column.measure, column.unit) for column in low.columns]
    assert [(("乙", "low"), True), (("甲", "low"), False)] == [(row.key, row.holds) for row in low.rows]
    assert [("4", ">=", "4", True), ("3.9", ">=", "4", False)] == [tuple(row.figures[0]) for row in low.rows]
    assert [("5", ">=", "5", True)] == [tuple(row.figures[0]) for row in high.rows]


def test_many_rows_are_worked_out_in_several_steps(ruleset_from):
    """A reader who goes on is heard in between; in the end it is what is worked out at once."""
    ruleset = ruleset_from(RULES)
    rows = [{"name": f"{at}", "stage": "low", "pupils": 100, "area": 300 + at} for at in range(3 * AT_A_STRETCH)]
    evidence = evalrules.evidence_from({"tables": {"units": rows}}, ruleset)
    case = case_of(ruleset.data, evidence.data)
    *waiting, found = row_tables_in_steps(case)
    assert waiting == [None] * 3 and found == row_tables(case)
    (table,) = found
    assert len(table.rows) == len(rows)


def test_rows_of_a_condition_stand_together_and_say_it(assess, tmp_path):
    """Those that an indicator looks at, with what they have in common; read back from a result, too."""
    asked = 'met: "every(units, each >= 4, where=pupils >= 50 or area < 10)"'
    rules = RULES.replace('met: "every(units, each >= line and each >= 0.9 * line)"', asked)
    rows = [dict(zip(("name", "stage", "pupils", "area"), row, strict=True)) for row in ROWS]
    found = assess(rules, {"tables": {"units": rows}}, explain=True)
    low = found.data.tables[0]
    assert ("学生数 ≥ 50 或 面积 < 10", "pupils ≥ 50 or area < 10") == low.where
    assert {"甲", "乙"} == {row.key[0] for row in low.rows}
    (tmp_path / "r.json").write_text(found.render("json"), encoding="utf-8")
    (read,) = evalrules.load_result(tmp_path / "r.json").assessments
    assert found.data.tables == read.data.tables


def test_rows_that_the_standard_leaves_out_are_left_out(assess):
    """As they are from every count."""
    assert "小" not in {row.key[0] for one in tables(assess) for row in one.rows}


def test_nobody_pays_for_rows_that_nobody_draws(assess):
    """They are worked out only where they are asked for."""
    assert () == tables(assess, explain=False)
