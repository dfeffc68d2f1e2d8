"""What a Word document is made of here: paragraphs of one run, and tables of such paragraphs, as WordprocessingML.

Elements are filled in while the document grows and written at its end. Every text is escaped where it is written, and
nothing else comes from data: names of styles, colours and sizes are ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from evalrules.reporters.word.unbroken import DATE_HYPHEN

NORMAL = "Normal"
"""The style that a paragraph has where it names none."""

_LOOK = 'w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" w:val="04A0"'
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_CLOSE = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'


def twips(millimetres: float) -> int:
    """Twentieths of a point, in which the files measure."""
    return round(int(millimetres * 36_000) / 635)


def style_id(name: str) -> str:
    """A style as paragraphs name it."""
    return name.replace(" ", "")


def run_of(text: str, properties: str = "") -> str:
    """A text with its properties; spaces at its ends stay, its lines are lines, and no line ends within a date."""
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    said = DATE_HYPHEN.sub(f"</w:t><w:noBreakHyphen/><w:t{kept}>", escape(text))
    said = said.replace("\n", f"</w:t><w:br/><w:t{kept}>")
    content = f"{properties}<w:t{kept}>{said}</w:t>" if text else properties
    return f"<w:r>{content}</w:r>" if content else "<w:r/>"


class Paragraph:
    """A text in one style, and what is other than the style says.

    `keeps` it on the page of what follows, `turns` to a new page before it, `side` is where it is laid, `indent` its
    distance from the left in millimetres, `ink` the colour of its letters, `dense` their size in points with no room
    around them, `pages` what the pages are like that end with it.
    """

    def __init__(self, text: str, style: str = NORMAL) -> None:
        self.text, self.style = text, style
        self.keeps = self.turns = self.is_bold = False
        self.side = self.ink = self.pages = ""
        self.indent = 0.0
        self.dense = 0.0

    def xml(self, *, in_cell: bool = False) -> str:
        """The paragraph as it is written; one that is empty has a run only in a cell, where somebody may type."""
        parts = (
            f'<w:pStyle w:val="{style_id(self.style)}"/>' if self.style != NORMAL else "",
            "<w:keepNext/>" if self.keeps else "",
            "<w:pageBreakBefore/>" if self.turns else "",
            _CLOSE if self.dense else "",
            f'<w:ind w:left="{twips(self.indent)}"/>' if self.indent else "",
            f'<w:jc w:val="{self.side}"/>' if self.side else "",
            self.pages,
        )
        properties = "".join(parts)
        said = run_of(self.text, self._letters()) if self.text or in_cell else ""
        return f"<w:p><w:pPr>{properties}</w:pPr>{said}</w:p>" if properties else f"<w:p>{said}</w:p>"

    def _letters(self) -> str:
        parts = (
            "<w:b/>" if self.is_bold else "",
            f'<w:color w:val="{self.ink}"/>' if self.ink else "",
            f'<w:sz w:val="{round(self.dense * 2)}"/>' if self.dense else "",
        )
        found = "".join(parts)
        return f"<w:rPr>{found}</w:rPr>" if found else ""


class Cell:
    """One cell: its paragraph, its width in twentieths of a point, how many columns it spans, and its ground."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.paragraph = Paragraph("")
        self.spans = 1
        self.ground = ""
        self.foot = "center"

    def put(self, text: str, style: str) -> Paragraph:
        """Fills the cell in; the paragraph that it holds."""
        self.paragraph.text, self.paragraph.style = text, style
        return self.paragraph

    def xml(self) -> str:
        """The cell as it is written."""
        spans = f'<w:gridSpan w:val="{self.spans}"/>' if self.spans > 1 else ""
        ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{self.ground}"/>' if self.ground else ""
        properties = f'<w:tcW w:type="dxa" w:w="{self.width}"/>{spans}{ground}<w:vAlign w:val="{self.foot}"/>'
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{self.paragraph.xml(in_cell=True)}</w:tc>"


class Row:
    """One row, which no page parts; `height` in millimetres, 0 for that of its text; a header `repeats` on pages."""

    def __init__(self, widths: Sequence[int]) -> None:
        self.cells = [Cell(width) for width in widths]
        self.height = 0.0
        self.repeats = False

    def paragraphs(self) -> Iterable[Paragraph]:
        """The paragraphs of its cells."""
        return (cell.paragraph for cell in self.cells)

    def merge(self) -> Cell:
        """One cell over all columns, which takes the place of all."""
        merged = Cell(sum(cell.width for cell in self.cells))
        merged.spans = len(self.cells)
        self.cells = [merged]
        return merged

    def keep(self) -> None:
        """Keeps the row on the page of the next one."""
        for paragraph in self.paragraphs():
            paragraph.keeps = True

    def xml(self) -> str:
        """The row as it is written."""
        header = "<w:tblHeader/>" if self.repeats else ""
        height = f'<w:trHeight w:val="{twips(self.height)}" w:hRule="atLeast"/>' if self.height else ""
        cells = "".join(cell.xml() for cell in self.cells)
        return f"<w:tr><w:trPr><w:cantSplit/>{height}{header}</w:trPr>{cells}</w:tr>"


class Grid:
    """A table of so many rows whose columns have these widths in millimetres, with lines between its cells or none."""

    def __init__(self, rows: int, widths: Sequence[float]) -> None:
        self.widths = [twips(width) for width in widths]
        self.rows = [Row(self.widths) for _ in range(rows)]
        self.has_lines = True

    def xml(self) -> str:
        """The table as it is written."""
        none = "".join(f'<w:{side} w:val="none"/>' for side in _SIDES)
        lines = "" if self.has_lines else f"<w:tblBorders>{none}</w:tblBorders>"
        place = '<w:tblStyle w:val="TableGrid"/><w:tblW w:type="auto" w:w="0"/><w:jc w:val="center"/>'
        properties = f'{place}{lines}<w:tblLayout w:type="fixed"/><w:tblLook {_LOOK}/>'
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        rows = "".join(row.xml() for row in self.rows)
        return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
