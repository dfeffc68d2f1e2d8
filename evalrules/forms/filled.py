"""The workbook of a ruleset's form with values in it: what was filled in elsewhere, to be kept or filled in further."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from evalrules.base.forms import TABLE, VALUES, SheetMark
from evalrules.base.numbers import parse_number
from evalrules.forms.workbook import VALUE_COLUMN, YEAR_COLUMN, new_form, saved_form
from evalrules.model.ruleset import Ruleset
from evalrules.reporters.workbook.sheets import Cell, Workbook, Worksheet, like_column, mark_of, put_id

_KEPT_DIGITS = 15
"""How many digits a spreadsheet keeps; a longer number is written as text, which is read to its last digit."""
_FIRST = 6
"""The first row below the heading of a sheet of values."""

Values = Mapping[tuple[str, str], Sequence[tuple[str, str]]]
"""By section and id of a line, the years ("" for none) and texts in the order of the lines for it."""


def filled_form(
    ruleset: Ruleset, values: Values, tables: Mapping[str, Sequence[Mapping[str, str]]], language: str
) -> bytes:
    """The form with values, and the rows of tables by id of the table and the column. ImportError without openpyxl."""
    workbook = new_form(ruleset, language)
    left = {key: iter(texts) for key, texts in values.items()}
    for sheet in workbook.worksheets:
        _fill(sheet, left)
    _fill_tables(workbook, tables)
    return saved_form(workbook)


def _fill(sheet: Worksheet, left: Mapping[tuple[str, str], Iterator[tuple[str, str]]]) -> None:
    if mark_of(sheet) != VALUES:
        return
    for row in range(_FIRST, sheet.max_row + 1):
        key = (str(sheet.cell(row, 1).value or ""), str(sheet.cell(row, 2).value or ""))
        year, text = next(left.get(key, iter(())), ("", ""))
        if text:
            _write(sheet.cell(row, VALUE_COLUMN), text)
        if year:
            _write(sheet.cell(row, YEAR_COLUMN), year)


def _fill_tables(workbook: Workbook, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
    sheets = {mark_of(sheet): sheet for sheet in workbook.worksheets}
    for own, rows in tables.items():
        sheet = sheets[SheetMark(TABLE, own).text]
        first = int(sheet.cell(1, 2).value) + 1
        for at, row in enumerate(rows, start=first):
            for column in range(1, sheet.max_column + 1):
                text = row.get(str(sheet.cell(2, column).value), "")
                if text:
                    _write(like_column(sheet.cell(at, column)), text)


def _write(cell: Cell, text: str) -> None:
    """A number as one where a spreadsheet keeps all its digits and the cell is for one, else the text as it is."""
    number = _number(text) if cell.number_format != "@" else None
    if number is None:
        put_id(cell, text)
    else:
        cell.value = number


def _number(text: str) -> Decimal | None:
    if parse_number(text) is None or len(text.lstrip("-").replace(".", "").strip("0")) > _KEPT_DIGITS:
        return None
    return Decimal(text)
