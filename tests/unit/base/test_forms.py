"""The words of evidence as a table: two names for each column, and nothing that means two things."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evalrules.base.forms import (
    COLUMNS,
    LISTS,
    MEMBERS,
    NEEDED_COLUMNS,
    RESULT,
    SECTIONS,
    TABLE,
    VALUES,
    SheetMark,
    column_named,
    mark_from,
    mark_in_cell,
)

CONTRACT = (Path(__file__).parents[3] / "docs" / "contract.md").read_text("utf-8")


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_is_found_by_either_of_its_names(column: str):
    """The English heading in any case, the Chinese one, each with space around it."""
    for heading in (
        column,
        column.upper(),
        column.title(),
        f" {column} ",
        COLUMNS[column],
        f"\u3000{COLUMNS[column]}\n",
    ):
        assert column_named(heading) == column


@pytest.mark.parametrize(
    "heading", ["", " ", "项目", "item", "values", "value ²", "填报值（必填）", "id,value", "ｖａｌｕｅ"]
)
def test_any_other_heading_is_no_column(heading: str):
    """Nothing that merely comes near is taken for a column: what stands below would be read as something else."""
    assert column_named(heading) is None


def test_no_name_stands_for_two_things():
    """The headings of both languages, the sections and the marks of sheets are each told apart."""
    headings = [*COLUMNS, *COLUMNS.values()]
    marks = [VALUES, TABLE, MEMBERS, RESULT, LISTS]
    for names in (headings, SECTIONS, marks):
        assert len(names) == len({name.lower() for name in names})
    assert set(NEEDED_COLUMNS) <= set(COLUMNS)


def test_the_contract_lists_every_column_and_every_section():
    """docs/contract.md has the names of the columns in both languages, in this order, and a line for each section."""
    part = CONTRACT.partition("### Evidence as a table")[2].partition("\n### ")[0]
    columns, sections = part.split("| section | id | value |")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in columns.splitlines() if line.startswith("|")
    ]
    english = [name for row in rows[2:] for name in row[0].split(", ")]
    chinese = [name for row in rows[2:] for name in row[1].split(", ")]
    assert dict(zip(english, chinese, strict=True)) == COLUMNS
    first = [line.split("|")[1] for line in sections.splitlines() if line.startswith("|")]
    assert tuple(re.findall(r"`(\w+)`", " ".join(first))) == SECTIONS


@pytest.mark.parametrize("mark", [SheetMark(VALUES), SheetMark(TABLE, "units"), SheetMark(TABLE, "a:b"), SheetMark(MEMBERS, "区")])
def test_the_mark_of_a_sheet_comes_back_from_its_cell(mark: SheetMark):
    """Also where the id of a table holds what stands between the parts; a cell of somebody else holds none."""
    assert mark_from(mark_in_cell(mark.cell)) == mark
    assert [mark_in_cell(text) for text in ("", "units", f"other:{mark.text}", mark.text)] == [""] * 4
