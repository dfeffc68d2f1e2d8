"""An action plan as a workbook that an office works through: 整改台账, with who does what by when, and progress."""

from __future__ import annotations

import io
from fractions import Fraction

from evalrules.base.forms import LEDGER
from evalrules.base.languages import punctuation, spoken
from evalrules.base.source import column_letters
from evalrules.model.action_plan import Action, ActionPlan
from evalrules.reporters.action_plan.words import PlanWords
from evalrules.reporters.office_zip import fixed_date, settled
from evalrules.reporters.workbook.sheets import (
    HEADER,
    INPUT,
    WHITE,
    Cell,
    Worksheet,
    fit_height,
    look,
    mark,
    put,
    put_id,
    set_up_page,
    widths,
)

COLUMNS = {
    "number": ("序号", "No.", 6), "problem": ("问题", "Problem", 26), "basis": ("依据", "Basis", 26),
    "thing": ("整改内容", "What", 26), "have": ("现状", "Now", 13), "need": ("目标", "To be", 13),
    "gap": ("差距", "Gap", 13), "measure": ("措施", "Measure", 24), "unit": ("责任单位", "Who", 14),
    "person": ("责任人", "Person", 12),
    "cost": ("所需资金（元）", "Funds (yuan)", 14), "by": ("时限", "By", 12), "now": ("现已达到", "Reached now", 13),
    "done": ("完成情况", "Progress", 12), "place": ("数据位置", "place", 0), "start": ("原值", "start", 0),
    "target": ("目标值", "target", 0),
}  # fmt: skip
"""The columns with their heads in both languages and their widths; 0 hides what only the program reads."""

_OPEN = ("unit", "person", "by", "now")
_HEADING = 5
_OPERATORS = {"≥": ">=", "≤": "<="}


def ledger_workbook(plan: ActionPlan, language: str) -> bytes:
    """One line an action: who answers for it and what is reached are to be filled in; progress is a formula.

    ImportError where openpyxl is not there.
    """
    import openpyxl

    words = PlanWords(plan, language)
    workbook = openpyxl.Workbook()
    workbook.properties.creator = "evalrules"
    workbook.properties.created = fixed_date()
    sheet = workbook.active
    sheet.title = spoken(("整改台账", "Actions"), language)
    mark(sheet, LEDGER)
    for number, name in enumerate(COLUMNS, start=1):
        put_id(sheet.cell(2, number), name)
    look(put(sheet.cell(3, 1), words.title()), size=14, bold=True, ink=HEADER, wrap=False, border=False)
    summary = punctuation(language).semicolon.join((words.aim(), *words.summary()))
    look(put(sheet.cell(4, 1), summary), size=9, wrap=False, border=False)
    for number, (zh, en, _) in enumerate(COLUMNS.values(), start=1):
        head = spoken((zh, en), language)
        look(put(sheet.cell(_HEADING, number), head), fill=HEADER, ink=WHITE, bold=True, across="center")
    for at, action in enumerate(plan.actions, start=1):
        _line(sheet, _HEADING + at, at, action, words)
    if plan.actions:
        _totals(sheet, len(plan.actions), language)
    else:
        _why_empty(sheet, words)
    widths(sheet, [width for _, _, width in COLUMNS.values()])
    sheet.auto_filter.ref = f"A{_HEADING}:{_letter('done')}{_HEADING + max(1, len(plan.actions))}"
    sheet.freeze_panes = f"A{_HEADING + 1}"
    set_up_page(sheet, f"{_HEADING}:{_HEADING}")
    out = io.BytesIO()
    workbook.save(out)
    return settled(out.getvalue())


def _letter(name: str) -> str:
    return column_letters(list(COLUMNS).index(name) + 1)


def _line(sheet: Worksheet, row: int, at: int, action: Action, words: PlanWords) -> None:
    for number, name in enumerate(COLUMNS, start=1):
        cell: Cell = look(sheet.cell(row, number), size=9, fill=INPUT if name in _OPEN else "")
        match name:
            case "number":
                cell.value = at
            case "cost":
                cell.value = None if action.cost is None else float(Fraction(action.cost))
            case "by":
                put(cell, action.by)
            case "place":
                put_id(cell, action.place)
            case "start" | "target":
                _value(cell, action.have if name == "start" else action.need)
            case "done":
                cell.value = _progress(row, words.relation(action), is_number=action.amount is not None)
                cell.number_format = "0%"
            case "unit" | "person" | "now":
                pass
            case _:
                put(cell, *getattr(words, name)(action).split("\n"))
    fit_height(sheet, row)


def _why_empty(sheet: Worksheet, words: PlanWords) -> None:
    """Why there is no line: in words where the lines would be, and no sums of nothing."""
    for row, line in enumerate(words.summary(), start=_HEADING + 1):
        for number in range(1, len(COLUMNS) + 1):
            look(sheet.cell(row, number), size=9)
        put(sheet.cell(row, 2), line)
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=list(COLUMNS).index("measure") + 1)


def _value(cell: Cell, value: object) -> None:
    """A value as it is compared with what is reached: a number as one, everything else as text."""
    if isinstance(value, bool):
        put(cell, "是" if value else "否")
    elif value is not None:
        try:
            cell.value = float(Fraction(str(value)))
        except ValueError:
            put(cell, str(value))


def _progress(row: int, relation: str, *, is_number: bool) -> str:
    """How much of the way is made: of a number its part, never below none or above all; else none or all."""
    now, start, target = (f"${_letter(name)}{row}" for name in ("now", "start", "target"))
    if is_number:
        return f'=IF({now}="","",MAX(0,MIN(1,({now}-{start})/({target}-{start}))))'
    return f'=IF({now}="","",IF({now}{_OPERATORS.get(relation, "=")}{target},1,0))'


def _totals(sheet: Worksheet, count: int, language: str) -> None:
    """The sum of the funds, and how many actions are done."""
    row, first, last = _HEADING + count + 1, _HEADING + 1, _HEADING + max(1, count)
    name = spoken(("合计", "in all"), language)
    for number in range(1, len(COLUMNS) + 1):
        look(sheet.cell(row, number), bold=True, size=9)
    put(sheet.cell(row, 2), name)
    cost, done = _letter("cost"), _letter("done")
    sheet[f"{cost}{row}"] = f"=SUM({cost}{first}:{cost}{last})"
    sheet[f"{done}{row}"] = f'=COUNTIF({done}{first}:{done}{last},1)&"/{count}"'
