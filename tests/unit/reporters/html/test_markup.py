"""Markup that cannot be broken by data."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.reporters.html.markup import Html, body, element, joined, listed, paragraph, row, shown, table


class Seen(HTMLParser):
    """The tags and the text that a browser would see."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"), ('"onmouseover="x', "&quot;onmouseover=&quot;x"), ("a & b", "a &amp; b"),
        ("it's", "it&#x27;s"), ("\x1b[31m", r"\x1b[31m"), ("\u202eabc", r"\u202eabc"), ("\U000e0041", r"\U000e0041"), ("昆山市 98.5%", "昆山市 98.5%"),
    ],
)  # fmt: skip
def test_text_becomes_markup_that_does_nothing(text: str, markup: str):
    """Tags, quotes and invisible characters are shown, and other text is as it is."""
    assert markup == shown(text)


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_leaves_its_element_or_its_attribute(text: str):
    """For any text: one element with one attribute, and nothing of the text is a tag."""
    seen = Seen(element("p", shown(text), title=f"t{text}"))
    assert [tag for tag, _ in seen.tags] == ["p"]
    assert list(seen.tags[0][1]) == ["title"]


def test_attributes_are_written_as_html_names_them():
    """`class_` is class, an underscore a hyphen, and an empty value leaves the attribute out."""
    assert element("p", class_="a", aria_hidden="true", id="") == '<p class="a" aria-hidden="true"></p>'
    assert element("meta", charset="utf-8") == '<meta charset="utf-8">'


def test_a_list_without_items_is_nothing():
    """No empty list is written, and each item stands in its own element."""
    assert listed(()) == ""
    assert listed([shown("a"), shown("b")], "c") == '<ul class="c"><li>a</li><li>b</li></ul>'
    assert joined([shown("a"), shown("b")], "; ") == "a; b"
    assert paragraph("<") == "<p>&lt;</p>"


def test_a_table_tells_which_cells_are_headers():
    """A caption, columns with their scope, and the first cell of each row as its header."""
    found = Seen(table("c<", ("a", "b"), [body([[shown("1"), shown("2")]])]))
    assert [attributes["scope"] for tag, attributes in found.tags if tag == "th"] == ["col", "col", "row"]
    assert found.texts == ["c<", "a", "b", "1", "2"]
    assert 'id="x"' in row((Html("1"), Html("2")), "x")
