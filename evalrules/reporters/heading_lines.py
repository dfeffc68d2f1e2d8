"""Headings of text: what stands in brackets behind a long title goes to a line of its own, so that ids stay whole."""

from __future__ import annotations

import re

from evalrules.base.patterns import pattern

_BEHIND = pattern(r"(.+?) ?([（(][^（）()]*[）)])", re.DOTALL)
_WIDE = pattern("[\u2e80-\uffff]")


def heading_lines(text: str, width: int) -> tuple[str, ...]:
    """A heading in one line where it fits, else the part in brackets at its end in a line of its own."""
    found = _BEHIND.fullmatch(text)
    if found is None or len(text) + len(_WIDE.findall(text)) <= width:
        return (text,)
    return found[1], found[2]
