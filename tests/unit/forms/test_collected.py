"""The collected form: what schools handed in, exactly, and the file and cell of every value."""

from __future__ import annotations

import datetime
import io
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from school_files import RULESET

from evalrules.base.diagnostics import error
from evalrules.base.source import cell_at
from evalrules.forms.collected import Collected, collected_form
from evalrules.model.evidence import Bounds, Fact, Row
from evalrules.readers.workbook_evidence import read_evidence

VALUES = {
    "school": ("一小", "一小"), "stage": ("primary", "小学"), "pupils": (Bounds(Fraction(300), Fraction(300)), 300),
    "funds": (Bounds(Fraction("1234567.89"), Fraction("1234567.89")), 1234567.89), "opened": (datetime.date(1950, 1, 5), datetime.datetime(1950, 1, 5)),
    "rural": (True, "是"),
}  # fmt: skip


def row(**values: Any) -> Row:
    cells = {
        f"units.{own}": Fact(f"units.{own}", value, "写", "", cell_at("镇/一小.xlsx", "甲", 9, at), "", "", "")
        for at, (own, value) in enumerate(({own: value for own, (value, _) in VALUES.items()} | values).items(), start=1)
    }
    return Row(("一小", "primary"), cells, cell_at("镇/一小.xlsx", "甲", 9, 1))


@pytest.fixture
def book(ruleset_from) -> Any:
    def make(*rows: Row, is_complete: bool | None = None, language: str = "zh") -> Any:
        problem = error("ER521", None, zh="学校", en="schools", count="1", schools_zh="二小", schools_en="二小")
        collected = Collected({"units": rows}, {"镇/一小.xlsx": "abc"}, (problem,), is_complete)
        data = collected_form(ruleset_from(RULESET).data, collected, language)
        return openpyxl.load_workbook(io.BytesIO(data)), data

    return make


def test_values_stand_as_the_form_wants_them(book):
    """Options by their labels, days as days, numbers as numbers."""
    sheet = next(one for one in book(row())[0] if one["A1"].value == "evalrules:table:units")
    assert [shown for _, shown in VALUES.values()] == [cell.value for cell in sheet[6][:6]]


def test_rows_look_and_are_open_as_the_others_of_the_form(book):
    """A cell that is written has the ground, the border and the freedom of its column, not those of an empty sheet."""
    sheet = next(one for one in book(row())[0] if one["A1"].value == "evalrules:table:units")
    for cell in sheet[6][:6]:
        like = sheet.column_dimensions[cell.column_letter]
        assert like.fill.fgColor.rgb == cell.fill.fgColor.rgb == "00FFF9E5"
        assert ("thin", like.number_format) == (cell.border.left.style, cell.number_format)
        assert not cell.protection.locked


def test_sources_show_the_columns_that_have_some(book):
    """On A3, the heading as high as its words; a column that nobody filled in is out of sight."""
    sheet = book(row())[0].worksheets[-1]
    heads = {cell.value: sheet.column_dimensions[cell.column_letter].hidden for cell in sheet[5]}
    assert (False, False) == (heads["学校名称"], heads["学生数"])
    assert 8 == int(sheet.page_setup.paperSize)
    assert sheet.row_dimensions[5].height >= 15
    empty = book(row(pupils=(None))._replace(cells={}))[0].worksheets[-1]
    assert {cell.value for cell in empty[5] if empty.column_dimensions[cell.column_letter].hidden} >= {"学生数", "设备值"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Bounds(Fraction("12345678901234567.5"), Fraction("12345678901234567.5")), "12345678901234567.5"), (Bounds(Fraction(25), Fraction(29)), "25..29"),
        (Bounds(Fraction("0.1"), Fraction("0.1")), 0.1), (Bounds(Fraction(4000, 3), Fraction(4000, 3)), "4000/3"), (None, "写"),
    ],
)  # fmt: skip
def test_no_digit_is_lost(value: Any, shown: object, book):
    """More digits than a spreadsheet keeps are text; what could not be read stays as it was written, to be refused."""
    sheet = next(one for one in book(row(funds=value))[0] if one["A1"].value == "evalrules:table:units")
    assert shown == sheet["D6"].value


def test_every_value_has_its_source(book):
    """The cell in the column of the value, then the file, its sheet and its digest."""
    sheet = next(one for one in book(row())[0] if one.title == "来源·学校")
    assert ["一小", "小学", "C9", "D9", "E9", "F9", "镇/一小.xlsx", "甲", "abc"] == [cell.value for cell in sheet[6]]


@pytest.mark.parametrize(("is_complete", "answer"), [(True, "是"), (False, "否"), (None, None)])
def test_whether_all_is_there_stands_in_the_form(is_complete: bool | None, answer: str | None, book):
    """Beside the problems, in words."""
    made, data = book(row(), is_complete=is_complete)
    opening = made.worksheets[0]
    assert [answer] == [one[5].value for one in opening.iter_rows(max_col=6) if one[1].value == "units:complete"]
    told = [cell.value for line in made["汇总情况"].iter_rows() for cell in line if cell.value]
    assert {"错误", "ER521", "“学校”表缺少 1 个：二小"} <= set(told)
    root, problems = read_evidence("汇总.xlsx", data)
    assert ("一小", []) == (root.get("tables").get("units").get("rows").items[0].get("school").text, problems)


def test_in_english_too(book):
    """Labels, answers and titles."""
    made, _ = book(row(), is_complete=False, language="en")
    assert {"What was gathered", "Sources of schools"} <= set(made.sheetnames)
    assert "primary" == next(one for one in made if one["A1"].value == "evalrules:table:units")["B6"].value
