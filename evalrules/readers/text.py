"""Bytes to text: UTF-8 only, and nothing in it that a reader could misread."""

from __future__ import annotations

import re

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.source import Span

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")
_LINE_END = re.compile("\r\n|\r|\n")
MAX_REPORTED = 20


def decode(name: str, data: bytes) -> tuple[str | None, list[Diagnostic]]:
    """The text of UTF-8 bytes with or without a byte order mark, or why it is not that (ER002, ER107)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [error("ER002", _at_start(name), reason="UTF-16")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode("utf-8", errors="replace")
        return None, [error("ER002", place_at(name, before, len(before)), reason=_guess(data, problem.start))]
    found = [
        error("ER107", place_at(name, text, match.start()), character=f"U+{ord(match[0]):04X}")
        for _, match in zip(range(MAX_REPORTED), _FORBIDDEN.finditer(text), strict=False)
    ]
    return (None if found else text), found


def _at_start(name: str) -> Span:
    return Span(name, 1, 1, 1, 1)


def _guess(data: bytes, start: int) -> str:
    if data.startswith((b"\x89PNG", b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff")) or b"\0" in data[:1024]:
        return "binary"
    try:
        as_chinese = data.decode("gb18030")
    except UnicodeDecodeError:
        return f"byte 0x{data[start]:02X} at offset {start}"
    return "looks like GB18030" if re.search("[\u4e00-\u9fff]", as_chinese) else f"byte 0x{data[start]:02X} at offset {start}"


def place_at(name: str, text: str, offset: int) -> Span:
    """The place of one character of a text, lines and columns from 1."""
    line, start = 1, 0
    for match in _LINE_END.finditer(text, 0, offset):
        line, start = line + 1, match.end()
    column = offset - start + 1
    return Span(name, line, column, line, column + 1)


def invisible_in(text: str) -> str:
    """The first invisible or direction-changing character of a text as U+XXXX, or ""."""
    match = _INVISIBLE.search(text)
    return "" if match is None else f"U+{ord(match[0]):04X}"
