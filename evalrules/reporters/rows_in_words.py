"""The result of many rows as an office reads it: what programs read as ids and JSON, in names and sentences.

The words are those of the workbook of results and of the overview; a row says what the row for programs says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.languages import punctuation
from evalrules.base.sentences import sentence
from evalrules.model.assessment import NOT_MET, Assessment, Change, Gap, Irrational
from evalrules.model.outcome import outcome_from
from evalrules.model.ruleset import Ruleset
from evalrules.reporters.figures import number_of
from evalrules.reporters.page import Writer
from evalrules.reporters.result_data import Datum, Marked, Row
from evalrules.reporters.short_reasons import first_named

_KEPT, _GRADE, _POINTS = "kept.", "grade.", "points."
_TONES = {True: ("yes", "good"), False: ("no", "bad"), None: ("open", "open")}
_HEADINGS = {
    "id": ("identifier", 14), "name": ("subject", 24), "period": ("period_of", 12), "awarded": ("awarded_score", 10),
    "full": ("full_score", 10), "gaps": ("gaps", 60), "diagnostics": ("problems", 60),
}  # fmt: skip
_IN_ONE = ("status", "level", "possible", "reason")
"""What programs read in four columns, people read in three: the conclusion, whether it is enough, and why."""


class RowsInWords:
    """Puts the rows of a batch into words; `nobody` is an assessment under its ruleset, for the names in it."""

    def __init__(self, names: Sequence[str], ruleset: Ruleset, nobody: Assessment, language: str) -> None:
        self._names = tuple(names)
        self._ruleset = ruleset
        self._writer = Writer(nobody, language)
        self._stop = punctuation(language).semicolon
        required = ruleset.level_rank(ruleset.required)
        self._enough = {level.id for level in ruleset.levels[: required + 1]}
        self._worst = {one.id: one.grades[-1] if len(one.grades) > 1 else NOT_MET for one in ruleset.indicators}

    @property
    def columns(self) -> tuple[tuple[str, int], ...]:
        """The headings, with the widths that their texts want."""
        return tuple(self._columns())

    def _columns(self) -> Iterator[tuple[str, int]]:
        for name in self._names:
            if name in _HEADINGS:
                phrase, width = _HEADINGS[name]
                yield self._capital(self._writer.say(phrase)), width
            elif name == "status":
                for phrase, width in (("level", 18), ("result", 8), ("why", 50)):
                    yield self._capital(self._writer.say(phrase)), width
            elif name.startswith(_KEPT):
                yield name.removeprefix(_KEPT), 16
            elif name.startswith(_GRADE):
                yield self._indicator(name.removeprefix(_GRADE)), 14
            elif name.startswith(_POINTS):
                own = self._indicator(name.removeprefix(_POINTS))
                yield f"{own} {self._writer.say('awarded_score')}", 12

    @staticmethod
    def _capital(text: str) -> str:
        return text[:1].upper() + text[1:]

    def _indicator(self, own: str) -> str:
        return self._writer.numbered(own)

    def row(self, cells: Sequence[str | None]) -> Row:
        """A row in words; numbers of points are numbers."""
        found = dict(zip(self._names, cells, strict=True))
        return tuple(cell for name in self._names for cell in self._cells(name, found))

    def _cells(self, name: str, found: Mapping[str, str | None]) -> tuple[Datum | Marked, ...]:
        text = found[name]
        if name == "status":
            return self._conclusion(found)
        if name in _IN_ONE:
            return ()
        if text is None:
            return (None,)
        if name.startswith(_GRADE):
            return (self._outcome(name.removeprefix(_GRADE), text),)
        if name.startswith(_POINTS) or name in ("awarded", "full"):
            return (number_of(text),)
        if name == "gaps":
            return (self._stop.join(self._gap(one) for one in json.loads(text)),)
        return ("\n".join(self._problem(one) for one in json.loads(text)) if name == "diagnostics" else text,)

    def _conclusion(self, found: Mapping[str, str | None]) -> tuple[Datum | Marked, ...]:
        if found["possible"] is None:
            return (None, Marked(self._writer.say("not_evaluated"), "open"), None)
        possible = found["possible"].split(",")
        enough = {level in self._enough for level in possible}
        reached = enough.pop() if len(enough) == 1 else None
        word, tone = _TONES[reached]
        verdict = self._writer.found.verdict._replace(level=found["level"], possible=tuple(possible))
        told = Writer(self._writer.found._replace(verdict=verdict), self._writer.language).verdict()
        why = self._stop.join(self._reasons(found, reached=reached))
        return Marked(told, tone), Marked(self._writer.say(word), tone), why or None

    def _reasons(self, found: Mapping[str, str | None], *, reached: bool | None) -> Iterator[str]:
        writer = self._writer
        awarded, full = found.get("awarded"), found.get("full")
        if awarded is not None and full is not None:
            shown = (writer.number(Fraction(one)) for one in (awarded, full))
            yield writer.say("points_of", **dict(zip(("awarded", "full"), shown, strict=True)))
        if reached:
            return
        rules = (found["reason"] or "").split("; ")
        for veto in self._ruleset.vetoes:
            if f"veto {veto.id}" in rules:
                yield writer.say("reason_veto_facts", title=writer.label(veto.label))
        for gate in self._ruleset.gates:
            if f"gate {gate.id}" in rules:
                yield writer.say("reason_gate", title=writer.label(gate.label))
        outcomes = {own: found.get(f"{_GRADE}{own}") or "" for own in self._worst}
        not_met = [own for own, worst in self._worst.items() if outcomes[own] == worst]
        open_ = [] if found["level"] else [own for own, outcome in outcomes.items() if "," in outcome]
        for phrase, listed in (("so_many_not_met", not_met), ("so_many_open", open_)):
            if listed:
                titles = [writer.label(writer.by_id[own].title) for own in listed]
                yield writer.say(phrase, count=str(len(listed)), titles=first_named(titles, writer))

    def _outcome(self, own: str, text: str) -> Marked:
        outcomes = text.split(",")
        told = "/".join(self._writer.possible(outcome_from(one)) for one in outcomes)
        if len(outcomes) > 1:
            return Marked(self._writer.say("open_grades", grades=told), "open")
        if text in ("unknown", "not_applicable"):
            return Marked(told, "open" if text == "unknown" else "idle")
        if text == "scored":
            return Marked(told, "idle")
        best = (*self._ruleset.indicator(own).grades, "met")[0]
        tone = "good" if text == best else "bad" if text in (NOT_MET, self._worst[own]) else "partly"
        return Marked(told, tone)

    def _gap(self, one: Mapping[str, Any]) -> str:
        changes = tuple(self._change(own) for own in one["changes"])
        gap = Gap("indicator", one["indicator"], one["from"], one["to"], changes, ())
        colon = punctuation(self._writer.language).colon
        return f"{self._writer.gap_title(gap)}{colon}{self._stop.join(map(self._writer.change, changes))}"

    def _change(self, one: Mapping[str, Any]) -> Change:
        have, need, short = (Irrational(**own) if isinstance(own, dict) else own
                             for own in (one["have"], one["need"], one["short"]))  # fmt: skip
        measure = self._ruleset.measures.get(one["measure"] or "")
        unit = "" if measure is None else measure.unit or ""
        return Change(one["measure"], None, have, one["op"], need, short, unit, None, None)

    def _problem(self, one: Mapping[str, Any]) -> str:
        found = Diagnostic(one["code"], one["severity"], None, tuple(one["args"].items()))
        place = f"{one['place']} " if one["place"] else ""
        return f"{place}{sentence(found, self._writer.language)}"
