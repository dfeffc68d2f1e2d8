"""Headings of text."""

from __future__ import annotations

import pytest

from evalrules.reporters.heading_lines import heading_lines

LONG = ("县域义务教育优质均衡发展督导评估（较新的工作清单）", "（national-quality-balance-newer@undated，编码第4版）")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("".join(LONG), 100, LONG), ("".join(LONG), 104, ("".join(LONG),)), ("a standard (id@1, revision 2)", 20, ("a standard", "(id@1, revision 2)")),
        ("评估" * 60, 100, ("评估" * 60,)), ("（" * 60, 100, ("（" * 60,)),
    ],
)  # fmt: skip
def test_an_id_behind_a_long_title_stays_whole(text: str, width: int, lines: tuple[str, ...]) -> None:
    """It has a line of its own; a heading that fits, and one without brackets at its end, are as they were."""
    assert heading_lines(text, width) == lines
