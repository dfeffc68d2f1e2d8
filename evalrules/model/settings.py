"""What a ruleset leaves to the office that uses it: numbers and names that no text gives, and what it set for them."""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.ruleset import Ruleset

NUMBER, NAME = "number", "name"
"""The kinds of what is open: a number of the standard, the name of an indicator."""

OFFICE_NAME, DOCUMENT, OVERLAY_ID = "office", "document", "overlay"
"""What else an office says: who it is, the document that it decided in, the id of its overlay."""

RULESET, FORM = "ruleset", "form"
"""What the workbook was made for: the ruleset, and its digest."""


class OpenPoint(NamedTuple):
    """Something that no text gives: of the kind NUMBER that of a value (for one `option`, "" where it has none), of
    the kind NAME that of an indicator.
    """

    kind: str
    id: str
    option: str = ""


def open_points(ruleset: Ruleset) -> tuple[OpenPoint, ...]:
    """Everything that a ruleset leaves open, in its order: numbers, then names."""
    numbers = [
        OpenPoint(NUMBER, value.id, option)
        for value in ruleset.values.values()
        for option, number in value.branches.items()
        if number is None
    ]
    return (*numbers, *(OpenPoint(NAME, one.id) for one in ruleset.indicators if one.is_unnamed))


class Chosen(NamedTuple):
    """What an office set for an open point: a number or a name, the clause that it rests on, and where it says so."""

    point: OpenPoint
    number: Fraction | None
    name: str
    clause: str
    place: Span


class OfficeSettings(NamedTuple):
    """Everything that an office set: who it is, its document, the id of its overlay, and what it chose."""

    office: str
    document: str
    overlay: str
    chosen: tuple[Chosen, ...]
