"""Nodes are put together with their keys checked and their number bounded."""

from __future__ import annotations

from evalrules.base.source import Listing, Pair, Record, Scalar, Span
from evalrules.readers.assembly import MAX_DEPTH, MAX_NODES, Assembly, OpenListing, OpenRecord


def word(text: str, column: int) -> Scalar:
    return Scalar(text, False, Span("f", 1, column, 1, column + len(text)))


def test_nodes_find_their_places() -> None:
    """Keys, values and items land in the collection that is open."""
    made = Assembly()
    key, item = word("a", 2), word("b", 5)
    assert made.begin(OpenRecord(Span("f", 1, 1, 1, 2)))
    made.add(key)
    assert made.begin(OpenListing(Span("f", 1, 4, 1, 5)))
    made.add(item)
    made.end(1, 7)
    made.end(1, 8)
    listing = Listing((item,), Span("f", 1, 4, 1, 7))
    assert made.root == Record((Pair(key, listing),), Span("f", 1, 1, 1, 8))
    assert made.problems == []


def test_keys_are_checked() -> None:
    """Duplicates after NFKC, invisible characters and keys that are no text are problems, one each."""
    made = Assembly()
    made.begin(OpenRecord(Span("f", 1, 1, 1, 2)))
    for key in (word("a", 1), word("ａ", 5), word("b\u200b", 9), Listing((), Span("f", 1, 13, 1, 15))):
        made.add(key)
        made.add(word("1", 20))
    assert [found.code for found in made.problems] == ["ER102", "ER107", "ER103"]


def test_depth_and_size_are_bounded() -> None:
    """The limit itself is allowed, one more is not."""
    made = Assembly()
    assert all(made.begin(OpenListing(Span("f", 1, 1, 1, 2))) for _ in range(MAX_DEPTH))
    assert not made.begin(OpenListing(Span("f", 1, 1, 1, 2)))
    made.count = MAX_NODES
    assert not made.is_too_large(Span("f", 1, 1, 1, 2))
    made.count += 1
    assert made.is_too_large(Span("f", 1, 1, 1, 2))
    assert [found.code for found in made.problems] == ["ER106", "ER106"]
