"""Votes on a form: indicators by grades, read back as they were typed."""

from __future__ import annotations

import io

import openpyxl
import pytest

import evalrules
from evalrules.forms.workbook import form_workbook
from evalrules.reporters.workbook.sheets import mark_of

RULES = """
grades: [{id: A, zh: 甲, en: A}, {id: B, zh: 乙, en: B}, {id: C, zh: 丙, en: C}]
indicators:
  - {id: "1", zh: 一, en: one, source: s 1, assessed: grade}
  - {id: "2", zh: 二, en: two, source: s 2, assessed: grade, grades: [A, B]}
  - {id: "3", zh: 三, en: three, source: s 3, assessed: yesno}
verdict: [{level: pass, when: 'every(indicators, met)'}, {level: fail}]
"""


@pytest.fixture
def rules(ruleset_from):
    return ruleset_from(RULES)


def votes_sheet(book):
    return next(sheet for sheet in book.worksheets if mark_of(sheet) == "votes")


def loaded(rules):
    return openpyxl.load_workbook(io.BytesIO(form_workbook(rules.data, "zh")))


def test_votes_stand_as_a_matrix(rules):
    """A line for each indicator that is graded, a column for each grade, the panel last."""
    sheet = votes_sheet(loaded(rules))
    assert [cell.value for cell in sheet[5]][1:] == ["指标", "项目", "评甲的票数", "评乙的票数", "评丙的票数", "专家组人数"]
    assert [[cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=6)] == [["1", "1", "一"], ["2", "2", "二"]]
    assert sheet.column_dimensions["A"].hidden
    assert not sheet["D6"].protection.locked


def test_a_grade_that_an_indicator_does_not_have_is_locked(rules):
    """Its cell is grey and has no name; the others have theirs."""
    book = loaded(rules)
    assert votes_sheet(book)["F7"].protection.locked
    assert {"V_1.C", "V_2.B", "V_2.panel"} <= set(book.defined_names)
    assert "V_2.C" not in book.defined_names


def test_what_is_voted_is_read(rules, tmp_path):
    """Votes and the size of the panel arrive as evidence; what stays empty does not."""
    book = loaded(rules)
    sheet = votes_sheet(book)
    for own, value in {"D6": 4, "E6": 1, "G6": 5, "G7": 5}.items():
        sheet[own].value = value
    book.save(tmp_path / "a.xlsx")
    evidence = evalrules.load_evidence(tmp_path / "a.xlsx", rules)
    assert evidence.diagnostics == ()
    first, second = (evidence.data.grades[own] for own in ("1", "2"))
    assert ({"A": 4, "B": 1}, 5, {}, 5) == ({one.grade: count for one, count in first.votes}, first.panel, dict(second.votes), second.panel)


def test_no_sheet_without_votes(ruleset_from):
    """Yes and no are not voted on in parts."""
    rules = ruleset_from('indicators: [{id: "1", zh: 甲, source: s 1, assessed: yesno}]')
    assert "votes" not in [mark_of(sheet) for sheet in loaded(rules).worksheets]
