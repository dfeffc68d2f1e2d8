"""The ledger of an action plan as it comes back: of each line where its figure stands, what it was and is to be."""

from __future__ import annotations

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.forms import LEDGER
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.readers.files import read_bytes
from evalrules.readers.grid import text_of_cell
from evalrules.readers.workbooks import read_workbook
from evalrules.readers.worksheet import Sheet

PLACE, START, TARGET, WHO = "place", "start", "target", "unit"


class LedgerLine(NamedTuple):
    """One action of an earlier plan: the path of its figure, what it was and was to be, who answers for it."""

    place: str
    start: str
    target: str
    who: str
    at: Span


def read_ledger(path: str, shown: str) -> tuple[tuple[LedgerLine, ...], list[Diagnostic]]:
    """The lines of a ledger; ER626 where the workbook holds none, or what reading a workbook finds."""
    data, problems = read_bytes(path, name=shown)
    if data is None:
        return (), problems
    workbook, found = read_workbook(shown, data)
    if workbook is None:
        return (), found
    sheet = next((one for one in workbook.sheets if one.mark == LEDGER), None)
    if sheet is None:
        return (), [error("ER626", Span(shown, 1, 1, 1, 1))]
    return tuple(_lines(sheet)), []


def _lines(sheet: Sheet) -> list[LedgerLine]:
    names = (
        {text_of_cell(cell): number for number, cell in sheet.grid.lines[1].cells.items()}
        if len(sheet.grid.lines) > 1
        else {}
    )
    if not {PLACE, START, TARGET}.issubset(names):
        return []
    found = []
    for line in sheet.grid.lines[2:]:
        place, start, target, who = (
            text_of_cell(line.cell(names.get(name, 0))) for name in (PLACE, START, TARGET, WHO)
        )
        if place and "." in place:
            found.append(LedgerLine(place, start, target, who, line.place))
    return found
