"""Which lines below a heading are rows, and what is said of the others."""

from __future__ import annotations

import pytest

from evalrules.base.forms import Column, TableForm
from evalrules.base.source import Record, Scalar
from evalrules.readers.delimited import read_csv
from evalrules.readers.grid import Line
from evalrules.readers.headings import heads_of
from evalrules.readers.table_rows import heads_by_ids, rows_below

FORM = TableForm(
    "units",
    "学校",
    (Column("school", ("school", "学校"), "", True), Column("pupils", ("pupils", "学生数"), "人", True), Column("value", ("value", "设备值"), "元", False)),
)  # fmt: skip
HEAD = "学校,学生数,设备值\n"


def read(text: str) -> tuple[list[str], list[tuple[str, int]]]:
    """The names of the rows, and the codes with their lines."""
    grid, _, _ = read_csv("a.csv", text.encode())
    rows = rows_below(heads_of(grid, FORM), FORM)
    names = [value.text for record in rows.records if isinstance(value := record.get("school"), Scalar)]
    return names, [(one.code, one.place.line) for one in rows.problems]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("合计,600,9\n", "ER492"), ("县直学校小计,600,9\n", "ER492"), ("平均,300,\n", "ER492"), ("学校,学生数,设备值\n", "ER491"),
        ("注：见年报,,\n", "ER491"), ("填表人：某某,审核人：某某,\n", "ER491"), ("一、小学,,\n", "ER491"),
    ],
)  # fmt: skip
def test_a_line_for_other_people_is_no_row(lines: str, code: str):
    """Above, between and below the rows; each is named, and the rows around it stay."""
    assert read(f"{HEAD}一小,300,4\n{lines}二小,300,5\n") == (["一小", "二小"], [(code, 3)])
    assert read(f"{HEAD}一小,300,4\n二小,300,5\n{lines}") == (["一小", "二小"], [(code, 4)])


@pytest.mark.parametrize("line", ["注溪小学,300,5\n", "一、小学,300,\n", "说明,300,\n", "平安小学,,\n"])
def test_a_row_is_never_taken_for_a_note(line: str):
    """A line with a figure, or with a name that only begins like a note, is a row."""
    assert read(f"{HEAD}一小,300,4\n{line}") == (["一小", line.split(",", maxsplit=1)[0]], [])


def test_columns_beside_the_table_are_said_once():
    """A serial number or remarks are passed over; a column that is nearly one of the table is an error."""
    assert read("序号,学校,学生数,设备值,备注\n1,一小,300,4,在建\n") == (["一小"], [("ER490", 1)])
    assert read("学校,学生数,设备\n一小,300,4\n")[1] == [("ER401", 1)]


def test_an_unknown_column_is_an_error_where_a_needed_one_is_not_there():
    """It may be that very column under another name."""
    assert read("学校,人数情况,设备值\n一小,300,4\n")[1] == [("ER401", 1)]
    assert read("学校,学生数,栏目甲\n一小,300,4\n")[1] == [("ER490", 1)]


def test_one_column_under_two_names_stands_twice():
    """An id and a label, or a label with and without its unit, are one column."""
    assert read("学校,学生数,pupils\n一小,300,4\n")[1] == [("ER448", 1)]
    assert read("学校,学生数（人）,学生数\n一小,300,4\n")[1] == [("ER448", 1)]


def test_a_figure_has_the_unit_of_its_heading():
    """A text or an empty cell has none."""
    grid, _, _ = read_csv("a.csv", "学校,学生数,设备值（万元）\n一小,300,4.5\n二小,300,\n".encode())
    first, second = rows_below(heads_of(grid, FORM), FORM).records
    value = first.get("value")
    assert isinstance(value, Record)
    assert [pair.value.text for pair in value.pairs] == ["4.5", "万元"]
    assert second.get("value").text == ""


def test_a_sheet_that_carries_its_ids_takes_units_from_the_visible_heading():
    """Whatever the heading says beside them."""
    grid, _, _ = read_csv("a.csv", "school,value\n学校 *,设备的价值（万元）\n".encode())
    ids, heading = grid.lines
    heads = heads_by_ids({number: cell for number, cell in ids.cells.items() if isinstance(cell, Scalar)}, heading)
    assert [(head.column, head.unit.text if head.unit else "") for head in heads.values()] == [("school", ""), ("value", "万元")]
    assert isinstance(heading, Line)
