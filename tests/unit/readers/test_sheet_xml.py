"""Worksheets and shared strings as a stream: what is stored, in order, and nothing ambiguous."""

from __future__ import annotations

import io
import time

import pytest

from evalrules.readers.sheet_xml import (
    Corners,
    SheetXml,
    StoredCell,
    Unusable,
    attributes_of,
    corners,
    position,
    shared_strings,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def part(inside: str, root: str = "worksheet") -> io.BytesIO:
    return io.BytesIO(f'<{root} xmlns="{MAIN}">{inside}</{root}>'.encode())


def read(inside: str, limit: int = 1_000) -> tuple[SheetXml, list[StoredCell]]:
    sheet = SheetXml(limit)
    return sheet, [cell for row in sheet.rows(part(inside)) for cell in row]


def data(inside: str) -> list[StoredCell]:
    return read(f"<sheetData>{inside}</sheetData>")[1]


def refused(inside: str) -> str:
    with pytest.raises(Unusable) as caught:
        read(inside)
    return str(caught.value)


def test_a_cell_has_its_formula_and_its_value() -> None:
    """One pass gives both; a cell with a style only is not there."""
    found = data('<row r="2"><c r="B2" s="3"><f>A1+1</f><v>7</v></c><c r="C2" s="3"/><c r="D2" t="b"><v>1</v></c></row>')
    assert found == [StoredCell(2, 2, "n", 3, "7", "A1+1"), StoredCell(2, 4, "b", 0, "1", None)]


def test_a_value_that_is_empty_is_told_from_none() -> None:
    """A formula with an empty text as its result has a value, one that was never calculated has none."""
    found = data('<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c><c r="B1"><f>C1</f></c></row>')
    assert [cell.value for cell in found] == ["", None]


def test_a_shared_formula_is_that_of_its_first_cell() -> None:
    """Only the first cell writes it out."""
    found = data(
        '<row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A2">[1]S!A1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="A3"><f>B3</f><v>2</v></c></row>'
    )
    assert [cell.formula for cell in found] == ["[1]S!A1", "[1]S!A1", "B3"]


def test_places_that_are_not_written_are_counted() -> None:
    """Rows and cells without a reference follow the one before them."""
    found = data('<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row>')
    assert [(cell.row, cell.column) for cell in found] == [(1, 1), (1, 2), (5, 3), (5, 4)]


def test_text_in_a_cell_is_all_its_runs_without_readings() -> None:
    """Rich text is joined; the pinyin above it is no part of it."""
    inline = "<is><r><t>苏</t></r><r><t>州</t></r><rPh><t>SuZhou</t></rPh></is>"
    assert [cell.value for cell in data(f'<row><c t="inlineStr">{inline}</c></row>')] == ["苏州"]
    strings = part(f"<si><t>a</t></si><si/>{inline.replace('is>', 'si>')}", "sst")
    assert shared_strings(strings, 3) == ["a", "", "苏州"]


def test_a_prefix_for_the_namespace_changes_nothing() -> None:
    """Some programs write x:row; elements of other namespaces are not cells."""
    text = f'<x:worksheet xmlns:x="{MAIN}" xmlns:o="urn:o"><x:row><x:c><x:v>1</x:v></x:c><o:c><o:v>2</o:v></o:c></x:row></x:worksheet>'
    assert [cell.value for row in SheetXml(9).rows(io.BytesIO(text.encode())) for cell in row] == ["1"]


def test_hidden_rows_and_columns_are_told() -> None:
    """Hidden by the flag or by having no height or width; others are not."""
    sheet, _ = read(
        '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0" customWidth="1"/><col min="7" max="7" width="9"/></cols>'
        '<row r="1" hidden="1"/><row r="2" hidden="0"/><row r="3" ht="0" customHeight="1"/><row r="4" ht="15"/>'
    )
    assert sheet.hidden_rows == {1, 3}
    assert sheet.hidden_columns == [(2, 3), (5, 5)]


def test_a_merged_range_over_a_whole_sheet_costs_nothing() -> None:
    """A range is its corners."""
    begun = time.process_time()
    sheet, _ = read('<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="C3:B2"/></mergeCells>')
    assert sheet.merged == [Corners(1, 1, 1_048_576, 16_384), Corners(2, 2, 3, 3)]
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    ("inside", "reason"),
    {
        "row-twice": ('<row r="1"/><row r="1"/>', "a row twice or outside a sheet: 1"),
        "row-0": ('<row r="0"/>', "a row twice or outside a sheet: 0"),
        "row-beyond": ('<row r="1048577"/>', "a row twice or outside a sheet: 1048577"),
        "row-long": (f'<row r="{"9" * 5_000}"/>', "no whole number: " + "9" * 40),
        "cell-twice": ('<row><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>', "two cells at one place: B1"),
        "cell-elsewhere": ('<row r="1"><c r="B2"><v>1</v></c></row>', "a cell outside its row: B2"),
        "column-beyond": ('<row><c r="XFE1"><v>1</v></c></row>', "no cell of a sheet: XFE1"),
        "column-counted-beyond": ('<row><c r="XFD1"/><c/></row>', "a cell outside its row: "),
        "reference": ('<row><c r="1B"><v>1</v></c></row>', "no cell of a sheet: 1B"),
        "style": ('<row><c s="x"><v>1</v></c></row>', "no whole number: x"),
        "merge": ('<mergeCell ref="A:B"/>', "no cell of a sheet: A"),
        "xml": ("<row>", "damaged XML"),
        "entity": ("&a;", "damaged XML"),
    }.values(),
)
def test_what_is_damaged_or_ambiguous_is_refused(inside: str, reason: str) -> None:
    """The reason names what is wrong; the first of two values is never silently dropped."""
    assert reason == refused(inside)


def test_a_document_type_is_refused() -> None:
    """No entity is ever declared."""
    text = f'<!DOCTYPE a [<!ENTITY x "y">]><worksheet xmlns="{MAIN}"/>'
    with pytest.raises(Unusable, match="document type"):
        list(SheetXml(9).rows(io.BytesIO(text.encode())))


def test_cells_strings_and_ranges_are_bounded() -> None:
    """Reading ends where there are too many; just enough are read."""
    row = "<row><c><v>1</v></c><c><v>1</v></c></row>"
    assert 2 == len(read(row, 2)[1])
    with pytest.raises(Unusable, match="too many cells"):
        read(row, 1)
    with pytest.raises(Unusable, match="too many cells"):
        shared_strings(part("<si/><si/>", "sst"), 1)
    assert "too many ranges" == refused('<mergeCell ref="A1:B1"/>' * 100_001)


def test_attributes_are_those_of_the_first_element() -> None:
    """And none where there is no such element."""
    text = '<calcPr calcId="1"/><calcPr calcId="2"/>'
    assert attributes_of(part(text, "workbook"), "calcPr") == {"calcId": "1"}
    assert attributes_of(part("", "workbook"), "calcPr") == {}


def test_references() -> None:
    """Letters and digits to numbers, with or without dollar signs."""
    assert [(4, 2), (1, 27), (1_048_576, 16_384)] == [position(text) for text in ("B4", "$AA$1", "XFD1048576")]
    assert Corners(4, 2, 4, 2) == corners("B4")
    for text in ("", "B", "4", "b4", "B0", "B04", "AAAA1", "B４", "B4\n"):
        with pytest.raises(Unusable):
            position(text)
