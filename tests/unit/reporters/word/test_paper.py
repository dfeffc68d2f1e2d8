"""The parts that a Word report is put together from."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn

from evalrules.reporters.sections import Section, Table
from evalrules.reporters.word.paper import Paper
from evalrules.reporters.workbook.sheets import RED


def paper():
    return Paper("zh", {"未达标": "bad"})


def read(made):
    return docx.Document(io.BytesIO(made.finished("题", "标准")))


def test_lines_become_the_paragraphs_they_are():
    """Lists below their lead, deeper items further in, lone lines plain; a heading only where there is one."""
    made = paper()
    made.section(Section("差距", ("达到还需", "- 甲", "-   乙", "说明")), 2)
    made.section(Section("", ("无",)), 2)
    found = [(one.style.name, one.text) for one in read(made).paragraphs]
    assert [("Heading 2", "差距"), ("Lead", "达到还需"), ("List Bullet", "甲"), ("List Bullet", "乙"), ("Normal", "说明"), ("Normal", "无")] == found
    first, second = read(made).paragraphs[2:4]
    assert first.paragraph_format.left_indent is None
    assert second.paragraph_format.left_indent > 0


def test_a_table_keeps_its_header_and_its_rows_whole():
    """The header repeats, no row is split, a band spans all columns, a word of bad tone is red and still a word."""
    made = paper()
    made.table(Table(("id", "指标", "计入"), (("甲组",), ("1", "入学", "未达标"), ("2", "达标", "达标"))))
    table = read(made).tables[0]
    assert ["ID", "指标", "计入"] == [cell.text for cell in table.rows[0].cells]
    flags = [[one.tag for one in row._tr.trPr] for row in table.rows]
    assert all(qn("w:cantSplit") in one for one in flags)
    assert [True, False, False, False] == [qn("w:tblHeader") in one for one in flags]
    assert 1 == len(table.rows[1]._tr.tc_lst)
    inks = [[cell.paragraphs[0].runs[0].font.color.rgb for cell in row.cells] for row in table.rows[2:]]
    assert [[None, None, RED], [None, None, None]] == [[one and str(one) for one in row] for row in inks]


def test_a_band_begins_with_a_capital_in_english():
    """A name of a group stands by itself there; a cell in a column of names does not."""
    made = Paper("en", {})
    made.table(Table(("id", "indicator"), (("resources",), ("1", "enrolment"))))
    assert ["Resources", "1", "enrolment"] == [cell.text for row in read(made).tables[0].rows[1:] for cell in dict.fromkeys(row.cells)]


def test_a_table_without_rows_is_its_header():
    """Nothing to list is no failure."""
    made = paper()
    made.table(Table(("甲", "乙"), ()))
    assert 1 == len(read(made).tables[0].rows)


def test_signatures_never_stand_alone_on_a_page():
    """The table before them comes along, row by row."""
    made = paper()
    made.table(Table(("甲",), (("乙",),)))
    made.signatures([("签字", "盖章")])
    first, second = read(made).tables
    kept = [cell.paragraphs[0].paragraph_format.keep_with_next for table in (first, second) for row in table.rows for cell in row.cells]
    assert [True] * 4 == kept


def test_a_long_table_is_not_moved_for_those_who_sign():
    """Its last rows stay with the signatures, its first ones where they are."""
    made = paper()
    made.table(Table(("甲",), tuple((f"{at}",) for at in range(60))))
    made.signatures([("签字", "盖章")])
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next is True for row in read(made).tables[0].rows]
    assert (all(kept[-12:]), any(kept[3:-12])) == (True, False)


def test_a_page_turns_once():
    """What comes first after `new_page` begins a page, what follows does not."""
    made = paper()
    made.new_page()
    made.heading("甲", 1)
    made.heading("乙", 5)
    found = read(made).paragraphs
    assert [True, None] == [one.paragraph_format.page_break_before for one in found]
    assert "Heading 3" == found[1].style.name


def test_the_properties_name_the_document(monkeypatch):
    """Title, language and a fixed date; nothing of the template, nothing of the machine; a title of any length."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    found = read(paper()).core_properties
    assert ("题", "标准", "zh-CN", "evalrules", "", 1980) == (
        found.title, found.subject, found.language, found.author, found.comments, found.created.year
    )  # fmt: skip
    assert found.created == found.modified
    assert docx.Document(io.BytesIO(paper().finished("长" * 3000, "\x00\uffff"))).core_properties.subject == "\\x00\\uffff"


def wide():
    return Table(("学校", *(f"每百名学生拥有的第{at}类专任教师数" for at in range(12))), (("城关初级中学", *["1.25"] * 12),))


@pytest.mark.parametrize(("tables", "across"), [([wide()], 297), ([None, wide()], 297), ([Table(("id", "indicator"), (("1", "enrolment"),))], 210)])
def test_a_page_lies_across_only_for_a_wide_table(tables, across):
    """An annex of many columns lies across; what follows stands again, with the same number at its foot."""
    made = paper()
    made.line("上")
    made.lie(tables)
    made.line("表")
    made.stand()
    made.line("下")
    sections = read(made).sections
    assert [210, across, 210][: len(sections)] == [round(one.page_width.mm) for one in sections]
    assert (len(sections) == 3) == (across == 297)
    assert all(one.footer.is_linked_to_previous for one in list(sections)[1:])


def test_the_first_and_the_last_rows_stay_together():
    """Neither a header nor a single row is left alone on a page; a long table may still be parted in its middle."""
    made = paper()
    made.table(Table(("a", "b"), tuple((str(at), "x") for at in range(9))))
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next is True for row in read(made).tables[0].rows]
    assert kept == [True, True, True, False, False, False, False, True, True, False]


def test_a_sum_is_bold_and_stays_with_what_it_sums_up():
    """A row without a name of its own is never first on its page; where there are too many of them they may be."""
    made = paper()
    made.table(Table(("编号", "指标", "得分"), (("组",), *((str(at), "项", "2") for at in range(6)), ("", "小计", "12"), *((str(at), "项", "2") for at in range(6))), sums=(7,)))
    rows = read(made).tables[0].rows
    assert [all(run.bold for run in cell.paragraphs[0].runs) for cell in rows[8].cells[1:]] == [True, True]
    assert rows[7].cells[1].paragraphs[0].runs[0].bold is None
    assert rows[7].cells[0].paragraphs[0].paragraph_format.keep_with_next is True
    assert rows[8].cells[0].paragraphs[0].paragraph_format.keep_with_next is None
    made.table(Table(("编号", "指标"), (("1", "项"), *(("", f"· {at}") for at in range(40)))))
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in read(made).tables[1].rows]
    assert kept.count(True) == 5


def test_a_row_to_write_into_is_high_enough_for_a_hand():
    """Nine millimetres where every cell is empty; a row with one text is as high as that."""
    made = paper()
    made.table(Table(("姓名", "签字"), (("", ""), ("甲", ""))))
    _, empty, other = read(made).tables[0].rows
    assert (round(empty.height.mm), other.height) == (9, None)


def test_no_empty_page_stands_between_pages_that_lie_and_those_that_stand():
    """What ends a section is the small paragraph behind its last table, and a page that begins anyway is not turned."""
    made = paper()
    made.table(wide())
    made.lie([wide()])
    made.table(wide())
    made.stand()
    made.new_page()
    made.heading("下", 1)
    found = read(made)
    assert [None] == [one.paragraph_format.page_break_before for one in found.paragraphs if one.text == "下"]
    assert len(found.sections) == 3
    assert sum(one.style.name == "Spacer" for one in found.paragraphs) == 2
