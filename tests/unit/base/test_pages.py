"""The page of a code; what the pages say is tests/docs/test_error_pages.py."""

from __future__ import annotations

from evalrules.base.pages import page_text


def test_a_page_has_two_halves():
    """Each language has its own half, without the line between them."""
    english, chinese = page_text("ER402", "en"), page_text("ER402", "zh")
    assert english.startswith("# ER402: ")
    assert "## 含义" in chinese
    assert "---" not in english + chinese
