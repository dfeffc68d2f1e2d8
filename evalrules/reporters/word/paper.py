"""The parts a Word report is put together from: headings, lines, tables, the verdict, signatures.

Every text goes in through `inert`, as text: it can be no field, no link and no character that XML forbids.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell as Cell
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph

from evalrules.base.languages import spoken
from evalrules.base.patterns import pattern
from evalrules.reporters.inert import inert
from evalrules.reporters.office_zip import fixed_date, settled
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.word.style import (
    BULLET,
    CELL,
    DIGEST,
    HEAD,
    LEAD,
    NORMAL,
    OFFICIAL,
    SPACER,
    SUBTITLE,
    TITLE,
    VERDICT,
    Margins,
    blank_document,
    language_tag,
    turned_page,
)
from evalrules.reporters.word.unbroken import unbroken
from evalrules.reporters.word.widths import SHORT, column_widths, columns_of, is_wide
from evalrules.reporters.workbook.sheets import TONES, width_of

_IS_DIGEST = pattern("[0-9a-f]{64}").fullmatch
_GROUND, _BAND = "E7ECF1", "F5F5F5"
_MOST_TOGETHER = 12
"""An indicator with its figures is parted by no end of a page where it has no more rows than this."""
_TOGETHER = 2
"""So many rows stay with the next one, below the header and before the last: no row is alone on its page."""
_TO_WRITE = 9
"""A row of empty cells is so high that somebody can write into them, in millimetres."""
_LONGEST_PROPERTY = 255
DENSE = 8
"""The size of letters in a dense table, in points."""


class Paper:
    """A document that grows downward; `inks` are the tones of words wherever one of them is all of a cell."""

    def __init__(self, language: str, inks: Mapping[str, str], margins: Margins = OFFICIAL) -> None:
        self.language = language
        self.inks = inks
        self.document: Document = blank_document(language, margins)
        self.margins = margins
        self.width = margins.text_width
        self.turns = self.is_turned = False
        self.last: DocxTable | None = None
        self.spacer: Paragraph | None = None

    def new_page(self) -> None:
        """Lets the next title or heading begin a page, unless it does so anyway."""
        self.turns = not self.is_turned

    def lie(self, tables: Iterable[Table | None]) -> None:
        """Lays the pages that follow across where one of these tables is too wide for an upright page."""
        if any(table is not None and is_wide(table, self.margins.text_width) for table in tables):
            self._turn(lying=True)

    def stand(self) -> None:
        """Lets what follows stand on upright pages again."""
        self._turn(lying=False)

    def _turn(self, *, lying: bool) -> None:
        if lying == (self.width != self.margins.text_width):
            return
        self.width = turned_page(self.document, self.margins, lying=lying)
        self._end_section(self.document.paragraphs[-1])
        self.turns, self.is_turned = False, True

    def _end_section(self, end: Paragraph) -> None:
        """Lets what stands behind the last table end the pages, so that no empty page is begun for it."""
        before = end._p.getprevious()  # noqa: SLF001 - python-docx has no way to a neighbour
        if self.spacer is not None and before is self.spacer._p:  # noqa: SLF001
            before.get_or_add_pPr().append(end._p.get_or_add_pPr().find(qn("w:sectPr")))  # noqa: SLF001
            before.getparent().remove(end._p)  # noqa: SLF001
        else:
            end.style = SPACER

    def title(self, text: str, subtitle: str) -> None:
        """The title of the document, and whom it is about."""
        self.line(text, TITLE)
        self.line(subtitle, SUBTITLE)

    def heading(self, text: str, level: int) -> None:
        """A heading of level 1 to 3."""
        self.line(text, f"Heading {min(level, 3)}")

    def line(self, text: str, style: str = NORMAL) -> Paragraph:
        """A paragraph of one style."""
        paragraph = self.document.add_paragraph(inert(text), style)
        if self.turns:
            paragraph.paragraph_format.page_break_before = True
            self.turns = False
        self.is_turned = False
        return paragraph

    def section(self, section: Section, level: int) -> None:
        """A section of a page: its heading where it has one, its lines, its table."""
        if section.title:
            self.heading(section.title, level)
        for line, after in zip_longest(section.lines, section.lines[1:], fillvalue=""):
            if line.startswith("- "):
                self.item(line[2:])
            else:
                said = self.line(line, LEAD if after.startswith("- ") else NORMAL)
                said.paragraph_format.keep_with_next = section.table is not None or None
        if section.table is not None:
            self.table(section.table)

    def item(self, text: str) -> None:
        """A line of a list; spaces before it lead one step further in."""
        said = text.lstrip()
        paragraph = self.line(said, BULLET)
        if said != text:
            paragraph.paragraph_format.left_indent = Mm(12)

    # -- tables ------------------------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        """A table whose header stands on every page it reaches; a row of one cell is a band over all columns."""
        widths = column_widths(table, self.width)
        made = self._grid(len(table.rows) + 1, widths)
        _, *rows = made.rows
        _repeat(made.rows[0])
        for cell, text in zip(made.rows[0].cells, table.headers, strict=True):
            _put(cell, _header(text, self.language), HEAD).paragraph_format.keep_with_next = True
            _shade(cell, _GROUND)
        every = list(zip(table.headers, columns_of(table.rows, len(widths)), strict=True))
        long = {header for header, column in every if max(map(width_of, column), default=0) > SHORT}
        short = [header not in long for header, _ in every]  # columns of one name look the same
        for row, texts in zip(rows, table.rows, strict=True):
            self._row(row, texts, short)
        for at in table.sums:
            _make_bold(rows[at])
        for row in (*rows[:_TOGETHER], *rows[-_TOGETHER - 1 : -1], *_with_the_next(rows, table.rows)):
            _keep_row(row)
        if table.dense or is_wide(table, self.width):
            _make_dense(made)
        self._space()

    def _row(self, row: Row, texts: Sequence[str], short: Sequence[bool]) -> None:
        cells = row.cells
        if not any(texts):
            row.height, row.height_rule = Mm(_TO_WRITE), WD_ROW_HEIGHT_RULE.AT_LEAST
        if len(texts) < len(cells):
            cell = cells[0].merge(cells[-1])
            _put(cell, texts[0], CELL).paragraph_format.keep_with_next = True
            cell.paragraphs[0].runs[0].bold = True
            _shade(cell, _BAND)
            return
        for cell, text, is_short in zip(cells, texts, short, strict=True):
            paragraph = _put(cell, text, DIGEST if _IS_DIGEST(text) else CELL)
            if is_short:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            tone = self.inks.get(text)
            if tone is not None:
                _ink(paragraph, tone)

    def fields(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Names with their values, a line each."""
        listed = tuple(pairs)
        made = self._grid(len(listed), (32, self.width - 32))
        for row, (name, value) in zip(made.rows, listed, strict=True):
            first, second = row.cells
            _put(first, name, HEAD)
            _shade(first, _GROUND)
            _put(second, value, CELL)
            row.height = Mm(8)
        self._space()

    def boxes(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Rooms to write into, each with its name beside it and a line to be sealed at its foot."""
        listed = tuple(pairs)
        made = self._grid(len(listed), (32, self.width - 32))
        for row, (name, foot) in zip(made.rows, listed, strict=True):
            first, second = row.cells
            _put(first, name, HEAD)
            _shade(first, _GROUND)
            _put(second, foot, CELL).alignment = WD_ALIGN_PARAGRAPH.RIGHT
            second.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            row.height, row.height_rule = Mm(46), WD_ROW_HEIGHT_RULE.AT_LEAST
        self._space()

    def verdict(self, text: str, tone: str) -> None:
        """The verdict in a frame; its colour says no more than its words."""
        made = self._grid(1, (self.width,))
        cell = made.rows[0].cells[0]
        _ink(_put(cell, text, VERDICT), tone)
        _shade(cell, TONES[tone][0])
        self._space()

    def signatures(self, rows: Sequence[tuple[str, str]]) -> None:
        """Places to sign, two in a row, together on one page and with the table before them: never alone on a page."""
        if self.last is not None and self.spacer is not None:
            for row in self.last.rows[-_MOST_TOGETHER:]:
                _keep_row(row)
            self.spacer.paragraph_format.keep_with_next = True
        made = self._grid(len(rows), (self.width / 2, self.width / 2))
        _set_borders(made, "none")
        for row, texts in zip(made.rows, rows, strict=True):
            row.height, row.height_rule = Mm(15), WD_ROW_HEIGHT_RULE.AT_LEAST
            for cell, text in zip(row.cells, texts, strict=True):
                _put(cell, text, NORMAL)
        _keep(made)
        self._space()

    def _grid(self, rows: int, widths: Sequence[float]) -> DocxTable:
        made: DocxTable = self.document.add_table(rows, len(widths), "Table Grid")
        made.autofit = False
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Mm(width)
        for row in made.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no name for it in python-docx
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        self.last = made
        return made

    def _space(self) -> None:
        """Between two tables stands a paragraph, else Word makes one of them."""
        self.spacer = self.line("", SPACER)

    # -- the file ----------------------------------------------------------------------------------------------

    def finished(self, title: str, subject: str) -> bytes:
        """The document as a file, the same to the byte for the same content."""
        properties = self.document.core_properties
        properties.title, properties.subject = (inert(text)[:_LONGEST_PROPERTY] for text in (title, subject))
        properties.author = properties.last_modified_by = "evalrules"
        properties.comments = properties.keywords = properties.category = ""
        properties.language = language_tag(self.language)
        properties.created = properties.modified = fixed_date()
        properties.revision = 1
        out = io.BytesIO()
        self.document.save(out)
        return settled(out.getvalue())


def _put(cell: Cell, text: str, style: str) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(unbroken(inert(text)))
    return paragraph


def _ink(paragraph: Paragraph, tone: str) -> None:
    for run in paragraph.runs:
        run.font.color.rgb = RGBColor.from_string(TONES[tone][1])
        run.bold = True


def _shade(cell: Cell, ground: str) -> None:
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{ground}"/>')
    cell._tc.get_or_add_tcPr().insert_element_before(shade, "w:vAlign")  # noqa: SLF001 - no name for it in python-docx


def _make_dense(table: DocxTable) -> None:
    """Small letters and no room above and below them; a style of its own would be in every document."""
    for cell in (cell for row in table.rows for cell in row.cells):
        paragraph = cell.paragraphs[0]
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing = 1.0
        for run in paragraph.runs:
            run.font.size = Pt(DENSE)


def _make_bold(row: Row) -> None:
    for run in (run for cell in row.cells for run in cell.paragraphs[0].runs):
        run.bold = True


def _with_the_next(rows: Sequence[Row], texts: Sequence[Sequence[str]]) -> Iterator[Row]:
    """The rows above one without a name of its own: a figure of theirs, a sum; not where many of them follow."""
    run: list[Row] = []
    for row, below in zip(rows, (*texts[1:], ("end",))[: len(rows)], strict=True):
        run.append(row)
        if len(below) == 1 or below[0]:
            yield from run[:-1] if len(run) <= _MOST_TOGETHER else ()
            run = []


def _repeat(row: Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no name for it in python-docx


def _set_borders(table: DocxTable, kind: str) -> None:
    sides = "".join(f'<w:{side} w:val="{kind}"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    properties = table._tbl.tblPr  # noqa: SLF001 - no name for it in python-docx
    layout = properties.find(qn("w:tblLayout"))
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>")
    layout.addprevious(borders)


def _keep(table: DocxTable) -> None:
    """Keeps a table together and with what follows it."""
    for row in table.rows:
        _keep_row(row)


def _keep_row(row: Row) -> None:
    for cell in row.cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _header(text: str, language: str) -> str:
    """The words of a header in English begin with a capital; `id` and `n/a` are written in capitals."""
    if len(text) == len("id") or "/" in text:
        return text.upper()
    return spoken((text, text[:1].upper() + text[1:]), language)
