"""Data made inert before anyone reads it: no control, direction or invisible character reaches an output."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from evalrules.base.patterns import pattern

_BEYOND_CONTROLS = (
    "\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
_ACTIVE = pattern(f"[\x00-\x1f{_BEYOND_CONTROLS}]")
_UNWRITABLE = pattern("[\x00\ud800-\udfff]")
_ACTIVE_IN_JSON = pattern(f"[\x00-\x09\x0b-\x1f{_BEYOND_CONTROLS}]")  # line breaks stand between
_ACTS_IN_JSON = pattern(f"[\x00{_BEYOND_CONTROLS}]")  # all other controls JSON itself escapes
_MARKDOWN = pattern(r"([\\`*_{}\[\]<>|~#])")
MAX_SHOWN = 2_000


def inert(text: str) -> str:
    """The text on one line with every active character as a visible escape, cut where nobody would read on.

    `::` and `##[` are broken up too: at the start of a line a build server would take them for a command.
    """
    shown = text if text.isprintable() else _ACTIVE.sub(lambda match: _escape(match[0]), text)
    shown = shown.replace("::", "\\x3a:").replace("##[", "#\\x23[")
    return shown if len(shown) <= MAX_SHOWN else f"{shown[:MAX_SHOWN]}… ({len(shown)})"


def acts_in_json(text: str) -> str | None:
    """The first character of a text that JSON writes as it is although it acts, or that cannot be written."""
    found = _ACTS_IN_JSON.search(text)
    return None if found is None else found[0]


def inert_json(text: str) -> str:
    """JSON text in which every active character stands as an escape of JSON: the same data, and nothing that acts."""
    if text.replace("\n", " ").isprintable():  # several times as fast as the search, and true of nearly every text
        return text
    return _ACTIVE_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], text)


def whole_characters(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """A JSON value whose texts hold no NUL and no half character: each stands as a visible escape."""
    if isinstance(value, str):
        return _UNWRITABLE.sub(lambda match: _escape(match[0]), value)
    if isinstance(value, Mapping):
        return {whole_characters(key): whole_characters(item) for key, item in value.items()}
    return [whole_characters(item) for item in value] if isinstance(value, list | tuple) else value


def inert_markdown(text: str) -> str:
    """Inert text that Markdown shows as it is: no link, no HTML, no table cell of its own."""
    return (
        _MARKDOWN.sub(r"\\\1", inert(text))
        .replace("&", "&amp;")
        .replace("://", ":&#47;/")
        .replace("@", "&#64;")
        .replace("www.", "www&#46;")
    )


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
