"""The workbook of what an office sets (标准设定.xlsx) as it comes back: what each line is about, and where."""

from __future__ import annotations

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.forms import SETTINGS
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Span
from evalrules.readers.files import read_bytes
from evalrules.readers.grid import text_of_cell
from evalrules.readers.workbooks import read_workbook
from evalrules.readers.worksheet import Sheet

KIND, ID, OPTION, VALUE, CLAUSE = "kind", "id", "option", "value", "clause"


class SettingLine(NamedTuple):
    """One line: what it is about, the cell with what was set, the clause beside it. `place` is that cell's."""

    kind: str
    id: str
    option: str
    value: Node
    clause: str
    place: Span

    @property
    def text(self) -> str:
        """What the cell says."""
        return text_of_cell(self.value).strip()


def read_settings(path: str, shown: str) -> tuple[tuple[SettingLine, ...], list[Diagnostic]]:
    """The lines of the workbook; ER641 where it holds no settings, or what reading a workbook finds."""
    data, problems = read_bytes(path, name=shown)
    if data is None:
        return (), problems
    workbook, found = read_workbook(shown, data)
    if workbook is None:
        return (), found
    sheet = next((one for one in workbook.sheets if one.mark == SETTINGS), None)
    lines = _lines(sheet) if sheet is not None else ()
    if sheet is None or not lines:
        return (), [error("ER641", Span(shown, 1, 1, 1, 1))]
    own = [one for one in found if one.place is None or one.place.sheet in ("", sheet.title)]
    return (() if has_errors(own) else lines), own


def _lines(sheet: Sheet) -> tuple[SettingLine, ...]:
    every = sheet.grid.lines
    at = {text_of_cell(cell): number for number, cell in every[1].cells.items()} if len(every) > 1 else {}
    if not {KIND, ID, OPTION, VALUE, CLAUSE}.issubset(at):
        return ()
    found = []
    for line in every[2:]:
        kind, own, option, clause = (text_of_cell(line.cell(at[name])) for name in (KIND, ID, OPTION, CLAUSE))
        if kind:
            value = line.cell(at[VALUE])
            place = line.place._replace(column=at[VALUE], end_column=at[VALUE] + 1)
            found.append(SettingLine(kind, own, option, value, " ".join(clause.split()), place))
    return tuple(found)
