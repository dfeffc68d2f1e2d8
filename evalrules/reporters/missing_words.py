"""What is missing, in words: what it would decide, and what of it a panel's grade stands in for."""

from __future__ import annotations

from collections.abc import Sequence

from evalrules.base.languages import punctuation, spoken
from evalrules.model.assessment import (
    Given,
    Lowering,
    Missing,
    Narrowing,
    Needed,
    Together,
    Written,
)
from evalrules.model.outcome import outcome_from
from evalrules.model.refs import cell_from
from evalrules.reporters.wording import Wording, relation

_VALUES, _NEEDED = ("values_between", "values_op"), ("needed_between", "needed_op")
"""How numbers from one to another are said, and those beyond one."""

MOST_NAMED = 5
"""So many others are named; the rest is counted."""

MOST_BESIDE = 2
"""With so many others it is said what they would have to be beside what it decides alone; with more, how many."""


class MissingWords(Wording):
    """Puts what is missing into words."""

    def missing_item(self, item: Missing) -> str:
        cause = self.say(item.cause)
        if item.kind in ("grade", "points"):
            name = "missing_indicator" if item.kind == "grade" else "missing_points"
            what = self.say(name, named=self.numbered(item.id), cause=cause)
        elif item.kind == "table":
            what = self.say("missing_table", title=self._titled(self.found.titles.tables, item.id), cause=cause)
        elif item.kind == "cell":
            cell = cell_from(item.id)
            row = ", ".join(self._key(cell.table, cell.key))
            what = self.say("missing_cell", title=self.measure(cell.measure.text), row=row, cause=cause)
        elif item.kind == "column":
            title, count = self.measure(item.id), str(item.how_many)
            name = "missing_whole_column" if item.how_many == item.of else "missing_column"
            what = self.say(name, title=title, count=count, of=str(item.of), cause=cause)
        elif item.kind in ("fact", "members"):
            what = self.say("missing_fact", title=self.measure(item.id), cause=cause)
        else:
            what = self.say(f"missing_{item.kind}", id=self.missing_title(item), cause=cause)
        if item.is_undefined:
            return what  # a figure without a value is no evidence
        semicolon, colon = punctuation(self.language).semicolon, punctuation(self.language).colon
        return f"{what}{colon}{semicolon.join(self._leads(item)) or self.say('decides_nothing')}"

    def _leads(self, item: Missing) -> list[str]:
        """Where its values lead, by themselves or with others."""
        found = [self._needed(item, one) for one in item.needed]
        found += [self._narrows(item, one) for one in item.narrows]
        if item.together is not None:
            found.append(self._together(item, item.together))
        if item.leads:
            is_told = item.together is not None or len(item.leads) > 1
            name = "leads_to" if is_told else "leads_on"
            found.append(self.say(name, levels=self._levels(item.leads)))
        return found

    def _levels(self, levels: Sequence[str]) -> str:
        return spoken((" / ", " or "), self.language).join(map(self.level, levels))

    def _narrows(self, item: Missing, one: Narrowing) -> str:
        if one.op == "in":
            values = self.say("values_in", options="/".join(self._option(item, option) for option in one.options))
        else:
            values = self._range(_VALUES, one.op, one.value)
        return self.say("needed_narrows", values=values, levels=self._levels(one.levels))

    def _together(self, item: Missing, found: Together) -> str:
        """With what others it decides: how they would have to be, or their names alone."""
        comma, semicolon = punctuation(self.language).pause, punctuation(self.language).semicolon
        others = [self._given(one, is_named=not found.needed) for one in found.others[:MOST_NAMED]]
        listed = comma.join(others)
        if len(found.others) > MOST_NAMED:
            listed = self.say("and_more", listed=listed, count=str(len(found.others)))
        if not found.needed:
            return self.say("together_with", others=listed)
        more = [one for one in found.needed if one not in item.needed] or found.needed
        needed = semicolon.join(self._needed(item, one) for one in more)
        if item.needed and len(found.others) > MOST_BESIDE:
            return self.say("together_suitable", count=str(len(found.others)), needed=needed)
        gap = "" if listed.endswith("”") else " "
        return self.say("together", others=f"{listed}{spoken((gap, ''), self.language)}", needed=needed)

    def _given(self, one: Given, *, is_named: bool) -> str:
        other = Missing(one.kind, one.id, "", False, ())
        title = self.missing_title(other)
        if is_named or one.value is None:
            return title
        value = one.value
        is_number = isinstance(value, str) and one.kind not in ("grade", "attribute") and not self._choice(one.id)
        if is_number:
            return self.say("given_as", title=title, value=self.side(value))
        return self.say("given_option", title=title, value=self._option(other, value))

    def missing_title(self, item: Missing) -> str:
        """What is missing, by its name alone."""
        if item.kind in ("fact", "members", "column"):
            return self.measure(item.id)
        if item.kind in ("points", "grade"):
            return self.label(self.by_id[item.id].title)
        if item.kind == "table":
            return self._titled(self.found.titles.tables, item.id)
        if item.kind == "cell":
            cell = cell_from(item.id)
            return f"{self.measure(cell.measure.text)}{self._bracketed(', '.join(self._key(cell.table, cell.key)))}"
        if item.kind == "attribute":
            return self._titled(self.found.titles.attributes, item.id)
        if item.kind == "parameter":
            return self._titled(self.found.titles.values, item.id)
        return self.quantity(item.id) if item.kind == "quantity" else item.id

    def _needed(self, item: Missing, needed: Needed) -> str:
        level = self.level(needed.to)
        if needed.op == "in":
            options = "/".join(self._option(item, option) for option in needed.options)
            return self.say("needed_in", options=options, level=level)
        found = self._range(_NEEDED, needed.op, needed.value, level=level)
        return found if needed.exact else self.say("needed_nearly", needed=found)

    def _range(self, names: tuple[str, str], op: str, value: Written, **more: str) -> str:
        """Numbers or days beyond one, or from one to another."""
        if op == "between":
            low, _, high = str(value).partition("..")
            return self.say(names[0], low=self.side(low), high=self.side(high), **more)
        return self.say(names[1], op=relation(op), value=self.side(value), **more)

    def _option(self, item: Missing, option: Written) -> str:
        if item.kind == "grade":
            return self.possible(outcome_from(str(option)))
        if item.kind == "attribute":
            return self.value(option, item.id)
        return self.value(option, self._choice(cell_from(item.id).measure.text if item.kind == "cell" else item.id))

    def stand_in_item(self, item: Missing) -> str:
        """What one of them would lower."""
        return self._stand_in((item,))

    def _stand_in(self, items: Sequence[Missing]) -> str:
        comma = punctuation(self.language).pause
        titles = comma.join(f"“{self.missing_title(item)}”" for item in items)
        lowers, comma = items[0].lowers, punctuation(self.language).semicolon
        name = "stand_in_any" if len(items) > 1 else "stand_in_one"
        effects = comma.join(self._lowering(name, one, items[0]) for one in lowers)
        if not lowers:
            effects = self.say("stand_in_together", ids=", ".join(items[0].taken_as_graded))
        return self.say("stand_in", titles=titles, effects=effects)

    def _lowering(self, name: str, one: Lowering, item: Missing) -> str:
        levels = spoken((" / ", " or "), self.language).join(map(self.level, one.levels))
        verdict = "verdict_stays" if one.levels == self.found.verdict.possible else "verdict_becomes"
        verdict = verdict if len(one.levels) == 1 or verdict == "verdict_stays" else "verdict_can_be"
        grades = punctuation(self.language).pause.join(self._lowered(*each) for each in one.grades)
        values = self._values_of(one, item)
        return self.say(name, values=values, grades=grades, verdict=self.say(verdict, levels=levels))

    def _lowered(self, indicator: str, possible: tuple[str, ...]) -> str:
        grades = "/".join(self.possible(outcome_from(one)) for one in possible)
        return self.say("lowered", named=self.numbered(indicator), grades=grades)

    def _values_of(self, one: Lowering, item: Missing) -> str:
        if one.op == "in":
            return self.say("values_in", options="/".join(self._option(item, option) for option in one.options))
        if one.op == "between":
            return self._range(_VALUES, one.op, one.value)
        units = {use.measure: use.unit for finding in self.found.findings for use in finding.facts}
        return self.say("values_op", op=relation(one.op), value=self._number(one.value, units.get(item.id, "")))
