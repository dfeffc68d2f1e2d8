"""Names that tables share are written in one and chosen in the others."""

from __future__ import annotations

import io

import openpyxl
from school_files import RULESET

from evalrules.forms.name_lists import NameList, name_lists, tables_in_form
from evalrules.forms.workbook import form_workbook
from evalrules.reporters.workbook.sheets import mark_of


def test_a_table_told_apart_by_names_lists_them(ruleset_from):
    """The table with a line a stage takes the schools from the one with a line a school, which comes first."""
    rules = ruleset_from(RULESET).data
    assert name_lists(rules) == {"units.school": NameList("sites", "sites.school")}
    assert [table.id for table in tables_in_form(rules)] == ["sites", "units", "subjects"]


def test_other_names_are_not_shared(ruleset_from):
    """A column that is called otherwise names other things, and a single table keeps its own."""
    rules = ruleset_from(RULESET.replace("school: {type: text, zh: 学校名称, en: school}\n      area", "school: {type: text, zh: 校园名称, en: site}\n      area")).data
    assert name_lists(rules) == {}
    assert [table.id for table in tables_in_form(rules)] == ["units", "sites", "subjects"]


def test_a_form_lets_names_be_chosen(ruleset_from):
    """The list grows as it is filled in; a name that it lacks is doubted and red, and both sheets say where to write."""
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(ruleset_from(RULESET).data, "zh")))
    sheets = {mark_of(sheet): sheet for sheet in book.worksheets}
    units, sites = sheets["table:units"], sheets["table:sites"]
    (rule,) = [one for one in units.data_validations.dataValidation if "A6" in str(one.sqref)]
    assert rule.formula1 == "OFFSET('校园'!$A$6,0,0,MAX(1,COUNTA('校园'!$A$6:$A$1005)),1)"
    red = [one.formula[0] for cells in units.conditional_formatting for one in cells.rules if str(cells.sqref) == "A6:A1005"]
    assert """AND(A6<>"",COUNTIF('校园'!$A$6:$A$1005,A6)=0)""" in red
    assert "“学校名称”只在本表填写" in sites["A4"].value
    assert "从“校园”表所列的名称中选择" in units["A4"].value
