"""The workbook that an office fills in."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from selection import one_in

import evalrules
from evalrules import catalog
from evalrules.base.forms import COLUMNS, column_named
from evalrules.forms.lines import Line, opening_of, sheets_of, votes_of
from evalrules.forms.workbook import form_workbook
from evalrules.model.ruleset import Label
from evalrules.reporters.workbook.sheets import mark_of

SHIPPED = sorted(entry.name for entry in catalog.entries())
RULES = """
choices: {region: {a: {zh: "甲,乙", en: "a,b"}, b: {zh: 丙, en: c}}, stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
values: {line: {by: region, a: 1, b: 2, source: s 1}}
members: {towns: {zh: 镇, en: towns, holds: [pass], source: s 2}}
measures:
  rate: {type: percent, range: [0, 100], zh: 入学率, en: enrolment, source: s 第1条}
  funds: {type: number, series: 2, zh: 经费, en: funds, unit: 元, source: s 第1条}
  day: {type: date, zh: 日期, en: day}
  keep: {type: percent, each: stage, zh: 巩固率, en: retention}
  half: {type: number, unit: "%", zh: 半, en: half, value: rate / 2}
tables:
  schools: {zh: "学校/校", en: schools, key: [school], columns: {school: {type: text, zh: 校, en: school}, stage: {type: stage, zh: 学段, en: stage}, pupils: {type: count, zh: 生, en: pupils, unit: 人}, share: {type: number, unit: 人, zh: 比, en: share, value: pupils / 2}}}
  parts: {zh: 部分, en: parts, key: [part], rows: 3, columns: {part: {type: text, zh: 部, en: part}, ok: {type: yesno, zh: 是否, en: ok}}}
indicators:
  - {id: "1", zh: 入学, en: enrolment, source: s 第1条, met: "rate >= line and half > 0 and previous(funds, 1) > 0"}
  - {id: "2", zh: 管理, en: management, source: s 第2条, assessed: yesno}
  - {id: "3", zh: 给分, en: points, source: s 第5条, points: 4, awarded: assessor}
  - {id: "4", zh: 规模, en: size, source: s 第4条, met: "every(schools, pupils <= 2000) and every(parts, ok)"}
"""


def loaded(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def values(workbook):
    """Every line of the sheets of values as (sheet, {column: cell}), read by the headings as a reader does."""
    for sheet in workbook.worksheets:
        if mark_of(sheet) != "values":
            continue
        rows = list(sheet.iter_rows())
        at = next(number for number, row in enumerate(rows[:20]) if "value" in [column_named(str(cell.value)) for cell in row])
        names = [column_named(str(cell.value)) for cell in rows[at]]
        for row in rows[at + 1 :]:
            if row[0].value:
                yield sheet, {name: cell for name, cell in zip(names, row, strict=True) if name}


@pytest.fixture(scope="module")
def sample(ruleset_from):
    """A ruleset with a line and a sheet of each kind."""
    return ruleset_from(RULES)


@pytest.fixture(scope="module")
def form(sample):
    """Its form in Chinese, loaded."""
    return loaded(form_workbook(sample.data, "zh"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", one_in(20, SHIPPED, real=3))
def test_every_shipped_form_asks_for_everything_once(name, language):
    """Each line of the content stands in the workbook once, with its digest, under the headings of evidence."""
    rules = evalrules.load_ruleset(name).data
    votes = votes_of(rules, language)
    sheets = [*sheets_of(rules, language), *([votes] if votes else [])]
    wanted = [*opening_of(rules, language), *(line for sheet in sheets for line in sheet.entries if isinstance(line, Line))]
    workbook = loaded(form_workbook(rules, language))
    found = [(row["section"].value, row["id"].value or "") for _, row in values(workbook)]
    assert found == [(line.section, line.id) for line in wanted if line.section != "vote"]
    voted = [name for name in workbook.defined_names if name.startswith("V_")]
    assert len(voted) == sum(line.section == "vote" for line in wanted)


@pytest.mark.parametrize("name", one_in(20, SHIPPED, real=3))
def test_an_empty_form_is_evidence_that_says_nothing(name, tmp_path):
    """Read back, each shipped form gives no problem and only nulls, in both languages the same."""
    rules = evalrules.load_ruleset(name)
    found = []
    for language in ("zh", "en"):
        path = tmp_path / f"{language}.xlsx"
        path.write_bytes(form_workbook(rules.data, language))
        found.append(evalrules.load_evidence(path, rules))
    assert [(), ()] == [evidence.diagnostics for evidence in found]
    assert {None} >= {fact.value for evidence in found for fact in evidence.data.facts.values()}
    assert found[0].digest == found[1].digest


def test_what_is_filled_in_is_read(sample, form, tmp_path):
    """Facts, series, options, points, votes and rows arrive as they were typed."""
    workbook = loaded(form_workbook(sample.data, "zh"))
    typed = {("fact", "rate"): 98.5, ("fact", "keep:primary"): "25..29", ("point", "3"): 3.5, ("grade", "2"): "是",
             ("subject", "name"): "某县", ("subject", "region"): "甲,乙", ("period", None): 2007}  # fmt: skip
    years = iter((2006, 2007))
    for _, row in values(workbook):
        own = (row["section"].value, row["id"].value)
        row["value"].value = typed.get(own, row["value"].value)
        if own == ("fact", "funds"):
            row["year"].value = next(years)
            row["value"].value = 480
    rows = next(sheet for sheet in workbook.worksheets if mark_of(sheet) == "table:schools")
    for column, value in enumerate(("一小", "小学", 300), start=1):
        rows.cell(6, column).value = value
    path = tmp_path / "a.xlsx"
    workbook.save(path)
    evidence = evalrules.load_evidence(path, sample).data
    assert {"rate", "keep:primary", "points:3", "funds:0", "funds:1"} <= {own for own, fact in evidence.facts.items() if fact.value is not None}
    assert ("一小",) == evidence.tables["schools"].rows[0].key
    assert ("某县", "2007", {"region": "a"}) == (evidence.subject.name, evidence.period.text, evidence.subject.attributes)


def test_the_same_ruleset_gives_the_same_bytes(sample, monkeypatch):
    """No clock inside; SOURCE_DATE_EPOCH gives the date."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first = form_workbook(sample.data, "zh")
    assert first == form_workbook(sample.data, "zh")
    assert first != form_workbook(sample.data, "en")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1190000000")
    with zipfile.ZipFile(io.BytesIO(form_workbook(sample.data, "zh"))) as archive:
        assert 2 == archive.read("docProps/core.xml").count(b"2007-09-17T03:33:20Z")


def test_only_input_cells_are_open(form):
    """Every sheet is protected without a password, its labels are locked, the cells to fill in are not."""
    for sheet in form.worksheets:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
    for _, row in values(form):
        fixed = row["section"].value in ("ruleset", "form") or row["id"].value == "kind"
        assert fixed == row["value"].protection.locked
        assert row["section"].protection.locked


def test_marks_are_hidden_and_the_first_rows_too(form):
    """Each sheet has our mark, each sheet of rows the ids of its columns and the row of its heading."""
    assert all(mark_of(sheet) for sheet in form.worksheets)
    assert all(sheet.row_dimensions[row].hidden for sheet in form.worksheets for row in (1, 2))
    sheet = next(one for one in form.worksheets if mark_of(one) == "table:schools")
    assert ["school", "stage", "pupils", "share", "confirmed"] == [cell.value for cell in sheet[2]]
    assert ["校 *", "学段", "生\n（人）", "比\n（人）\n由其他数据计算，可不填", "核实\n（对数据疑问：核实人：说明）"] == [cell.value for cell in sheet[sheet["B1"].value]]
    members = next(one for one in form.worksheets if mark_of(one) == "members:towns")
    assert ["name", "level", "ruleset", "date", "source", "note"] == [cell.value for cell in members[2]]


def test_titles_of_sheets_are_what_excel_takes(form):
    """A label with a slash names a sheet too."""
    assert "学校·校" in form.sheetnames
    assert all(len(title) <= 31 and not re.search(r"[:\\/?*\[\]]", title) for title in form.sheetnames)


def test_every_input_cell_has_a_name_that_leads_to_it(form):
    """Names are unique, no cell references, and each value that may be filled in has one."""
    named = {}
    for name, defined in form.defined_names.items():
        assert re.fullmatch("[A-Z]_[A-Za-z0-9._]+", name)
        (place,) = defined.destinations
        named[place] = name
    for sheet, row in values(form):
        if not row["value"].protection.locked:
            _low, _top, _, _ = range_boundaries(row["value"].coordinate)
            assert (sheet.title, row["value"].coordinate.replace("F", "$F$")) in named
    assert {"F_rate", "F_funds", "F_funds_2", "F_keep.primary", "G_2", "P_3", "S_region", "T_year", "B_schools.complete", "M_towns.total",
            "C_schools.pupils"} <= set(form.defined_names)  # fmt: skip


def test_cells_accept_what_their_measure_may_be(form):
    """Lists for choices, limits for numbers; a list whose options hold a comma stands on the hidden sheet."""
    checks = {}
    for sheet in form.worksheets:
        for rule in sheet.data_validations.dataValidation:
            for cells in str(rule.sqref).split():
                checks[sheet.title, cells] = rule
    by_id = {(row["section"].value, row["id"].value): checks.get((sheet.title, row["value"].coordinate)) for sheet, row in values(form)}
    assert ("decimal", "0", "100") == (by_id["fact", "rate"].type, by_id["fact", "rate"].formula1, by_id["fact", "rate"].formula2)
    assert '"是,否"' == by_id["grade", "2"].formula1
    assert ("decimal", "0", "4") == (by_id["point", "3"].type, by_id["point", "3"].formula1, by_id["point", "3"].formula2)
    assert "date" == by_id["fact", "day"].type
    assert "L_1" == by_id["subject", "region"].formula1
    assert "whole" == checks["学校·校", "C6:C1005"].type
    assert "B6:B8" in {cells for title, cells in checks if title == "部分"}


def test_numbers_keep_the_general_format(form):
    """98.5% typed as such becomes a percentage; codes and days have formats of their own."""
    formats = {row["id"].value: row["value"].number_format for _, row in values(form)}
    assert ("General", "yyyy-mm-dd", "@") == (formats["rate"], formats["day"], formats["name"])


def test_lines_of_a_series_ask_for_the_year(form):
    """The year is filled in by the user; other lines have none."""
    years = [row["year"].protection.locked for _, row in values(form) if row["id"].value == "funds"]
    others = [row["year"].protection.locked for _, row in values(form) if row["id"].value == "rate"]
    assert ([False, False], [True]) == (years, others)


def test_labels_are_data(ruleset_from):
    """A label that looks like a formula, and an id that does, stay text in every sheet."""
    rules = ruleset_from(
        "title: {zh: '=1+1', en: '=1+1'}\nmeasures: {a: {type: count, zh: '=cmd', en: '@x', unit: '+u', definition: {zh: '=d', en: '=d'}}}\n"
        "tables: {t: {zh: '=t', en: '-t', key: [k], columns: {k: {type: text, zh: '=k', en: '=k'}}}}\n"
        "indicators: [{id: '=9', zh: '=x', en: '=x', source: '=s 1', met: a > 1}, {id: '-8', zh: '-y', source: s 1, assessed: yesno}]\n"
        "sources: {s: {zh: '=src', en: '=src', confidence: read}, =s: {zh: '=q', en: '=q', confidence: read}}"
    ).data
    for language in ("zh", "en"):
        cells = [cell for sheet in loaded(form_workbook(rules, language)).worksheets for row in sheet.iter_rows() for cell in row]
        formulas = [str(cell.value) for cell in cells if cell.data_type in ("f", "e")]
        assert all(re.fullmatch(r'="[^"=]+"&[^"=]*COUNTA[^=]+', one) for one in formulas)  # what counts what is filled in
        assert any(str(cell.value).startswith("=") for cell in cells)
        assert "-8" in [cell.value for cell in cells]


def test_what_counts_the_rows_stands_behind_the_title(ruleset_from):
    """A title runs on over empty cells: the count stands in the first column in sight that it does not reach."""
    for title, cut in (("units", "Units"), ("schools, primary and junior apart", "Schools, primary and junior")):
        rules = ruleset_from(RULES.replace("en: schools, key", f"en: '{title}', key")).data
        sheet = loaded(form_workbook(rules, "en"))[cut]
        [counting] = [cell for cell in sheet[3] if "COUNTA" in str(cell.value)]
        left = [sheet.column_dimensions[cell.column_letter] for cell in sheet[3][: counting.column - 1]]
        assert not sheet.column_dimensions[counting.column_letter].hidden
        assert sum(one.width for one in left if not one.hidden) >= len(title) * 1.4


def test_pages_are_ready_for_print(form):
    """A4, landscape, as wide as a page, headers repeated and panes frozen."""
    for sheet in form.worksheets:
        if sheet.sheet_state == "visible":
            assert (9, "landscape") == (int(sheet.page_setup.paperSize), sheet.page_setup.orientation)
    body = next(sheet for sheet in form.worksheets if sheet.title == "自评表")
    assert ("E6", "$5:$5") == (body.freeze_panes, body.print_title_rows)


def test_headings_are_those_of_evidence(sample):
    """The header has every column of evidence in the language, within the first twenty rows."""
    long = Label("很长的名称" * 60, "a long title " * 60)
    for rules, language in ((sample.data, "zh"), (sample.data, "en"), (sample.data._replace(title=long), "en")):
        for sheet in loaded(form_workbook(rules, language)).worksheets:
            if mark_of(sheet) == "values":
                found = {column_named(str(cell.value)) for row in sheet.iter_rows(max_row=20) for cell in row}
                assert set(COLUMNS) <= found


def test_a_form_survives_openpyxl(form):
    """Loaded and saved again, names, rules, protection and marks are the same."""
    out = io.BytesIO()
    form.save(out)
    again = loaded(out.getvalue())
    assert set(form.defined_names) == set(again.defined_names)
    for before, after in zip(form.worksheets, again.worksheets, strict=True):
        assert mark_of(before) == mark_of(after)
        assert len(before.data_validations.dataValidation) == len(after.data_validations.dataValidation)
        assert after.protection.sheet


def test_an_option_of_a_table_is_seen_whole():
    """The kinds of schools of basic balance are long words; beside them stands the arrow of the list."""
    ruleset = evalrules.load_ruleset("national-basic-balance").data
    sheet = next(one for one in loaded(form_workbook(ruleset, "zh")).worksheets if mark_of(one) == "table:schools")
    kind = next(cell for row in sheet.iter_rows(max_row=10) for cell in row if str(cell.value).startswith("类别"))
    longest = max(2 * len(label.zh) for label in ruleset.choices[ruleset.measures["schools.kind"].type].options.values())
    assert longest < sheet.column_dimensions[kind.column_letter].width <= 30
