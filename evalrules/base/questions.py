"""Questions about the data: which problems ask for a value to be corrected or confirmed, and the answer to one."""

from __future__ import annotations

from evalrules.base.records import NamedTuple
from evalrules.base.source import Span

QUESTIONS = frozenset(("ER494", "ER510", "ER511", "ER512", "ER513", "ER514", "ER517", "ER551", "ER582"))
"""The codes that ask about data: they are warnings until the evidence confirms what was asked about."""


class Confirmation(NamedTuple):
    """Who answers for a value that was questioned, what they say, and where the evidence says so."""

    by: str
    note: str
    place: Span
