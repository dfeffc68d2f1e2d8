"""Data made inert: nothing that a terminal, a browser or a robot would act on."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.reporters.inert import MAX_SHOWN, inert, inert_markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"), ("a\nb", r"a\x0ab"), ("a\rb", r"a\x0db"), ("\u202eabc", r"\u202eabc"),
        ("\u2066x\u2069", r"\u2066x\u2069"), ("\x9b31m", r"\x9b31m"), ("\ufeff", r"\ufeff"), ("\uffff", r"\uffff"), ("\u200b", r"\u200b"),
        ("\U000e0041", r"\U000e0041"), ("\ud800", r"\ud800"), ("\x00", r"\x00"), ("\u2028", r"\u2028"),
        ("昆山市 98.5%", "昆山市 98.5%"), ("🏫", "🏫"),
    ],
)  # fmt: skip
def test_an_active_character_is_a_visible_escape(text: str, shown: str):
    """Controls, direction marks, invisible characters and surrogates show as escapes; other text is as it is."""
    assert shown == inert(text)


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_active_is_left(text: str):
    """For any text: one line, at most the limit and a note, no control, format, surrogate or line separator."""
    shown = inert(text)
    allowed = {
        "\u0600",
        "\u0601",
        "\u0602",
        "\u0603",
        "\u0604",
        "\u0605",
        "\u06dd",
        "\u070f",
        "\u0890",
        "\u0891",
        "\u08e2",
    }
    for character in shown:
        if character not in allowed and ord(character) < 0x10000:
            assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}, hex(ord(character))
    assert len(shown) <= MAX_SHOWN + 20


def test_a_long_text_is_cut_and_says_how_long_it_is():
    """What nobody would read on is cut, with its length."""
    shown = inert("x" * 100_000)
    assert shown.startswith("x" * MAX_SHOWN)
    assert shown.endswith("… (100000)")


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![i](http://x)", "a|b", "# head", "`code`", "**b**", "<!-- x",
     "https://evil.example", "~~x~~", "\\"],
)  # fmt: skip
def test_markdown_shows_the_text_as_it_is(text: str):
    """No HTML, link, image, table cell or heading comes out of data: every active sign is escaped."""
    shown = inert_markdown(text).replace("&#47;", "/")
    assert not re.search(r"(?<!\\)[<>\[\]|#`*~]", re.sub(r"\\\\", "", shown))
    assert "://" not in inert_markdown(text)


def test_an_entity_in_data_is_text():
    """`&lt;` in a name is shown as these four characters."""
    assert "&amp;lt;b&amp;gt;" == inert_markdown("&lt;b&gt;")


@pytest.mark.parametrize("text", ["www.evil.example", "@someone", "a@evil.example"])
def test_markdown_of_github_makes_no_link_or_mention(text: str):
    """GitHub links www. and notifies @names by themselves; names in a report must not."""
    shown = inert_markdown(text)
    assert "www." not in shown
    assert "@" not in shown
