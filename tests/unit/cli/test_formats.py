"""Formats by name and by suffix."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from evalrules.cli.formats import FORMATS, SUFFIXES, Destination, View, destination, rendered
from evalrules.model.report import Options, Report


@pytest.mark.parametrize(
    ("written", "path", "form"),
    [
        ("report.md", "report.md", "markdown"), ("report.JSON", "report.JSON", "json"), ("a.txt", "a.txt", "text"),
        ("table=out", "out", "table"), ("json=a.md", "a.md", "json"), ("a=b.md", "a=b.md", "markdown"),
        ("report", "report", ""), ("report.xlsx", "report.xlsx", "xlsx"), ("json=", "", "json"), ("a.junit.xml", "a.junit.xml", "junit"), ("a.xml", "a.xml", "junit"), ("b.sarif", "b.sarif", "sarif"),
        ("github=a.txt", "a.txt", "github"), ("code-scanning=b.sarif", "b.sarif", "code-scanning"), ("a.markdown", "a.markdown", "markdown"),
    ],
)  # fmt: skip
def test_the_prefix_names_the_format_else_the_suffix(written: str, path: str, form: str):
    """`[FORMAT=]FILE`: a known prefix wins, an unknown one belongs to the file's name."""
    assert Destination(path, form) == destination(written)


def test_every_suffix_belongs_to_a_format():
    """No suffix names a format that does not exist."""
    assert set(SUFFIXES.values()) <= set(FORMATS)


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
    (sheet,) = openpyxl.load_workbook(tmp_path / "y.xlsx").worksheets
    assert "ER017" in [cell.value for row in sheet.iter_rows() for cell in row]
