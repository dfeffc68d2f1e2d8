"""Formats whose results need not all be at hand."""

from __future__ import annotations

from evalrules.reporters.formats import FORMATS
from evalrules.reporters.streamed import STREAMED


def test_what_is_streamed_is_a_text_format() -> None:
    """Every format but those with links from page to page, and the ten worst of all."""
    assert set(FORMATS) - set(STREAMED) == {"html", "xlsx", "docx", "self-report", "github"}
    assert not set(STREAMED) - set(FORMATS)
