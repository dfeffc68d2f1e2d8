"""What is read without the parser is read as the parser reads it, and everything else is left to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.readers.plain_yaml import plain_tree
from evalrules.readers.yaml_document import CParser, read

ROOT = Path(__file__).resolve().parents[3]

PIECES = (
    "a", "b1", "名", "1", "-1", "http://x", "a:b", "a#b", "- ", "-", ": ", ":", "k: ", "c: 1", '"a": ', '"x"', "'y'", "''",
    "[", "]", "{", "}", ", ", ",", "{a: 1}", "[x, y]", "#", " #", "# c", " ", "  ", "\n", "\n  ", "\n    ", "\n- ", "\nk: ",
    "\n  j: ", "\n  - ", "\n# c\n", "?", "? ", "|", ">", "&", "*", "!", "<<", "---", "...", "%", "@", "`", "=", "~", ".", "'",
    '"', "\\", "\t", "\r\n", "\u3000", "\x85",
)  # fmt: skip
"""What texts are put together from: all signs that mean something, and places where they do."""


@pytest.mark.skipif(CParser is None, reason="the slower parser puts an empty value behind blanks and comments")
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_any_text_is_left_or_read_as_the_parser_reads_it(text: str) -> None:
    """Whatever is read plainly has the parser's tree with its places, and no problem was to be told."""
    found = plain_tree("f", text)
    assert found is None or (found, []) == read("f", text)


@pytest.mark.parametrize("folder", ["examples", "rulesets"])
def test_documents_as_people_write_them_are_read_plainly(folder: str) -> None:
    """All but a few of the examples and rulesets need no parser, and have the tree that it gives them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(f"{folder}/*/**/*.yaml"))[::9]]
    trees = [(plain_tree("f", text), text) for text in texts]
    assert [] == [text for tree, text in trees if tree is not None and (tree, []) != read("f", text)]
    assert sum(tree is not None for tree, _ in trees) > len(texts) * 0.9


PLAIN = (
    "a: 1\n",
    "- a\n- b: 1\n  c:\n  - x\n  -\n-\n",
    "# c\n\n  a:\n    b: [1, 'two', {c: \"三\"}] # c\n  'd': -1.5\n  \"e\":\n",
    "a:\n  {b: 1, # c\n   # d\n   c: [],\n   d: {}}\nb:\n  on its own line\n",
    "- - 1\n  - 2\n- -   x: http://a:8/b#c\n      y: People's, >= 1\n",
)


@pytest.mark.parametrize("text", PLAIN)
def test_keys_lists_brackets_quotes_and_comments_are_plain(text: str) -> None:
    """Mappings, lists, collections in brackets over several lines, quotes without escapes, comments, nothing."""
    assert (plain_tree("f", text), []) == read("f", text)


LEFT = (
    "", "# c", "a", "[a]", "a: b\n  c\n", "a: b\n  c: d\n", "a: |\n  b\n", "a: &b c\n", "a: *b\n", "a: !!str b\n", "<<: {}\n",
    "---\na: 1\n", "a: 1\n...\n", "%YAML 1.2\n", "? a\n: b\n", "a:\tb\n", "a: 1\r\nb: 2\r\n", "a: 'it''s'\n", 'a: "\\n"\n',
    "a: 1\na: 2\n", "a: - b\n", "a: [b\n", "a: [b, c: d]\n", "a: {b}\n", "a: {b: 1,}\n", "a: {b: 1} c\n", "a: [b\nc]\n",
    "a: 1\n- b\n", "  a: 1\n b: 2\n", "a: b: c\n", "a: \u3000b\n", "a: 'b\n", f"{'a' * 1001}: 1\n", "[a]: b\n", "a: @b\n",
)  # fmt: skip


@pytest.mark.parametrize("text", LEFT)
def test_all_else_and_all_that_is_wrong_is_left_to_the_parser(text: str) -> None:
    """Texts over several lines, escapes, properties, other documents, tabs and mistakes are not read here."""
    assert plain_tree("f", text) is None
