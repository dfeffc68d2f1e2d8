"""The sheet of votes: a line an indicator, a column a grade; each vote is a line of evidence with the place of its cell."""

from __future__ import annotations

import io

import openpyxl

from evalrules.readers.votes import votes_in
from evalrules.readers.workbooks import read_workbook

HEAD = (["evalrules:votes", 5], ["id", None, None, "A", "panel", "panel:"], ["表决票数"], ["每行一项"], ["id", "指标", "项目", "评A", "评panel", "人数"])


def read(*rows):
    """The votes of a sheet below its heading as (id, value, place), and the problems."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "表决票数"
    for row in (*HEAD, *rows):
        book.active.append(row)
    book.active.row_dimensions[1].hidden = book.active.row_dimensions[2].hidden = True
    book.save(out)
    workbook, _ = read_workbook("表.xlsx", out.getvalue())
    problems = []
    found = votes_in(workbook.sheets[0], problems)
    lines = [(one.text("id"), one.text("value"), str(one.scalar("value").span)) for one in found]
    return lines, [(one.code, str(one.place)) for one in problems]


def test_each_vote_is_a_line():
    """By indicator and grade, a grade that is called as the panel in quotes; what is empty is no vote."""
    assert read(["7", 7, "甲", 3, 1, 5], ["x:y", None, "乙", None, None, 4]) == (
        [("7:A", "3", "表.xlsx!表决票数!D6"), ('7:"panel"', "1", "表.xlsx!表决票数!E6"), ("7:panel", "5", "表.xlsx!表决票数!F6"),
         ("x:y:panel", "4", "表.xlsx!表决票数!F7")],
        [],
    )  # fmt: skip


def test_an_empty_sheet_says_nothing():
    """Nor does a line whose cells wait."""
    assert read() == ([], [])
    assert read(["7", 7, "甲", None, None, None]) == ([], [])


def test_a_cell_under_no_heading_is_told():
    """It is in no column that means something, and would be lost without a word."""
    assert read(["7", 7, "甲", 3, None, 5, "多"])[1] == [("ER449", "表.xlsx!表决票数!G6")]
