"""What formulas had come to."""

from __future__ import annotations

import io
import zipfile

import openpyxl

from evalrules.reporters.workbook.cached_values import cached_values, with_cached_values

VALUES = {"A1": ("n", "0.925"), "A2": ("str", "一&amp;二"), "A3": ("b", "1"), "A4": ("e", "#N/A"), "A5": ("n", "1e-07")}
"""Type and text of each formula's value, as the file holds them."""


def calculated():
    """A workbook whose formulas have values, as an office program saves it."""
    workbook = openpyxl.Workbook()
    for cell in (*VALUES, "A6"):
        workbook.active[cell].value = "=1+1"
    workbook.active["B1"].value = "plain"
    out = io.BytesIO()
    workbook.save(out)
    return with_cached_values(out.getvalue(), ["Sheet"], {"Sheet": VALUES})


def test_values_survive_another_writing():
    """Numbers, text, yes and errors are beside their formulas again; what was never calculated is not made up."""
    data = calculated()
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    cached = cached_values(data, workbook)
    assert VALUES == cached["Sheet"]
    out = io.BytesIO()
    workbook.save(out)
    found = openpyxl.load_workbook(io.BytesIO(with_cached_values(out.getvalue(), ["Sheet"], cached)), data_only=True).active
    assert [0.925, "一&二", True, "#N/A", 1e-07, None] == [found[f"A{row}"].value for row in range(1, 7)]
    assert "=1+1" == openpyxl.load_workbook(io.BytesIO(with_cached_values(out.getvalue(), ["Sheet"], cached))).active["A1"].value


def test_without_formulas_nothing_changes():
    """The bytes are those that came."""
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    data = out.getvalue()
    assert {} == cached_values(data, openpyxl.load_workbook(io.BytesIO(data)))
    assert data == with_cached_values(data, ["Sheet"], {})


def test_a_sheet_keeps_its_own_values():
    """The order of the sheets says which is which, also after one was put before them."""
    data = calculated()
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    cached = cached_values(data, workbook)
    workbook.create_sheet("评估结果", 0)
    out = io.BytesIO()
    workbook.save(out)
    filled = with_cached_values(out.getvalue(), workbook.sheetnames, cached)
    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        assert b"0.925" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"<v>0.925</v>" in archive.read("xl/worksheets/sheet2.xml")
