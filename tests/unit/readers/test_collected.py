"""Where each value of a collected form was handed in: files and cells of schools, found again by the keys of rows."""

from __future__ import annotations

import io

import openpyxl
import pytest

from evalrules.base.source import Listing, Record
from evalrules.readers.workbook_evidence import ReadForm, read_form

SOURCES = [
    ["evalrules:sources:units", 3, "school,stage"],
    ["school", "stage", "pupils", "area", "file:", "sheet:", None],
    ["学校", "学段", "学生数", "面积", "文件", "工作表", "SHA-256"],
    ["一小", "小学", "C6", "D6", "镇/一小.xlsx", "学校", "abc"],
    ["二小", "小学", "3:9", None, "二小.csv", None, "abc"],
]
ROWS = [
    ["evalrules:table:units", 3], ["school", "stage", "pupils", "area"], ["学校", "学段", "学生数", "面积"],
    ["二小", "小学", 310, 20], ["一小", "小学", 300, 10], ["三小", "小学", 90, 5],
]  # fmt: skip
VALUES = [["evalrules:values"], [], ["类别", "编号", "填报值"], ["period", None, 2020]]


@pytest.fixture
def read() -> ReadForm:
    """A collected form whose rows somebody sorted, with one more that nobody handed in."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in (("表", VALUES), ("学校", ROWS), ("来源·学校", SOURCES)):
        sheet = book.create_sheet(title)
        for at, line in enumerate(lines, start=1):
            for column, value in enumerate(line, start=1):
                sheet.cell(at, column).value = value
    out = io.BytesIO()
    book.save(out)
    return read_form("汇总.xlsx", out.getvalue())


def origins(read: ReadForm) -> dict[str, str]:
    return {str(place): str(origin) for place, origin in read.origins.items()}


def test_a_value_is_followed_to_the_cell_it_was_handed_in(read: ReadForm):
    """By the key of its row, wherever that stands now; in a workbook to the cell, in a text to the line and column."""
    assert read.problems == []
    found = origins(read)
    assert (found["汇总.xlsx!学校!C5"], found["汇总.xlsx!学校!D5"]) == ("镇/一小.xlsx!学校!C6", "镇/一小.xlsx!学校!D6")
    assert found["汇总.xlsx!学校!C4"] == "二小.csv:3:9"


def test_a_key_leads_to_the_sheet_or_the_file(read: ReadForm):
    """So does a value that had no cell."""
    found = origins(read)
    assert (found["汇总.xlsx!学校!A5"], found["汇总.xlsx!学校!D4"]) == ("镇/一小.xlsx!学校", "二小.csv:1:1")


def test_a_row_that_nobody_handed_in_has_no_origin(read: ReadForm):
    """It was added to the collected form itself."""
    assert not [place for place in origins(read) if place.endswith("6")]


def test_the_sheets_of_sources_are_no_rows(read: ReadForm):
    """They are read for places alone."""
    assert isinstance(read.root, Record)
    tables = read.root.get("tables")
    units = tables.get("units") if isinstance(tables, Record) else None
    rows = units.get("rows") if isinstance(units, Record) else None
    assert isinstance(rows, Listing) and len(rows.items) == 3
