"""One order of ids, whatever order they were written in: numbers inside count as numbers, so 9 comes before 10."""

from __future__ import annotations

from evalrules.base.patterns import pattern

_DIGITS = pattern(r"([0-9]+)")


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key: "2" before "10", "cv-r2:junior" before "cv-r10:junior"."""
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in _DIGITS.split(text)
        if part
    )
