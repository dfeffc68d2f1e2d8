"""Tables of data on sheets: a frozen heading, a filter, numbers as numbers, and colours that follow the words.

A sheet is a table of the workbook, so that it can be filtered and sorted, and read by other programs from its first
row on. openpyxl is imported where it is used: it is an optional part, and costly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from fractions import Fraction

from evalrules.base.source import column_letters
from evalrules.reporters.result_data import DataTable, Datum, Marked
from evalrules.reporters.workbook.sheets import (
    FONT,
    HEADER,
    INK,
    LINE,
    TONES,
    WHITE,
    Cell,
    Workbook,
    Worksheet,
    put,
    set_up_page,
    sheet_title,
    widths,
    wrapped,
)

INKS = {
    **TONES, "partly": ("E8F1F9", "1D4568"), "zero": ("FDF0E7", "7A3410"), "idle": ("EFF1F4", "49525F"),
    "waived": ("F1EBFB", "4A2D7A"),
}  # fmt: skip
"""Ground and ink of every tone."""
_LINE_HEIGHT, _MOST_LINES = 14.5, 8


def write_data(workbook: Workbook, table: DataTable, number: int) -> Worksheet:
    """A table on a sheet of its own, behind the others; `number` tells its name from those of other tables."""
    lending = workbook.create_sheet()
    styles = _styles(lending)
    workbook.remove(lending)
    sheet = workbook.create_sheet(sheet_title(table.title, workbook.sheetnames))
    widths(sheet, [width for _, width in table.columns])
    for at, (name, _) in enumerate(table.columns, start=1):
        _styled(put(sheet.cell(1, at), name), styles, "heading")
    tones = [_tones_of_words(table, at) for at in range(len(table.columns))]
    for row, cells in enumerate(table.rows, start=2):
        for at, cell in enumerate(cells, start=1):
            _write(sheet.cell(row, at), cell, styles, tones[at - 1])
    sheet.row_dimensions[1].height = _height([name for name, _ in table.columns], [width for _, width in table.columns])
    for row, cells in enumerate(table.rows, start=2):
        sheet.row_dimensions[row].height = _height(cells, [width for _, width in table.columns])
    sheet.freeze_panes = "C2"
    _add_table(sheet, table, number)
    _add_colours(sheet, len(table.rows), tones)
    set_up_page(sheet, "1:1")
    return sheet


def _height(cells: Sequence[Datum | Marked], sizes: Sequence[int]) -> float:
    texts = [
        (cell.value if isinstance(cell, Marked) else cell, width) for cell, width in zip(cells, sizes, strict=True)
    ]
    lines = [
        sum(len(wrapped(line, max(4, width - 2))) for line in text.split("\n"))
        for text, width in texts
        if isinstance(text, str)
    ]
    return max(18.0, min(_MOST_LINES, max(lines, default=1)) * _LINE_HEIGHT + 4)


def _tones_of_words(table: DataTable, at: int) -> dict[str, str]:
    """The words of a column that have one tone wherever they stand, with that tone."""
    found: dict[str, set[str]] = {}
    for row in table.rows:
        cell = row[at]
        if isinstance(cell, Marked) and isinstance(cell.value, str) and len(cell.value) < _LONGEST_WORD:
            found.setdefault(cell.value, set()).add(cell.tone)
    return {word: tones.pop() for word, tones in found.items() if len(tones) == 1}


def _write(cell: Cell, written: Datum | Marked, styles: Mapping[str, Cell], tones: Mapping[str, str]) -> None:
    value, tone = written if isinstance(written, Marked) else (written, "")
    if isinstance(value, str):
        put(cell, *value.split("\n"))
        _styled(cell, styles, "text")
    elif value is not None:
        cell.value = value if isinstance(value, int) else _float(value)
        _styled(cell, styles, "whole" if float(cell.value).is_integer() else "number")
    else:
        _styled(cell, styles, "text")
    if tone and not isinstance(value, str):
        _styled(cell, styles, f"number {tone}")
    elif tone and value not in tones:
        _styled(cell, styles, f"text {tone}")  # the same word has another colour elsewhere in its column


def _float(value: Fraction) -> float | int:
    """A number as a workbook keeps it; one beyond its reach as the nearest that it can hold."""
    if value.denominator == 1 and abs(value.numerator) < 10**15:
        return int(value)
    try:
        return float(value)
    except OverflowError:
        return 1.7e308 if value > 0 else -1.7e308


def _styled(cell: Cell, styles: Mapping[str, Cell], name: str) -> Cell:
    cell._style = copy(styles[name]._style)  # noqa: SLF001 - a style for each cell would be looked for each time
    if cell.data_type == "s":
        cell.quotePrefix = str(cell.value or "").startswith(("=", "+", "-", "@"))
    return cell


def _styles(sheet: Worksheet) -> dict[str, Cell]:
    """Cells of a sheet that nobody keeps, by the look that they lend to others of their workbook."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color=LINE)
    border = Border(left=side, right=side, top=side, bottom=side)
    found: dict[str, Cell] = {}
    looks = {
        "text": ("left", "General"),
        "number": ("right", "0.00##"),
        "whole": ("right", "0"),
        "heading": ("center", "General"),
    }
    for at, (name, (across, form)) in enumerate(looks.items(), start=1):
        cell = found[name] = sheet.cell(at, 1)
        is_heading = name == "heading"
        cell.font = Font(name=FONT, size=10, bold=is_heading, color=WHITE if is_heading else INK)
        cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=True)
        cell.number_format, cell.border = form, border
        if is_heading:
            cell.fill = PatternFill("solid", fgColor=HEADER)
    for tone, (ground, ink) in INKS.items():
        for plain in ("number", "text"):
            cell = found[f"{plain} {tone}"] = sheet.cell(len(found) + 1, 1)
            cell._style = copy(found[plain]._style)  # noqa: SLF001 - as above
            cell.font, cell.fill = Font(name=FONT, size=10, bold=True, color=ink), PatternFill("solid", fgColor=ground)
    return found


def _add_table(sheet: Worksheet, table: DataTable, number: int) -> None:
    """The filter, and the name under which formulas know the table; without rows there is none."""
    from openpyxl.worksheet.table import Table, TableStyleInfo

    reference = f"A1:{column_letters(len(table.columns))}{len(table.rows) + 1}"
    if not table.rows:
        sheet.auto_filter.ref = reference
        return
    made = Table(displayName=f"evalrules_{number}", ref=reference)
    made.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(made)


def _add_colours(sheet: Worksheet, rows: int, tones: Sequence[Mapping[str, str]]) -> None:
    """Colours of words by rules, so that they follow a word that somebody changes."""
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Font, PatternFill

    for at, words in enumerate(tones, start=1):
        letters = column_letters(at)
        for value, tone in words.items():
            ground, ink = INKS.get(tone, INKS["idle"])
            rule = CellIsRule(
                operator="equal", formula=['"' + value.replace('"', '""') + '"'],
                font=Font(color=ink), fill=PatternFill(bgColor=ground, fill_type="solid"),
            )  # fmt: skip
            sheet.conditional_formatting.add(f"{letters}2:{letters}{rows + 1}", rule)


_LONGEST_WORD = 60
