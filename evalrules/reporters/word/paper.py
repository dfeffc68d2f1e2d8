"""The parts a Word report is put together from: headings, lines, tables, the verdict, signatures.

Every text goes in through `inert`, as text: it can be no field, no link and no character that XML forbids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from evalrules.base.languages import spoken
from evalrules.base.patterns import pattern
from evalrules.reporters.inert import inert
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.word.elements import NORMAL, Cell, Grid, Paragraph, Row
from evalrules.reporters.word.package import packed, part
from evalrules.reporters.word.style import (
    BULLET,
    CELL,
    DIGEST,
    HEAD,
    LEAD,
    NARROW,
    OFFICIAL,
    SPACER,
    SUBTITLE,
    TITLE,
    VERDICT,
    Margins,
    language_tag,
    pages,
    parts_of,
)
from evalrules.reporters.word.unbroken import Lines, unbroken
from evalrules.reporters.word.widths import SHORT, column_widths, columns_of, dense_widths, is_high, is_wide
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
        self.body: list[Paragraph | Grid] = []
        self.margins = margins
        self.has_foot = True
        self.width = margins.text_width
        self.turns = self.is_turned = False
        self.last: Grid | None = None
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
        ended = self._pages()
        self.has_foot = False
        self.width = NARROW.lying_width if lying else self.margins.text_width
        self._end_pages(ended)
        self.turns, self.is_turned = False, True

    def _pages(self) -> str:
        """What the pages are like that are being filled."""
        lying = self.width != self.margins.text_width
        return pages(NARROW if lying else self.margins, lying=lying, has_foot=self.has_foot)

    def _end_pages(self, ended: str) -> None:
        """Lets what stands behind the last table end the pages, so that no empty page is begun for it."""
        if self.spacer is None or self.body[-1] is not self.spacer:
            self.spacer = Paragraph("", SPACER)
            self.body.append(self.spacer)
        self.spacer.pages = ended

    def title(self, text: str, subtitle: str) -> None:
        """The title of the document, and whom it is about."""
        self.line(text, TITLE)
        self.line(subtitle, SUBTITLE)

    def heading(self, text: str, level: int) -> None:
        """A heading of level 1 to 3."""
        self.line(text, f"Heading {min(level, 3)}")

    def line(self, text: str, style: str = NORMAL) -> Paragraph:
        """A paragraph of one style."""
        paragraph = Paragraph(inert(text), style)
        self.body.append(paragraph)
        paragraph.turns = self.turns
        self.turns = self.is_turned = False
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
                said.keeps = section.table is not None
        if section.table is not None:
            self.table(section.table)

    def item(self, text: str) -> None:
        """A line of a list; spaces before it lead one step further in."""
        said = text.lstrip()
        paragraph = self.line(said, BULLET)
        if said != text:
            paragraph.indent = 12

    # -- tables ------------------------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        """A table whose header stands on every page it reaches; a row of one cell is a band over all columns."""
        widths = column_widths(table, self.width)
        is_dense = table.dense or is_wide(table, self.width) or is_high(table, widths)
        widths = dense_widths(table, self.width) if is_dense else widths
        made = self._grid(len(table.rows) + 1, widths)
        header, *rows = made.rows
        header.repeats = True
        for cell, text in zip(header.cells, table.headers, strict=True):
            _put(cell, _header(text, self.language), HEAD).keeps = True
            cell.ground = _GROUND
        every = list(zip(table.headers, columns_of(table.rows, len(widths)), strict=True))
        long = {header for header, column in every if max(map(width_of, column), default=0) > SHORT}
        short = [header not in long for header, _ in every]  # columns of one name look the same
        for row, texts in zip(rows, table.rows, strict=True):
            self._row(row, texts, short)
        for at in table.sums:
            _make_bold(rows[at])
        for row in (*rows[:_TOGETHER], *rows[-_TOGETHER - 1 : -1], *_with_the_next(rows, table.rows)):
            row.keep()
        if is_dense:
            _make_dense(made)
        self._space()

    def _row(self, row: Row, texts: Sequence[str], short: Sequence[bool]) -> None:
        cells = row.cells
        if not any(texts):
            row.height = _TO_WRITE
        if len(texts) < len(cells):
            band = row.merge()
            band.ground = _BAND
            paragraph = _put(band, capital(texts[0], self.language), CELL)
            paragraph.keeps = paragraph.is_bold = True
            return
        for cell, text, is_short in zip(cells, texts, short, strict=True):
            paragraph = _put(cell, text, DIGEST if _IS_DIGEST(text) else CELL)
            if is_short:
                paragraph.side = "center"
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
            first.ground = _GROUND
            _put(second, value, CELL)
            row.height = 8
        self._space()

    def boxes(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Rooms to write into, each with its name beside it and a line to be sealed at its foot."""
        listed = tuple(pairs)
        made = self._grid(len(listed), (32, self.width - 32))
        for row, (name, foot) in zip(made.rows, listed, strict=True):
            first, second = row.cells
            _put(first, name, HEAD)
            first.ground = _GROUND
            _put(second, foot, CELL).side = "right"
            second.foot = "bottom"
            row.height = 46
        self._space()

    def verdict(self, text: str, tone: str) -> None:
        """The verdict in a frame; its colour says no more than its words."""
        made = self._grid(1, (self.width,))
        cell = made.rows[0].cells[0]
        _ink(_put(cell, text, VERDICT), tone)
        cell.ground = TONES[tone][0]
        self._space()

    def signatures(self, rows: Sequence[tuple[str, str]]) -> None:
        """Places to sign, two in a row, together on one page and with the table before them: never alone on a page."""
        if self.last is not None and self.spacer is not None:
            for row in self.last.rows[-_MOST_TOGETHER:]:
                row.keep()
            self.spacer.keeps = True
        made = self._grid(len(rows), (self.width / 2, self.width / 2))
        made.has_lines = False
        for row, texts in zip(made.rows, rows, strict=True):
            row.height = 15
            row.keep()
            for cell, text in zip(row.cells, texts, strict=True):
                _put(cell, text, NORMAL)
        self._space()

    def _grid(self, rows: int, widths: Sequence[float]) -> Grid:
        self.last = Grid(rows, widths)
        self.body.append(self.last)
        return self.last

    def _space(self) -> None:
        """Between two tables stands a paragraph, else Word makes one of them."""
        self.spacer = self.line("", SPACER)

    # -- the file ----------------------------------------------------------------------------------------------

    def finished(self, title: str, subject: str) -> bytes:
        """The document as a file, the same to the byte for the same content."""
        properties = {
            "title": inert(title)[:_LONGEST_PROPERTY],
            "subject": inert(subject)[:_LONGEST_PROPERTY],
            "language": language_tag(self.language),
        }
        content = "".join(one.xml() for one in self.body)
        return packed(
            part("document", f"<w:body>{content}{self._pages()}</w:body>"), parts_of(self.language), properties
        )


def _put(cell: Cell, text: str, style: str) -> Paragraph:
    parts = text.parts if isinstance(text, Lines) else (text,)
    return cell.put("\n".join(unbroken(inert(one)) for one in parts), style)


def _ink(paragraph: Paragraph, tone: str) -> None:
    paragraph.ink, paragraph.is_bold = TONES[tone][1], True


def _make_dense(table: Grid) -> None:
    """Small letters and no room above and below them; a style of its own would be in every document."""
    for paragraph in (one for row in table.rows for one in row.paragraphs()):
        paragraph.dense = DENSE


def _make_bold(row: Row) -> None:
    for paragraph in row.paragraphs():
        paragraph.is_bold = True


def _with_the_next(rows: Sequence[Row], texts: Sequence[Sequence[str]]) -> Iterator[Row]:
    """The rows above one without a name of its own: a figure of theirs, a sum; not where many of them follow."""
    run: list[Row] = []
    for row, below in zip(rows, (*texts[1:], ("end",))[: len(rows)], strict=True):
        run.append(row)
        if len(below) == 1 or below[0]:
            yield from run[:-1] if len(run) <= _MOST_TOGETHER else ()
            run = []


def _header(text: str, language: str) -> str:
    """The words of a header in English begin with a capital; `id` and `n/a` are written in capitals."""
    if len(text) == len("id") or "/" in text:
        return text.upper()
    return capital(text, language)


def capital(text: str, language: str) -> str:
    """A text that stands by itself, which in English begins with a capital."""
    return spoken((text, text[:1].upper() + text[1:]), language)
