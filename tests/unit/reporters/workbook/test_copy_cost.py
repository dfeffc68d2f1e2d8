"""What a workbook would cost to copy is known before openpyxl sees it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation

from evalrules.reporters.workbook import copy_cost
from evalrules.reporters.workbook.copy_cost import obstacle


def book(change: Callable[[object], object]) -> bytes:
    made = openpyxl.Workbook()
    made.active["A1"] = 1
    change(made.active)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_xml(inside: str) -> bytes:
    """A workbook whose sheet has elements of its own behind its cells."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(lambda sheet: None))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b"</sheetData>", b"</sheetData>" + inside.encode()) if "sheet1" in name else text)
    return file.getvalue()


def formatted(sheet) -> None:
    sheet.merge_cells("A1:Z1")
    sheet["A2"].hyperlink = "#A1"
    sheet.conditional_formatting.add("A1:B9 D1:D9", FormulaRule(formula=["1"]))
    check = DataValidation(type="whole", formula1="1")
    check.add("A1:XFD1048576")
    sheet.add_data_validation(check)


def test_an_ordinary_workbook_is_copied():
    """A title over merged cells, links, conditions and checks of a whole sheet stand in no way."""
    assert "" == obstacle(book(lambda sheet: None)) == obstacle(book(formatted))


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', "more than 200000 merged or linked cells"),
        ('<mergeCells><mergeCell ref="$XFD$1048576:B1"/></mergeCells>', "more than 200000 merged or linked cells"),
        ('<hyperlinks><hyperlink ref="A1:CV3000"/></hyperlinks>', "more than 200000 merged or linked cells"),
        ('<mergeCells><mergeCell ref="A1:CV1999"/><mergeCell ref="A2000:CV2000"/></mergeCells>', ""),
        ('<mergeCells><mergeCell ref="A1:CV1999"/><mergeCell ref="A2000:CW2000"/></mergeCells>', "more than 200000 merged or linked cells"),
        (f'<conditionalFormatting sqref="{" ".join(["A1"] * 10_000)}"/>', ""),
        (f'<conditionalFormatting sqref="{" ".join(["A1"] * 10_001)}"/>', "more than 10000 ranges"),
        ("<dataValidations>" + '<dataValidation sqref="A1 B1"/>' * 5_001 + "</dataValidations>", "more than 10000 ranges"),
        ('<mergeCells><mergeCell ref="nowhere"/><mergeCell/></mergeCells>', ""),
    ],
)  # fmt: skip
def test_what_covers_too_much_is_named(inside: str, reason: str):
    """Areas are counted, not gone through; what is no range is for openpyxl to refuse."""
    assert reason == obstacle(with_xml(inside))


def test_rows_without_cells_count(monkeypatch):
    """Each has a height that is kept, also where nothing stands in it."""
    monkeypatch.setattr(copy_cost, "MAX_ROWS", 10)
    assert "" == obstacle(book(lambda sheet: sheet.row_dimensions.__getitem__(9)))
    tall = book(lambda sheet: [setattr(sheet.row_dimensions[row], "height", 20) for row in range(1, 12)])
    assert "more than 10 rows" == obstacle(tall)
