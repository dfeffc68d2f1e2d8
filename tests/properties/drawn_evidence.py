"""Evidence drawn from a seed for any ruleset: whole, thinned out, and completed again by every legal value.

`thinned` leaves out, blanks, or loosens to bounds; `completed` fills whatever is open with values that the ruleset
allows, so that what is certain of the first has to be true of the second. Numbers fall on the thresholds of the
ruleset, just below and just above.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import Any

from evalrules.base.numbers import decimal_places, number_text
from evalrules.model.refs import ColumnRef, column_from
from evalrules.model.ruleset import Measure, Ruleset, Table, measures_behind

from .evidence_forms import Number

Document = dict[str, Any]

YEAR = 2022
DATES = ("2012-02-29", "2019-12-31", "2020-01-01", "2022-12-30", "2023-01-01")
TEXTS = ("甲", "乙", "丙", "丁")
TITLES = ("pass", "advanced", "none")
"""Levels of members: the first two hold the title in drawn rulesets."""
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_HAIRS = (Fraction(0), Fraction(0), Fraction(0), Fraction(1, 100), Fraction(-1, 100), Fraction(1), Fraction(-1), Fraction(1, 2))


class Evidence:
    """Draws evidence for one ruleset; `text` is the ruleset as written, whose numbers are the thresholds."""

    def __init__(self, ruleset: Ruleset, text: str, seed: object) -> None:
        self.ruleset = ruleset
        self.random = random.Random(str(seed))
        self.numbers = sorted({Fraction(found) for found in _NUMBER.findall(text)} | {Fraction(0), Fraction(1)})
        self.stated = [one for one in ruleset.measures.values() if one.value is not None]

    def chance(self, share: float) -> bool:
        """Whether something of this share happens."""
        return self.random.random() < share

    # -- values ----------------------------------------------------------------------------------------------------

    def value(self, measure: Measure) -> object:
        """A legal value of a measure."""
        kind = measure.type
        if kind == "yesno":
            return self.chance(0.6)
        if kind in ("percent", "number", "ratio", "count"):
            return shown(self.number(measure, measure.low, measure.high))
        if kind == "grade":
            return self.random.choice(self.ruleset.grades)
        if kind in self.ruleset.choices:
            return self.random.choice(list(self.ruleset.choices[kind].options))
        return self.random.choice(DATES if kind == "date" else TEXTS[:3])

    def number(self, measure: Measure, low: Fraction | None, high: Fraction | None) -> Fraction:
        """A number within bounds, whole where the measure counts: mostly at a threshold or at an end."""
        is_whole = measure.type == "count"
        if is_whole:
            low, high = max(Fraction(0), Fraction(ceil(low or 0))), None if high is None else Fraction(floor(high))
        near = self.random.choice(self.numbers) + self.random.choice(_HAIRS)
        if self.chance(0.25):
            near = self.random.choice([end for end in (low, high) if end is not None] or [near])
        elif self.chance(0.1):
            near = Fraction(self.random.randint(-300, 3000), self.random.choice((1, 10)))
        near = Fraction(floor(near)) if is_whole else near
        near = near if low is None else max(near, low)
        return near if high is None else min(near, high)

    def bounds(self, measure: Measure, value: Fraction) -> Document:
        """Bounds around a value, within those of the measure."""
        steps = (Fraction(0), Fraction(1), Fraction(5), Fraction(1, 100)) if measure.type != "count" else (Fraction(0), Fraction(1), Fraction(4))
        low, high = value - self.random.choice(steps), value + self.random.choice(steps)
        low = low if measure.low is None else max(low, measure.low)
        high = high if measure.high is None else min(high, measure.high)
        low = max(low, Fraction(0)) if measure.type == "count" else low
        return {"between": [shown(low), shown(high)]}

    # -- whole evidence --------------------------------------------------------------------------------------------

    def whole(self) -> Document:
        """Evidence with everything in it that is not derived."""
        rules = self.ruleset
        found: Document = {
            "period": self.random.choice((Number(YEAR), {"from": "2021-09-01", "to": "2022-08-31"})),
            "subject": {"attributes": {own: self.random.choice(list(one.options)) for own, one in rules.choices.items()}},
            "facts": {one.id: self._fact(one) for one in rules.facts if self._is_given(one)},
            "grades": {one.id: self._grade(one.id) for one in rules.indicators if self._is_graded(one)},
            "points": {one.ref.indicator: self.value(one) for one in rules.measures.values() if one.ref.kind == "points"},
            "tables": {own: self._table(table) for own, table in rules.tables.items()},
            "members": {own: self._group() for own in rules.members},
        }
        if self.chance(0.2):
            waived = self.random.choice(rules.indicators).id
            until = self.random.choice(("2030-01-01", "2022-08-31", "2020-01-01"))
            if not rules.indicator(waived).each_row:
                found["waivers"] = [{"indicator": waived, "reason": "r", "approver": "a", "until": until}]
        return found

    def _is_given(self, measure: Measure) -> bool:
        """Whether evidence gives a measure under facts: derived ones are not given, of options the inputs are."""
        if measure.each:
            options = self.ruleset.choices[measure.each].options
            return all(self.ruleset.measures[f"{measure.id}:{option}"].value is None for option in options)
        return measure.value is None

    def _is_graded(self, indicator: Any) -> bool:
        return indicator.kind != "scored" and not indicator.each_row

    def _fact(self, measure: Measure) -> object:
        if measure.series:
            return {str(YEAR - back): self.value(measure) for back in range(measure.series)}
        if measure.each:
            return {option: self.value(measure) for option in self.ruleset.choices[measure.each].options}
        return self.value(measure)

    def _grade(self, own: str) -> object:
        """A grade, or the votes of a whole panel."""
        indicator = self.ruleset.indicator(own)
        options = list(indicator.grades) if indicator.kind == "graded" else ["是", "否"]
        if self.chance(0.5):
            best = self.random.choice(options)
            return best if indicator.kind == "graded" else best == "是"
        votes = [self.random.choice(options[: self.random.randint(1, len(options))]) for _ in range(self.random.choice((1, 3, 4, 5)))]
        return {"votes": {one: votes.count(one) for one in dict.fromkeys(votes)}, "panel": len(votes)}

    def _table(self, table: Table) -> Document:
        number = table.expected.number if table.expected is not None else self.random.choice((0, 1, 1, 2, 3, 4))
        return {"rows": [self._row(table, at) for at in range(number)], "complete": True}

    def _row(self, table: Table, at: int) -> Document:
        """A row that no other has the key of."""
        row: Document = {}
        for own in table.columns:
            column, name = self.ruleset.measures[own], column_from(own).column
            if column.value is None:
                row[name] = self.value(column)
        for own in table.key:
            column, name = self.ruleset.measures[own], column_from(own).column
            if column.type == "text" and name != "of":
                row[name] = f"r{at}"
            elif column.type == "count":
                row[name] = at + 1
            elif name == "of":
                row[name] = self.random.choice(("p", "q"))
        return row

    def _group(self) -> Document:
        total = self.random.choice((0, 1, 2, 3, 5))
        if self.chance(0.5):
            return {"total": total, "holding": self.random.randint(0, total)}
        return {"total": total, "list": [self._member(at) for at in range(total)]}

    def _member(self, at: int) -> Document:
        return {"name": f"t{at}", "verdict": {"ruleset": "r", "level": self.random.choice(TITLES)}}

    # -- thinned ---------------------------------------------------------------------------------------------------

    def thinned(self, document: Document, derived: Mapping[str, Fraction] = {}) -> Document:
        """The evidence with a part of it left out, blank, or known within bounds only.

        `derived` are the derived measures that the evidence makes known: now and then one of them is stated instead
        of what it is computed from.
        """
        share, part = self.random.choice((0.02, 0.08, 0.2, 0.5)), copy.deepcopy(document)
        measures = self.ruleset.measures
        self._state(part, derived)
        part["facts"] = self._thin(part.get("facts", {}), share, lambda own: measures[own])
        part["points"] = self._thin(part.get("points", {}), share, lambda own: measures[f"points:{own}"])
        part["grades"] = {own: one for own, given in part.get("grades", {}).items() if (one := self._fewer_votes(given, share)) is not _GONE}
        part["tables"] = {own: one for own, given in part.get("tables", {}).items() if (one := self._fewer_rows(own, given, share)) is not _GONE}
        part["members"] = {own: self._fewer_members(own, given, share) for own, given in part.get("members", {}).items() if not self.chance(share / 2)}
        attributes = part.get("subject", {}).get("attributes", {})
        part["subject"] = {"attributes": {own: one for own, given in attributes.items() if (one := self._blank(given, share)) is not _GONE}}
        if self.chance(share / 4) and not any(isinstance(one, dict) and self.ruleset.measures[own].series for own, one in part["facts"].items()):
            part.pop("period", None)
        return part

    def _state(self, part: Document, derived: Mapping[str, Fraction]) -> None:
        """State some derived measure, and leave out a part of what it rests on."""
        for own, number in derived.items():
            if self.chance(0.3) and decimal_places(number) is not None and own in self.ruleset.measures:
                behind = set(measures_behind(self.ruleset.measures[own].value.root, self.ruleset.measures))  # type: ignore[union-attr]
                inputs = [one for one in behind if one in part["facts"]]
                if inputs and not any(one.id in part["facts"] for one in self.stated):
                    part["facts"][own] = shown(number)
                    part["facts"].pop(self.random.choice(inputs))

    def _thin(self, given: Document, share: float, measure_of: Callable[[str], Measure]) -> Document:
        """Facts with some of them gone, blank or loose; of a series or a measure by option each by itself."""
        found: Document = {}
        for own, value in given.items():
            measure = measure_of(own)
            if isinstance(value, dict) and "between" not in value:
                several = self._thin(value, share, lambda _, measure=measure: measure)  # type: ignore[misc]
                found |= {own: several} if several else {}
                continue
            one = self._loose(value, measure, share)
            if one is not _GONE:
                found[own] = one
        return found

    def _loose(self, value: Any, measure: Measure, share: float) -> object:
        """A value, or bounds around it; blank or gone where it is left out."""
        if self.chance(share):
            return self._blank(value, 1)
        if not self.chance(share) or value is None or measure.type not in ("percent", "number", "ratio", "count"):
            return value
        if isinstance(value, dict):
            low, high = (Fraction(end) for end in value["between"])
            wider = [self.bounds(measure, end)["between"] for end in (low, high)]
            return {"between": [wider[0][0], wider[1][1]]}
        return self.bounds(measure, Fraction(value)) if measure.value is None else value

    def _blank(self, value: object, share: float) -> object:
        """The value, or that it is blank or gone."""
        if not self.chance(share):
            return value
        return self.random.choice((None, _GONE))

    def _fewer_votes(self, given: object, share: float) -> object:
        if isinstance(given, dict) and self.chance(2 * share):
            left = {own: self.random.randint(0, number) for own, number in given["votes"].items()}
            return {"votes": left, "panel": given["panel"]}
        return self._blank(given, share)

    def _fewer_rows(self, own: str, given: Document, share: float) -> object:
        table = self.ruleset.tables[own]
        if self.chance(share / 3):
            return _GONE
        keys = [column_from(column).column for column in table.key]
        rows = [
            {name: cell if name in keys else one for name, cell in row.items() if name in keys or (one := self._cell(own, name, cell, share)) is not _GONE}
            for row in given["rows"]
        ]
        complete = given["complete"]
        if rows and self.chance(share):
            rows.pop(self.random.randrange(len(rows)))
            complete = False
        return {"rows": rows, "complete": complete and not self.chance(share / 3)}

    def _cell(self, table: str, name: str, cell: object, share: float) -> object:
        return self._loose(cell, self.ruleset.measures[f"{table}.{name}"], share)

    def _fewer_members(self, own: str, given: Document, share: float) -> Document:
        found = dict(given)
        total = self.ruleset.measures[f"{own}:total"]
        if "list" in found:
            listed = [one if not self.chance(share) else {"name": one["name"]} for one in found["list"]]
            found["list"] = [one for one in listed if not self.chance(share / 2)]
            if self.chance(share / 2):
                del found["list"]
        elif "holding" in found:
            holding = self._loose(found["holding"], self.ruleset.measures[f"{own}:holding"], share)
            found.pop("holding")
            if holding is not _GONE:
                found["holding"] = holding
        if "total" in found:
            left = self._loose(found.pop("total"), total, share)
            if left is not _GONE:
                found["total"] = left
        return found

    # -- completed -------------------------------------------------------------------------------------------------

    def completed(self, document: Document) -> Document:
        """The evidence with what is open filled in: all of it, or now and then only a part."""
        rules, whole = self.ruleset, copy.deepcopy(document)
        self._share = self.random.choice((1, 1, 1, 0.6))
        whole.setdefault("period", Number(self.random.choice((2021, YEAR, 2030))))
        attributes = whole["subject"]["attributes"]
        for own, choice in rules.choices.items():
            if attributes.get(own) is None and self._fills():
                attributes[own] = self.random.choice(list(choice.options))
        fixed = self._fixed(whole)
        for measure in rules.facts:
            if self._is_given(measure) and measure.id not in fixed:
                self._fill(whole["facts"], measure)
        for measure in rules.measures.values():
            if measure.ref.kind == "points":
                self._fill(whole["points"], measure._replace(id=measure.ref.indicator))
        for indicator in rules.indicators:
            if self._is_graded(indicator):
                self._decide(whole["grades"], indicator.id)
        for table in rules.tables.values():
            self._fill_table(whole["tables"], table)
        for own in rules.members:
            self._fill_group(whole["members"], own)
        return whole

    def _fills(self) -> bool:
        return self.chance(self._share)

    def _fixed(self, document: Document) -> set[str]:
        """What stays as it is because a derived measure is stated in its place: inputs must not contradict it."""
        stated = [one for one in self.stated if document["facts"].get(one.id) is not None]
        return {own for one in stated for own in measures_behind(one.value.root, self.ruleset.measures)}  # type: ignore[union-attr]

    def _fill(self, facts: Document, measure: Measure) -> None:
        if measure.series or measure.each:
            keys = [str(YEAR - back) for back in range(measure.series)]
            keys = keys or list(self.ruleset.choices[measure.each].options)
            known = facts.get(measure.id) or {}
            facts[measure.id] = known
            for key in keys:
                self._fill(known, measure._replace(id=key, series=0, each=""))
            if not known:
                del facts[measure.id]
        else:
            self._settle(facts, measure.id, measure)

    def _settle(self, record: Document, key: str, measure: Measure) -> None:
        """One value of a record, where it is open."""
        value = record.get(key)
        if isinstance(value, dict) and self._fills():
            low, high = (Fraction(end) for end in value["between"])
            record[key] = shown(self.number(measure, low, high))
        elif value is None and self._fills():
            record[key] = self.value(measure)

    def _decide(self, grades: Document, own: str) -> None:
        """The outstanding votes cast, and a tie broken; or a grade."""
        given = grades.get(own)
        if given is None:
            if self._fills():
                grades[own] = self._grade(own)
        elif isinstance(given, dict) and self._fills():
            indicator = self.ruleset.indicator(own)
            options = list(indicator.grades) if indicator.kind == "graded" else ["是", "否"]
            for _ in range(given["panel"] - sum(given["votes"].values())):
                voted = self.random.choice(options)
                given["votes"][voted] = given["votes"].get(voted, 0) + 1
            tied = [one for one, number in given["votes"].items() if number == max(given["votes"].values())]
            if len(tied) > 1 and self.chance(0.7):
                given["grade"] = {"是": True, "否": False}.get(one := self.random.choice(tied), one)

    def _fill_table(self, tables: Document, table: Table) -> None:
        given = tables.get(table.id)
        if given is None:
            if self._fills():
                tables[table.id] = self._table(table)
            return
        taken = len(given["rows"])
        for row in given["rows"]:
            self._fill_row(row, table)
        more = self._more(given, table)
        for at in range(20, 20 + more):
            given["rows"].append(self._row(table, at))
        if table.expected is None or taken + more == table.expected.number:
            given["complete"] = given["complete"] or self._fills()

    def _more(self, given: Document, table: Table) -> int:
        """How many rows come."""
        if table.expected is not None:
            lacking = table.expected.number - len(given["rows"])
            return lacking if self._fills() else self.random.randint(0, lacking)
        return 0 if given["complete"] else self.random.choice((0, 1, 1, 2))

    def _fill_row(self, row: Document, table: Table) -> None:
        fixed = {
            own
            for one in self.stated
            if isinstance(one.ref, ColumnRef) and one.ref.table == table.id and row.get(column_from(one.id).column) is not None
            for own in measures_behind(one.value.root, self.ruleset.measures)  # type: ignore[union-attr]
        }
        for own in table.columns:
            column = self.ruleset.measures[own]
            if column.value is None and own not in fixed:
                self._settle(row, column_from(own).column, column)

    def _fill_group(self, members: Document, own: str) -> None:
        given = members.setdefault(own, {})
        total, holding = (self.ruleset.measures[f"{own}:{what}"] for what in ("total", "holding"))
        listed = given.get("list")
        if isinstance(given.get("holding"), dict):
            most = _high(given.get("total"))
            low, high = (Fraction(end) for end in given["holding"]["between"])
            given["holding"]["between"] = [shown(low), shown(high if most is None else max(low, min(high, most)))]
            self._settle(given, "holding", holding)
        least = max(len(listed or ()), int(_low(given.get("holding"))))
        if self._fills():
            known = given.get("total")
            bounds = (Fraction(end) for end in known["between"]) if isinstance(known, dict) else (known, known) if known is not None else (Fraction(0), Fraction(least + 3))
            low, high = bounds
            given["total"] = shown(self.number(total, max(Fraction(least), Fraction(low)), max(Fraction(least), Fraction(high))))
        if listed is not None:
            for member in listed:
                if "verdict" not in member and self._fills():
                    member["verdict"] = self._member(0)["verdict"]
            room = int(_low(given.get("total"))) - len(listed)
            listed += [self._member(20 + at) for at in range(room) if self._fills()]
        elif given.get("holding") is None and given.get("total") is not None and self._fills():
            given["holding"] = shown(Fraction(self.random.randint(0, int(_low(given["total"])))))
        if not given:
            del members[own]


class _Gone:
    """What is left out altogether."""


_GONE = _Gone()


def _low(value: object) -> Fraction:
    return Fraction(value["between"][0] if isinstance(value, dict) else value or 0)


def _high(value: object) -> Fraction | None:
    return None if value is None else Fraction(value["between"][1] if isinstance(value, dict) else value)


def shown(number: Fraction) -> Number:
    """A number as evidence writes it; one without end is cut."""
    exact = number if decimal_places(number) is not None else Fraction(floor(number * 10**6), 10**6)
    return Number(number_text(exact))


def leaves(document: object, path: tuple[Any, ...] = ()) -> Iterable[tuple[Any, ...]]:
    """The path of everything that a document holds, the outer things first."""
    if isinstance(document, dict | list):
        for key, value in document.items() if isinstance(document, dict) else enumerate(document):
            yield (*path, key)
            yield from leaves(value, (*path, key))
