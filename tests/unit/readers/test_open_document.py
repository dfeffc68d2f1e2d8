"""OpenDocument spreadsheets (.ods) say cell by cell what the same table says in .xlsx, or are refused with a reason."""

from __future__ import annotations

import sys

import pytest
from open_documents import cell, document, row, spreadsheet, table

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.sentences import sentence
from evalrules.readers.grid import text_of_cell
from evalrules.readers.open_document import read_open_document
from evalrules.readers.worksheet import Workbook

GOOD = spreadsheet({"学校": [["学校", "人数"], ["0071 中", 300]]})


def read(data: bytes) -> tuple[Workbook, list[tuple[str, str]]]:
    book, problems = read_open_document("表.ods", data)
    assert book is not None, problems
    return book, [(one.code, str(one.place)) for one in problems]


def texts(book: Workbook) -> list[list[str]]:
    return [[text_of_cell(one) for one in line.cells.values()] for line in book.sheets[0].grid.lines]


def refused(data: bytes) -> Diagnostic:
    book, (problem,) = read_open_document("表.ods", data)
    assert book is None
    return problem


def test_every_kind_of_cell_with_its_place():
    """A percent cell is what it shows, a day is a day; comments and readings are no part of a text."""
    said = '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation><text:p>一<text:s text:c="2"/>小</text:p><text:p>东</text:p></table:table-cell>'
    values = [cell(0.985, kind="percentage"), cell("2014-12-31", kind="date"), cell("true", kind="boolean"), cell(0.1), cell(5, kind="currency")]
    book, problems = read(document(table(row(said, *values))))
    assert [["一  小\n东", "98.5", "2014-12-31", "true", "0.1", "5"]] == texts(book)
    assert [("ER444", "表.ods!学校!B1")] == problems
    assert "表.ods!学校!D1" == str(book.sheets[0].grid.lines[0].cells[4].span)


def test_repeated_cells_and_rows_stand_for_many():
    """Empty ones cost nothing, however many there are, and those behind them keep their places."""
    body = table(
        row(cell("a", more='table:number-columns-repeated="2"'), more='table:number-rows-repeated="2"'),
        row(cell(more='table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1000"'),
        row(cell(more='table:number-columns-repeated="3"'), cell("b")),
    )
    book, _ = read(document(body))
    assert [["a", "a"], ["a", "a"], ["b"]] == texts(book)
    assert "表.ods!学校!D1003" == str(book.sheets[0].grid.lines[2].cells[4].span)


def test_formulas_count_as_their_stored_value():
    """One without a value, an error value and a value from another file are told at their cells."""
    outside = "table:formula=\"of:='file:///b.ods'#$S.A1\""
    cells = [cell(2, more='table:formula="of:=1+1"'), cell(more='table:formula="of:=1+1"'), cell(2, more=outside)]
    wrong = '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    book, problems = read(document(table(row(*cells, wrong))))
    assert [["2"]] == texts(book)
    assert [("ER440", "表.ods!学校!B1"), ("ER446", "表.ods!学校!C1"), ("ER441", "表.ods!学校!D1")] == problems


def test_what_is_hidden_or_merged_is_told():
    """Sheets, rows (also by a filter), columns, and ranges."""
    styles = '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    head = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    merged = cell("x", more='table:number-columns-spanned="2" table:number-rows-spanned="3"')
    rows = [row(merged, cell(1)), row(cell(1), more='table:visibility="filter"')]
    book, problems = read(document(table(*rows, head=head) + table(row(cell(1)), name="底稿", style="h"), styles=styles))
    first, second = book.sheets
    assert (["A1:B3"], {2}, True) == ([one.text for one in first.merged], first.hidden_rows, second.is_hidden)
    assert [("ER443", "表.ods!学校!B1"), ("ER443", "表.ods!底稿")] == problems


BOMB = row(cell(1, more='table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048576"')
REFUSED = {
    "text": (b"hello", "not an ods file"),
    "cut-short": (GOOD[: len(GOOD) // 2], "the zip is damaged or cut short"),
    "a-bomb": (document(table(BOMB)), "too many cells"),
    "too-far-right": (document(table(row(cell(more='table:number-columns-repeated="16384"'), cell(1)))), "too many cells"),
    "too-far-down": (document(table(row(more='table:number-rows-repeated="1048576"'), row(cell(1)))), "too many cells"),
    "a-word-for-a-number": (document(table(row(cell(1, more='table:number-columns-repeated="x"')))), "no whole number: x"),
    "xml": (document("<table:table>"), "damaged XML"),
    "entities": (document("", declared='<!DOCTYPE x [<!ENTITY a "b">]>'), "XML with a document type declaration"),
    "large": (document(" " * 8_000_000), "a part is too large: content.xml"),
    "ranges": (document(table(row(*[cell("x", more='table:number-columns-spanned="2"')] * 1_001))), "too many ranges"),
    "names": (document(table() + table()), "two sheets of one name"),
    "a-table-in-a-table": (document("<table:table><table:table/></table:table>"), "a table inside a table"),
    "macros": (document(table(), more={"Basic/script-lc.xml": "<x/>"}), "a workbook with macros"),
    "locked": (document("", more={"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "an encrypted workbook"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, reason: str):
    """In Chinese too, and never with half of it read."""
    problem = refused(data)
    assert ("ER017", {"reason": reason}) == (problem.code, dict(problem.args))
    assert reason[:9] not in sentence(problem, "zh")


def test_a_file_without_a_sheet_is_no_workbook():
    """Nothing to read is said as that; a file of text is another kind of document."""
    assert "ER016" == refused(document("")).code
    assert {"reason": "a zip without a workbook inside"} == dict(refused(document("", kind="application/vnd.oasis.opendocument.text")).args)


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch):
    """Days are read by openpyxl, in one way for all formats."""
    monkeypatch.setitem(sys.modules, "openpyxl.utils.datetime", None)
    assert ("ER701", {"what": ".ods", "extra": "excel"}) == (refused(GOOD).code, dict(refused(GOOD).args))
