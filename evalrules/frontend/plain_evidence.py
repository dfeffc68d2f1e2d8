"""A mapping of a program to evidence at once, where nothing in it is odd: the same evidence as by its raw document.

What a ruleset alone says of its facts (types, bounds, places, how they stand in a digest) is prepared once. Anything
that could be a problem, a question or a note is left to the whole reading, which says so.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Container, Mapping
from decimal import Decimal
from typing import Any

from evalrules.base.form_terms import kind_named
from evalrules.base.later import Deferred
from evalrules.base.records import NamedTuple
from evalrules.base.remembered import Remembered
from evalrules.base.source import Pair, Record, Scalar, Span, path_below
from evalrules.frontend.bind import FORMAT
from evalrules.frontend.bind_dated import dated_subject
from evalrules.frontend.canonical import canonical_values
from evalrules.frontend.digest import canonical_text, digest_with_facts, in_canonical_order
from evalrules.frontend.opening import named_ruleset, read_period
from evalrules.frontend.plain_numbers import LARGE, PLAIN, PlainRange, plain_range
from evalrules.frontend.spellings import says_nothing
from evalrules.model.evidence import Assessed, Evidence, EvidenceFile, GivenFacts, Period, Plain, Subject
from evalrules.model.outcome import GRADED, MET, NOT_MET, Outcome, graded
from evalrules.model.refs import OwnRef
from evalrules.model.ruleset import Indicator, Label, Measure, Ruleset
from evalrules.model.ruleset_names import ruleset_name_from

_SECTIONS = frozenset(("format", "ruleset", "subject", "period", "facts", "grades"))


class _Number(NamedTuple):
    """A measure that is a number: its bounds, and what places and digests say of it."""

    own: str
    path: str
    range: PlainRange
    in_digest: str


class _Word(NamedTuple):
    """A measure that is yes or no, or an option: each value that it may have, as written and in a digest."""

    own: str
    path: str
    values: Mapping[object, tuple[str, str]]


class _Grade(NamedTuple):
    """What may be decided on an indicator, by what a program gives for it."""

    path: str
    outcomes: Mapping[object, Outcome]


class _Odd(Exception):
    """Something that the whole reading has to look at."""


class _Places:
    """Places in the order in which a mapping is read: each key is counted, and each value."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 1

    def of_key(self) -> None:
        """A key was read."""
        self.count += 1

    def of_value(self, path: str) -> Span:
        """The place of the value that is read next."""
        self.count += 1
        return Span(self.name, 0, self.count, 0, self.count, "", path)


class PlainEvidence:
    """Reads plain evidence for one ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset
        names = [name for full in (ruleset.name, *ruleset.ancestors) for name in (full, ruleset_name_from(full).id)]
        self._names = frozenset(name for name in names if _can_be_named(name))
        self._kinds = frozenset(kind for kind in (ruleset.subject,) if kind_named(kind) == kind)
        self._numbers: dict[str, _Number] = {}
        self._words: dict[str, _Word] = {}
        for measure in ruleset.facts:
            if isinstance(measure.ref, OwnRef) and measure.ref.measure == measure.id and _is_key(measure.id):
                self._take(measure)
        self._order = tuple(own for own in ruleset.measures if own in self._numbers or own in self._words)
        self._paths = {own: (self._numbers.get(own) or self._words[own]).path for own in self._order}
        in_digest = {own: self._numbers[own].in_digest if own in self._numbers else "" for own in self._order}
        self._digest_order = tuple((own, in_digest[own]) for own in in_canonical_order(self._order))
        self._grades = {
            one.id: _Grade(path_below("grades", one.id), _outcomes(one, ruleset.grade_labels))
            for one in ruleset.indicators
            if _is_key(one.id) and not one.each_row
        }
        self._grade_order = tuple(one.id for one in ruleset.indicators)
        self._attributes = {
            own: frozenset(option for option in choice.options if not _says_nothing(option))
            for own, choice in ruleset.choices.items()
            if _is_key(own)
        }
        self._has_dates = any(choice.dates for choice in ruleset.choices.values())

    def read(self, mapping: object, name: str, as_of: datetime.date | None) -> Evidence | None:
        """The evidence; None where something is odd."""
        if type(mapping) is not dict or not _SECTIONS.issuperset(mapping):
            return None
        try:
            return self._read(mapping, name, as_of)
        except _Odd:
            return None

    def _read(self, mapping: dict[str, Any], name: str, as_of: datetime.date | None) -> Evidence:
        places = _Places(name)
        subject, period, written = Subject(self._ruleset.subject, "", "", {}), None, ""
        facts = GivenFacts({}, {}, name, {}, 0, ())
        grades: dict[str, Assessed] = {}
        for key, value in mapping.items():
            places.of_key()
            place = places.of_value(key)
            if key == "facts":
                facts = self._facts(_mapping(value), places)
            elif key == "grades":
                grades = self._decided(_mapping(value), places)
            elif key == "subject":
                subject = self._subject(_mapping(value), places)
            elif key == "period":
                period = _period(value, place, as_of)
            elif key == "ruleset":
                written = _one_of(value, self._names)
            elif type(value) is not str or value != FORMAT:
                raise _Odd
        day = as_of or (period.end if period else None)
        return Evidence(
            path=name,
            ruleset=written,
            subject=self._dated(subject, day, places),
            period=period,
            facts=facts,
            grades=grades,
            tables={},
            members=(),
            assessments=(),
            as_of=day,
            digest=Deferred().later(lambda: self._digest(canonical_values(subject, period, {}, grades), facts)),
            files=(EvidenceFile(name, ""),),
            origins={},
        )

    # -- facts -------------------------------------------------------------------------------------------------

    def _facts(self, stated: dict[Any, Any], places: _Places) -> GivenFacts:
        """The facts as they are."""
        numbers, match, first = self._numbers, PLAIN.fullmatch, places.count
        values: dict[str, Plain] = {}
        written: dict[str, str] = {}
        for key, value in stated.items():
            known, kind = numbers.get(key), type(value)
            if known is None or value is None:
                values[key], written[key] = self._other(key, value)
                continue
            if kind is int:
                text, exact = str(value) if -LARGE < value < LARGE else "", value
            elif kind is Decimal:
                text, exact = str(value), value
            elif kind is float:
                text = repr(value)
                exact = Decimal(text)
            else:
                raise _Odd
            digits = match(text)
            if digits is None or not known.range.holds(exact, digits[2]):
                raise _Odd
            values[key], written[key] = exact, text
        places.count += 2 * len(values)
        return GivenFacts(values, written, places.name, self._paths, first, self._order)

    def _other(self, key: object, value: object) -> tuple[bool | str | None, str]:
        """A fact that is a word, or of which nothing is known, with its text."""
        known = self._words.get(key) or self._numbers.get(key) if type(key) is str else None
        if known is None:
            raise _Odd
        if value is None:
            return None, "null"
        if not isinstance(known, _Word) or not (type(value) is str or type(value) is bool) or value not in known.values:
            raise _Odd
        return value, known.values[value][0]

    def _digest(self, values: dict[str, Any], facts: GivenFacts) -> str:
        """The digest of canonical values with these facts beside them."""
        written, canonical = facts.as_written(), []
        for own, in_digest in self._digest_order:
            value = written.get(own)
            if value is not None:
                canonical.append(f'{in_digest}"{value}"' if in_digest else self._words[own].values[value][1])
        return digest_with_facts(values, canonical)

    def _take(self, measure: Measure) -> None:
        """What a measure of the subject itself may be at once; a date, a text and a series are always bound."""
        if measure.series or measure.each:
            return
        path, in_digest = path_below("facts", measure.id), f"{canonical_text(measure.id)}:"
        if measure.type == "yesno":
            answers: dict[object, tuple[str, str]] = {
                answer: (text, f"{in_digest}{text}") for answer, text in ((True, "true"), (False, "false"))
            }
            self._words[measure.id] = _Word(measure.id, path, answers)
        elif measure.type in self._ruleset.choices:
            options = [one for one in self._ruleset.choices[measure.type].options if not _says_nothing(one)]
            written: dict[object, tuple[str, str]] = {
                one: (one, f"{in_digest}{canonical_text(one)}") for one in options
            }
            self._words[measure.id] = _Word(measure.id, path, written)
        elif (within := plain_range(measure)) is not None:
            self._numbers[measure.id] = _Number(measure.id, path, within, in_digest)

    # -- the rest ----------------------------------------------------------------------------------------------

    def _decided(self, stated: dict[Any, Any], places: _Places) -> dict[str, Assessed]:
        """The grades, and yes or no, in the order of the ruleset."""
        made: dict[str, Assessed] = {}
        for key, value in stated.items():
            known = self._grades.get(key)
            if known is None or not (type(value) is str or type(value) is bool) or value not in known.outcomes:
                raise _Odd
            places.of_key()
            made[key] = Assessed(key, known.outcomes[value], (), None, places.of_value(known.path), "", "", "")
        return {own: made[own] for own in self._grade_order if own in made}

    def _subject(self, stated: dict[Any, Any], places: _Places) -> Subject:
        texts = {"id": "", "name": ""}
        attributes: dict[str, str] = {}
        for key, value in stated.items():
            places.of_key()
            places.of_key()
            if key == "kind":
                _one_of(value, self._kinds)
            elif key in texts and type(value) is str and value.isprintable():
                texts[key] = value
            elif key == "attributes":
                for own, option in _mapping(value).items():
                    attributes[own] = _one_of(option, self._attributes.get(own, frozenset()))
                    places.of_key()
                    places.of_key()
            else:
                raise _Odd
        return Subject(self._ruleset.subject, texts["id"], texts["name"], attributes)

    def _dated(self, subject: Subject, day: datetime.date | None, places: _Places) -> Subject:
        if not self._has_dates:
            return subject
        root, problems = Record((), Span(places.name, 1, 1, 1, 1)), []  # type: ignore[var-annotated]
        found = dated_subject(subject, self._ruleset, day, root, problems)
        if problems:
            raise _Odd
        return found


def _mapping(value: object) -> dict[Any, Any]:
    if type(value) is not dict:
        raise _Odd
    return value


def _one_of(value: object, known: Container[str]) -> str:
    if type(value) is not str or value not in known:
        raise _Odd
    return value


def _period(value: object, place: Span, as_of: datetime.date | None) -> Period:
    """The period that a year is."""
    if type(value) is not int or not 1000 <= value <= 9999:
        raise _Odd
    found, problems = read_period(
        Record((Pair(Scalar("period", True, place), Scalar(str(value), False, place)),), place)
    )
    if problems or found is None or (as_of is not None and found.start > as_of):
        raise _Odd
    return found


def _outcomes(indicator: Indicator, labels: Mapping[str, Label]) -> Mapping[object, Outcome]:
    """What the ids of grades, or yes and no, mean; not those by which another grade is named, too."""
    if indicator.kind == MET.kind:
        return {True: MET, False: NOT_MET}
    if indicator.kind != GRADED:
        return {}
    others = {name for one in indicator.grades for name in (labels[one].zh, labels[one].en) if name != one}
    return {one: graded(one) for one in indicator.grades if one not in others and not _says_nothing(one)}


def _is_key(own: str) -> bool:
    """Whether a name is the same however it is normalized, so that no two keys of a mapping can mean it."""
    return own.isprintable() and unicodedata.normalize("NFKC", own) == own


def _says_nothing(text: str) -> bool:
    return says_nothing(Scalar(text, True, Span("", 1, 1, 1, 1)))


def _can_be_named(name: str) -> bool:
    place = Span("", 1, 1, 1, 1)
    found, problems = named_ruleset(Record((Pair(Scalar("ruleset", True, place), Scalar(name, True, place)),), place))
    return found is not None and not problems


_READING = Remembered(PlainEvidence)


def plain_evidence(mapping: object, ruleset: Ruleset, name: str, as_of: datetime.date | None) -> Evidence | None:
    """A mapping to the evidence for a ruleset that `bind_evidence` makes of it; None where anything in it is odd."""
    return _READING.of(ruleset).read(mapping, name, as_of)
