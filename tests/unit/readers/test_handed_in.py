"""Files of schools are read by the marks of the form, or by the names of their columns."""

from __future__ import annotations

from school_files import SITES, UNITS, unit, workbook

from evalrules.base.forms import Column, TableForm
from evalrules.base.source import Record, Scalar, Span
from evalrules.readers.handed_in import form_of, read_handed_in, rows_of_tables, with_school
from evalrules.readers.workbooks import read_workbook

FORMS = (
    TableForm("units", "学校", tuple(Column(own, (own, zh), "", True) for own, zh in zip(("school", "stage", "pupils", "funds", "opened", "rural"), UNITS, strict=True))),
    TableForm("sites", "校园", tuple(Column(own, (own, zh), "", True) for own, zh in zip(("school", "area", "rooms"), SITES, strict=True))),
)


def read(name: str, data: bytes) -> tuple[dict[str, list[str]], list[str]]:
    found = rows_of_tables(read_handed_in(name, data), FORMS)
    schools = {own: [row.get("school").text for row in rows.items if isinstance(row, Record)] for own, rows in found.rows.items()}
    return schools, [one.code for one in found.problems]


def test_each_sheet_is_the_table_that_it_has_most_columns_of():
    """In any order and under any title; a sheet of something else, or a hidden one, is none."""
    sheets = {"说明": [["请填写"]], "甲": [SITES, ["一小", 10, 2]], "乙": [["某表"], UNITS, unit("一小"), unit("二小")]}
    assert ({"units": ["一小", "二小"], "sites": ["一小"]}, []) == read("a.xlsx", workbook(sheets))
    assert ({"sites": ["一小"]}, []) == read("a.csv", "学校名称,占地面积,教室数\n一小,10,2\n".encode())


def test_which_table_is_never_guessed():
    """Two sheets of one table are ER447, none is ER525, a file that cannot be read says why."""
    twice = {"甲": [SITES, ["一小", 10, 2]], "乙": [SITES, ["一小", 10, 3]]}
    assert ({}, ["ER447"]) == read("a.xlsx", workbook(twice))
    assert ({}, ["ER525"]) == read("a.xlsx", workbook({"甲": [["一小", 10, 2]]}))
    assert ({}, ["ER017"]) == read("a.xlsx", b"x")
    assert ({}, ["ER525"]) == read("a.csv", "甲,乙\n1,2\n".encode())


def test_a_workbook_of_ones_own_is_no_form():
    """It names no ruleset; one that was collected is told."""
    own, _ = read_workbook("a.xlsx", workbook({"甲": [SITES]}))
    assert form_of(own) is None
    assert read_handed_in("a.xlsx", workbook({"甲": [SITES], "来源": [["evalrules:sources"]]})).is_collected


def test_the_school_of_the_form_stands_in_rows_that_leave_it_out():
    """Rows that say nothing stay empty, rows that name a school keep it."""
    place = Span("a.xlsx", 6, 2, 6, 3, "首页")
    rows = rows_of_tables(read_handed_in("a.xlsx", workbook({"甲": [SITES, [None, 10, 2], ["二小", 1, 1]]})), FORMS).rows["sites"]
    found = with_school(rows, "school", Scalar("一小", False, place))
    assert ["一小", "二小"] == [row.get("school").text for row in found.items]
    assert place == found.items[0].get("school").span
    assert ["", "二小"] == [row.get("school").text for row in with_school(rows, "school", Scalar("", False, place)).items]
