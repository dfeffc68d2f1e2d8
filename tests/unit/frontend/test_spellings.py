"""Null spellings, yes and no."""

from __future__ import annotations

import pytest

from evalrules.base.source import Listing, Scalar, Span
from evalrules.frontend.spellings import is_spelled_null, says_nothing, yes_or_no

PLACE = Span("a", 1, 1, 1, 1)


def plain(text: str, *, quoted: bool = False) -> Scalar:
    return Scalar(text, quoted, PLACE)


@pytest.mark.parametrize(
    "text", ["null", "NULL", "", "-", "—", "/", "N/A", "n/a", "x", "X", "x%", "X%", "无数据", " x ", "~", "－", "--", "―", "——", "———"]
)
def test_spellings_of_null(text: str):
    """Each spelling of docs/contract.md says nothing, quoted or not, case and surrounding space ignored."""
    assert says_nothing(plain(text)) and says_nothing(plain(text, quoted=True))


@pytest.mark.parametrize(
    "text", ["0", "0.0", "否", "false", "no", "none", "xx", "-1", "…", "//", "%", "NA", "无", "?"]
)
def test_what_is_a_value_is_no_null(text: str):
    """Zero, no and anything else are values."""
    assert not says_nothing(plain(text))


def test_a_plain_null_needs_no_word_in_the_report():
    """null, empty and ~ are plain; x%, — and N/A deserve a note; a list is never null."""
    assert [False, False, False, True, True, True] == [
        is_spelled_null(plain(text)) for text in ("null", "", "~", "x%", "—", "N/A")
    ]
    assert not says_nothing(Listing((), PLACE))
    assert says_nothing(None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("是", True),
        ("否", False),
        ("true", True),
        ("false", False),
        ("True", True),
        ("FALSE", False),
        (" 是 ", True),
    ],
)
def test_yes_and_no(text: str, expected: bool):
    """是/否 and true/false."""
    assert expected is yes_or_no(plain(text))


@pytest.mark.parametrize(
    "text", ["yes", "no", "NO", "y", "n", "on", "off", "有", "无", "1", "0", "真", "对", ""]
)
def test_everything_else_is_neither(text: str):
    """YAML 1.1's words, numbers and other Chinese are never taken for yes or no."""
    assert yes_or_no(plain(text)) is None


def test_quotes_make_true_a_text_and_leave_是_a_yes():
    """ "true" in quotes is text; 是 is Chinese either way."""
    assert yes_or_no(plain("true", quoted=True)) is None
    assert yes_or_no(plain("是", quoted=True)) is True
