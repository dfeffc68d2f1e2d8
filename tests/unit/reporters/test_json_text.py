"""Indented JSON is what the standard library writes, to the last character."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.reporters.inert import inert_json
from evalrules.reporters.json_text import Acting, EncodedOnce, json_text, plain_json_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_it_is_that_of_the_standard_library(value: Any) -> None:
    """Any value that JSON has: empty ones, numbers, texts of any character."""
    assert json_text(value) == json.dumps(value, ensure_ascii=False, indent=1)


def test_what_behaves_like_a_mapping_or_a_number_is_one() -> None:
    """A read-only mapping, and a truth that is a number of its own class."""

    class Count(int):
        """A number that says what it counts."""

    held = MappingProxyType({"a": MappingProxyType({}), "b": Count(3)})
    assert json_text([held]) == json.dumps([{"a": {}, "b": 3}], indent=1)


@given(VALUES)
def test_an_encoded_part_is_the_value_that_it_was_made_of(value: Any) -> None:
    """Wherever it stands, and however often; one that holds what acts refuses to be written."""
    part, plain = EncodedOnce(value), json_text(value)
    if inert_json(plain) != plain or r"\u0000" in plain:
        with pytest.raises(Acting):
            plain_json_text([part])
        return
    for document in ({"a": [part, part]}, [part], {"b": {"c": {"d": part}}}):
        assert json_text(document) == json.dumps(_plain(document, part, value), ensure_ascii=False, indent=1)
    assert json_text(part) == json_text(value)


@pytest.mark.parametrize("text", ["\x00", "\x7f", "\u202e", "\ufeff", "\ud800", "\U000e0041"])
def test_what_acts_is_refused_wherever_it_stands(text: str) -> None:
    """As a value, as a key, within lists, and in a text of a class of its own."""

    class Word(str):
        """A text of another class."""

        __slots__ = ()

    for value in (text, {text: 1}, [{"a": ["b" + text]}], Word(text)):
        with pytest.raises(Acting):
            plain_json_text(value)


@given(VALUES)
def test_what_is_plain_is_written_as_ever(value: Any) -> None:
    """Line breaks and tabs are no reason to refuse: JSON writes them as escapes."""
    for one in ("校\n1\t\u3000", json.loads(inert_json(json.dumps(value)))):
        try:
            assert plain_json_text(one) == json_text(one)
        except Acting:
            assert inert_json(json_text(one)) != json_text(one) or r"\u0000" in json_text(one)


def _plain(document: Any, part: EncodedOnce, value: Any) -> Any:
    if document is part:
        return value
    if isinstance(document, dict):
        return {key: _plain(item, part, value) for key, item in document.items()}
    return [_plain(item, part, value) for item in document] if isinstance(document, list) else document
