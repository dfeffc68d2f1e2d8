"""What the sheets of every workbook share."""

from __future__ import annotations

import io

import openpyxl
import pytest

from evalrules.reporters.workbook.sheets import (
    fit_height,
    link_to,
    look,
    mark,
    mark_of,
    put,
    put_id,
    quoted,
    set_up_page,
    sheet_title,
    width_of,
    widths,
    wrapped,
)

HOSTILE = ["=1+1", "=cmd|'/c calc'!A0", "+1", "-1", "@SUM(1)", "#N/A", "\t=1", '=HYPERLINK("http://x")', "'=1"]


@pytest.fixture
def sheet():
    """An empty sheet."""
    return openpyxl.Workbook().active


def stored(sheet):
    """The sheet as it is read back from a file."""
    out = io.BytesIO()
    sheet.parent.save(out)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue())).active


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("way", [put, put_id])
def test_text_stays_text(text, way, sheet):
    """Whatever it begins with, it is no formula and no error value, and says what it said."""
    way(sheet["B3"], text)
    found = stored(sheet)["B3"]
    assert "s" == found.data_type
    assert text.lstrip("\t") in found.value


def test_characters_that_act_are_shown(sheet):
    """A direction override or a control character reaches no cell, an id included."""
    assert "\\u202e" in put(sheet["A3"], "a\u202eb").value
    assert "\\x01" in put_id(sheet["A4"], "a\x01b").value
    assert "a::b" == put_id(sheet["A5"], "a::b").value


def test_lines_stand_below_one_another(sheet):
    """Several texts make one cell of several lines."""
    assert "a\nb" == put(sheet["A3"], "a", "b").value


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("甲/乙:丙", "甲·乙·丙"), ("'quoted'", "Quoted"), ("x" * 40, "X" + "x" * 30), ("taken", "Taken (2)"), ("TAKEN", "TAKEN (2)"),
     ("History", "History_"), ("", "evalrules"), ("y" * 31, "Y" + "y" * 26 + " (2)"),
     ("schools, primary and junior apart", "Schools, primary and junior"), ("a " + "b" * 40, "A " + "b" * 29),
     ("教育" * 20, "教育" * 15 + "教")],
)  # fmt: skip
def test_titles_are_what_excel_takes(wanted, expected, sheet):
    """No forbidden character, at most 31, unique whatever the case; a capital, and the last word whole."""
    assert expected == sheet_title(wanted, ["Taken", "y" * 31])
    sheet.title = expected


def test_marks_are_found_again(sheet):
    """The mark is in a hidden row; a sheet of somebody else has none."""
    assert "" == mark_of(sheet)
    mark(sheet, "table", "units")
    found = stored(sheet)
    assert "table:units" == mark_of(found)
    assert [True, True, False] == [found.row_dimensions[row].hidden for row in (1, 2, 3)]


def test_a_link_leads_into_the_workbook(sheet):
    """The title of the sheet is quoted as formulas quote it."""
    assert "'it''s'" == quoted("it's")
    link_to(put(sheet["A3"], "there"), "it's", "F7")
    assert "'it''s'!F7" == stored(sheet)["A3"].hyperlink.location


def test_a_width_of_nothing_hides_the_column(sheet):
    """Hidden columns are still there."""
    widths(sheet, [0, 12])
    found = stored(sheet)
    assert found.column_dimensions["A"].hidden
    assert 12 == found.column_dimensions["B"].width


def test_a_page_is_a4_and_one_page_wide(sheet):
    """Landscape, with the header repeated."""
    set_up_page(sheet, "5:5")
    found = stored(sheet)
    assert ("landscape", 9, 1, 0) == (found.page_setup.orientation, int(found.page_setup.paperSize), found.page_setup.fitToWidth, found.page_setup.fitToHeight)
    assert "$5:$5" == found.print_title_rows


def test_rows_are_high_enough_for_their_text(sheet):
    """A text of several lines gets several lines; a hidden column does not count."""
    widths(sheet, [10, 0])
    for text, column in (("很长的文字" * 8, 1), ("x" * 900, 2)):
        cell = put(sheet.cell(3, column), text)
        look(cell)
    fit_height(sheet, 3)
    assert 100 < sheet.row_dimensions[3].height < 250


def test_texts_are_broken_where_they_may_be():
    """English between words, Chinese anywhere; nothing is lost."""
    assert ["one two", "three"] == wrapped("one two three", 8)
    assert ["教育", "质量"] == wrapped("教育质量", 5)
    assert ["abcde", "fgh"] == wrapped("abcdefgh", 5), "a word that fits nowhere is cut"
    assert [""] == wrapped("", 5)
    assert 6 == width_of("ab教育")
