"""Confirmed questions in what people read: who, why and how many, in every report and both languages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from evalrules.forms.template import template_bytes
from evalrules.kept import kept_report_from
from evalrules.loading import load_ruleset
from evalrules.model.report import Options, Report
from evalrules.pipeline import check
from evalrules.reporters.formats import View, rendered

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
  dropout: {type: percent, zh: 辍学率, en: dropout, range: [0, 100], better: lower}
  absence: {type: percent, zh: 缺勤率, en: absence, range: [0, 100], better: lower}
indicators:
  - {id: "1", zh: 辍学, en: dropout, met: 'dropout <= 2 and absence <= 2', source: s 1}
verdict:
  - {level: pass, when: 'every(indicators, met)'}
  - {level: fail}
"""
EVIDENCE = """
format: evidence/1
ruleset: sample
subject: {kind: county, name: 某县}
facts: {dropout: 0.5, absence: 0.7}
confirmed:
  - {path: facts.dropout, by: 张三, note: 已查学籍}
"""
COUNTS = {"zh": "待核实 1 条，已核实 1 条", "en": "1 to be answered, 1 confirmed"}
ANSWERS = {"zh": "张三已核实属实：已查学籍", "en": "confirmed by 张三: 已查学籍"}


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """The report on evidence with one question that is answered and one that is not."""
    (tmp_path / "ruleset.yaml").write_text(RULESET, encoding="utf-8")
    (tmp_path / "county.yaml").write_text(EVIDENCE, encoding="utf-8")
    return check([str(tmp_path / "county.yaml")], Options(ruleset=str(tmp_path / "ruleset.yaml")))


def words(form: str, data: bytes) -> str:
    """Everything that somebody reads in a report."""
    if form == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(data)).worksheets
        return "\n".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return parts.read("word/document.xml").decode()
    return data.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["text", "markdown", "html", "xlsx", "docx"])
def test_every_report_shows_who_confirmed_what_and_counts(report: Report, form: str, language: str) -> None:
    """Also one of a kept result."""
    kept, _ = kept_report_from(rendered("json", report, View("zh", 100, color=False)), "result.json")
    assert kept is not None
    for one in (report, kept):
        said = words(form, rendered(form, one, View(language, 200, color=False)))
        assert ANSWERS[language] in said
        assert COUNTS[language] in said


def test_json_says_it_in_the_diagnostic_and_in_the_summary(report: Report) -> None:
    """The question stays where it was, with another severity and its answer."""
    from evalrules.reporters.machine import report_document

    document = report_document(report)
    asked, answered = document["results"][0]["diagnostics"][::-1]
    assert (asked["severity"], answered["severity"]) == ("warning", "confirmed")
    assert answered["confirmed"] == {"by": "张三", "note": "已查学籍", "place": "county.yaml:7:5"}
    assert document["summary"]["questions"] == {"open": 1, "confirmed": 1}


def test_sarif_suppresses_it_with_the_reason(report: Report) -> None:
    """What is confirmed is no alert."""
    said = rendered("sarif", report, View("zh", 100, color=False)).decode()
    assert '"justification": "张三: 已查学籍"' in said
    assert said.count("ER494") > rendered("code-scanning", report, View("zh", 100, color=False)).decode().count("ER494")
    assert "辍学率" not in rendered("github", report, View("zh", 100, color=False)).decode()


def test_it_changes_neither_verdict_nor_digest(report: Report, tmp_path: Path) -> None:
    """Who confirms what is no part of the facts."""
    (tmp_path / "county.yaml").write_text(EVIDENCE.partition("confirmed:")[0], encoding="utf-8")
    without = check([str(tmp_path / "county.yaml")], Options(ruleset=str(tmp_path / "ruleset.yaml")))
    ours, theirs = report.results[0].assessment, without.results[0].assessment
    assert ours is not None
    assert theirs is not None
    assert (ours.verdict, ours.evidence_digest) == (theirs.verdict, theirs.evidence_digest)


# -- in the form that an office fills in -------------------------------------------------------------------------------


def filled_form(path: Path, *, confirmed: bool) -> Path:
    """The form of basic balance with seven schools, a zero too many in one, and a percentage that may be a fraction."""
    ruleset = load_ruleset("national-basic-balance@2012").ruleset
    assert ruleset is not None
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(ruleset, "xlsx", "zh")))
    answer = "张三：已到校核对" if confirmed else None
    for sheet in book.worksheets:
        heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=30) for cell in row if cell.value}
        for row in sheet.iter_rows():
            key = (row[0].value, row[1].value if len(row) > 1 else None)
            value = {("period", None): 2013, ("fact", "satisfaction"): 0.86}.get(key)
            if value is not None:
                sheet.cell(row[0].row, heads["填报值"]).value = value
                sheet.cell(row[0].row, heads["核实"]).value = answer if key[0] == "fact" else None
        if sheet["A1"].value == "evalrules:table:schools":
            ids = {cell.value: cell.column for cell in sheet[2]}
            for at in range(7):
                cells = {"school": f"{at}小", "stage": "小学", "kind": "县（市、区）属公办学校", "pupils": 100 + 90 * at}
                cells |= {"rooms_area": 6 * cells["pupils"] * (10 if at == 3 else 1), "books": 20 * cells["pupils"]}
                cells |= {"confirmed": answer} if at == 3 else {}
                for name, value in cells.items():
                    sheet.cell(6 + at, ids[name]).value = value
    book.save(path)
    return path


@pytest.mark.real  # a form of the largest standard with nearly everything missing: twenty seconds
def test_the_form_has_a_column_that_answers(tmp_path: Path) -> None:
    """Beside a value, and for the values of a row; without it both are asked about, at their cells."""
    asked, answered = (
        [one for one in report.results[0].assessment.diagnostics if one.code in ("ER494", "ER511")]
        for confirmed in (False, True)
        for report in [check([str(filled_form(tmp_path / f"{confirmed}.xlsx", confirmed=confirmed))], Options())]
        if report.results[0].assessment is not None
    )
    assert [(one.code, one.severity) for one in asked] == [("ER494", "warning"), ("ER511", "warning")]
    assert [str(one.place).partition("!")[2] for one in asked] == ["公众满意度!F7", "学校（小学、初中分列）!E9"]
    assert "“核实”栏" in asked[1].hint("zh")
    assert [(one.severity, one.confirmed.by, one.confirmed.note) for one in answered if one.confirmed] == [
        ("confirmed", "张三", "已到校核对")
    ] * 2
