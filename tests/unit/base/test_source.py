"""Raw documents and their places."""

from __future__ import annotations

import pytest

from evalrules.base.source import Listing, Pair, Record, Scalar, Span, is_null

HERE = Span("a.yaml", 3, 5, 3, 9)


def test_a_place_is_printed_as_editors_take_it():
    """file:line:column."""
    assert str(HERE) == "a.yaml:3:5"


def test_a_record_gives_values_and_keys():
    """get gives the value, key gives the key with its place, None where there is neither."""
    key = Scalar("k", False, HERE)
    value = Scalar("v", False, HERE)
    record = Record((Pair(key, value),), HERE)
    assert record.get("k") is value
    assert record.key("k") is key
    assert record.get("x") is None
    assert record.key("x") is None


@pytest.mark.parametrize(
    ("text", "quoted", "null"),
    [
        ("null", False, True),
        ("~", False, True),
        ("", False, True),
        ("Null", False, True),
        ("NULL", False, True),
        ("null", True, False),
        ("", True, False),
        ("None", False, False),
        ("nil", False, False),
        ("0", False, False),
        ("false", False, False),
    ],
)
def test_only_an_unquoted_null_is_nothing(text: str, quoted: bool, null: bool):
    """Missing is not 0, not "" and not false (P23)."""
    assert is_null(Scalar(text, quoted, HERE)) is null


def test_an_absent_node_is_nothing_and_a_list_is_something():
    """No node is null; an empty list or mapping is not."""
    assert is_null(None)
    assert not is_null(Listing((), HERE))
    assert not is_null(Record((), HERE))
