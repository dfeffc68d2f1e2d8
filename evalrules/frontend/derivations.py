"""How derived measures rest on one another: never in a circle, nor in longer rows than can be read.

And what those that are only shown are made of.
"""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.model.ruleset import Measure
from evalrules.tree.nodes import RowStatistic
from evalrules.tree.walk import facts_in, walk

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


def check_shown(measures: Mapping[str, Measure]) -> list[Diagnostic]:
    """An ER103 for each measure that is shown and not made of coefficients or deviations: it stands below them."""
    told = [one for one in measures.values() if one.is_shown and not one.each]
    places = {one.span: one for one in told if not _rests_on_spreads(one, measures)}
    expected = "a formula of coefficients or deviations"
    return [error("ER103", place, found=f"shown: {one.id}", expected=expected) for place, one in places.items()]


def _rests_on_spreads(measure: Measure, measures: Mapping[str, Measure]) -> bool:
    """Whether its formula, or one behind it, is of a statistic of spread."""
    seen, pending = {measure.id}, [measure.id]
    while pending:
        value = measures[pending.pop()].value
        for node in walk(value.root) if value is not None else ():
            if isinstance(node, RowStatistic) and node.op.startswith(("cv", "stdev")):
                return True
        behind = [own for own in (facts_in(value.root) if value else ()) if own in measures and own not in seen]
        seen.update(behind)
        pending += behind
    return False
