"""Each indicator by itself: the outcomes still possible, and on what that rests. See docs/semantics.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from evalrules.base.truth import Truth, conjunction, negation
from evalrules.model.assessment import (
    AWARDED,
    BY_PANEL,
    CAPPED,
    COMPUTED,
)
from evalrules.model.evidence import Assessed
from evalrules.model.outcome import MET, NOT_APPLICABLE, NOT_MET, SCORED, Outcome, graded, outcomes_graded
from evalrules.model.refs import is_column
from evalrules.model.ruleset import Band, Indicator, measures_behind
from evalrules.semantics.ballots import ballot
from evalrules.semantics.conditions import keys_of, number, options, truth
from evalrules.semantics.interval import ANY_NUMBER, Interval, known_value
from evalrules.semantics.scope import Options, Scope
from evalrules.tree.nodes import Condition, Expression, Fact, Parameter
from evalrules.tree.walk import walk


class Standing(NamedTuple):
    """What one indicator can still be, best first.

    `before_ceiling` is what it was before ceilings lowered it; `cause` says why a panel's decision is open
    ("" where it is not). `points` are those of a scored indicator, within bounds.
    """

    indicator: Indicator
    possible: tuple[Outcome, ...]
    basis: str
    before_ceiling: tuple[Outcome, ...]
    cause: str
    points: Interval | None = None

    @property
    def decided(self) -> Outcome | None:
        """The outcome where there is just one left, and its points where it is scored."""
        if self.points is not None and NOT_APPLICABLE not in self.possible and known_value(self.points) is None:
            return None
        return self.possible[0] if len(self.possible) == 1 else None


def standing(indicator: Indicator, scope: Scope, grades: Mapping[str, Assessed]) -> Standing:
    """The outcomes of one indicator that the evidence leaves possible."""
    applies = truth(indicator.applies.root, scope) if indicator.applies else True
    if applies is False:
        return Standing(indicator, (NOT_APPLICABLE,), COMPUTED, (NOT_APPLICABLE,), "")
    found = _applicable(indicator, scope, grades)
    if applies is None:
        return found._replace(possible=(*found.possible, NOT_APPLICABLE))
    return found


def _applicable(indicator: Indicator, scope: Scope, grades: Mapping[str, Assessed]) -> Standing:
    if indicator.kind == SCORED.kind:
        return _scored(indicator, scope)
    every = outcomes_of(indicator, scope)
    by_panel = is_assessed(indicator, scope)
    if by_panel:
        return _by_panel(indicator, scope, grades, every)
    computed = _computed(indicator, scope, every)
    return computed if by_panel is False else _either(computed, _by_panel(indicator, scope, grades, every), every)


def _by_panel(
    indicator: Indicator, scope: Scope, grades: Mapping[str, Assessed], every: tuple[Outcome, ...]
) -> Standing:
    decision = ballot(grades.get(indicator.id), every, scope.ruleset.panel.decides)
    lowered = _lowered(indicator, decision.possible, every, scope)
    basis = BY_PANEL if lowered == decision.possible else CAPPED
    return Standing(indicator, lowered, basis, decision.possible, decision.cause)


def _computed(indicator: Indicator, scope: Scope, every: tuple[Outcome, ...]) -> Standing:
    computed = computed_outcomes(indicator, scope)
    lowered = _limited(indicator, computed, every, scope)
    return Standing(indicator, lowered, COMPUTED if lowered == computed else CAPPED, computed, "")


def _either(computed: Standing, by_panel: Standing, every: tuple[Outcome, ...]) -> Standing:
    """What both ways leave, while it is not known which of them the subject's number of the standard asks for."""
    return computed._replace(
        possible=_joined(computed.possible, by_panel.possible, every),
        before_ceiling=_joined(computed.before_ceiling, by_panel.before_ceiling, every),
        cause=by_panel.cause,
    )


def _joined(first: tuple[Outcome, ...], second: tuple[Outcome, ...], every: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    return tuple(outcome for outcome in every if outcome in first or outcome in second)


def _scored(indicator: Indicator, scope: Scope) -> Standing:
    points = number(indicator.awarded.root, scope) if indicator.awarded is not None else ANY_NUMBER
    basis = AWARDED if indicator.assessed else COMPUTED
    possible = outcomes_of(indicator, scope) if indicator.met is None else computed_outcomes(indicator, scope)
    return Standing(indicator, possible, basis, possible, "", points)


def outcomes_of(indicator: Indicator, scope: Scope) -> tuple[Outcome, ...]:  # noqa: ARG001 - one signature for all readers
    """Everything an indicator can be where it applies, best first."""
    if indicator.kind == SCORED.kind and indicator.met is None:
        return (SCORED,)
    return outcomes_graded(indicator.grades) if indicator.kind == "graded" else (MET, NOT_MET)


def is_assessed(indicator: Indicator, scope: Scope) -> Truth:
    """Whether a panel decides: declared so, or because a number that the criterion needs is not given.

    None where the number is given for some subjects only, and it is not known which this one is.
    """
    if indicator.kind == SCORED.kind:
        return False
    if indicator.assessed:
        return True
    return negation(conjunction(is_given(condition, scope) for condition in criteria(indicator)))


def criteria(indicator: Indicator) -> tuple[Condition, ...]:
    """The conditions that compute the indicator."""
    bands = tuple(band.condition for band in indicator.bands if band.condition is not None)
    single = (indicator.met, indicator.grade, indicator.awarded)
    return (*bands, *(condition for condition in single if condition is not None))


def is_given(condition: Condition, scope: Scope) -> Truth:
    """Whether some text gives every number of the standard that a condition needs for this subject.

    None where that depends on an attribute of the subject that is not known.
    """
    return conjunction(_is_number_given(one, scope) for one in _parameters_behind(condition.root, scope))


def _is_number_given(node: Parameter, scope: Scope) -> Truth:
    numbers = scope.branches(scope.ruleset.values[node.value], _keys(node, scope))
    if None not in numbers:
        return True
    return False if _is_of_column(node) or not any(number is not None for number in numbers) else None


def missing_parameters(node: Expression, scope: Scope) -> tuple[str, ...]:
    """The values a condition needs (also through derived measures) that no text gives, or may not give."""
    named = _parameters_behind(node, scope)
    waiting = [one.value for one in named if not scope.is_given(one.value, _keys(one, scope))]
    return tuple(dict.fromkeys(waiting))


def _parameters_behind(node: Expression, scope: Scope) -> list[Parameter]:
    measures = [scope.ruleset.measures[measure] for measure in measures_behind(node, scope.ruleset.measures)]
    parts = [node, *(measure.value.root for measure in measures if measure.value is not None)]
    return [found for part in parts for found in walk(part) if isinstance(found, Parameter)]


def _keys(node: Parameter, scope: Scope) -> Options:
    """The options that can pick a number; of a column every option, as some row may have it."""
    return frozenset(scope.ruleset.values[node.value].branches) if _is_of_column(node) else keys_of(node, scope)


def _is_of_column(node: Parameter) -> bool:
    return isinstance(node.key, Fact) and is_column(node.key.measure)


def computed_outcomes(indicator: Indicator, scope: Scope) -> tuple[Outcome, ...]:
    """What bands or `met` leave possible, best first."""
    if indicator.met is not None:
        holds = truth(indicator.met.root, scope)
        return (MET, NOT_MET) if holds is None else (MET,) if holds else (NOT_MET,)
    if indicator.grade is not None:
        found = options(indicator.grade.root, scope)
        chosen = tuple(grade for grade in indicator.grades if found is None or grade in found)
        return outcomes_graded(chosen or indicator.grades)
    best_first = [band for band in indicator.bands if band.condition is not None]
    if indicator.when_both == "worse":
        best_first.reverse()
    otherwise = [band for band in indicator.bands if band.condition is None]
    possible = _first_that_holds([*best_first, *otherwise], scope)
    return outcomes_graded(tuple(grade for grade in scope.ruleset.grades if grade in possible))


def _first_that_holds(bands: list[Band], scope: Scope) -> set[str]:
    """The grades of the first band that holds, and of those before it that may hold."""
    possible: set[str] = set()
    for band in bands:
        holds = True if band.condition is None else truth(band.condition.root, scope)
        if holds is not False:
            possible.add(band.grade)
        if holds:
            break
    return possible


def _lowered(
    indicator: Indicator, possible: tuple[Outcome, ...], every: tuple[Outcome, ...], scope: Scope
) -> tuple[Outcome, ...]:
    """A panel's grades under the ceilings that are certainly broken; an unknown ceiling lowers nothing."""
    return _capped(possible, _limits(indicator, every, scope)[0], every)


def open_ceilings(found: Standing, scope: Scope) -> tuple[Band, ...]:
    """The ceilings over a panel's grade that are not known, and that would lower it if they were broken."""
    indicator = found.indicator
    if not indicator.ceiling or not is_assessed(indicator, scope):
        return ()
    every = outcomes_of(indicator, scope)
    best = min((every.index(grade) for grade in found.possible if grade in every), default=len(every))
    return tuple(
        band
        for band in indicator.ceiling
        if band.condition is not None
        and best <= every.index(graded(band.grade))
        and is_given(band.condition, scope)
        and truth(band.condition.root, scope) is None
    )


def if_lowered(found: Standing, scope: Scope) -> tuple[Outcome, ...]:
    """What a panel's grade could be, best first, if open ceilings over it turned out to be broken, or not."""
    every = outcomes_of(found.indicator, scope)
    given = tuple(grade for grade in found.possible if grade in every)
    can_be = set(found.possible)
    for band in open_ceilings(found, scope):
        limit = min(every.index(graded(band.grade)) + 1, len(every) - 1)
        can_be |= set(_capped(given, limit, every))
    return tuple(one for one in (*every, NOT_APPLICABLE) if one in can_be)


def _limited(
    indicator: Indicator, computed: tuple[Outcome, ...], every: tuple[Outcome, ...], scope: Scope
) -> tuple[Outcome, ...]:
    """Computed grades under the ceilings; an unknown ceiling leaves the grade both as it is and lowered."""
    lowered = {grade for limit in _limits(indicator, every, scope) for grade in _capped(computed, limit, every)}
    return tuple(grade for grade in every if grade in lowered)


def _limits(indicator: Indicator, every: tuple[Outcome, ...], scope: Scope) -> list[int]:
    """The ranks of the best grade that the ceilings can leave: under those certainly broken, then lower ones."""
    certain, maybe = 0, []
    for band in indicator.ceiling:
        holds = _ceiling_holds(band, scope)
        rank = min(every.index(graded(band.grade)) + 1, len(every) - 1)
        if holds is False:
            certain = max(certain, rank)
        elif holds is None:
            maybe.append(rank)
    return [certain, *(rank for rank in maybe if rank > certain)]


def _ceiling_holds(band: Band, scope: Scope) -> Truth:
    """Whether a ceiling lowers nothing; one whose number no text gives is taken out."""
    is_binding = True if band.condition is None else is_given(band.condition, scope)
    if band.condition is None or is_binding is False:
        return True
    holds = truth(band.condition.root, scope)
    return None if is_binding is None and holds is False else holds


def _capped(possible: tuple[Outcome, ...], limit: int, every: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    ranks = sorted({max(every.index(grade), limit) for grade in possible})
    return tuple(every[rank] for rank in ranks)
