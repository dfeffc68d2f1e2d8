"""What a Word document is made of: each element as WordprocessingML."""

from __future__ import annotations

import pytest

from evalrules.reporters.word.elements import Grid, Paragraph, run_of, style_id, twips


@pytest.mark.parametrize(("millimetres", "found"), [(0, 0), (12, 680), (8, 454), (210, 11906), (25.4, 1440)])
def test_lengths_are_twentieths_of_a_point(millimetres, found):
    """An inch is 1,440 of them."""
    assert twips(millimetres) == found


def test_a_style_is_named_without_spaces():
    """As files name it."""
    assert style_id("List Bullet") == "ListBullet"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "<w:r/>"), ("甲", "<w:r><w:t>甲</w:t></w:r>"), (" a", '<w:r><w:t xml:space="preserve"> a</w:t></w:r>'),
        ("<&>", "<w:r><w:t>&lt;&amp;&gt;</w:t></w:r>"), ("甲\n乙", "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>"),
        ("2015-12-30", "<w:r><w:t>2015</w:t><w:noBreakHyphen/><w:t>12</w:t><w:noBreakHyphen/><w:t>30</w:t></w:r>"),
    ],
)  # fmt: skip
def test_a_text_is_a_run_that_says_it_and_nothing_else(text, found):
    """Escaped, with the spaces at its ends."""
    assert run_of(text) == found


def test_a_paragraph_says_what_is_other_than_its_style():
    """In the order in which the schema of WordprocessingML has it; nothing where nothing is."""
    assert Paragraph("甲").xml() == "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"
    full = Paragraph("乙", "Table Text")
    full.keeps = full.turns = full.is_bold = True
    full.side, full.ink, full.indent, full.dense, full.pages = "right", "B00020", 12, 8, "<w:sectPr/>"
    assert full.xml() == (
        '<w:p><w:pPr><w:pStyle w:val="TableText"/><w:keepNext/><w:pageBreakBefore/>'
        '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:left="680"/><w:jc w:val="right"/><w:sectPr/></w:pPr>'
        '<w:r><w:rPr><w:b/><w:color w:val="B00020"/><w:sz w:val="16"/></w:rPr><w:t>乙</w:t></w:r></w:p>'
    )


def test_a_table_has_a_cell_for_every_column_or_one_over_all():
    """A merged row is as wide as its cells were; a row knows its height and whether it repeats."""
    made = Grid(2, (20, 30))
    made.rows[0].repeats, made.rows[0].height, made.has_lines = True, 9, False
    band = made.rows[1].merge()
    band.put("带", "Normal")
    band.ground = "F5F5F5"
    made.rows[1].keep()
    said = made.xml()
    assert '<w:tblGrid><w:gridCol w:w="1134"/><w:gridCol w:w="1701"/></w:tblGrid>' in said
    assert '<w:trPr><w:cantSplit/><w:trHeight w:val="510" w:hRule="atLeast"/><w:tblHeader/></w:trPr>' in said
    assert '<w:tcW w:type="dxa" w:w="2835"/><w:gridSpan w:val="2"/><w:shd w:val="clear" w:color="auto" w:fill="F5F5F5"/>' in said
    assert (3, 1, 6) == (said.count("<w:tc>"), said.count("<w:keepNext/>"), said.count('w:val="none"'))
