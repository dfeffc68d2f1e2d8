"""The form of a ruleset as a workbook: to be filled in by an office, and read back as evidence.

How the sheets are recognised is told by evalrules.base.forms; what they ask for by evalrules.forms.asked.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence

from evalrules.base.forms import (
    COLUMNS,
    CONFIRMED,
    CONFIRMED_NAMES,
    ID,
    MEMBER_COLUMNS,
    MEMBERS,
    NOTE,
    PAGE,
    SECTION,
    SOURCE,
    TABLE,
    UNIT,
    VALUE,
    VALUES,
    VOTES,
    YEAR,
)
from evalrules.base.languages import spoken
from evalrules.base.source import column_letters
from evalrules.forms.asked import columns
from evalrules.forms.cell_names import CellNames
from evalrules.forms.colours import FILLED, LACKING, WRONG, out_of_range, tinted
from evalrules.forms.entry_rules import EntryRules
from evalrules.forms.former_values import FormerValues
from evalrules.forms.lines import (
    Heading,
    Limits,
    Line,
    Sheet,
    column_lines,
    opening_of,
    sheets_of,
    votes_of,
)
from evalrules.forms.name_lists import NameList, name_lists, tables_in_form
from evalrules.forms.votes_sheet import VotesSheet
from evalrules.model.refs import ColumnRef
from evalrules.model.ruleset import MemberGroup, Ruleset, Table
from evalrules.reporters.office_zip import fixed_date, settled
from evalrules.reporters.workbook.sheets import (
    A3,
    BLOCK,
    GREY,
    HEADER,
    INDICATOR,
    INPUT,
    OPTIONAL,
    WHITE,
    Cell,
    Workbook,
    Worksheet,
    capital,
    fit_height,
    like_column,
    look,
    mark,
    open_to_input,
    put,
    put_id,
    quoted,
    set_up_page,
    sheet_title,
    width_of,
    widths,
    wrapped,
)
from evalrules.words.conditions import Prose

NUMBER, WORDS, REQUIRED, LAST, CLAUSE = "number", "words", "required", "last", "clause"
_ORDER = (SECTION, ID, NUMBER, WORDS, YEAR, VALUE, UNIT, LAST, REQUIRED, CLAUSE, SOURCE, PAGE, NOTE, CONFIRMED)
_OURS = (NUMBER, WORDS, REQUIRED, LAST, CLAUSE)
_AT = {column: number for number, column in enumerate(_ORDER, start=1)}
YEAR_COLUMN, VALUE_COLUMN = _AT[YEAR], _AT[VALUE]
"""Where a year and a value stand on a sheet of values."""
_WIDTHS = {
    SECTION: 0,
    ID: 0,
    NUMBER: 8,
    WORDS: 46,
    YEAR: 8,
    VALUE: 18,
    UNIT: 8,
    LAST: 14,
    REQUIRED: 38,
    CLAUSE: 26,
    SOURCE: 20,
    PAGE: 7,
    NOTE: 18,
    CONFIRMED: 18,
}

_WIDE = {WORDS: 84, REQUIRED: 70, CLAUSE: 54}
"""Where nothing is filled in, which leaves the page to what is read."""

_QUESTIONED = frozenset(("fact", "point", "member"))
"""The sections whose figures a check may question."""
_FIGURES = frozenset(("count", "number", "percent", "ratio"))
_ROWS_VALIDATED = 1_000
_TITLE_LINES = 3
"""The header of the values must stand within the first twenty rows."""
_OF_TITLE = 1.4
"""How many times wider a character of a title is than one of a cell."""

_PAGE_WIDTH, _WIDE_PAGE = 190, 330
"""Columns of text that are still readable on one landscape page of A4, and of A3."""

_TEXT = {
    NUMBER: ("指标", "No."), WORDS: ("项目", "Item"), CLAUSE: ("依据", "Clause"), REQUIRED: ("达标要求", "Required"),
    LAST: ("上年", "Last year"),
    "first": ("填表说明", "Instructions"), "document": ("文件：{}", "document: {}"),
    "edition": ("年版：{}（编码第{}版）", "edition: {} (revision {})"),
    "do_1": ("1. 只填浅黄色单元格，填好变绿，超出范围变红；其余已锁定（没有密码）。有下拉箭头的，从列表中选择。",
             "1. Fill in the yellow cells: green is filled in, red out of range. The others are locked, no password."),
    "do_2": ("2. 只写数字，不写单位：98.5% 填 98.5。只知道范围的写 25..29。没有数据就留空，不要填 0。",
             "2. Write digits only: 98.5 for 98.5%. A range is 25..29. Leave empty what is not known; not 0."),
    "do_3": ("3. 所用单位与表中不同的，改写“单位”一栏（如把“元”改为“万元”）。",
             "3. Where your unit differs from the one printed, change it in the column Unit."),
    "do_4": ("4. “佐证材料”写附件的文件名（如 附件/a.pdf），“页码”写所在页，其他说明写入“备注”。",
             "4. Source is the file of an attachment (attachments/a.pdf), Page its page; anything else is a Note."),
    "do_5": ("5. “依据”一栏中，文件名只在变化时写出，其下只写条款。",
             "5. Under Clause a document is named where it changes; below it stand clauses only."),
    "do_6": ("6. 检查时对数据有疑问、而数据属实的，在“核实”一栏写明核实人和说明，如 张三：已到校核对。",
             "6. Where a check questions a figure that is right, say who confirms it and why under Confirmed."),
    "do_7": ("7. 填完保存后运行：evalrules check 本文件.xlsx", "7. When it is saved, run: evalrules check FILE.xlsx"),
    "input": ("填写", "to be filled in"),
    "optional": ("由其他数据计算，可不填", "computed from other figures, may stay empty"),
    "filled": ('="已填 "&{}&" / 应填 {}"', '="filled in: "&{}&" of {}"'),
    "filled_all": ("全表（不含各行明细）", "the whole form, without its tables"),
    "rows_filled": ('="已填 "&{}&" 行，缺 "&{}&" 格"', '="rows: "&{}&", empty cells: "&{}'),
    "hidden": ("{}由其他栏目算出的栏目已隐藏。", "{} Columns that follow from others are hidden."),
    "table_hint": ("每行填一条；带 * 的栏目用来区分各行，必须填写。",
                   "One line each. Columns with * tell lines apart and must be filled in."),
    "rows_hint": ("{}{}。", "{} The standard has {}."),
    "free_hint": ("{}可按需增加行。", "{} There may be as many as needed."),
    "list_hint": ("{}“{}”只在本表填写，其他各表从中选择。",
                  "{} Names ({}) are written here only; other tables choose them."),
    "chosen_hint": ("{}“{}”从“{}”表所列的名称中选择。", "{} Choose names ({}) from those listed in “{}”."),
    "member_hint": ("每行填一个单位；已有结论的填写结论、所用标准、日期和依据。",
                    "One line each; where there is a verdict give the level, its ruleset, the date and the source."),
    "name": ("名称", "Name"), "level": ("结论", "Level"), "ruleset": ("所用标准", "Ruleset"), "date": ("日期", "Date"),
    "source": ("佐证材料", "Source"), "note": ("备注", "Note"), "unit": ("（{}）", "({})"),
    "confirmed": ("核实", "Confirmed"),
    "confirmed_hint": ("（对数据疑问：核实人：说明）", "(of what was questioned: who: why)"),
}  # fmt: skip


def form_workbook(ruleset: Ruleset, language: str, last_year: FormerValues | None = None) -> bytes:
    """The empty workbook of a ruleset, in "zh" or "en", with the values of `last_year` beside those to be filled in.

    ImportError where openpyxl is not installed.
    """
    return saved_form(new_form(ruleset, language, last_year))


def new_form(ruleset: Ruleset, language: str, last_year: FormerValues | None = None) -> Workbook:
    """The empty workbook as openpyxl has it, for those who put more into it before it is saved."""
    workbook = empty_workbook(ruleset)
    FormSheets(workbook, ruleset, language, last_year).write()
    return workbook


def empty_workbook(ruleset: Ruleset) -> Workbook:
    """A workbook without a sheet, titled after its ruleset. ImportError where openpyxl is not installed."""
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "evalrules"
    workbook.properties.title = ruleset.name
    workbook.properties.created = fixed_date()
    return workbook


def saved_form(workbook: Workbook) -> bytes:
    """The bytes of a workbook, the same for the same content."""
    out = io.BytesIO()
    workbook.save(out)
    return settled(out.getvalue())


class FormSheets:
    """The sheets of a form, put into a workbook one after the other."""

    def __init__(
        self, workbook: Workbook, ruleset: Ruleset, language: str, last_year: FormerValues | None = None
    ) -> None:
        self.workbook = workbook
        self.ruleset = ruleset
        self.language = language
        self.rules = EntryRules(workbook, language)
        self.names = CellNames(workbook)
        self.last_year = last_year
        self.counted: list[tuple[str, int]] = []
        self.limited: dict[Limits, list[str]] = {}
        self.shared: Mapping[str, NameList] = {}
        self.listed: dict[str, str] = {}
        self.total: Cell | None = None

    def text(self, name: str, *values: str) -> str:
        zh, en = _TEXT[name]
        return spoken((zh, en), self.language, *values)

    def write(self) -> None:
        """Every sheet that the ruleset asks for."""
        self.opening()
        for sheet in sheets_of(self.ruleset, self.language):
            self.values(sheet)
        self.shared = name_lists(self.ruleset)
        for table in tables_in_form(self.ruleset):
            self.table(table)
        for group in self.ruleset.members.values():
            self.members(group)
        votes = votes_of(self.ruleset, self.language)
        if votes is not None:
            sheet = self.new_sheet(votes.title, VOTES)
            VotesSheet(sheet, self.ruleset, self.language).write(votes.title, self.rules, self.names)
        self.count_all()
        self.lists_last()

    def lists_last(self) -> None:
        """The hidden lists behind all other sheets."""
        if self.rules.sheet is not None:
            self.workbook.move_sheet(self.rules.sheet, len(self.workbook.sheetnames))

    def new_sheet(self, title: str, *kind: str) -> Worksheet:
        """A protected sheet with our mark; what is no input cell is locked, but everything may be formatted."""
        sheet = self.workbook.create_sheet(sheet_title(title, self.workbook.sheetnames))
        mark(sheet, *kind)
        sheet.protection.sheet = True
        sheet.protection.formatCells = sheet.protection.formatColumns = sheet.protection.formatRows = False
        return sheet

    # -- sheets of values ------------------------------------------------------------------------------------------

    def opening(self) -> None:
        """The first sheet: what to do, then who and when, and for which ruleset the form was made."""
        sheet = self.new_sheet(self.text("first"), VALUES)
        lines = opening_of(self.ruleset, self.language)
        header = self.instructions(sheet) + 2
        self.header(sheet, header)
        for row, line in enumerate(lines, start=header + 1):
            self.line(sheet, row, line)
        letter, last = column_letters(_AT[VALUE]), header + sum(not line.fixed for line in lines)
        self.colour(sheet, f"{letter}{header + 1}", f"{letter}{last}")
        look(put(self.at(sheet, header - 1, WORDS), self.text("filled_all")), border=False, across="right")
        self.total = look(self.at(sheet, header - 1, VALUE), bold=True, ink=HEADER, border=False)
        widths(sheet, [58 if column == WORDS else 44 if column == VALUE else 0 for column in _ORDER])
        for row in range(header + 1, sheet.max_row + 1):
            fit_height(sheet, row)
        set_up_page(sheet)
        sheet.page_setup.fitToHeight = 1

    def instructions(self, sheet: Worksheet) -> int:
        """Title, document, edition, what to do and what the colours mean; the last row written."""
        ruleset, row = self.ruleset, 3
        for text in wrapped(ruleset.title.in_language(self.language), 66)[:_TITLE_LINES]:
            look(put(self.at(sheet, row, WORDS), text), size=16, bold=True, ink=HEADER, wrap=False, border=False)
            sheet.row_dimensions[row].height, row = 28, row + 1
        document = [self.text("document", ruleset.document)] if ruleset.document else []
        told = [*document, self.text("edition", ruleset.edition, str(ruleset.revision))]
        told += [""] + [part for number in range(1, 8) for part in wrapped(self.text(f"do_{number}"), 98)]
        for text in told:
            look(put(self.at(sheet, row, WORDS), text), wrap=False, border=False)
            row += 1
        for name, fill in (("input", INPUT), ("optional", OPTIONAL)):
            look(put(self.at(sheet, row, WORDS), self.text(name)), fill=fill)
            row += 1
        return row - 1

    def values(self, content: Sheet) -> None:
        """A sheet of values under their header."""
        sheet = self.new_sheet(content.title, VALUES)
        title = capital(content.title)
        look(put(self.at(sheet, 3, WORDS), title), size=14, bold=True, ink=HEADER, wrap=False, border=False)
        about = self.ruleset.title.in_language(self.language)
        look(put(self.at(sheet, 4, WORDS), about), size=9, ink=GREY, wrap=False, border=False)
        sheet.row_dimensions[3].height, sheet.row_dimensions[4].height = 26, 18
        self.header(sheet, 5)
        for row, entry in enumerate(content.entries, start=6):
            self.line(sheet, row, entry) if isinstance(entry, Line) else self.heading(sheet, row, entry)
        lines = [entry for entry in content.entries if isinstance(entry, Line)]
        is_numbered = any(entry.number for entry in content.entries)
        unused = [*([] if is_numbered else [NUMBER]), *([] if any(line.by_year for line in lines) else [YEAR])]
        unused += [UNIT] if not any(line.unit for line in lines) else []
        unused += [LAST] if not any(self.former(line) for line in lines) else []
        unused += [REQUIRED] if not any(entry.required for entry in content.entries) else []
        unused += [CLAUSE] if not any(entry.clause for entry in content.entries) else []
        unused += [] if lines else [VALUE, SOURCE, PAGE, NOTE, CONFIRMED]
        self.layout(sheet, unused)
        if REQUIRED not in unused:
            longest = max(width_of(text) for entry in content.entries for text in entry.required or ("",))
            dimension = sheet.column_dimensions[column_letters(_AT[REQUIRED])]
            dimension.width = max(14, min(dimension.width, longest + 2))
        self.count(sheet, content, 5 + len(content.entries))
        for row in range(6, sheet.max_row + 1):
            fit_height(sheet, row)
        sheet.freeze_panes = f"{column_letters(_AT[YEAR])}6"
        set_up_page(sheet, "5:5")

    def count(self, sheet: Worksheet, content: Sheet, last: int) -> None:
        """How many values of a sheet are filled in, as a formula, and their colours."""
        letter = column_letters(_AT[VALUE])
        for limits, cells in self.limited.items():  # first, for not every program heeds priorities between ranges
            out_of_range(sheet, " ".join(cells), cells[0], limits)
        self.limited.clear()
        self.colour(sheet, f"{letter}6", f"{letter}{last}")
        if content.needed:
            cell = look(self.at(sheet, 3, VALUE), bold=True, ink=HEADER, border=False, wrap=False)
            cell.value = self.text("filled", f"COUNTA({letter}6:{letter}{last})", str(content.needed))
            self.counted.append((f"COUNTA({quoted(sheet.title)}!{letter}6:{letter}{last})", content.needed))

    def count_all(self) -> None:
        """The same for all sheets of values, on the first."""
        if self.total is not None and self.counted:
            needed = sum(needed for _, needed in self.counted)
            self.total.value = self.text("filled", f"({'+'.join(counted for counted, _ in self.counted)})", str(needed))

    def colour(self, sheet: Worksheet, first: str, last: str) -> None:
        """The cells of values are green once they are filled in."""
        sheet.conditional_formatting.add(f"{first}:{last}", tinted(f"NOT(ISBLANK({first}))", FILLED))

    def former(self, line: Line) -> str:
        """What the line said last year, "" where that is not known."""
        return "" if self.last_year is None else self.last_year.shown(line.section, line.id)

    def layout(self, sheet: Worksheet, unused: Sequence[str]) -> None:
        sizes = _WIDTHS | (_WIDE if VALUE in unused else {})
        widths(sheet, [0 if column in unused else sizes[column] for column in _ORDER])

    def at(self, sheet: Worksheet, row: int, column: str) -> Cell:
        return sheet.cell(row, _AT[column])

    def header(self, sheet: Worksheet, row: int) -> None:
        for column in _ORDER:
            said = self.text(column) if column in _OURS else self.column(column)
            look(put(self.at(sheet, row, column), said), fill=HEADER, ink=WHITE, bold=True, across="center")
        sheet.row_dimensions[row].height = 22

    def column(self, column: str) -> str:
        return spoken((COLUMNS[column], column.capitalize()), self.language)

    def heading(self, sheet: Worksheet, row: int, entry: Heading) -> None:
        fill = BLOCK if entry.is_block else INDICATOR
        for column in _ORDER[2:]:
            look(self.at(sheet, row, column), fill=fill, border=False)
        words = put(self.at(sheet, row, WORDS), entry.words)
        look(words, fill=fill, bold=True, border=False, wrap=width_of(entry.words) > 64)
        look(put(self.at(sheet, row, NUMBER), entry.number), fill=fill, bold=True, border=False, across="center")
        look(put(self.at(sheet, row, REQUIRED), *entry.required), fill=fill, size=9, border=False)
        look(put(self.at(sheet, row, CLAUSE), entry.clause), fill=fill, size=9, ink=GREY, border=False)

    def line(self, sheet: Worksheet, row: int, line: Line) -> None:
        """One value: what it is, its cell with a name, a rule and a colour, and the cells for where it comes from."""
        put_id(self.at(sheet, row, SECTION), line.section)
        put_id(self.at(sheet, row, ID), line.id)
        for column, text in ((NUMBER, line.number), (UNIT, line.unit)):
            look(put(self.at(sheet, row, column), text), across="center")
        look(put(self.at(sheet, row, WORDS), line.words, *line.remarks))
        look(put(self.at(sheet, row, LAST), self.former(line)), across="center", ink=GREY)
        look(put(self.at(sheet, row, REQUIRED), *line.required), size=9)
        look(put(self.at(sheet, row, CLAUSE), line.clause), size=9, ink=GREY)
        for column in (YEAR, SOURCE, PAGE, NOTE, CONFIRMED):
            look(self.at(sheet, row, column))
        if line.fixed:
            look(put_id(self.at(sheet, row, VALUE), line.fixed), size=8, ink=GREY)
            look(self.at(sheet, row, WORDS), size=8, ink=GREY)
        else:
            self.inputs(sheet, row, line)

    def inputs(self, sheet: Worksheet, row: int, line: Line) -> None:
        value, fill = self.at(sheet, row, VALUE), OPTIONAL if line.is_optional else INPUT
        open_to_input(look(value, fill=fill, bold=True, across="center"))
        value.number_format = _number_format(line.limits)
        if line.section == "subject":
            put_id(value, self.former(line))  # who it is rarely changes
        self.rules.apply(sheet, value.coordinate, line.limits, line.unit)
        self.limited.setdefault(line.limits, []).append(value.coordinate)
        self.names.add(line.section, line.id, sheet.title, value.coordinate)
        if line.unit:
            open_to_input(self.at(sheet, row, UNIT))
        for column in (SOURCE, PAGE, NOTE, *([CONFIRMED] if line.section in _QUESTIONED else [])):
            open_to_input(look(self.at(sheet, row, column), fill=fill, size=9)).number_format = "@"
        if line.by_year:
            year = open_to_input(look(self.at(sheet, row, YEAR), fill=fill, across="center"))
            self.rules.apply(sheet, year.coordinate, Limits("year"))

    # -- sheets of rows --------------------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        """The rows of a table under its columns; as many as the standard names, or as many as the user needs."""
        exact = table.expected.exact if table.expected is not None else None
        confirmed = self.confirmed_line(table)
        lines = (*column_lines(self.ruleset, table, self.language), *confirmed)
        ids = [*columns(table), *(CONFIRMED for _ in confirmed)]
        hint = self.text("table_hint")
        if table.expected is not None:
            hint = self.text("rows_hint", hint, Prose(self.ruleset, self.language).row_count(table.expected))
        else:
            hint = self.text("free_hint", hint)
        if any(is_hidden(line) for line in lines):
            hint = self.text("hidden", hint)
        title = table.label.in_language(self.language)
        sheet = self.rows_sheet(title, self.names_hint(table, hint), (TABLE, table.id), lines, ids)
        for number, line in enumerate(lines, start=1):
            key = " *" if line.id in table.key else ""
            unit = [self.text("unit", line.unit)] if line.unit else []
            put(sheet.cell(5, number), line.words + key, *unit, *line.remarks)
            self.input_column(sheet, number, line, exact)
        leading = sum(1 for own, key in zip(table.columns, table.key, strict=False) if own == key)
        self.finish_rows(sheet, lines, leading)
        self.former_keys(sheet, table)
        self.share_names(sheet, table, exact or _ROWS_VALIDATED)
        self.count_rows(sheet, lines, 5 + (exact or _ROWS_VALIDATED))

    def names_hint(self, table: Table, hint: str) -> str:
        """What to do, and where the names that several tables share are written."""
        for listed in dict.fromkeys(one for one in self.shared.values() if one.table == table.id):
            hint = self.text("list_hint", hint, self.label_of(listed.column))
        for column in (one for one in table.key if one in self.shared):
            of = self.ruleset.tables[self.shared[column].table].label.in_language(self.language)
            hint = self.text("chosen_hint", hint, self.label_of(column), of)
        return hint

    def label_of(self, column: str) -> str:
        return self.ruleset.measures[column].label.in_language(self.language)

    def share_names(self, sheet: Worksheet, table: Table, rows: int) -> None:
        """Lets the names of one table be chosen in the others, and shows in red those that it does not have."""
        for number, column in enumerate(table.columns, start=1):
            if column in {one.column for one in self.shared.values()}:
                letter = column_letters(number)
                self.listed[column] = f"{quoted(sheet.title)}!${letter}$6:${letter}${5 + rows}"
            if column in self.shared:
                letter = column_letters(number)
                cells, listed = f"{letter}6:{letter}{5 + rows}", self.listed[self.shared[column].column]
                self.rules.choose_from(sheet, cells, listed)
                sheet.conditional_formatting.add(
                    cells, tinted(f'AND({letter}6<>"",COUNTIF({listed},{letter}6)=0)', WRONG)
                )

    def former_keys(self, sheet: Worksheet, table: Table) -> None:
        """The rows of last year by their names, so that nobody types them again."""
        keys = () if self.last_year is None else self.last_year.keys.get(table.id, ())
        for row, key in enumerate(keys, start=6):
            for own, text in zip(table.key, key, strict=False):
                number = table.columns.index(own) + 1
                put_id(like_column(sheet.cell(row, number)), text)

    def count_rows(self, sheet: Worksheet, lines: Sequence[Line], last: int) -> None:
        """How many rows are begun and how many of their cells are still empty, as a formula; those cells in amber."""
        needed = [column_letters(number) for number, line in enumerate(lines, start=1) if not line.is_optional]
        begun = f"$A$6:$A${last}"
        empty = "+".join(f'SUMPRODUCT(({begun}<>"")*({one}6:{one}{last}=""))' for one in needed[1:]) or "0"
        at = _column_behind(str(sheet.cell(3, 1).value), lines)
        cell = look(sheet.cell(3, at), bold=True, ink=HEADER, border=False, wrap=False)
        cell.value = self.text("rows_filled", f"COUNTA({begun})", f"({empty})")
        for one in needed[1:]:
            sheet.conditional_formatting.add(f"{one}6:{one}{last}", tinted(f'AND($A6<>"",ISBLANK({one}6))', LACKING))

    def confirmed_line(self, table: Table) -> tuple[Line, ...]:
        """The column for who confirms what a check questions in a row; none where it has no figures to question."""
        measures = [self.ruleset.measures[own] for own in table.columns]
        names = {*columns(table), *(name for one in measures for name in one.label)}
        has_figures = any(one.type in _FIGURES and one.value is None for one in measures)
        if not has_figures or names & {*CONFIRMED_NAMES}:
            return ()
        own, remark = ColumnRef(table.id, CONFIRMED).text, self.text("confirmed_hint")
        return (Line("table", own, self.text("confirmed"), Limits("text"), remarks=(remark,), is_optional=True),)

    def members(self, group: MemberGroup) -> None:
        """The lower subjects of a group, each with the verdict that is cited for it."""
        limits = {"level": Limits("offered", options=group.holds)} if group.holds else {}
        lines = [
            Line("member", ColumnRef(group.id, one).text, self.text(one), limits.get(one, Limits("text")))
            for one in MEMBER_COLUMNS
        ]
        title = group.label.in_language(self.language)
        sheet = self.rows_sheet(title, self.text("member_hint"), (MEMBERS, group.id), lines, MEMBER_COLUMNS)
        for number, line in enumerate(lines, start=1):
            put(sheet.cell(5, number), line.words)
            self.input_column(sheet, number, line, None)
        self.finish_rows(sheet, lines, 1)

    def rows_sheet(
        self, title: str, hint: str, kind: tuple[str, str], lines: Sequence[Line], ids: Sequence[str]
    ) -> Worksheet:
        sheet = self.new_sheet(title, *kind)
        sheet.protection.insertRows = sheet.protection.deleteRows = False
        sheet.protection.sort = sheet.protection.autoFilter = False
        sheet.cell(1, 2).value = 5
        for number, own in enumerate(ids, start=1):
            put_id(sheet.cell(2, number), own)
            look(sheet.cell(3, number), border=False, wrap=False)
            look(sheet.cell(4, number), border=False, wrap=False, size=9, ink=GREY)
            look(sheet.cell(5, number), fill=HEADER, ink=WHITE, bold=True, across="center", size=9)
        look(put(sheet.cell(3, 1), capital(title)), size=14, bold=True, ink=HEADER, border=False, wrap=False)
        put(sheet.cell(4, 1), hint)
        sheet.row_dimensions[3].height, sheet.row_dimensions[4].height = 26, 18
        widths(sheet, [_column_width(line) for line in lines])
        return sheet

    def input_column(self, sheet: Worksheet, number: int, line: Line, expected: int | None) -> None:
        """A column for input: a style of the whole column, or of as many cells as there are to be."""
        letter, fill = column_letters(number), OPTIONAL if line.is_optional else INPUT
        targets = [sheet.cell(row, number) for row in range(6, 6 + expected)] if expected else []
        for target in targets or [sheet.column_dimensions[letter]]:
            open_to_input(
                look(target, fill=fill, across="left" if line.limits.kind == "text" else "center", wrap=False)
            )
            target.number_format = _number_format(line.limits)
        cells = f"{letter}6:{letter}{5 + (expected or _ROWS_VALIDATED)}"
        self.rules.apply(sheet, cells, line.limits, line.unit)
        out_of_range(sheet, cells, f"{letter}6", line.limits)
        self.names.add("column", line.id, sheet.title, cells)

    def finish_rows(self, sheet: Worksheet, lines: Sequence[Line], leading: int) -> None:
        fit_height(sheet, 5, 30)
        sheet.freeze_panes = f"{column_letters(1 + min(leading, 2))}6"
        set_up_page(sheet, "5:5")
        for number, line in enumerate(lines, start=1):
            sheet.column_dimensions[column_letters(number)].hidden = is_hidden(line)
        width = sum(_column_width(line) for line in lines if not is_hidden(line))
        if width > _PAGE_WIDTH:
            sheet.page_setup.paperSize = A3
        sheet.page_setup.fitToWidth = max(1, math.ceil(width / _WIDE_PAGE))
        if sheet.page_setup.fitToWidth > 1 and leading:
            sheet.print_title_cols = f"A:{'AB'[min(leading, 2) - 1]}"


def is_hidden(line: Line) -> bool:
    """Whether a column is out of sight: what follows from others, but not who confirms what was questioned."""
    return line.is_optional and line.limits.kind != "text"


def _column_behind(title: str, lines: Sequence[Line]) -> int:
    """The first column in sight, from the third on, that begins where a title over the columns ends."""
    left = width_of(title) * _OF_TITLE
    for number, line in enumerate(lines, start=1):
        if number > 2 and left <= 0 and not is_hidden(line):
            return number
        left -= 0 if is_hidden(line) else _column_width(line)
    return max(3, len(lines) + 1)


def _column_width(line: Line) -> float:
    """Wide enough for the heading on a few lines, and for every option on one beside its arrow."""
    if line.limits.kind in ("text", "offered"):
        return 20
    widest = max(map(width_of, line.limits.options), default=0) + 3  # and the arrow
    return min(30, max(11, width_of(line.words) / 3 + 3, widest))


def _number_format(limits: Limits) -> str:
    """General, so that 98.5% typed as such is kept as a percentage; what a program would turn into a number is text."""
    return {"text": "@", "offered": "@", "ratio": "@", "date": "yyyy-mm-dd"}.get(limits.kind, "General")
