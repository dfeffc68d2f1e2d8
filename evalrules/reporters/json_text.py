"""Indented JSON: the text of `json.dumps(value, ensure_ascii=False, indent=1)`, written several times as fast.

The encoder of the standard library that is written in C does not indent, and the one that does visits each text in
steps of Python. Here each mapping and list is one join.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring as quoted
from typing import Any, TypeAlias

from evalrules.reporters.inert import acts_in_json

Quote: TypeAlias = Callable[[str], str]
"""What writes a text between quotes."""


class Acting(Exception):
    """A text holds a character that acts on whoever reads it, or one that cannot be written."""


def quoted_plain(text: str) -> str:
    """A text between quotes; `Acting` where something in it would have to be made inert.

    Texts are looked at one by one, since most of a document are its keys and its spaces, which are known to be plain.
    """
    if text.isprintable() or acts_in_json(text) is None:
        return quoted(text)
    raise Acting


class Encoded:
    """A part of a document that writes its own text: what most results have alike is written once."""

    __slots__ = ()

    def text(self, margin: str) -> str:
        """The text of the part, `margin` as for `json_text`; `Acting` where it is not plain."""
        raise NotImplementedError


class EncodedOnce(Encoded):
    """A JSON value that never changes, with its text wherever it was put."""

    __slots__ = ("_texts", "_value")

    def __init__(self, value: Any) -> None:  # noqa: ANN401 - any JSON value
        self._value = value
        self._texts: dict[str, str] = {}

    def text(self, margin: str) -> str:
        """The text, made once for each margin."""
        found = self._texts.get(margin)
        if found is None:
            found = self._texts[margin] = plain_json_text(self._value, margin)
        return found


def members_text(members: Mapping[str, Any], inner: str) -> str:
    """The members of a mapping as they stand in it; `inner` is the line break and the spaces before each."""
    return f",{inner}".join(f"{quoted_plain(key)}: {plain_json_text(item, inner)}" for key, item in members.items())


def plain_json_text(value: Any, margin: str = "\n") -> str:  # noqa: ANN401 - any JSON value
    """A JSON value as text that is inert and can be written; `Acting` where it would not be."""
    return json_text(value, margin, quoted_plain)


def json_text(value: Any, margin: str = "\n", quoted: Quote = quoted) -> str:  # noqa: ANN401 - any JSON value
    """A JSON value as text; keys are text, and parts may be `Encoded` where it is to be plain.

    `margin` is the line break and the spaces before its last bracket.
    """
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is dict:
        if not value:
            return "{}"
        inner = margin + " "
        items = [
            f"{quoted(key)}: {quoted(item) if type(item) is str else json_text(item, inner, quoted)}"
            for key, item in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(items)}{margin}}}"
    if kind is list or kind is tuple:
        if not value:
            return "[]"
        inner = margin + " "
        items = [quoted(item) if type(item) is str else json_text(item, inner, quoted) for item in value]
        return f"[{inner}{f',{inner}'.join(items)}{margin}]"
    if kind in _WORDS:
        return _WORDS[kind](value)
    if isinstance(value, Encoded):
        return value.text(margin)
    if isinstance(value, Mapping):
        return json_text(dict(value), margin, quoted)
    text = json.dumps(value, ensure_ascii=False)
    if quoted is quoted_plain and ("\\u0000" in text or acts_in_json(text) is not None):
        raise Acting
    return text


_WORDS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
}
