"""A form counts and colours while somebody types, and what it counts is what has to be filled in."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from office_settings import ruleset_named

from evalrules.forms.lines import sheets_of
from evalrules.forms.workbook import form_workbook
from evalrules.reporters.workbook.sheets import mark_of


@pytest.fixture(scope="module")
def form():
    """The form of a standard with every kind of line."""
    return openpyxl.load_workbook(io.BytesIO(form_workbook(ruleset_named("national-quality-balance"), "zh")))


def test_every_sheet_counts_what_has_to_be_filled_in(form):
    """As many as it has lines that no other line makes needless; the first sheet counts all of them."""
    wanted = {sheet.title: sheet.needed for sheet in sheets_of(ruleset_named("national-quality-balance"), "zh")}
    counted = {}
    for sheet in form.worksheets:
        if mark_of(sheet) == "values" and sheet.cell(3, 6).value:
            counted[sheet.title] = int(re.search(r"应填 (\d+)", str(sheet.cell(3, 6).value))[1])
    assert {title: needed for title, needed in wanted.items() if needed} == counted
    total = next(str(cell.value) for row in form.worksheets[0].iter_rows() for cell in row if "COUNTA" in str(cell.value))
    assert f"应填 {sum(counted.values())}" in total
    assert all(f"'{title}'!F6" in total for title in counted)


def test_only_what_has_to_be_filled_in_is_in_sight(form):
    """What follows from other figures has a sheet of its own, or a column that is hidden."""
    computed = form["可不填的数据"]
    assert computed.max_row > 6
    for sheet in form.worksheets:
        for row in sheet.iter_rows(min_row=6):
            if mark_of(sheet) == "values" and sheet.title != computed.title and len(row) > 5:
                assert not str(row[5].fill.fgColor.rgb).endswith("F1F1F1")
    schools = next(sheet for sheet in form.worksheets if mark_of(sheet) == "table:units")
    hidden = [cell.value for cell in schools[5] if schools.column_dimensions[cell.column_letter].hidden]
    assert hidden
    assert all("由其他数据计算" in str(text) for text in hidden)


def test_a_row_that_is_begun_shows_what_it_lacks(form):
    """By the first part of its key; a figure out of its range is red, and this comes first."""
    schools = next(sheet for sheet in form.worksheets if mark_of(sheet) == "table:units")
    rules = [rule for one in schools.conditional_formatting for rule in one.rules]
    assert any(str(rule.formula[0]).startswith('AND($A6<>"",ISBLANK(') for rule in rules)
    assert all(rule.priority == 1 for rule in rules if "ISNUMBER" in str(rule.formula[0]))


def test_wide_tables_are_printed_on_wide_paper(form):
    """A3, one page across, with the heading on each page and the names of the rows where pages lie side by side."""
    for sheet in form.worksheets:
        if mark_of(sheet).startswith("table:u"):
            assert (8, 1, "$5:$5") == (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.print_title_rows)
