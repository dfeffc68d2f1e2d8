"""How a Word report looks: paper, fonts, styles, page number."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from evalrules.reporters.word.style import LOOKS, blank_document, language_tag


@pytest.fixture(scope="module")
def blank():
    return blank_document("zh")


def parts_of(document):
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as made:
        return {name: made.read(name) for name in made.namelist()}


def test_the_paper_is_a4(blank):
    """A4, and margins wide enough to be bound."""
    section = blank.sections[0]
    assert (210, 297) == (round(section.page_width.mm), round(section.page_height.mm))
    assert min(section.left_margin, section.right_margin) >= Mm(25)


@pytest.mark.parametrize("name", LOOKS)
def test_every_style_names_a_font_for_both_scripts(name, blank):
    """eastAsia and Latin are set by name, and no font of a theme takes their place."""
    fonts = blank.styles[name].element.rPr.find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) in ("仿宋", "黑体", "宋体")
    assert fonts.get(qn("w:ascii")) == fonts.get(qn("w:hAnsi"))
    assert [] == [key for key in fonts if "heme" in key]


def test_no_style_or_part_of_the_template_is_left(blank):
    """No gallery of foreign styles, no preview picture, no data of another document."""
    assert set(LOOKS) <= {style.name for style in blank.styles}
    assert len(list(blank.styles)) == len(LOOKS) + 4
    named = set(re.findall('<w:(?:pStyle|basedOn|next|link|numStyleLink|styleLink) w:val="([^"]*)"', "".join(map(str, parts_of(blank).values()))))
    assert named <= {style.style_id for style in blank.styles}
    assert {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml", "word/styles.xml", "word/settings.xml",
            "word/numbering.xml", "word/theme/theme1.xml", "word/fontTable.xml", "word/footer1.xml", "word/_rels/document.xml.rels"} == set(parts_of(blank))  # fmt: skip


def test_fonts_are_found_under_other_names(blank):
    """Where 仿宋 is not installed, FangSong is taken."""
    listed = parts_of(blank)["word/fontTable.xml"].decode()
    assert 'w:name="仿宋"><w:altName w:val="FangSong,' in listed


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en-US")])
def test_the_language_is_told(language, tag):
    """Spelling is checked in the language of the text; Chinese stays Chinese in both."""
    assert tag == language_tag(language)
    spoken = blank_document(language).styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert (tag, "zh-CN") == (spoken.get(qn("w:val")), spoken.get(qn("w:eastAsia")))


def test_the_page_number_is_a_field(blank):
    """The only field of the document, at the foot of every page."""
    footer = parts_of(blank)["word/footer1.xml"].decode()
    assert 1 == footer.count('<w:fldSimple w:instr=" PAGE ">')
    assert "— 1 —" == "".join(re.findall("<w:t[^>]*>([^<]*)</w:t>", footer))
