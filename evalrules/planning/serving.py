"""For which indicators each change of a plan is: those that stand elsewhere as soon as it alone is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalrules.planning.lever_changes import LeverChange, stated_by
from evalrules.semantics.case import Case
from evalrules.semantics.row_parts import RowId


def served_by(case: Case, changes: Sequence[LeverChange]) -> Mapping[tuple[RowId | None, str], tuple[str, ...]]:
    """The indicators that each change is for, of those that are not at their best now, by what is changed."""
    lacking = [one.indicator.id for one in case.standings if one.possible != one.plan.every[:1]]
    after = stated_by(list(changes)).put_into(case)
    mended = {own for own in lacking if after.standing_of(own).possible != case.standing_of(own).possible}
    found: dict[tuple[RowId | None, str], tuple[str, ...]] = {}
    for one in changes:
        resting = case.resting_on(frozenset((one.lever.measure,)))
        in_question = [own for own in lacking if own in resting]
        if one.lever.indicator:
            found[one.lever.own] = (one.lever.indicator,)
        elif len(in_question) < 2:
            found[one.lever.own] = tuple(in_question)
        else:
            found[one.lever.own] = _lost_without(one, after, in_question) or tuple(
                own for own in in_question if own in mended
            )
    return found


def _lost_without(change: LeverChange, after: Case, in_question: Sequence[str]) -> tuple[str, ...]:
    """Those of some indicators that stand elsewhere where one change of all is taken back."""
    lever = change.lever
    now = lever.have if lever.is_number else lever.chosen
    if now is not None:
        without = stated_by([change._replace(to=now)]).put_into(after)
    elif lever.row is None:
        without = after.with_facts({lever.measure: None})
    else:
        without = after.with_cells({lever.row: {lever.measure: None}})
    return tuple(own for own in in_question if without.standing_of(own).possible != after.standing_of(own).possible)
