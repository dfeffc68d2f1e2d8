"""Counties beside one that is known: who looks for a county keeps nearly all of it, so that little is left to solve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from evalrules.model.proof import Claim
from evalrules.plan.nodes import Guard
from evalrules.proving.questions import Asked
from evalrules.proving.solving import Solved, name_of
from evalrules.proving.standard import Standard
from evalrules.proving.terms import Term

Known: TypeAlias = tuple[tuple[str, Term, Any], ...]
"""A county: for each name what the solver calls it, and its value."""


def known_from(standard: Standard, solved: Solved) -> Known:
    """The county of a solution; what the solver did not look at stays open."""
    return tuple(
        (symbol.place.id, symbol.variable, solved.model.eval(symbol.variable, model_completion=True))
        for symbol in standard.symbols.every
        if not symbol.place.kind.startswith("any") and name_of(symbol.variable) in solved.names
    )


def beside(base: Standard, claim: Claim, asked: Asked, known: Known) -> Iterator[list[tuple[Term, Term]]]:
    """What is kept of a known county: all but what the claim is about, then all but what that is seen with, too."""
    moved = {place.id for one in asked.subjects for place in one.symbols.places}
    free = moved or _read(guard for own, guard in _guards(base) if own == claim.of)
    if claim.kind == "level_reached":
        free = _read(base.plan.verdict)
    wide = free | _read(guard for _, guard in _guards(base) if free & _names(guard))
    for names in (*([set[str]()] if moved else []), free, wide):
        yield [(variable, value) for own, variable, value in known if own not in names]


def _guards(base: Standard) -> Iterator[tuple[str, Guard]]:
    """Every condition, with the id of the part in which it stands."""
    ruleset, plan = base.ruleset, base.plan
    for one in plan.indicators:
        yield from ((one.indicator.id, guard) for guard in one.guards)
    yield from ((gate.id, guard) for gate, guard in zip(ruleset.gates, plan.gates, strict=True))
    yield from ((veto.id, guard) for veto, guard in zip(ruleset.vetoes, plan.vetoes, strict=True))


def _names(guard: Guard) -> set[str]:
    return {*guard.reads.measures, *guard.reads.names}


def _read(guards: Iterable[Guard]) -> set[str]:
    return {name for guard in guards for name in _names(guard)}
