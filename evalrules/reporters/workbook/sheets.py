"""What the sheets of every workbook share: text that stays text, colours, titles, names, and how a page is printed.

openpyxl is imported where it is used: it is an optional part, and costly.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import Any, TypeAlias

from evalrules.base.forms import MARK, SheetMark, mark_in_cell
from evalrules.base.patterns import pattern
from evalrules.base.source import column_letters
from evalrules.reporters.inert import inert

Workbook: TypeAlias = Any
"""A workbook of openpyxl, which publishes no types."""
Worksheet: TypeAlias = Any
"""A sheet of openpyxl."""
Cell: TypeAlias = Any
"""A cell of openpyxl."""

INPUT, OPTIONAL, HEADER, BLOCK, INDICATOR, WHITE = "FFF9E5", "F1F1F1", "1F4E79", "D6E3F0", "EEF3F8", "FFFFFF"
INK, GREY, RED, GREEN, AMBER, LINE = "1A1A1A", "6B6B6B", "B00020", "1E6B34", "8A5A00", "B8C2CC"
TONES = {"good": ("E3F2E6", GREEN), "bad": ("FBE3E4", RED), "open": ("FFF1D6", AMBER)}
"""Ground and ink of a verdict that reaches the level, does not, or is open."""

FONT = "Microsoft YaHei"
_FORBIDDEN = pattern(r"[:\\/?*\[\]]")
_STORED_CHARACTER = pattern(r"_x[0-9A-Fa-f]{4}_")
_MAX_TITLE = 31
_ACTIVE_START = ("=", "+", "-", "@", "\t", "\r")


def put(cell: Cell, *lines: str) -> Cell:
    """Text into a cell, line by line, as text whatever it begins with: never a formula, never an error value."""
    text = "\n".join(inert(line) for line in lines)
    cell.value = _as_stored(text)
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_ACTIVE_START)
    return cell


def put_id(cell: Cell, own: str) -> Cell:
    """An id into a cell, exactly as it is, so that it is found again; as text, whatever it begins with."""
    cell.value = stored_id(own)
    if own:
        cell.data_type = "s"
        cell.quotePrefix = own.startswith(_ACTIVE_START)
    return cell


def stored_id(own: str) -> str:
    """An id as a workbook stores it: exactly, but for characters that no workbook can hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return _as_stored(inert(own) if ILLEGAL_CHARACTERS_RE.search(own) else own)


def _as_stored(text: str) -> str:
    """Text as a workbook stores it: `_x001B_` stands there for a character that XML has no place for."""
    return _STORED_CHARACTER.sub(r"_x005F\g<0>", text)


def look(  # noqa: PLR0913 - how a cell looks is one thing with many sides
    cell: Cell, *, fill: str = "", ink: str = INK, bold: bool = False, size: float = 10, wrap: bool = True,
    border: bool = True, across: str = "left", indent: int = 0,
) -> Cell:  # fmt: skip
    """Font, ground, border and alignment of a cell (or of a whole column)."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell.font = Font(name=FONT, size=size, bold=bold, color=ink)
    cell.alignment = Alignment(horizontal=across, vertical="center", wrap_text=wrap, indent=indent)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    if border:
        side = Side(style="thin", color=LINE)
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    return cell


def open_to_input(cell: Cell) -> Cell:
    """A cell (or a whole column) that the user may write into on a protected sheet."""
    from openpyxl.styles import Protection

    cell.protection = Protection(locked=False)
    return cell


def like_column(cell: Cell) -> Cell:
    """A cell that looks and is open as its column, unless it has a look of its own; nothing else passes it on."""
    if not cell.has_style:
        like = cell.parent.column_dimensions[cell.column_letter]
        cell._style = copy(like._style)  # noqa: SLF001 - there is no other way to it
    return cell


A3 = 8
"""The size of paper for wide tables, as workbooks number it."""


def mark(sheet: Worksheet, *kind: str) -> None:
    """The mark of the sheet in its first cell; that row and the next are hidden."""
    put_id(sheet["A1"], SheetMark(*kind).cell)
    for row in (1, 2):
        sheet.row_dimensions[row].hidden = True


def mark_of(sheet: Worksheet) -> str:
    """The mark of a sheet without its first word, "" for a sheet of somebody else."""
    value = sheet.cell(1, 1).value
    return mark_in_cell(str(value)) if isinstance(value, str) else ""


def present_cells(sheet: Worksheet) -> list[Cell]:
    """The cells that a sheet holds; its own ways to go through them make a cell for each one in between."""
    return list(sheet._cells.values())  # noqa: SLF001 - the only way to those that are there


def sheet_title(wanted: str, taken: Iterable[str]) -> str:
    """A title that Excel takes: no forbidden character, at most 31, unique whatever the case.

    It begins with a capital, and where it is cut it ends with a whole word.
    """
    plain = capital(_FORBIDDEN.sub("·", inert(wanted)).strip().strip("'").strip()) or MARK
    plain = plain if plain.lower() != "history" else f"{plain}_"
    lower = {title.lower() for title in taken}
    for number in range(1, len(lower) + 2):
        ending = "" if number == 1 else f" ({number})"
        title = _cut(plain, _MAX_TITLE - len(ending)) + ending
        if title.lower() not in lower:
            return title
    raise AssertionError


def capital(text: str) -> str:
    """A text that stands by itself: a letter at its head is a capital."""
    return text[:1].upper() + text[1:]


def _cut(text: str, most: int) -> str:
    """So much of a text, up to the end of a word where words are parted by spaces."""
    cut = text[:most].rstrip()
    whole, space, last = cut.rpartition(" ")
    is_within = len(text) > most and text[most - 1 : most + 1].isalnum() and last.isascii()
    return whole.rstrip(" ,;:·") if space and is_within and len(whole) > most // 2 else cut


def quoted(title: str) -> str:
    """The title of a sheet as formulas write it."""
    return "'" + title.replace("'", "''") + "'"


def link_to(cell: Cell, title: str, reference: str) -> None:
    """A link inside the workbook."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quoted(title)}!{reference}")


def widths(sheet: Worksheet, sizes: Sequence[float]) -> None:
    """The width of each column; 0 hides it."""
    for number, size in enumerate(sizes, start=1):
        dimension = sheet.column_dimensions[column_letters(number)]
        dimension.width = size or 4
        dimension.hidden = not size


def fit_height(sheet: Worksheet, row: int, least: float = 20) -> None:
    """A height at which no wrapped text of a row is cut; not every program finds it by itself."""
    lines = max((_lines_in(sheet, cell) * (cell.font.sz or 10) for cell in sheet[row]), default=0)
    sheet.row_dimensions[row].height = max(least, round(lines * 1.4 + 5))


def _lines_in(sheet: Worksheet, cell: Cell) -> int:
    """How many lines the text of a cell takes in the width of its column."""
    if not isinstance(cell.value, str) or sheet.column_dimensions[cell.column_letter].hidden:
        return 0
    if not cell.alignment.wrap_text:
        return 1
    room = (
        sheet.column_dimensions[cell.column_letter].width * 10 / (cell.font.sz or 10) * (0.9 if cell.font.b else 0.95)
        - 1
    )
    return sum(len(wrapped(line, max(4, int(room)))) for line in cell.value.split("\n"))


def set_up_page(sheet: Worksheet, repeated: str = "") -> None:
    """A4, landscape, one page wide, the header repeated, number and title of the sheet below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"
    sheet.sheet_view.showGridLines = False
    if repeated:
        sheet.print_title_rows = repeated


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many columns; Chinese characters take two. English is broken between words."""
    lines, line, used = [], "", 0
    for part in _parts(text, width):
        size = width_of(part)
        if used + size > width and line:
            lines.append(line.rstrip())
            line, used = "", 0
        line, used = line + part, used + size
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _parts(text: str, width: int) -> Iterator[str]:
    """The pieces between which a line may end; a word that fits into no line is cut."""
    for part in re.findall(r"[\x21-\x7e]+\s?|.", text, re.DOTALL):
        if width_of(part) > width:
            yield from (part[start : start + width] for start in range(0, len(part), max(1, width)))
        else:
            yield part


def width_of(text: str) -> int:
    """How many columns a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
