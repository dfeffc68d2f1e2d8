"""Colours of a form that follow what is typed: filled in, still empty in a row that is begun, out of range.

They are conditional formats, so that they change while somebody types; the marks of a result lie above them.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from evalrules.base.numbers import number_text
from evalrules.forms.lines import Limits
from evalrules.reporters.workbook.sheets import Worksheet

Rule: TypeAlias = Any
"""A conditional format of openpyxl, which publishes no types."""

FILLED, LACKING, WRONG = "E3F2E6", "FFE0B2", "F8CBCC"
_NUMBERS = frozenset(("count", "decimal", "percent"))


_FIRST, _LAST = 1, 2
"""Which of two colours shows where both apply: what is wrong lies above what is filled in."""


def tinted(formula: str, ground: str) -> Rule:
    """A ground for the cells for which a formula holds."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    made = FormulaRule(formula=[formula], fill=PatternFill(bgColor=ground, fill_type="solid"))
    made.priority = _FIRST if ground == WRONG else _LAST
    return made


def out_of_range(sheet: Worksheet, cells: str, first: str, limits: Limits) -> None:
    """Red for numbers that the limits do not allow; `first` is the first of the cells. Ranges are text, and stay."""
    if limits.kind not in _NUMBERS:
        return
    wrong = [] if limits.low is None else [f"{first}<{number_text(limits.low)}"]
    wrong += [] if limits.high is None else [f"{first}>{number_text(limits.high)}"]
    wrong += [f"{first}<>INT({first})"] if limits.kind == "count" else []
    if wrong:
        sheet.conditional_formatting.add(cells, tinted(f"AND(ISNUMBER({first}),OR({','.join(wrong)}))", WRONG))
