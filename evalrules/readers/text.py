"""Bytes to text: UTF-8 (for tables also UTF-16 and GB18030), and nothing in it that a reader could misread."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, islice

from evalrules.base.diagnostics import Diagnostic, error, note
from evalrules.base.patterns import pattern
from evalrules.base.source import Span

MAX_REPORTED = 20

_BOM = b"\xef\xbb\xbf"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BINARY = (b"\x89PNG", b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
_CHINESE = pattern("[\u4e00-\u9fff]")
_BEYOND_SIGNS = pattern("[^\x00-\xbf\xd7\xf7]")
FORBIDDEN = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")
_UNSAFE = pattern("[\x00\ud800-\udfff]")
_INVISIBLE = pattern(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def decode(name: str, data: bytes) -> tuple[str | None, list[Diagnostic]]:
    """The text of UTF-8 bytes with or without a byte order mark, or why it is not that.

    ER002 tells other encodings and binary files; ER107 names each control character (the first 20).
    """
    start = Span(name, 1, 1, 1, 1)
    if data.startswith(_BINARY):
        return None, [error("ER002", start, reason="binary")]
    if data.startswith(WIDE_MARKS):
        return None, [error("ER002", start, reason="UTF-16")]
    body = data.removeprefix(_BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = body[: problem.start].decode("utf-8")
        reason = _guess(data, before, len(data) - len(body) + problem.start)
        return None, [error("ER002", place_at(name, before, len(before)), reason=reason)]
    found = _forbidden_in(name, text)
    return (None if found else text), found


def decode_table(name: str, data: bytes) -> tuple[str | None, list[Diagnostic]]:
    """The text of a table as office programs save it: UTF-8, UTF-16 by its mark, or GB18030 (then ER018 says so).

    Else None and why: ER002, or ER107 for control characters.
    """
    if data.startswith(WIDE_MARKS):
        return _strictly(name, data, "utf-16")
    text, problems = decode(name, data)
    looks_chinese = any(("reason", "looks like GB18030") in problem.args for problem in problems)
    if not looks_chinese and not (text is not None and _is_mistaken(text, data)):
        return text, problems
    text, problems = _strictly(name, data, "gb18030")
    return text, [note("ER018", Span(name, 1, 1, 1, 1), encoding="GB18030"), *problems]


def _is_mistaken(text: str, data: bytes) -> bool:
    """Whether bytes pass as UTF-8 by chance: 一 in GB18030 is the Cyrillic һ. Nobody mixes Cyrillic into ASCII here.

    Signs such as ² and × alone are UTF-8.
    """
    others = set(_BEYOND_SIGNS.findall(text))
    if not others or max(others) > "\u07ff" or data.startswith(_BOM):
        return False
    try:
        return _CHINESE.search(data.decode("gb18030")) is not None
    except UnicodeDecodeError:
        return False


def _strictly(name: str, data: bytes, encoding: str) -> tuple[str | None, list[Diagnostic]]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        reason = f"byte 0x{data[problem.start]:02X} at offset {problem.start}"
        return None, [error("ER002", Span(name, 1, 1, 1, 1), reason=reason)]
    found = _forbidden_in(name, text)
    return (None if found else text), found


def _forbidden_in(name: str, text: str) -> list[Diagnostic]:
    """What no text may hold; lines that can all be printed have none of it, which is known much faster."""
    return [] if text.replace("\n", " ").isprintable() else occurrences(name, text, FORBIDDEN)


def _guess(data: bytes, before: str, offset: int) -> str:
    """What bytes that are not UTF-8 seem to be; `before` is the part that still was."""
    if b"\0" in data[:1024]:
        return "binary"
    exact = f"byte 0x{data[offset]:02X} at offset {offset}"
    if _CHINESE.search(before):
        return exact  # Chinese in UTF-8 came first: a damaged file, though its bytes may pass as GB18030
    try:
        as_chinese = data.decode("gb18030")
    except UnicodeDecodeError:
        return exact
    return "looks like GB18030" if _CHINESE.search(as_chinese) else exact


def occurrences(name: str, text: str, pattern: re.Pattern[str]) -> list[Diagnostic]:
    """An ER107 for each character that a pattern finds in a text, for the first 20 of them."""
    matches = tuple(islice(pattern.finditer(text), MAX_REPORTED))
    starts = line_starts(text) if matches else []
    return [_named(name, starts, match) for match in matches]


def _named(name: str, starts: list[int], match: re.Match[str]) -> Diagnostic:
    return error("ER107", _one_character(name, starts, match.start()), character=code_point(match[0]))


def lone_surrogates(name: str, text: str) -> list[Diagnostic]:
    """An ER107 for text that is no Unicode at all; bytes never decode to that, but a caller's `str` may."""
    try:
        text.encode("utf-8")  # far quicker than a search
    except UnicodeEncodeError:
        return occurrences(name, text, _UNSAFE)
    return []


def made_safe(value: str) -> tuple[str, str]:
    """A value as no output can choke on it, and the first NUL or lone surrogate it held as U+XXXX, or ""."""
    match = None if value.isprintable() else _UNSAFE.search(value)
    return (value, "") if match is None else (_UNSAFE.sub("\ufffd", value), code_point(match[0]))


def invisible_in(text: str) -> str:
    """The first invisible, control or direction-changing character of a key as U+XXXX, or ""."""
    match = None if text.isprintable() else _INVISIBLE.search(text)
    return "" if match is None else code_point(match[0])


def code_point(character: str) -> str:
    """The name U+XXXX of one character."""
    return f"U+{ord(character):04X}"


def line_starts(text: str) -> list[int]:
    r"""The offset of the first character of each line; \n, \r\n and \r end a line."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")  # of the same length, so that offsets stay
    return [0, *accumulate(len(line) + 1 for line in text.split("\n")[:-1])]


def position(starts: list[int], offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1, by the table of `line_starts`."""
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


def place_at(name: str, text: str, offset: int) -> Span:
    """The place of one character of a text."""
    return _one_character(name, line_starts(text), offset)


def _one_character(name: str, starts: list[int], offset: int) -> Span:
    line, column = position(starts, offset)
    return Span(name, line, column, line, column + 1)
