"""Diagnostics and places as results write them, back to what they were."""

from __future__ import annotations

import re
from functools import reduce

from evalrules.base.codes import CODES
from evalrules.base.diagnostics import CONFIRMED, ERROR, NOTE, WARNING, Diagnostic, Related
from evalrules.base.patterns import pattern
from evalrules.base.questions import Confirmation
from evalrules.base.source import Span, mapping_place
from evalrules.results.plain_values import At

_IN_TEXT = pattern(r"(.*):(0|[1-9][0-9]{0,8}):(0|[1-9][0-9]{0,8})", re.ASCII | re.DOTALL)
_IN_SHEET = pattern(r"(.+?)!(.+?)(?:!([A-Z]{1,4})([1-9][0-9]{0,8}))?", re.ASCII | re.DOTALL)


def diagnostic_from(at: At) -> Diagnostic:
    """A problem as a result writes it; one whose sentence tells of something has something to tell."""
    found = Diagnostic(
        at.key("code").word(*CODES),
        at.key("severity").word(*_severities(at)),
        at.key("place").maybe(place_from),
        tuple((name, value.text()) for name, value in at.key("args").pairs()),
        at.key("related").each(_related) if at.has("related") else (),
        _confirmation(at.key("confirmed")) if at.has("confirmed") else None,
    )
    if not found.args and "{" in CODES[found.code].en.replace("{own_place}", ""):
        raise at.key("args").wrong("what it tells of is missing")
    return found


def _severities(at: At) -> tuple[str, ...]:
    """What a problem can be: confirmed just where it says who confirms it."""
    return (CONFIRMED,) if at.has("confirmed") else (ERROR, WARNING, NOTE)


def _confirmation(at: At) -> Confirmation:
    return Confirmation(at.key("by").text(), at.key("note").text(), place_from(at.key("place")))


def _related(at: At) -> Related:
    return Related(at.key("role").text(), place_from(at.key("place")))


def place_from(at: At) -> Span:
    """`county.yaml:12:5`, `county.xlsx!Sheet!C4`, `<mapping>#facts.rate`; where it ends is not kept."""
    written = at.text()
    if match := _IN_TEXT.fullmatch(written):
        line, column = int(match[2]), int(match[3])
        return Span(match[1], line, column, line, column + 1)
    if in_mapping := mapping_place(written):
        return Span(in_mapping[0], 0, 0, 0, 0, "", in_mapping[1])
    match = _IN_SHEET.fullmatch(written)
    if match is None:
        raise at.wrong("a place is expected")
    line, column = int(match[4] or 0), _column(match[3] or "")
    return Span(match[1], line, column, line, column + 1, match[2])


def _column(letters: str) -> int:
    """The number of a column of a sheet: A is 1, AA is 27."""
    return reduce(lambda number, letter: 26 * number + ord(letter) - ord("A") + 1, letters, 0)
