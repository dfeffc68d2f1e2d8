"""The header of a table is found below its titles, and a column that stands twice is named."""

from __future__ import annotations

from evalrules.base.source import Pair, Record, Scalar, cell_at
from evalrules.readers.grid import HEADER_WITHIN, Grid, Line, headed, text_of_cell, twice

KNOWN = ("section", "类别", "ID", "编号", "value")


def cell(row: int, column: int, text: str) -> Scalar:
    return Scalar(text, False, cell_at("a.xlsx", "表", row, column))


def grid(*rows: tuple[str, ...]) -> Grid:
    """Rows of texts; "" is no cell."""
    lines = [
        Line({at: cell(number, at, text) for at, text in enumerate(row, 1) if text}, cell_at("a.xlsx", "表", number, 1))
        for number, row in enumerate(rows, 1)
    ]
    return Grid("表", tuple(line for line in lines if line.cells), cell_at("a.xlsx", "表", 0, 0))


def names(found: Grid) -> dict[int, str]:
    header = headed(found, KNOWN)
    assert header is not None
    return {number: name.text for number, name in header.columns.items()}


def test_the_header_stands_below_titles() -> None:
    """The first row of which two cells are known names; the rows below it are the lines."""
    found = grid(("自评表",), ("填报单位", "某县"), ("类别", "", "编号", "说明"), ("fact", "", "rate", ""))
    assert {1: "类别", 3: "编号", 4: "说明"} == names(found)
    assert [line.place.line for line in headed(found, KNOWN).lines] == [4]


def test_names_are_known_whatever_their_case_and_the_space_around_them() -> None:
    """SECTION and ` id ` are section and id."""
    assert {1: "SECTION", 2: " id "} == names(grid(("x",), ("SECTION", " id "), ("1", "2")))


def test_a_row_of_nothing_but_known_names_is_a_header() -> None:
    """Even of one; a single known word among others is not."""
    assert {1: "value"} == names(grid(("标题", "其他"), ("value",), ("1",)))
    assert {1: "标题", 2: "value"} == names(grid(("标题", "value"), ("1", "2")))


def test_without_known_names_the_first_row_is_the_header() -> None:
    """And without any row there is none."""
    assert {1: "甲", 2: "乙"} == names(grid(("甲", "乙"), ("1", "2")))
    assert headed(grid(), KNOWN) is None


def test_a_header_too_far_below_is_not_looked_for() -> None:
    """Twenty rows are looked at, and no more."""
    title, header = ("标题", "x"), ("类别", "编号")
    assert {1: "类别", 2: "编号"} == names(grid(*[title] * (HEADER_WITHIN - 1), header))
    assert {1: "标题", 2: "x"} == names(grid(*[title] * HEADER_WITHIN, header))


def test_the_text_of_a_cell() -> None:
    """Of a percent cell that of its value, of no cell nothing."""
    place = cell_at("a.xlsx", "表", 1, 1)
    percent = Record((Pair(Scalar("value", True, place), Scalar("98.5", False, place)),), place)
    assert ["98.5", "a", ""] == [text_of_cell(node) for node in (percent, Scalar("a", False, place), None)]
    assert "" == text_of_cell(Record((), place))


def test_a_column_that_stands_twice_is_named() -> None:
    """With both columns and the place of the first; different columns are fine."""
    once = {1: cell(1, 1, "value"), 2: cell(1, 2, "unit")}
    assert [] == twice(once)
    (problem,) = twice({**once, 4: cell(1, 4, " value ")})
    assert ("ER448", "a.xlsx!表!D1") == (problem.code, str(problem.place))
    assert {"column": "value", "first": "1", "second": "4"} == dict(problem.args)
    assert ["a.xlsx!表!A1"] == [str(related.place) for related in problem.related]
