"""A result on a sheet."""

from __future__ import annotations

import openpyxl
import pytest

from evalrules.base.diagnostics import error, warning
from evalrules.base.source import cell_at
from evalrules.model.refs import DecisionRef
from evalrules.model.report import Result
from evalrules.reporters.workbook.result_sheet import MAX_PROBLEMS, Links, write_problems, write_result
from evalrules.reporters.workbook.sheets import mark_of


def sheet_of(result, language="zh", links=Links((), {})):
    """The sheet of a result."""
    sheet = openpyxl.Workbook().active
    write_result(sheet, result, language, links)
    return sheet


def texts(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]


@pytest.mark.parametrize(("language", "parts"), [
    ("zh", ("结论：不通过", "原因：", "各项指标", "一票否决", "有C：触发 — 例文 6（见公开副本）", "差距", "申报条件", "问题", "依据文件")),
    ("en", ("Verdict: failed", "Why: ", "Indicators", "Vetoes", "a C: fires — sample text 6 (seen in a copy)", "Gaps", "Gates", "Problems", "Sources")),
])  # fmt: skip
def test_a_sheet_says_what_the_page_says(language, parts, decided):
    """Verdict, reasons, indicators, vetoes, gaps, gates, problems and sources."""
    sheet = sheet_of(decided.results[0], language)
    assert "result" == mark_of(sheet)
    found = "\n".join(texts(sheet))
    assert [] == [part for part in parts if part not in found]


def test_an_open_verdict_says_what_is_missing(opened):
    """With the levels still possible."""
    found = "\n".join(texts(sheet_of(opened.results[0])))
    assert "尚不能确定" in found
    assert "缺少的材料" in found


def test_errors_take_the_place_of_a_verdict(broken):
    """The sheet says that nothing was assessed, and lists the problems."""
    found = "\n".join(texts(sheet_of(broken.results[0])))
    assert "未能评估" in found
    assert "ER102" in found
    assert "结论" not in found


def test_problems_lead_to_their_cells(decided):
    """A place in the workbook is a link, one elsewhere is not."""
    problems = (error("ER402", cell_at("表.xlsx", "甲", 7, 6), found="x"), error("ER402", cell_at("表.xlsx", "乙", 7, 6), found="x"))
    sheet = sheet_of(Result("表.xlsx", None, problems), links=Links(("甲",), {}))
    links = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert {"甲!F7": "'甲'!F7"} == links
    assert "表.xlsx!乙!F7" in texts(sheet)


def test_indicators_lead_to_the_cell_they_were_decided_in(decided):
    """The grade of an assessed indicator is a link."""
    sheet = sheet_of(decided.results[0], links=Links(("甲",), {DecisionRef("3"): cell_at("表.xlsx", "甲", 12, 6)}))
    assert ["'甲'!F12"] == [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_the_legend_stands_only_beside_marks(decided):
    """A workbook without marked sheets explains no colours."""
    assert "表中标记" not in texts(sheet_of(decided.results[0]))
    assert "表中标记" in texts(sheet_of(decided.results[0], links=Links(("甲",), {})))


def test_text_is_data(decided):
    """A name that looks like a formula is text."""
    found = decided.results[0].assessment
    hostile = found._replace(subject=found.subject._replace(name='=HYPERLINK("http://x")', id=""))
    sheet = sheet_of(decided.results[0]._replace(assessment=hostile))
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type in ("f", "e")]
    assert any(text.startswith("=HYPERLINK") for text in texts(sheet))


def test_problems_of_the_call_have_a_sheet_too():
    """What belongs to no input is listed."""
    sheet = openpyxl.Workbook().active
    write_problems(sheet, (error("ER501", None, name="nope"),), "en")
    assert "there is no ruleset 'nope'" in "\n".join(texts(sheet))


@pytest.mark.real
def test_many_problems_end_with_their_number():
    """Errors come first, each problem once, and the rest is counted."""
    warnings = tuple(warning("ER411", None, id=str(number), text="-") for number in range(MAX_PROBLEMS + 5))
    problems = (*warnings, *warnings[:3], error("ER501", None, name="nope"))
    found = texts(sheet_of(Result("表.xlsx", None, problems)))
    assert "ER501" in found
    assert "另有 6 处问题未列出" in found
