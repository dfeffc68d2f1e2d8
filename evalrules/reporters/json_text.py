"""Indented JSON: the text of `json.dumps(value, ensure_ascii=False, indent=1)`, written several times as fast.

The encoder of the standard library that is written in C does not indent, and the one that does visits each text in
steps of Python. Here each mapping and list is one join.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from json.encoder import encode_basestring as quoted
from typing import Any


def json_text(value: Any, margin: str = "\n") -> str:  # noqa: ANN401 - any JSON value
    """A JSON value as text; keys are text. `margin` is the line break and the spaces before its last bracket."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is dict:
        if not value:
            return "{}"
        inner = margin + " "
        items = [
            f"{quoted(key)}: {quoted(item) if type(item) is str else json_text(item, inner)}"
            for key, item in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(items)}{margin}}}"
    if kind is list or kind is tuple:
        if not value:
            return "[]"
        inner = margin + " "
        items = [quoted(item) if type(item) is str else json_text(item, inner) for item in value]
        return f"[{inner}{f',{inner}'.join(items)}{margin}]"
    if kind in _WORDS:
        return _WORDS[kind](value)
    return json_text(dict(value), margin) if isinstance(value, Mapping) else json.dumps(value, ensure_ascii=False)


_WORDS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    int: int.__repr__,
}
