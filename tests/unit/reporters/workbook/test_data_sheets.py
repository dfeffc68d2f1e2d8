"""Tables of data as sheets, read back."""

from __future__ import annotations

import io
from fractions import Fraction

import openpyxl
import pytest

from evalrules.reporters.result_data import DataTable, Marked
from evalrules.reporters.workbook.data_sheets import write_data

TABLE = DataTable(
    "指标",
    (("名", 10), ("数", 10), ("结果", 10)),
    (("=甲", Fraction(1, 3), Marked("达标", "good")), ("乙", 7, Marked("未达标", "bad")), (None, Marked(Fraction(9, 2), "bad"), None)),
)


@pytest.fixture(scope="module")
def sheet():
    workbook, out = openpyxl.Workbook(), io.BytesIO()
    workbook.remove(workbook.active)
    write_data(workbook, TABLE, 1)
    workbook.save(out)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))["指标"]


def test_numbers_are_numbers_and_texts_are_texts(sheet):
    """From the first row on, so that other programs read it as it is; nothing that looks like a formula is one."""
    assert ["名", "数", "结果"] == [cell.value for cell in sheet[1]]
    assert ["=甲", 1 / 3, "达标"] == [cell.value for cell in sheet[2]]
    assert ["s", "n", "s"] == [cell.data_type for cell in sheet[2]]
    assert [7, 4.5] == [sheet["B3"].value, sheet["B4"].value]


def test_a_sheet_is_a_table_with_a_filter_and_a_frozen_heading(sheet):
    """The heading stays in sight and on every page."""
    assert ["evalrules_1"] == list(sheet.tables)
    assert "A1:C4" == sheet.tables["evalrules_1"].ref == sheet.tables["evalrules_1"].autoFilter.ref
    assert "C2" == sheet.freeze_panes
    assert "$1:$1" == sheet.print_title_rows


def test_colours_follow_the_words(sheet):
    """By rules for words, and in the cell itself for a number, which no rule knows."""
    rules = {str(one.sqref): [rule.formula for rule in one.rules] for one in sheet.conditional_formatting}
    assert {"C2:C4": [['"达标"'], ['"未达标"']]} == rules
    assert "FFFBE3E4" == sheet["B4"].fill.fgColor.rgb.replace("00FBE3E4", "FFFBE3E4")


def test_a_table_without_rows_has_a_filter_all_the_same():
    """A table of a workbook needs a row."""
    workbook = openpyxl.Workbook()
    made = write_data(workbook, TABLE._replace(rows=()), 1)
    assert ("A1:C1", []) == (made.auto_filter.ref, list(made.tables))


def test_a_word_of_two_colours_has_them_in_its_cells():
    """A B that fails one county and passes another: no rule for the word could tell them apart."""
    rows = (("甲", Marked("B", "bad")), ("乙", Marked("B", "good")), ("丙", Marked("A", "good")))
    made = write_data(openpyxl.Workbook(), DataTable("对照表", (("名", 10), ("一", 10)), rows), 1)
    assert [[['"A"']]] == [[rule.formula for rule in one.rules] for one in made.conditional_formatting]
    assert [True, True, False] == [cell.fill.fill_type == "solid" for cell in made["B"][1:]]
