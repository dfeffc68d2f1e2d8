"""A result on a sheet: the verdict and why, the indicators, gaps, what is missing, and problems with their cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.forms import RESULT
from evalrules.base.languages import punctuation, spoken
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import hint, sentence
from evalrules.base.source import Span, column_letters
from evalrules.model.assessment import Assessment
from evalrules.model.refs import DecisionRef, PlaceRef, PointsRef
from evalrules.model.report import Result
from evalrules.reporters.page import Writer, page_of
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.workbook.marks import COLOURS
from evalrules.reporters.workbook.sheets import (
    BLOCK,
    GREY,
    HEADER,
    INDICATOR,
    TONES,
    WHITE,
    Cell,
    Worksheet,
    fit_height,
    link_to,
    look,
    mark,
    put,
    set_up_page,
    width_of,
    widths,
    wrapped,
)

_WIDTHS = (16, 10, 40, 13, 18, 24, 22)
MAX_PROBLEMS = 500
"""So many problems are listed, errors first where there are more."""

_LEGEND = ((1, 2), (3, 3), (4, 5), (6, 7))
_TEXT = {
    "result": ("评估结果", "Result"), "vetoes": ("一票否决", "Vetoes"), "problems": ("问题", "Problems"),
    "fired": ("触发", "fires"), "not_fired": ("未触发", "does not fire"), "place": ("位置", "Place"),
    "what": ("问题与处理", "Problem and what to do"), "code": ("代码", "Code"), "severity": ("程度", "Severity"),
    "marks": ("表中标记", "Marks in the sheets"),
    "error": ("错误：须改正", "error: to be corrected"), "warning": ("警告：请核对", "warning: please check"),
    "gap": ("未达最好等级，批注说明差距", "below the best; the comment tells the gap"),
    "missing": ("尚缺，批注说明其影响", "still missing; the comment tells what it decides"),
    "no_result": ("数据有误，未作评估。请按下表逐项改正后重新检查。",
                  "The figures contain errors, so nothing was assessed. Correct what is listed below and check again."),
}  # fmt: skip


class Links(NamedTuple):
    """Where a result may lead to: the sheets that are there, and the cells of indicators."""

    sheets: Sequence[str]
    cells: Mapping[PlaceRef, Span]


NO_LINKS = Links((), {})


def text(name: str, language: str) -> str:
    """One of the fixed texts of a result sheet."""
    zh, en = _TEXT[name]
    return spoken((zh, en), language)


def write_result(
    sheet: Worksheet, result: Result, language: str, links: Links = NO_LINKS, *, explain: bool = False
) -> None:
    """The result of one input on an empty sheet."""
    writer = _SheetWriter(sheet, language, links)
    if result.assessment is None:
        writer.no_result(result)
    else:
        writer.result(result.assessment, result.diagnostics, explain=explain)
    writer.finish()


def write_problems(sheet: Worksheet, problems: Sequence[Diagnostic], language: str) -> None:
    """Problems that belong to no single input, on an empty sheet."""
    writer = _SheetWriter(sheet, language, NO_LINKS)
    writer.band(text("problems", language), fill="", size=16)
    writer.problems(problems)
    writer.finish()


class _SheetWriter:
    def __init__(self, sheet: Worksheet, language: str, links: Links) -> None:
        self.sheet = sheet
        self.language = language
        self.links = links
        self.row = 3
        mark(sheet, RESULT)
        widths(sheet, _WIDTHS)
        sheet.protection.sheet = True
        sheet.protection.formatCells = sheet.protection.formatColumns = sheet.protection.formatRows = False

    def say(self, phrase: str, **values: str) -> str:
        return say(phrase, self.language, **values)

    def result(self, found: Assessment, problems: Sequence[Diagnostic], *, explain: bool) -> None:
        page = page_of(found, self.language, explain=explain)
        longest = max((width_of(finding.id) for finding in found.findings), default=0)
        self.sheet.column_dimensions["B"].width = min(24, max(_WIDTHS[1], longest + 3))
        colon = punctuation(self.language).colon
        self.band(page.title, fill="", size=16)
        self.spread(page.subtitle, size=9, ink=GREY)
        ground, ink = TONES[page.tone]
        self.band(f"{self.say('verdict')}{colon}{page.verdict}", fill=ground, ink=ink, size=14)
        for reason in page.reasons:
            self.spread(f"{self.say('why')}{colon}{reason}")
        self.legend()
        notes, questions = self.say("notes"), self.say("questions")
        for section in page.sections:
            if section.title == self.say("sources"):
                self.problems([*problems, *found.diagnostics])
            if section.title == questions:
                self.section(section._replace(lines=section.lines[:1]), found)  # the list of problems has the others
            elif section.title != notes and (section.table is None or len(section.table.headers) <= len(_WIDTHS)):
                self.section(section, found)
            if section.title == self.say("indicators"):
                self.section(_vetoes(found, self.language), found)

    def no_result(self, result: Result) -> None:
        self.band(result.path, fill="", size=16)
        self.band(self.say("not_evaluated"), fill=TONES["bad"][0], ink=TONES["bad"][1], size=14)
        self.spread(text("no_result", self.language))
        self.legend()
        self.problems(result.diagnostics)

    def finish(self) -> None:
        set_up_page(self.sheet)
        self.sheet.sheet_view.zoomScale = 100

    # -- rows ------------------------------------------------------------------------------------------------------

    def spread(self, said: str, *, size: float = 10, ink: str = "1A1A1A", fill: str = "", bold: bool = False) -> Cell:
        """A text over the whole width, as high as it needs."""
        cell = look(put(self.sheet.cell(self.row, 1), said), size=size, ink=ink, fill=fill, bold=bold, border=False)
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=len(_WIDTHS))
        lines = len(wrapped(said, int(sum(_WIDTHS) * 9 / size)))
        self.sheet.row_dimensions[self.row].height = round(lines * size * 1.45 + 6)
        self.row += 1
        return cell

    def band(self, said: str, *, fill: str = BLOCK, ink: str = HEADER, size: float = 11) -> None:
        self.spread(said, size=size, ink=ink, fill=fill, bold=True)

    def cells(self, texts: Sequence[str], *, header: bool = False) -> list[Cell]:
        """A row of a table."""
        fill, ink = (HEADER, WHITE) if header else ("", "1A1A1A")
        cells = [
            look(put(self.sheet.cell(self.row, at), said), fill=fill, ink=ink, bold=header)
            for at, said in enumerate(texts, 1)
        ]
        fit_height(self.sheet, self.row)
        self.row += 1
        return cells

    def legend(self) -> None:
        """What the colours in the other sheets mean, where there are any: in one line, over one or two columns."""
        if not self.links.sheets:
            return
        self.band(text("marks", self.language))
        for (kind, (ground, ink)), (first, last) in zip(COLOURS.items(), _LEGEND, strict=True):
            said = put(self.sheet.cell(self.row, first), text(kind, self.language))
            look(said, fill=ground, ink=ink, bold=True, border=False, across="center")
            if last > first:
                self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        self.sheet.row_dimensions[self.row].height = 34
        self.row += 1

    def section(self, section: Section, found: Assessment) -> None:
        if not section.lines and section.table is None:
            return
        self.band(section.title)
        for line in section.lines:
            said = line.removeprefix("- ")
            depth = 1 + len(said) - len(said.lstrip()) if said is not line else 0
            look(self.spread(said.lstrip()), border=False, indent=min(2 * depth, 6))
        if section.table is not None:
            self.table(section.table, {finding.id for finding in found.findings})

    def table(self, table: Table, indicators: Collection[str]) -> None:
        """A table; the result of an indicator is linked to the cell it was decided in."""
        self.cells([header.capitalize() for header in table.headers], header=True)
        number = self.say("number")
        column = table.headers.index(number) if number in table.headers and self.say("outcome") in table.headers else -1
        for row in table.rows:
            if len(row) < len(table.headers):
                self.spread(row[0], bold=True, fill=INDICATOR)
                continue
            cells, own = self.cells(row), row[column] if column >= 0 else ""
            names = (DecisionRef(own), PointsRef(own)) if own in indicators else ()
            place = next((found for name in names if (found := self.links.cells.get(name))), None)
            self.link(cells[min(column + 2, len(cells) - 1)], place)

    def problems(self, problems: Sequence[Diagnostic]) -> None:
        every = list(dict.fromkeys(problems))
        if not every:
            return
        self.band(text("problems", self.language))
        self.problem_row([text(name, self.language) for name in ("severity", "code", "what", "place")], header=True)
        shown = sorted(every, key=lambda one: not one.is_error)[:MAX_PROBLEMS] if len(every) > MAX_PROBLEMS else every
        for one in shown:
            said = sentence(one, self.language), hint(one, self.language)
            place = "" if one.place is None else str(one.place)
            if one.place is not None and one.place.sheet in self.links.sheets:
                place = place.removeprefix(f"{one.place.file}!")
            cells = self.problem_row([self.say(one.severity), one.code, *filter(None, said), place])
            self.link(cells[-1], one.place)
        if len(shown) < len(every):
            self.spread(self.say("more_errors", count=str(len(every) - len(shown))))

    def problem_row(self, texts: list[str], *, header: bool = False) -> list[Cell]:
        """Severity and code, the sentences over three columns, the place."""
        first, last, sentences = texts[:2], texts[-1], texts[2:-1]
        cells = self.cells([*first, "", "", "", "", last], header=header)
        row = self.row - 1
        put(cells[2], *sentences)
        self.sheet.merge_cells(start_row=row, end_row=row, start_column=3, end_column=6)
        lines = sum(len(wrapped(one, int(sum(_WIDTHS[2:6]) * 0.9))) for one in sentences)
        lines = max(lines, -(-width_of(last) // int(_WIDTHS[6] * 0.9)))
        self.sheet.row_dimensions[row].height = max(20, lines * 14.5 + 6)
        return cells

    def link(self, cell: Cell, place: Span | None) -> None:
        if place is not None and place.sheet in self.links.sheets:
            link_to(cell, place.sheet, f"{column_letters(max(1, place.column))}{max(1, place.line)}")
            look(cell, ink="0B5394", fill=INDICATOR)


def _vetoes(found: Assessment, language: str) -> Section:
    """Every veto, whether it fires, and where it stands."""
    writer = Writer(found, language)
    words = {True: text("fired", language), False: text("not_fired", language), None: say("open", language)}
    colon = punctuation(language).colon
    lines = tuple(
        f"- {writer.label(veto.title)}{colon}{words[veto.fired]} — {writer.cited(veto.source)}" for veto in found.vetoes
    )
    return Section(text("vetoes", language), lines)
