"""Diagnostics for people: place, code, sentence, the source line with a mark under it, and what to do."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from evalrules.base.diagnostics import HANDED_IN, Diagnostic, has_errors
from evalrules.base.sentences import hint, sentence
from evalrules.base.source import Span
from evalrules.reporters.inert import inert
from evalrules.reporters.phrases import say

MAX_SHOWN = 50
_WIDEST = 160


def render_problems(found: Iterable[Diagnostic], texts: Mapping[str, str], language: str, not_at_hand: int = 0) -> str:
    """Every problem with its frame, errors first where there are too many to show; ends with a count of the rest.

    So many more are `not_at_hand`, since nobody would be shown them.
    """
    every = list(found)
    count = len(every) + not_at_hand
    shown = sorted(every, key=lambda one: not one.is_error)[:MAX_SHOWN] if count > MAX_SHOWN else every
    parts = [render_problem(one, texts, language) for one in shown]
    if count > len(shown):
        parts.append(say("more_errors", language, count=str(count - len(shown))))
    return "\n".join(parts) + "\n" if parts else ""


def render_problem(found: Diagnostic, texts: Mapping[str, str], language: str) -> str:
    """One problem: `county.yaml:12:5: ER402 error: …`, its frame, a hint and where to read more."""
    place = f"{inert(str(found.place))}: " if found.place else ""
    lines = [f"{place}{found.code} {say(found.severity, language)}: {inert(sentence(found, language))}"]
    if found.place is not None:
        lines += frame(found.place, texts)
    for related in found.related:
        role = HANDED_IN if related.role == HANDED_IN else "related"
        lines.append(f"  {say(role, language)}: {inert(str(related.place))}")
    advice = hint(found, language)
    if advice and (found.severity != "note" or not has_errors([found])):
        lines.append(f"  {say('hint', language)}: {inert(advice)}")
    lines.append(f"  {say('see', language)}: evalrules explain {found.code}")
    return "\n".join(lines)


def frame(place: Span, texts: Mapping[str, str]) -> list[str]:
    """The source line and a mark under the characters that are meant; nothing where the source is not at hand."""
    source = [] if place.sheet else texts.get(place.file, "").splitlines()
    if not 1 <= place.line <= len(source):
        return []
    line = source[place.line - 1]
    start, end = place.column - 1, place.end_column - 1 if place.end_line == place.line else len(line)
    cut = max(0, start - _WIDEST // 2)
    shown = inert(line[cut : cut + _WIDEST])
    mark_at = _width(inert(line[cut:start]))
    mark = max(1, _width(inert(line[start : min(end, cut + _WIDEST)])))
    number = str(place.line)
    return [f"  {number} | {shown}", f"  {' ' * len(number)} | {' ' * mark_at}{'^' * mark}"]


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
