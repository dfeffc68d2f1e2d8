"""Indented JSON: the text of `json.dumps(value, ensure_ascii=False, indent=1)`, written several times as fast.

The encoder of the standard library that is written in C does not indent, and the one that does visits each text in
steps of Python. Here each mapping and list is one join.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring as quoted
from typing import Any


def json_text(value: Any, margin: str = "\n") -> str:  # noqa: ANN401 - any JSON value
    """A JSON value as text; `margin` is the line break and the spaces before its last bracket."""
    kind = type(value)
    if kind is str:
        return quoted(value)
    if kind is dict and value:
        inner = margin + " "
        items = [f"{quoted(key)}: {json_text(item, inner)}" for key, item in value.items()]
        return f"{{{inner}{f',{inner}'.join(items)}{margin}}}"
    if (kind is list or kind is tuple) and value:
        inner = margin + " "
        return f"[{inner}{f',{inner}'.join([json_text(item, inner) for item in value])}{margin}]"
    if value is None or kind is bool:
        return "null" if value is None else "true" if value else "false"
    return _other(value, margin)


def _other(value: Any, margin: str) -> str:  # noqa: ANN401 - any JSON value
    """A number, what is empty, and what only behaves like a mapping or a text."""
    if isinstance(value, Mapping) and value:
        return json_text(dict(value), margin)
    return json.dumps(dict(value) if isinstance(value, Mapping) else value, ensure_ascii=False)
