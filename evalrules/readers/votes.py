"""The sheet of votes of a form: a line an indicator, a column for each grade and one for the size of the panel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.forms import ID, PANEL_COLUMN, SECTION, VALUE
from evalrules.base.source import Node, Scalar
from evalrules.model.refs import pair_text
from evalrules.readers.evidence_table import Entry
from evalrules.readers.grid import Line, text_of_cell
from evalrules.readers.rows import sheet_problems
from evalrules.readers.worksheet import Sheet

_IDS = 2
"""The hidden row with the ids of the columns."""
_PANEL = "panel"


def votes_in(sheet: Sheet, problems: list[Diagnostic]) -> list[Entry]:
    """Every vote that is filled in, as a line of evidence; ER449 for a cell under no heading."""
    lines = {line.place.line: line for line in sheet.grid.lines}
    heading = text_of_cell(lines[1].cells.get(2)) if 1 in lines else ""
    first = int(heading) + 1 if heading.isdecimal() else _IDS + 1
    ids = {number: text_of_cell(cell) for number, cell in lines[_IDS].cells.items()} if _IDS in lines else {}
    shown = lines[first - 1].cells if first - 1 in lines else {}
    found: list[Entry] = []
    for line in (one for at, one in lines.items() if at >= first):
        own = next((line.cells[number] for number, name in ids.items() if name == ID and number in line.cells), None)
        problems += _unheaded(line, {*ids, *shown})
        if isinstance(own, Scalar) and own.text:
            found += _entries(line, own, ids)
    problems += sheet_problems(sheet, first)
    return found


def _entries(line: Line, own: Scalar, ids: Mapping[int, str]) -> Iterator[Entry]:
    for number, name in ids.items():
        cell: Node | None = line.cells.get(number)
        if name in ("", ID) or not text_of_cell(cell) or cell is None:
            continue
        part = pair_text(own.text, _PANEL) if name == PANEL_COLUMN else pair_text(own.text, name, _PANEL)
        said = {SECTION: Scalar("vote", True, own.span), ID: own._replace(text=part, quoted=True), VALUE: cell}
        yield Entry(said, line.place)


def _unheaded(line: Line, known: set[int]) -> Iterator[Diagnostic]:
    for number, cell in line.cells.items():
        if number not in known and text_of_cell(cell):
            yield error("ER449", cell.span, column=str(number))
