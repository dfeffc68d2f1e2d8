"""One order of ids, whatever order they were written in: numbers inside count as numbers, so 9 comes before 10."""

from __future__ import annotations

from evalrules.base.patterns import pattern

_DIGITS = pattern(r"([0-9]+)")


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key: "2" before "10", "cv-r2:junior" before "cv-r10:junior"."""
    parts = enumerate(_DIGITS.split(text))  # what stands between two numbers, and each number, in turn
    return tuple([(0, int(part), "") if at % 2 else (1, 0, part) for at, part in parts if part])
