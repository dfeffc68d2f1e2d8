"""The quick way of a row: values that are plainly what their columns ask for, to the compiled ruleset.

Whatever is not plain, and every row about which `check` would say something, is left to the exact way.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from evalrules.base.diagnostics import Diagnostic, warning
from evalrules.base.patterns import pattern
from evalrules.base.units import written_factor
from evalrules.batch.columns import FACTS, GRADES, PERIOD, SUBJECT, Placed
from evalrules.batch.conclusion import Conclusion
from evalrules.frontend.spellings import says_nothing
from evalrules.model.outcome import MET, SCORED
from evalrules.model.ruleset import Measure, Ruleset
from evalrules.readers.grid import Line
from evalrules.semantics.admission import Admission
from evalrules.semantics.code_plain import UNKNOWN, NotPlain, written_truth
from evalrules.semantics.compiled import CompiledRuleset
from evalrules.semantics.other_units import beyond_limits
from evalrules.semantics.standings import is_assessed
from evalrules.tree.nodes import Expression, YearsSince
from evalrules.tree.walk import walk

Read: TypeAlias = Callable[[Any], Any]
"""A cell to a plain value; NotPlain where it is none."""

BLANK = " \t\u3000\xa0\r\n"
_NUMBER = pattern(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?", re.ASCII)
_YEAR = pattern(r"[0-9]{4}", re.ASCII)
_EXACT_FROM = 2**53
TRUTHS = {
    "是": True,
    "否": False,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


class Quick:
    """The quick way for the tables of one ruleset; `NUMBERS` are the types of measures that are read as numbers."""

    NUMBERS = ("count", "number", "percent")

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.compiled = CompiledRuleset(ruleset)
        self.admission = Admission(ruleset, says_nothing)
        self.is_scored = any(one.kind == SCORED.kind for one in ruleset.indicators)
        self.is_dated = any(choice.dates for choice in ruleset.choices.values()) or any(
            isinstance(node, YearsSince) for one in ruleset.conditions for node in walk(one.root)
        )
        scope = self.compiled.nobody.scope
        self.by_panel = {
            one.indicator.id: (at, bool(one.caps))
            for at, one in enumerate(self.compiled.plans)
            if is_assessed(one, scope) is True and one.applies is None
        }
        self.questions = tuple(beyond_limits(self.compiled.nobody.plan))
        self._questions = [(measure, _written(condition, ruleset)) for measure, condition in self.questions]

    def rows_of(self, columns: Sequence[Placed]) -> QuickRows:
        """The quick way for a table with these columns."""
        return QuickRows(self, columns)

    def asks_nothing(self, facts: Mapping[str, Any]) -> bool:
        """Whether no figure is as if in another unit."""
        for measure, is_far in self._questions:
            if measure in facts:
                try:
                    if is_far(facts) is not False:
                        return False
                except UNKNOWN:
                    return False
        return True


class QuickRows:
    """Reads the rows of one table."""

    def __init__(self, quick: Quick, columns: Sequence[Placed]) -> None:
        self._quick = quick
        self._width = max((one.at for one in columns), default=-1) + 1
        self._reads = [
            (one.at, one.place.section == GRADES, one.place.name, _reader(one, quick))
            for one in columns
            if one.place is not None and one.place.section not in (SUBJECT, PERIOD)
        ]
        self._period = next((one.at for one in columns if one.place is not None and one.place.section == PERIOD), -1)

    def concluded(self, values: Sequence[Any], line: Callable[[], Line]) -> Conclusion | None:
        """What is concluded on a row; None where that is left to the exact way."""
        quick = self._quick
        if quick.is_scored or len(values) > self._width or not self._has_plain_period(values):
            return None
        facts: dict[str, Any] = {}
        grades: dict[str, Any] = {}
        width = len(values)
        try:
            for at, is_grade, own, read in self._reads:
                value = values[at] if at < width else None
                if value is not None and value != "":
                    (grades if is_grade else facts)[own] = read(value)
        except NotPlain:
            return None
        if not quick.admission.admits(facts, grades) or not quick.asks_nothing(facts):
            return None
        judged, rules = quick.compiled.conclude_unchecked(facts, grades)
        return Conclusion(
            judged.level, judged.possible, rules, judged.grades, (), None, None, judged.gaps,
            self._capped(grades, judged.grades, line), is_refused=False, is_exact=False,
        )  # fmt: skip

    def _has_plain_period(self, values: Sequence[Any]) -> bool:
        value = values[self._period] if 0 <= self._period < len(values) else None
        if value is None or value == "":
            return True
        is_year = type(value) in (int, str) and _YEAR.fullmatch(str(value)) is not None and str(value) != "0000"
        return is_year and not self._quick.is_dated

    def _capped(
        self, stated: Mapping[str, Any], found: Sequence[str | tuple[str, ...]], line: Callable[[], Line]
    ) -> tuple[Diagnostic, ...]:
        """A warning for each grade of a panel that a certain fact lowers, as `check` has it."""
        told = []
        for own, grade in stated.items():
            at, is_capped = self._quick.by_panel[own]
            before = grade if isinstance(grade, str) else MET.text if grade else "not_met"
            if is_capped and found[at] != before:
                after = found[at]
                cell = line().cells[next(one for one, is_grade, name, _ in self._reads if is_grade and name == own) + 1]
                shown = after if isinstance(after, str) else "/".join(after)
                told.append(warning("ER414", cell.span, indicator=own, grade=before, capped=shown))
        return tuple(told)


def _written(condition: Expression, ruleset: Ruleset) -> Callable[[Mapping[str, Any]], bool | None]:
    """Whether a condition holds of plain facts; not known where that is no code."""
    try:
        return written_truth(condition, ruleset)
    except NotPlain:
        return lambda _: None


# -- cells -------------------------------------------------------------------------------------------------------------


def _reader(column: Placed, quick: Quick) -> Read:
    """How the cells of a column are read."""
    ruleset, place = quick.ruleset, column.place
    assert place is not None
    if place.section == GRADES and place.name in quick.by_panel:
        indicator = ruleset.indicator(place.name)
        return _truth if indicator.kind == MET.kind else _option({grade: grade for grade in indicator.grades})
    if place.section != FACTS or place.part:
        return _left
    measure = ruleset.measures[place.name]
    unit = column.head.unit
    if measure.value is not None or measure.series or measure.each:
        return _left
    if unit is not None and written_factor(unit.text, measure.unit) != 1:
        return _left
    return _of_type(measure, ruleset, has_unit=unit is not None and not unit.span.sheet)


def _of_type(measure: Measure, ruleset: Ruleset, *, has_unit: bool) -> Read:
    if measure.type == "yesno":
        return _truth
    if measure.type == "percent" and not has_unit:
        return _percent
    if measure.type in Quick.NUMBERS:
        return _number
    return _option(words_of(measure.type, ruleset)) if measure.type in ruleset.choices else _left


def words_of(choice: str, ruleset: Ruleset) -> dict[str, str]:
    """The options of a choice by what may stand for them in a cell: their ids and labels."""
    options = ruleset.choices[choice].options
    words = {name: own for own, label in reversed(list(options.items())) for name in (label.en, label.zh) if name}
    return words | {own: own for own in options}


def _left(_: object) -> Any:  # noqa: ANN401 - as `Read` has it
    raise NotPlain("left to the exact way")


def _truth(value: Any) -> bool:  # noqa: ANN401 - whatever stands in a cell
    if type(value) is bool:
        return value
    found = TRUTHS.get(value) if type(value) is str else None
    if found is None:
        raise NotPlain("no yes or no")
    return found


def _option(words: Mapping[str, str]) -> Read:
    def read(value: Any) -> str:  # noqa: ANN401 - as above
        found = words.get(value) if type(value) is str else None
        if found is None:
            raise NotPlain("no option")
        return found

    return read


def _number(value: Any) -> int | Decimal:  # noqa: ANN401 - as above
    kind = type(value)
    if kind is str:
        text = value.strip(BLANK)
        if _NUMBER.fullmatch(text) is None:
            raise NotPlain("no plain number")
        return Decimal(text) if "." in text else int(text)
    if kind is int:
        return int(value)
    if kind is Decimal and value.is_finite():
        return int(value) if value == value.to_integral_value() else Decimal(value)
    if kind is float and math.isfinite(value):
        return int(value) if value.is_integer() and abs(value) < _EXACT_FROM else Decimal(repr(value))
    raise NotPlain("no number")


def _percent(value: Any) -> int | Decimal:  # noqa: ANN401 - as above
    """A percentage; about one of at most 1 it is asked whether it is a share."""
    found = _number(value)
    if 0 < found <= 1:
        raise NotPlain("asked about")
    return found
