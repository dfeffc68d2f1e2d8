"""The workbook in which an office sets what no text of a standard gives: 标准设定.xlsx.

One sheet: who decides, then a line for every open number and every indicator without a name. The first columns are
hidden and say to the program what a line is about; evalrules.readers.settings reads them back.
"""

from __future__ import annotations

from evalrules.base.forms import SETTINGS
from evalrules.base.languages import spoken
from evalrules.base.records import NamedTuple
from evalrules.base.source import column_letters
from evalrules.base.units import unit_text
from evalrules.forms.workbook import empty_workbook, saved_form
from evalrules.model.ruleset import Citation, Ruleset
from evalrules.model.settings import (
    DOCUMENT,
    FORM,
    NAME,
    NUMBER,
    OFFICE_NAME,
    OVERLAY_ID,
    RULESET,
    OpenPoint,
    open_points,
)
from evalrules.reporters.workbook.sheets import (
    BLOCK,
    GREEN,
    GREY,
    HEADER,
    INPUT,
    OPTIONAL,
    WHITE,
    Cell,
    Worksheet,
    fit_height,
    look,
    mark,
    open_to_input,
    put,
    put_id,
    set_up_page,
    sheet_title,
    widths,
    wrapped,
)
from evalrules.words.conditions import Prose

COLUMNS = ("kind", "id", "option", "number", "words", "value", "unit", "clause", "note")
"""What the second row of the sheet calls its columns."""

_WIDTHS = (0, 0, 0, 9, 46, 26, 10, 28, 44)
_AT = {name: number for number, name in enumerate(COLUMNS, start=1)}
_TITLE_WIDTH = 120

_TEXT = {
    "sheet": ("标准设定", "Settings"),
    "title": ("标准设定表", "What this office sets"),
    "standard": ("{}，第{}版编码", "{}, revision {}"),
    "do_1": ("1. 下列标准值和指标名称，所见文本没有给出。本单位有正式规定的，在浅黄色单元格中填写，并写明依据。",
             "1. No text at hand gives these. Fill in the yellow cells as your office has decided, and the basis."),
    "do_2": ("2. 只写数字，不写单位；不能确定的留空，留空的仍按“未给出”处理。",
             "2. Numbers without their units. Leave empty what is not decided: it stays as it is, not given."),
    "do_3": ("3. 填完保存后运行：evalrules complete {} 本文件.xlsx -o 本单位标准.yaml",
             "3. When it is saved, run: evalrules complete {} FILE.xlsx -o our-standard.yaml"),
    "do_4": ("4. 以后评估时加上 --ruleset 本单位标准.yaml；报告中这些内容标明“本单位设定”。",
             "4. Then assess with --ruleset our-standard.yaml; reports mark all of it as set by this office."),
    "filled": ("已填 / 应填", "filled in / open"), "no": ("编号", "No."), "what": ("设定内容", "What is set"),
    "value": ("本单位设定", "Set to"), "unit": ("单位", "Unit"), "clause": ("设定依据（条款）", "Basis (clause)"),
    "note": ("说明", "Note"), "who": ("设定单位", "Who sets it"), "numbers": ("标准值", "Numbers"),
    "names": ("指标名称", "Names of indicators"), OFFICE_NAME: ("单位名称（必填）", "name of the office (needed)"),
    DOCUMENT: ("规定这些内容的文件，如 示例市教育局〔2026〕1号", "the document that decides it, with its number"),
    OVERLAY_ID: ("本单位标准的编号，可不改", "id of the ruleset of this office; may stay"),
    "clause_hint": ("如 第三条", "such as article 3"), "option": ("{}（{}）", "{} ({})"),
    "now": ("现称“{}”", "now called {!r}"), "points": ("满分 {} 分", "{} points"),
    "seen": ("文本中的位置：{}", "in the text: {}"),
    "refused": ("请核对", "Please check"),
    "number_rule": ("填数字，不写单位，不能为负。", "A number without its unit, not below 0."),
    "percent_rule": ("填0至100的数：85 表示 85%。", "A number from 0 to 100: 85 means 85%."),
}  # fmt: skip


def settings_workbook(ruleset: Ruleset, language: str) -> bytes:
    """The empty workbook of what a ruleset leaves open, in "zh" or "en". ImportError where openpyxl is not there."""
    workbook = empty_workbook(ruleset)
    _Sheet(ruleset, language).write(workbook.create_sheet(sheet_title(_text("sheet", language), ())))
    return saved_form(workbook)


def _text(name: str, language: str, *values: str) -> str:
    zh, en = _TEXT[name]
    return spoken((zh, en), language, *values)


class _Told(NamedTuple):
    """What a line says of an open point: its number in the standard, what it is, its unit, what is known of it."""

    number: str
    words: str
    unit: str
    notes: tuple[str, ...]


class _Sheet:
    def __init__(self, ruleset: Ruleset, language: str) -> None:
        self.ruleset = ruleset
        self.language = language

    def text(self, name: str, *values: str) -> str:
        return _text(name, self.language, *values)

    def write(self, sheet: Worksheet) -> None:
        mark(sheet, SETTINGS)
        sheet.protection.sheet = True
        sheet.protection.formatCells = sheet.protection.formatColumns = sheet.protection.formatRows = False
        for name, number in _AT.items():
            put_id(sheet.cell(2, number), name)
        widths(sheet, _WIDTHS)
        points = open_points(self.ruleset)
        row = self.opening(sheet)
        row = self.office(sheet, row)
        for kind, title in ((NUMBER, "numbers"), (NAME, "names")):
            listed = [one for one in points if one.kind == kind]
            if listed:
                row = self.block(sheet, row, title)
                for one in listed:
                    self.line(sheet, row, one)
                    row += 1
        self.count(sheet, points, row - 1)
        set_up_page(sheet)

    def opening(self, sheet: Worksheet) -> int:
        """Title, standard, what to do, and room for the count; the next row."""
        ruleset, row = self.ruleset, 3
        look(put(self.at(sheet, row, "number"), self.text("title")), size=16, bold=True, ink=HEADER, wrap=False,
             border=False)  # fmt: skip
        sheet.row_dimensions[row].height = 28
        named = self.text("standard", ruleset.name, str(ruleset.revision))
        told = [
            *wrapped(ruleset.title.in_language(self.language), _TITLE_WIDTH),
            named,
            self.text("do_1"),
            self.text("do_2"),
            self.text("do_3", ruleset.name),
        ]
        for row, line in enumerate([*told, self.text("do_4")], start=4):
            look(put(self.at(sheet, row, "number"), line), wrap=False, border=False)
        self.header(sheet, row + 2)
        sheet.freeze_panes = f"A{row + 3}"
        sheet.print_title_rows = f"{row + 2}:{row + 2}"
        self.count_row = row + 1
        return row + 3

    def header(self, sheet: Worksheet, row: int) -> None:
        names = ("no", "what", "value", "unit", "clause", "note")
        for column, name in zip(COLUMNS[3:], names, strict=True):
            look(put(self.at(sheet, row, column), self.text(name)), fill=HEADER, ink=WHITE, bold=True, across="center")
        sheet.row_dimensions[row].height = 22

    def office(self, sheet: Worksheet, row: int) -> int:
        """The lines about the office itself, and what the workbook was made for (hidden)."""
        row = self.block(sheet, row, "who")
        for own in (OFFICE_NAME, DOCUMENT, OVERLAY_ID):
            self.cells(sheet, row, (own, "", ""), _Told("", self.text(own), "", ()), fill=INPUT)
            value = self.input(sheet, row, "value", is_needed=own == OFFICE_NAME)
            value.number_format = "@"
            if own == OVERLAY_ID:
                put_id(value, f"{self.ruleset.id}-office")
                look(value, fill=OPTIONAL)
                open_to_input(value)
            fit_height(sheet, row)
            row += 1
        for own, text in ((RULESET, self.ruleset.name), (FORM, self.ruleset.digest)):
            put_id(self.at(sheet, row, "kind"), own)
            put_id(self.at(sheet, row, "value"), text)
            sheet.row_dimensions[row].hidden = True
            row += 1
        return row

    def block(self, sheet: Worksheet, row: int, title: str) -> int:
        for column in COLUMNS[3:]:
            look(self.at(sheet, row, column), fill=BLOCK, border=False)
        look(put(self.at(sheet, row, "words"), self.text(title)), fill=BLOCK, bold=True, border=False)
        sheet.row_dimensions[row].height = 20
        return row + 1

    def line(self, sheet: Worksheet, row: int, point: OpenPoint) -> None:
        told = self.told_of(point)
        self.cells(sheet, row, point, told, fill=INPUT)
        value = self.input(sheet, row, "value", is_needed=True)
        if point.kind == NUMBER:
            value.number_format = "General"
            self.rule(sheet, value.coordinate, is_percent=told.unit == "%")
        else:
            value.number_format = "@"
        self.input(sheet, row, "clause", is_needed=False).number_format = "@"
        fit_height(sheet, row)

    def cells(self, sheet: Worksheet, row: int, ids: tuple[str, str, str], told: _Told, *, fill: str) -> None:
        for column, own in zip(COLUMNS[:3], ids, strict=True):
            put_id(self.at(sheet, row, column), own)
        unit = unit_text(told.unit, self.language).strip("（） ") or told.unit
        look(put(self.at(sheet, row, "number"), told.number), across="center")
        look(put(self.at(sheet, row, "words"), told.words))
        look(self.at(sheet, row, "value"), fill=fill)
        look(put(self.at(sheet, row, "unit"), unit), across="center")
        look(self.at(sheet, row, "clause"))
        look(put(self.at(sheet, row, "note"), *told.notes), size=9, ink=GREY)

    def input(self, sheet: Worksheet, row: int, column: str, *, is_needed: bool) -> Cell:
        """A cell to be filled in: green once it is, where it counts."""
        cell = self.at(sheet, row, column)
        is_text = column != "value" or sheet.cell(row, 1).value != NUMBER
        look(
            cell, fill=INPUT if is_needed else OPTIONAL, bold=column == "value", across="left" if is_text else "center"
        )
        if is_needed:
            turn_green(sheet, cell.coordinate, cell.coordinate)
        return open_to_input(cell)

    def rule(self, sheet: Worksheet, cells: str, *, is_percent: bool) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        said = self.text("percent_rule" if is_percent else "number_rule")
        rule = DataValidation("decimal", operator="between" if is_percent else "greaterThanOrEqual", formula1="0",
                              formula2="100" if is_percent else None, allow_blank=True, showInputMessage=True,
                              showErrorMessage=True, errorStyle="warning", prompt=said, error=said,
                              errorTitle=self.text("refused"))  # fmt: skip
        sheet.add_data_validation(rule)
        rule.add(cells)

    def count(self, sheet: Worksheet, points: tuple[OpenPoint, ...], last: int) -> None:
        """How many of the open points are filled in, as a formula."""
        letter, first = column_letters(_AT["value"]), last - len(points) - (2 if self.has_both(points) else 1) + 1
        look(put(self.at(sheet, self.count_row, "words"), self.text("filled")), border=False, across="right")
        cell = look(self.at(sheet, self.count_row, "value"), bold=True, border=False)
        cell.value = f'=COUNTA({letter}{first}:{letter}{last})&" / {len(points)}"'

    def has_both(self, points: tuple[OpenPoint, ...]) -> bool:
        return len({one.kind for one in points}) > 1

    def at(self, sheet: Worksheet, row: int, column: str) -> Cell:
        return sheet.cell(row, _AT[column])

    # -- what is known of an open point ----------------------------------------------------------------------------

    def told_of(self, point: OpenPoint) -> _Told:
        return self.of_number(point) if point.kind == NUMBER else self.of_name(point)

    def of_number(self, point: OpenPoint) -> _Told:
        value = self.ruleset.values[point.id]
        words = value.label.in_language(self.language)
        if point.option:
            option = self.ruleset.choices[value.by].options[point.option].in_language(self.language)
            words = self.text("option", words, option)
        notes = [value.note.in_language(self.language)] if value.note is not None else []
        return _Told("", words, value.unit, (*notes, *self.seen(value.source)))

    def of_name(self, point: OpenPoint) -> _Told:
        indicator = self.ruleset.indicator(point.id)
        groups = {group.id: group.label.in_language(self.language) for group in self.ruleset.groups}
        called = self.text("now", indicator.label.in_language(self.language))
        notes = [indicator.note.in_language(self.language)] if indicator.note is not None else []
        if indicator.full is not None:
            notes.append(self.text("points", Prose(self.ruleset, self.language).condition(indicator.full)))
        group = groups.get(indicator.group, "")
        return _Told(point.id, " ".join(filter(None, (group, called))), "", (*notes, *self.seen(indicator.source)))

    def seen(self, source: Citation | None) -> tuple[str, ...]:
        """Where the text speaks of it, though it does not give it."""
        if source is None or not source.clause:
            return ()
        named = self.ruleset.sources.get(source.cite)
        title = source.cite if named is None else named.label.in_language(self.language)
        return (self.text("seen", f"{title} {source.clause}"),)


def turn_green(sheet: Worksheet, cells: str, first: str) -> None:
    """Cells become green once something is filled in; `first` is the first of them."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Font, PatternFill

    ground = PatternFill("solid", bgColor="E3F2E6")
    sheet.conditional_formatting.add(
        cells, FormulaRule([f"NOT(ISBLANK({first}))"], fill=ground, font=Font(color=GREEN))
    )
