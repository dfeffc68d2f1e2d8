"""Findings that an author has looked at and lets stand, with the reason: a comment beside them in the ruleset.

    # lint: ER653 the items that must be met lie in several groups
    - {id: must-meet, …}

The comment stands on the line of the finding, or directly above it. It says nothing of the standard: no digest changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evalrules.base.diagnostics import Diagnostic, note
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span

_COMMENT = pattern(r"(?:^|(?<=\s))#\s*lint:\s*(?P<code>ER[0-9]{3})?\s*(?P<reason>.*?)\s*$")
_ONLY_COMMENT = pattern(r"\s*#.*")


class Accepted(NamedTuple):
    """A finding that stands, and why."""

    diagnostic: Diagnostic
    reason: str


class _Comment(NamedTuple):
    place: Span
    code: str
    reason: str
    lines: frozenset[int]


def accepted_in(
    found: Iterable[Diagnostic], name: str, text: str
) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
    """What is left of findings, and those that comments in the text of the file `name` let stand.

    An error stays an error. ER661 for a comment that lets nothing stand, or gives no reason.
    """
    comments = list(_comments(name, text))
    left: list[Diagnostic] = []
    accepted: list[Accepted] = []
    used: set[Span] = set()
    for one in found:
        own = None if one.is_error else next((comment for comment in comments if _is_of(comment, one, name)), None)
        if own is None:
            left.append(one)
        else:
            accepted.append(Accepted(one, own.reason))
            used.add(own.place)
    left += [note("ER661", one.place) for one in comments if one.place not in used]
    return tuple(left), tuple(accepted)


def _is_of(comment: _Comment, found: Diagnostic, name: str) -> bool:
    is_here = found.place is not None and found.place.file == name and found.place.line in comment.lines
    return is_here and comment.code == found.code and bool(comment.reason)


def _comments(name: str, text: str) -> Iterator[_Comment]:
    lines = text.splitlines()
    for at, line in enumerate(lines, start=1):
        found = _COMMENT.search(line)
        if found is None:
            continue
        place = Span(name, at, found.start() + 1, at, len(line) + 1)
        yield _Comment(place, found["code"] or "", found["reason"], _lines_meant(lines, at))


def _lines_meant(lines: list[str], at: int) -> frozenset[int]:
    """The line of a comment; where nothing else stands on it, the next line that is no comment."""
    below = at
    while below <= len(lines) and _ONLY_COMMENT.fullmatch(lines[below - 1]):
        below += 1
    return frozenset((at, below))
