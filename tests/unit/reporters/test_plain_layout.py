"""Text without colours is laid out as rich lays it out."""

from __future__ import annotations

import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.reporters.blocks import Grid, Line
from evalrules.reporters.plain_layout import are_known, cells, plain_layout
from evalrules.reporters.rich_layout import rich_layout

WORDS = st.text(st.sampled_from("ab1.%，。中学（）—≥Ⅰ·“”é"), max_size=30)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from(["", " ", "  "])), max_size=12).map(lambda some: "".join(map("".join, some)))
WIDTHS = st.sampled_from([40, 41, 60, 100, 101])


@st.composite
def grids(draw) -> Grid:
    """Tables of up to six columns, the headers among the texts."""
    columns = draw(st.integers(1, 6))
    row = st.tuples(*[TEXTS] * columns)
    return Grid(draw(row), tuple(draw(st.lists(row, max_size=4))), draw(st.sampled_from([0, 2])))


def test_a_character_is_as_wide_as_rich_says():
    """Every character that is laid out here is as wide as in a terminal with colours, alone and among others."""
    from rich.cells import cell_len, split_graphemes

    known = [chr(code) for code in range(sys.maxunicode + 1) if are_known(chr(code))]
    assert len(known) > 20_000
    assert [one for one in known if cells(one) != cell_len(one)] == []
    assert cell_len("".join(known)) == cells("".join(known))
    assert len(split_graphemes("".join(known))[0]) == len(known)
    assert [one for one in known if one != " " and one.isspace()] == []


@given(TEXTS, st.sampled_from([0, 2, 4]), WIDTHS)
@example("a" * 100 + " " * 3 + "b", 0, 40)
@example("中" * 31 + "a b", 2, 41)
@example(" " * 90 + "中", 0, 40)
def test_a_line_wraps_as_rich_wraps_it(text: str, indent: int, width: int):
    """Words stay whole where they can, and Chinese is broken where a line is full."""
    line = Line(((text, "bold"),) if text else (), indent)
    assert plain_layout([line], width) == rich_layout([line], width, color=False)


@given(grids(), WIDTHS)
def test_a_table_is_laid_out_as_rich_does(grid: Grid, width: int):
    """Columns are as wide, and what does not fit is taken from the same of them; else it is left to rich."""
    found = plain_layout([grid], width)
    assert found in (None, rich_layout([grid], width, color=False))
    assert found is not None or len(grid.headers) > 4


@pytest.mark.parametrize("text", ["a\u0301", "👩‍👧", "한국", "ไทย", "a\tb", "a\nb", "中\u3000文", "\u3099", "❤\ufe0f"])
def test_what_may_be_of_any_width_is_left_to_rich(text: str):
    """A combining mark, an emoji, another script or blank: rich knows more of them."""
    assert plain_layout([Line(((text, ""),))], 100) is None
    assert plain_layout([Grid(("a",), ((text,),))], 100) is None
