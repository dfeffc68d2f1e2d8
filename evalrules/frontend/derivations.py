"""How derived measures rest on one another: never in a circle, nor in longer rows than can be read."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.model.ruleset import Measure
from evalrules.tree.walk import facts_in

MAX_DERIVATIONS = 50


def check_derivations(measures: Mapping[str, Measure]) -> list[Diagnostic]:
    """Every circle (ER313) and every row that is too long (ER207) among derived measures."""
    problems: list[Diagnostic] = []
    depths: dict[str, int] = {}
    for start in measures:
        _find_depth(start, measures, depths, problems)
    return problems


def _find_depth(
    start: str, measures: Mapping[str, Measure], depths: dict[str, int], problems: list[Diagnostic]
) -> None:
    """The length of the longest row below a measure, every measure looked at once."""
    path = [start]
    while path:
        at = path[-1]
        needed = _derived_inputs(at, measures)
        waiting = next((own for own in needed if own not in depths), None)
        if at in depths:
            path.pop()
        elif waiting is None:
            depths[at] = 1 + max((depths[own] for own in needed), default=0)
            if depths[at] == MAX_DERIVATIONS + 1:
                what, limit = "derived measures in a row", str(MAX_DERIVATIONS)
                problems.append(error("ER207", measures[at].span, what=what, limit=limit))
        elif waiting in path:
            circle = path[path.index(waiting) :]
            problems.append(error("ER313", measures[waiting].span, path=" -> ".join((*circle, waiting))))
            depths.update(dict.fromkeys(circle, 0))
        else:
            path.append(waiting)


def _derived_inputs(measure: str, measures: Mapping[str, Measure]) -> list[str]:
    """The measures that a derived measure is computed from and that are derived themselves."""
    value = measures[measure].value
    named = facts_in(value.root) if value else ()
    return [own for own in named if own in measures and measures[own].value is not None]
