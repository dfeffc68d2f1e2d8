"""How a Word report looks: A4 with the margins of official papers, fonts for both scripts, styles, page numbers.

Only what imports python-docx stands here and in word_paper.py; both are imported when a Word report is asked for.
"""

from __future__ import annotations

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENTATION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle

from evalrules.base.languages import spoken
from evalrules.base.records import NamedTuple

BODY, HEAVY, TABLE = "仿宋", "黑体", "宋体"
_LATIN = {BODY: "Times New Roman", HEAVY: "Arial", TABLE: "Times New Roman"}
_OTHER_NAMES = {
    BODY: "FangSong,仿宋_GB2312,FangSong_GB2312,STFangsong,华文仿宋",
    HEAVY: "SimHei,STHeiti,华文黑体,Noto Sans CJK SC,WenQuanYi Zen Hei",
    TABLE: "SimSun,STSong,华文宋体,Noto Serif CJK SC",
}
"""Where a computer lacks a font it is looked for under these names."""
_CLASSES = {BODY: "modern", HEAVY: "modern", TABLE: "auto"}

PAPER_WIDTH, PAPER_HEIGHT = 210, 297
CELL_MARGIN = 80
"""Beside the text of a cell, in twentieths of a point."""


class Margins(NamedTuple):
    """What is left empty around the text, in millimetres."""

    left: int
    right: int
    top: int
    bottom: int

    @property
    def text_width(self) -> int:
        """What is left for the text between them."""
        return PAPER_WIDTH - self.left - self.right

    @property
    def lying_width(self) -> int:
        """The same on a page that lies across: its left side was the top."""
        return PAPER_HEIGHT - self.top - self.bottom


OFFICIAL, NARROW = Margins(28, 26, 30, 28), Margins(22, 16, 18, 18)
"""Of papers that are signed, and of those on many subjects."""


class Look(NamedTuple):
    """A paragraph style: size and the space around it in points, the Chinese font, and lines in heights of the font."""

    size: float
    font: str
    bold: bool = False
    before: float = 0
    after: float = 0
    line: float = 1.3
    centred: bool = False
    keep: bool = False
    latin: str = ""


NORMAL, TITLE, SUBTITLE, BULLET, LEAD = "Normal", "Title", "Subtitle", "List Bullet", "Lead"
CELL, HEAD, DIGEST, VERDICT, SPACER = "Table Text", "Table Head", "Digest", "Verdict", "Spacer"

LOOKS = {
    NORMAL: Look(12, BODY, after=3),
    TITLE: Look(24, TABLE, bold=True, before=10, after=10, line=1.2, centred=True, keep=True),
    SUBTITLE: Look(15, HEAVY, after=14, line=1.2, centred=True, keep=True),
    "Heading 1": Look(15, HEAVY, bold=True, before=12, after=4, keep=True),
    "Heading 2": Look(13, HEAVY, bold=True, before=9, after=3, keep=True),
    "Heading 3": Look(12, HEAVY, bold=True, before=8, after=3, keep=True),
    LEAD: Look(12, BODY, bold=True, before=4, after=2, keep=True),
    BULLET: Look(12, BODY, after=2),
    CELL: Look(9, TABLE, before=1, after=1, line=1.1),
    HEAD: Look(9, HEAVY, bold=True, before=1, after=1, line=1.1, centred=True, latin="Times New Roman"),
    DIGEST: Look(8, TABLE, before=1, after=1, line=1.1, latin="Courier New"),
    VERDICT: Look(16, HEAVY, bold=True, before=5, after=5, line=1.2, centred=True),
    SPACER: Look(4, BODY, line=1),
    "Footer": Look(10.5, TABLE, centred=True),
}
"""Every style of the document; no other is left in it."""

_OTHERS = {"Default Paragraph Font", "Normal Table", "No List", "Table Grid"}
_PARTS = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES, RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.THEME,
}  # fmt: skip
"""What is kept of the template of python-docx: not its preview, its page count or its list of fonts."""


def blank_document(language: str, margins: Margins = OFFICIAL) -> Document:
    """An empty document with every style of LOOKS, A4, and the number of the page at its foot."""
    document = docx.Document()
    _prune(document)
    _set_defaults(document, language)
    for name, look in LOOKS.items():
        _set_style(document, name, look)
    _set_cell_margins(document)
    _set_fonts_known(document)
    _set_page(document, language, margins)
    return document


def turned_page(document: Document, margins: Margins, *, lying: bool) -> int:
    """Begins a page that lies across, or one that stands again, with the same foot; the width of its text.

    A page that lies across holds tables: it leaves little empty around them.
    """
    margins = NARROW if lying else margins
    section = document.add_section()
    section.orientation = WD_ORIENTATION.LANDSCAPE if lying else WD_ORIENTATION.PORTRAIT
    across, down = (PAPER_HEIGHT, PAPER_WIDTH) if lying else (PAPER_WIDTH, PAPER_HEIGHT)
    section.page_width, section.page_height = Mm(across), Mm(down)
    left, right, top, bottom = margins
    if lying:
        left, right, top, bottom = bottom, top, left, right
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    return margins.lying_width if lying else margins.text_width


def _prune(document: Document) -> None:
    for holder in (document.part, document.part.package):
        rels = holder.rels if holder is not None else {}
        for own in [own for own, one in rels.items() if one.reltype not in _PARTS]:
            del rels[own]
    for style in list(document.styles):
        if style.name not in LOOKS and style.name not in _OTHERS:
            style.delete()
    left = {style.style_id for style in document.styles}
    for link in list(document.part.numbering_part.element.iter(qn("w:pStyle"))):
        if link.get(qn("w:val")) not in left:
            link.getparent().remove(link)


def _set_defaults(document: Document, language: str) -> None:
    """The language of the text for both scripts, and the layout of today's Word."""
    tag = language_tag(language)
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for fonts in defaults.iter(qn("w:rFonts")):
        fonts.getparent().replace(fonts, _fonts(BODY, _LATIN[BODY]))
    for element in defaults.iter(qn("w:lang")):
        element.set(qn("w:val"), tag)
        element.set(qn("w:eastAsia"), "zh-CN")
    settings = document.settings.element
    for one in settings.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")
    for one in settings.iter(qn("w:themeFontLang")):
        one.set(qn("w:eastAsia"), "zh-CN")
    for one in settings.iter(qn("w:zoom")):
        one.attrib.clear()
        one.set(qn("w:percent"), "100")


def language_tag(language: str) -> str:
    """The language as documents name it: zh-CN or en-US."""
    return spoken(("zh-CN", "en-US"), language)


def _set_style(document: Document, name: str, look: Look) -> None:
    names = {style.name for style in document.styles}
    style = document.styles[name] if name in names else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    _strip(style)
    if name not in (NORMAL, "Footer"):
        style.base_style = document.styles[NORMAL]
    _set_letters(style, look)
    paragraph = style.paragraph_format
    paragraph.space_before, paragraph.space_after = Pt(look.before), Pt(look.after)
    paragraph.line_spacing = look.line
    paragraph.keep_with_next = look.keep
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if look.centred else WD_ALIGN_PARAGRAPH.LEFT


def _set_letters(style: ParagraphStyle, look: Look) -> None:
    style.font.size = Pt(look.size)
    style.font.bold = look.bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    properties.insert(0, _fonts(look.font, look.latin or _LATIN[look.font]))


def _strip(style: BaseStyle) -> None:
    """Takes out what the template says of fonts, rules and styles that are no more."""
    for tag in ("w:rPr", "w:link", "w:next"):
        for found in style.element.findall(qn(tag)):
            style.element.remove(found)
    for found in list(style.element.iter(qn("w:pBdr"), qn("w:contextualSpacing"))):
        found.getparent().remove(found)


def _fonts(chinese: str, latin: str) -> BaseOxmlElement:
    names = f'w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{chinese}"'
    return parse_xml(f"<w:rFonts {nsdecls('w')} {names}/>")


def _set_cell_margins(document: Document) -> None:
    for margins in document.styles["Table Grid"].element.iter(qn("w:tblCellMar")):
        for side in margins.iterchildren(qn("w:left"), qn("w:right")):
            side.set(qn("w:w"), str(CELL_MARGIN))


def _set_fonts_known(document: Document) -> None:
    """The list of fonts, with the names under which each is found where it is called otherwise."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{_CLASSES[name]}"/><w:pitch w:val="variable"/></w:font>'
        for name, others in _OTHER_NAMES.items()
    )
    data = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    package = document.part.package
    if package is None:
        raise TypeError("a document without its package")
    part = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, data.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _set_page(document: Document, language: str, margins: Margins) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAPER_WIDTH), Mm(PAPER_HEIGHT)
    section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
    section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
    footer = section.footer.paragraphs[0]
    before, after = spoken(("— ", "– "), language), spoken((" —", " –"), language)
    footer.add_run(before)
    number = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    footer._p.append(parse_xml(number))  # noqa: SLF001 - python-docx has no fields of its own
    footer.add_run(after)
