"""Tables as people make them: brothers of the files of the field, each kind in several layouts, words and formats.

The good ones give the digest of the plain table, the bad ones are refused or questioned at the right place.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from open_documents import spreadsheet

import evalrules

RULESET = """
measures: {rate: {type: percent, zh: 入学率, en: rate}}
tables:
  units:
    zh: 学校
    en: schools
    key: [school]
    columns:
      code: {type: text, zh: 学校代码, en: code}
      school: {type: text, zh: 学校名称, en: school}
      pupils: {type: count, unit: 人, zh: 学生数, en: pupils}
      reach: {type: percent, zh: 达标率, en: reach}
      funds: {type: number, unit: 元, zh: 设备值, en: funds}
      opened: {type: date, zh: 建校日期, en: opened}
indicators: [{id: "1", zh: 设备, en: funds, met: 'every(units, funds >= 100 * pupils and reach >= 90)', source: s 1}]
verdict: [{level: pass, when: 'every(indicators, met)'}, {level: fail}]
"""
HEAD = ["学校代码", "学校名称", "学生数", "达标率", "设备值", "建校日期"]
ROWS = [
    ["0071", "一小", 300, 98, 1230000, "1950-01-05"],
    ["0072", "二小", 241, 97.5, 1100000, "1962-12-31"],
    ["0073", "三小", 517, 96, 990000, "1988-09-01"],
    ["0074", "四小", 122, 99, 870000, "2001-02-28"],
]
Cells = Sequence[Sequence[Any]]


def csv(rows: Cells, mark: str = ",") -> bytes:
    return "\n".join(mark.join("" if one is None else str(one) for one in row) for row in rows).encode()


def xlsx(rows: Cells, change: Callable[[Any], None] | None = None) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "学校"
    for row in rows:
        book.active.append(list(row))
    if change is not None:
        change(book.active)
    book.save(out)
    return out.getvalue()


def xls(rows: Cells) -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("学校")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at, column, value)
    book.save(out)
    return out.getvalue()


def ods(rows: Cells) -> bytes:
    return spreadsheet({"学校": rows})


WRITERS = {"csv": csv, "xlsx": xlsx, "xls": xls, "ods": ods}


@pytest.fixture(scope="module")
def units(ruleset_from) -> Any:
    return ruleset_from(RULESET)


@pytest.fixture
def read(units, tmp_path: Path) -> Callable[[str, bytes], tuple[str, list[tuple[str, str, str]]]]:
    """The digest of a county with these rows and what was said: `read("a.xls", data)`; no digest where it is refused."""

    def load(name: str, data: bytes) -> tuple[str, list[tuple[str, str, str]]]:
        path = name.partition("!")[0]
        (tmp_path / path).write_bytes(data)
        (tmp_path / "e.yaml").write_text(f"format: evidence/1\nruleset: t\nfacts: {{rate: 98}}\ntables: {{units: {{rows: '{name}'}}}}\n")
        try:
            found = evalrules.load_evidence(tmp_path / "e.yaml", units)
        except evalrules.EvalrulesError as refused:
            return "", said(refused.diagnostics)
        return found.digest, said(found.diagnostics)

    def said(problems: Any) -> list[tuple[str, str, str]]:
        return [(one.code, one.severity, str(one.place).removeprefix("a.csv:").rpartition("!")[2]) for one in problems]

    return load


@pytest.fixture
def plain(read) -> str:
    digest, problems = read("a.csv", csv([HEAD, *ROWS]))
    assert (len(digest), problems) == (71, [])
    return digest


def changed(column: int, *values: Any, head: str | None = None) -> Cells:
    """The table with other values in one column from the first row on, or with another heading there."""
    rows = [list(row) for row in ROWS]
    for row, value in zip(rows, values, strict=False):
        row[column] = value
    names = list(HEAD)
    names[column] = head or names[column]
    return [names, *rows]


TOTAL = ["", "合计", 1180, 97.6, 4190000, ""]
GOOD: dict[str, tuple[Cells, set[str]]] = {
    # 01: totals are no schools
    "total-below": ([HEAD, *ROWS, TOTAL], {"ER492"}),
    "total-above": ([HEAD, ["", "全县总计", *TOTAL[2:]], *ROWS], {"ER492"}),
    "subtotals": ([HEAD, *ROWS[:2], ["", "县直学校小计", 541, 97.8, 2330000, ""], *ROWS[2:], ["", "平　均", 295, 97.6, 1047500, ""]], {"ER492"}),
    "total-in-another-column": ([["序号", *HEAD], *([at, *row] for at, row in enumerate(ROWS, 1)), ["合计", "", "", *TOTAL[2:]]], {"ER490", "ER492"}),
    # 02: titles
    "titles": ([["某县学校情况", "", ""], ["2024年", ""], HEAD, *ROWS], set()),
    "title-and-a-blank-line": ([["附件2："], [], ["某县中小学基本情况统计表"], [], HEAD, *ROWS], set()),
    "title-and-a-reporter": ([["表一"], ["填报单位：某县教育局", "", "", "单位：人"], HEAD, *ROWS], set()),
    # 03: units in headings
    "ten-thousand-yuan": (changed(4, 123, 110, 99, 87, head="设备值（万元）"), set()),
    "thousand-yuan-below-the-name": ([*[[*HEAD[:4], "设备值", HEAD[5]], ["", "", "", "", "千元", ""]], *changed(4, 1230, 1100, 990, 870)[1:]], set()),
    "for-the-whole-table": ([["单位：人、万元"], *changed(4, 123, 110, 99, 87)], set()),
    "in-square-brackets": (changed(4, 123, 110, 99, 87, head="设备值 * [单位：万元]"), set()),
    # 02 and 03: headings of two lines
    "groups-above": ([["学校", "学校", "办学条件", "办学条件", "办学条件", "其他"], HEAD, *ROWS], set()),
    "parts-below": ([["学校代码", "学校名称", "学生", "", "设备值", "建校日期"], ["", "", "学生数", "达标率", "", ""], *ROWS], set()),
    "groups-and-units": ([["基本情况", "", "办学条件", "", "", ""], HEAD, ["", "", "人", "%", "元", ""], *ROWS], set()),
    # 04: extra columns
    "serial-numbers": ([["序号", *HEAD, "备注"], *([at, *row, "在建"] for at, row in enumerate(ROWS, 1))], {"ER490"}),
    "other-order": ([HEAD[::-1], *(row[::-1] for row in ROWS)], set()),
    "names-in-english": ([["code", "School", "PUPILS", "reach", "funds", "opened", "town"], *([*row, "城关"] for row in ROWS)], {"ER490"}),
    # 09: percentages
    "none-in-doubt": (changed(3, 98, 97.5, 96, 99, head="达标率（%）"), set()),
    # 10: notes below
    "notes": ([HEAD, *ROWS, ["注：学生数为9月统计数。"], ["填表人：张三", "", "审核人：李四", "", "2024年1月5日"]], {"ER491"}),
    "signatures": ([HEAD, *ROWS, [], ["（盖章）"], ["校长签字：", "", "联系电话：0512-5550123"]], {"ER491"}),
    "page-ends": ([HEAD, *ROWS[:2], ["第1页 共2页"], HEAD, *ROWS[2:], ["以下空白"]], {"ER491"}),
    "parts-with-titles": ([HEAD, ["一、城区学校"], *ROWS[:2], [], ["二、乡镇学校"], *ROWS[2:]], {"ER491"}),
    # 13: days
    "days-in-words": (changed(5, "1950年1月5日", "1962年12月31日", "1988年9月1日", "2001年2月28日"), set()),
    "days-with-points": (changed(5, "1950.1.5", "1962.12.31", "1988.09.01", "2001.2.28"), set()),
    "days-with-slashes": (changed(5, "1950/1/5", "1962/12/31", "1988/9/1", "2001/02/28"), set()),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
def test_layouts_of_one_table_say_the_same(kind: str, read, plain):
    """Whatever stands around the values, and in whatever kind of file: the same digest, and just these remarks."""
    for name, (rows, codes) in GOOD.items():
        digest, problems = read(f"a.{kind}", WRITERS[kind](rows))
        assert (digest == plain, {code for code, *_ in problems}) == (True, codes), (name, problems)


BAD: dict[str, tuple[Cells, list[tuple[str, str, str]]]] = {
    # 01: a total that does not say so
    "total-unnamed": ([HEAD, *ROWS, ["0099", "甲", *TOTAL[2:3], 97, *TOTAL[4:]]], [("ER493", "error", "A6")]),
    "mean-unnamed": ([HEAD, *ROWS, ["0099", "甲", 295, 97.6, 1047500, ""]], [("ER493", "error", "A6")]),
    "total-of-the-rows-above": ([HEAD, *ROWS[:3], ["0099", "甲", 1058, 97, 3320000, ""], ROWS[3]], [("ER493", "error", "A5")]),
    "total-of-the-rows-below": ([HEAD, ["0099", "甲", 880, 97, 2960000, ""], *ROWS[1:]], [("ER493", "error", "A2")]),
    # 03: a unit that cannot be the column's
    "unit-of-another-kind": (changed(4, head="设备值（亩）"), [("ER415", "error", "E1")]),
    "unit-nobody-knows": (changed(4, head="设备值（元/生）"), [("ER415", "error", "E1")]),
    "unit-in-the-cell": (changed(4, "123万元", "110万"), [("ER420", "error", "E2"), ("ER420", "error", "E3")]),
    # 04: a column that is nearly known, one that is absent, one twice
    "nearly-a-column": (changed(2, head="学生教"), [("ER401", "error", "C1")]),
    "column-absent": (changed(2, head="备注"), [("ER401", "error", "C1")]),
    "column-twice": ([[*HEAD, "学生数"], *([*row, 1] for row in ROWS)], [("ER448", "error", "G1")]),
    # 09: a fraction for a percentage
    "fractions": (changed(3, 0.98, 0.975, 0.96, 0.99), [("ER494", "warning", f"D{row}") for row in range(2, 6)]),
    "one-fraction": (changed(3, 0.98), [("ER494", "warning", "D2")]),
    "one-percent": (changed(3, 1), [("ER494", "warning", "D2")]),
    # 10: what is no note
    "a-figure-beside-a-note": ([HEAD, *ROWS, ["注：", "", 17]], [("ER425", "error", "A6")]),
    "a-school-without-a-name": ([HEAD, *ROWS, ["0075", "", 100, 98, 9000, ""]], [("ER425", "error", "A6")]),
    "a-school-twice": ([HEAD, *ROWS, ROWS[0]], [("ER424", "error", "A6")]),
    # 11: dashes and words
    "nothing-in-words": (changed(2, "无"), [("ER402", "error", "C2")]),
    "points": (changed(2, "…"), [("ER402", "error", "C2")]),
    "too-small": (changed(4, "0.0..."), [("ER420", "error", "E2")]),
    # numbers in other spellings
    "thousands": (changed(4, "1,230,000"), [("ER420", "error", "E2")]),
    "with-its-unit": (changed(2, "300人"), [("ER420", "error", "C2")]),
    "in-words": (changed(2, "三百"), [("ER402", "error", "C2")]),
    # 13: no days
    "a-year-only": (changed(5, "1950年"), [("ER402", "error", "F2")]),
    "two-digits": (changed(5, "50.1.5"), [("ER402", "error", "F2")]),
    "no-day-of-the-calendar": (changed(5, "1950年2月30日"), [("ER403", "error", "F2")]),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_what_is_wrong_is_told_at_its_cell(kind: str, read):
    """Every kind of workbook, the same code at the same cell; nothing else is said."""
    for name, (rows, expected) in BAD.items():
        assert read(f"a.{kind}", WRITERS[kind](rows))[1] == expected, name


DASHES = ["－", "--", "———", "―", "—", "-", "/", "无数据", "N/A", "x", ""]


@pytest.mark.parametrize("kind", WRITERS)
def test_dashes_are_cells_without_a_figure(kind: str, read):
    """In whatever width: the same as an empty cell, with a note; 0 is something else."""
    empty, zero = (read("a.csv", csv(changed(2, value)))[0] for value in ("", 0))
    found = [read(f"a.{kind}", WRITERS[kind](changed(2, dash))) for dash in DASHES]
    assert {digest for digest, _ in found} == {empty} != {zero}
    assert [{code for code, *_ in problems} for _, problems in found] == [*[{"ER411"}] * (len(DASHES) - 1), set()]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_delimiter_below_a_title(mark: str, read, plain):
    """A title of one cell holds none."""
    assert (plain, []) == read("a.csv", csv([["某县学校情况"], HEAD, *ROWS], mark))
    digest, problems = read("a.csv", csv([["某县学校情况"], HEAD, *ROWS], mark).decode().encode("gb18030"))
    assert (plain, ["ER018"]) == (digest, [code for code, *_ in problems])


def test_merged_titles_and_hidden_rows(read, plain):
    """A title may be merged, values may not; what somebody hid is read and said."""
    titled = [["某县学校情况"], *[HEAD, *ROWS]]
    assert (plain, []) == read("a.xlsx", xlsx(titled, lambda sheet: sheet.merge_cells("A1:F1")))
    assert (plain, []) == read("a.xlsx", xlsx([["某县学校情况"], ["2024年"], HEAD, *ROWS], lambda sheet: sheet.merge_cells("A1:C1") or sheet.merge_cells("B2:F2")))
    assert ("", [("ER442", "error", "C3")]) == read("a.xlsx", xlsx(titled, lambda sheet: sheet.merge_cells("C3:C4")))

    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = sheet.column_dimensions["E"].hidden = True

    digest, problems = read("a.xlsx", xlsx([HEAD, *ROWS], hide))
    assert (digest, {("ER443", "warning", "E1"), ("ER443", "warning", "A3")}) == (plain, set(problems))


def test_cells_of_a_workbook_mean_what_they_show(read, plain):
    """Percent cells, days, thousands and words in a format, text that looks like a number; a code keeps its zeros."""

    def dress(sheet: Any) -> None:
        for row in range(2, 6):
            sheet.cell(row, 3).number_format, sheet.cell(row, 5).number_format = '0"人"', "#,##0.00"
            sheet.cell(row, 4).value, sheet.cell(row, 4).number_format = sheet.cell(row, 4).value / 100, "0.0%"
            sheet.cell(row, 6).value = datetime.date.fromisoformat(sheet.cell(row, 6).value)

    digest, problems = read("a.xlsx", xlsx([HEAD, *ROWS], dress))
    assert (digest, {"ER444"}) == (plain, {code for code, *_ in problems})
    assert read("a.xlsx", xlsx([HEAD, *ROWS], lambda sheet: sheet["A2"].__setattr__("value", 71)))[0] not in ("", plain), "71 is not 0071"
    assert (plain, []) == read("a.xlsx", xlsx(changed(2, "300", "241")))


SHEETS = {
    "the-only-one-with-its-columns": ("a.ods", {"说明": [["填表说明"]], "学校": [HEAD, *ROWS], "教师": [["姓名", "职称"], ["张三", "一级"]]}, True),
    "named": ("a.ods!学校", {"学校": [HEAD, *ROWS], "去年": [HEAD, *ROWS[:2]]}, True),
    "two-of-them": ("a.ods", {"学校": [HEAD, *ROWS], "去年": [HEAD, *ROWS[:2]]}, False),
    "named-wrongly": ("a.ods!学 校", {"学校": [HEAD, *ROWS], "去年": [HEAD, *ROWS[:2]]}, False),
}


@pytest.mark.parametrize(("name", "sheets", "is_good"), SHEETS.values(), ids=SHEETS)
def test_one_sheet_of_many(name: str, sheets: dict[str, Cells], is_good: bool, read, plain):
    """Which is meant is told by its columns or its name, and never guessed."""
    digest, problems = read(name, spreadsheet(sheets))
    assert (digest, [code for code, *_ in problems]) == ((plain, []) if is_good else ("", ["ER447"]))


@pytest.mark.parametrize("suffix", [".et", ".wps", ".xlsb", ".xlsm", ".numbers"])
def test_other_office_files_get_one_advice(suffix: str, read, cli, tmp_path: Path):
    """As rows and as evidence: what it is, and that it is to be saved as .xlsx."""
    assert [("ER017", "error")] == [one[:2] for one in read(f"a{suffix}", b"x")[1]]
    for path in ("e.yaml", f"a{suffix}"):
        run = cli("check", tmp_path / path, "--ruleset", "jiangsu-16", "--lang", "zh")
        assert run.code == 2
    assert "在办公软件中打开并另存为 .xlsx" in run.err


def test_the_form_is_evidence_in_every_format(cli, tmp_path: Path):
    """What template writes, saved by another program as .xls or .ods, is read as the form that it is."""
    cli("template", "jiangsu-16", "-o", tmp_path / "form.xlsx", "--lang", "zh")
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    sheets = {sheet.title: [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    old = xlwt.Workbook()
    for title, rows in sheets.items():
        sheet = old.add_sheet(title)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value != "":
                    sheet.write(at, column, value)
    old.save(str(tmp_path / "form.xls"))
    (tmp_path / "form.ods").write_bytes(spreadsheet({title: [[None if value == "" else value for value in row] for row in rows] for title, rows in sheets.items()}))
    runs = [cli("check", tmp_path / f"form.{kind}", "--format", "json") for kind in ("xlsx", "xls", "ods")]
    assert [3, 3, 3] == [run.code for run in runs]
