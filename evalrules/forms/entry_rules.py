"""What a cell of a form accepts, as data validation: drop-downs and limits, each with words that help to fill it in.

Lists refuse what they do not offer. Limits of numbers only warn, for a range (`25..29`) and the spellings of "no data"
are evidence too, and a spreadsheet cannot tell them from mistakes.
"""

from __future__ import annotations

import datetime
from typing import Any, TypeAlias

from evalrules.base.forms import LISTS
from evalrules.base.languages import spoken
from evalrules.base.numbers import number_text
from evalrules.base.source import column_letters
from evalrules.forms.lines import Limits
from evalrules.reporters.inert import inert
from evalrules.reporters.workbook.sheets import Workbook, Worksheet, mark, put, quoted, sheet_title

_MAX_INLINE = 255
_MAX_PROMPT = 255
_MAX_PROMPT_TITLE = 32
_FIRST_DAY = datetime.date(1900, 1, 1).toordinal() - datetime.date(1899, 12, 30).toordinal()

_TEXT = {
    "count": ("填整数，不写单位。", "A whole number, without its unit."),
    "percent": ("填百分数：98.5 表示 98.5%。", "A percentage: 98.5 means 98.5%."),
    "decimal": ("填数字，不写单位。", "A number, without its unit."),
    "ratio": ("填比值，如 1:19 或小数。", "A ratio such as 1:19, or a number."),
    "date": ("填日期，如 2007-09-01。", "A day such as 2007-09-01."),
    "year": ("填四位年份，如 2007。", "A year of four digits, such as 2007."),
    "list": ("从列表中选择；没有数据就留空。", "Choose from the list; leave it empty where it is not known."),
    "offered": ("从列表中选择，或另行填写。", "Choose from the list, or write another."),
    "chosen": ("从列表中选择；名称在列出它的表中填写。",
               "Choose from the list; names are written in the table that lists them."),
    "unit": ("单位：{}", "Unit: {}"), "within": ("允许：{}。", "Allowed: {}."),
    "unknown": ("只知范围写 25..29；没有数据就留空，不要填 0。",
                "A range is written 25..29; leave empty what is not known."),
    "from": ("不小于 {}", "{} or more"), "to": ("不大于 {}", "{} or less"), "between": ("{} 至 {}", "{} to {}"),
    "refused": ("此处不能填这个值", "This cannot stand here"), "doubtful": ("请核对", "Please check"),
    "keep": ("如确为范围（25..29），可以保留。", "A range (25..29) may stay."),
    "lists": ("选项", "Lists"),
}  # fmt: skip


Rule: TypeAlias = Any
"""A validation of openpyxl, which publishes no types."""


class EntryRules:
    """The validations of one workbook: equal ones are shared by the cells of a sheet, long lists by all sheets."""

    def __init__(self, workbook: Workbook, language: str) -> None:
        self.workbook = workbook
        self.language = language
        self.rules: dict[tuple[str, Limits, str], Rule] = {}
        self.lists: dict[tuple[str, ...], str] = {}
        self.sheet: Worksheet = None

    def text(self, name: str, *values: str) -> str:
        zh, en = _TEXT[name]
        return spoken((zh, en), self.language, *values)

    def apply(self, sheet: Worksheet, cells: str, limits: Limits, unit: str = "") -> None:
        """Lets the cells accept only what the limits allow; nothing is said about plain text."""
        if limits.kind == "text":
            return
        key = (sheet.title, limits, unit)
        if key not in self.rules:
            self.rules[key] = self._rule(limits, unit)
            sheet.add_data_validation(self.rules[key])
        self.rules[key].add(cells)

    def choose_from(self, sheet: Worksheet, cells: str, listed: str) -> None:
        """Lets the cells choose from what stands in other cells of the workbook; something else is doubted."""
        from openpyxl.worksheet.datavalidation import DataValidation

        first = listed.rpartition(":")[0]
        filled = f"OFFSET({first},0,0,MAX(1,COUNTA({listed})),1)"
        rule = DataValidation("list", filled, allow_blank=True, showInputMessage=True, showErrorMessage=True)
        rule.errorStyle, rule.prompt = "warning", self.text("chosen")
        rule.errorTitle, rule.error = self.text("doubtful"), self.text("chosen")
        sheet.add_data_validation(rule)
        rule.add(cells)

    def _rule(self, limits: Limits, unit: str) -> Rule:
        from openpyxl.worksheet.datavalidation import DataValidation

        rule = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=limits.kind != "offered")
        kind, operator, *formulas = self._check(limits)
        rule.type, rule.operator = kind or None, operator or None
        rule.formula1, rule.formula2 = (*formulas, None, None)[:2]
        is_list = kind == "list"
        prompt = self._prompt(limits)
        rule.errorStyle = "stop" if is_list else "warning"
        rule.promptTitle = self.text("unit", inert(unit))[:_MAX_PROMPT_TITLE] if unit else None
        rule.prompt = prompt[:_MAX_PROMPT]
        rule.errorTitle = self.text("refused" if is_list else "doubtful")
        rule.error = prompt if is_list else " ".join((prompt, self.text("keep")))[:_MAX_PROMPT]
        return rule

    def _check(self, limits: Limits) -> tuple[str, ...]:
        """Type, operator and formulas of a validation; no type where the program could not tell."""
        if limits.kind in ("list", "offered"):
            return ("list", "", self._listed(limits.options))
        if limits.kind == "ratio":
            return ("", "")
        if limits.kind == "date":
            return ("date", "greaterThanOrEqual", str(_FIRST_DAY))
        if limits.kind == "year":
            return ("whole", "between", "1900", "2100")
        return _numeric(limits)

    def _prompt(self, limits: Limits) -> str:
        parts = [self.text(limits.kind)]
        if limits.kind in ("count", "percent", "decimal"):
            parts += [self.text("within", self._range(limits))] if self._range(limits) else []
            parts += [self.text("unknown")]
        return spoken(("", " "), self.language).join(parts)

    def _range(self, limits: Limits) -> str:
        low, high = (None if end is None else number_text(end) for end in (limits.low, limits.high))
        if low is not None and high is not None:
            return self.text("between", low, high)
        return self.text("from", low) if low is not None else self.text("to", high) if high is not None else ""

    # -- lists -----------------------------------------------------------------------------------------------------

    def _listed(self, options: tuple[str, ...]) -> str:
        """The options in the rule itself, or the name of the cells that hold them where they do not fit."""
        shown = [inert(option) for option in options]
        inline = '"' + ",".join(shown) + '"'
        if len(inline) <= _MAX_INLINE and not any(
            set(',"') & set(option) or option != option.strip() for option in shown
        ):
            return inline
        if options not in self.lists:
            self.lists[options] = self._put_list(shown)
        return self.lists[options]

    def _put_list(self, shown: list[str]) -> str:
        from openpyxl.workbook.defined_name import DefinedName

        sheet = self._sheet_of_lists()
        number = len(self.lists) + 1
        for row, option in enumerate(shown, start=3):
            put(sheet.cell(row, number), option)
        column = column_letters(number)
        name, place = f"L_{number}", f"{quoted(sheet.title)}!${column}$3:${column}${len(shown) + 2}"
        self.workbook.defined_names[name] = DefinedName(name, attr_text=place)
        return name

    def _sheet_of_lists(self) -> Worksheet:
        if self.sheet is None:
            self.sheet = self.workbook.create_sheet(sheet_title(self.text("lists"), self.workbook.sheetnames))
            mark(self.sheet, LISTS)
            self.sheet.sheet_state = "hidden"
            self.sheet.protection.sheet = True
        return self.sheet


def _numeric(limits: Limits) -> tuple[str, ...]:
    low, high = limits.low, limits.high
    if limits.kind == "percent" and low is not None and low > 0:
        low /= 100  # 98.5% typed as such is .985 to the program
    kind = "whole" if limits.kind == "count" else "decimal"
    if low is not None and high is not None:
        return (kind, "between", number_text(low), number_text(high))
    if low is not None:
        return (kind, "greaterThanOrEqual", number_text(low))
    if high is not None:
        return (kind, "lessThanOrEqual", number_text(high))
    return ("", "")
