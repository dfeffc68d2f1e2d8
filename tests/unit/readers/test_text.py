"""Bytes become text only where nothing in them can be misread."""

from __future__ import annotations

import time

import pytest

from evalrules.readers.text import decode, invisible_in, line_starts, made_safe, place_at, position


def refusal(data: bytes) -> tuple[str, str, str]:
    """The code, the place and the only argument of the one problem of some bytes."""
    text, problems = decode("f", data)
    assert text is None
    assert len(problems) == 1
    return problems[0].code, str(problems[0].place), problems[0].args[0][1]


def test_utf8_is_read_with_and_without_a_mark() -> None:
    """A byte order mark changes nothing."""
    assert decode("f", "名: 昆山\n".encode()) == ("名: 昆山\n", [])
    assert decode("f", "名: 昆山\n".encode("utf-8-sig")) == ("名: 昆山\n", [])
    assert decode("f", b"") == ("", [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("名称: 昆山市\n".encode("gb18030"), "looks like GB18030"),
        ("名称: 昆山市\n".encode("gbk"), "looks like GB18030"),
        ("名: 1\n".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + "名".encode("utf-16-be"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b"PK\x03\x04plain", "binary"),
        (b"%PDF-1.4\n", "binary"),
        (b"a: \xff\x00", "binary"),
        (b"a: \xff\xff", "byte 0xFF at offset 3"),
        (b"\xef\xbb\xbfa: \xff\xff", "byte 0xFF at offset 6"),
        ("昆山".encode() + b"\xb0\xa1", "byte 0xB0 at offset 6"),
    ],
)
def test_other_bytes_are_named_for_what_they_seem(data: bytes, reason: str) -> None:
    """Whoever saved the file in another encoding is told which; damaged UTF-8 is told by its byte."""
    code, _, given = refusal(data)
    assert (code, given) == ("ER002", reason)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a: 1\nb: \xff", "f:2:4"),
        (b"a: 1\r\nb: \xff", "f:2:4"),
        (b"a: 1\rb: \xff", "f:2:4"),
        ("昆𠀀: ".encode() + b"\xff", "f:1:5"),
        (b"\xef\xbb\xbfab\xff", "f:1:3"),
    ],
)
def test_the_bad_byte_has_its_place_in_characters(data: bytes, place: str) -> None:
    """Lines end at LF, CRLF or CR; columns count characters, and a byte order mark is none."""
    assert refusal(data)[1] == place


@pytest.mark.parametrize("character", ["\0", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\x9f", "\ufeff"])
def test_control_characters_are_refused_by_name(character: str) -> None:
    """Each control character, and a byte order mark inside, is named with its place."""
    assert refusal(f"a: 1\nb: {character}".encode()) == ("ER107", "f:2:4", f"U+{ord(character):04X}")


@pytest.mark.parametrize("character", ["\t", "\n", "\r", "\u200b", "\u202e", "\u3000", "，", "\U0001f600"])
def test_other_characters_pass(character: str) -> None:
    """White space and what only looks odd is text; outputs make it visible."""
    assert decode("f", f"a{character}b".encode()) == (f"a{character}b", [])


def test_encoded_surrogates_are_no_utf8() -> None:
    """A surrogate written as three bytes is a bad byte, not half a character."""
    assert refusal(b"a: \xed\xa0\x80")[0] == "ER002"


def test_only_the_first_twenty_are_reported_and_soon() -> None:
    """A file full of line ends and control characters takes no longer than any other."""
    begun = time.process_time()
    _, problems = decode("f", b"\n" * 4_000_000 + b"\0" * 1000)
    assert len(problems) == 20
    assert str(problems[19].place) == "f:4000001:20"
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("text", "starts"),
    [("", [0]), ("a", [0]), ("a\n", [0, 2]), ("a\r\nb\rc\n\nd", [0, 3, 5, 7, 8]), ("\r\n\r\n", [0, 2, 4])],
)
def test_lines_start_after_any_kind_of_line_end(text: str, starts: list[int]) -> None:
    r"""\n, \r\n and \r end one line each."""
    assert line_starts(text) == starts


def test_an_offset_has_a_line_and_a_column() -> None:
    """Both count from 1; the end of the text has a place too."""
    assert [position([0, 3, 5], offset) for offset in (0, 2, 3, 5, 9)] == [(1, 1), (1, 3), (2, 1), (3, 1), (3, 5)]
    assert str(place_at("f", "a\n𠀀b", 3)) == "f:2:2"


@pytest.mark.parametrize(
    "character", ["\u00ad", "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff", "\U000e0041", "\n", "\x07"]
)
def test_what_no_key_may_hold_is_found(character: str) -> None:
    """Invisible, control and direction-changing characters of a key are named."""
    assert invisible_in(f"ra{character}te") == f"U+{ord(character):04X}"


def test_visible_keys_pass() -> None:
    """Chinese, spaces and full-width characters are visible."""
    assert [invisible_in(key) for key in ("rate", "入学率 （％）", "")] == ["", "", ""]


def test_values_are_made_safe() -> None:
    """NUL and lone surrogates never get further; other control characters are left to the outputs."""
    assert made_safe("a\0b\ud800") == ("a\ufffdb\ufffd", "U+0000")
    assert made_safe("a\x1b[31m\u202e") == ("a\x1b[31m\u202e", "")
