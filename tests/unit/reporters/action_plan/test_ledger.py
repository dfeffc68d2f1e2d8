"""The ledger of an action plan: one line an action, to be filled in, with progress as a formula."""

from __future__ import annotations

import io

import openpyxl
import pytest

import evalrules
from evalrules.planning.planner import plan_to
from evalrules.reporters.action_plan.ledger import COLUMNS, ledger_workbook
from evalrules.semantics.case import case_of

RULES = """
measures:
  rate: {type: percent, better: higher, zh: 比率, en: rate}
  done: {type: yesno, better: higher, zh: 已建, en: made}
indicators: [{id: "1", source: s 1, met: rate >= 90 and done}]
"""


@pytest.fixture(scope="module")
def sheet(ruleset_from):
    ruleset = ruleset_from(RULES)
    evidence = evalrules.evidence_from({"facts": {"rate": 80, "done": False}}, ruleset)
    data = ledger_workbook(plan_to(case_of(ruleset.data, evidence.data), evidence.data, "pass"), "zh")
    assert data == ledger_workbook(plan_to(case_of(ruleset.data, evidence.data), evidence.data, "pass"), "zh")
    return openpyxl.load_workbook(io.BytesIO(data)).active


def column(name: str) -> int:
    return list(COLUMNS).index(name) + 1


def test_it_has_the_columns_of_an_office(sheet):
    """问题, 依据, 现状, 目标, 差距, 措施, 责任单位, 责任人, 所需资金, 时限, 完成情况."""
    heads = [cell.value for cell in sheet[5]]
    for wanted in ("问题", "依据", "现状", "目标", "差距", "措施", "责任单位", "责任人", "所需资金（元）", "时限", "完成情况"):
        assert wanted in heads
    assert [sheet.cell(6, column(one)).value for one in ("thing", "have", "need", "gap", "measure")] == [
        "比率", "80%", "90%", "10 个百分点", "提高 10 个百分点"]  # fmt: skip


def test_progress_is_a_formula(sheet):
    """Of a number the part of the way, of anything else none or all."""
    done = [sheet.cell(row, column("done")).value for row in (6, 7)]
    assert done[0] == '=IF($M6="","",MAX(0,MIN(1,($M6-$P6)/($Q6-$P6))))'
    assert done[1] == '=IF($M7="","",IF($M7=$Q7,1,0))'
    assert [sheet.cell(6, column(one)).value for one in ("start", "target")] == [80, 90]
    assert [sheet.cell(7, column(one)).value for one in ("start", "target")] == ["否", "是"]


def test_what_the_program_reads_is_hidden(sheet):
    """The paths of the figures, and the first two rows."""
    assert sheet.column_dimensions["O"].hidden and sheet.row_dimensions[2].hidden
    assert [sheet.cell(row, column("place")).value for row in (6, 7)] == ["facts.rate", "facts.done"]


@pytest.mark.parametrize(
    ("rate", "language", "said"),
    [
        (95, "zh", ["已经达到，不需改变"]),
        (95, "en", ["reached already: nothing is to be changed"]),
        (None, "zh", ["先补齐缺少的材料，才能作出方案", "缺少：比率（填为空）"]),
    ],
)
def test_a_ledger_without_a_line_says_why(rate: int | None, language: str, said: list[str], ruleset_from):
    """In words where the lines would be, and no sums of nothing."""
    ruleset = ruleset_from(RULES.replace("better: higher, zh: 比率", "fixed: true, zh: 比率"))
    evidence = evalrules.evidence_from({"facts": {"rate": rate, "done": True}}, ruleset)
    data = ledger_workbook(plan_to(case_of(ruleset.data, evidence.data), evidence.data, "pass"), language)
    found = openpyxl.load_workbook(io.BytesIO(data)).active
    below = [cell.value for row in found.iter_rows(min_row=6) for cell in row if cell.value is not None]
    assert below == said
