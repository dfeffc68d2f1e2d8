"""A ruleset with two tables that schools fill in, and files as schools hand them in."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

RULESET = """
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
measures: {rate: {type: percent, zh: 入学率, en: rate}}
tables:
  units:
    zh: 学校
    en: schools
    key: [school, stage]
    columns:
      school: {type: text, zh: 学校名称, en: school}
      stage: {type: stage, zh: 学段, en: stage}
      pupils: {type: count, unit: 人, zh: 学生数, en: pupils}
      funds: {type: number, unit: 元, zh: 设备值, en: funds}
      opened: {type: date, zh: 建校日期, en: opened}
      rural: {type: yesno, zh: 农村学校, en: rural}
  sites:
    zh: 校园
    en: sites
    key: [school]
    columns:
      school: {type: text, zh: 学校名称, en: school}
      area: {type: number, unit: m2, zh: 占地面积, en: area}
      rooms: {type: count, zh: 教室数, en: rooms}
  subjects: {zh: 学科, en: subjects, rows: 3, key: [subject], columns: {subject: {type: text, zh: 学科名称, en: subject}, mark: {type: number, zh: 成绩, en: mark}}}
indicators:
  - {id: "1", zh: 设备, en: funds, met: 'every(units, funds >= 100 * pupils)', source: s 1}
  - {id: "2", zh: 校园, en: sites, met: 'every(sites, area >= 10 * rooms)', source: s 1}
  - {id: "3", zh: 成绩, en: marks, met: 'every(subjects, mark >= 60) and rate >= 90', source: s 1}
verdict: [{level: pass, when: 'every(indicators, met)'}, {level: fail}]
"""
UNITS = ["学校名称", "学段", "学生数", "设备值", "建校日期", "农村学校"]
SITES = ["学校名称", "占地面积", "教室数"]


def unit(name: str, stage: str = "小学", pupils: object = 300, funds: object = 1234567.89, opened: object = "1950-01-05", rural: object = "是") -> list[object]:
    return [name, stage, pupils, funds, opened, rural]


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook of one's own making."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(out)
    return out.getvalue()


def filled(form: bytes, rows: Mapping[str, Sequence[Sequence[Any]]], name: str | None = None) -> bytes:
    """The form of a school with rows of its tables, None where a cell stays as it is, and with another name."""
    book, out = openpyxl.load_workbook(io.BytesIO(form)), io.BytesIO()
    if name is not None:
        book.worksheets[0].cell(6, 2).value = name
    for sheet in book.worksheets:
        for at, row in enumerate(rows.get(str(sheet["A1"].value).removeprefix("evalrules:table:"), ()), start=6):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(at, column).value = value
    book.save(out)
    return out.getvalue()
