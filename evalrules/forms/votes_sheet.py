"""The votes of a panel on a form: a line for each indicator, a column for each grade, the size of the panel behind."""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.forms import ID, PANEL_COLUMN
from evalrules.base.languages import spoken
from evalrules.base.source import column_letters
from evalrules.forms.asked import graded
from evalrules.forms.cell_names import CellNames
from evalrules.forms.colours import FILLED, WRONG, out_of_range, tinted
from evalrules.forms.entry_rules import EntryRules
from evalrules.forms.lines import PANEL, Limits, indicator_number
from evalrules.model.refs import pair_text
from evalrules.model.ruleset import Indicator, Ruleset
from evalrules.reporters.workbook.sheets import (
    GREY,
    HEADER,
    INPUT,
    OPTIONAL,
    WHITE,
    Worksheet,
    fit_height,
    look,
    open_to_input,
    put,
    put_id,
    set_up_page,
    widths,
)

HEADING = 5
"""The row of the headings."""
_LEADING = 3
"""The id, which is hidden, the number and the words of an indicator stand before its votes."""
_COUNT = Limits("count", Fraction(0))
_TEXT = {
    "hint": ("每行一项指标：填各等级的票数和专家组人数；没有表决的留空。票数之和超过人数时变红。",
             "A line an indicator: votes for each grade, size of the panel; more votes than members turn red."),
    "number": ("指标", "No."), "words": ("项目", "Item"), "votes_for": ("评{}的票数", "votes for {}"),
    "panel": ("专家组人数", "members of the panel"),
}  # fmt: skip


class VotesSheet:
    """The lines of the votes of one ruleset, put into an empty sheet."""

    def __init__(self, sheet: Worksheet, ruleset: Ruleset, language: str) -> None:
        self.sheet = sheet
        self.language = language
        self.labels = ruleset.grade_labels
        self.indicators = [one for one in graded(ruleset) if one.kind == "graded"]
        voted = {grade for one in self.indicators for grade in one.grades}
        self.grades = [grade for grade in self.labels if grade in voted]
        self.panel = _LEADING + len(self.grades) + 1

    def text(self, name: str, *values: str) -> str:
        zh, en = _TEXT[name]
        return spoken((zh, en), self.language, *values)

    def write(self, title: str, rules: EntryRules, names: CellNames) -> None:
        """Headings and lines, with the rules and the names of what is filled in."""
        self.headings(title)
        for row, indicator in enumerate(self.indicators, start=HEADING + 1):
            self.line(row, indicator, rules, names)
        first, last = self.place(HEADING + 1, _LEADING + 1), self.place(HEADING + len(self.indicators), self.panel)
        out_of_range(self.sheet, f"{first}:{last}", first, _COUNT)
        self.sheet.conditional_formatting.add(f"{first}:{last}", tinted(f"NOT(ISBLANK({first}))", FILLED))
        widths(self.sheet, [0, 8, 52, *(13 for _ in self.grades), 14])
        for row in range(HEADING, self.sheet.max_row + 1):
            fit_height(self.sheet, row)
        self.sheet.freeze_panes = self.place(HEADING + 1, _LEADING + 1)
        set_up_page(self.sheet, f"{HEADING}:{HEADING}")

    def headings(self, title: str) -> None:
        """The title, what to do, the ids of the columns out of sight, and their names."""
        sheet = self.sheet
        sheet.cell(1, 2).value = HEADING
        look(put(sheet.cell(3, 2), title), size=14, bold=True, ink=HEADER, border=False, wrap=False)
        look(put(sheet.cell(4, 2), self.text("hint")), size=9, ink=GREY, border=False, wrap=False)
        for number, own in enumerate((ID, "", "", *self.grades, PANEL_COLUMN), start=1):
            put_id(sheet.cell(2, number), own)
        votes = (self.text("votes_for", self.labels[grade].in_language(self.language)) for grade in self.grades)
        said = (ID, self.text("number"), self.text("words"), *votes, self.text("panel"))
        for number, text in enumerate(said, start=1):
            look(put(sheet.cell(HEADING, number), text), fill=HEADER, ink=WHITE, bold=True, across="center")

    def line(self, row: int, indicator: Indicator, rules: EntryRules, names: CellNames) -> None:
        """An indicator: a cell for each of its grades and one for the panel, red where votes exceed it."""
        sheet = self.sheet
        put_id(sheet.cell(row, 1), indicator.id)
        look(put(sheet.cell(row, 2), indicator_number(indicator)), across="center")
        look(put(sheet.cell(row, 3), indicator.label.in_language(self.language)))
        own = {grade: pair_text(indicator.id, grade, PANEL) for grade in indicator.grades}
        for number, grade in enumerate((*self.grades, None), start=_LEADING + 1):
            cell = look(sheet.cell(row, number), bold=True, across="center", fill=OPTIONAL)
            if grade is not None and grade not in own:
                continue
            open_to_input(look(cell, bold=True, across="center", fill=INPUT))
            rules.apply(sheet, cell.coordinate, _COUNT)
            line = pair_text(indicator.id, PANEL) if grade is None else own[grade]
            names.add("vote", line, sheet.title, cell.coordinate)
        votes, panel = f"{self.place(row, _LEADING + 1)}:{self.place(row, self.panel - 1)}", self.place(row, self.panel)
        fixed = f"AND(ISNUMBER(${panel}),SUM(${votes.replace(':', ':$')})>${panel})"
        sheet.conditional_formatting.add(f"{votes.partition(':')[0]}:{panel}", tinted(fixed, WRONG))

    def place(self, row: int, number: int) -> str:
        return f"{column_letters(number)}{row}"
