"""Tables of indicators and points as offices have them: what is read, and which cell is wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction

import openpyxl
import pytest

from evalrules.readers.points_table import read_points_table

ROWS = [
    ["示范县办园评估表"],
    ["序号", "类别", "指 标", "分值（分）", "评分标准"],
    [1, "办园条件", "班额", 10, "每班不超过30人"],
    [2, None, "★户外场地", "15分", "达到4平方米"],
    [None, None, None, None, "不足的不得分"],
    [None, "小计", None, 25, None],
    [3, "保教工作", "一日活动", 20.5, None],
    [None, "合计", None, 45.5, None],
]


@pytest.fixture(params=["xlsx", "csv"])
def read(request) -> Callable[..., tuple[object, list[str]]]:
    """What is read of rows in either form, and the problems as they are shown."""

    def of(rows: list[list[object]]):
        if request.param == "csv":
            name, data = "t.csv", "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows).encode()
        else:
            name, book, stream = "t.xlsx", openpyxl.Workbook(), io.BytesIO()
            for row in rows:
                book.active.append(row)
            book.active.title = "表一"
            book.save(stream)
            data = stream.getvalue()
        table, problems = read_points_table(name, data)
        return table, [(one.code, str(one.place), dict(one.args).get("expected", "")) for one in problems if one.is_error]

    return of


def test_a_table_is_read(read):
    """A title, groups in merged cells, stars, points with their unit, criteria on several rows; totals are no items."""
    table, problems = read(ROWS)
    assert ([], "示范县办园评估表") == (problems, table.title)
    told = [(one.number, one.group, one.name, one.points, one.criteria, one.is_starred) for one in table.items]
    assert [
        ("1", "办园条件", "班额", Fraction(10), "每班不超过30人", False),
        ("2", "办园条件", "★户外场地", Fraction(15), "达到4平方米\n不足的不得分", True),
        ("3", "保教工作", "一日活动", Fraction(41, 2), "", False),
    ] == told


def changed(row: int, column: int, cell: object) -> list[list[object]]:
    return [[cell if (at, number) == (row, column) else own for number, own in enumerate(one)] for at, one in enumerate(ROWS)]


WRONG = {
    "no name": (changed(3, 2, None), "C4", "the name of an indicator"), "no points": (changed(3, 3, None), "D4", "points above 0"),
    "points in words": (changed(3, 3, "十五"), "D4", "points above 0"), "no points at all": (changed(3, 3, 0), "D4", "points above 0"),
    "a total": (changed(7, 3, 45), "D8", "45.5"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "cell", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_by_its_cell(rows, cell: str, expected: str, read):
    """ER667 with sheet and cell in a workbook, with line in a CSV file."""
    table, problems = read(rows)
    assert table is None
    ((code, place, told),) = problems
    assert (code, told) == ("ER667", expected)
    assert place == f"t.xlsx!表一!{cell}" or place.startswith(f"t.csv:{cell[1:]}:")


@pytest.mark.parametrize("rows", [[["序号", "指标"], [1, "班额"]], [["a"], ["b"]], ROWS[:2]], ids=["no points", "nothing", "no rows"])
def test_what_is_no_such_table_is_refused(rows, read):
    """ER666."""
    assert (None, ["ER666"]) == ((found := read(rows))[0], [one[0] for one in found[1]])


def test_of_several_columns_of_indicators_the_deepest_has_the_items(read):
    """一级 is the group, 三级 the item."""
    rows = [["一级指标", "二级指标", "三级指标", "分值"], ["条件", "场地", "户外面积", 5], ["条件", "场地", "室内面积", 5]]
    table, _ = read(rows)
    assert [("条件", "户外面积"), ("条件", "室内面积")] == [(one.group, one.name) for one in table.items]
    table, _ = read([[row[1], row[2], row[3]] for row in rows])
    assert ["场地", "场地"] == [one.group for one in table.items]
