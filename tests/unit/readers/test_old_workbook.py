"""Old workbooks (.xls) say cell by cell what the same table says in .xlsx, or are refused with a reason."""

from __future__ import annotations

import datetime
import io
import sys
from collections.abc import Callable

import pytest
import xlwt

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.sentences import sentence
from evalrules.readers.grid import text_of_cell
from evalrules.readers.old_workbook import read_old_workbook
from evalrules.readers.worksheet import Workbook

PERCENT, DAY = xlwt.easyxf(num_format_str="0.0%"), xlwt.easyxf(num_format_str="yyyy-mm-dd")


def made(fill: Callable[[xlwt.Workbook], object]) -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    fill(book)
    book.save(out)
    return out.getvalue()


def plain(book: xlwt.Workbook) -> None:
    sheet = book.add_sheet("学校")
    for at, value in enumerate(("学校", "率", "日期")):
        sheet.write(0, at, value)
    for at, value in enumerate(("0071 中", 0.1, True, 36100, -2.5)):
        sheet.write(1, at, value)
    sheet.write(2, 1, 0.985, PERCENT)
    sheet.write(2, 2, datetime.date(2014, 12, 31), DAY)


GOOD = made(plain)


def read(data: bytes) -> tuple[Workbook, list[Diagnostic]]:
    book, problems = read_old_workbook("旧.xls", data)
    assert book is not None, problems
    return book, problems


def test_every_kind_of_cell_with_its_place():
    """Text keeps its zeros, a percent cell is what it shows, a day is a day, a number has no binary dust."""
    book, problems = read(GOOD)
    lines = book.sheets[0].grid.lines
    assert [["学校", "率", "日期"], ["0071 中", "0.1", "true", "36100", "-2.5"], ["98.5", "2014-12-31"]] == [
        [text_of_cell(cell) for cell in line.cells.values()] for line in lines
    ]
    assert ["旧.xls!学校!B3", "旧.xls!学校!C3"] == [str(cell.span) for cell in lines[2].cells.values()]
    assert [("ER444", "旧.xls!学校!B3")] == [(one.code, str(one.place)) for one in problems]


def test_what_is_hidden_or_merged_is_told():
    """Sheets, rows and columns that somebody hid, and the range of merged cells."""

    def fill(book: xlwt.Workbook) -> None:
        plain(book)
        sheet = book.get_sheet(0)
        sheet.write_merge(4, 5, 0, 1, "x")
        sheet.row(1).hidden = sheet.col(1).hidden = True
        other = book.add_sheet("底稿")
        other.visibility = 1
        other.write(0, 0, 1)

    book, problems = read(made(fill))
    assert (["A5:B6"], {2}) == ([merged.text for merged in book.sheets[0].merged], book.sheets[0].hidden_rows)
    assert ["隐藏的列 B", "隐藏的工作表 底稿"] == [sentence(one, "zh") for one in problems if one.code == "ER443"]


def test_the_calendar_from_1904():
    """The days of a workbook that was made on an old Mac."""
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet, out = book.add_sheet("s"), io.BytesIO()
    sheet.write(0, 0, 1, DAY)
    book.save(out)
    assert "1904-01-02" == text_of_cell(read(out.getvalue())[0].sheets[0].grid.lines[0].cells[1])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello", "not an xls file"),
        (b"<html><table>", "HTML saved under the name of a workbook"),
        (GOOD[: len(GOOD) // 2], "a damaged workbook of the old format (.xls)"),
        (GOOD.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le")), "a file of an old office format (OLE)"),
        (GOOD + "EncryptedPackage".encode("utf-16-le"), "an encrypted workbook"),
        (GOOD + "_VBA_PROJECT_CUR".encode("utf-16-le"), "a workbook with macros"),
    ],
    ids=["text", "page", "cut-short", "word", "encrypted", "macros"],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, reason: str):
    """In Chinese too, and never with half of it read."""
    book, (problem,) = read_old_workbook("旧.xls", data)
    assert (None, "ER017", {"reason": reason}) == (book, problem.code, dict(problem.args))
    assert reason not in sentence(problem, "zh")


def test_any_byte_may_be_wrong():
    """A workbook with one byte turned over is read or refused, never anything else."""
    for at in range(0, len(GOOD), 23):
        book, problems = read_old_workbook("a.xls", GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :])
        assert book is not None or {"ER016", "ER017"} >= {found.code for found in problems} > set()


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    """What is no old workbook is told even then."""
    monkeypatch.setitem(sys.modules, "xlrd", None)
    book, (problem,) = read_old_workbook("旧.xls", GOOD)
    assert (None, "ER701", {"what": ".xls", "extra": "excel"}) == (book, problem.code, dict(problem.args))
    assert ["ER017"] == [one.code for one in read_old_workbook("旧.xls", b"hello")[1]]
