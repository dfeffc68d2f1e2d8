"""What cells accept."""

from __future__ import annotations

from fractions import Fraction

import openpyxl
import pytest

from evalrules.forms.entry_rules import EntryRules
from evalrules.forms.lines import Limits
from evalrules.reporters.workbook.sheets import mark_of


def rule(limits, unit="", language="zh"):
    """The validation of one cell, with its workbook."""
    workbook = openpyxl.Workbook()
    EntryRules(workbook, language).apply(workbook.active, "F7", limits, unit)
    (found,) = workbook.active.data_validations.dataValidation
    return found, workbook


@pytest.mark.parametrize(
    ("limits", "expected"),
    [(Limits("count", Fraction(0)), ("whole", "greaterThanOrEqual", "0", None)),
     (Limits("percent", Fraction(0), Fraction(100)), ("decimal", "between", "0", "100")),
     (Limits("percent", Fraction(50), Fraction(100)), ("decimal", "between", "0.5", "100")),
     (Limits("decimal", None, Fraction(5, 2)), ("decimal", "lessThanOrEqual", "2.5", None)),
     (Limits("decimal"), (None, None, None, None)), (Limits("ratio"), (None, None, None, None)),
     (Limits("year"), ("whole", "between", "1900", "2100")), (Limits("date"), ("date", "greaterThanOrEqual", "2", None))],
)  # fmt: skip
def test_limits_become_checks(limits, expected):
    """Type and range of a measure; a percentage typed as 98.5% is .985 to the program and stays allowed."""
    found, _ = rule(limits)
    assert expected == (found.type, found.operator, found.formula1, found.formula2)
    assert "warning" == found.errorStyle


def test_text_is_not_limited():
    """Plain text needs no rule."""
    workbook = openpyxl.Workbook()
    EntryRules(workbook, "zh").apply(workbook.active, "F7", Limits("text"))
    assert [] == workbook.active.data_validations.dataValidation


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["count", "percent", "decimal", "ratio", "date", "year", "list"])
def test_every_rule_helps_within_the_limits_of_excel(kind, language):
    """Prompts and messages in both languages, none longer than Excel shows."""
    found, _ = rule(Limits(kind, Fraction(0), Fraction(100), ("是", "否")), "很长的单位" * 20, language)
    assert found.prompt
    assert found.error
    assert max(len(found.prompt), len(found.error)) <= 255
    assert max(len(found.promptTitle), len(found.errorTitle)) <= 32


def test_short_lists_stand_in_the_rule():
    """A list refuses what it does not offer."""
    found, workbook = rule(Limits("list", options=("是", "否")))
    assert ("list", '"是,否"', "stop") == (found.type, found.formula1, found.errorStyle)
    assert 1 == len(workbook.sheetnames)


@pytest.mark.parametrize("options", [tuple(f"很长的选项{number}" * 5 for number in range(20)), ("a,b", "c"), ('a"b', "c"), (" a", "c")])
def test_other_lists_stand_on_a_hidden_sheet(options):
    """Too long, or with a comma or a quotation mark: the rule names the cells that hold them."""
    found, workbook = rule(Limits("list", options=options))
    sheet = workbook.worksheets[-1]
    assert ("L_1", "lists", "hidden") == (found.formula1, mark_of(sheet), sheet.sheet_state)
    assert list(options) == [sheet.cell(row, 1).value for row in range(3, 3 + len(options))]
    assert workbook.defined_names["L_1"].attr_text.endswith(f"$A$3:$A${len(options) + 2}")


def test_options_are_no_formulas():
    """An option that begins with = is text on the hidden sheet."""
    _, workbook = rule(Limits("list", options=("=1+1,", "b")))
    assert "s" == workbook.worksheets[-1]["A3"].data_type


def test_equal_rules_are_shared():
    """Cells with the same limits have one rule on a sheet; offered values may be overruled."""
    workbook = openpyxl.Workbook()
    rules = EntryRules(workbook, "zh")
    for cell in ("F7", "F9"):
        rules.apply(workbook.active, cell, Limits("count", Fraction(0)))
    rules.apply(workbook.active, "F11", Limits("offered", options=("pass",)))
    counted, offered = workbook.active.data_validations.dataValidation
    assert {"F7", "F9"} == set(str(counted.sqref).split())
    assert not offered.showErrorMessage
