"""What is not given and a panel's grade stands in for: what it would lower, and what that would make of the verdict.

An unknown ceiling lowers no grade of a panel, since the panel had those facts before it (docs/decisions/0007). So the
verdict rests on grades that may have to be lowered later, and the report says which, by what, and to what end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias

from evalrules.base.surds import Surd
from evalrules.model.assessment import Lowering, Missing, Written
from evalrules.model.evidence import FactValue
from evalrules.model.outcome import texts_of
from evalrules.model.refs import PointsRef, TableRef, cell_from
from evalrules.semantics.case import Case, exactly
from evalrules.semantics.conditions import value_of
from evalrules.semantics.standings import Standing, if_lowered, open_ceilings, standing

Grades: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Indicators, each with the grades that it could still have, as texts."""

Effect: TypeAlias = tuple[Grades, tuple[str, ...]]
"""The grades that are lowered, and the levels possible then."""


def possible_if_lowered(case: Case) -> tuple[str, ...]:
    """The levels possible, best first, where open ceilings over grades of panels may turn out to be broken."""
    changed = {found.indicator.id: if_lowered(found, case.scope) for found in _waiting(case)}
    return case.levels_with(changed) if changed else case.possible_levels


def with_stand_ins(case: Case, missing: Iterable[Missing]) -> tuple[Missing, ...]:
    """What is missing, where a panel's grade stands in for it with the indicators and what it would lower."""
    waiting = {name: found for name, found in _waiting_for(case).items() if found}
    return tuple(_with_stand_in(case, item, waiting.get(_name(item), ())) for item in missing)


def _with_stand_in(case: Case, item: Missing, waiting: tuple[Standing, ...]) -> Missing:
    if not waiting:
        return item
    own = tuple(found.indicator.id for found in waiting)
    return item._replace(taken_as_graded=own, lowers=_lowerings(case, item, waiting))


def _waiting(case: Case) -> list[Standing]:
    """The indicators that a panel graded and over which ceilings are open."""
    decided = (found for found in case.standings if _is_graded(case, found))
    return [found for found in decided if open_ceilings(found, case.scope)]


def _is_graded(case: Case, found: Standing) -> bool:
    """Whether a panel said anything of the indicator: where it did not, no grade stands in for any fact."""
    given = case.grades.get(found.indicator.id)
    return given is not None and (given.grade is not None or any(vote.number for vote in given.votes))


def _waiting_for(case: Case) -> Mapping[str | TableRef, tuple[Standing, ...]]:
    """For each measure, attribute and table the graded indicators whose open ceilings look at it."""
    found: dict[str | TableRef, dict[str, Standing]] = {}
    for graded in _waiting(case):
        for reads in (cap.guard.reads for cap in open_ceilings(graded, case.scope)):
            named: list[str | TableRef] = [*reads.names, *map(TableRef, reads.tables)]
            for name in named:
                found.setdefault(name, {})[graded.indicator.id] = graded
    return {name: tuple(listed.values()) for name, listed in found.items()}


def _name(item: Missing) -> str | TableRef:
    """The name under which conditions know what is missing."""
    if item.kind == "cell":
        return cell_from(item.id).measure.text
    if item.kind == "table":
        return TableRef(item.id)
    return {"points": PointsRef(item.id).text, "grade": ""}.get(item.kind, item.id)


# -- what single values would lower ----------------------------------------------------------------------------------


def _lowerings(case: Case, item: Missing, waiting: tuple[Standing, ...]) -> tuple[Lowering, ...]:
    if item.kind == "attribute":
        options = case.ruleset.choices[item.id].options
        return _of_options({one: _effect(waiting, case.with_attributes({item.id: one})) for one in options})
    if item.kind not in ("fact", "points", "members"):
        return ()  # what rows would lower is not tried
    own = PointsRef(item.id).text if item.kind == "points" else item.id
    declared = case.ruleset.measures[own]
    if declared.type == "yesno":
        return _of_options({one: _effect_of(case, waiting, {own: one}) for one in (True, False)})
    known = case.scope.with_facts({own: None}).options(own) if declared.choice else None
    if known is not None:
        return _of_options({one: _effect_of(case, waiting, {own: one}) for one in sorted(known)})
    return () if declared.type in ("text", "date") else _of_numbers(case, own, waiting)


def _effect(waiting: tuple[Standing, ...], tried: Case) -> Effect | None:
    """What a trial lowers; None where it lowers nothing."""
    after = ((found, tried.standing_of(found.indicator.id).possible) for found in waiting)
    lowered = tuple((found.indicator.id, texts_of(possible)) for found, possible in after if possible != found.possible)
    return (lowered, tried.possible_levels) if lowered else None


def _effect_of(case: Case, waiting: tuple[Standing, ...], changed: Mapping[str, FactValue]) -> Effect | None:
    """What some facts lower: of a trial that is not made, as most lower nothing."""
    scope = case.scope.with_facts(changed)
    after = ((found, standing(found.plan, scope, case.grades).possible) for found in waiting)
    lowered = tuple((found.indicator.id, texts_of(possible)) for found, possible in after if possible != found.possible)
    return (lowered, case.levels_with_facts(changed)) if lowered else None


def _of_options(effects: Mapping[Written, Effect | None]) -> tuple[Lowering, ...]:
    together: dict[Effect, list[Written]] = {}
    for option, effect in effects.items():
        if effect is not None:
            together.setdefault(effect, []).append(option)
    return tuple(Lowering("in", None, tuple(options), *effect) for effect, options in together.items())


def _of_numbers(case: Case, measure: str, waiting: tuple[Standing, ...]) -> tuple[Lowering, ...]:
    from evalrules.semantics.comparisons import comparisons_in
    from evalrules.semantics.turning import deciding_ranges, turns_of

    low, high = value_of(measure, case.scope).numbers
    if isinstance(low, Surd) or isinstance(high, Surd):
        return ()
    effects: dict[str, Effect] = {}
    ceilings = [cap.guard.condition for found in waiting for cap in open_ceilings(found, case.scope)]
    stretches = deciding_ranges(
        _effect_at(case, measure, waiting, effects),
        effects,  # filled while the stretches are tried, and read after it
        turns_of(case, measure, comparisons_in(ceilings, case.ruleset)),
        (low, high),
        whole=case.ruleset.measures[measure].type == "count",
    )
    return tuple(Lowering(one.op, one.value, (), *effects[one.to]) for one in stretches)


def _effect_at(
    case: Case, measure: str, waiting: tuple[Standing, ...], effects: dict[str, Effect]
) -> Callable[[Fraction], str | None]:
    """The effect of each number under a name of its own, which `effects` remembers."""

    def effect_at(value: Fraction) -> str | None:
        effect = _effect(waiting, case.with_facts({measure: exactly(value)}))
        if effect is None:
            return None
        name = next((known for known, other in effects.items() if other == effect), str(len(effects)))
        effects[name] = effect
        return name

    return effect_at
