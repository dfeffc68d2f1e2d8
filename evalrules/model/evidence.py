"""What was submitted, after it was bound to a ruleset: typed facts and grades, each with its place."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import is_
from types import MappingProxyType
from typing import TypeAlias

from evalrules.base.later import fields_made_later
from evalrules.base.numbers import coprime
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.outcome import Outcome
from evalrules.model.refs import PlaceRef


class Bounds(NamedTuple):
    """A number known only within bounds, both included; None where there is no bound."""

    low: Fraction | None
    high: Fraction | None

    @property
    def exact(self) -> Fraction | None:
        """The number itself where both bounds meet, else None."""
        is_one = self.low is self.high or self.low == self.high
        return self.low if is_one else None


FactValue: TypeAlias = Bounds | bool | str | datetime.date | None
"""A number within bounds, yes or no, an option or text, a date; None where it is not known."""


class Fact(NamedTuple):
    """One measured value with its provenance; numbers are in the measure's unit."""

    measure: str
    value: FactValue
    written: str
    cause: str
    place: Span
    source: str
    page: str
    note: str


Plain: TypeAlias = int | Decimal | bool | str | None
"""A fact as a program hands it in, of the type of its measure: an exact number, yes or no, an option, or unknown."""


class GivenFacts(Mapping[str, Fact]):
    """Facts that a program handed in as they are; each becomes a `Fact` when somebody asks for it.

    `stated` are their values and `written` their texts, in the order of the mapping of `name`, where `first` is the
    place before theirs; `paths` lead to them. `order` is that of the ruleset, in which they are gone through.
    """

    __slots__ = (
        "_as_written",
        "_columns",
        "_first",
        "_made",
        "_name",
        "_order",
        "_paths",
        "_values",
        "stated",
        "written",
    )

    def __init__(
        self,
        stated: Mapping[str, Plain],
        written: Mapping[str, str],
        name: str,
        paths: Mapping[str, str],
        first: int,
        order: tuple[str, ...],
    ) -> None:
        self.stated, self.written = stated, written
        self._name, self._paths, self._first, self._order = name, paths, first, order
        self._columns: dict[str, int] = {}
        self._made: dict[str, Fact] = {}
        self._values: dict[str, FactValue] | None = None
        self._as_written: Mapping[str, bool | str | None] | None = None

    def __getitem__(self, measure: str) -> Fact:
        found = self._made.get(measure)
        if found is None:
            value = plain_value(self.stated[measure])
            cause = "null" if value is None else ""
            found = self._made[measure] = Fact(
                measure, value, self.written[measure], cause, self._place(measure), "", "", ""
            )
        return found

    def __contains__(self, measure: object) -> bool:
        return measure in self.stated

    def __iter__(self) -> Iterator[str]:
        return (own for own in self._order if own in self.stated)

    def __len__(self) -> int:
        return len(self.stated)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[type[dict[str, Fact]], tuple[dict[str, Fact]]]:
        return (dict, (dict(self),))

    def values_known(self) -> dict[str, FactValue]:
        """What is known of each, by its measure; made once, and never changed."""
        if self._values is None:
            stated = self.stated
            self._values = {own: plain_value(stated[own]) for own in self._order if own in stated}
        return self._values

    def as_written(self) -> Mapping[str, bool | str | None]:
        """Each as a result writes it, numbers as canonical text; made once, and never changed."""
        if self._as_written is None:
            self._as_written = {own: _as_written(value, self.written[own]) for own, value in self.stated.items()}
        return self._as_written

    def place_of(self, measure: str) -> str:
        """Where a fact stands, as the text of its place."""
        return f"{self._name}#{self._paths[measure]}"

    def _place(self, measure: str) -> Span:
        if not self._columns:
            self._columns = {own: self._first + 2 * at for at, own in enumerate(self.stated, 1)}
        column = self._columns[measure]
        return Span(self._name, 0, column, 0, column, "", self._paths[measure])


def plain_value(value: Plain) -> FactValue:
    """What is known of a fact that a program handed in."""
    if value is None or value.__class__ is bool or value.__class__ is str:
        return value
    exact = coprime(*value.as_integer_ratio())  # type: ignore[union-attr] # a number
    return Bounds(exact, exact)


def _as_written(value: Plain, written: str) -> bool | str | None:
    if value.__class__ is Decimal:
        return plain_text(written)
    return written if value.__class__ is int else value  # type: ignore[return-value] # no number


def plain_text(written: str) -> str:
    """The canonical text of a plain decimal: without a point and zeros that say nothing."""
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


class Vote(NamedTuple):
    """How many members of the panel voted for a grade (or met, or not met)."""

    grade: Outcome
    number: int


class Assessed(NamedTuple):
    """What assessors said of one indicator: a grade (or met / not_met), or votes, or both."""

    indicator: str
    grade: Outcome | None
    votes: tuple[Vote, ...]
    panel: int | None
    place: Span
    source: str
    page: str
    note: str


class Subject(NamedTuple):
    """Who is assessed."""

    kind: str
    id: str
    name: str
    attributes: Mapping[str, str]

    def __hash__(self) -> int:
        return hash((self.kind, self.id, self.name, frozenset(self.attributes.items())))


class Period(NamedTuple):
    """The time the evidence speaks of; both days included."""

    text: str
    start: datetime.date
    end: datetime.date


class EvidenceFile(NamedTuple):
    """One file that was read, with the digest of its bytes."""

    path: str
    sha256: str


class Row(NamedTuple):
    """One row of a table: the texts of its key, and its cells by the id of the column."""

    key: tuple[str, ...]
    cells: Mapping[str, Fact]
    place: Span


class Rows(NamedTuple):
    """The rows of a table, by key; `complete` says that none is missing."""

    table: str
    rows: tuple[Row, ...]
    complete: bool
    place: Span

    def counted(self, of: str = "") -> int:
        """How many rows there are; with a column, how many different values of it are known."""
        return len(self.different(of)) if of else len(self.rows)

    def different(self, column: str) -> frozenset[FactValue]:
        """The different values of a column, as far as they are known."""
        cells = (row.cells[column].value for row in self.rows if column in row.cells)
        return frozenset(cell for cell in cells if cell is not None)


def are_same(before: Sequence[Row], now: Sequence[Row]) -> bool:
    """Whether these are the very same rows, not merely such as say the same."""
    return len(before) == len(now) and all(map(is_, before, now))


class Waiver(NamedTuple):
    """An approved exception: the indicator that does not count against the subject, why, by whom, and to which day."""

    indicator: str
    reason: str
    approver: str
    until: datetime.date
    place: Span


class Confirmed(NamedTuple):
    """What somebody answers for: the values that are `of`, or what stands `at` a place as reports write it.

    One of the two is there. `path` is what was written of them; `place` where it was written.
    """

    of: PlaceRef | None
    at: str
    path: str
    by: str
    note: str
    place: Span


class Member(NamedTuple):
    """A lower subject: its level (None where not known), and whether that was cited or computed here."""

    group: str
    name: str
    level: str | None
    basis: str
    ruleset: str


class Reference(NamedTuple):
    """A file that the evidence names for something: an assessment by its name, or the evidence of a member."""

    name: str
    path: str
    place: Span


@fields_made_later
class Evidence(NamedTuple):
    """Everything submitted for one subject and period, bound to one ruleset.

    `facts` also hold what stands under points, members and series, by the ids of those measures.
    `assessments` name whole evidence files of this subject, in the order of the ruleset; the evidence then holds
    nothing else. `as_of` is the date of the assessment: stated, else the last day of the period. `origins` say of
    values that were gathered from several files where they were handed in. `digest` is made when it is asked for.
    """

    path: str
    ruleset: str
    subject: Subject
    period: Period | None
    facts: Mapping[str, Fact]
    grades: Mapping[str, Assessed]
    tables: Mapping[str, Rows]
    members: tuple[Member, ...]
    assessments: tuple[Reference, ...]
    as_of: datetime.date | None
    digest: str
    files: tuple[EvidenceFile, ...]
    waivers: tuple[Waiver, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    origins: Mapping[Span, Span] = MappingProxyType({})
