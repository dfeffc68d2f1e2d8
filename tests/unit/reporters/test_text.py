"""Text for a terminal or a pipe."""

from __future__ import annotations

import re
import unicodedata

import pytest

from evalrules.reporters.sheet import LEAST_WIDTH
from evalrules.reporters.text import render_text


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


@pytest.mark.parametrize("columns", [1, 40, 60, 80, 100, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_at_any_width(columns: int, language: str, decided):
    """Lines fit the width (40 at least) and every number and name is still there."""
    text = render_text(decided, language, width=columns)
    assert max(map(width, text.splitlines())) <= max(LEAST_WIDTH, columns)
    joined = re.sub(r"\s", "", text)
    for part in ("某县", "94.44%", "county.yaml#facts", {"zh": "不通过", "en": "failed"}[language]):
        assert part in joined
    assert "…" not in joined


def test_columns_align_under_chinese(decided):
    """The grade column begins at the same terminal column in every row."""
    lines = render_text(decided, "zh", width=120).splitlines()
    rows = [line for line in lines if "第" in line and "条（见公开副本）" in line]
    assert 5 == len(rows)
    assert 1 == len({width(line[: line.index("第")]) for line in rows[1:]})  # the first has the title before it


def test_no_escape_without_colour(decided):
    """Piped text has no escape sequence and no space at a line's end; with colour it has."""
    plain = render_text(decided, "zh")
    assert "\x1b" not in plain
    assert all(line == line.rstrip() for line in plain.splitlines())
    assert "\x1b[" in render_text(decided, "zh", color=True)


def test_several_subjects_end_with_a_count(several):
    """One page each, then how many reached, not, open and not evaluated."""
    text = render_text(several, "en")
    assert "3 in all: 0 reached, 1 not, 1 undetermined, 1 not evaluated" == text.splitlines()[-1]


def test_markup_in_a_name_is_only_text(report_on):
    """Console markup and emoji codes in data are shown as they are."""
    text = render_text(report_on(subject={"name": "[bold]x[/] :smile:"}), "en")
    assert "[bold]x[/] :smile:" in text
