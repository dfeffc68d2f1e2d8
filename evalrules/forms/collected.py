"""The form of a county with the rows that its schools handed in, and where each value came from.

Behind the sheets of the form stand one on what was gathered and what is missing, and one for each table with the file,
the sheet and the cell of every value. They are no evidence and are never read back as such.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.forms import FROM_FILE, FROM_SHEET, SOURCES, TABLE, SheetMark
from evalrules.base.languages import spoken
from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import hint, sentence
from evalrules.base.source import Span, column_letters
from evalrules.forms.asked import columns
from evalrules.forms.lines import YESNO
from evalrules.forms.workbook import new_form, saved_form
from evalrules.model.evidence import Bounds, Fact, Row
from evalrules.model.refs import column_from, pair_text
from evalrules.model.ruleset import Choice, Ruleset, Table
from evalrules.reporters.workbook.sheets import (
    A3,
    GREY,
    HEADER,
    WHITE,
    Cell,
    Workbook,
    Worksheet,
    fit_height,
    like_column,
    look,
    mark,
    mark_of,
    put,
    put_id,
    set_up_page,
    sheet_title,
    widths,
)

_KEPT_DIGITS = 15
"""How many digits a spreadsheet keeps; a longer number is written as text, which is read to its last digit."""

_TEXT = {
    "gathered": ("汇总情况", "What was gathered"), "sources": ("来源·{}", "Sources of {}"),
    "count": ("学校 {} 所；各表行数：{}", "schools: {}; rows: {}"), "rows": ("{} {} 行", "{} {}"),
    "complete": ("名单上的学校已交齐", "every school of the list is here"),
    "incomplete": ("没有交齐，或有问题尚未解决；汇总表中“已列全”填为否",
                   "not everything is here or in order: “complete” is set to false"),
    "unknown": ("没有给出学校名单，是否交齐请自行核对",
                "no list of schools was given: whether all are here is not known"),
    "error": ("错误", "error"), "warning": ("警告", "warning"), "note": ("说明", "note"), "kind": ("类别", "Kind"),
    "place": ("位置", "Place"), "what": ("问题", "Problem"), "do": ("处理", "What to do"), "code": ("代码", "Code"),
    "file": ("文件", "File"), "sheet": ("工作表", "Sheet"), "digest": ("SHA-256", "SHA-256"),
    "each": ("每格所写的，是该值在原文件中的位置", "each cell says where in that file its value stands"),
}  # fmt: skip
_WIDTHS = (8, 40, 70, 50, 9)
_HEADING = 5


class Collected(NamedTuple):
    """What is written: the rows of each table, the digests of the files by name, every problem, what is known missing.

    `is_complete` is None where nobody knows.
    """

    rows: Mapping[str, Sequence[Row]]
    files: Mapping[str, str]
    problems: Sequence[Diagnostic]
    is_complete: bool | None


def collected_form(ruleset: Ruleset, collected: Collected, language: str) -> bytes:
    """The workbook, in "zh" or "en". ImportError where openpyxl is not installed."""
    workbook = new_form(ruleset, language)
    _Writing(workbook, ruleset, collected, language).write()
    return saved_form(workbook)


class _Writing:
    def __init__(self, workbook: Workbook, ruleset: Ruleset, collected: Collected, language: str) -> None:
        self.workbook = workbook
        self.ruleset = ruleset
        self.collected = collected
        self.language = language

    def text(self, name: str, *values: str) -> str:
        zh, en = _TEXT[name]
        return spoken((zh, en), self.language, *values)

    def write(self) -> None:
        sheets = {mark_of(sheet): sheet for sheet in self.workbook.worksheets}
        for own, rows in self.collected.rows.items():
            self.fill(sheets[SheetMark(TABLE, own).text], self.ruleset.tables[own], rows)
        if self.collected.is_complete is not None:
            self.say_complete()
        self.overview()
        for own, rows in self.collected.rows.items():
            self.sources(self.ruleset.tables[own], rows)

    # -- the rows ------------------------------------------------------------------------------------------------------

    def fill(self, sheet: Worksheet, table: Table, rows: Sequence[Row]) -> None:
        first = int(sheet.cell(1, 2).value) + 1
        for at, row in enumerate(rows, start=first):
            for column, own in enumerate(table.columns, start=1):
                fact = row.cells.get(own)
                if fact is not None:
                    self.value(sheet.cell(at, column), fact)

    def value(self, cell: Cell, fact: Fact) -> None:
        """A value as the form wants it: in the unit of its measure, an option by its label, a wrong one as written."""
        like_column(cell)
        choice = self.ruleset.choices.get(self.ruleset.measures[fact.measure].type)
        written = _written(fact, choice, self.language)
        if isinstance(written, str):
            put_id(cell, written)
        else:
            cell.value = written

    def say_complete(self) -> None:
        """The lines that say whether the tables are complete."""
        answer = YESNO[self.language][0 if self.collected.is_complete else 1]
        ids = {pair_text(own, "complete") for own in self.collected.rows}
        for sheet in self.workbook.worksheets:
            for row in sheet.iter_rows(max_col=6):
                if row[0].value == TABLE and row[1].value in ids:
                    row[5].value = answer

    # -- what was gathered, and from where -----------------------------------------------------------------------------

    def overview(self) -> None:
        """How much was gathered, then every problem with its place and what to do."""
        sheet = self.sheet(self.text("gathered"))
        tables = self.ruleset.tables
        counts = [
            self.text("rows", tables[own].label.in_language(self.language), str(len(rows)))
            for own, rows in self.collected.rows.items()
        ]
        schools = {row.key[0] for rows in self.collected.rows.values() for row in rows}
        put(sheet.cell(4, 1), self.text("count", str(len(schools)), "，".join(counts)))
        state = {True: "complete", False: "incomplete", None: "unknown"}[self.collected.is_complete]
        put(sheet.cell(5, 1), self.text(state))
        self.header(sheet, 7, [self.text(name) for name in ("kind", "place", "what", "do", "code")])
        for at, found in enumerate(self.collected.problems, start=8):
            place = "" if found.place is None else str(found.place)
            said = (sentence(found, self.language), hint(found, self.language))
            for column, text in enumerate((self.text(found.severity), place, *said, found.code), start=1):
                look(put(sheet.cell(at, column), text), size=9)
        widths(sheet, _WIDTHS)
        set_up_page(sheet, "7:7")

    def sources(self, table: Table, rows: Sequence[Row]) -> None:
        """For each row of a table its file and sheet, and for each value the cell."""
        label = table.label.in_language(self.language)
        sheet = self.sheet(self.text("sources", label), table.id)
        sheet.cell(1, 2).value = _HEADING
        put_id(sheet.cell(1, 3), ",".join(column_from(own).column for own in table.key))
        for column, own in enumerate(
            (*(column_from(own).column for own in table.columns), FROM_FILE, FROM_SHEET), start=1
        ):
            put_id(sheet.cell(2, column), own)
        put(sheet.cell(4, 1), self.text("each"))
        names = [self.ruleset.measures[own].label.in_language(self.language) for own in table.columns]
        fixed = [self.text(name) for name in ("file", "sheet", "digest")]
        self.header(sheet, _HEADING, [*names, *fixed])
        for at, row in enumerate(rows, start=_HEADING + 1):
            for column, own in enumerate(table.columns, start=1):
                fact = row.cells.get(own)
                if own in table.key:
                    put_id(sheet.cell(at, column), _text_of(fact, self.ruleset, self.language))
                elif fact is not None and fact.written:
                    put_id(sheet.cell(at, column), _cell_of(fact.place))
            file, last = row.place.file, len(columns(table))
            for column, text in enumerate((file, row.place.sheet, self.collected.files.get(file, "")), start=last + 1):
                look(put_id(sheet.cell(at, column), text), size=9, border=False)
        widths(sheet, [*(self.width_of_source(own, table, rows) for own in table.columns), 34, 30, 38])
        for at in range(_HEADING, _HEADING + len(rows) + 1):
            fit_height(sheet, at, 15)
        sheet.freeze_panes = f"{column_letters(1 + len(table.key))}{_HEADING + 1}"
        set_up_page(sheet, f"{_HEADING}:{_HEADING}")
        sheet.page_setup.paperSize = A3

    def width_of_source(self, column: str, table: Table, rows: Sequence[Row]) -> float:
        """Of a key, of a column whose values came from somewhere, and 0 for one that nobody filled in."""
        if column in table.key:
            return 16
        return 9 if any(column in row.cells and row.cells[column].written for row in rows) else 0

    def sheet(self, title: str, *own: str) -> Worksheet:
        """A sheet behind the others that is never read as evidence."""
        sheet = self.workbook.create_sheet(sheet_title(title, self.workbook.sheetnames))
        mark(sheet, SOURCES, *own)
        look(put(sheet.cell(3, 1), title), size=14, bold=True, ink=HEADER, wrap=False, border=False)
        for row in (4, 5):
            look(sheet.cell(row, 1), ink=GREY, wrap=False, border=False)
        return sheet

    def header(self, sheet: Worksheet, row: int, names: Sequence[str]) -> None:
        for column, name in enumerate(names, start=1):
            look(put(sheet.cell(row, column), name), fill=HEADER, ink=WHITE, bold=True, size=9, across="center")


def _text_of(fact: Fact | None, ruleset: Ruleset, language: str) -> str:
    if fact is None:
        return ""
    written = _written(fact, ruleset.choices.get(ruleset.measures[fact.measure].type), language)
    return written if isinstance(written, str) else str(written)


def _cell_of(place: Span) -> str:
    """`C6` in a sheet, `9:14` (line and column) in a text file."""
    return f"{column_letters(place.column)}{place.line}" if place.sheet else f"{place.line}:{place.column}"


def _written(fact: Fact, choice: Choice | None, language: str) -> str | int | Fraction | datetime.date | object:
    """What stands in the cell: a number as one where a spreadsheet keeps all its digits, else text."""
    value = fact.value
    if value is None:
        return fact.written
    if isinstance(value, bool):
        return YESNO[language][0 if value else 1]
    if isinstance(value, Bounds):
        return _number(value)
    if isinstance(value, str) and choice is not None and value in choice.options:
        return choice.options[value].in_language(language)
    return value


def _number(value: Bounds) -> object:
    from decimal import Decimal

    if value.exact is None:
        ends = ("" if end is None else number_text(end) for end in (value.low, value.high))
        return "..".join(ends)
    text = number_text(value.exact)
    digits = text.lstrip("-").replace(".", "").strip("0")
    return Decimal(text) if len(digits) <= _KEPT_DIGITS and "/" not in text else text
