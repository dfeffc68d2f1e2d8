"""Workbooks as evidence: a plain sheet with the columns, or the form with its marks; what is read, and what is said."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from evalrules.base.sentences import hint, sentence
from evalrules.base.source import Listing, Node, Record, Scalar
from evalrules.readers.workbook_evidence import read_evidence

HEAD = ["类别", "编号", "年份", "填报值", "单位"]
LINES = [["ruleset", None, None, "sample@1"], ["period", None, None, 2007], ["fact", "rate", None, 98.5]]
READ = {"format": "evidence/1", "ruleset": "sample@1", "period": "2007", "facts": {"rate": "98.5"}}

Fill = Callable[[Any], object]


def plain(node: Node | None) -> Any:
    if isinstance(node, Record):
        return {pair.key.text: plain(pair.value) for pair in node.pairs}
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else None


def book(**sheets: Fill) -> bytes:
    """A workbook with these sheets in this order, each filled in some way."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, fill in sheets.items():
        fill(workbook.create_sheet(title))
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def rows(*lines: list[Any], then: Fill = lambda sheet: None) -> Fill:
    """Fill a sheet with rows, and change it afterwards."""

    def fill(sheet: Any) -> None:
        for line in lines:
            sheet.append(line)
        then(sheet)

    return fill


def values(*lines: list[Any], then: Fill = lambda sheet: None) -> Fill:
    """Fill a sheet of values as a form has it: the mark and a second row, both hidden, a title, the columns, the lines."""

    def fill(sheet: Any) -> None:
        rows(["evalrules:values"], ["-"], ["甲市自评表"], HEAD, *lines, then=then)(sheet)
        sheet.row_dimensions[1].hidden = sheet.row_dimensions[2].hidden = True

    return fill


def read(data: bytes) -> tuple[Any, list[tuple[str, str]]]:
    document, problems = read_evidence("表.xlsx", data)
    return plain(document), [(one.code, str(one.place)) for one in problems]


def hide(sheet: Any) -> None:
    sheet.sheet_state = "hidden"


PLAIN = rows(HEAD, *LINES)

# -- a plain sheet -----------------------------------------------------------------------------------------------------


def test_the_first_visible_sheet_with_the_columns_is_evidence():
    """What stands on the sheets behind it is nobody's business, not even an error value."""
    assert read(book(自评=PLAIN)) == (READ, [])
    assert read(book(自评=PLAIN, 测算=rows(["#DIV/0!", "x"], ["=1/0"]))) == (READ, [])


def test_a_second_sheet_of_evidence_is_said():
    """ER475 names each visible sheet that has the columns of evidence and does not count; a hidden one is ER443."""
    assert read(book(自评=PLAIN, 测算=rows(["x"]), 复核=PLAIN)) == (READ, [("ER475", "表.xlsx!复核")])
    document, problems = read_evidence("表.xlsx", book(自评=PLAIN, 复核=PLAIN, 旧=rows(HEAD, *LINES, then=hide)))
    assert READ == plain(document)
    assert [("ER475", "warning"), ("ER443", "warning")] == sorted([(one.code, one.severity) for one in problems], reverse=True)
    assert {"sheet": "复核", "read": "自评"} == dict(next(one for one in problems if one.code == "ER475").args)


def test_titles_may_stand_above_the_columns_and_the_columns_in_any_order():
    """The heading is found by its names, and every value keeps the cell that it stands in."""
    shuffled = rows([None, "某县自评表"], [], ["备忘", "填报值", "编号", "类别"], ["巩固率", 98.5, "rate", "fact"])
    document, problems = read_evidence("表.xlsx", book(自评=shuffled))
    assert (plain(document), problems) == ({"format": "evidence/1", "facts": {"rate": "98.5"}}, [])
    assert isinstance(document, Record)
    facts = document.get("facts")
    assert isinstance(facts, Record)
    assert str(facts.pairs[0].value.span) == "表.xlsx!自评!B4"


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (book(自评=rows(["学校", "学生数"], ["一小", 300])), "表.xlsx!自评!A1", "no columns section, id, value"),
        (book(自评=rows(["类别", "填报值"], ["period", 2007])), "表.xlsx!自评!A1", "no columns id"),
        (book(说明=rows(["请先阅读"]), 自评=PLAIN), "表.xlsx!说明!A1", "no columns section, id, value"),
    ],
)  # fmt: skip
def test_a_sheet_without_the_columns_is_no_evidence(data: bytes, place: str, reason: str):
    """ER016 names the sheet and what it lacks; no other sheet is taken in its place."""
    document, problems = read_evidence("表.xlsx", data)
    assert document is None
    assert [(one.code, str(one.place), dict(one.args)["reason"]) for one in problems] == [("ER016", place, reason)]


def test_a_hidden_sheet_is_passed_over_with_a_warning():
    """The first sheet that somebody sees counts; last year's figures on a hidden one do not."""
    old = rows(HEAD, ["fact", "rate", None, 12], then=hide)
    found, problems = read(book(旧=old, 自评=PLAIN))
    assert found == READ
    assert [code for code, _ in problems] == ["ER443"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda sheet: sheet.merge_cells("D3:D4"), [("ER442", "表.xlsx!自评!D3")]),
        (lambda sheet: sheet.merge_cells("C4:D4"), [("ER442", "表.xlsx!自评!C4")]),
        (lambda sheet: sheet.merge_cells("G1:H1"), []),
        (lambda sheet: sheet.merge_cells("G2:G4"), []),
    ],
)
def test_merged_cells_matter_only_among_the_values(change: Fill, expected: list[tuple[str, str]]):
    """Below the heading and in its columns they hide who a value belongs to; beside them they are only looks."""
    assert read(book(自评=rows(HEAD, *LINES, then=change)))[1] == expected


def test_a_title_over_merged_cells_is_only_looks():
    """Merged cells above the heading are how titles are centred."""
    titled = rows(["某县自评表"], HEAD, *LINES, then=lambda sheet: sheet.merge_cells("A1:E1"))
    assert read(book(自评=titled)) == (READ, [])


def test_a_hidden_row_is_read_and_said():
    """What nobody saw while signing counts all the same, and ER443 points at it."""

    def hidden(sheet: Any) -> None:
        sheet.row_dimensions[4].hidden = True

    assert read(book(自评=rows(HEAD, *LINES, then=hidden))) == (READ, [("ER443", "表.xlsx!自评!A4")])


def test_an_error_value_counts_only_where_it_is_read():
    """Among the evidence it is ER441 with its cell; on a sheet that is not read it is nothing."""
    broken = [*LINES[:2], ["fact", "rate", None, "#DIV/0!"]]
    assert read(book(自评=rows(HEAD, *broken)))[1] == [("ER441", "表.xlsx!自评!D4")]
    assert read(book(自评=PLAIN, 测算=rows(["#REF!"])))[1] == []


# -- a form ------------------------------------------------------------------------------------------------------------


def test_marked_sheets_are_one_document_whatever_their_order():
    """Sheets of values are read together; names and order of the sheets mean nothing."""
    first, second = values(*LINES[:2]), values(LINES[2])
    assert read(book(封面=first, 一=second)) == (READ, [])
    turned, problems = read(book(一=second, 封面=first))
    assert (dict(sorted(turned.items())), problems) == (dict(sorted(READ.items())), [])


def test_one_thing_on_two_sheets_is_given_twice():
    """ER404 at the second of them, in whatever sheet it stands."""
    assert read(book(一=values(*LINES), 二=values(LINES[2])))[1] == [("ER404", "表.xlsx!二!D5")]


def test_a_sheet_without_a_mark_beside_a_form_is_named_as_not_read():
    """ER450 is a note: somebody may think that it counts. An empty or a hidden sheet needs none."""
    data = book(表=values(*LINES), 测算=rows(["研究生", 31]), 空=lambda sheet: None)
    found, problems = read_evidence("表.xlsx", data)
    assert plain(found) == READ
    assert [(one.code, one.severity, str(one.place)) for one in problems] == [("ER450", "note", "表.xlsx!测算")]
    assert [code for code, _ in read(book(表=values(*LINES), 测算=rows(["x"], then=hide)))[1]] == ["ER443"]


def test_problems_of_a_sheet_beside_a_form_are_not_those_of_the_form():
    """An error value or a link on a sheet that is not read gives nothing but the note."""
    data = book(表=values(*LINES), 测算=rows(["研究生", "#N/A", "='[a.xlsx]b'!A1"]))
    assert read(data) == (READ, [("ER450", "表.xlsx!测算")])


def test_a_form_whose_columns_are_gone_is_refused():
    """ER016 with the sheet and what it lacks: a mark alone makes no form."""

    def without_columns(sheet: Any) -> None:
        sheet["B4"] = None

    found, problems = read_evidence("表.xlsx", book(表=values(*LINES, then=without_columns)))
    assert found is None
    assert [(one.code, dict(one.args).get("reason")) for one in problems if one.is_error] == [
        ("ER016", "no columns id")
    ]


def test_rows_above_the_heading_of_a_form_move_nothing():
    """The heading is found where it stands, also after somebody inserted rows above it."""
    data = book(表=values(*LINES, then=lambda sheet: sheet.insert_rows(3, 2)))
    assert read(data) == (READ, [])


def test_a_sheet_of_results_is_never_read_back():
    """What evalrules wrote in front of a copy is no evidence, not even where it is damaged."""
    result = rows(["evalrules:result"], [], HEAD, ["fact", "rate", None, 1], ["#REF!"])
    assert read(book(结果=result, 表=values(*LINES))) == (READ, [])


@pytest.mark.parametrize("sheet", ["values", "rows"])
def test_a_hidden_sheet_of_a_form_is_said(sheet: str):
    """Figures that nobody saw while signing never count in silence: ER443."""
    hidden = values(LINES[2], then=hide) if sheet == "values" else table(["一小", 300], then=hide)
    assert "ER443" in [code for code, _ in read(book(表=values(*LINES[:2]), 隐=hidden))[1]]


# -- sheets of rows ----------------------------------------------------------------------------------------------------


def table(*lines: list[Any], heading: int = 3, then: Fill = lambda sheet: None) -> Fill:
    """Fill a sheet of rows: its mark with the row of the heading beside it, the ids, and the headings on that row."""
    above: list[list[Any]] = [["各校情况"]] * (heading - 3)
    return rows(["evalrules:table:units", heading], ["school", "pupils"], *above, ["学校", "学生数"], *lines, then=then)


def test_a_sheet_of_a_table_gives_its_rows_by_their_ids():
    """Headings may say what they like: the hidden ids name the columns, and the rows begin below the heading."""
    schools = [{"school": "一小", "pupils": "300"}, {"school": "二小", "pupils": ""}]
    for heading in (3, 5):
        found, problems = read(book(表=values(*LINES), 学校=table(["一小", 300], ["二小"], heading=heading)))
        assert (found["tables"], problems) == ({"units": {"rows": schools}}, [])


def test_no_row_is_lost_where_a_title_above_the_heading_was_deleted():
    """The heading has moved up by one; every row below it still counts, or it is said that one does not."""
    moved = table(["一小", 300], ["二小", 200], heading=5, then=lambda sheet: sheet.delete_rows(3))
    found, problems = read(book(表=values(*LINES), 学校=moved))
    assert problems or ["一小", "二小"] == [row["school"] for row in found["tables"]["units"]["rows"]]


def test_an_empty_sheet_of_a_table_says_nothing():
    """No row at all is a table that was not filled in, not one without rows."""
    found, problems = read(book(表=values(*LINES), 学校=table()))
    assert (found["tables"], problems) == ({"units": {"rows": ""}}, [])


def test_a_cell_beside_the_columns_of_a_table_is_refused():
    """It stands under no heading (ER449); under a heading that somebody put there it is passed over, and told (ER490)."""
    _, problems = read(book(表=values(*LINES), 学校=table(["一小", 300, "备用"])))
    assert problems == [("ER449", "表.xlsx!学校!C4")]

    def headed(sheet: Any) -> None:
        sheet.cell(5, 3).value = "备注"

    found, problems = read(book(表=values(*LINES), 学校=table(["一小", 300, "备用"], heading=5, then=headed)))
    assert found["tables"]["units"]["rows"] == [{"school": "一小", "pupils": "300"}]
    assert problems == [("ER490", "表.xlsx!学校!C5")]


def test_merged_and_hidden_rows_of_a_table_are_said():
    """ER442 below the heading and none for the heading itself; ER443 for a row that somebody hid."""

    def hidden(sheet: Any) -> None:
        sheet.row_dimensions[5].hidden = True

    lines = (["一小", 300], ["二小", 200])
    merged = table(*lines, then=lambda sheet: sheet.merge_cells("A4:A5"))
    assert read(book(表=values(*LINES), 学校=merged))[1] == [("ER442", "表.xlsx!学校!A4")]
    heading = table(*lines, then=lambda sheet: sheet.merge_cells("B3:C3"))
    assert read(book(表=values(*LINES), 学校=heading))[1] == []
    assert read(book(表=values(*LINES), 学校=table(*lines, then=hidden)))[1] == [("ER443", "表.xlsx!学校!A5")]


def members(*lines: list[Any]) -> Fill:
    """Fill a sheet of members."""
    ids = ["name", "level", "ruleset", "date", "source", "note"]
    return rows(["evalrules:members:towns", 3], ids, ["名称", "等级", "标准", "日期", "依据", "备注"], *lines)


def test_a_sheet_of_members_is_a_list_of_names_with_the_verdicts_they_cite():
    """The name stands by itself, all else is the verdict; totals in lines and the list come together."""
    total = ["member", "towns:total", None, 2]
    found, problems = read(book(表=values(*LINES, total), 镇=members(["东镇", "pass", None, "2007-05-01", "公告.pdf"])))
    verdict = {"level": "pass", "ruleset": "", "date": "2007-05-01", "source": "公告.pdf", "note": ""}
    assert (found["members"], problems) == (
        {"towns": {"total": "2", "list": [{"name": "东镇", "verdict": verdict}]}},
        [],
    )
    assert read(book(表=values(*LINES), 镇=members()))[0]["members"] == {"towns": {"list": ""}}


# -- files that are none -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"PK", b"<html></html>", b"section,id,value\n"])
def test_what_is_no_workbook_is_no_evidence(data: bytes):
    """ER017 and no document."""
    assert read(data) == (None, [("ER017", "表.xlsx:1:1")])


def test_a_table_that_is_no_evidence_is_told_by_the_words_of_the_form():
    """What is lacking is named as the form names it: nobody who fills it in knows of section, id and value."""
    _, problems = read_evidence("表.xlsx", book(名册=rows(["学校", "学生数"], ["一小", 300])))
    told = sentence(problems[0], "zh") + hint(problems[0], "zh")
    assert "“类别”“编号”“填报值”" in told and not set(re.findall("[a-z]+", told)) - {"evalrules", "template", "xlsx"}
