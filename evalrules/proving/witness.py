"""A solution of the solver as an evidence file, and the exact engine's word on it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import z3

from evalrules.base.diagnostics import Diagnostic, has_errors
from evalrules.base.numbers import decimal_places, number_text
from evalrules.base.records import NamedTuple
from evalrules.evaluation import Bound, questioned
from evalrules.frontend.bind import bind_evidence
from evalrules.model.evidence import Evidence
from evalrules.model.outcome import MET, NOT_MET
from evalrules.model.refs import ColumnRef, MembersRef, OptionRef, OwnRef, PointsRef, YearRef, column_from
from evalrules.model.ruleset import Choice, Ruleset
from evalrules.proving.meaning import Row
from evalrules.proving.symbols import Symbol
from evalrules.readers.files import document_of
from evalrules.semantics.case import Case, case_of

FEW_PLACES = 6
"""Figures of a witness have no more decimals."""


class NotDecimal(Exception):
    """A figure of the solution has no decimal text of a few places."""


class Seen(NamedTuple):
    """What the engine makes of a witness."""

    case: Case
    text: str

    def without(self, ruleset: Ruleset) -> Case:
        """What it makes of the same evidence where the ruleset lacks a gate or a veto."""
        found = seen(self.text, ruleset)
        assert found is not None, "it was accepted before"
        return found.case


def seen(text: str, ruleset: Ruleset) -> Seen | None:
    """What the engine makes of an evidence file; None where it refuses it."""
    evidence, problems = bound(text, ruleset)
    case = None if evidence is None else judged(evidence, problems, ruleset)
    return None if case is None else Seen(case, text)


def bound(text: str, ruleset: Ruleset) -> tuple[Evidence | None, tuple[Diagnostic, ...]]:
    """The evidence of a file, with what is said of it."""
    document, problems = document_of("witness.yaml", text.encode(), name="witness.yaml")
    if document.root is None or has_errors(problems):
        return None, tuple(problems)
    evidence, found = bind_evidence(document, ruleset)
    return evidence, tuple(found)


def judged(evidence: Evidence, problems: tuple[Diagnostic, ...], ruleset: Ruleset) -> Case | None:
    """What the engine makes of evidence; None where it refuses it."""
    _, found = questioned(Bound(ruleset, evidence, problems))
    return None if has_errors(found) else case_of(ruleset, evidence)


def evidence_text(
    ruleset: Ruleset,
    symbols: Iterable[Symbol],
    model: Any,  # noqa: ANN401 - what the solver found
    rows: Mapping[str, tuple[Row, ...]],
    day: datetime.date,
    note: str,
) -> str:
    """The evidence that a solution stands for. Raises NotDecimal where a figure cannot be written."""
    writing = _Writing(ruleset, day)
    for table, listed in rows.items():
        for row in listed:
            for column, text in row.texts.items():
                writing.cells(table, row.number)[column_from(column).column] = text
    for symbol in sorted(symbols, key=lambda one: (one.place.kind, one.place.id, one.place.row or 0)):
        if symbol.place.kind in ("fact", "attribute", "decision"):
            writing.add(symbol, model.eval(symbol.variable, model_completion=True))
    for table, row in ((table, row) for table, listed in rows.items() for row in listed):
        for own in ruleset.tables[table].key:
            writing.cells(table, row.number).setdefault(column_from(own).column, _first(ruleset, own))
    document = {
        "format": "evidence/1",
        "ruleset": ruleset.name,
        "subject": {"kind": ruleset.subject, "name": "示例", "attributes": writing.attributes},
        "period": {"from": f"{writing.day.year}-01-01", "to": writing.day.isoformat()},
        "facts": writing.facts,
        "grades": writing.grades,
        "points": writing.points,
        "members": writing.members,
        "tables": {table: {"rows": list(cells.values())} for table, cells in writing.tables.items()},
    }
    lines = "".join(f"# {line}\n" for line in note.splitlines())
    return lines + "".join(_lines({key: value for key, value in document.items() if value not in ({}, [])}, ""))


def _first(ruleset: Ruleset, column: str) -> object:
    """Some value of a column that is part of a key."""
    choice = ruleset.measures[column].choice
    return next(iter(ruleset.choices[choice].options)) if choice in ruleset.choices else 1


class _Writing:
    def __init__(self, ruleset: Ruleset, day: datetime.date) -> None:
        self.ruleset = ruleset
        self.day = day
        self.attributes: dict[str, object] = {}
        self.facts: dict[str, Any] = {}
        self.grades: dict[str, object] = {}
        self.points: dict[str, object] = {}
        self.members: dict[str, dict[str, object]] = {}
        self.tables: dict[str, dict[int, dict[str, object]]] = {}

    def cells(self, table: str, number: int) -> dict[str, object]:
        return self.tables.setdefault(table, {}).setdefault(number, {})

    def add(self, symbol: Symbol, found: Any) -> None:  # noqa: ANN401 - a value of the solver
        place = symbol.place
        if place.kind == "attribute":
            self._attribute(self.ruleset.choices[place.id], symbol.options[found.as_long()])
            return
        if place.kind == "decision":
            outcome = symbol.outcomes[found.as_long()]
            self.grades[place.id] = {MET: True, NOT_MET: False}.get(outcome, outcome.grade)
            return
        value = self._value(symbol, found)
        ref = self.ruleset.measures[place.id].ref
        match ref:
            case OwnRef():
                self.facts[ref.measure] = value
            case YearRef():
                self.facts.setdefault(ref.measure, {})[self.day.year - ref.back] = value
            case OptionRef():
                self.facts.setdefault(ref.measure, {})[ref.option] = value
            case MembersRef():
                self.members.setdefault(ref.group, {})[ref.which] = value
            case PointsRef():
                self.points[ref.indicator] = value
            case ColumnRef():
                self.cells(ref.table, place.row or 0).setdefault(ref.column, value)

    def _attribute(self, choice: Choice, option: str) -> None:
        if not choice.dates:
            self.attributes[choice.id] = option
            return
        ends = [day for one in choice.dates.values() for day in (one.start, one.until) if day is not None]
        days = [self.day, *ends, *(day - datetime.timedelta(days=1) for day in ends)]
        self.day = next((day for day in days if choice.on(day) == option), self.day)

    def _value(self, symbol: Symbol, found: Any) -> object:  # noqa: ANN401 - a value of the solver
        if z3.is_bool(symbol.variable):
            return bool(z3.is_true(found))
        if symbol.options:
            return symbol.options[found.as_long()]
        if self.ruleset.measures[symbol.place.id].type == "date":
            return datetime.date.fromordinal(found.as_long())
        number = _fraction(found)
        if (decimal_places(number) or 0) > FEW_PLACES or decimal_places(number) is None:
            raise NotDecimal
        return number


def _fraction(found: Any) -> Fraction:  # noqa: ANN401 - a value of the solver
    if z3.is_int_value(found):
        return Fraction(found.as_long())
    if not z3.is_rational_value(found):
        raise NotDecimal
    return Fraction(found.numerator_as_long(), found.denominator_as_long())


def _lines(value: object, indent: str) -> Iterable[str]:
    """A document as YAML: mappings and lists as blocks, texts quoted."""
    if isinstance(value, dict):
        for key, item in value.items():
            name = str(key) if isinstance(key, int) else _text(key)
            if isinstance(item, dict | list) and item:
                yield f"{indent}{name}:\n"
                yield from _lines(item, indent + "  ")
            elif not isinstance(item, dict | list):
                yield f"{indent}{name}: {_scalar(item)}\n"
    elif isinstance(value, list):
        for item in value:
            fields = ", ".join(f"{_text(key)}: {_scalar(own)}" for key, own in item.items())
            yield f"{indent}- {{{fields}}}\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return number_text(value)
    return value.isoformat() if isinstance(value, datetime.date) else _text(value)
