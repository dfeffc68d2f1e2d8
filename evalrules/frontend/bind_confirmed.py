"""Confirmations of the evidence: which questioned value somebody answers for, who, and why; anything less is none."""

from __future__ import annotations

import re

from evalrules.base.diagnostics import error
from evalrules.base.forms import CONFIRMED
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Node, Record, Scalar, Span, is_null
from evalrules.base.suggestions import nearest
from evalrules.frontend.bind_facts import Facts
from evalrules.frontend.bind_values import option_of
from evalrules.frontend.fields import scalar_of
from evalrules.frontend.opening import unknown_keys
from evalrules.frontend.spellings import says_nothing
from evalrules.model.evidence import Confirmed, Period
from evalrules.model.evidence_paths import EvidencePath, evidence_path_from
from evalrules.model.refs import (
    HOLDING,
    TOTAL,
    CellRef,
    MembersRef,
    OptionRef,
    OwnRef,
    PlaceRef,
    PointsRef,
    RowRef,
    YearRef,
)
from evalrules.model.ruleset import Label, Measure, Ruleset, Table

_KEYS = ("path", "place", "by", "note")


def bind_confirmed(node: Node | None, facts: Facts, period: Period | None) -> tuple[Confirmed, ...]:
    """The section `confirmed`, then what rows of tables say of themselves, in the order in which it is written.

    ER401 a path to something that the ruleset does not have, ER516 what a confirmation lacks.
    """
    found = [one for item in _items(node, facts) if (one := _bind(item, facts, period)) is not None]
    return (*found, *facts.confirmed)


def confirmed_row(written: Node, row: RowRef) -> Confirmed | None:
    """What the column of confirmations says of a row: `who`, or `who：why`; None where it is empty."""
    if not isinstance(written, Scalar) or says_nothing(written):
        return None
    by, note = said_in_one(written.text)
    return Confirmed(row, "", CONFIRMED, by, note, written.span)


def said_in_one(text: str) -> tuple[str, str]:
    """`who：why` of one cell as who, and why."""
    by, *note = re.split("[:：]", text, maxsplit=1)
    return by.strip(), "".join(note).strip()


def _items(node: Node | None, facts: Facts) -> tuple[Node, ...]:
    if node is None or is_null(node):
        return ()
    if isinstance(node, Listing):
        return tuple(node.items)
    found = "a mapping" if isinstance(node, Record) else "not a list"
    facts.problems.append(error("ER103", node.span, found=found, expected="a list of confirmations"))
    return ()


def _bind(item: Node, facts: Facts, period: Period | None) -> Confirmed | None:
    if not isinstance(item, Record):
        facts.problems.append(error("ER103", item.span, found="not a mapping", expected="{path, by, note}"))
        return None
    facts.problems.extend(unknown_keys(item, _KEYS))
    path, place, by = (_text(item, key) for key in ("path", "place", "by"))
    by_text, note = "" if by is None else by.text.strip(), _text(item, "note")
    note_text = "" if note is None else note.text.strip()
    if scalar_of(item, "note") is None:
        by_text, note_text = said_in_one(by_text)
    lacking = [*([] if (path is None) != (place is None) else ["path"]), *([] if by_text else ["by"])]
    for key in lacking:
        facts.problems.append(error("ER516", item.span, key=key))
    if lacking:
        return None
    if path is None or place is not None:
        at = "" if place is None else place.text.strip()
        return Confirmed(None, at, at, by_text, note_text, item.span)
    of = _Resolved(facts, path.span, period).of(path.text)
    return None if of is None else Confirmed(of, "", path.text.strip(), by_text, note_text, item.span)


def _text(item: Record, key: str) -> Scalar | None:
    written = scalar_of(item, key)
    return None if written is None or says_nothing(written) else written


class _Named(NamedTuple):
    """Something that a path may name: its id, and its labels."""

    id: str
    label: Label

    def is_called(self, name: str) -> bool:
        return name in (self.id, self.label.zh, self.label.en)


class _Resolved:
    """What a path leads to in a ruleset; a name that is not there is an ER401, a path that is none an ER516."""

    def __init__(self, facts: Facts, place: Span, period: Period | None) -> None:
        self.problems = facts.problems
        self.ruleset: Ruleset = facts.ruleset
        self.place = place
        self.period = period

    def of(self, text: str) -> PlaceRef | None:
        try:
            path = evidence_path_from(text)
        except ValueError:
            self.problems.append(error("ER516", self.place, key="path"))
            return None
        return {
            "facts": self._fact, "points": self._points, "members": self._members, "tables": self._row,
            "attributes": self._not_questioned, "grades": self._not_questioned,
        }[path.section](path)  # fmt: skip

    def _named(self, what: str, name: str, known: list[_Named]) -> str | None:
        found = next((one.id for one in known if one.is_called(name)), None)
        if found is None:
            names = [called for one in known for called in (one.id, one.label.zh)]
            suggestion = nearest(name, names)
            self.problems.append(error("ER401", self.place, what=what, id=name, suggestion=suggestion))
        return found

    def _fact(self, path: EvidencePath) -> PlaceRef | None:
        measures = {one.ref.measure: one for one in self.ruleset.facts if isinstance(one.ref, OwnRef)}
        own = self._named("fact", path.name, [_Named(own, one.label) for own, one in measures.items()])
        return None if own is None else self._part(own, measures[own], path.part)

    def _part(self, own: str, measure: Measure, part: str) -> PlaceRef | None:
        """The measure itself, or the year or option of it that is named."""
        if measure.series and self.period is not None and part.isdecimal():
            return YearRef(own, self.period.end.year - int(part))
        if measure.each:
            options = self.ruleset.choices[measure.each].options
            option = self._named(f"option of {measure.each}", part, [_Named(*one) for one in options.items()])
            return None if option is None else OptionRef(own, option)
        if part or measure.series:
            self.problems.append(error("ER516", self.place, key="path"))
            return None
        return OwnRef(own)

    def _points(self, path: EvidencePath) -> PlaceRef | None:
        known = [_Named(one.id, one.label) for one in self.ruleset.indicators if one.kind == "scored"]
        own = self._named("indicator with points", path.name, known)
        return None if own is None else PointsRef(own)

    def _members(self, path: EvidencePath) -> PlaceRef | None:
        known = [_Named(own, group.label) for own, group in self.ruleset.members.items()]
        own = self._named("group of members", path.name, known)
        if own is not None and path.part not in (TOTAL, HOLDING):
            self.problems.append(error("ER516", self.place, key="path"))
            return None
        return None if own is None else MembersRef(own, HOLDING if path.part == HOLDING else TOTAL)

    def _not_questioned(self, _: EvidencePath) -> PlaceRef | None:
        """What assessors decided and what a subject is are no figures: nothing asks about them."""
        self.problems.append(error("ER516", self.place, key="path"))
        return None

    def _row(self, path: EvidencePath) -> PlaceRef | None:
        own = self._named("table", path.name, [_Named(one.id, one.label) for one in self.ruleset.tables.values()])
        if own is None:
            return None
        table = self.ruleset.tables[own]
        key = self._key(table, path.row)
        if not path.part:
            return RowRef(own, key)
        measures = {
            one.ref.column: one
            for one in map(self.ruleset.measures.__getitem__, table.columns)
            if one.ref.kind == "column"
        }
        column = self._named("column", path.part, [_Named(name, one.label) for name, one in measures.items()])
        return None if column is None else CellRef(own, key, column)

    def _key(self, table: Table, written: tuple[str, ...]) -> tuple[str, ...]:
        """The key of a row by the ids of its options; what is no option stays as it is written, and names no row."""
        choices = [self.ruleset.choices.get(self.ruleset.measures[own].choice) for own in table.key]
        if len(written) != len(choices):
            return written
        pairs = zip(written, choices, strict=True)
        return tuple(part if choice is None else option_of(choice, part) or part for part, choice in pairs)
