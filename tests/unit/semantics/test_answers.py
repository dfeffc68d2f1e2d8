"""Which questions the confirmations of evidence answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalrules.base.diagnostics import CONFIRMED, Diagnostic
from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.machine import render_json
from evalrules.results.reading import report_from

RULESET = """
format: ruleset/1
id: sample
edition: "1"
revision: 1
title: {zh: 示例标准, en: sample}
subject: county
sources: {s: {zh: 示例文件, en: sample document, confidence: read}}
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
measures:
  rate: {type: percent, zh: 达标率, en: rate, range: [0, 100], better: higher}
  kept: {type: percent, each: stage, zh: 巩固率, en: kept, range: [0, 100], better: higher}
  spent: {type: percent, series: 3, zh: 经费占比, en: spent, range: [0, 100], better: higher}
tables:
  units:
    zh: 学校
    en: schools
    key: [school, stage]
    columns:
      school: {type: text, zh: 校名, en: school}
      stage: {type: stage, zh: 学段, en: stage}
      trained: {type: percent, zh: 培训率, en: trained, range: [0, 100]}
      certified: {type: percent, zh: 持证率, en: certified, range: [0, 100]}
indicators:
  - {id: "1", zh: 一, en: one, met: 'rate >= 0.1 and of(kept, "primary") >= 0.1 and rising(spent, 2)', source: s 1}
  - {id: "2", zh: 二, en: two, met: 'every(units, trained >= 0.1 and certified >= 0.1)', source: s 2}
verdict:
  - {level: pass, when: 'every(indicators, met)'}
  - {level: fail}
"""
EVIDENCE = """
format: evidence/1
ruleset: sample
period: 2007
facts:
  rate: 0.5
  kept: {primary: 0.6, junior: 98}
  spent: {2005: 0.1, 2006: 0.2, 2007: 0.3}
tables:
  units:
    - {school: 一小, stage: primary, trained: 0.7, certified: 0.8}
    - {school: 二小, stage: primary, trained: 97, certified: 98}
"""


def checked(folder: Path, evidence: str, name: str = "county.yaml") -> list[Diagnostic]:
    """The problems of evidence under the sample, which name their place by its last part."""
    (folder / "sample.yaml").write_text(RULESET, encoding="utf-8")
    (folder / name).write_text(evidence, encoding="utf-8")
    report = check([str(folder / name)], Options(ruleset=str(folder / "sample.yaml")))
    result = report.results[0]
    again, wrong = report_from(render_json(report).encode(), "result.json")
    assert again is not None, wrong
    assert render_json(again) == render_json(report)  # what a kept result holds is what was said
    return list(result.assessment.diagnostics if result.assessment is not None else result.diagnostics)


def answers(found: list[Diagnostic]) -> list[tuple[str, str]]:
    """What is confirmed: the value and who."""
    return [(dict(one.args)["found"], one.confirmed.by) for one in found if one.confirmed is not None]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("facts.rate", ["0.5"]),
        ("facts.达标率", ["0.5"]),
        ("facts.kept.primary", ["0.6"]),
        ("facts.巩固率.小学", ["0.6"]),
        ("facts.spent.2006", ["0.2"]),
        ("tables.units[一小, primary].trained", ["0.7"]),
        ("tables.学校[一小，小学].持证率", ["0.8"]),
        ("tables.units[一小, primary]", ["0.7", "0.8"]),
    ],
)
def test_a_path_answers_the_questions_about_its_value(tmp_path: Path, path: str, values: list[str]) -> None:
    """By ids or labels, an option, a year, a cell, or a whole row; every other question stays a warning."""
    found = checked(tmp_path, f'{EVIDENCE}confirmed: [{{path: "{path}", by: 张三, note: 已核对}}]\n')
    assert answers(found) == [(value, "张三") for value in values]
    assert {one.confirmed.note for one in found if one.confirmed} == {"已核对"}
    assert sum(one.is_question for one in found) == 7 - len(values)
    assert {one.severity for one in found if one.confirmed is not None} == {CONFIRMED}


def test_the_place_that_a_report_gives_answers_as_well(tmp_path: Path) -> None:
    """It is copied as it is printed."""
    place = next(one.place for one in checked(tmp_path, EVIDENCE) if one.is_question)
    found = checked(tmp_path, f'{EVIDENCE}confirmed: [{{place: "{place}", by: "李四：电话核对"}}]\n')
    assert answers(found) == [("0.5", "李四")]
    assert [one.confirmed.note for one in found if one.confirmed] == ["电话核对"]


@pytest.mark.parametrize("said", ["path: facts.kept.junior", 'path: "tables.units[三小, primary].trained"', "place: 'a.yaml:1:1'"])
def test_a_confirmation_that_answers_nothing_is_said(tmp_path: Path, said: str) -> None:
    """Of a value that nobody asks about, of a row that is not there, of a place where nothing is asked."""
    found = checked(tmp_path, f"{EVIDENCE}confirmed: [{{{said}, by: 张三}}]\n")
    assert answers(found) == []
    assert [one.severity for one in found if one.code == "ER515"] == ["warning"]


def test_a_row_answers_for_itself_in_its_column(tmp_path: Path) -> None:
    """In a list, by the id or the name of the column; an empty cell answers nothing."""
    evidence = EVIDENCE.replace("certified: 0.8}", "certified: 0.8, 核实: 王五：已到校}")
    found = checked(tmp_path, evidence)
    assert answers(found) == [("0.7", "王五"), ("0.8", "王五")]
    assert [one.code for one in found if one.code == "ER515"] == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_rows_of_a_file_answer_in_their_column(tmp_path: Path, kind: str) -> None:
    """CSV and workbooks have the column too."""
    lines = [["校名", "学段", "培训率", "持证率", "核实"], ["一小", "小学", 0.7, 0.8, "王五：已到校"], ["二小", "小学", 97, 98, ""]]
    if kind == "csv":
        (tmp_path / "units.csv").write_text("\n".join(",".join(map(str, line)) for line in lines), encoding="utf-8")
    else:
        openpyxl = pytest.importorskip("openpyxl")  # without the extra no workbook is read
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(line)
        book.save(tmp_path / "units.xlsx")
    evidence = f"{EVIDENCE.partition('tables:')[0]}tables: {{units: {{rows: units.{kind}}}}}\n"
    assert answers(checked(tmp_path, evidence)) == [("0.7", "王五"), ("0.8", "王五")]


def test_evidence_as_a_table_confirms_in_a_line_or_beside_the_value(tmp_path: Path) -> None:
    """A line of the section names a path or a place; the column needs neither."""
    evidence = """section,id,year,value,note,confirmed
ruleset,,,sample,,
period,,,2007,,
fact,rate,,0.5,,张三：已核对
fact,kept:primary,,0.6,,
confirmed,facts.kept.primary,,李四,确为千分之六,
"""
    found = checked(tmp_path, evidence, "county.csv")
    assert answers(found) == [("0.5", "张三"), ("0.6", "李四")]
    assert [one.confirmed.note for one in found if one.confirmed] == ["已核对", "确为千分之六"]
