"""Marks in a workbook that belong to us alone: put in and taken out without touching what the user made.

A mark is a conditional format whose formula always holds and carries our name, and a comment that we sign.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from itertools import islice
from typing import Any, TypeAlias

from evalrules.base.forms import AUTHOR, MARK, RESULT
from evalrules.reporters.inert import inert
from evalrules.reporters.workbook.deciding_cells import KINDS, MISSING, Mark
from evalrules.reporters.workbook.sheets import OPTIONAL, Cell, Workbook, Worksheet, mark_of, present_cells, width_of

Rule: TypeAlias = Any
"""A conditional format of openpyxl, which publishes no types."""

COLOURS = {"error": ("FFC7CE", "9C0006"), "warning": ("FFEB9C", "7F5F00"), "gap": ("FCD5B4", "974706"),
           "missing": ("CFE2F3", "1F4E79")}  # fmt: skip
"""Ground and ink of each kind of mark; light enough to be read in print."""

_FORMULA = f'"{MARK}:'
_SIGN = f"———— {AUTHOR} ————\n"
"""Begins what we say in a comment, below what the user says there. Not every program keeps the author of a comment."""

_MAX_COMMENT = 1_500
MAX_MARKED = 2_000
"""So many cells are marked; who has more to correct begins with these."""


def put_marks(workbook: Workbook, marks: Iterable[Mark]) -> None:
    """Colours every marked cell and tells beside it why; marks on sheets that are not there are left out."""
    by_cell: dict[tuple[str, int, int], list[Mark]] = {}
    for mark in marks:
        if mark.sheet in workbook.sheetnames and not _may_stay_empty(workbook[mark.sheet], mark):
            by_cell.setdefault((mark.sheet, mark.row, mark.column), []).append(mark)
    others = {title: _set_aside(workbook[title]) for title in dict.fromkeys(title for title, *_ in by_cell)}
    for (title, row, column), found in islice(by_cell.items(), MAX_MARKED):
        cell = _cell(workbook[title], row, column)
        kind = min((mark.kind for mark in found), key=KINDS.index)
        workbook[title].conditional_formatting.add(cell.coordinate, _rule(kind))
        _comment(cell, list(dict.fromkeys(mark.text for mark in found)))
    for title, formats in others.items():
        for cells, rule in formats:
            workbook[title].conditional_formatting.add(cells, rule)


def _set_aside(sheet: Worksheet) -> list[tuple[str, Rule]]:
    """Takes the formats that are there out of a sheet, to be put behind those to come: a mark shows above them.

    By their order and by their priority: not every program heeds priorities between ranges.
    """
    from openpyxl.formatting.formatting import ConditionalFormattingList

    found = []
    for formatting in sheet.conditional_formatting:
        for rule in formatting.rules:
            rule.priority += MAX_MARKED
            found.append((str(formatting.sqref), rule))
    sheet.conditional_formatting = ConditionalFormattingList()
    return found


def _may_stay_empty(sheet: Worksheet, mark: Mark) -> bool:
    """Whether a cell that is missing something is one of our form that follows from others."""
    cell = _cell(sheet, mark.row, mark.column)
    return mark.kind == MISSING and cell.value is None and str(cell.fill.fgColor.rgb).endswith(OPTIONAL)


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell of a sheet; one that was never written to looks like its column, which openpyxl does not see to."""
    cell = sheet.cell(row, column)
    if cell.value is None and not cell.has_style:
        for dimension in sheet.column_dimensions.values():
            dimension.reindex()
            if dimension.min <= column <= dimension.max and dimension.has_style:
                cell._style = copy(dimension._style)  # noqa: SLF001 - the only way to take a style as a whole
    return cell


def _rule(kind: str) -> Rule:
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Border, Font, PatternFill, Side

    ground, ink = COLOURS[kind]
    side = Side(style="thin", color=ink)
    made = FormulaRule(
        formula=[f'LEN({_FORMULA}{kind}")>0'], fill=PatternFill(bgColor=ground, fill_type="solid"),
        font=Font(bold=True, color=ink), border=Border(left=side, right=side, top=side, bottom=side),
    )  # fmt: skip
    made.priority = 1 + KINDS.index(kind)
    return made


def _comment(cell: Cell, texts: list[str]) -> None:
    """Our comment, signed, below that of the user where there is one."""
    from openpyxl.comments import Comment

    ours = "\n\n".join("\n".join(inert(line) for line in text.split("\n")) for text in texts)
    if len(ours) > _MAX_COMMENT:
        ours = ours[:_MAX_COMMENT] + "…"
    theirs = cell.comment
    text, author = (_SIGN + ours, AUTHOR) if theirs is None else (f"{theirs.text}\n{_SIGN}{ours}", theirs.author)
    cell.comment = Comment(text, author, width=380, height=_height(text))


def _height(text: str) -> int:
    lines = sum(max(1, -(-width_of(line) // 52)) for line in text.split("\n"))
    return min(480, 24 + 18 * lines)


# -- taking out ----------------------------------------------------------------------------------------------------


def remove_marks(workbook: Workbook) -> None:
    """Takes out every mark and sheet that an earlier result left."""
    for sheet in list(workbook.worksheets):
        if mark_of(sheet) == RESULT and len(workbook.sheetnames) > 1:
            workbook.remove(sheet)
            continue
        _remove_rules(sheet)
        for cell in present_cells(sheet):
            if cell.comment is not None:
                _remove_comment(cell)


def _remove_rules(sheet: Worksheet) -> None:
    from openpyxl.formatting.formatting import ConditionalFormattingList

    kept = ConditionalFormattingList()
    for formatting in sheet.conditional_formatting:
        for rule in formatting.rules:
            if not any(_FORMULA in str(formula) for formula in rule.formula or ()):
                kept.add(str(formatting.sqref), rule)
    sheet.conditional_formatting = kept


def _remove_comment(cell: Cell) -> None:
    from openpyxl.comments import Comment

    theirs, sign, _ = cell.comment.text.partition(_SIGN)
    if sign or cell.comment.author == AUTHOR:
        cell.comment = Comment(theirs.removesuffix("\n"), cell.comment.author) if theirs.strip() and sign else None
