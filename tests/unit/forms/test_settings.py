"""The workbook of settings: a line for every open point, only what is to be filled in open, a count that lives."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from office_settings import VALUE, lines_of, ruleset_named

from evalrules.forms.settings import settings_workbook
from evalrules.model.settings import open_points


def sheet_of(reference: str, language: str):
    return openpyxl.load_workbook(io.BytesIO(settings_workbook(ruleset_named(reference), language))).worksheets[0]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reference", ["guangdong-strong-town", "guangdong-school-form"])
def test_every_open_point_has_its_line(reference: str, language: str):
    """In the order of the standard, with the unit beside it; what is said is said in one language."""
    sheet = sheet_of(reference, language)
    listed = [about for about, _ in lines_of(sheet) if about[0] in ("number", "name")]
    assert listed == [tuple(one) for one in open_points(ruleset_named(reference))]
    assert "标准设定" == sheet.title if language == "zh" else "Settings" == sheet.title


def test_only_what_is_to_be_filled_in_is_open():
    """On a protected sheet, without a password."""
    sheet = sheet_of("guangdong-strong-town", "zh")
    assert sheet.protection.sheet
    assert not sheet.protection.password
    open_cells = {cell.column_letter for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert {"F", "H"} == open_cells


def test_the_count_is_a_formula_over_the_lines():
    """It counts just the cells of the open points: those of the office are not among them."""
    sheet = sheet_of("guangdong-strong-town", "zh")
    (formula,) = (str(cell.value) for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("="))
    first, last = map(int, re.findall(r"F(\d+)", formula))
    rows = [row for about, row in lines_of(sheet) if about[0] in ("number", "name")]
    counted = set(range(first, last + 1))
    assert counted.issuperset(rows)
    assert formula.endswith(f'&" / {len(rows)}"')
    assert not any(sheet.cell(row, VALUE).value for row in counted)


def test_it_prints_on_one_page_across():
    """A4 landscape, the heading repeated."""
    sheet = sheet_of("guangdong-school-form", "zh")
    assert ("landscape", 1, 0) == (
        sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight,
    )  # fmt: skip
    assert sheet.print_title_rows
