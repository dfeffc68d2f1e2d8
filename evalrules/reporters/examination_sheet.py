"""What was questioned about data as a workbook that goes back to the schools, to be corrected or confirmed."""

from __future__ import annotations

import io

from evalrules.base.forms import RESULT
from evalrules.base.languages import spoken
from evalrules.base.source import column_letters
from evalrules.model.examination import Examination
from evalrules.reporters.examination import COLUMNS, rows, text
from evalrules.reporters.office_zip import fixed_date, settled
from evalrules.reporters.workbook.sheets import HEADER, INPUT, WHITE, fit_height, look, mark, put, set_up_page, widths

_WIDTHS = {
    "file": 16, "subject": 14, "unit": 16, "table": 14, "row": 18, "item": 20, "state": 9, "problem": 44, "hint": 36,
    "place": 20,
}  # fmt: skip
_ANSWERS = (("更正为", "Corrected to"), ("核实人", "Confirmed by"), ("核实说明", "Why"))
_ANSWER_WIDTH = 14
_HEADING = 4


def examination_workbook(found: Examination, language: str) -> bytes:
    """One line a problem under a filter, with empty cells for the answer. ImportError where openpyxl is not there."""
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.properties.creator = "evalrules"
    workbook.properties.created = fixed_date()
    sheet = workbook.active
    sheet.title = text("title", language)
    mark(sheet, RESULT)
    look(put(sheet.cell(3, 1), text("title", language)), size=14, bold=True, ink=HEADER, wrap=False, border=False)
    heads = [*(text(name, language) for name in COLUMNS), *(spoken(words, language) for words in _ANSWERS)]
    for number, head in enumerate(heads, start=1):
        look(put(sheet.cell(_HEADING, number), head), fill=HEADER, ink=WHITE, bold=True, across="center")
    lines = rows(found, language)
    for at, line in enumerate(lines, start=_HEADING + 1):
        for number, cell in enumerate(line, start=1):
            look(put(sheet.cell(at, number), cell), size=9)
        for number in range(len(COLUMNS) + 1, len(heads) + 1):
            look(sheet.cell(at, number), fill=INPUT)
        fit_height(sheet, at)
    widths(sheet, [*(_WIDTHS[name] for name in COLUMNS), *(_ANSWER_WIDTH for _ in _ANSWERS)])
    sheet.auto_filter.ref = f"A{_HEADING}:{column_letters(len(heads))}{_HEADING + max(1, len(lines))}"
    sheet.freeze_panes = f"A{_HEADING + 1}"
    set_up_page(sheet, f"{_HEADING}:{_HEADING}")
    out = io.BytesIO()
    workbook.save(out)
    return settled(out.getvalue())
