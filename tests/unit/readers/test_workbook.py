"""Workbooks are read as they stand: sheets, marks, what is merged and hidden, and a reason for each that is refused."""

from __future__ import annotations

import datetime
import io
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.worksheet.datavalidation import DataValidation

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.sentences import sentence
from evalrules.base.source import Record, Scalar
from evalrules.readers import grid as grid_module
from evalrules.readers.grid import text_of_cell
from evalrules.readers.workbook import read_workbook
from evalrules.readers.worksheet import Sheet, Workbook

SHEET_1 = "xl/worksheets/sheet1.xml"


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def made(fill: Callable[[openpyxl.worksheet.worksheet.Worksheet], object], title: str = "自评表") -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    book.active.title = title
    fill(book.active)
    return saved(book)


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with a text of one part replaced; it must be there."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                content = re.sub(rb"<v/>|<v></v>", b"<v />", content)  # openpyxl writes any of them
                assert old.encode() in content, content
                content = content.replace(old.encode(), new.encode())
            target.writestr(name, content)
    return file.getvalue()


def rezipped(data: bytes, *, leave: str = "", add: tuple[str, str] = ("", ""), method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook without a part, or with one more."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", method) as target:
        for name in source.namelist():
            if name != leave:
                target.writestr(name, source.read(name))
        if add[0]:
            target.writestr(*add)
    return file.getvalue()


def with_strings(data: bytes) -> bytes:
    """A workbook whose text `a` stands among the shared strings, as most programs write it."""
    data = changed(data, SHEET_1, 't="inlineStr"><is><t>a</t></is>', 't="s"><v>0</v>')
    relation = '<Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
    data = changed(data, "xl/_rels/workbook.xml.rels", "</Relationships>", relation + "</Relationships>")
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>a</t></si></sst>'
    return rezipped(data, add=("xl/sharedStrings.xml", strings))


def read(data: bytes) -> tuple[Workbook, list[Diagnostic]]:
    book, problems = read_workbook("表.xlsx", data)
    assert book is not None, problems
    return book, problems


def clean(data: bytes) -> Sheet:
    """The first sheet of a workbook that has nothing to report."""
    book, problems = read(data)
    assert problems == []
    return book.sheets[0]


def texts(sheet: Sheet) -> list[list[str]]:
    return [[text_of_cell(cell) for cell in line.cells.values()] for line in sheet.grid.lines]


def told(problems: list[Diagnostic]) -> list[tuple[str, str, str]]:
    return [(found.code, str(found.place), " ".join(value for _, value in found.args)) for found in problems]


def refused(data: bytes) -> tuple[str, str]:
    """The code and the reason of a workbook that is not read."""
    book, (problem,) = read_workbook("表.xlsx", data)
    assert book is None
    assert (str(problem.place), problem.is_error) == ("表.xlsx:1:1", True)
    return problem.code, dict(problem.args).get("reason", "")


def fill_all(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """A value of each kind, with formats of money and thousands."""
    sheet.append(["类别", " 编号\u3000", None, 95, 98.5, 0.985, True, datetime.date(2007, 9, 1), datetime.time(8, 30)])
    sheet.append([12345.6, 1234567, "1,234", "９８％"])
    sheet["F1"].number_format = "0.0%"
    sheet["A2"].number_format = '"¥"#,##0.00'
    sheet["B2"].number_format = "#,##0"
    sheet["D2"].number_format = "0%"


# -- what is read ------------------------------------------------------------------------------------------------------


def test_every_kind_of_cell_with_its_place() -> None:
    """Numbers, days, truth and text of a real file; empty cells are absent."""
    book, problems = read(made(fill_all))
    (sheet,) = book.sheets
    assert texts(sheet) == [
        ["类别", "编号", "95", "98.5", "98.5", "true", "2007-09-01", "08:30:00"],
        ["12345.6", "1234567", "1,234", "９８％"],
    ]
    first, second = sheet.grid.lines
    assert list(first.cells) == [1, 2, 4, 5, 6, 7, 8, 9]
    assert [str(cell.span) for cell in second.cells.values()] == [f"表.xlsx!自评表!{letter}2" for letter in "ABCD"]
    assert (str(first.place), str(sheet.grid.place)) == ("表.xlsx!自评表!A1", "表.xlsx!自评表")
    assert isinstance(first.cells[6], Record)
    assert isinstance(second.cells[4], Scalar)
    assert told(problems) == [("ER444", "表.xlsx!自评表!F1", "0.985 98.5")]


def test_shared_strings_are_read() -> None:
    """Text that stands apart from its cell reads like text within it."""
    assert clean(with_strings(GOOD)) == clean(GOOD)


def test_chinese_formats_of_days_have_numbers_only() -> None:
    """The built-in formats 27 to 36 and 50 to 58 are days; their neighbours are not."""
    for number, expected in ((31, "2007-09-01"), (57, "2007-09-01"), (26, "39326"), (37, "39326")):
        data = made(lambda sheet: sheet.append([39326]))
        data = changed(data, "xl/styles.xml", '<cellXfs count="1"><xf numFmtId="0"', f'<cellXfs count="1"><xf numFmtId="{number}"')
        assert texts(clean(data)) == [[expected]], number


def test_the_calendar_from_1904() -> None:
    """A workbook that counts from 1904 shows the day that was typed."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append([datetime.date(2007, 9, 1)])
    assert texts(clean(saved(book))) == [["2007-09-01"]]


def test_a_formula_counts_as_its_stored_value() -> None:
    """A stored value is read; without one, with an error or from elsewhere it is an error at the cell."""
    data = made(lambda sheet: sheet.append(["=1+1", "=2+2", "=1/0", "=[1]S!A1", '=""']))
    data = changed(data, SHEET_1, "<f>1+1</f><v />", "<f>1+1</f><v>2</v>")
    data = changed(data, SHEET_1, '<c r="C1"><f>1/0</f><v />', '<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v>')
    data = changed(data, SHEET_1, '<c r="E1"><f>""</f><v />', '<c r="E1" t="str"><f>""</f><v></v>')
    book, problems = read(data)
    assert texts(book.sheets[0]) == [["2"]]
    assert told(problems) == [
        ("ER440", "表.xlsx!自评表!B1", ""),
        ("ER441", "表.xlsx!自评表!C1", "#DIV/0!"),
        ("ER446", "表.xlsx!自评表!D1", "=[1]S!A1"),
    ]


def test_a_zero_that_a_library_wrote_under_a_formula_is_no_value(tmp_path: Path) -> None:
    """xlsxwriter calculates nothing and asks the office program to; what the caller calculated counts."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = str(tmp_path / "a.xlsx")
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", "=1+1")
        sheet.write_formula("B1", "=1+1", value=2)
        sheet.write("C1", 0)
    found, problems = read(Path(path).read_bytes())
    assert texts(found.sheets[0]) == [["2", "0"]]
    assert told(problems) == [("ER440", "表.xlsx!Sheet1!A1", "")]


def test_a_name_for_another_workbook_is_no_way_round() -> None:
    """A defined name that stands for another workbook is refused in a formula."""
    book = openpyxl.Workbook()
    for name, value in (("rate", "[1]S!$A$1"), ("own", "Sheet!$B$1")):
        book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=value)
    book.active.append(["=rate", "=own"])
    assert told(read(saved(book))[1]) == [("ER446", "表.xlsx!Sheet!A1", "=rate"), ("ER440", "表.xlsx!Sheet!B1", "")]


def test_the_mark_is_what_the_first_cell_says() -> None:
    """evalrules:table:units marks a sheet; other text does not, nor the same text elsewhere."""
    for first, mark in (("evalrules:values", "values"), ("evalrules:table:units", "table:units"), ("evalrules", ""), ("x", "")):
        assert clean(made(lambda sheet, first=first: sheet.append([first]))).mark == mark
    assert clean(made(lambda sheet: sheet.append([None, "evalrules:values"]))).mark == ""
    assert clean(made(lambda sheet: sheet.__setitem__("A2", "evalrules:values"))).mark == ""


def test_sheets_keep_their_order_and_charts_are_none() -> None:
    """A sheet that is only a chart is not among them; an empty sheet is."""
    book = openpyxl.Workbook()
    book.active.title = "乙"
    book.create_chartsheet("图").add_chart(BarChart())
    book.create_sheet("甲").append([1])
    assert [sheet.title for sheet in read(saved(book))[0].sheets] == ["乙", "甲"]


def test_what_openpyxl_would_warn_of_is_silent() -> None:
    """Extensions, validations, links, comments and a missing default style do not matter."""

    def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.append([1])
        sheet.add_data_validation(DataValidation(type="list", formula1='"A,B"'))
        sheet["A1"].hyperlink = "http://example.org"
        sheet["A1"].comment = openpyxl.comments.Comment("a", "b")

    data = changed(made(fill), SHEET_1, "</worksheet>", '<extLst><ext uri="{x}"/></extLst></worksheet>')
    assert texts(clean(data)) == [["1"]]


def test_a_wrong_dimension_does_not_matter() -> None:
    """Some office programs write A1 over a sheet of any size."""
    data = made(lambda sheet: [sheet.append([1, 2]), sheet.append([3, 4])])
    assert texts(clean(changed(data, SHEET_1, 'ref="A1:B2"', 'ref="A1"'))) == [["1", "2"], ["3", "4"]]


def test_a_damaged_description_does_not_matter() -> None:
    """The author and the dates of a file are none of our business."""
    data = made(lambda sheet: sheet.append([1]))
    assert texts(clean(changed(data, "docProps/core.xml", "<dcterms:created", "<bad/><dcterms:created"))) == [["1"]]


# -- merged and hidden -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_with_values_is_warned_of(state: str) -> None:
    """One of ours or an empty one is not."""
    book = openpyxl.Workbook()
    book.active.append([1])
    for title, first in (("底稿", 98), ("空", None), ("选项", "evalrules:lists")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        sheet["A1"] = first
    found, problems = read(saved(book))
    assert [sheet.is_hidden for sheet in found.sheets] == [False, True, True, True]
    assert told(problems) == [("ER443", "表.xlsx!底稿", "sheet 底稿")]
    assert (problems[0].severity, sentence(problems[0], "zh")) == ("warning", "隐藏的工作表 底稿")


def test_hidden_rows_are_told_but_for_our_own() -> None:
    """Rows that a person or a filter hid; the first two of a marked sheet are hidden on purpose."""

    def hide(first: str) -> frozenset[int]:
        def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
            for row in range(1, 6):
                sheet.cell(row, 1, first if row == 1 else row)
            for row in (1, 2, 4):
                sheet.row_dimensions[row].hidden = True

        return clean(made(fill)).hidden_rows

    assert hide("evalrules:values") == {4}
    assert hide("a") == {1, 2, 4}


def test_hidden_columns_with_values_are_warned_of() -> None:
    """In sheets that are not ours, and only where they hold something."""

    def hide(first: str) -> list[tuple[str, str, str]]:
        def fill(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
            sheet.append([first, 2, 3])
            for letter in "BG":
                sheet.column_dimensions[letter].hidden = True

        return told(read(made(fill))[1])

    assert hide("a") == [("ER443", "表.xlsx!自评表!B1", "column B")]
    assert hide("evalrules:values") == []


# -- what is refused ---------------------------------------------------------------------------------------------------

GOOD = made(lambda sheet: sheet.append(["a", 1]))
SHARED = with_strings(GOOD)
BROKEN = {
    "not-a-zip": (b"hello", "not an xlsx file"),
    "cut-short": (GOOD[: len(GOOD) // 2], "the zip is damaged or cut short"),
    "xml": (changed(GOOD, SHEET_1, "</sheetData>", ""), "damaged XML"),
    "strings-gone": (rezipped(SHARED, leave="xl/sharedStrings.xml"), "a part is missing: xl/sharedStrings.xml"),
    "sheet-gone": (rezipped(GOOD, leave=SHEET_1), "a part is missing: xl/worksheets/sheet1.xml"),
    "string-number": (changed(SHARED, SHEET_1, 't="s"><v>0</v>', 't="s"><v>9</v>'), "there is no shared string 9"),
    "styles-elsewhere": (
        rezipped(changed(GOOD, "xl/_rels/workbook.xml.rels", '"styles.xml"', '"other.xml"'), add=("xl/other.xml", "<x/>")),
        "the styles stand in xl/other.xml",
    ),
    "styles-gone": (rezipped(GOOD, leave="xl/styles.xml"), "a part is missing: xl/styles.xml"),
    "style-number": (changed(GOOD, SHEET_1, '<c r="B1"', '<c r="B1" s="7"'), "there is no style 7"),
    "styles": (changed(GOOD, "xl/styles.xml", 'numFmtId="0"', 'numFmtId="x"'), None),
    "no-package": (
        changed(GOOD, "[Content_Types].xml", "spreadsheetml.sheet.main", "x"), "a zip without a workbook inside",
    ),
    "cell-twice": (changed(GOOD, SHEET_1, 'r="B1"', 'r="A1"'), "two cells at one place: A1"),
    "huge-styles": (changed(GOOD, "xl/styles.xml", "<fonts", " " * 8_000_001 + "<fonts"), "a part is too large: xl/styles.xml"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, reason: str | None) -> None:
    """Never with a traceback, and never with half of it read."""
    code, found = refused(data)
    assert "ER017" == code
    assert found == reason if reason is not None else found.startswith("not understood: ")
    assert found[:9] not in sentence(error("ER017", None, reason=found), "zh"), "the reason is not told in Chinese"


def test_two_sheets_of_one_name_are_refused() -> None:
    """Nobody could tell which of them is meant."""
    book = openpyxl.Workbook()
    book.active.title = "甲"
    book.create_sheet("乙")
    assert 2 == len(read(saved(book))[0].sheets)
    assert ("ER017", "two sheets of one name") == refused(changed(saved(book), "xl/workbook.xml", "乙", "甲"))


def test_a_damaged_part_is_noticed() -> None:
    """A part whose checksum is wrong is not read, a whole one is."""
    data = bytearray(rezipped(GOOD, method=zipfile.ZIP_STORED))
    at = data.find(b'<c r="B1"')
    data[data.index(b"<v>1</v>", at) + 3] = ord("7")
    assert ("ER017", "the zip is damaged or cut short") == refused(bytes(data))


def test_any_byte_may_be_wrong() -> None:
    """A workbook with one byte turned over is read or refused with ER016 or ER017, never anything else."""
    for at in range(0, len(GOOD), 41):
        book, problems = read_workbook("a.xlsx", GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :])
        assert book is not None or {"ER016", "ER017"} >= {found.code for found in problems}


def test_a_workbook_without_worksheets_is_no_evidence() -> None:
    """One that holds nothing but charts has nothing to read."""
    book = openpyxl.Workbook()
    book.create_chartsheet("图").add_chart(BarChart())
    del book["Sheet"]
    assert ("ER016", "no worksheet") == refused(saved(book))


def test_cells_are_bounded_over_all_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Just as many as a grid may have are read, one more is not."""
    book = openpyxl.Workbook()
    book.active.append([1, 2])
    book.create_sheet("b").append([3])
    monkeypatch.setattr("evalrules.readers.workbook.MAX_CELLS", 3)
    assert 2 == len(read(saved(book))[0].sheets)
    monkeypatch.setattr("evalrules.readers.workbook.MAX_CELLS", 2)
    assert ("ER017", "too many cells") == refused(saved(book))
    assert grid_module.MAX_CELLS == 2_000_000


def test_without_openpyxl_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no workbook is told even then."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    book, (problem,) = read_workbook("表.xlsx", GOOD)
    assert (None, "ER701", {"what": ".xlsx", "extra": "excel"}) == (book, problem.code, dict(problem.args))
    assert ("ER017", "not an xlsx file") == refused(b"hello")


# -- time, and another program ----------------------------------------------------------------------------------------


@pytest.mark.real
def test_small_workbooks_take_milliseconds_and_large_ones_seconds() -> None:
    """Sixteen rows in a few milliseconds, 20,000 rows of ten cells in seconds."""
    begun = time.process_time()
    read(made(lambda sheet: [sheet.append([row, "a", 1.5]) for row in range(16)]))
    assert time.process_time() - begun < 0.5
    large = made(lambda sheet: [sheet.append([row, "a", 1.5, 2, 3, 4, 5, 6, 7, 8]) for row in range(20_000)])
    begun = time.process_time()
    assert 20_000 == len(clean(large).grid.lines)
    assert time.process_time() - begun < 15


@pytest.mark.real
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LIBREOFFICE IS ABSENT: what it saves is not tried here")
def test_a_workbook_saved_by_another_program_reads_the_same(tmp_path: Path) -> None:
    """LibreOffice calculates the formulas; all else stays, with its place, and so does what is merged and hidden."""
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    fill_all(book.active)
    book.active.append(["=2/3", '=""', "=B2*2", "=1/0"])
    book.active.merge_cells("A6:B7")
    book.active["A6"] = "合并"
    book.active.row_dimensions[2].hidden = True
    hidden = book.create_sheet("底稿")
    hidden.append([1])
    hidden.sheet_state = "hidden"
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "a.xlsx").write_bytes(saved(book))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), "before/a.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=600)
    before, _ = read((tmp_path / "before" / "a.xlsx").read_bytes())
    after, problems = read((tmp_path / "a.xlsx").read_bytes())
    calculated = after.sheets[0].grid.lines[2]
    assert {1: "0.666666666666667", 3: "2469134"} == {number: text_of_cell(cell) for number, cell in calculated.cells.items()}
    assert ("ER441", "表.xlsx!自评表!D3", "#DIV/0!") in told(problems)
    assert before.sheets[0].grid.lines[:2] == after.sheets[0].grid.lines[:2]
    assert before.sheets[0].grid.lines[-1] == after.sheets[0].grid.lines[-1]
    for old, new in zip(before.sheets, after.sheets, strict=True):
        assert old._replace(grid=new.grid) == new
