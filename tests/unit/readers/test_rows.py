"""Rows of tables from files: CSV, sheets of workbooks and Parquet say the same."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pyarrow
import pytest
import xlwt
from open_documents import spreadsheet
from pyarrow import parquet

from evalrules.base.forms import Column, TableForm
from evalrules.base.source import Record
from evalrules.readers.rows import rows_of, split_sheet

FORM = TableForm(
    "units",
    "学校",
    (Column("school", ("school", "学校"), "", True), Column("pupils", ("pupils", "学生数"), "人", True), Column("books", ("books", "图书册数"), "", False)),
)
ROWS = [["一小", 300, 98.5], ["一中", 400, None]]


def book(*sheets: tuple[str, list[list[object]]], change: Callable[[openpyxl.Workbook], None] | None = None) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if change is not None:
        change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def columns() -> bytes:
    out = io.BytesIO()
    names = ["学校", "学生数", "books"]
    parquet.write_table(pyarrow.table(dict(zip(names, map(list, zip(*ROWS, strict=True)), strict=True))), out)
    return out.getvalue()


def old(sheets: dict[str, list[list[object]]]) -> bytes:
    workbook, out = xlwt.Workbook(), io.BytesIO()
    for title, rows in sheets.items():
        sheet = workbook.add_sheet(title)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                sheet.write(row, column, value)
    workbook.save(out)
    return out.getvalue()


HEAD = ["学校", "学生数", "books"]
FORMS = {
    "a.csv": "学校,学生数,books\n一小,300,98.5\n一中,400,\n".encode(),
    "b.csv": "某县学校情况\n学校,学生数,books\n一小,300,98.5\n一中,400,\n".encode("gb18030"),
    "a.xlsx": book(("学校", [HEAD, *ROWS])),
    "titled.xlsx": book(("学校", [["某县学校情况"], [], HEAD, *ROWS])),
    "a.parquet": columns(),
    "a.xls": old({"学校": [HEAD, *ROWS]}),
    "titled.XLS": old({"说明": [["填表说明"]], "学校": [["某县学校情况"], [], HEAD, *ROWS]}),
    "a.ods": spreadsheet({"学校": [HEAD, *ROWS]}),
    "titled.ods": spreadsheet({"学校": [["某县学校情况"], [], HEAD, *ROWS], "说明": [["填表说明"]]}),
}


def read(name: str, data: bytes, sheet: str = "") -> tuple[list[dict[str, str]], list[tuple[str, str]]]:
    found = rows_of(name, data, sheet=sheet, form=FORM)
    rows = found.rows.items if found.rows is not None else ()
    shown = [{pair.key.text: pair.value.text for pair in row.pairs} for row in rows if isinstance(row, Record)]
    return shown, [(one.code, str(one.place)) for one in found.problems if one.severity != "note"]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_rows(name: str):
    """Titles above the heading, the encoding and the kind of file change nothing."""
    expected = [{"school": "一小", "pupils": "300", "books": "98.5"}, {"school": "一中", "pupils": "400", "books": ""}]
    assert read(name, FORMS[name]) == (expected, [])


def test_a_sheet_is_named_where_there_are_several():
    """Which one is meant is never guessed."""
    data = book(("小学", [HEAD, ROWS[0]]), ("初中", [HEAD, ROWS[1]]))
    assert read("a.xlsx", data)[1] == [("ER447", "a.xlsx:1:1")]
    assert read("a.xlsx", data, "高中")[1] == [("ER447", "a.xlsx:1:1")]
    assert read("a.xlsx", data, "初中") == ([{"school": "一中", "pupils": "400", "books": ""}], [])


def test_what_stands_in_another_sheet_is_not_in_the_way():
    """An error value in a sheet that is not read is no problem of this table."""
    data = book(("小学", [HEAD, ["一小", "#DIV/0!", 1]]), ("初中", [HEAD, ROWS[1]]))
    assert read("a.xlsx", data, "初中")[1] == []
    assert read("a.xlsx", data, "小学")[1] == [("ER441", "a.xlsx!小学!B2")]


def test_merged_cells_and_hidden_rows_among_the_values_are_said():
    """The hidden second value of a merged cell is not silently nothing; a hidden row is read and named."""

    def merge(workbook: openpyxl.Workbook) -> None:
        workbook.active.merge_cells("B2:B3")

    def hide(workbook: openpyxl.Workbook) -> None:
        workbook.active.row_dimensions[3].hidden = True

    assert read("a.xlsx", book(("s", [HEAD, *ROWS]), change=merge))[1] == [("ER442", "a.xlsx!s!B2")]
    rows, problems = read("a.xlsx", book(("s", [HEAD, *ROWS]), change=hide))
    assert (len(rows), problems) == (2, [("ER443", "a.xlsx!s!A3")])


def test_cells_under_no_heading_are_errors():
    """Also in a workbook; a column named twice is one error, not one a row."""
    assert read("a.xlsx", book(("s", [["学校", "学生数"], ["一小", 3, "见表"]])))[1] == [("ER449", "a.xlsx!s!C2")]
    assert read("a.csv", "学校,学生数,学生数\n一小,1,2\n一中,3,4\n".encode())[1] == [("ER448", "a.csv:1:8")]


def test_other_files_hold_no_rows():
    """ER005 for a kind that is not read."""
    assert read("a.txt", b"x")[1] == [("ER005", "a.txt:1:1")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("a.csv", ("a.csv", "")), ("b/a.xlsx!小学", ("b/a.xlsx", "小学")), ("a!b.csv", ("a!b.csv", "")), ("a.xls!初中", ("a.xls", "初中")), ("a.ods!x", ("a.ods", "x")), ("a.xlsx", ("a.xlsx", ""))],
)
def test_a_sheet_is_written_behind_its_workbook(written: str, expected: tuple[str, str]):
    """`file.xlsx!sheet`; an exclamation mark in another name is part of it."""
    assert split_sheet(written) == expected
