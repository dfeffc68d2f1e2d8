"""What decides only together with something else: found by giving the others values that keep everything open.

Where all the others are given and the verdict is still open, what is left decides it. So the others are given one after
another, each a value that closes neither the indicator nor the verdict, as long as there is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Given, Together, Written
from evalrules.model.outcome import Outcome
from evalrules.model.refs import column_from
from evalrules.semantics.case import Case
from evalrules.semantics.leads import Leads, leading_values, leads_of
from evalrules.semantics.openings import Opening
from evalrules.semantics.trials import Trials, Value
from evalrules.semantics.written import written_fact

MOST_JUDGED = 1500
"""So many indicators are judged again for one subject, in all values that are tried; what is found relevant after that
is said to decide with all others.
"""

MOST_NAMED = 8
"""Of so many others each is tried to be left out."""

MANY = ("table", "column")
"""What one value cannot stand for."""


Fixed: TypeAlias = dict[str, tuple[Outcome, ...]]
"""Outcomes of indicators as they are taken to be."""


class Bearing(NamedTuple):
    """Whether something missing can change which levels are possible, with which others, and where it can lead."""

    together: Together | None
    leads: tuple[str, ...] = ()


class Jointly:
    """Finds for what is missing in a case whether it decides with others that are missing, too."""

    def __init__(self, trials: Trials, case: Case, openings: tuple[Opening, ...]) -> None:
        self._trials = trials
        self._case = case
        self._openings = openings
        self._left = MOST_JUDGED
        self._fixed: dict[str, Fixed] = {}

    @cached_property
    def _resting(self) -> dict[Opening, tuple[str, ...]]:
        return {opening: self._indicators_on(opening) for opening in self._openings}

    @cached_property
    def _near(self) -> dict[str, list[Opening]]:
        """What is missing behind each open indicator."""
        found: dict[str, list[Opening]] = {}
        for opening, indicators in self._resting.items():
            for own in indicators:
                found.setdefault(own, []).append(opening)
        return found

    # -- what rests on what ------------------------------------------------------------------------------------

    def _indicators_on(self, opening: Opening) -> tuple[str, ...]:
        """The open indicators that rest on something missing."""
        plan = self._case.plan
        if opening.kind == "grade":
            return (opening.id,)
        name = opening.measure or opening.id
        found = dict.fromkeys(plan.resting.indicators.get(name, ()))
        tables = {own for own, guard in plan.left_out.items() if name in guard.reads.measures}
        tables |= {opening.id} if opening.kind == "table" else set()
        if tables:
            looking = (one for one in plan.indicators if tables.intersection(one.tables))
            found.update((one.indicator.id, None) for one in looking)
        return tuple(own for own in found if self._is_open(self._case, own))

    def _is_open(self, case: Case, indicator: str) -> bool:
        standing = case.standing_of(indicator)
        return standing.decided is None and not standing.indicator.advisory

    def _is_in_verdict(self, opening: Opening) -> bool:
        plan, name = self._case.plan, opening.measure or opening.id
        if opening.kind == "parameter" or name in plan.resting.verdict:
            return True
        table = opening.id if opening.kind == "table" else ""
        if table and self._makes_indicators(table):
            return True
        return any(table in guard.reads.tables for guard in plan.verdict)

    def _makes_indicators(self, table: str) -> bool:
        """Whether rows of a table that are still to come may be indicators of their own."""
        rows, listed = self._case.scope.rows, self._case.ruleset.indicators
        made_from = {column_from(one.each_row).table for one in listed if one.each_row}
        return rows is not None and rows.makes_more_indicators and (not made_from or table in made_from)

    # -- one value ---------------------------------------------------------------------------------------------

    def bearing(self, opening: Opening) -> Bearing | None:
        """With which others something missing that decides nothing by itself decides; None where with none."""
        if opening.kind in MANY:
            is_alone = len(self._openings) == 1
            return Bearing(None, self._case.possible_levels) if is_alone else self._of_many(opening)
        for indicator in self._resting[opening]:
            near = [other for other in self._near[indicator] if other is not opening]
            found = self._with(opening, near, indicator) if near else None
            if found is not None:
                return Bearing(found)
        alone = self._by_outcomes(opening, {})
        if alone is not None:
            return alone
        anchors: list[str | None] = list(self._resting[opening]) or ([None] if self._is_in_verdict(opening) else [])
        for anchor in anchors:
            others = [other for other in self._openings if other is not opening]
            near_first = sorted(others, key=lambda other: anchor not in self._resting[other])
            found = self._with(opening, near_first, anchor, is_of_level=True)
            if found is not None:
                return Bearing(found)
        return self._of_many(opening)

    def towards(self, opening: Opening, level: str) -> Together | None:
        """With what others it leads to a level to which it does not by itself; None where these are many."""
        if not 1 < len(self._openings) <= MOST_NAMED:
            return None
        others = [other for other in self._openings if other is not opening]
        if any(other.kind in MANY for other in others):
            return None
        found = self._with(opening, others, None, is_of_level=True, level=level)
        if found is not None or len(others) > 1:
            return found
        return self._with_one(opening, others[0], level)

    def _with_one(self, opening: Opening, other: Opening, level: str) -> Together | None:
        """With a value of the other that leads to a level, if this one is a value that leaves it open."""
        for value in self._trials.values(self._case, opening):
            self._left -= 1
            given = self._trials.given(self._case, opening, value) if self._left > 0 else None
            if given is None or level not in given.possible_levels:
                continue
            for back in leading_values(leads_of(self._trials, given, other), level):
                after = self._trials.given(self._case, other, back)
                found = Leads() if after is None else leads_of(self._trials, after, opening)
                if _leads_to(found, level):
                    return Together((Given(other.kind, other.id, _shown(back)),), found.needed)
        return None

    def _with(
        self,
        opening: Opening,
        others: Iterable[Opening],
        indicator: str | None,
        *,
        is_of_level: bool = False,
        level: str = "",
    ) -> Together | None:
        """With what others it decides, or decides for a level where one is wanted."""
        case, chosen = self._case, list[tuple[Opening, Value]]()
        for other in others:
            if self._is_many(other):
                continue
            for value in self._trials.values(case, other):
                self._left -= max(1, len(self._resting[other]))
                after = self._trials.given(case, other, value)
                if after is not None and self._stays_open(after, indicator, is_of_level=is_of_level):
                    case = after
                    chosen.append((other, value))
                    break
            if self._left <= 0:
                return None
        leads = leads_of(self._trials, case, opening)
        if not _leads_to(leads, level):
            return None
        chosen, leads = self._fewest(opening, chosen, leads, level)
        return Together(tuple(Given(one.kind, one.id, _shown(value)) for one, value in chosen), leads.needed)

    def _stays_open(self, case: Case, indicator: str | None, *, is_of_level: bool) -> bool:
        is_open = indicator is None or self._is_open(case, indicator)
        return is_open and len(case.possible_levels) > 1 and (is_of_level or indicator is not None)

    def _fewest(
        self, opening: Opening, chosen: list[tuple[Opening, Value]], leads: Leads, level: str
    ) -> tuple[list[tuple[Opening, Value]], Leads]:
        """Without those that are not needed, where they are few enough to be tried."""
        if len(chosen) > MOST_NAMED:
            return chosen, leads
        for one in list(chosen):
            fewer = [other for other in chosen if other is not one]
            case: Case | None = self._case
            for other, value in fewer:
                case = self._trials.given(case, other, value) if case is not None else None
            found = leads_of(self._trials, case, opening) if case is not None and fewer else Leads()
            if _leads_to(found, level):
                chosen, leads = fewer, found
        return chosen, leads

    # -- more than one value -----------------------------------------------------------------------------------

    def _of_many(self, opening: Opening) -> Bearing | None:
        """Of a table or a column: what the outcomes of the indicators that rest on it can lead to."""
        found = self._by_outcomes(opening, {})
        if found is None and not self._is_many(opening):
            found = self._if_all_alike(opening)
        if found is None:
            fixed = {own: self._others_fixed(own) for own in self._resting[opening]}
            found = self._by_outcomes(opening, fixed)
        return found or self._in_verdict(opening)

    def _is_many(self, opening: Opening) -> bool:
        """Whether no single value can stand for it: a table, or a column of which not all rows may be alike."""
        if opening.kind == "column":
            return self._trials.choices(self._case, opening) is None
        return opening.kind == "table"

    def _if_all_alike(self, opening: Opening) -> Bearing | None:
        """Of a column of options: where it leads if all its rows say the same, by itself or with others."""
        alone = leads_of(self._trials, self._case, opening)
        levels = {one.to for one in alone.needed} | {own for one in alone.narrows for own in one.levels}
        if levels:
            return Bearing(None, tuple(own for own in self._case.possible_levels if own in levels))
        others = [other for other in self._openings if other is not opening]
        found = self._with(opening, others, None, is_of_level=True)
        return None if found is None else Bearing(found)

    def _by_outcomes(self, opening: Opening, others_fixed: dict[str, Fixed]) -> Bearing | None:
        """By the outcomes of the indicators that rest on it, with those of others fixed where they have to be."""
        for indicator in self._resting[opening]:
            others = [other for other in self._near[indicator] if other is not opening]
            fixed = others_fixed.get(indicator, {})
            leads = self._outcomes_lead(indicator, fixed)
            if fixed:
                near = (one for own in fixed for one in self._near.get(own, ()) if one is not opening)
                others = list(dict.fromkeys((*others, *near)))
            if leads:
                return Bearing(_with_all(others), leads)
        return None

    def _outcomes_lead(self, indicator: str, fixed: Fixed) -> tuple[str, ...]:
        """The levels that its outcomes lead to, where they do not all lead to the same."""
        case = self._case
        before = case.levels_with(fixed) if fixed else case.possible_levels
        found: dict[str, None] = {}
        for outcome in case.outcomes[indicator]:
            after = case.levels_with({**fixed, indicator: (outcome,)})
            if after != before:
                found.update(dict.fromkeys(after))
        return tuple(level.id for level in case.ruleset.levels if level.id in found)

    def _others_fixed(self, indicator: str) -> Fixed:
        """Outcomes of the other open indicators that keep the verdict open as long as this one is."""
        known = self._fixed.get(indicator)
        if known is not None:
            return known
        fixed = self._fixed[indicator] = {}
        for own, possible in self._case.outcomes.items():
            if own == indicator or len(possible) < 2:
                continue
            for outcome in possible:
                if len(self._case.levels_with({**fixed, own: (outcome,)})) > 1:
                    fixed[own] = (outcome,)
                    break
        return fixed

    def _in_verdict(self, opening: Opening) -> Bearing | None:
        """What gates, vetoes or levels themselves look at, and nothing closes."""
        if not self._is_in_verdict(opening):
            return None
        others = [other for other in self._openings if other is not opening and self._is_in_verdict(other)]
        was_tried = not self._is_many(opening) and self._left > 0
        if was_tried and not any(self._is_many(other) for other in others):
            return None
        return Bearing(_with_all(others), self._case.possible_levels)


def _leads_to(leads: Leads, level: str) -> bool:
    """Whether values decide for a level; for any where none is wanted."""
    return any(not level or one.to == level for one in leads.needed)


def _with_all(others: Iterable[Opening]) -> Together | None:
    """Together with all of some others, without saying how they would have to be."""
    listed = tuple(Given(one.kind, one.id, None) for one in others)
    return Together(listed, ()) if listed else None


def _shown(value: Value) -> Written:
    return value.text if isinstance(value, Outcome) else written_fact(value)
