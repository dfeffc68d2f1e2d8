"""What a result advises, carried out on the evidence itself: the values that would decide, the changes of a gap."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from fractions import Fraction
from math import inf
from typing import Any

from evalrules.base.numbers import number_text
from evalrules.model.assessment import Change, Missing, Needed
from evalrules.model.refs import ColumnRef, MembersRef, OptionRef, OwnRef, PointsRef, YearRef, cell_from, column_from
from evalrules.model.ruleset import Measure, Ruleset
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import number
from evalrules.tree.nodes import Fact

from .drawn_evidence import YEAR, Document, shown
from .evidence_forms import Number

HAIR = Fraction(1, 10**15)


def set_measure(document: Document, ruleset: Ruleset, own: str, value: object) -> None:
    """Give a measure of the subject this value, wherever evidence has it."""
    facts = document.setdefault("facts", {})
    match ruleset.measures[own].ref:
        case PointsRef(indicator=indicator):
            document.setdefault("points", {})[indicator] = value
        case MembersRef(group=group, which=which):
            document.setdefault("members", {}).setdefault(group, {})[which] = value
        case YearRef(measure=series, back=back):
            facts[series] = {**(facts.get(series) or {}), str(_last_year(document) - back): value}
        case OptionRef(measure=measure, option=option):
            facts[measure] = {**(facts.get(measure) or {}), option: value}
        case OwnRef(measure=measure):
            facts[measure] = value


def _last_year(document: Document) -> int:
    period = document.get("period", YEAR)
    return YEAR if isinstance(period, dict) else int(period)


# -- what would decide ---------------------------------------------------------------------------------------------------


def deciding(document: Document, case: Case, missing: Missing) -> Iterator[tuple[str, Document]]:
    """The level that each value decides for which is named, and the evidence with it."""
    ruleset = case.ruleset
    for needed in missing.needed:
        for value in _values(needed, case, missing):
            changed = copy.deepcopy(document)
            if missing.kind == "attribute":
                changed["subject"].setdefault("attributes", {})[missing.id] = value
            elif missing.kind == "grade":
                changed.setdefault("grades", {})[missing.id] = {"met": True, "not_met": False}.get(str(value), value)
            elif missing.kind == "cell":
                cell = cell_from(missing.id)
                _row_of(changed, ruleset, cell.table, cell.key)[cell.column] = value
            else:
                set_measure(changed, ruleset, _measure_of(missing), value)
            yield needed.to, changed


def _measure_of(missing: Missing) -> str:
    if missing.kind == "cell":
        return cell_from(missing.id).measure.text
    return f"points:{missing.id}" if missing.kind == "points" else missing.id


def _values(needed: Needed, case: Case, missing: Missing) -> list[Any]:
    """Values that are as needed, at the bound and further away, among those that are known to be possible."""
    if needed.op == "in":
        return list(needed.options)
    if case.ruleset.measures[_measure_of(missing)].type == "date":
        return _days(needed)
    if needed.op == "between":
        low, high = (Fraction(end.replace("∞", "10000")) for end in str(needed.value).split(".."))
        return [shown((low + high) / 2)] if case.ruleset.measures[_measure_of(missing)].type != "count" else []
    measure = case.ruleset.measures[_measure_of(missing)]
    limit, step = Fraction(str(needed.value)), Fraction(1) if measure.type == "count" else HAIR
    beyond = {">": limit + step, "<": limit - step}.get(needed.op, limit)
    further = {">": limit + 7, ">=": limit + 7, "<": limit - 7, "<=": limit - 7}.get(needed.op, limit)
    low, high = _range_of(measure, case)
    found = dict.fromkeys(one for one in (beyond, further) if low <= one <= high)
    return [Number(number_text(one)) for one in found if "/" not in number_text(one)]


def _days(needed: Needed) -> list[str]:
    """Days that are as needed: the bound or its neighbour and one a week further, or the middle of a stretch."""
    ends = [datetime.date.fromisoformat(end).toordinal() for end in str(needed.value).split("..")]
    if needed.op == "between":
        found = [sum(ends) // 2]
    else:
        beyond = {">": ends[0] + 1, "<": ends[0] - 1}.get(needed.op, ends[0])
        found = [beyond, beyond + {">": 7, ">=": 7, "<": -7, "<=": -7}.get(needed.op, 0)]
    return [_written(day) for day in dict.fromkeys(found)]


def _written(day: int) -> str:
    """The day as evidence writes it; calendars end on both sides."""
    first, last = datetime.date.min.toordinal(), datetime.date.max.toordinal()
    return datetime.date.fromordinal(min(max(day, first), last)).isoformat()


def _range_of(measure: Measure, case: Case) -> tuple[Fraction | float, Fraction | float]:
    """Between what a value is known to lie: for a cell what its column declares."""
    if isinstance(measure.ref, ColumnRef):
        least = Fraction(0) if measure.type == "count" else -inf
        return least if measure.low is None else measure.low, inf if measure.high is None else measure.high
    return number(Fact(measure.id, "number", "", measure.span), case.scope)


# -- gaps ----------------------------------------------------------------------------------------------------------------


def carried_out(document: Document, ruleset: Ruleset, changes: tuple[Change, ...]) -> Document | None:
    """The evidence with every change of a gap made; None where one of them cannot be made in evidence."""
    changed = copy.deepcopy(document)
    for change in changes:
        if change.quantity is not None or not _make(changed, ruleset, change):
            return None
    return changed


def _make(document: Document, ruleset: Ruleset, change: Change) -> bool:
    if change.grade is not None:
        need = {"met": True, "not_met": False}.get(str(change.need), change.need)
        document.setdefault("grades", {})[change.grade] = need
        return True
    value = _needed_value(change)
    if change.count_of is not None and change.row is None:
        given = document["facts"][change.count_of]
        least = given["between"][0] if isinstance(given, dict) else given  # bounds around one number are that number
        count = Fraction(str(least)) + Fraction(str(change.how_many))
        set_measure(document, ruleset, change.count_of, shown(count))
        return True
    measure = ruleset.measures[str(change.measure)]
    if measure.value is not None or value is None:
        return False
    if change.row is None:
        set_measure(document, ruleset, measure.id, value)
        return True
    row = _row_of(document, ruleset, column_from(measure.id).table, change.row)
    row[column_from(measure.id).column] = value
    return True


def _needed_value(change: Change) -> object:
    if change.op == "==" and not _is_number(change.need):
        return change.need
    value = Fraction(str(change.need)) + {">": HAIR, "<": -HAIR}.get(change.op, Fraction(0))
    text = number_text(value)
    return None if "/" in text else Number(text)


def _is_number(need: object) -> bool:
    try:
        Fraction(str(need))
    except ValueError:
        return False
    return not isinstance(need, bool)


def _row_of(document: Document, ruleset: Ruleset, table: str, key: tuple[str, ...]) -> Document:
    names = [column_from(column).column for column in ruleset.tables[table].key]
    return next(row for row in document["tables"][table]["rows"] if tuple(str(row[name]) for name in names) == key)
