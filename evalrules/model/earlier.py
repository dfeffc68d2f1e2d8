"""What a subject gave for an earlier period, as far as what it gives now is held against it."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.evidence import FactValue, Period, Subject


class Former(NamedTuple):
    """A value of an earlier period: its unit, and where it stands, in words and, of evidence at hand, as a place."""

    value: FactValue
    unit: str
    there: str
    place: Span | None = None


class FormerRow(NamedTuple):
    """A row of an earlier period: its values by the id of the measure, and where it stands."""

    cells: Mapping[str, Former]
    place: Span


class Earlier(NamedTuple):
    """One subject in an earlier period, under a ruleset (`id`, and `id@edition` as its name).

    `facts` are by the id of the measure, those of a series by that and the calendar year. `rows` are the rows of each
    table by their keys; None where a kept result holds none. `digest` is that of the evidence. `names` are the keys of
    rows that a kept result lists with what indicators ask of them, and no more of them.
    """

    path: str
    ruleset: str
    name: str
    subject: Subject
    period: Period | None
    facts: Mapping[tuple[str, int], Former]
    rows: Mapping[str, Mapping[tuple[str, ...], FormerRow]] | None
    digest: str
    names: Mapping[str, tuple[tuple[str, ...], ...]] = {}

    def is_of(self, subject: Subject) -> bool:
        """Whether a subject is the same: by its id where both have one, else by its name."""
        own = self.subject
        if own.kind != subject.kind:
            return False
        return own.id == subject.id if own.id and subject.id else own.name == subject.name
