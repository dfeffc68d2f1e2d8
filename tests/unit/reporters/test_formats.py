"""The formats of a report."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from evalrules.model.report import Options, Report
from evalrules.reporters.formats import BINARY, FORMATS, View, rendered


def test_what_a_terminal_cannot_show_says_which_part_it_needs():
    """Formats that are files are parts of their own of the installation; the others come with it."""
    assert {name: form.extra for name, form in FORMATS.items() if form.is_binary} == {
        "xlsx": "excel", "docx": "", "self-report": "",
    }
    assert BINARY == ("xlsx", "docx", "self-report")
    assert {form.extra for form in FORMATS.values() if not form.is_binary} == {""}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_renders_an_empty_report(form: str, language: str):
    """A report without a result renders in every format and language."""
    assert isinstance(rendered(form, Report(Options(), (), (), {}), View(language, 80, color=False)), bytes)


def _zip_with(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in parts.items():
            zipped.writestr(name, data)
    return out.getvalue()


REFUSED = {
    "encrypted": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000),
    "damaged": b"PK\x03\x04 and no more",
    "page": b"<html><table></table></html>",
    "empty": b"",
    "no-workbook": _zip_with(**{"a.txt": b"a"}),
    "too-large": _zip_with(**{"xl/workbook.xml": bytes(200_000_000)}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_workbook_that_is_refused_is_opened_by_nobody_else(name: str, cli, write, tmp_path, monkeypatch):
    """Asked for a marked copy, it ends in words and exit code 2, and the result is a workbook of its own."""

    def opened(*_, **__):
        raise AssertionError("a refused workbook was opened")

    path = write("county.xlsx", REFUSED[name])
    with monkeypatch.context() as patch:
        patch.setattr(openpyxl, "load_workbook", opened)
        patch.setattr(openpyxl.reader.excel, "load_workbook", opened)
        run = cli("check", path, "-o", tmp_path / "y.xlsx", "--lang", "en")
    assert (run.code, "ER017" in run.err) == (2, True)
    sheet = openpyxl.load_workbook(tmp_path / "y.xlsx").worksheets[-1]
    assert "ER017" in [cell.value for row in sheet.iter_rows() for cell in row]
