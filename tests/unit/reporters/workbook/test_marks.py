"""Marks that belong to us alone."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill, Protection

from evalrules.forms.colours import FILLED, tinted
from evalrules.reporters.workbook.deciding_cells import Mark
from evalrules.reporters.workbook.marks import MAX_MARKED, put_marks, remove_marks
from evalrules.reporters.workbook.sheets import OPTIONAL, mark

MARKS = [Mark("甲", 7, 6, "gap", "差 2.5"), Mark("甲", 7, 6, "error", "=1+1"), Mark("甲", 9, 6, "missing", "未提供")]


@pytest.fixture
def workbook():
    """A user's workbook with a format and a comment of its own."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "甲"
    sheet["F7"].value = 92.5
    sheet["F7"].fill = PatternFill("solid", fgColor="00FF00")
    sheet["F7"].comment = Comment("我的话", "张三")
    sheet.conditional_formatting.add("F7", CellIsRule("lessThan", ["5"], fill=PatternFill(bgColor="FF0000")))
    return made


def rules(workbook):
    return [(str(one.sqref), rule.formula) for one in workbook["甲"].conditional_formatting for rule in one.rules]


def again(workbook):
    out = io.BytesIO()
    workbook.save(out)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def test_a_mark_is_a_format_and_a_comment(workbook):
    """The gravest kind gives the colour, the comment says everything, below what the user says."""
    put_marks(workbook, MARKS)
    found = again(workbook)
    assert [("F7", ['LEN("evalrules:error")>0']), ("F7", ["5"]), ("F9", ['LEN("evalrules:missing")>0'])] == rules(found)
    assert "我的话\n———— evalrules ————\n差 2.5\n\n=1+1" == found["甲"]["F7"].comment.text
    assert ("张三", "evalrules") == (found["甲"]["F7"].comment.author, found["甲"]["F9"].comment.author)
    assert "0000FF00" == found["甲"]["F7"].fill.fgColor.rgb


def test_removing_leaves_what_the_user_made(workbook):
    """Format, comment and rule of the user stay; ours are gone, and so is the sheet of the result."""
    put_marks(workbook, MARKS)
    mark(workbook.create_sheet("评估结果"), "result")
    found = again(workbook)
    remove_marks(found)
    assert ["甲"] == found.sheetnames
    assert [("F7", ["5"])] == rules(found)
    assert "我的话" == found["甲"]["F7"].comment.text
    assert found["甲"]["F9"].comment is None


def test_our_comments_are_found_without_their_author(workbook):
    """LibreOffice drops the authors of comments; the signature stays."""
    put_marks(workbook, MARKS)
    for cell in ("F7", "F9"):
        workbook["甲"][cell].comment.author = " "
    remove_marks(workbook)
    assert "我的话" == workbook["甲"]["F7"].comment.text
    assert workbook["甲"]["F9"].comment is None


def test_a_sheet_that_is_not_there_is_left_out(workbook):
    """A mark on another sheet raises nothing."""
    put_marks(workbook, [Mark("乙", 1, 1, "error", "x")])
    assert ["甲"] == workbook.sheetnames


def test_a_grey_cell_is_not_missed(workbook):
    """A cell that follows from others may stay empty; one that is filled in wrongly may not."""
    workbook["甲"]["F9"].fill = PatternFill("solid", fgColor=OPTIONAL)
    put_marks(workbook, [Mark("甲", 9, 6, "missing", "x")])
    assert [("F7", ["5"])] == rules(workbook)
    put_marks(workbook, [Mark("甲", 9, 6, "error", "x")])
    assert 2 == len(rules(workbook))


def test_a_long_comment_is_cut(workbook):
    """Nobody reads on, and the box would cover the sheet."""
    put_marks(workbook, [Mark("甲", 9, 6, "gap", "很长" * 5000)])
    assert 1600 > len(workbook["甲"]["F9"].comment.text)
    assert 480 >= workbook["甲"]["F9"].comment.height


def test_an_empty_cell_looks_like_its_column(workbook):
    """A cell of a table that was never written to stays open to input and tinted when it is marked."""
    for letter in "BCD":
        column = workbook["甲"].column_dimensions[letter]
        column.protection = Protection(locked=False)
        column.fill = PatternFill("solid", fgColor="FFF9E5")
        column.width = 11
    found = again(workbook)
    put_marks(found, [Mark("甲", 20, 3, "missing", "x"), Mark("甲", 20, 6, "missing", "x")])
    assert (False, "00FFF9E5") == (found["甲"]["C20"].protection.locked, found["甲"]["C20"].fill.fgColor.rgb)
    assert found["甲"]["F20"].protection.locked


def test_there_is_an_end_to_marking(workbook):
    """A table full of errors does not make a workbook that no program opens."""
    put_marks(workbook, [Mark("甲", row, 2, "error", "x") for row in range(1, MAX_MARKED + 100)])
    assert 1 + MAX_MARKED == len(rules(workbook))


def test_a_mark_lies_above_the_colours_of_a_form(workbook):
    """It comes first by order and by priority, for not every program heeds both; no other format is lost."""
    sheet = workbook["甲"]
    sheet.conditional_formatting.add("F6:F9", tinted("NOT(ISBLANK(F6))", FILLED))
    put_marks(workbook, MARKS)
    ours = ["evalrules:" in rule.formula[0] for one in sheet.conditional_formatting for rule in one.rules]
    assert ["F7", "F9", "F6:F9"] == [str(one.sqref) for one in sheet.conditional_formatting]
    assert [True, False, True, False] == ours
    priorities = [rule.priority for one in sheet.conditional_formatting for rule in one.rules]
    assert max(priorities[0], priorities[2]) < min(priorities[1], priorities[3])
