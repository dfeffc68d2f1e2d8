"""How a Word report looks: A4 with the margins of official papers, fonts for both scripts, styles, page numbers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from evalrules.base.languages import spoken
from evalrules.base.records import NamedTuple
from evalrules.reporters.word.elements import NORMAL, run_of, style_id, twips
from evalrules.reporters.word.package import FOOT, part

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


TITLE, SUBTITLE, BULLET, LEAD = "Title", "Subtitle", "List Bullet", "Lead"
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

_OUTLINE: Mapping[str, str] = MappingProxyType({f"Heading {level}": str(level - 1) for level in (1, 2, 3)})
"""What a reader of the outline sees, and at which depth."""
_BUILT_IN = frozenset((*_OUTLINE, NORMAL, TITLE, SUBTITLE, BULLET, "Footer"))
"""Styles that every Word knows by these names, translates, and offers where they belong."""
_LOWER = frozenset((*_OUTLINE, "Footer"))
"""Those of them that files write in small letters."""

_HIDDEN = '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
_OTHER_STYLES = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    f'<w:name w:val="Default Paragraph Font"/>{_HIDDEN}</w:style>'
    f'<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>{_HIDDEN}'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{wide}</w:tblPr></w:style>'
    f'<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>{_HIDDEN}</w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    '<w:uiPriority w:val="59"/><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>{narrow}</w:tblPr></w:style>'
)
_SIDES = ("top", "left", "bottom", "right")
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="\uf0b7"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:tabs><w:tab w:val="num" w:pos="360"/></w:tabs><w:ind w:left="360" w:hanging="360"/></w:pPr>'
    '<w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol" w:hint="default"/></w:rPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_COMPATIBLE = (
    ("compatibilityMode", 15), ("overrideTableStyleFontSizeAndJustification", 1), ("enableOpenTypeFeatures", 1),
    ("doNotFlipMirrorIndents", 1),
)  # fmt: skip
"""The layout of today's Word."""


def language_tag(language: str) -> str:
    """The language as documents name it: zh-CN or en-US."""
    return spoken(("zh-CN", "en-US"), language)


def parts_of(language: str) -> dict[str, str]:
    """The parts of a document beside its text, by their names: every style of LOOKS, and the number of the page."""
    return {
        "footer1": part("ftr", _footer(language)),
        "fontTable": part("fonts", _fonts_known()),
        "numbering": part("numbering", _NUMBERING),
        "settings": part("settings", _settings()),
        "styles": part("styles", _styles(language)),
    }


def pages(margins: Margins, *, lying: bool, has_foot: bool) -> str:
    """What pages are like: upright, or lying across with tables, which leave little empty around them.

    The foot is named once; pages that follow have it from those before them.
    """
    across, down = (PAPER_HEIGHT, PAPER_WIDTH) if lying else (PAPER_WIDTH, PAPER_HEIGHT)
    left, right, top, bottom = margins
    if lying:
        left, right, top, bottom = bottom, top, left, right
    foot = f'<w:footerReference w:type="default" r:id="{FOOT}"/>' if has_foot else ""
    turned = ' w:orient="landscape"' if lying else ""
    return (
        f'<w:sectPr>{foot}<w:pgSz w:w="{twips(across)}" w:h="{twips(down)}"{turned}/>'
        f'<w:pgMar w:top="{twips(top)}" w:right="{twips(right)}" w:bottom="{twips(bottom)}" w:left="{twips(left)}" '
        'w:header="720" w:footer="720" w:gutter="0"/><w:cols w:space="720"/><w:docGrid w:linePitch="360"/></w:sectPr>'
    )


# -- the parts -----------------------------------------------------------------------------------------------------


def _styles(language: str) -> str:
    fonts = _fonts(BODY, _LATIN[BODY])
    said = f'<w:lang w:val="{language_tag(language)}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    letters = f'<w:rPr>{fonts}<w:sz w:val="22"/><w:szCs w:val="22"/>{said}</w:rPr>'
    spacing = '<w:pPr><w:spacing w:after="200" w:line="276" w:lineRule="auto"/></w:pPr>'
    defaults = f"<w:rPrDefault>{letters}</w:rPrDefault><w:pPrDefault>{spacing}</w:pPrDefault>"
    hidden = (
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1" '
        'w:defQFormat="0" w:count="376"/>'
    )
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in (*_SIDES, "insideH", "insideV")
    )
    others = _OTHER_STYLES.format(wide=_cell_margins(108), narrow=_cell_margins(CELL_MARGIN), lines=lines)
    shown = "".join(_style(name, look) for name, look in LOOKS.items())
    return f"<w:docDefaults>{defaults}</w:docDefaults>{hidden}{shown}{others}"


def _style(name: str, look: Look) -> str:
    default = ' w:default="1"' if name == NORMAL else ""
    own = "" if name in _BUILT_IN else ' w:customStyle="1"'
    based = f'<w:basedOn w:val="{NORMAL}"/>' if name != NORMAL else ""
    named = name.lower() if name in _LOWER else name
    lines = f'w:line="{round(look.line * 240)}" w:lineRule="auto"'
    spacing = f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}" {lines}/>'
    whole = "<w:keepLines/>" if name in _OUTLINE else ""
    listed = '<w:numPr><w:numId w:val="1"/></w:numPr>' if name == BULLET else ""
    depth = f'<w:outlineLvl w:val="{_OUTLINE[name]}"/>' if name in _OUTLINE else ""
    side = "center" if look.centred else "left"
    paragraph = f'{_switch("keepNext", on=look.keep)}{whole}{listed}{spacing}<w:jc w:val="{side}"/>{depth}'
    letters = (
        f"{_fonts(look.font, look.latin or _LATIN[look.font])}{_switch('b', on=look.bold)}"
        f'<w:color w:val="000000"/><w:sz w:val="{round(look.size * 2)}"/>'
    )
    return (
        f'<w:style w:type="paragraph"{default}{own} w:styleId="{style_id(name)}"><w:name w:val="{named}"/>{based}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _switch(tag: str, *, on: bool) -> str:
    return f"<w:{tag}/>" if on else f'<w:{tag} w:val="0"/>'


def _fonts(chinese: str, latin: str) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{chinese}"/>'


def _cell_margins(width: int) -> str:
    beside = {"top": 0, "left": width, "bottom": 0, "right": width}
    sides = "".join(f'<w:{side} w:w="{beside[side]}" w:type="dxa"/>' for side in _SIDES)
    return f"<w:tblCellMar>{sides}</w:tblCellMar>"


def _fonts_known() -> str:
    """The list of fonts, with the names under which each is found where it is called otherwise."""
    return "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{_CLASSES[name]}"/><w:pitch w:val="variable"/></w:font>'
        for name, others in _OTHER_NAMES.items()
    )


def _settings() -> str:
    settings = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in _COMPATIBLE
    )
    return (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:useFELayout/>{settings}</w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>'
    )


def _footer(language: str) -> str:
    before, after = spoken(("— ", "– "), language), spoken((" —", " –"), language)
    number = f'<w:fldSimple w:instr=" PAGE ">{run_of("1")}</w:fldSimple>'
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{run_of(before)}{number}{run_of(after)}</w:p>'
