"""Indicators in sentences: by the number that the standard gives them, and by their title."""

from __future__ import annotations

from evalrules.base.patterns import pattern

_NUMBER = pattern(r"[A-Z]{0,3}[0-9]+(?:[.-][0-9]+)*")
"""`9`, `1.1`, `A2-3`, `G10`. Where a standard has no numbers, ids are words of whoever wrote the ruleset."""


def number_of_indicator(own: str) -> str:
    """The number of an indicator in its standard, without the option that it is of; "" where its id is none."""
    short = own.partition(":")[0]
    return short if _NUMBER.fullmatch(short) else ""


def numbered(own: str, title: str) -> str:
    """`9 校园安全`; the title alone where there is no number."""
    return " ".join(filter(None, (number_of_indicator(own), title)))
