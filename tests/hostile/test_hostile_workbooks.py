"""Workbooks that mean harm or misfortune: each is read with its true content or refused, soon and in little memory.

Every file is tried in a process of its own, whose memory is bounded and measured.
"""

from __future__ import annotations

import io
import json
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
import xlwt
from open_documents import cell, document, row, table
from selection import one_in

SECONDS = 3
LARGE_SECONDS = 40
"""For files that are as large as a workbook may be."""

MEGABYTES = 400
OLD_SECONDS, OLD_MEGABYTES = 1.5, 200
"""For old formats, of which small tables are read only."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET_1 = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"

PROBE = """
import json, resource, sys, time
from evalrules.readers.workbooks import foreign_workbook, read_workbook
import openpyxl.reader.excel, openpyxl.utils.datetime  # half a second that every workbook costs
path = sys.argv[1]
with open(path, "rb") as file:
    data = file.read()
begun = time.process_time()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
reason = foreign_workbook("." + path.rpartition(".")[2], data)
book, problems = (None, []) if reason else read_workbook("x." + path.rpartition(".")[2], data)
print(json.dumps({
    "seconds": time.process_time() - begun,
    "megabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    "reason": reason,
    "problems": [[one.code, one.severity, str(one.place), dict(one.args)] for one in problems],
    "cells": None if book is None else [
        [str(cell.span), getattr(cell, "text", "") or [pair.value.text for pair in cell.pairs]]
        for sheet in book.sheets for line in sheet.grid.lines for cell in line.cells.values()
    ][:50],
    "merged": None if book is None else [merged.text for sheet in book.sheets for merged in sheet.merged],
}))
"""


class Outcome(NamedTuple):
    """What reading a file gave: its cells, the problems, what kind of other file it is, and the ranges merged."""

    cells: list[list[object]] | None
    codes: list[str]
    reasons: list[str]
    reason: str
    merged: list[str] | None


@pytest.fixture
def tried(program, tmp_path: Path) -> Callable[..., Outcome]:
    """Read a file in a process of its own, within its bounds: `tried("a.xlsx", data, seconds)`."""

    def read(name: str, data: bytes, seconds: float = SECONDS, megabytes: float = MEGABYTES) -> Outcome:
        path = tmp_path / name
        path.write_bytes(data)
        limits = {resource.RLIMIT_AS: 2 << 30}
        ended = program.python("-W", "error", "-c", PROBE, path, text=True, timeout=seconds + 600, limits=limits)
        assert (0, "") == (ended.returncode, ended.stderr)
        found = json.loads(ended.stdout)
        assert found["seconds"] < seconds
        assert found["megabytes"] < megabytes
        reasons = [args.get("reason", "") for _, _, _, args in found["problems"]]
        codes = [code for code, *_ in found["problems"]]
        return Outcome(found["cells"], codes, reasons, found["reason"], found["merged"])

    return read


def made(fill: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "S"
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(data: bytes, part: str, content: str | bytes) -> bytes:
    """A workbook with one part put in another's place, or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
        target.writestr(part, content)
    return file.getvalue()


def sheet_xml(inside: str, declared: str = "") -> str:
    return f'<?xml version="1.0"?>{declared}<worksheet xmlns="{MAIN}">{inside}</worksheet>'


GOOD = made(lambda book: book.active.append(["rate", 98]))


def test_x_ok(tried) -> None:
    """An ordinary workbook is read."""
    found = tried("ok.xlsx", GOOD)
    assert ([["x.xlsx!S!A1", "rate"], ["x.xlsx!S!B1", "98"]], []) == (found.cells, found.codes)


def test_x_formula_external(tried) -> None:
    """A formula that takes its value from another workbook is refused at its cell; nothing is followed."""
    row = '<row r="1"><c r="A1"><f>[1]S!A1</f><v>98</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
    found = tried("a.xlsx", with_part(GOOD, SHEET_1, sheet_xml(f"<sheetData>{row}</sheetData>")))
    assert ([["x.xlsx!S!B1", "2"]], ["ER446"]) == (found.cells, found.codes)


def test_x_error_cell(tried) -> None:
    """Each error value is named at its cell."""
    values = ("#DIV/0!", "#REF!", "#N/A")
    cells = "".join(f'<c t="e"><v>{value}</v></c>' for value in values)
    found = tried("a.xlsx", with_part(GOOD, SHEET_1, sheet_xml(f"<sheetData><row>{cells}</row></sheetData>")))
    assert ([], ["ER441"] * 3) == (found.cells, found.codes)


def test_x_merged(tried) -> None:
    """Merged cells are told, so that a second value is not silently none; even over a whole sheet that costs nothing."""
    text = '<sheetData/><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    found = tried("a.xlsx", with_part(GOOD, SHEET_1, sheet_xml(text)))
    assert ["A1:B2", "A1:XFD1048576"] == found.merged


def test_a_link_over_a_whole_sheet(tried) -> None:
    """A range of links or of validations is not gone through cell by cell."""
    text = '<sheetData/><dataValidations><dataValidation sqref="A1:XFD1048576"/></dataValidations><hyperlinks><hyperlink ref="A1:XFD1048576" display="x"/></hyperlinks>'
    assert [] == tried("a.xlsx", with_part(GOOD, SHEET_1, sheet_xml(text))).codes


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_x_hidden_sheet(tried, state: str) -> None:
    """A hidden sheet with values is warned of."""

    def fill(book: openpyxl.Workbook) -> None:
        book.create_sheet("底稿").append([1])
        book["底稿"].sheet_state = state

    assert ["ER443"] == tried("a.xlsx", made(fill)).codes


def test_x_percent_format(tried) -> None:
    """0.98 shown as 98 % is 98 %, and a note says so."""

    def fill(book: openpyxl.Workbook) -> None:
        book.active["A1"] = 0.98
        book.active["A1"].number_format = "0%"

    found = tried("a.xlsx", made(fill))
    assert ([["x.xlsx!S!A1", ["98", "%"]]], ["ER444"]) == (found.cells, found.codes)


def test_x_1e6_dims(tried) -> None:
    """A stray cell in the last corner does not make 17 thousand million of them."""

    def fill(book: openpyxl.Workbook) -> None:
        book.active["A1"] = 1
        book.active["XFD1048576"] = 2

    found = tried("a.xlsx", made(fill), seconds=2)
    assert [["x.xlsx!S!A1", "1"], ["x.xlsx!S!XFD1048576", "2"]] == found.cells


@pytest.mark.parametrize("part", one_in(6, [SHEET_1, STYLES, "xl/workbook.xml", "[Content_Types].xml", "docProps/core.xml"]))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_x_xxe(tmp_path: Path, tried, part: str, encoding: str) -> None:
    """An entity is never declared, let alone read, in whatever part and encoding."""
    secret = tmp_path / "secret.txt"
    secret.write_text("98")
    declared = f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    text = sheet_xml("<sheetData><row><c><v>&x;</v></c></row></sheetData>", declared).encode(encoding)
    found = tried("a.xlsx", with_part(GOOD, part, text))
    assert (None, ["ER017"], ["XML with a document type declaration"]) == (found.cells, found.codes, found.reasons)


def test_an_entity_bomb(tried) -> None:
    """A thousand million laughs are not begun."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    text = sheet_xml("<sheetData><row><c><v>&a9;</v></c></row></sheetData>", f"<!DOCTYPE x [{entities}]>")
    assert ["ER017"] == tried("a.xlsx", with_part(GOOD, SHEET_1, text)).codes


@pytest.mark.real
def test_x_macro(tried) -> None:
    """A workbook with macros is refused under either name; nothing runs."""
    data = with_part(GOOD, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert ["a workbook with macros"] == tried("a.xlsx", data).reasons
    assert "a workbook with macros" == tried("a.xlsm", data).reason


def test_x_not_zip(tried) -> None:
    """What is no xlsx is said to be none."""
    assert ["not an xlsx file"] == tried("a.xlsx", b"section,id,value\n").reasons


@pytest.mark.real
def test_x_html(tried) -> None:
    """A page saved under the name of a workbook is told as that."""
    page = "<html><table><tr><td>98</td></tr></table></html>".encode("gb18030")
    assert ["HTML saved under the name of a workbook"] == tried("a.xls", page).reasons
    assert "HTML saved under the name of a workbook" == tried("a.et", page).reason
    assert ["HTML saved under the name of a workbook"] == tried("a.xlsx", page).reasons


@pytest.mark.real
def test_x_ole(tried) -> None:
    """An old workbook that is damaged and an encrypted one are told apart."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    old, locked = ole + "Workbook\0".encode("utf-16-le"), ole + "EncryptedPackage\0".encode("utf-16-le")
    assert ["a damaged workbook of the old format (.xls)"] == tried("a.xls", old).reasons
    assert ["a workbook of the old format (.xls)"] == tried("a.xlsx", old).reasons
    assert ["an encrypted workbook"] == tried("a.xlsx", locked).reasons


OLD = {
    "rows.xls": (lambda: wide(8_000), "too many cells"),
    "cut.xls": (lambda: wide(100)[:9_000], "a damaged workbook of the old format (.xls)"),
    "rows.ods": (lambda: document(table(row(cell(1, more='table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048576"'))), "too many cells"),
    "rows-of-nothing.ods": (lambda: document(table(*[row(cell()) for _ in range(90_000)])), ""),
    "bytes.ods": (lambda: document(" " * 99_000_000), "a part is too large: content.xml"),
    "wrong.ods": (lambda: document(table(row(WRONG, more='table:number-rows-repeated="60000"'))), "ER441"),
}  # fmt: skip
WRONG = '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'


def wide(rows: int) -> bytes:
    """An old workbook with a figure at the end of each row."""
    book, file = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("S")
    for at in range(rows):
        sheet.write(at, 255, 1.5)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(("name", "made_by", "reason"), one_in(3, [pytest.param(name, *one, id=name) for name, one in OLD.items()]))
@pytest.mark.real
def test_old_formats_end_soon(tried, name: str, made_by: Callable[[], bytes], reason: str) -> None:
    """About a second and 200 MB for whatever an .xls or .ods says of itself."""
    found = tried(name, made_by(), OLD_SECONDS, OLD_MEGABYTES)
    assert reason in {"", *found.reasons, *found.codes}
    assert (found.cells is None) == (bool(reason) and reason != "ER441")


@pytest.mark.real
def test_a_bomb_of_parts_and_of_bytes(tried) -> None:
    """Too many parts, or too much in them, is refused before anything is unpacked."""
    parts = GOOD
    with zipfile.ZipFile(file := io.BytesIO(parts), "a", zipfile.ZIP_DEFLATED) as archive:
        for at in range(2_000):
            archive.writestr(f"xl/media/{at}", b"")
    assert ["more than 2000 parts"] == tried("a.xlsx", file.getvalue()).reasons
    large = with_part(GOOD, SHEET_1, sheet_xml(" " * 100_000_000))
    assert len(large) < 200_000
    assert ["more than 100 MB when unpacked"] == tried("b.xlsx", large).reasons


LARGE = {
    "elements": ("<sheetData>" + "<a/>" * 20_000_000, ["damaged XML"]),
    "blank-cells": ("<sheetData>" + f"<row>{'<c/>' * 16_384}</row>" * 1_400, ["too many cells"]),
    "ranges": ("<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 3_000_000, ["too many ranges"]),
    "depth": ("<sheetData>" + "<a>" * 2_000_000, ["damaged XML"]),
    "one-text": ('<sheetData><row><c t="inlineStr"><is><t>' + "9" * 40_000_000, ["damaged XML"]),
}


@pytest.mark.real
@pytest.mark.parametrize(("text", "reasons"), LARGE.values(), ids=LARGE)
def test_a_part_as_large_as_may_be(tried, text: str, reasons: list[str]) -> None:
    """Ninety megabytes of elements, of ranges or of a single text end in time and in little memory."""
    data = with_part(GOOD, SHEET_1, sheet_xml("").removesuffix("</worksheet>") + text)
    found = tried("a.xlsx", data, LARGE_SECONDS)
    assert (None, ["ER017"], reasons) == (found.cells, found.codes, found.reasons)


@pytest.mark.real
def test_trees_are_bounded(tried) -> None:
    """Styles are read as a whole, so they may not be large."""
    text = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 2_000_000}</cellXfs></styleSheet>'
    assert ["a part is too large: xl/styles.xml"] == tried("a.xlsx", with_part(GOOD, STYLES, text)).reasons


@pytest.mark.real
def test_numbers_and_formulas_of_any_length(tried) -> None:
    """A million digits are no number; a million brackets are a formula like any other."""
    cells = f"<c><v>{'9' * 1_000_000}</v></c><c><v>1e999999999</v></c><c><f>{'[' * 1_000_000}</f><v>1</v></c>"
    found = tried("a.xlsx", with_part(GOOD, SHEET_1, sheet_xml(f"<sheetData><row>{cells}</row></sheetData>")))
    assert [] == found.codes
    assert [1_000_000, 11, 1] == [len(str(text)) for _, text in found.cells or ()]
