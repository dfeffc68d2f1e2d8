"""What was given last year, from whatever it stands in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from evalrules.earlier import read_last_year
from evalrules.forms.template import template_bytes
from evalrules.loading import load_ruleset
from evalrules.model.evidence import Bounds
from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.machine import render_json

RULESET = """
format: ruleset/1
id: sample
edition: "1"
revision: 1
title: {zh: 示例标准, en: sample}
subject: county
sources: {s: {zh: 示例文件, en: sample document, confidence: read}}
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
measures:
  area: {type: number, unit: m2, zh: 面积, en: area}
  spent: {type: number, series: 2, zh: 经费, en: spent}
tables:
  units: {zh: 学校, key: [school], columns: {school: {type: text, zh: 校名}, pupils: {type: count, zh: 学生数}}}
indicators:
  - {id: "1", zh: 一, en: one, met: 'area >= 4 and rising(spent, 1) and every(units, pupils >= 1)', source: s 1}
verdict:
  - {level: pass, when: 'every(indicators, met)'}
  - {level: fail}
"""
EVIDENCE = """
format: evidence/1
ruleset: sample
subject: {kind: county, id: "1"}
period: 2006
facts: {area: 500, spent: {2005: 1, 2006: 2}}
tables: {units: {rows: units.csv}}
"""
LINES = """section,id,year,value
ruleset,,,sample
subject,id,,1
period,,,2006
fact,area,,500
fact,spent,2005,1
fact,spent,2006,2
table,units,,units.csv
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample, and a county of 2006 in YAML with its rows beside it."""
    (tmp_path / "ruleset.yaml").write_text(RULESET, encoding="utf-8")
    county = tmp_path / "county"
    county.mkdir()
    (county / "evidence.yaml").write_text(EVIDENCE, encoding="utf-8")
    (county / "units.csv").write_text("校名,学生数\n一小,300\n", encoding="utf-8")
    return tmp_path


def form_of(kind: str, folder: Path) -> str:
    """The same county in another form."""
    county = folder / "county"
    if kind == "csv":
        (county / "county.csv").write_text(LINES, encoding="utf-8")
    elif kind == "json":
        rows = '{"rows": "units.csv"}'
        (county / "county.json").write_text(
            '{"format": "evidence/1", "ruleset": "sample", "subject": {"id": "1"}, "period": 2006, "facts": '
            f'{{"area": 500, "spent": {{"2005": 1, "2006": 2}}}}, "tables": {{"units": {rows}}}}}',
            encoding="utf-8",
        )
    elif kind == "xlsx":
        return str(workbook(folder))
    elif kind == "zip":
        return shutil.make_archive(str(folder / "county"), "zip", county)
    return str(county / {"csv": "county.csv", "json": "county.json", "yaml": "evidence.yaml", "folder": ""}[kind])


def workbook(folder: Path) -> Path:
    """The form of the ruleset, filled in."""
    import openpyxl

    ruleset = load_ruleset(str(folder / "ruleset.yaml")).ruleset
    assert ruleset is not None
    path = folder / "county.xlsx"
    path.write_bytes(template_bytes(ruleset, "xlsx", "zh"))
    book = openpyxl.load_workbook(path)
    years = iter(((2005, 1), (2006, 2)))
    for sheet in book.worksheets:
        columns = {str(cell.value): cell.column for row in sheet.iter_rows(min_row=1, max_row=30) for cell in row if cell.value in ("年份", "填报值")}
        for row in sheet.iter_rows(min_row=4):
            key = (row[0].value, row[1].value)
            value = {("subject", "id"): "1", ("period", None): 2006, ("fact", "area"): 500}.get(key)
            if key == ("fact", "spent"):
                year, value = next(years)
                sheet.cell(row[0].row, columns["年份"]).value = year
            if value is not None:
                sheet.cell(row[0].row, columns["填报值"]).value = value
        if str(sheet["A1"].value).endswith("table:units"):
            sheet["A6"], sheet["B6"] = "一小", 300
    book.save(path)
    return path


@pytest.mark.parametrize("kind", ["yaml", "json", "csv", "xlsx", "folder", "zip"])
def test_evidence_of_every_form_gives_the_same(folder: Path, kind: str) -> None:
    """Facts, a series by its years, and rows by their keys."""
    found = read_last_year(form_of(kind, folder), Options(ruleset=str(folder / "ruleset.yaml")))
    assert found.diagnostics == ()
    (one,) = found.found
    values = {own: former.value for own, former in one.facts.items()}
    assert values == {
        ("area", 0): Bounds(500, 500), ("spent", 2006): Bounds(2, 2), ("spent", 2005): Bounds(1, 1)
    }  # fmt: skip
    assert one.rows is not None
    assert one.rows["units"]["一小",].cells["units.pupils"].value == Bounds(300, 300)
    assert found.digest == read_last_year(form_of("yaml", folder), Options(ruleset=str(folder / "ruleset.yaml"))).digest


def test_a_kept_result_gives_facts_and_no_rows(folder: Path) -> None:
    """It names itself, for the files that it was made from need not be there."""
    options = Options(ruleset=str(folder / "ruleset.yaml"))
    kept = folder / "2006.json"
    kept.write_text(render_json(check([str(folder / "county")], options)), encoding="utf-8")
    found = read_last_year(str(kept), options)
    (one,) = found.found
    assert (one.ruleset, one.name, one.subject.id, one.rows) == ("sample", "sample@1", "1", None)
    assert one.facts["area", 0].value == Bounds(500, 500)
    assert one.facts["area", 0].there == "2006.json evidence.yaml:6:15"
    assert one.facts["spent", 2005].value == Bounds(1, 1)
    assert found.digest == read_last_year(str(folder / "county"), options).digest


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("bad.yaml", "format: evidence/1\nruleset: sample\nfacts: {areas: 1}\n", "ER401"),
        ("bad.json", '{"format": "result/1"}', "ER111"),
        ("bad.txt", "x", "ER005"),
        ("none.yaml", None, "ER001"),
    ],
)
def test_what_cannot_be_read_is_said(folder: Path, name: str, text: str | None, code: str) -> None:
    """With the problems of reading or binding it."""
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    found = read_last_year(str(folder / name), Options(ruleset=str(folder / "ruleset.yaml")))
    assert (found.found, {one.code for one in found.diagnostics}) == ((), {code})


def test_places_say_which_file_they_are_in(folder: Path) -> None:
    """Where this year's file has the same name, last year's is named with its folder."""
    this = folder / "now"
    this.mkdir()
    (this / "evidence.yaml").write_text(EVIDENCE.replace("2006", "2007"), encoding="utf-8")
    options = Options(ruleset=str(folder / "ruleset.yaml"))
    found = read_last_year(str(folder / "county" / "evidence.yaml"), options, [str(this / "evidence.yaml")])
    assert found.found[0].facts["area", 0].there == "county/evidence.yaml:6:15"
