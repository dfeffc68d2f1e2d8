"""What was done of an earlier plan: each figure of it as it is now, between what it was and what it is to be."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.numbers import number_text, parse_number
from evalrules.model.action_plan import DONE, NOT_YET, PARTLY, UNKNOWN_NOW, Followed
from evalrules.model.assessment import Written
from evalrules.model.evidence_paths import evidence_path
from evalrules.model.refs import cell_of, is_column
from evalrules.readers.ledger import LedgerLine
from evalrules.semantics.case import Case
from evalrules.semantics.interval import exact_value
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope

Standing: TypeAlias = tuple[Written, str | None, str | None, tuple[str, ...] | None]
"""What stands at a place, with the measure (and row) or the indicator that it is of."""

YES, NO = "是", "否"


def followed(case: Case, lines: Iterable[LedgerLine], last_year: int = 0) -> tuple[Followed, ...]:
    """Each line of a ledger with what its figure is now."""
    known = _known(case, {line.place for line in lines}, last_year) if (lines := tuple(lines)) else {}
    measures = case.ruleset.measures
    lower = {own for own, one in measures.items() if one.better == "lower"}
    return tuple(_followed(line, known.get(line.place, (None, None, None, None)), lower) for line in lines)


def _known(case: Case, places: set[str], last_year: int) -> dict[str, Standing]:
    """What stands at each of some places, with the measure (and row) or the indicator that it is of."""
    found: dict[str, Standing] = {}
    for own, measure in case.ruleset.measures.items():
        path = None if is_column(own) else evidence_path(measure.ref, last_year)
        if path is not None and path.text in places:
            found[path.text] = (_now(case.scope, own), own, None, None)
    for table in case.ruleset.tables.values():
        rows = case.scope.rows
        for row in rows.rows(table.id, case.scope) if isinstance(rows, TableReadings) else ():
            for own in table.columns:
                path = evidence_path(cell_of(own, row.key))
                if path is not None and path.text in places:
                    found[path.text] = (_now(row.scope, own), own, None, row.key)
    for one in case.standings:
        place = f"grades.{one.indicator.id}"
        before = one.before_ceiling
        for written in {place, f'grades."{one.indicator.id}"'} & places:
            found[written] = (before[0].text if len(before) == 1 else None, None, one.indicator.id, None)
    return found


def _now(scope: Scope, own: str) -> Written:
    measure = scope.measure(own)
    if measure.type == "yesno":
        return scope.flag(own)
    if measure.choice:
        known = scope.options(own)
        return next(iter(known)) if known is not None and len(known) == 1 else None
    stated = scope.stated(own)
    value = exact_value(stated) if stated is not None else None
    return None if value is None else number_text(value)


def _followed(line: LedgerLine, known: Standing, lower: set[str]) -> Followed:
    now, measure, indicator, row = known
    start, target = _read(line.start), _read(line.target)
    state, part = _state(start, target, now, is_most=measure in lower)
    return Followed(line.place, measure, indicator, row, start, target, now, state, part, line.who)


def _read(text: str) -> Written:
    """A value as a ledger has it."""
    if text in (YES, NO):
        return text == YES
    number = parse_number(text) if text else None
    return (text or None) if number is None else number_text(number)


def _state(start: Written, target: Written, now: Written, *, is_most: bool) -> tuple[str, str]:
    """Whether it is done, and how much of the way is made; `is_most` where the target may be gone below."""
    if now is None:
        return UNKNOWN_NOW, ""
    if now == target:
        return DONE, "1"
    numbers = [_fraction(one) for one in (start, target, now)]
    first, last, at = numbers
    if last is None or at is None:
        return NOT_YET, "0"
    if first is None or first == last:
        return (DONE, "1") if (at <= last if is_most else at >= last) else (NOT_YET, "0")
    part = (at - first) / (last - first)
    if part >= 1:
        return DONE, "1"
    return (PARTLY, number_text(part)) if part > 0 else (NOT_YET, "0")


def _fraction(value: Written) -> Fraction | None:
    return parse_number(value) if isinstance(value, str) else None
