"""What is missing, in words: what it would decide, and what of it a panel's grade stands in for."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from evalrules.base.numbers import shown_number
from evalrules.model.assessment import (
    Lowering,
    Missing,
    Needed,
    Written,
)
from evalrules.model.outcome import outcome_from
from evalrules.model.refs import cell_from
from evalrules.reporters.wording import Wording


class MissingWords(Wording):
    """Puts what is missing into words."""

    def missing_item(self, item: Missing) -> str:
        cause = self.say(item.cause)
        if item.kind in ("grade", "points"):
            title = self.label(self.by_id[item.id].title)
            name = "missing_indicator" if item.kind == "grade" else "missing_points"
            what = self.say(name, id=item.id, title=title, cause=cause)
        elif item.kind == "table":
            what = self.say("missing_table", title=self._titled(self.found.titles.tables, item.id), cause=cause)
        elif item.kind == "cell":
            cell = cell_from(item.id)
            row = ", ".join(self._key(cell.table, cell.key))
            what = self.say("missing_cell", title=self.measure(cell.measure.text), row=row, cause=cause)
        elif item.kind in ("fact", "members"):
            what = self.say("missing_fact", title=self.measure(item.id), cause=cause)
        else:
            what = self.say(f"missing_{item.kind}", id=item.id, cause=cause)
        needed = ("；" if self.language == "zh" else "; ").join(self._needed(item, one) for one in item.needed)
        colon = "：" if self.language == "zh" else ": "
        if item.kind in ("table", "cell", "quantity"):
            return what  # what rows would decide is not tried, and a quantity without a value is no evidence
        return f"{what}{colon}{needed or self.say('decides_nothing')}"

    def _missing_title(self, item: Missing) -> str:
        """What is missing, by its name alone."""
        if item.kind in ("fact", "members"):
            return self.measure(item.id)
        if item.kind == "points":
            return self.label(self.by_id[item.id].title)
        if item.kind == "table":
            return self.label(self.found.titles.tables[item.id])
        if item.kind == "cell":
            cell = cell_from(item.id)
            return f"{self.measure(cell.measure.text)}{self._bracketed(', '.join(self._key(cell.table, cell.key)))}"
        return item.id

    def _needed(self, item: Missing, needed: Needed) -> str:
        level = self.level(needed.to)
        if needed.op == "in":
            options = "/".join(self._option(item, option) for option in needed.options)
            return self.say("needed_in", options=options, level=level)
        if needed.op == "between":
            return self.say("needed_between", value=str(needed.value), level=level)
        return self.say("needed_op", op=needed.op, value=shown_number(Fraction(str(needed.value))), level=level)

    def _option(self, item: Missing, option: Written) -> str:
        if item.kind == "grade":
            return self.possible(outcome_from(str(option)))
        return self.value(option, item.id if item.kind == "attribute" else self._choice(item.id))

    def stand_in_item(self, item: Missing) -> str:
        """What one of them would lower."""
        return self._stand_in((item,))

    def _stand_in(self, items: Sequence[Missing]) -> str:
        comma = "、" if self.language == "zh" else ", "
        titles = comma.join(f"“{self._missing_title(item)}”" for item in items)
        lowers, comma = items[0].lowers, "；" if self.language == "zh" else "; "
        name = "stand_in_any" if len(items) > 1 else "stand_in_one"
        effects = comma.join(self._lowering(name, one, items[0]) for one in lowers)
        if not lowers:
            effects = self.say("stand_in_together", ids=", ".join(items[0].taken_as_graded))
        return self.say("stand_in", titles=titles, effects=effects)

    def _lowering(self, name: str, one: Lowering, item: Missing) -> str:
        levels = (" / " if self.language == "zh" else " or ").join(map(self.level, one.levels))
        verdict = "verdict_stays" if one.levels == self.found.verdict.possible else "verdict_becomes"
        verdict = verdict if len(one.levels) == 1 or verdict == "verdict_stays" else "verdict_can_be"
        grades = ("、" if self.language == "zh" else ", ").join(self._lowered(*each) for each in one.grades)
        values = self._values_of(one, item)
        return self.say(name, values=values, grades=grades, verdict=self.say(verdict, levels=levels))

    def _lowered(self, indicator: str, possible: tuple[str, ...]) -> str:
        grades = "/".join(self.possible(outcome_from(one)) for one in possible)
        title = self.label(self.by_id[indicator].title)
        return self.say("lowered", id=indicator, title=title, grades=grades)

    def _values_of(self, one: Lowering, item: Missing) -> str:
        if one.op == "in":
            return self.say("values_in", options="/".join(self._option(item, option) for option in one.options))
        if one.op == "between":
            return self.say("values_between", value=str(one.value))
        units = {use.measure: use.unit for finding in self.found.findings for use in finding.facts}
        return self.say("values_op", op=one.op, value=self._number(one.value, units.get(item.id, "")))
