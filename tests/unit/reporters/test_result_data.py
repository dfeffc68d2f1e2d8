"""Results as data: one kind of row in each table, numbers as numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.model.report import Options, Report, Result
from evalrules.reporters.result_data import Marked, ResultData

RULES = """
groups: [{id: g, zh: 甲组, en: one}]
measures:
  rate: {type: percent, range: [0, 100], zh: 率, en: rate}
  spread: {type: number, zh: 系数, en: spread, value: "cv(units, size)", round: {digits: 3, mode: half_up}}
tables:
  units: {zh: 学校, en: schools, key: [name], columns: {name: {type: text, zh: 校名, en: name}, size: {type: number, unit: m2, better: higher, zh: 面积, en: area, round: {digits: 2, mode: half_up}}}}
indicators:
  - {id: rate, zh: 率, en: rate, source: s 1, met: rate >= 95}
  - {id: rows, zh: 每校, en: rows, source: s, met: "every(units, size >= 4.5)"}
  - {id: spread, zh: 差异, en: spread, source: s, met: spread <= 0.5}
  - {id: plan, zh: 规划, en: plan, source: s, assessed: yesno}
  - {id: p, group: g, zh: 分, en: p, source: s, points: 5, awarded: assessor}
"""
SIZES = [{"name": "a", "size": 4.4}, {"name": "b", "size": 7}]


@pytest.fixture(scope="module")
def one(assess):
    found = assess(RULES, {"subject": {"name": "某县"}, "facts": {"rate": 94}, "points": {"p": 4.5}, "tables": {"units": SIZES}}, explain=True)
    return Result("a.yaml", found.data, ())


def tables(*results, language="zh", explain=False):
    report = Report(Options(explain=explain), results, (), {})
    return {table.title: table for table in ResultData(report, language).tables()}


def plain(row):
    return tuple(cell.value if isinstance(cell, Marked) else cell for cell in row)


def column(table, name):
    at = [heading for heading, _ in table.columns].index(name)
    return [plain(row)[at] for row in table.rows]


def test_the_sheets_are_those_that_an_office_asks_for(one):
    """In both languages; what has no rows is not there, and the steps only where they were asked for."""
    assert ["汇总", "指标", "评分表", "学校明细", "差异系数", "所用数据", "问题清单", "缺项"] == list(tables(one))
    assert ["Overview", "Indicators", "Points", "Schools", "Coefficients of variation", "Figures that it rests on", "To mend", "Missing"] == list(tables(one, language="en"))
    assert "逐步推算" in tables(one, explain=True)


def test_what_is_only_shown_is_a_row_of_the_coefficients(assess):
    """A number in the column of coefficients, without an indicator."""
    rules = RULES.replace("  spread: {", '  twice: {type: number, zh: 两倍, en: twice, value: "2 * spread", shown: true, round: {digits: 2, mode: half_up}}\n  spread: {')
    found = assess(rules, {"tables": {"units": SIZES}}).data
    sheet = tables(Result("a.yaml", found, ()))["差异系数"]
    assert [None, "两倍", Fraction(23, 50)] == [column(sheet, name)[-1] for name in ("编号", "数据项", "差异系数")]


def test_every_row_begins_with_its_subject_and_fits_its_headings(one):
    """And no two headings of a table are the same."""
    for language in ("zh", "en"):
        for table in tables(one, one, language=language, explain=True).values():
            assert {len(table.columns)} == {len(row) for row in table.rows}
            assert {"某县"} == {plain(row)[0] for row in table.rows}
            assert len({name for name, _ in table.columns}) == len(table.columns)


def test_figures_of_indicators_are_numbers(one):
    """Actual, limit and distance, also of rows; an indicator without figures has its row too."""
    found = tables(one)["指标"]
    assert ["rate", "rows", "spread", "plan", "p"] == column(found, "编号")
    assert [Fraction(94), Fraction(1), Fraction("0.228"), None, None] == column(found, "实际值")
    assert [Fraction(95), Fraction(2), Fraction(1, 2), None, None] == column(found, "达标要求")
    assert [Fraction(1), Fraction(1), None, None, None] == column(found, "差")
    assert ["≥", "=", "≤", None, None] == column(found, "关系")


def test_points_have_their_sums_in_rows_told_apart(one):
    """So that a filter leaves one kind."""
    found = tables(one)["评分表"]
    assert ["指标", "小计", "总分"] == column(found, "类别")
    assert [Fraction(9, 2)] * 3 == column(found, "得分")
    assert [Fraction(1, 2)] * 3 == column(found, "扣分")


def test_rows_of_schools_are_marked_where_they_are_below(one):
    """To the digits that the standard compares."""
    found = tables(one)["学校明细"]
    assert ("评估对象", "校名", "面积（平方米）", "是否达到") == tuple(name for name, _ in found.columns)
    assert [("某县", "a", Marked(Fraction("4.4"), "bad"), Marked("未达标", "bad")), ("某县", "b", Fraction(7), Marked("达标", "good"))] == list(found.rows)


def test_what_is_to_be_mended_has_room_for_who_does_it(one):
    """Each change once, against the limit of the standard, with empty columns to be filled in."""
    found = tables(one)["问题清单"]
    row = next(plain(row) for row in found.rows if plain(row)[1] == "rows")
    assert ("某县", "rows", "每校", "a", "面积", Fraction("4.4"), Fraction("4.5"), Fraction("0.1"), "平方米") == row[:9]
    assert (None,) * 6 == row[-6:]
    assert [name for name, _ in found.columns][-6:] == ["整改措施", "所需资金", "责任单位", "责任人", "完成时限", "完成情况"]


def test_many_subjects_have_a_matrix(one, broken):
    """Subjects by indicators; an input that could not be evaluated stands in the summary, and its problems in their table."""
    found = tables(one, one, *broken.results)
    assert ("评估对象", "结论", "率", "每校", "差异", "规划", "分") == tuple(name for name, _ in found["对照表"].columns)
    assert ("某县", "不通过", "未达标", "未达标", "达标", "待定", Fraction(9, 2)) == plain(found["对照表"].rows[0])
    assert ["某县", "某县", "bad.yaml"] == column(found["汇总"], "评估对象")
    assert ["ER102"] == column(found["数据问题"], "编码")


def test_the_summary_has_points_only_where_there_are_some(one, decided):
    """Six columns of points and of how many have them would be empty under a standard of grades; counts stay."""
    points = {"满分项数", "部分得分项数", "零分项数", "满分", "得分", "扣分"}
    scored, graded = ({name for name, _ in tables(*found)["汇总"].columns} for found in ((one,), decided.results))
    assert points <= scored
    assert not points & graded
    assert {"达标项数", "未达标项数", "未知项数", "原因", "文件"} <= graded & scored


def test_the_summary_says_what_an_open_result_lacks(opened):
    """A reader who filters by what is open sees what is missing, as in the overview of every other format."""
    (why,) = column(tables(*opened.results)["汇总"], "原因")
    assert why.startswith("尚缺")
