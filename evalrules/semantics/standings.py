"""Each indicator by itself: the outcomes still possible, and on what that rests. See docs/semantics.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evalrules.base.records import NamedTuple
from evalrules.base.truth import Truth, conjunction, negation
from evalrules.model.assessment import (
    AWARDED,
    BY_PANEL,
    CAPPED,
    COMPUTED,
)
from evalrules.model.evidence import Assessed
from evalrules.model.outcome import NOT_APPLICABLE, SCORED, Outcome
from evalrules.model.ruleset import Indicator
from evalrules.plan.nodes import Arm, Cap, Guard, IndicatorPlan, NumberUse
from evalrules.semantics.ballots import ballot
from evalrules.semantics.conditions import options, options_of_key
from evalrules.semantics.interval import ANY_NUMBER, Interval, known_value
from evalrules.semantics.meanings import holds, numbers_of
from evalrules.semantics.scope import Options, Scope


class Standing(NamedTuple):
    """What one indicator can still be, best first.

    `before_ceiling` is what it was before ceilings lowered it; `cause` says why a panel's decision is open
    ("" where it is not). `points` are those of a scored indicator, within bounds.
    """

    plan: IndicatorPlan
    possible: tuple[Outcome, ...]
    basis: str
    before_ceiling: tuple[Outcome, ...]
    cause: str
    points: Interval | None = None

    @property
    def indicator(self) -> Indicator:
        """The indicator as it is declared."""
        return self.plan.indicator

    @property
    def decided(self) -> Outcome | None:
        """The outcome where there is just one left, and its points where it is scored."""
        if self.points is not None and NOT_APPLICABLE not in self.possible and known_value(self.points) is None:
            return None
        return self.possible[0] if len(self.possible) == 1 else None


def standing(plan: IndicatorPlan, scope: Scope, grades: Mapping[str, Assessed]) -> Standing:
    """The outcomes of one indicator that the evidence leaves possible."""
    applies = holds(plan.applies, scope) if plan.applies else True
    if applies is False:
        return Standing(plan, (NOT_APPLICABLE,), COMPUTED, (NOT_APPLICABLE,), "")
    found = _applicable(plan, scope, grades)
    if applies is None:
        return found._replace(possible=(*found.possible, NOT_APPLICABLE))
    return found


def _applicable(plan: IndicatorPlan, scope: Scope, grades: Mapping[str, Assessed]) -> Standing:
    if plan.indicator.kind == SCORED.kind:
        return _scored(plan, scope)
    by_panel = is_assessed(plan, scope)
    if by_panel:
        return _by_panel(plan, scope, grades)
    computed = _computed(plan, scope)
    return computed if by_panel is False else _either(computed, _by_panel(plan, scope, grades))


def _by_panel(plan: IndicatorPlan, scope: Scope, grades: Mapping[str, Assessed]) -> Standing:
    """A panel's grades under the ceilings that are certainly broken; an unknown ceiling lowers nothing."""
    decision = ballot(grades.get(plan.indicator.id), plan.every, scope.ruleset.panel.decides)
    lowered = _capped(decision.possible, _limits(plan.caps, scope)[0], plan.every)
    basis = BY_PANEL if lowered == decision.possible else CAPPED
    return Standing(plan, lowered, basis, decision.possible, decision.cause)


def _computed(plan: IndicatorPlan, scope: Scope) -> Standing:
    """Computed grades under the ceilings; an unknown ceiling leaves the grade both as it is and lowered."""
    computed = computed_outcomes(plan, scope)
    if not plan.caps:
        return Standing(plan, computed, COMPUTED, computed, "")
    capped = {grade for limit in _limits(plan.caps, scope) for grade in _capped(computed, limit, plan.every)}
    lowered = _in_order(plan, capped)
    return Standing(plan, lowered, COMPUTED if lowered == computed else CAPPED, computed, "")


def _either(computed: Standing, by_panel: Standing) -> Standing:
    """What both ways leave, while it is not known which of them the subject's number of the standard asks for."""
    plan = computed.plan
    return computed._replace(
        possible=_in_order(plan, {*computed.possible, *by_panel.possible}),
        before_ceiling=_in_order(plan, {*computed.before_ceiling, *by_panel.before_ceiling}),
        cause=by_panel.cause,
    )


def _scored(plan: IndicatorPlan, scope: Scope) -> Standing:
    points = numbers_of(plan.points, scope) if plan.points is not None else ANY_NUMBER
    basis = AWARDED if plan.indicator.assessed else COMPUTED
    possible = computed_outcomes(plan, scope) if plan.arms else plan.every
    return Standing(plan, possible, basis, possible, "", points)


def is_assessed(plan: IndicatorPlan, scope: Scope) -> Truth:
    """Whether a panel decides: declared so, or because a number that the criterion needs is not given.

    None where the number is given for some subjects only, and it is not known which this one is.
    """
    if plan.indicator.kind == SCORED.kind:
        return False
    if plan.indicator.assessed:
        return True
    return negation(_are_given(plan.lacking, scope)) if plan.lacking else False


def is_given(guard: Guard, scope: Scope) -> Truth:
    """Whether some text gives every number of the standard that a condition needs for this subject.

    None where that depends on an attribute of the subject that is not known.
    """
    return _are_given(guard.lacking, scope) if guard.lacking else True


def _are_given(numbers: Iterable[NumberUse], scope: Scope) -> Truth:
    return conjunction(_is_given(one, scope) for one in numbers)


def _is_given(use: NumberUse, scope: Scope) -> Truth:
    numbers = scope.branches(scope.ruleset.values[use.value], keys_picking(use, scope))
    if None not in numbers:
        return True
    return False if use.is_of_rows or not any(number is not None for number in numbers) else None


def missing_parameters(guard: Guard, scope: Scope) -> tuple[str, ...]:
    """The values a condition needs (also through derived measures) that no text gives, or may not give."""
    waiting = [one.value for one in guard.lacking if not scope.is_given(one.value, keys_picking(one, scope))]
    return tuple(dict.fromkeys(waiting))


def keys_picking(use: NumberUse, scope: Scope) -> Options:
    """The options that can pick a number; of a column every option, as some row may have it."""
    return frozenset(scope.ruleset.values[use.value].branches) if use.is_of_rows else options_of_key(use.key, scope)


def computed_outcomes(plan: IndicatorPlan, scope: Scope) -> tuple[Outcome, ...]:
    """What the criteria leave possible, best first; everything where they leave a hole and the subject is in it."""
    if plan.chosen is None:
        return _in_order(plan, _first_that_holds(plan.arms, scope)) or plan.every
    found = options(plan.chosen.root, scope)
    return tuple(one for one in plan.every if found is None or one.grade in found) or plan.every


def _first_that_holds(arms: Iterable[Arm], scope: Scope) -> set[Outcome]:
    """The outcomes of the first arm that holds, and of those before it that may hold."""
    possible: set[Outcome] = set()
    for arm in arms:
        is_it = True if arm.guard is None else holds(arm.guard, scope)
        if is_it is not False:
            possible.add(arm.outcome)
        if is_it:
            break
    return possible


def _in_order(plan: IndicatorPlan, possible: set[Outcome]) -> tuple[Outcome, ...]:
    if len(possible) == 1:
        return tuple(possible)
    return tuple(outcome for outcome in plan.every if outcome in possible)


def open_ceilings(found: Standing, scope: Scope) -> tuple[Cap, ...]:
    """The ceilings over a panel's grade that are not known, and that would lower it if they were broken."""
    plan = found.plan
    if not plan.caps or not is_assessed(plan, scope):
        return ()
    best = min((plan.every.index(grade) for grade in found.possible if grade in plan.every), default=len(plan.every))
    return tuple(
        cap for cap in plan.caps if best <= cap.rank and is_given(cap.guard, scope) and holds(cap.guard, scope) is None
    )


def if_lowered(found: Standing, scope: Scope) -> tuple[Outcome, ...]:
    """What a panel's grade could be, best first, if open ceilings over it turned out to be broken, or not."""
    every = found.plan.every
    given = tuple(grade for grade in found.possible if grade in every)
    can_be = set(found.possible)
    for cap in open_ceilings(found, scope):
        can_be |= set(_capped(given, cap.limit, every))
    return tuple(one for one in (*every, NOT_APPLICABLE) if one in can_be)


def _limits(caps: Iterable[Cap], scope: Scope) -> list[int]:
    """The ranks of the best grade that the ceilings can leave: under those certainly broken, then lower ones."""
    certain, maybe = 0, []
    for cap in caps:
        is_kept = _is_kept(cap, scope)
        if is_kept is False:
            certain = max(certain, cap.limit)
        elif is_kept is None:
            maybe.append(cap.limit)
    return [certain, *(rank for rank in maybe if rank > certain)]


def _is_kept(cap: Cap, scope: Scope) -> Truth:
    """Whether a ceiling lowers nothing; one whose number no text gives is taken out."""
    is_binding = is_given(cap.guard, scope)
    if is_binding is False:
        return True
    is_kept = holds(cap.guard, scope)
    return None if is_binding is None and is_kept is False else is_kept


def _capped(possible: tuple[Outcome, ...], limit: int, every: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    ranks = sorted({max(every.index(grade), limit) for grade in possible})
    return tuple(every[rank] for rank in ranks)
