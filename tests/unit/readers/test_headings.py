"""Where the heading of a table stands, and which column each cell of it names."""

from __future__ import annotations

import pytest

from evalrules.base.forms import Column, TableForm
from evalrules.readers.delimited import read_csv
from evalrules.readers.headings import heads_of, is_found

FORM = TableForm(
    "units",
    "学校",
    (
        Column("school", ("school", "学校"), "", True), Column("stage", ("stage", "学段"), "", True),
        Column("pupils", ("pupils", "学生数"), "人", True), Column("teachers", ("teachers", "专任教师数"), "名", True),
        Column("degree", ("degree", "专任教师高学历数"), "名", True), Column("value", ("value", "设备值"), "元", True),
    ),
)  # fmt: skip


def read(text: str) -> tuple[dict[str, str], int]:
    """The columns with their units, and the line of the first row below."""
    grid, _, _ = read_csv("a.csv", text.encode())
    heads = heads_of(grid, FORM)
    units = {head.column: head.unit.text if head.unit else "" for head in heads.columns.values()}
    return units, heads.below[0].place.line


PLAIN = dict.fromkeys(("school", "stage", "pupils", "teachers", "degree", "value"), "")
ROW = "一小,小学,300,20,18,5\n"


@pytest.mark.parametrize(
    ("above", "expected", "line"),
    [
        ("学校,学段,学生数,专任教师数,专任教师高学历数,设备值\n", PLAIN, 2),
        ("某县学校情况表\n\n学校,学段,学生数,专任教师数,专任教师高学历数,设备值\n", PLAIN, 4),
        ("school,stage,pupils,teachers,degree,value\n", PLAIN, 2),
        ("学校,学段,学生数,专任教师,,设备值\n,,,专任教师数,高学历数,\n", PLAIN, 3),
        ("某县\n学校,学段,学生数,专任教师,,设备值\n,,,专任教师数,高学历数,（万元）\n", PLAIN | {"value": "万元"}, 4),
        ("学校,学段,学生数,专任教师数,专任教师高学历数,设备值\n,,人,名,名,千元\n", PLAIN | {"pupils": "人", "teachers": "名", "degree": "名", "value": "千元"}, 3),
        ("单位：人、万元\n学校,学段,学生数,专任教师数,专任教师高学历数,设备值\n", PLAIN | {"value": "万元"}, 3),
        ("单位：万元\n学校,学段,学生数,专任教师数,专任教师高学历数,设备值（元）\n", PLAIN | {"value": "元"}, 3),
        ("单位：某县教育局\n学校,学段,学生数,专任教师数,专任教师高学历数,设备值\n", PLAIN, 3),
    ],
)  # fmt: skip
def test_the_heading_is_found_and_read(above: str, expected: dict[str, str], line: int):
    """Titles, two lines, a line of units, a unit above the whole table: each column keeps its name and gets its unit."""
    assert read(above + ROW) == (expected, line)


def test_a_row_of_figures_is_no_second_line_of_the_heading():
    """What stands below a heading is data, whatever its first cells say."""
    assert read("学校,学段,学生数,专任教师数,专任教师高学历数,设备值\n学生数小学,小学,300,20,18,5\n")[1] == 2


def test_a_grid_without_a_known_name_has_no_heading():
    """Its first line stands for one, so that every name in it can be reported; a grid without lines has none."""
    grid, _, _ = read_csv("a.csv", "甲,乙\n1,2\n".encode())
    assert not is_found(grid, FORM)
    assert [head.column for head in heads_of(grid, FORM).columns.values()] == ["", ""]
    empty, _, _ = read_csv("a.csv", b"")
    assert heads_of(empty, FORM) is None
