"""How a Word report looks: paper, fonts, styles, page number; read back with somebody else's parser."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from evalrules.reporters.word.paper import Paper
from evalrules.reporters.word.style import LOOKS, NARROW, OFFICIAL, language_tag, pages, parts_of


def document(language="zh"):
    return docx.Document(io.BytesIO(Paper(language, {}).finished("题", "标准")))


@pytest.fixture(scope="module")
def blank():
    return document()


def files_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        return {name: made.read(name).decode() for name in made.namelist()}


def test_the_paper_is_a4(blank):
    """A4, and margins wide enough to be bound."""
    section = blank.sections[0]
    assert (210, 297) == (round(section.page_width.mm), round(section.page_height.mm))
    assert min(section.left_margin, section.right_margin) >= Mm(25)


@pytest.mark.parametrize(("margins", "lying", "size"), [(OFFICIAL, False, ("11906", "16838")), (NARROW, True, ("16838", "11906"))])
def test_a_page_that_lies_is_turned_with_its_margins(margins, lying, size):
    """What was above lies beside it; the foot is named where it is begun."""
    said = pages(margins, lying=lying, has_foot=not lying)
    assert size == re.search('w:w="([0-9]+)" w:h="([0-9]+)"', said).groups()
    assert ("footerReference" in said, "landscape" in said) == (not lying, lying)
    top, left = (int(re.search(f'w:{side}="([0-9]+)"', said)[1]) for side in ("top", "left"))
    assert [round(one * 56.7) for one in ((margins.left, margins.bottom) if lying else (margins.top, margins.left))] == pytest.approx([top, left], abs=2)


@pytest.mark.parametrize("name", LOOKS)
def test_every_style_names_a_font_for_both_scripts(name, blank):
    """eastAsia and Latin are set by name, and no font of a theme takes their place."""
    fonts = blank.styles[name].element.rPr.find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) in ("仿宋", "黑体", "宋体")
    assert fonts.get(qn("w:ascii")) == fonts.get(qn("w:hAnsi"))
    assert [] == [key for key in fonts if "heme" in key]


def test_every_style_looks_as_it_is_declared(blank):
    """Size, weight, the room around it and its place, as another program reads them."""
    for name, look in LOOKS.items():
        style = blank.styles[name]
        form = style.paragraph_format
        found = (style.font.size.pt, bool(style.font.bold), form.space_before.pt, form.space_after.pt, bool(form.keep_with_next))
        assert (look.size, look.bold, look.before, look.after, look.keep) == found, name
        assert pytest.approx(look.line, abs=0.01) == form.line_spacing, name


def test_no_style_or_part_is_there_that_is_not_ours(blank):
    """No gallery of foreign styles, no preview picture; every style that is named is there."""
    files = files_of(Paper("zh", {}).finished("题", "标准"))
    assert set(LOOKS) <= {style.name for style in blank.styles}
    assert len(list(blank.styles)) == len(LOOKS) + 4
    named = set(re.findall('<w:(?:pStyle|basedOn|next|link|tblStyle|styleLink) w:val="([^"]*)"', "".join(files.values())))
    assert named <= {style.style_id for style in blank.styles}
    assert {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml", "word/styles.xml", "word/settings.xml",
            "word/numbering.xml", "word/fontTable.xml", "word/footer1.xml", "word/_rels/document.xml.rels"} == set(files)  # fmt: skip


def test_fonts_are_found_under_other_names():
    """Where 仿宋 is not installed, FangSong is taken."""
    assert 'w:name="仿宋"><w:altName w:val="FangSong,' in parts_of("zh")["fontTable"]


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en-US")])
def test_the_language_is_told(language, tag):
    """Spelling is checked in the language of the text; Chinese stays Chinese in both."""
    assert tag == language_tag(language)
    spoken = document(language).styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert (tag, "zh-CN") == (spoken.get(qn("w:val")), spoken.get(qn("w:eastAsia")))


def test_the_page_number_is_a_field():
    """The only field of the document, at the foot of every page."""
    footer = parts_of("zh")["footer1"]
    assert 1 == footer.count('<w:fldSimple w:instr=" PAGE ">')
    assert "— 1 —" == "".join(re.findall("<w:t[^>]*>([^<]*)</w:t>", footer))
