"""The cheapest changes that reach a level, each tried by the engine first. docs/decisions/0020-action-plans.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from math import lcm

from evalrules.base.numbers import number_text
from evalrules.model.action_plan import (
    FIXED,
    FOUND,
    IMPOSSIBLE,
    NOT_FOUND,
    OPEN,
    REACHED,
    Action,
    ActionPlan,
    Indicated,
)
from evalrules.model.assessment import RulesetReference
from evalrules.model.evidence import Evidence
from evalrules.model.outcome import Outcome
from evalrules.planning.costs import Costs
from evalrules.planning.evidence_after import evidence_after
from evalrules.planning.going_through import PARTS, are_few, distance_of, least_of_all, option_weight, step_weight
from evalrules.planning.least import NeedsSolver, least_of
from evalrules.planning.lever_changes import LeverChange, changes_by, stated_by, written_by
from evalrules.planning.levers import Lever, levers_of, place_of
from evalrules.planning.lowering import Lowered, lowered
from evalrules.planning.missing_first import first_given, missing_first, proven_by_count
from evalrules.planning.program import Known, Solution, TooManyChoices
from evalrules.planning.serving import served_by
from evalrules.planning.solver import FEW
from evalrules.planning.variables import LeverVariables
from evalrules.semantics.advice import FIXED as BY_FIXED
from evalrules.semantics.advice import OPEN as UNTOLD
from evalrules.semantics.advice import gaps_or_reason, is_open
from evalrules.semantics.assess import reference_of, titles_of
from evalrules.semantics.case import Case
from evalrules.semantics.claims import contradictions
from evalrules.semantics.fixed_facts import fixed_bars
from evalrules.semantics.mends import is_at_least, stated_to
from evalrules.semantics.row_parts import RowId
from evalrules.semantics.stated import Stated, stated_of

MOST_TRIES = 20
"""So many solutions are tried by the engine before the search is given up."""

MOST_TAKEN_BACK = 200
"""So many changes are taken back one by one although it is proven that none of them can be left out."""


def plan_to(case: Case, evidence: Evidence, level: str, costs: Costs | None = None) -> ActionPlan:
    """The cheapest changes that reach a level: the fewest, of these the least distance; with costs the least cost.

    Raises NeedsSolver where there are too many choices for a search and the solver is not installed.
    """
    found = proven_by_count(_Planner(case, evidence, level, costs or Costs()).plan())
    return missing_first(found, case, evidence)._replace(
        titles=titles_of(case.ruleset, evidence.period),
        units={own: one.unit for own, one in case.ruleset.measures.items() if one.unit},
        better={own: one.better for own, one in case.ruleset.measures.items() if one.better},
        indicators={one.id: Indicated(one.label, one.source) for one in case.plan.ruleset.indicators},
    )


class _Planner:
    def __init__(self, case: Case, evidence: Evidence, level: str, costs: Costs) -> None:
        self._case = case
        self._evidence = evidence
        self._rank = case.ruleset.level_rank(level)
        self._costs = costs
        self._mended: list[list[LeverChange] | None] | None = None
        self._last_year = evidence.period.end.year if evidence.period is not None else 0
        reference: RulesetReference = reference_of(case.ruleset)
        period = evidence.period.text if evidence.period else ""
        self._bare = ActionPlan(
            evidence.subject, period, reference, evidence.digest, case.possible_levels, level, NOT_FOUND
        )

    def plan(self) -> ActionPlan:
        if is_at_least(self._case, self._rank):
            return self._bare._replace(outcome=REACHED, is_least=True)
        fixed = fixed_bars(self._case, self._rank)
        if fixed:
            return self._bare._replace(outcome=FIXED, fixed=fixed, is_least=True)
        levers = {
            own: limited
            for own, lever in levers_of(self._case, self._last_year).items()
            if (limited := self._costs.limited(lever, place_of(lever))) is not None
        }
        try:
            return self._by_program(levers)
        except TooManyChoices:
            return self._gone_through(levers, self._by_mending(levers))

    def _by_program(self, levers: Mapping[tuple[RowId | None, str], Lever]) -> ActionPlan:
        """The least solution of the program that the engine accepts, or what is known where it accepts none."""
        for is_first_look in (True, False):
            written = lowered(self._case, levers, self._rank, is_first_look=is_first_look)
            scale = self._set_aims(written)
            is_certain = written.is_whole
            for _ in range(1 if is_first_look else MOST_TRIES):
                known = self._known(written, scale, levers)
                solution = least_of(written.program, known)
                if solution is None:
                    break
                if not solution.values:
                    return self._mended_within(solution.bound, scale, levers, is_certain=is_certain)
                changes = _changes(written, solution)
                if self._reaches(changes):
                    needed = self._needed(changes, max(solution.proven, 1) if is_certain and solution.is_least else 0)
                    is_certain = is_certain and (len(needed) == len(changes) or not solution.is_least)
                    changes, is_least = self._eased(needed), is_certain and solution.is_least
                    found = self._found(changes, solution, scale, is_least=is_least, is_certain=is_certain)
                    return found if is_least else self._gone_through(levers, found)
                if known is not None and is_first_look and len(written.program.high) > FEW:  # once is dear enough
                    return self._mended_within(solution.bound, scale, levers, is_certain=is_certain)
                is_certain = False
                _leave_out(written, solution)
            if is_certain or solution is None:  # what asks too little has no solution: what asks for all has none
                break
        if is_certain:
            return self._impossible()
        return self._gone_through(levers, self._bounded(self._by_mending(levers), levers))

    # -- spreads ---------------------------------------------------------------------------------------------------

    def _known(self, written: Lowered, scale: int, levers: Mapping[tuple[RowId | None, str], Lever]) -> Known | None:
        """Beside spreads what the gaps know to mend: what is least may come to no more."""
        changes = self._mending(levers) if written.program.spreads else None
        if changes is None:
            return None
        total, count, _ = self._worth(changes)
        made = {one.lever.own: one for one in written.levers}
        hints: dict[int, int] = {}
        for change in changes:
            variables = made.get(change.lever.own)
            if variables is not None and change.lever.is_number and isinstance(change.to, int):
                moved = change.to - (change.lever.have or 0)
                own = variables.value if variables.value is not None else variables.up if moved > 0 else variables.down
                hints |= {variables.changed: 1} | ({} if own is None else {own: abs(moved)})
        return Known(int(total * scale) if self._costs.is_given else count, hints)

    def _mended_within(
        self, bound: int, scale: int, levers: Mapping[tuple[RowId | None, str], Lever], *, is_certain: bool
    ) -> ActionPlan:
        """What the gaps mend, where the program has nothing better, and how far that is from the least."""
        found = self._by_mending(levers)
        if not is_certain:
            return self._bounded(found, levers)
        least = Fraction(bound, scale) if self._costs.is_given else Fraction(max(bound, 1))
        worth = Fraction(found.cost) if found.cost is not None else Fraction(len(found.actions))
        return found._replace(bound=number_text(least), is_least=worth == least)

    # -- aims ------------------------------------------------------------------------------------------------------

    def _set_aims(self, written: Lowered) -> int:
        """Give the program its aims; in which parts of a yuan the first is, where it is a cost."""
        changed = {one.changed: 1 for one in written.levers}
        distance: dict[int, int] = {}
        for one in written.levers:
            distance |= _distances(one)
        aims = [changed, distance]
        scale = 1
        if self._costs.is_given:
            priced = [(own, price) for one in written.levers for own, price in self._prices(one)]
            scale = lcm(*(price.denominator for _, price in priced)) if priced else 1
            cost: dict[int, int] = {}
            for own, price in priced:
                cost[own] = cost.get(own, 0) + int(price * scale)
            aims.insert(0, cost)
        written.program.aims = aims
        return scale

    def _prices(self, made: LeverVariables) -> list[tuple[int, Fraction]]:
        price = self._costs.of(place_of(made.lever))
        if price is None:
            return []
        found = [(made.changed, price.fixed)] if price.fixed is not None else []
        if price.each is not None:
            found += [(own, price.each * made.lever.step) for own in (made.up, made.down) if own is not None]
        return found

    # -- answers ---------------------------------------------------------------------------------------------------

    def _reaches(self, changes: list[LeverChange]) -> bool:
        """Whether the engine says so, too, and what then is given contradicts nothing."""
        stated = stated_by(changes)
        after = stated.put_into(self._case)
        return is_at_least(after, self._rank) and not self._contradicts(changes, after)

    def _needed(self, changes: list[LeverChange], proven: int) -> list[LeverChange]:
        """The changes without those that the engine does not need: the program may ask for more where it is no sum.

        Of many that are proven to be the least only those are taken back that cost nothing, and where they are the
        fewest of that cost none are: less than least is none.
        """
        after = stated_by(changes).put_into(self._case)
        is_left_out, is_free = proven > 0 and len(changes) > MOST_TAKEN_BACK, self._costs.is_given and proven < 2
        for one in [one for one in changes if not is_left_out or (is_free and not self._cost(one))]:
            if self._is_missed(one, after):
                continue
            fewer = [other for other in changes if other is not one]
            if self._reaches(fewer):
                changes, after = fewer, stated_by(fewer).put_into(self._case)
        return changes

    def _is_missed(self, change: LeverChange, after: Case) -> bool:
        """Whether the level is lost as soon as one change is taken back: soon found, since only that is looked at."""
        now = change.lever.have if change.lever.is_number else change.lever.chosen
        return now is not None and not is_at_least(stated_by([change._replace(to=now)]).put_into(after), self._rank)

    def _eased(self, changes: list[LeverChange]) -> list[LeverChange]:
        """The changes with figures that nobody has given asked for no further than they must be: at most 45, not 0."""
        for at, one in enumerate(changes):
            better = self._case.ruleset.measures[one.lever.measure].better if one.lever.measure else ""
            if one.lever.is_number and one.lever.have is None and better and isinstance(one.to, int):
                enough, short = one.to, one.lever.high + 1 if better == "lower" else one.lever.low - 1
                while abs(short - enough) > 1:
                    middle = (enough + short) // 2
                    is_enough = self._reaches([*changes[:at], one._replace(to=middle), *changes[at + 1 :]])
                    enough, short = (middle, short) if is_enough else (enough, middle)
                changes = [*changes[:at], one._replace(to=enough), *changes[at + 1 :]]
        return changes

    def _contradicts(self, changes: list[LeverChange], after: Case) -> bool:
        if not changes:
            return False
        evidence = evidence_after(self._evidence, stated_by(changes))
        return any((one.code, str(one.place)) not in self._contradicted for one in contradictions(after, evidence))

    @cached_property
    def _contradicted(self) -> set[tuple[str, str]]:
        """What contradicts itself already."""
        return {(one.code, str(one.place)) for one in contradictions(self._case, self._evidence)}

    def _found(
        self, changes: list[LeverChange], solution: Solution, scale: int, *, is_least: bool, is_certain: bool
    ) -> ActionPlan:
        actions = self._actions(changes)
        bound = ""
        if is_certain:
            bound = number_text(Fraction(solution.bound, scale)) if self._costs.is_given else str(solution.bound)
        return self._bare._replace(
            outcome=FOUND, actions=actions, cost=self._sum(actions), is_least=is_least, bound=bound
        )

    def _sum(self, actions: tuple[Action, ...]) -> str | None:
        if not self._costs.is_given:
            return None
        return number_text(sum((Fraction(one.cost) for one in actions if one.cost is not None), Fraction(0)))

    def _by_mending(self, levers: Mapping[tuple[RowId | None, str], Lever]) -> ActionPlan:
        """What the gaps know to mend, where the conditions are no sums: nothing is said to be least then."""
        changes = self._mending(levers)
        if changes is None:
            return self._without()
        actions = self._actions(changes)
        return self._bare._replace(outcome=FOUND, actions=actions, cost=self._sum(actions))

    def _mending(self, levers: Mapping[tuple[RowId | None, str], Lever]) -> list[LeverChange] | None:
        if self._mended is None:
            every = (None if one is None else changes_by(one, levers) for one in self._ways())
            self._mended = [next((one for one in every if one is not None and self._reaches(one)), None)]
        return self._mended[0]

    def _ways(self) -> Iterator[Stated | None]:
        yield stated_to(self._case, self._rank)
        yield self._of_gap()

    def _bounded(self, found: ActionPlan, levers: Mapping[tuple[RowId | None, str], Lever]) -> ActionPlan:
        """A plan of which nothing is proven, with what every plan takes at least for what can be written as sums."""
        if found.outcome != FOUND:
            return found
        written = lowered(self._case, levers, self._rank, is_first_look=True, is_relaxed=True)
        scale = self._set_aims(written)
        try:
            solution = least_of(written.program, self._known(written, scale, levers)) if written.is_whole else None
        except (NeedsSolver, TooManyChoices):
            return found
        if solution is None:
            return found
        least = Fraction(solution.bound, scale) if self._costs.is_given else Fraction(max(solution.bound, 1))
        return found._replace(bound=number_text(least))

    def _of_gap(self) -> Stated | None:
        """What the gap to the level asks of the subject and of its assessors; None where it leads to a lesser one."""
        gaps = gaps_or_reason(self._case).gaps if self._case.level is not None else ()
        found = next((one for one in gaps if one.kind == "level"), None)
        is_far_enough = found is not None and self._case.ruleset.level_rank(found.to) <= self._rank
        return stated_of(self._case, found.changes) if found is not None and is_far_enough else None

    def _gone_through(self, levers: Mapping[tuple[RowId | None, str], Lever], otherwise: ActionPlan) -> ActionPlan:
        """The least of all joint changes where the program does not tell, and these are few; else what is known."""
        some = list(levers.values())
        if not are_few(some):
            return otherwise
        changes = least_of_all(some, self._worth, self._reaches)
        if changes is None:
            return self._impossible()
        changes = self._eased(changes)
        actions = self._actions(changes)
        cost = self._sum(actions)
        bound = str(len(actions)) if cost is None else cost
        return self._bare._replace(outcome=FOUND, actions=actions, cost=cost, is_least=True, bound=bound)

    def _worth(self, changes: list[LeverChange]) -> tuple[Fraction, int, int]:
        """What changes come to, as the aims of the program count it."""
        costs = (self._cost(one) for one in changes if self._costs.is_given)
        total = sum((one for one in costs if one is not None), Fraction(0))
        return total, len(changes), sum(distance_of(one) for one in changes)

    def _impossible(self) -> ActionPlan:
        """That nothing reaches the level: for what nobody changes, or what must be given first, or at all."""
        found = self._without()
        if found.outcome in (OPEN, FIXED):
            return found._replace(is_least=found.outcome != OPEN)
        return found._replace(outcome=IMPOSSIBLE, is_least=True)

    def _without(self) -> ActionPlan:
        """Why there is no plan, as the gaps say it."""
        if is_open(self._case):
            return self._bare._replace(outcome=OPEN, missing=first_given(self._case, self._evidence))
        advice = gaps_or_reason(self._case) if self._case.level is not None else None
        if advice is not None and advice.without == UNTOLD:
            return self._bare._replace(outcome=OPEN, missing=first_given(self._case, self._evidence))
        is_fixed = advice is not None and advice.without == BY_FIXED
        return self._bare._replace(outcome=FIXED, fixed=advice.fixed) if advice and is_fixed else self._bare

    def _cost(self, change: LeverChange) -> Fraction | None:
        """What a change costs; None where that is not told."""
        price, amount = self._costs.of(place_of(change.lever)), written_by(change)[2]
        if price is None or (price.each is None and price.fixed is None):
            return None
        moved = abs(Fraction(amount)) if amount is not None else Fraction(0)
        return (price.fixed or Fraction(0)) + (price.each or Fraction(0)) * moved

    def _actions(self, changes: list[LeverChange]) -> tuple[Action, ...]:
        served = served_by(self._case, changes)
        return tuple(self._action(one, served[one.lever.own]) for one in changes)

    def _action(self, change: LeverChange, serves: tuple[str, ...]) -> Action:
        lever = change.lever
        place = place_of(lever)
        have, need, amount = written_by(change)
        price, cost = self._costs.of(place), self._cost(change)
        return Action(
            place=place,
            measure=lever.measure or None,
            indicator=lever.indicator or None,
            row=lever.row[1] if lever.row is not None else None,
            have=have,
            need=need,
            amount=amount,
            unit=self._case.scope.measure(lever.measure).unit if lever.measure else "",
            serves=serves,
            cost=None if cost is None else number_text(cost),
            by=price.by if price is not None else "",
        )


def _distances(made: LeverVariables) -> dict[int, int]:
    """What each variable of a lever adds to the distance: of a number in proportion to what it is."""
    lever = made.lever
    if lever.is_number:
        return {own: step_weight(lever) for own in (made.up, made.down) if own is not None}
    if not isinstance(lever.chosen, Outcome):
        return {made.changed: PARTS}
    known = lever.options.index(lever.chosen)
    return {own: option_weight(lever) * (known - at) for at, own in enumerate(made.options) if at < known}


def _changes(written: Lowered, solution: Solution) -> list[LeverChange]:
    """What a solution changes."""
    found: list[LeverChange] = []
    for made in written.levers:
        if not solution.values[made.changed]:
            continue
        lever = made.lever
        if made.value is not None:
            found.append(LeverChange(lever, solution.values[made.value]))
        elif lever.is_number:
            up, down = (solution.values[own] if own is not None else 0 for own in (made.up, made.down))
            if up != down:
                found.append(LeverChange(lever, (lever.have or 0) + up - down))
        else:
            picked = [one for one, own in zip(lever.options, made.options, strict=True) if solution.values[own]]
            found += [LeverChange(lever, one) for one in picked if one != lever.chosen]
    return found


def _leave_out(written: Lowered, solution: Solution) -> None:
    """Ask for a plan that changes something else."""
    moved = {one.changed for one in written.levers if solution.values[one.changed]}
    terms = {one.changed: -1 if one.changed in moved else 1 for one in written.levers}
    written.program.demand(terms, 1 - len(moved))
